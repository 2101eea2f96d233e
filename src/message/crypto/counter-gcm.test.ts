import { createCipheriv, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CounterGcm } from './counter-gcm.ts'

test('over AES it opens what node:crypto seals, and nothing that was changed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(16, 32),
      fc.uint8Array({ minLength: 44, maxLength: 44 }),
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(400),
      (keyBytes, random, data, content, flip) => {
        const key = createSecretKey(random.subarray(0, keyBytes))
        const nonce = Buffer.from(random.subarray(32))
        const cipher = createCipheriv(keyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce)
        cipher.setAAD(data)
        const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
        const gcm = new CounterGcm(`aes-${keyBytes * 8}`, key)
        const open = (bytes: Buffer): Buffer | null =>
          gcm.open(nonce, Buffer.from(data), bytes, 0, bytes.length - 16, bytes.subarray(bytes.length - 16))
        expect(open(sealed)).toEqual(Buffer.from(content))
        const changed = Buffer.from(sealed)
        const at = flip % changed.length
        changed[at] = (changed[at] as number) ^ 1
        expect(open(changed)).toBeNull()
      },
    ),
    { seed: 5, numRuns: 200 },
  )
})

test('over Camellia it is the one of draft-kato-ipsec-camellia-gcm', () => {
  const gcm = new CounterGcm('camellia-128', createSecretKey(Buffer.alloc(16)))
  const open = (content: string, tag: string): Buffer | null => {
    const bytes = Buffer.from(content, 'hex')
    return gcm.open(Buffer.alloc(12), Buffer.alloc(0), bytes, 0, bytes.length, Buffer.from(tag, 'hex'))
  }
  expect(open('', 'f5574acc3148dfcb9015200631024df9')).toEqual(Buffer.alloc(0))
  expect(open('defe3e0b5c54c94b4f2a0f5a46f6210d', 'f672b94d192266c7c8c8dbb427cc989a')).toEqual(
    Buffer.alloc(16),
  )
})

test('a tag of another length confirms nothing', () => {
  const gcm = new CounterGcm('camellia-128', createSecretKey(Buffer.alloc(16)))
  expect(gcm.open(Buffer.alloc(12), Buffer.alloc(0), Buffer.alloc(0), 0, 0, Buffer.alloc(15))).toBeNull()
})
