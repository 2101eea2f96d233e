import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SecretExpander, Sha256Mac } from './hkdf.ts'
import { mixSha256, sha256Words, startSha256, writeSha256 } from '../../core/hashes/sha256.ts'

test('a block that is padded by hand gives the digest of node:crypto', () => {
  const block = Buffer.alloc(64)
  block.write('abc', 'latin1')
  block[3] = 0x80
  block[63] = 24
  const state = new Int32Array(sha256Words)
  startSha256(state)
  mixSha256(state, block, 0)
  const digest = Buffer.alloc(32)
  writeSha256(state, digest, 0)
  expect(digest).toEqual(createHash('sha256').update('abc').digest())
})

test('every key of up to a block, and every message, gives the HMAC of node:crypto', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
      const mac = new Sha256Mac(key)
      const expected = createHmac('sha256', key).update(message).digest()
      expect(mac.digest(message)).toEqual(expected)
      // The key's part is used again.
      expect(mac.digest(message)).toEqual(expected)
    }),
    { seed: 3, numRuns: 300 },
  )
})

/** HKDF-Expand-Label with the HMAC of node:crypto (RFC 5869, 2.3). */
function expanded(name: string, secret: Uint8Array, label: string, length: number): Buffer {
  const text = `tls13 ${label}`
  const info = Buffer.concat([Buffer.from([0, length, text.length]), Buffer.from(text), Buffer.from([0, 1])])
  return createHmac(name, secret).update(info).digest().subarray(0, length)
}

test('labels are expanded as RFC 8446 says, by either hash', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('sha256' as const, 'sha384' as const),
      fc.uint8Array({ minLength: 1, maxLength: 48 }),
      fc.constantFrom('key', 'iv', 'quic hp', 'traffic upd'),
      fc.constantFrom(12, 16, 32),
      (name, secret, label, length) => {
        expect(new SecretExpander(name, secret).expand(label, length)).toEqual(
          expanded(name, secret, label, length),
        )
      },
    ),
    { seed: 3, numRuns: 200 },
  )
})

test('the client’s Initial secret of RFC 9001, A.1', () => {
  const salt = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')
  const common = new Sha256Mac(salt).digest(Buffer.from('8394c8f03e515708', 'hex'))
  expect(new SecretExpander('sha256', common).expand('client in', 32).toString('hex')).toBe(
    'c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea',
  )
})
