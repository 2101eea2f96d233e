import type { BlockHash } from './block-hash.ts'

/**
 * MD5 (RFC 1321), block by block: short texts are hashed by the thousand in looking for salts, where Node would make a text of
 * each digest, of which nobody wants more than the first word.
 */

const rounds: Int32Array = Int32Array.from({ length: 64 }, (_, at) =>
  Math.floor(Math.abs(Math.sin(at + 1)) * 0x1_0000_0000),
)
const x: Int32Array = new Int32Array(16)

function start(state: Int32Array): void {
  state[0] = 0x67452301
  state[1] = 0xefcdab89
  state[2] = 0x98badcfe
  state[3] = 0x10325476
}

/** `value` turned left by `by`, and `more` to it. */
function turned(value: number, by: number, more: number): number {
  return (((value << by) | (value >>> (32 - by))) + more) | 0
}

function mix(state: Int32Array, block: Uint8Array, at: number): void {
  for (let index = 0, from = at; index < 16; index++, from += 4)
    x[index] =
      (block[from] as number) |
      ((block[from + 1] as number) << 8) |
      ((block[from + 2] as number) << 16) |
      ((block[from + 3] as number) << 24)
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  for (let at = 0; at < 16; at += 4) {
    a = turned((a + (d ^ (b & (c ^ d))) + word(at) + round(at)) | 0, 7, b)
    d = turned((d + (c ^ (a & (b ^ c))) + word(at + 1) + round(at + 1)) | 0, 12, a)
    c = turned((c + (b ^ (d & (a ^ b))) + word(at + 2) + round(at + 2)) | 0, 17, d)
    b = turned((b + (a ^ (c & (d ^ a))) + word(at + 3) + round(at + 3)) | 0, 22, c)
  }
  for (let at = 16, from = 1; at < 32; at += 4, from += 20) {
    a = turned((a + (c ^ (d & (b ^ c))) + word(from) + round(at)) | 0, 5, b)
    d = turned((d + (b ^ (c & (a ^ b))) + word(from + 5) + round(at + 1)) | 0, 9, a)
    c = turned((c + (a ^ (b & (d ^ a))) + word(from + 10) + round(at + 2)) | 0, 14, d)
    b = turned((b + (d ^ (a & (c ^ d))) + word(from + 15) + round(at + 3)) | 0, 20, c)
  }
  for (let at = 32, from = 5; at < 48; at += 4, from += 12) {
    a = turned((a + (b ^ c ^ d) + word(from) + round(at)) | 0, 4, b)
    d = turned((d + (a ^ b ^ c) + word(from + 3) + round(at + 1)) | 0, 11, a)
    c = turned((c + (d ^ a ^ b) + word(from + 6) + round(at + 2)) | 0, 16, d)
    b = turned((b + (c ^ d ^ a) + word(from + 9) + round(at + 3)) | 0, 23, c)
  }
  for (let at = 48, from = 0; at < 64; at += 4, from += 28) {
    a = turned((a + (c ^ (b | ~d)) + word(from) + round(at)) | 0, 6, b)
    d = turned((d + (b ^ (a | ~c)) + word(from + 7) + round(at + 1)) | 0, 10, a)
    c = turned((c + (a ^ (d | ~b)) + word(from + 14) + round(at + 2)) | 0, 15, d)
    b = turned((b + (d ^ (c | ~a)) + word(from + 21) + round(at + 3)) | 0, 21, c)
  }
  state[0] = ((state[0] as number) + a) | 0
  state[1] = ((state[1] as number) + b) | 0
  state[2] = ((state[2] as number) + c) | 0
  state[3] = ((state[3] as number) + d) | 0
}

function word(at: number): number {
  return x[at & 15] as number
}

function round(at: number): number {
  return rounds[at] as number
}

/** MD5 in the shape of its neighbours. */
export const md5: BlockHash = { words: 4, isLowFirst: true, start, mix }
