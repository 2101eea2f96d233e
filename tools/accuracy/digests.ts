import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * Hashes that the benchmark writes, apart from those that it measures: Node's own, and the rest here with big integers,
 * as simple as they can be.
 */

const mask32 = 0xffffffffn
const mask64 = 0xffffffffffffffffn

function rotl(value: bigint, by: bigint, bits: bigint): bigint {
  const mask = (1n << bits) - 1n
  return ((value << by) | (value >> (bits - by))) & mask
}

/** The bytes as one number, least first. */
function little(bytes: Uint8Array): bigint {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n)
}

function big(number: bigint, size: number): Buffer {
  return Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex')
}

/** MurmurHash3_x86_32 with seed 0. */
function murmur32(bytes: Buffer): Buffer {
  const mix = (block: bigint): bigint =>
    (rotl((block * 0xcc9e2d51n) & mask32, 15n, 32n) * 0x1b873593n) & mask32
  let hash = 0n
  const whole = bytes.length - (bytes.length % 4)
  for (let at = 0; at < whole; at += 4)
    hash = (rotl(hash ^ mix(little(bytes.subarray(at, at + 4))), 13n, 32n) * 5n + 0xe6546b64n) & mask32
  if (whole < bytes.length) hash ^= mix(little(bytes.subarray(whole)))
  hash ^= BigInt(bytes.length)
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & mask32
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & mask32
  return big(hash ^ (hash >> 16n), 4)
}

/** MurmurHash3_x64_128 with seed 0, as its two numbers are printed. */
function murmur128(bytes: Buffer): Buffer {
  const [c1, c2] = [0x87c37b91114253d5n, 0x4cf5ad432745937fn]
  const mix1 = (block: bigint): bigint => (rotl((block * c1) & mask64, 31n, 64n) * c2) & mask64
  const mix2 = (block: bigint): bigint => (rotl((block * c2) & mask64, 33n, 64n) * c1) & mask64
  const finish = (value: bigint): bigint => {
    let hash = ((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn) & mask64
    hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask64
    return hash ^ (hash >> 33n)
  }
  let [one, two] = [0n, 0n]
  const whole = bytes.length - (bytes.length % 16)
  for (let at = 0; at < whole; at += 16) {
    one = ((rotl(one ^ mix1(little(bytes.subarray(at, at + 8))), 27n, 64n) + two) * 5n + 0x52dce729n) & mask64
    two =
      ((rotl(two ^ mix2(little(bytes.subarray(at + 8, at + 16))), 31n, 64n) + one) * 5n + 0x38495ab5n) &
      mask64
  }
  two ^= mix2(little(bytes.subarray(Math.min(bytes.length, whole + 8))))
  one ^= mix1(little(bytes.subarray(whole, whole + 8)))
  one ^= BigInt(bytes.length)
  two ^= BigInt(bytes.length)
  one = (one + two) & mask64
  two = (two + one) & mask64
  one = finish(one)
  two = finish(two)
  one = (one + two) & mask64
  two = (two + one) & mask64
  return Buffer.concat([big(one, 8), big(two, 8)])
}

/** XXH32 and XXH64 with seed 0: one text for both (the specification's description, by width). */
function xxHash(bytes: Buffer, bits: 32n | 64n): Buffer {
  const is64 = bits === 64n
  const [p1, p2, p3, p4, p5] = (
    is64
      ? [
          0x9e3779b185ebca87n,
          0xc2b2ae3d27d4eb4fn,
          0x165667b19e3779f9n,
          0x85ebca77c2b2ae63n,
          0x27d4eb2f165667c5n,
        ]
      : [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn, 0x27d4eb2fn, 0x165667b1n]
  ) as [bigint, bigint, bigint, bigint, bigint]
  const mask = is64 ? mask64 : mask32
  const lane = is64 ? 8 : 4
  const round = (sum: bigint, block: bigint): bigint =>
    (rotl((sum + block * p2) & mask, is64 ? 31n : 13n, bits) * p1) & mask
  let sum = p5
  let at = 0
  if (bytes.length >= lane * 4) {
    let sums = [(p1 + p2) & mask, p2, 0n, (mask + 1n - p1) & mask]
    for (; at + lane * 4 <= bytes.length; at += lane * 4)
      sums = sums.map((one, index) =>
        round(one, little(bytes.subarray(at + index * lane, at + (index + 1) * lane))),
      )
    sum =
      sums.reduce((total, one, index) => total + rotl(one, [1n, 7n, 12n, 18n][index] as bigint, bits), 0n) &
      mask
    if (is64) for (const one of sums) sum = ((sum ^ round(0n, one)) * p1 + p4) & mask
  }
  sum = (sum + BigInt(bytes.length)) & mask
  const longEnd = is64 ? bytes.length : 0
  for (; at + 8 <= longEnd; at += 8)
    sum = (rotl(sum ^ round(0n, little(bytes.subarray(at, at + 8))), 27n, bits) * p1 + p4) & mask
  for (; at + 4 <= bytes.length; at += 4) {
    const block = little(bytes.subarray(at, at + 4))
    sum = is64
      ? (rotl(sum ^ ((block * p1) & mask), 23n, bits) * p2 + p3) & mask
      : (rotl((sum + block * p3) & mask, 17n, bits) * p4) & mask
  }
  for (; at < bytes.length; at++) {
    const byte = BigInt(bytes[at] as number)
    sum = is64
      ? (rotl(sum ^ ((byte * p5) & mask), 11n, bits) * p1) & mask
      : (rotl((sum + byte * p5) & mask, 11n, bits) * p1) & mask
  }
  const [first, second, third] = is64 ? [33n, 29n, 32n] : [15n, 13n, 16n]
  sum = ((sum ^ (sum >> (first as bigint))) * p2) & mask
  sum = ((sum ^ (sum >> (second as bigint))) * p3) & mask
  return big(sum ^ (sum >> (third as bigint)), lane)
}

const blakeStart = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]
const blakeOrder = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
const blakeQuarters: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
]
const blake = { block: 64, chunkStart: 1, chunkEnd: 2, root: 8, rounds: 7 } as const

/** BLAKE3 of at most one chunk (1,024 bytes): no tree is needed. */
function blake3(bytes: Buffer): Buffer {
  const turn = (value: number, by: number): number => ((value >>> by) | (value << (32 - by))) >>> 0
  let chain = [...blakeStart]
  for (let at = 0; at === 0 || at < bytes.length; at += blake.block) {
    const block = Buffer.alloc(blake.block)
    const length = bytes.copy(block, 0, at, at + blake.block)
    const isLast = at + blake.block >= bytes.length
    const flags = (at === 0 ? blake.chunkStart : 0) | (isLast ? blake.chunkEnd | blake.root : 0)
    let words = Array.from({ length: 16 }, (_, index) => block.readUInt32LE(index * 4))
    const state = [...chain, ...blakeStart.slice(0, 4), 0, 0, length, flags]
    const get = (index: number): number => state[index] as number
    for (let round = 0; round < blake.rounds; round++) {
      blakeQuarters.forEach(([a, b, c, d], quarter) => {
        for (const [half, by] of [16, 8].entries()) {
          state[a] = (get(a) + get(b) + (words[quarter * 2 + half] as number)) >>> 0
          state[d] = turn(get(d) ^ get(a), by)
          state[c] = (get(c) + get(d)) >>> 0
          state[b] = turn(get(b) ^ get(c), by === 16 ? 12 : 7)
        }
      })
      words = blakeOrder.map((index) => words[index] as number)
    }
    chain = chain.map((_, index) => (get(index) ^ get(index + 8)) >>> 0)
  }
  const out = Buffer.alloc(32)
  chain.forEach((word, index) => out.writeUInt32LE(word, index * 4))
  return out
}

const blake2Starts = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]
/** Order of the words in each round, a hex digit for each. */
const blake2Orders = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
]

/** BLAKE2b (64) or BLAKE2s (32), by the description of RFC 7693 with big integers. */
function blake2(bytes: Buffer, size: number, bits: 32n | 64n): Buffer {
  const mask = (1n << bits) - 1n
  const wordBytes = Number(bits) / 8
  const starts = blake2Starts.map((word) => word >> (64n - bits))
  const turns = bits === 64n ? [32n, 24n, 16n, 63n] : [16n, 12n, 8n, 7n]
  let chain = starts.map((word, at) => (at === 0 ? word ^ 0x01010000n ^ BigInt(size) : word))
  for (let from = 0; from === 0 || from < bytes.length; from += wordBytes * 16) {
    const block = Buffer.alloc(wordBytes * 16)
    const end = from + bytes.copy(block, 0, from)
    const words = Array.from({ length: 16 }, (_, at) =>
      little(block.subarray(at * wordBytes, (at + 1) * wordBytes)),
    )
    const state = [...chain, ...starts]
    const get = (index: number): bigint => state[index] as bigint
    state[12] = get(12) ^ BigInt(end)
    if (end === bytes.length) state[14] = get(14) ^ mask
    for (let round = 0; round < (bits === 64n ? 12 : 10); round++) {
      const digits = blake2Orders[round % 10] as string
      const order = Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.charAt(at), 16))
      blakeQuarters.forEach(([a, b, c, d], quarter) => {
        for (const half of [0, 1]) {
          const word = words[order[quarter * 2 + half] as number] as bigint
          state[a] = (get(a) + get(b) + word) & mask
          state[d] = rotl(get(d) ^ get(a), bits - (turns[half * 2] as bigint), bits)
          state[c] = (get(c) + get(d)) & mask
          state[b] = rotl(get(b) ^ get(c), bits - (turns[half * 2 + 1] as bigint), bits)
        }
      })
    }
    chain = chain.map((word, at) => word ^ get(at) ^ get(at + 8))
  }
  return Buffer.concat(chain.map((word) => big(word, wordBytes).reverse())).subarray(0, size)
}

function ofNode(name: string): (bytes: Buffer) => Buffer {
  return (bytes) => createHash(name).update(bytes).digest()
}

const nodeHashes = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-256',
  'sha512-224',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'ripemd160',
  'blake2b512',
  'blake2s256',
]

/** Every hash that is written, by name: its bytes, as they are printed. */
export const digests: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  ...Object.fromEntries(nodeHashes.map((name) => [name, ofNode(name)])),
  'blake2b-128': (bytes) => blake2(bytes, 16, 64n),
  'blake2b-160': (bytes) => blake2(bytes, 20, 64n),
  'blake2b-256': (bytes) => blake2(bytes, 32, 64n),
  'blake2b-384': (bytes) => blake2(bytes, 48, 64n),
  'blake2s-128': (bytes) => blake2(bytes, 16, 32n),
  blake3,
  murmur3: murmur32,
  'murmur3-128': murmur128,
  xxh32: (bytes) => xxHash(bytes, 32n),
  xxh64: (bytes) => xxHash(bytes, 64n),
  crc32: (bytes) => big(BigInt(crc32(bytes)), 4),
}
