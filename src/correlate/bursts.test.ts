import { expect, test } from 'vitest'
import { burstsOf, withoutBursts } from './bursts.ts'
import type { Series } from './types.ts'

test('of each burst the last send is kept, from which an alarm is set', () => {
  const times = Float64Array.from([0, 1, 2, 100, 101, 200])
  expect([...withoutBursts(times, 10)]).toEqual([2, 101, 200])
})

test('however long sends go on without a quiet, a burst is no longer than one, and begins no other', () => {
  const times = Float64Array.from([0, 6, 12, 18])
  expect([...withoutBursts(times, 10)]).toEqual([6])
})

test('a series of bursts is named as one, once', () => {
  const noun = 'request of 100 bytes'
  const series: Series = { key: 'a', recipient: 'a', name: 'a', noun, times: new Float64Array(0) }
  const bursts = burstsOf(series)
  expect(bursts.noun).toBe('burst of requests of 100 bytes')
  expect(burstsOf(bursts)).toBe(bursts)
})
