import { percent, plus } from '../ascii-codes.ts'
import { hexDigit } from './digit-values.ts'

/** What the step is called in which nothing but `+` was undone. */
export const plusForBlank = '+ for a blank'

/**
 * Undoes `%41` (RFC 3986 section 2.1) and, in pairs, `+` for a blank (WHATWG URL section 5.1). A `%` that begins no
 * escape stays. `%u00e5` (the old JavaScript `escape`) is read as UTF-16 code unit. The result is never longer.
 */
export function unescapePercent(bytes: Buffer, isPlusBlank: boolean): Buffer {
  const length = bytes.length
  const out = Buffer.allocUnsafe(length)
  let used = 0
  let index = 0
  while (index < length) {
    const byte = bytes[index] as number
    if (byte === percent && index + 2 < length) {
      const high = hexDigit(bytes[index + 1] as number)
      const low = hexDigit(bytes[index + 2] as number)
      if (high >= 0 && low >= 0) {
        out[used++] = high * 16 + low
        index += 3
        continue
      }
      if (((bytes[index + 1] as number) | 0x20) === 0x75 && index + 5 < length) {
        const character = escapedCharacter(bytes, index, length)
        if (character !== '') {
          used += out.write(character, used, 'utf8')
          index += 6 * character.length
          continue
        }
      }
    }
    out[used++] = isPlusBlank && byte === plus ? 0x20 : byte
    index++
  }
  return out.subarray(0, used)
}

/** True where the `%` at `at` begins an escape. */
export function isEscape(bytes: Buffer, at: number): boolean {
  if (at + 2 >= bytes.length) return false
  const next = bytes[at + 1] as number
  if (hexDigit(next) >= 0) return hexDigit(bytes[at + 2] as number) >= 0
  return (next | 0x20) === 0x75 && codeUnit(bytes, at + 2) >= 0
}

/** What the escape `\u00e5` at `at` stands for, or two that are the halves of one character; '' where there is none. */
export function escapedCharacter(bytes: Buffer, at: number, end: number): string {
  const unit = at + 6 <= end ? codeUnit(bytes, at + 2) : -1
  if (unit < 0) return ''
  const character = String.fromCharCode(unit)
  const isHalf = (unit & 0xfc00) === 0xd800 && at + 12 <= end
  if (!isHalf || bytes[at + 6] !== bytes[at] || bytes[at + 7] !== bytes[at + 1]) return character
  const low = codeUnit(bytes, at + 8)
  return low >= 0xdc00 && low < 0xe000 ? character + String.fromCharCode(low) : character
}

/** Four hex digits at `start` as a number, -1 where they are not. */
export function codeUnit(bytes: Buffer, start: number): number {
  let unit = 0
  for (let index = start; index < start + 4; index++) {
    const digit = index < bytes.length ? hexDigit(bytes[index] as number) : -1
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}
