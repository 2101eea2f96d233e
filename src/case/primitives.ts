/**
 * What the checks of a bundle take from the machine. The static page that checks bundles in a browser has a file of the
 * same name in its place (src/verify-page/primitives.ts); one suite of tests holds both to the same behaviour.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { crc32 as crc32OfZlib } from 'node:zlib'

/** SHA-256 of bytes that come in pieces. */
export interface Digest {
  update(bytes: Uint8Array): void
  /** The digest; nothing can be added afterwards. */
  bytes(): Uint8Array
}

/** A SHA-256 in the making (FIPS 180-4); `bytes` ends it and gives 32 bytes. */
export function newDigest(): Digest {
  const hash = createHash('sha256')
  return {
    update: (bytes) => void hash.update(bytes),
    bytes: () => hash.digest(),
  }
}

/** CRC-32 (that of zip) of bytes behind those whose checksum is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return crc32OfZlib(bytes, before)
}

/** First bytes of a SubjectPublicKeyInfo that holds an Ed25519 key (RFC 8410); the 32 bytes of the key follow. */
const spkiPrefix = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00])

/** Whether an Ed25519 signature is over `message` by the key of 32 bytes. False for what is no key or no signature. */
export function isSignedBy(message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false
  const spki = Buffer.concat([spkiPrefix, key])
  return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
}
