import { expect, test } from 'vitest'
import { KeptTimes } from './kept-times.ts'

test('what has no room leaves the stretch in which it was', () => {
  const times = new KeptTimes(3)
  expect([10, 30, 20].map((at) => times.add(at === 30 ? 'b' : 'a', at))).toEqual([true, true, true])
  expect(times.leftOut).toBeNull()
  expect([50, 40, 60].map((at) => times.add('a', at))).toEqual([false, false, false])
  expect(times.leftOut).toEqual({ start: 40, end: 61 })
  expect([...times.byName]).toEqual([
    ['a', [10, 20]],
    ['b', [30]],
  ])
})
