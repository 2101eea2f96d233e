import type { BlockHash } from './block-hash.ts'

/** SHA-1 (FIPS 180-4), block by block: see md5.ts. */

const schedule: Int32Array = new Int32Array(80)

function start(state: Int32Array): void {
  state[0] = 0x67452301
  state[1] = 0xefcdab89
  state[2] = 0x98badcfe
  state[3] = 0x10325476
  state[4] = 0xc3d2e1f0
}

function mix(state: Int32Array, block: Uint8Array, at: number): void {
  const w = schedule
  for (let index = 0, from = at; index < 16; index++, from += 4)
    w[index] =
      ((block[from] as number) << 24) |
      ((block[from + 1] as number) << 16) |
      ((block[from + 2] as number) << 8) |
      (block[from + 3] as number)
  for (let index = 16; index < 80; index++) {
    const mixed =
      (w[index - 3] as number) ^
      (w[index - 8] as number) ^
      (w[index - 14] as number) ^
      (w[index - 16] as number)
    w[index] = (mixed << 1) | (mixed >>> 31)
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  for (let index = 0; index < 80; index++) {
    // The functions and constants of the four twenties (FIPS 180-4, 4.1.1 and 4.2.1).
    const mixed =
      index < 20
        ? (d ^ (b & (c ^ d))) + 0x5a827999
        : index < 40
          ? (b ^ c ^ d) + 0x6ed9eba1
          : index < 60
            ? ((b & c) | (d & (b | c))) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6
    const next = (((a << 5) | (a >>> 27)) + mixed + e + (w[index] as number)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  state[0] = ((state[0] as number) + a) | 0
  state[1] = ((state[1] as number) + b) | 0
  state[2] = ((state[2] as number) + c) | 0
  state[3] = ((state[3] as number) + d) | 0
  state[4] = ((state[4] as number) + e) | 0
}

/** SHA-1 in the shape of its neighbours. */
export const sha1: BlockHash = { words: 5, isLowFirst: false, start, mix }
