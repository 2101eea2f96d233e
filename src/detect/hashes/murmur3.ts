/** MurmurHash3 by Austin Appleby (public domain): the variants with 32 bits, and with 128 bits for 64-bit machines. */

function rotate32(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/** MurmurHash3_x86_32: unsigned. */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  const blocks = bytes.length >> 2
  let hash = seed
  const mixed = (word: number): number => Math.imul(rotate32(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
  for (let block = 0; block < blocks; block++) {
    const at = block * 4
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    hash = (Math.imul(rotate32(hash ^ mixed(word), 13), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let at = bytes.length - 1; at >= blocks * 4; at--) tail = (tail << 8) | (bytes[at] as number)
  if (bytes.length > blocks * 4) hash ^= mixed(tail)
  hash ^= bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const mask = 0xffff_ffff_ffff_ffffn

function rotate64(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & mask
}

function finish64(value: bigint): bigint {
  let hash = value
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & mask
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask
  return hash ^ (hash >> 33n)
}

const first = 0x87c37b91114253d5n
const second = 0x4cf5ad432745937fn

/** MurmurHash3_x64_128, seed 0: 16 bytes, both halves with the highest byte first, as libraries print it. */
export function murmur3With128Bits(bytes: Uint8Array): Buffer {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let one = 0n
  let two = 0n
  const mixOne = (word: bigint): bigint => (rotate64((word * first) & mask, 31n) * second) & mask
  const mixTwo = (word: bigint): bigint => (rotate64((word * second) & mask, 33n) * first) & mask
  const blocks = bytes.length >> 4
  for (let block = 0; block < blocks; block++) {
    one ^= mixOne(view.readBigUInt64LE(block * 16))
    one = ((rotate64(one, 27n) + two) * 5n + 0x52dce729n) & mask
    two ^= mixTwo(view.readBigUInt64LE(block * 16 + 8))
    two = ((rotate64(two, 31n) + one) * 5n + 0x38495ab5n) & mask
  }
  const tail = Buffer.alloc(16)
  view.copy(tail, 0, blocks * 16)
  const rest = bytes.length & 15
  if (rest > 8) two ^= mixTwo(tail.readBigUInt64LE(8))
  if (rest > 0) one ^= mixOne(tail.readBigUInt64LE(0))
  const length = BigInt(bytes.length)
  one ^= length
  two ^= length
  one = (one + two) & mask
  two = (two + one) & mask
  one = finish64(one)
  two = finish64(two)
  one = (one + two) & mask
  two = (two + one) & mask
  const out = Buffer.alloc(16)
  out.writeBigUInt64BE(one, 0)
  out.writeBigUInt64BE(two, 8)
  return out
}
