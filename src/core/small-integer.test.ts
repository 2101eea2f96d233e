import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallInteger } from './small-integer.ts'

test('the number is the same, and never -0', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.constant(-0), fc.maxSafeInteger()), (value) => {
      expect(smallInteger(value)).toBe(value === 0 ? 0 : value)
    }),
  )
})
