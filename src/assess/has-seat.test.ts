import { expect, test } from 'vitest'
import { hasSeat } from './has-seat.ts'

test('ZZ and nothing are no country', () => {
  expect(['CN', 'EU', 'ZZ', ''].map((country) => hasSeat({ country }))).toEqual([true, true, false, false])
})
