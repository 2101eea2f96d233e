import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ZeroMac } from './ghash.ts'

test('the GMAC of zeros is the one that node:crypto gives', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(16, 32),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.oneof(fc.nat(300), fc.nat(44_032)),
      (keyBytes, bytes, length) => {
        const key = bytes.subarray(0, keyBytes)
        const cipher = createCipheriv(keyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, Buffer.alloc(12))
        cipher.setAAD(Buffer.alloc(length))
        cipher.final()
        expect(new ZeroMac(key).tagOf(length)).toEqual(cipher.getAuthTag())
      },
    ),
    { seed: 3, numRuns: 300 },
  )
})
