import { isAlnum, isLetter } from '../ascii.ts'
import { backslash, colon } from '../ascii-codes.ts'

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
  if (row[0] === at64) {
    const isBetween = count === 1 && isAlnum(bytes[at - 1]) && stop < end && isLetter(bytes[stop])
    return isBetween && !isInPath(bytes, at, end) ? 1 : 0
  }
  const high = row.findIndex((byte) => byte < 0x80)
  const letters = Buffer.from(high === -1 ? row : row.slice(0, high))
  // What is no UTF-8 is not written again as it was.
  return letters.equals(Buffer.from(letters.toString('utf8'), 'utf8')) ? letters.length : 0
}

/** Of a mailbox with escapes in it (RFC 5321, 4.5.3.1), and of a domain. */
const wordBytesMax = 256
/** What else a mail address has. */
const addressSigns: ReadonlySet<number> = new Set(Buffer.from('._%+-'))
/** `\n`, `\r`, `\t`. */
const ends: ReadonlySet<number> = new Set(Buffer.from('nrt'))

/**
 * Whether the stroke at `at` parts folders, whose names may begin with three digits, as cameras number them (`\100APPLE`):
 * in the same word is another stroke that escapes nothing, or one behind the letter of a drive.
 */
function isInPath(bytes: Buffer, at: number, end: number): boolean {
  const escapes = (place: number): boolean =>
    octalAt(bytes, place + 1) >= 0x80 || ends.has(bytes[place + 1] as number)
  for (let place = at - 1; place >= Math.max(0, at - wordBytesMax); place--) {
    const byte = bytes[place] as number
    if (byte === backslash) {
      if (!escapes(place) || bytes[place - 1] === colon) return true
    } else if (!isAlnum(byte) && !addressSigns.has(byte)) break
  }
  for (let place = at + octalBytes; place < Math.min(end, at + wordBytesMax); place++) {
    const byte = bytes[place] as number
    if (byte === backslash) {
      if (!escapes(place)) return true
    } else if (!isAlnum(byte) && !addressSigns.has(byte)) break
  }
  return false
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
