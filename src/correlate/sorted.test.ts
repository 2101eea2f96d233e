import { expect, test } from 'vitest'
import { firstAfter, firstAtLeast, firstWhere } from './sorted.ts'

test('a part of the numbers is searched where that is asked for', () => {
  const sorted = Float64Array.of(1, 2, 2, 5, 9)
  expect([0, 2, 3, 9, 10].map((value) => firstAtLeast(sorted, value))).toEqual([0, 1, 3, 4, 5])
  expect([0, 2, 9].map((value) => firstAtLeast(sorted, value, 2, 4))).toEqual([2, 2, 4])
})

test('the first of sorted times behind a moment', () => {
  const times = Float64Array.of(1, 2, 2, 5)
  expect([0, 1, 2, 4.9, 5].map((at) => firstAfter(times, at))).toEqual([0, 1, 3, 3, 4])
  expect(firstAfter(new Float64Array(), 1)).toBe(0)
})

test('the first number from which on something holds', () => {
  expect([0, 3, 9, 10].map((least) => firstWhere(9, (number) => number >= least))).toEqual([0, 3, 9, 10])
})
