/**
 * BLAKE2b and BLAKE2s without a key, for every length of digest (RFC 7693). Node has only the longest of each; a shorter
 * one is no part of it, since the length is hashed, too. Words of 64 bits are two numbers of 32 here: big integers are
 * far slower, and a large profile asks for hundreds of thousands.
 */
import { columns } from './blake-columns.ts'

/** The words to begin with, highest half first: those of BLAKE2s are the first halves of BLAKE2b's. */
const initial = [
  0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b, 0xa54ff53a, 0x5f1d36f1, 0x510e527f,
  0xade682d1, 0x9b05688c, 0x2b3e6c1f, 0x1f83d9ab, 0xfb41bd6b, 0x5be0cd19, 0x137e2179,
] as const

/** Order of the message's words in each round (RFC 7693, 2.7); from the eleventh on it begins anew. */
const orders: Uint8Array = Uint8Array.from([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
  11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4, 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
  9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13, 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
  12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11, 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
  6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5, 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
])

/** What the two differ in. */
interface Variant {
  readonly wordBytes: 4 | 8
  readonly rounds: number
  readonly mix: (a: number, b: number, c: number, d: number, first: number, second: number) => void
}

const wide: Variant = { wordBytes: 8, rounds: 12, mix: mixWide }
const narrow: Variant = { wordBytes: 4, rounds: 10, mix: mixNarrow }

/** BLAKE2b of 1 to 64 bytes. */
export function blake2b(bytes: Uint8Array, length: number): Buffer {
  return blake2(bytes, length, wide)
}

/** BLAKE2s of 1 to 32 bytes. */
export function blake2s(bytes: Uint8Array, length: number): Buffer {
  return blake2(bytes, length, narrow)
}

/** The state and the message of one block, each as high and low halves; BLAKE2s has low ones only. */
const highs: Int32Array = new Int32Array(16)
const lows: Int32Array = new Int32Array(16)
const wordHighs: Int32Array = new Int32Array(16)
const wordLows: Int32Array = new Int32Array(16)

function blake2(bytes: Uint8Array, length: number, variant: Variant): Buffer {
  const { wordBytes } = variant
  const isWide = wordBytes === 8
  const blockBytes = wordBytes * 16
  const startHighs = Int32Array.from({ length: 8 }, (_, at) => (isWide ? (initial[at * 2] as number) : 0))
  const startLows = Int32Array.from({ length: 8 }, (_, at) => initial[at * 2 + Number(isWide)] as number)
  const chainHighs = Int32Array.from(startHighs)
  const chainLows = Int32Array.from(startLows)
  chainLows[0] = (chainLows[0] as number) ^ 0x01010000 ^ length
  const blocks = Math.max(1, Math.ceil(bytes.length / blockBytes))
  for (let index = 0; index < blocks; index++) {
    const block = Buffer.alloc(blockBytes)
    block.set(bytes.subarray(index * blockBytes, (index + 1) * blockBytes))
    for (let at = 0; at < 16; at++) {
      wordLows[at] = block.readInt32LE(at * wordBytes)
      wordHighs[at] = isWide ? block.readInt32LE(at * 8 + 4) : 0
    }
    highs.set(chainHighs)
    highs.set(startHighs, 8)
    lows.set(chainLows)
    lows.set(startLows, 8)
    const isLast = index === blocks - 1
    // Bytes so far; identifiers never have 2^32.
    lows[12] = (lows[12] as number) ^ (isLast ? bytes.length : (index + 1) * blockBytes)
    if (isLast) {
      highs[14] = ~(highs[14] as number)
      lows[14] = ~(lows[14] as number)
    }
    turn(variant)
    for (let at = 0; at < 8; at++) {
      chainHighs[at] = (chainHighs[at] as number) ^ (highs[at] as number) ^ (highs[at + 8] as number)
      chainLows[at] = (chainLows[at] as number) ^ (lows[at] as number) ^ (lows[at + 8] as number)
    }
  }
  const out = Buffer.alloc(wordBytes * 8)
  for (let at = 0; at < 8; at++) {
    out.writeInt32LE(chainLows[at] as number, at * wordBytes)
    if (isWide) out.writeInt32LE(chainHighs[at] as number, at * 8 + 4)
  }
  return out.subarray(0, length)
}

function turn({ rounds, mix }: Variant): void {
  for (let round = 0; round < rounds; round++) {
    const order = (round % 10) * 16
    for (let step = 0; step < 8; step++) {
      const [a, b, c, d] = columns[step] as readonly [number, number, number, number]
      mix(a, b, c, d, orders[order + step * 2] as number, orders[order + step * 2 + 1] as number)
    }
  }
}

function mixNarrow(a: number, b: number, c: number, d: number, first: number, second: number): void {
  lows[a] = (lows[a] as number) + (lows[b] as number) + (wordLows[first] as number)
  lows[d] = rotate((lows[d] as number) ^ (lows[a] as number), 16)
  lows[c] = (lows[c] as number) + (lows[d] as number)
  lows[b] = rotate((lows[b] as number) ^ (lows[c] as number), 12)
  lows[a] = (lows[a] as number) + (lows[b] as number) + (wordLows[second] as number)
  lows[d] = rotate((lows[d] as number) ^ (lows[a] as number), 8)
  lows[c] = (lows[c] as number) + (lows[d] as number)
  lows[b] = rotate((lows[b] as number) ^ (lows[c] as number), 7)
}

function mixWide(a: number, b: number, c: number, d: number, first: number, second: number): void {
  add(a, highs[b] as number, lows[b] as number)
  add(a, wordHighs[first] as number, wordLows[first] as number)
  rotateWide(d, a, 32)
  add(c, highs[d] as number, lows[d] as number)
  rotateWide(b, c, 24)
  add(a, highs[b] as number, lows[b] as number)
  add(a, wordHighs[second] as number, wordLows[second] as number)
  rotateWide(d, a, 16)
  add(c, highs[d] as number, lows[d] as number)
  rotateWide(b, c, 63)
}

function rotate(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

function add(at: number, high: number, low: number): void {
  const sum = ((lows[at] as number) >>> 0) + (low >>> 0)
  lows[at] = sum
  highs[at] = (highs[at] as number) + high + (sum > 0xffff_ffff ? 1 : 0)
}

/** The word at `at` with that at `other` in it, turned to the right by 16, 24, 32 or 63 bits. */
function rotateWide(at: number, other: number, by: number): void {
  const high = (highs[at] as number) ^ (highs[other] as number)
  const low = (lows[at] as number) ^ (lows[other] as number)
  // By 63 to the right is by one to the left; by 32 the halves change places.
  const [upper, lower, rest] = by >= 32 ? [low, high, by - 32] : [high, low, by]
  highs[at] = rest === 0 ? upper : (upper >>> rest) | (lower << (32 - rest))
  lows[at] = rest === 0 ? lower : (lower >>> rest) | (upper << (32 - rest))
}
