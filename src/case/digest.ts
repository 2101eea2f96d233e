import { createHash } from 'node:crypto'

/** SHA-256 as lower-case hex. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Root of the Merkle tree over leaves (hex digests), as RFC 6962 section 2.1 builds it: leaves and nodes are hashed with
 * different first bytes, so that a node cannot be passed off as a leaf. The root of no leaf is the digest of nothing.
 */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return sha256('')
  const hash = (from: number, to: number): Buffer => {
    if (to - from === 1) return digestOf(0, Buffer.from(leaves[from] as string, 'hex'))
    let half = 1
    while (half * 2 < to - from) half *= 2
    return digestOf(1, hash(from, from + half), hash(from + half, to))
  }
  return hash(0, leaves.length).toString('hex')
}

function digestOf(kind: number, ...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(Uint8Array.of(kind))
  for (const part of parts) hash.update(part)
  return hash.digest()
}
