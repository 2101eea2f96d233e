import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { HashedInput } from '../../src/detect/digests/digest-input.ts'
import { DigestPool } from '../../src/detect/digests/digest-pool.ts'
import { wordAt } from '../../src/detect/digests/digest-word.ts'

/** Two texts of known values. */
export const inputs: HashedInput[] = ['357184092641738', 'Anna@example.net'].map(
  (text): HashedInput => ({
    identifier: 'x',
    value: text,
    normal: text.toLowerCase(),
    text,
    bytes: Buffer.from(text),
  }),
)
/** All their digests. */
export const pool: DigestPool = new DigestPool(inputs)

/** How the digest at `offset` was made and of which text, as the pool knows it. */
export function formAt(digest: Buffer, offset = 0): string | undefined {
  const known = pool.find(wordAt(digest, offset), wordAt(digest, offset + 4))
  if (known === null) return undefined
  expect(known.digest.equals(digest)).toBe(true)
  expect(known.offset).toBe(offset)
  return `${known.form}: ${known.input.text}`
}

/** A digest by OpenSSL. */
export function made(name: string, input: string | Buffer): Buffer {
  return createHash(name).update(input).digest()
}

/** What the hashes of OpenSSL are called here. */
export const titles: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha512-256': 'SHA-512/256',
  'sha512-224': 'SHA-512/224',
  'sha3-224': 'SHA3-224',
  'sha3-256': 'SHA3-256',
  'sha3-384': 'SHA3-384',
  'sha3-512': 'SHA3-512',
  ripemd160: 'RIPEMD-160',
  blake2b512: 'BLAKE2b',
  blake2s256: 'BLAKE2s',
  sm3: 'SM3',
}
