import { tableOf } from './digit-values.ts'

/** Digits of base58 in Bitcoin's order: no 0, O, I, l. */
export const base58Digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Values of the digits; 255 for every other character. */
export const base58Values: Uint8Array = tableOf(base58Digits)

/**
 * Writes the number that `buf[start, end)` is in base 58 into `number`, its lowest byte first, and returns how many bytes
 * it has. All of the text has to be digits, and `number` as long as the text. Its cost grows with the square of the length.
 */
export function readBase58(buf: Uint8Array, start: number, end: number, number: Uint8Array): number {
  let size = 0
  for (let at = start; at < end; at++) {
    let carry = base58Values[buf[at] as number] as number
    for (let index = 0; index < size; index++) {
      carry += (number[index] as number) * 58
      number[index] = carry & 255
      carry >>= 8
    }
    while (carry > 0) {
      number[size++] = carry & 255
      carry >>= 8
    }
  }
  return size
}
