import type { BlockHash } from './block-hash.ts'

/**
 * SHA-256 (FIPS 180-4), block by block, for keys that are derived by the thousand: a call of Node's hash costs more
 * than twice what a block costs here (measured, Node 24.21), and cannot go on from a state that is kept.
 */

/** Length of a block of input. */
export const sha256BlockBytes = 64
/** Length of the digest. */
export const sha256DigestBytes = 32
/** Words of 32 bits of the state. */
export const sha256Words = 8

const rounds: Int32Array = new Int32Array(64)
const initial: Int32Array = new Int32Array(sha256Words)

/** The first 32 bits of the fraction of `value`. */
function fraction(value: number): number {
  return ((value - Math.floor(value)) * 0x1_0000_0000) | 0
}

/** The constants are the fractions of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fillConstants(): void {
  let count = 0
  for (let candidate = 2; count < 64; candidate++) {
    let isPrime = true
    for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) isPrime = false
    if (!isPrime) continue
    if (count < sha256Words) initial[count] = fraction(Math.sqrt(candidate))
    rounds[count++] = fraction(Math.cbrt(candidate))
  }
}

const schedule: Int32Array = new Int32Array(64)

/** Sets `state` to the one before any block. */
export function startSha256(state: Int32Array): void {
  if (rounds[0] === 0) fillConstants()
  state.set(initial)
}

/** Takes the block `block[at, at + 64)` into `state`. */
export function mixSha256(state: Int32Array, block: Uint8Array, at: number): void {
  const w = schedule
  for (let index = 0, from = at; index < 16; index++, from += 4)
    w[index] =
      ((block[from] as number) << 24) |
      ((block[from + 1] as number) << 16) |
      ((block[from + 2] as number) << 8) |
      (block[from + 3] as number)
  for (let index = 16; index < 64; index++) {
    const early = w[index - 15] as number
    const late = w[index - 2] as number
    const small0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3)
    const small1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10)
    w[index] = ((w[index - 16] as number) + small0 + (w[index - 7] as number) + small1) | 0
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  // Four rounds a turn: what one round calls h, the next calls g, so that no value is moved between names but by the swap.
  for (let index = 0; index < 64; index += 4) {
    h =
      (h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        (g ^ (e & (f ^ g))) +
        (rounds[index] as number) +
        (w[index] as number)) |
      0
    d = (d + h) | 0
    h =
      (h +
        (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
        ((a & b) | (c & (a | b)))) |
      0
    g =
      (g +
        (((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7))) +
        (f ^ (d & (e ^ f))) +
        (rounds[index + 1] as number) +
        (w[index + 1] as number)) |
      0
    c = (c + g) | 0
    g =
      (g +
        (((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10))) +
        ((h & a) | (b & (h | a)))) |
      0
    f =
      (f +
        (((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7))) +
        (e ^ (c & (d ^ e))) +
        (rounds[index + 2] as number) +
        (w[index + 2] as number)) |
      0
    b = (b + f) | 0
    f =
      (f +
        (((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10))) +
        ((g & h) | (a & (g | h)))) |
      0
    e =
      (e +
        (((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7))) +
        (d ^ (b & (c ^ d))) +
        (rounds[index + 3] as number) +
        (w[index + 3] as number)) |
      0
    a = (a + e) | 0
    e =
      (e +
        (((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10))) +
        ((f & g) | (h & (f | g)))) |
      0
    const ae = a
    a = e
    e = ae
    const bf = b
    b = f
    f = bf
    const cg = c
    c = g
    g = cg
    const dh = d
    d = h
    h = dh
  }
  state[0] = ((state[0] as number) + a) | 0
  state[1] = ((state[1] as number) + b) | 0
  state[2] = ((state[2] as number) + c) | 0
  state[3] = ((state[3] as number) + d) | 0
  state[4] = ((state[4] as number) + e) | 0
  state[5] = ((state[5] as number) + f) | 0
  state[6] = ((state[6] as number) + g) | 0
  state[7] = ((state[7] as number) + h) | 0
}

/** Writes the 32 bytes of `state` to `into`, from `at` on. */
export function writeSha256(state: Int32Array, into: Uint8Array, at: number): void {
  for (let index = 0, to = at; index < sha256Words; index++, to += 4) {
    const word = state[index] as number
    into[to] = word >>> 24
    into[to + 1] = word >>> 16
    into[to + 2] = word >>> 8
    into[to + 3] = word
  }
}

/** SHA-256 in the shape of its neighbours. */
export const sha256: BlockHash = {
  words: sha256Words,
  isLowFirst: false,
  start: startSha256,
  mix: mixSha256,
}
