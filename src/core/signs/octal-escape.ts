import { isAlnum, isLetter } from '../ascii.ts'
import { backslash } from '../ascii-codes.ts'

/** Octal escapes in a row that are no path of Windows and no group of a pattern. */
const rowMin = 4
const digits = 3
/** Bytes of `\303`. */
export const octalBytes: number = 1 + digits

const at64 = 0x40

/**
 * How many octal escapes (`\303\270`, as C, Python and the text form of Protocol Buffers write bytes) stand in a row at
 * `at` that are nothing else: four or more, those of letters beyond ASCII in UTF-8, or the sign of a mail address; 0 where
 * there is none.
 */
export function octalRow(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] !== backslash) return 0
  let stop = at
  while (stop + octalBytes <= end && bytes[stop] === backslash && octalAt(bytes, stop + 1) >= 0)
    stop += octalBytes
  const count = (stop - at) / octalBytes
  if (count === 0 || count >= rowMin) return count
  const row = Array.from({ length: count }, (_, index) => octalAt(bytes, at + index * octalBytes + 1))
  if (row[0] === at64)
    return count === 1 && isAlnum(bytes[at - 1]) && stop < end && isLetter(bytes[stop]) ? 1 : 0
  const high = row.findIndex((byte) => byte < 0x80)
  const letters = Buffer.from(high === -1 ? row : row.slice(0, high))
  // What is no UTF-8 is not written again as it was.
  return letters.equals(Buffer.from(letters.toString('utf8'), 'utf8')) ? letters.length : 0
}

/** The byte that three octal digits at `at` stand for; -1 where they do not. */
export function octalAt(bytes: Buffer, at: number): number {
  let value = 0
  for (let index = at; index < at + digits; index++) {
    const digit = (bytes[index] ?? 0) - 0x30
    if (digit < 0 || digit > 7) return -1
    value = value * 8 + digit
  }
  return value > 255 ? -1 : value
}
