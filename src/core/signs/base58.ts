import { tableOf } from './digit-values.ts'

/** Digits of base58 in Bitcoin's order: no 0, O, I, l. */
export const base58Digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Values of the digits; 255 for every other character. */
export const base58Values: Uint8Array = tableOf(base58Digits)

/** So many of the lowest 16 bits of a number at a time, and the base of two digits. */
const limbBits = 16
const pairBase = 58 * 58

/**
 * Writes the number that `buf[start, end)` is in base 58 into `number`, its lowest byte first, and returns how many bytes
 * it has. All of the text has to be digits, and `number` as long as the text. Its cost grows with the square of the length.
 */
export function readBase58(buf: Uint8Array, start: number, end: number, number: Uint8Array): number {
  const limbs = limbsFor(end - start)
  const values = base58Values
  let count = 0
  let at = start
  // Two digits at a time; of an odd number the first stands alone.
  if (((end - start) & 1) === 1) {
    limbs[0] = values[buf[at++] as number] as number
    count = limbs[0] === 0 ? 0 : 1
  }
  for (; at < end; at += 2) {
    let carry = (values[buf[at] as number] as number) * 58 + (values[buf[at + 1] as number] as number)
    for (let index = 0; index < count; index++) {
      carry += (limbs[index] as number) * pairBase
      limbs[index] = carry
      carry >>>= limbBits
    }
    if (carry > 0) limbs[count++] = carry
  }
  let size = 0
  for (let index = 0; index < count; index++) {
    const limb = limbs[index] as number
    number[size++] = limb & 255
    // Of the last limb the upper byte may be none of the number.
    if (index < count - 1 || limb > 255) number[size++] = limb >> 8
  }
  return size
}

let reused = new Uint16Array(256)

function limbsFor(chars: number): Uint16Array {
  if (reused.length < chars) reused = new Uint16Array(chars)
  return reused
}
