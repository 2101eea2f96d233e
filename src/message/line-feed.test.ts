import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findLineFeed, findLowByte } from './line-feed.ts'

test.each([
  { find: findLineFeed, isWanted: (byte: number): boolean => byte === 10 },
  { find: findLowByte, isWanted: (byte: number): boolean => byte <= 13 },
])('$find.name finds the first byte within the bounds, as a plain search does', ({ find, isWanted }) => {
  const byte = fc.constantFrom(10, 10, 11, 9, 13, 14, 0, 138, 141, 128, 255, 97, 97, 97)
  fc.assert(
    fc.property(
      fc.array(byte, { maxLength: 24 }),
      fc.nat({ max: 24 }),
      fc.nat({ max: 24 }),
      (bytes, from, length) => {
        // Within a larger memory, so that bytes beyond the buffer and its offset would be noticed.
        const buf = Buffer.alloc(64, 10).subarray(9, 9 + bytes.length)
        buf.set(bytes)
        const start = Math.min(from, bytes.length)
        const end = Math.min(start + length, bytes.length)
        const found = bytes.findIndex((one, at) => at >= start && isWanted(one))
        const expected = found < 0 || found >= end ? end : found
        // The first search is by bytes, the others by words.
        for (let times = 0; times < 3; times++) expect(find(buf, start, end)).toBe(expected)
      },
    ),
  )
})
