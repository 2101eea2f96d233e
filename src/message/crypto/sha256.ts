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
fillConstants()

const schedule: Int32Array = new Int32Array(64)

/** Sets `state` to the one before any block. */
export function startSha256(state: Int32Array): void {
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
  for (let index = 0; index < 64; index++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const first = (h + big1 + ((e & f) ^ (~e & g)) + (rounds[index] as number) + (w[index] as number)) | 0
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
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
