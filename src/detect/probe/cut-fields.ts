import { alnumBit, classes } from './byte-roles.ts'

/**
 * Whether an encoded run is the first piece of a value that is cut over fields (`decode/joined-fields.ts`), which shows nothing
 * by itself: asked of runs of base64 and hex that hide nothing, and so of few.
 */

/** Between a name and its value: `=`, `":"`, `: `, `%22%3A%22`, `\":\"`, and the head of a part of multipart. */
const signsMax = 40
/** Behind the piece the next one's name is looked for so far: a part of multipart has a head in front of it. */
const aheadBytesMax = 320
const nameBytesMax = 64

const [quote, percent, comma, slash, zero, nine, backslash, brace, braceEnd] = [
  0x22, 0x25, 0x2c, 0x2f, 0x30, 0x39, 0x5c, 0x7b, 0x7d,
]

/** True where the run `[start, end)` stands under a name with 0 or 1, and behind it is the same name with the next number. */
export function isNumberedPiece(
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  limit: number,
): boolean {
  const last = behindName(buf, from, start)
  if (last < from) return false
  const digit = buf[last] as number
  if (digit !== zero && digit !== zero + 1) return false
  let first = last
  while (first > from && last - first < nameBytesMax && isOfName(buf[first - 1] as number)) first--
  if (first === last) return false
  const stop = Math.min(limit, end + aheadBytesMax)
  const length = last - first
  for (let at = end; at + length < stop; at++) {
    if (buf[at + length] !== digit + 1) continue
    let same = 0
    while (same < length && buf[at + same] === buf[first + same]) same++
    if (same === length && !isDigit(buf[at + length + 1])) return true
  }
  return false
}

/** Where the last character of the name in front of a value stands; less than `from` where none does. */
function behindName(buf: Buffer, from: number, start: number): number {
  const least = Math.max(from, start - signsMax)
  for (let at = start - 1; at >= least; at--) {
    const byte = buf[at] as number
    if (((classes[byte] as number) & alnumBit) === 0) continue
    // The digits of an escape.
    if (at - 2 >= from && buf[at - 2] === percent) at -= 2
    else return at
  }
  return from - 1
}

function isOfName(byte: number): boolean {
  return (
    ((classes[byte] as number) & alnumBit) !== 0 ||
    byte === 0x2d ||
    byte === 0x5f ||
    byte === 0x2e ||
    byte === 0x5b
  )
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine
}

/**
 * True where the run `[start, end)`, which is text, is an element of a list and another one of its kind stands behind it: a
 * text, or an object that begins as the one it stands in ends.
 */
export function isListedPiece(buf: Buffer, end: number, limit: number): boolean {
  let at = end
  let isObject = false
  let hasComma = false
  while (at < limit && at < end + listSignsMax) {
    const byte = buf[at] as number
    if (byte === braceEnd) isObject = true
    else if (byte === comma) hasComma = true
    else if (
      hasComma &&
      (isObject ? byte === brace : ((classes[byte] as number) & alnumBit) !== 0 || byte === slash)
    )
      return at > end + 2
    else if (byte !== quote && byte !== backslash && byte > 0x20) return false
    at++
  }
  return false
}

/** `",\n    "` with an indentation. */
const listSignsMax = 40
