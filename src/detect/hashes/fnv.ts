const prime = 0x100000001b3n
const start = 0xcbf29ce484222325n

/** FNV-1a of 64 bits (by Fowler, Noll and Vo): 8 bytes, highest first. */
export function fnv1a64(bytes: Uint8Array): Buffer {
  let hash = start
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime)
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(hash)
  return out
}

const start32 = 0x811c9dc5
const prime32 = 0x01000193

/** FNV-1a of 32 bits, with a sign. */
export function fnv1a32(bytes: Uint8Array): number {
  let hash = start32
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime32)
  return hash
}
