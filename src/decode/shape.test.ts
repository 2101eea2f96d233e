import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Shape } from './shape.ts'

test('counts what a plain count counts, between the blanks around', () => {
  // What begins and ends each class, and what stands beside it.
  const chars = fc.constantFrom(...' \r\n\t\0\x0b\x1f\x7f09/:@AFGZ[`afgz{+-_,.%=&;"\\é'.split(''))
  const shape = new Shape()
  fc.assert(
    fc.property(fc.string({ unit: chars, maxLength: 60 }), fc.constantFrom(1, 1, 200), (piece, times) => {
      // Long ones are counted in another way.
      const text = piece.repeat(times)
      const bytes = Buffer.from(text)
      shape.scan(bytes)
      const inner = bytes
        .toString('latin1')
        .replace(/^[ \t\r\n]+/, '')
        .replace(/[\0 \t\r\n]+$/, '')
      expect(bytes.toString('latin1', shape.start, shape.end)).toBe(inner)
      const count = (set: RegExp): number => inner.match(set)?.length ?? 0
      const longest = (set: RegExp): number =>
        Math.max(0, ...(inner.match(set) ?? []).map((run) => run.length))
      expect(Object.fromEntries(Object.entries(shape))).toEqual({
        start: shape.start,
        end: shape.end,
        first: inner === '' ? 0 : inner.charCodeAt(0),
        last: inner === '' ? 0 : inner.charCodeAt(inner.length - 1),
        base64Chars: count(/[A-Za-z0-9+/_-]/g),
        hexChars: count(/[0-9a-fA-F]/g),
        spaces: count(/[ \t\r\n]/g),
        lineFeeds: count(/\n/g),
        controls: count(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g),
        high: count(/[\x80-\xff]/g),
        upper: count(/[A-Z]/g),
        lower: count(/[a-z]/g),
        digits: count(/\d/g),
        percents: count(/%/g),
        pluses: count(/\+/g),
        equals: count(/=/g),
        ampersands: count(/&/g),
        semicolons: count(/;/g),
        colons: count(/:/g),
        backslashes: count(/\\/g),
        longestBase64Run: longest(/[A-Za-z0-9+/_-]+/g),
        longestHexRun: longest(/[0-9a-fA-F]+/g),
      })
    }),
    { numRuns: 500 },
  )
})
