import { describe, expect, test } from 'vitest'
import { coordinates, likelyScale, precision } from './coordinates.ts'

describe('one half of a place', () => {
  test.each([
    ['59.9139', 90, [[59.9139, 4, 0]]],
    ['59,9139', 90, [[59.9139, 4, 0]]],
    ['-10.75.', 180, [[-10.75, 2, 0]]],
    ['91.5', 90, []],
    ['91.5', 180, [[91.5, 1, 0]]],
    ['59', 90, []],
    ['5.991273e1', 90, [[59.91273, 5, 0]]],
    // In millionths, hundred-thousandths would be 599 degrees; in ten-millionths 5.99.
    [
      '59913868',
      90,
      [
        [5.9913868, 7, 7],
        [59.913868, 6, 6],
        [5.0219224, 7, 31],
      ],
    ],
    ['59913868901', 90, []],
    ['north', 90, []],
  ])('%s within %i', (text, limit, wanted) => {
    const read = coordinates(text, limit).map(({ degrees, decimals, scale }) => [degrees, decimals, scale])
    expect(read).toEqual(wanted)
  })
})

test('a scale is what the name says, else what the digits make likely', () => {
  expect(likelyScale('latE5', '5991387')).toBe(5)
  expect(likelyScale('position_lat', '714802000')).toBe(31)
  expect(likelyScale('lat', '599138680')).toBe(7)
  expect(likelyScale('lat', '-59913868')).toBe(6)
})

test('decimals say how fine a place is', () => {
  expect([0, 3, 4, 9].map(precision)).toEqual([
    'about 100 km',
    'about 100 m',
    'about 10 m',
    'about 1 m or finer',
  ])
})
