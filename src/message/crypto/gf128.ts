/** Multiplication in the field of GHASH (NIST SP 800-38D, 6.3), on 128 bits as four words, the first bit highest in the first. */

/** x^128 + x^7 + x^2 + x + 1, the highest bits first. */
const reduction = 0xe100_0000

/** Multiplies `y` by `h`, in place. `bits`: those of `y` behind so many are taken for 0. */
export function multiplyGf128(y: Int32Array, h: Int32Array, bits = 128): void {
  let v0 = h[0] as number
  let v1 = h[1] as number
  let v2 = h[2] as number
  let v3 = h[3] as number
  let z0 = 0
  let z1 = 0
  let z2 = 0
  let z3 = 0
  for (let power = 0; power < bits; power++) {
    if (((y[power >> 5] as number) & (1 << (31 - (power & 31)))) !== 0) {
      z0 ^= v0
      z1 ^= v1
      z2 ^= v2
      z3 ^= v3
    }
    const isOdd = (v3 & 1) !== 0
    v3 = (v3 >>> 1) | (v2 << 31)
    v2 = (v2 >>> 1) | (v1 << 31)
    v1 = (v1 >>> 1) | (v0 << 31)
    v0 >>>= 1
    if (isOdd) v0 ^= reduction
  }
  y[0] = z0
  y[1] = z1
  y[2] = z2
  y[3] = z3
}
