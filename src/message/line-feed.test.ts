import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findLineFeed } from './line-feed.ts'

test('the first line feed within the bounds is found, as by a plain search', () => {
  const byte = fc.constantFrom(10, 10, 11, 9, 0, 138, 255, 97)
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
        const found = bytes.indexOf(10, start)
        const expected = found < 0 || found >= end ? end : found
        // The first search is by bytes, the others by words.
        for (let times = 0; times < 3; times++) expect(findLineFeed(buf, start, end)).toBe(expected)
      },
    ),
  )
})
