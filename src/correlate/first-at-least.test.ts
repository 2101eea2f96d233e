import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FirstAtLeast } from './first-at-least.ts'
import { firstAtLeast } from './sorted.ts'

test('the table finds what halving finds: in bursts, of equal numbers, outside of them, of none', () => {
  const time = fc.oneof(
    fc.double({ min: -5_000, max: 5_000, noNaN: true }),
    fc.double({ min: 900, max: 901, noNaN: true }),
    fc.integer({ min: 0, max: 50 }),
  )
  const value = fc.oneof(time, fc.double({ min: -1e9, max: 1e9, noNaN: true }))
  fc.assert(
    fc.property(fc.array(time, { maxLength: 200 }), fc.array(value), (list, values) => {
      const sorted = Float64Array.from(list).sort()
      const firsts = new FirstAtLeast(sorted)
      for (const one of [...values, ...sorted]) {
        expect(firsts.indexOf(one)).toBe(firstAtLeast(sorted, one))
        expect(firsts.indexAbove(one)).toBe(sorted.filter((other) => other <= one).length)
      }
    }),
    { numRuns: 300 },
  )
})
