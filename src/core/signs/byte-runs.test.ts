import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestRun, nextRun, runEnd } from './byte-runs.ts'

const isLetter = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[a-z]/.test(String.fromCharCode(byte)) ? 1 : 0,
)
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'z', '.', '`', '{'), maxLength: 80 })

test('the next run is where a plain search finds it', () => {
  fc.assert(
    fc.property(texts, fc.nat(20), fc.nat(80), fc.integer({ min: 1, max: 12 }), (text, from, end, min) => {
      const bytes = Buffer.from(text)
      const stop = Math.min(end, bytes.length)
      const plain = text.slice(from, Math.max(from, stop)).search(new RegExp(`[a-z]{${min}}`))
      expect(nextRun(isLetter, bytes, from, stop, min)).toBe(plain === -1 ? -1 : from + plain)
    }),
    { numRuns: 2_000 },
  )
})

test('the longest run is the longest of a plain search', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const plain = Math.max(0, ...(text.match(/[a-z]+/g) ?? []).map(({ length }) => length))
      expect(longestRun(isLetter, Buffer.from(text), 0, text.length)).toBe(plain)
    }),
    { numRuns: 1_000 },
  )
})

test('few bytes are looked at where runs are short', () => {
  const bytes = Buffer.from('ab.'.repeat(10_000))
  let looked = 0
  const counting = new Proxy(isLetter, {
    get: (table, key) => {
      looked++
      return Reflect.get(table, key) as unknown
    },
  })
  expect(nextRun(counting, bytes, 0, bytes.length, 60)).toBe(-1)
  expect(looked).toBeLessThan(bytes.length / 15)
})

test('a run ends in front of the first other byte, or where there are no more', () => {
  const bytes = Buffer.from('..abc.de')
  expect([
    runEnd(isLetter, bytes, 2, 8),
    runEnd(isLetter, bytes, 6, 8),
    runEnd(isLetter, bytes, 2, 4),
  ]).toEqual([5, 8, 4])
})
