import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { largest, smallest } from './extremes.ts'

test('are what the language gives for few values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      expect(largest(values)).toBe(Math.max(...values))
      expect(smallest(values)).toBe(Math.min(...values))
    }),
  )
})

test('of nothing are the bound that is given', () => {
  expect(largest([], 0)).toBe(0)
  expect(largest([-1], 0)).toBe(0)
})

test('of more values than a call takes', () => {
  const values = Array.from({ length: 1_000_000 }, (_, index) => index)
  expect([smallest(values), largest(values)]).toEqual([0, 999_999])
})
