import { expect, test } from 'vitest'
import { inputs, pool } from '../../../test/support/pooled-digests.ts'
import { areDigestsOf } from './digest-columns.ts'

test('columns that are not in order, or of fewer inputs, are not believed', () => {
  const { highs, lows, places } = pool.columns()
  expect(areDigestsOf({ highs, lows, places }, inputs.length)).toBe(true)
  expect(areDigestsOf({ highs, lows, places }, 1)).toBe(false)
  expect(areDigestsOf({ highs: highs.toReversed(), lows, places }, inputs.length)).toBe(false)
  expect(areDigestsOf({ highs: highs.slice(1), lows, places }, inputs.length)).toBe(false)
})
