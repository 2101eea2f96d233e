import { bytesOfHex, hex, utf8 } from './bytes.ts'
import { newDigest } from './primitives.ts'

/** SHA-256 as lower-case hex. */
export function sha256(bytes: string | Uint8Array): string {
  return hex(digestOf(typeof bytes === 'string' ? utf8(bytes) : bytes))
}

/**
 * Root of the Merkle tree over leaves (hex digests), as RFC 6962 section 2.1 builds it: leaves and nodes are hashed with
 * different first bytes, so that a node cannot be passed off as a leaf. The root of no leaf is the digest of nothing.
 */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return sha256('')
  const hash = (from: number, to: number): Uint8Array => {
    if (to - from === 1) return digestOf(Uint8Array.of(0), bytesOfHex(leaves[from] as string))
    let half = 1
    while (half * 2 < to - from) half *= 2
    return digestOf(Uint8Array.of(1), hash(from, from + half), hash(from + half, to))
  }
  return hex(hash(0, leaves.length))
}

function digestOf(...parts: readonly Uint8Array[]): Uint8Array {
  const digest = newDigest()
  for (const part of parts) digest.update(part)
  return digest.bytes()
}
