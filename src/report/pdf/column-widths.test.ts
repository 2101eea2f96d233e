import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareWidth } from './column-widths.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

test('what all would like is given, and the rest to all alike', () => {
  expect(shareWidth([10, 10], [30, 50], 100)).toEqual([40, 60])
})

test('what is too much for the table is shared by what the longest words need', () => {
  expect(shareWidth([100, 50], [200, 50], 100).map(Math.round)).toEqual([67, 33])
})

test('a long text leaves room to the short ones beside it', () => {
  const [recipient = 0, organisation = 0, traffic = 0] = shareWidth([60, 40, 30], [150, 480, 130], 480)
  expect(organisation).toBeLessThan(220)
  // In proportion to what all would like it had 82.
  expect(traffic).toBeGreaterThan(100)
  expect(recipient).toBeGreaterThan(130)
})

test('one word that is longer than its share takes what is left', () => {
  expect(shareWidth([240, 100], [900, 100], 480)).toEqual([380, 100])
})

test('a table is filled, and no word is cut that need not be', () => {
  const column = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 900 }))
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 9 }), (columns) => {
      const least = columns.map(([need]) => need)
      const most = columns.map(([need, more]) => need + more)
      const widths = shareWidth(least, most, 480)
      expect(sum(widths)).toBeCloseTo(480, 6)
      if (sum(least) <= 480)
        for (const [index, width] of widths.entries())
          expect(width + 1e-6).toBeGreaterThanOrEqual(least[index] ?? 0)
    }),
  )
})
