import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AesBlock } from './aes-block.ts'

test('the example of FIPS 197, appendix B', () => {
  const out = Buffer.alloc(16)
  const key = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex')
  new AesBlock(key).encrypt(Buffer.from('3243f6a8885a308d313198a2e0370734', 'hex'), 0, out, 0)
  expect(out.toString('hex')).toBe('3925841d02dc09fbdc118597196a0b32')
})

test('every key and block gives what node:crypto gives', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(16, 32),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.nat(20),
      (keyBytes, bytes, block, at) => {
        const key = bytes.subarray(0, keyBytes)
        const from = Buffer.concat([Buffer.alloc(at, 7), block])
        const into = Buffer.alloc(40, 9)
        new AesBlock(key).encrypt(from, at, into, at)
        const cipher = createCipheriv(`aes-${keyBytes * 8}-ecb`, key, null).setAutoPadding(false)
        expect(into.subarray(at, at + 16)).toEqual(cipher.update(block))
        expect(into.subarray(0, at)).toEqual(Buffer.alloc(at, 9))
        expect(into.subarray(at + 16)).toEqual(Buffer.alloc(24 - at, 9))
      },
    ),
    { seed: 3, numRuns: 300 },
  )
})
