/**
 * What the checks of a bundle take from the machine, in a browser: src/case/primitives.ts is its twin. Not by WebCrypto:
 * that can not hash what comes in pieces, answers later only, and has no Ed25519 in older browsers.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Digest } from '../case/primitives.ts'

/** A SHA-256 in the making (FIPS 180-4); `bytes` ends it and gives 32 bytes. */
export function newDigest(): Digest {
  const hash = sha256.create()
  return {
    update: (bytes) => void hash.update(bytes),
    bytes: () => hash.digest(),
  }
}

const polynomial = 0xedb88320
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1
  return value
})

/** CRC-32 (that of zip) of bytes behind those whose checksum is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number)
  return ~crc >>> 0
}

/** Whether an Ed25519 signature is over `message` by the key of 32 bytes. False for what is no key or no signature. */
export function isSignedBy(message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false
  // As RFC 8032 says, as OpenSSL does.
  return ed25519.verify(signature, message, key, { zip215: false })
}
