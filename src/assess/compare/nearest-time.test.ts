import { expect, test } from 'vitest'
import { nearestTime } from './nearest-time.ts'

test('the nearest time of day is found, round midnight too, and none beyond half an hour', () => {
  const times = Float64Array.of(600, 30_000, 33_600, 85_800)
  expect(
    [0, 600, 2_400, 2_401, 31_799, 31_801, 84_000, 83_999, 50].map((at) => nearestTime(times, at)),
  ).toEqual([600, 600, 600, null, 30_000, 33_600, 85_800, null, 600])
  expect(nearestTime(Float64Array.of(85_800), 100)).toBe(85_800)
  expect(nearestTime(new Float64Array(0), 100)).toBeNull()
})
