import { constants, deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inflateTolerant } from './inflate-tolerant.ts'

const anyBytes = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), fc.integer({ min: 1, max: 30 }))
  .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => Buffer.from(bytes))))
const strategies = fc.constantFrom(
  { level: 0 },
  { level: 1 },
  { level: 9 },
  { strategy: constants.Z_FIXED },
  { strategy: constants.Z_HUFFMAN_ONLY },
)

test('gives what zlib was given, and says where the stream ends', () => {
  fc.assert(
    fc.property(anyBytes, strategies, (bytes, options) => {
      const deflated = deflateRawSync(bytes, options)
      const found = inflateTolerant(Buffer.concat([deflated, Buffer.from('behind')]), 0, bytes.length + 10)
      expect(found.bytes.equals(bytes)).toBe(true)
      expect(found.end).toBe('whole')
      expect(found.used).toBe(deflated.length)
    }),
    { numRuns: 150 },
  )
})

test('a cut stream and a bound give a prefix', () => {
  fc.assert(
    fc.property(anyBytes, strategies, fc.nat(), (bytes, options, where) => {
      const deflated = deflateRawSync(bytes, options)
      const cut = inflateTolerant(deflated.subarray(0, where % deflated.length), 0, bytes.length)
      expect(cut.end).not.toBe('damaged')
      expect(bytes.subarray(0, cut.bytes.length).equals(cut.bytes)).toBe(true)
      const outputMax = where % bytes.length
      const bounded = inflateTolerant(deflated, 0, outputMax)
      expect(bounded.bytes.length).toBe(outputMax)
      expect(bounded.end).toBe('limit')
      expect(bytes.subarray(0, outputMax).equals(bounded.bytes)).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('random bytes end in a verdict', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const found = inflateTolerant(Buffer.from(bytes), 0, 10_000)
      expect(found.bytes.length).toBeLessThanOrEqual(10_000)
      expect(found.used).toBeLessThanOrEqual(bytes.length)
    }),
    { numRuns: 500 },
  )
})

test('what one stream gave stays when others are read', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyBytes, strategies), { minLength: 2, maxLength: 4 }), (texts) => {
      const found = texts.map(([bytes, options]) =>
        inflateTolerant(deflateRawSync(bytes, options), 0, bytes.length),
      )
      for (const [index, [bytes]] of texts.entries()) expect(found[index]?.bytes.equals(bytes)).toBe(true)
    }),
    { numRuns: 50 },
  )
})
