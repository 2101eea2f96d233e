import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { FinishedStreams } from './finished-streams.ts'

test('a stream is over for its id, not for those of its number that have another type', () => {
  const finished = new FinishedStreams()
  finished.add(4)
  expect([4, 5, 6, 7, 0, 8].map((id) => finished.has(id))).toEqual([true, false, false, false, false, false])
})

test('streams may be over in any order', () => {
  const finished = new FinishedStreams()
  for (const id of [8, 0, 4, 16]) finished.add(id)
  expect([0, 4, 8, 12, 16].map((id) => finished.has(id))).toEqual([true, true, true, false, true])
})

test('one that never comes is given up once too many behind it are over', () => {
  const finished = new FinishedStreams()
  const { quicStreamsMax } = limits.message
  for (let number = 1; number <= quicStreamsMax; number++) finished.add(number * 4)
  expect(finished.has(0)).toBe(false)
  finished.add((quicStreamsMax + 1) * 4)
  expect(finished.has(0)).toBe(true)
})
