/**
 * XXH3 with 64 and with 128 bits (Yann Collet, seed 0, the secret of its specification), of 4 to 128 bytes: identifiers are
 * no longer, and what is longer takes another way.
 */

const shortest = 4
const longest = 128
const mask = 0xffff_ffff_ffff_ffffn

/** The first 128 bytes of the secret that the specification gives. */
const secret: Buffer = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f' +
    'cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
    'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364',
  'hex',
)
const prime32 = 0x85ebca77n
const p1 = 0x9e3779b185ebca87n
const p2 = 0xc2b2ae3d27d4eb4fn
const p4 = 0x85ebca77c2b2ae63n
const shortPrime = 0x9fb21c651e98df25n

/** XXH3 with 64 bits: 8 bytes, highest first; null for inputs of other lengths. */
export function xxh3(bytes: Uint8Array): Buffer | null {
  const input = viewOf(bytes)
  if (input === null) return null
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(hash64(input))
  return out
}

/** XXH3 with 128 bits (XXH128): 16 bytes, highest first; null for inputs of other lengths. */
export function xxh3With128Bits(bytes: Uint8Array): Buffer | null {
  const input = viewOf(bytes)
  if (input === null) return null
  const [low, high] =
    input.length <= 8 ? short128(input) : input.length <= 16 ? middle128(input) : long128(input)
  const out = Buffer.alloc(16)
  out.writeBigUInt64BE(high, 0)
  out.writeBigUInt64BE(low, 8)
  return out
}

function viewOf(bytes: Uint8Array): Buffer | null {
  if (bytes.length < shortest || bytes.length > longest) return null
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

function hash64(input: Buffer): bigint {
  const { length } = input
  const size = BigInt(length)
  if (length <= 8) {
    const both = BigInt(input.readUInt32LE(length - 4)) + (BigInt(input.readUInt32LE(0)) << 32n)
    let hash = both ^ secretPair(8)
    hash ^= rotate(hash, 49n) ^ rotate(hash, 24n)
    hash = (hash * shortPrime) & mask
    hash ^= ((hash >> 35n) + size) & mask
    hash = (hash * shortPrime) & mask
    return hash ^ (hash >> 28n)
  }
  if (length <= 16) {
    const low = input.readBigUInt64LE(0) ^ secretPair(24)
    const high = input.readBigUInt64LE(length - 8) ^ secretPair(40)
    return avalanche((size + swapped(low) + high + folded(low, high)) & mask)
  }
  let sum = (size * p1) & mask
  for (const at of pairsOf(length)) sum += mix(input, at, at * 2) + mix(input, length - at - 16, at * 2 + 16)
  return avalanche(sum & mask)
}

function short128(input: Buffer): [bigint, bigint] {
  const size = BigInt(input.length)
  const both = BigInt(input.readUInt32LE(0)) + (BigInt(input.readUInt32LE(input.length - 4)) << 32n)
  const product = (both ^ secretPair(16)) * (p1 + (size << 2n))
  let low = product & mask
  let high = ((product >> 64n) + (low << 1n)) & mask
  low ^= high >> 3n
  low ^= low >> 35n
  low = (low * shortPrime) & mask
  low ^= low >> 28n
  high = avalanche(high)
  return [low, high]
}

function middle128(input: Buffer): [bigint, bigint] {
  const size = BigInt(input.length)
  const first = input.readBigUInt64LE(0)
  const last = input.readBigUInt64LE(input.length - 8)
  const product = (first ^ last ^ secretPair(32)) * p1
  let low = ((product & mask) + ((size - 1n) << 54n)) & mask
  const flipped = last ^ secretPair(48)
  const high = ((product >> 64n) + flipped + (flipped & 0xffffffffn) * (prime32 - 1n)) & mask
  low ^= swapped(high)
  const second = low * p2
  return [avalanche(second & mask), avalanche(((second >> 64n) + high * p2) & mask)]
}

function long128(input: Buffer): [bigint, bigint] {
  const { length } = input
  const size = BigInt(length)
  let low = (size * p1) & mask
  let high = 0n
  for (const at of pairsOf(length)) {
    const end = length - at - 16
    low = (low + mix(input, at, at * 2)) & mask
    low ^= (input.readBigUInt64LE(end) + input.readBigUInt64LE(end + 8)) & mask
    high = (high + mix(input, end, at * 2 + 16)) & mask
    high ^= (input.readBigUInt64LE(at) + input.readBigUInt64LE(at + 8)) & mask
  }
  const sum = (low + high) & mask
  const other = (low * p1 + high * p4 + size * p2) & mask
  return [avalanche(sum), -avalanche(other) & mask]
}

/** Places of 16 bytes from the beginning on, the innermost first; each has its match at the same distance from the end. */
function pairsOf(length: number): number[] {
  return [48, 32, 16, 0].filter((at) => at === 0 || length > at * 2)
}

function secretPair(at: number): bigint {
  return secret.readBigUInt64LE(at) ^ secret.readBigUInt64LE(at + 8)
}

function mix(input: Buffer, at: number, secretAt: number): bigint {
  return folded(
    input.readBigUInt64LE(at) ^ secret.readBigUInt64LE(secretAt),
    input.readBigUInt64LE(at + 8) ^ secret.readBigUInt64LE(secretAt + 8),
  )
}

/** Both halves of the product. */
function folded(one: bigint, other: bigint): bigint {
  const product = one * other
  return (product & mask) ^ (product >> 64n)
}

function avalanche(value: bigint): bigint {
  let hash = value ^ (value >> 37n)
  hash = (hash * 0x165667919e3779f9n) & mask
  return hash ^ (hash >> 32n)
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & mask
}

/** The bytes the other way round. */
function swapped(value: bigint): bigint {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes.readBigUInt64BE(0)
}
