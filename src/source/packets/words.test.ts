import fc from 'fast-check'
import { expect, test } from 'vitest'
import { swap32, word32 } from './words.ts'

test('words in the one order and in the other are what Buffer reads', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), fc.nat(2), (bytes, at) => {
      const buf = Buffer.from(bytes)
      expect(word32(buf, at)).toBe(buf.readUInt32LE(at))
      expect(swap32(word32(buf, at))).toBe(buf.readUInt32BE(at))
    }),
  )
})
