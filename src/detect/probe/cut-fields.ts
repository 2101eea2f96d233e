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
const numberDigitsMax = 4

const [quote, percent, comma, slash, zero, nine, less, backslash, brace, braceEnd] = [
  0x22, 0x25, 0x2c, 0x2f, 0x30, 0x39, 0x3c, 0x5c, 0x7b, 0x7d,
]

/**
 * True where the run `[start, end)` stands under a name with 0 or 1 and the same name with the next number is near, or under one
 * with a number in front of the same name with a smaller one: in each order of fields that count from 0 or 1 one of both is.
 */
export function isNumberedPiece(
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  limit: number,
): boolean {
  const last = behindName(buf, from, start)
  if (last < from) return false
  let first = last
  while (first > from && last - first < nameBytesMax && isOfName(buf[first - 1] as number)) first--
  // Letters may stand behind the number.
  let digits = last
  while (digits >= first && !isDigit(buf[digits])) digits--
  if (digits < first) return false
  name.end = digits + 1
  while (digits > first && isDigit(buf[digits - 1])) digits--
  if (digits === first) return false
  name.first = first
  name.digits = digits
  name.last = last + 1
  const number = numberAt(buf, digits, name.end)
  const isFirst = number <= 1
  const stop = Math.min(limit, end + aheadBytesMax)
  for (let at = end; at < stop; at++) {
    const other = numberUnderName(buf, at, stop)
    if (other >= 0 && (other < number || (isFirst && other === number + 1))) return true
  }
  if (!isFirst) return false
  for (let at = Math.max(from, first - aheadBytesMax); at < first; at++)
    if (numberUnderName(buf, at, first) === number + 1) return true
  return false
}

/** The name that is looked for: where it begins, its number begins and ends, and it ends. */
const name: { first: number; digits: number; end: number; last: number } = {
  first: 0,
  digits: 0,
  end: 0,
  last: 0,
}

/** The number with which the name stands at `at`; -1 where it does not. */
function numberUnderName(buf: Buffer, at: number, stop: number): number {
  const { first, digits, end, last } = name
  let same = 0
  const stem = digits - first
  while (same < stem && buf[at + same] === buf[first + same]) same++
  if (same < stem) return -1
  let to = at + stem
  while (to < stop && isDigit(buf[to])) to++
  if (to === at + stem || to - at - stem > numberDigitsMax) return -1
  for (let index = end; index < last; index++) if (buf[to + index - end] !== buf[index]) return -1
  return numberAt(buf, at + stem, to)
}

function numberAt(buf: Buffer, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) number = number * 10 + (buf[at] as number) - zero
  return number
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
 * True where the run that ends at `end`, which is text, is an element of a list and another one of its kind stands behind it: a
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

/**
 * True where the run `[start, end)`, which is text, stands in an element of XML or an attribute of it, and an element of that name
 * follows.
 */
export function isElementPiece(
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  limit: number,
): boolean {
  const least = Math.max(from, start - aheadBytesMax)
  let open = start - 1
  while (open >= least && !(buf[open] === less && isLetter(buf[open + 1]))) open--
  if (open < least) return false
  let length = 2
  while (length < nameBytesMax && isOfElementName(buf[open + length])) length++
  const stop = Math.min(limit, end + aheadBytesMax)
  for (let at = end; at + length < stop; at++) {
    if (buf[at] !== less) continue
    let same = 1
    while (same < length && buf[at + same] === buf[open + same]) same++
    if (same === length && !isOfElementName(buf[at + length])) return true
  }
  return false
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}

function isOfElementName(byte: number | undefined): boolean {
  return byte !== undefined && (isOfName(byte) || byte === 0x3a) && byte !== 0x5b
}

/**
 * True where another run stands so closely behind the one that ends at `end`, which is text, that only the head of a value in a
 * binary document is between them: a byte that is no text and a few beside it.
 */
export function isBinaryPiece(buf: Buffer, end: number, limit: number): boolean {
  const stop = Math.min(limit, end + binaryHeadMax)
  let run = 0
  let hasHead = false
  for (let at = end; at < stop; at++) {
    const byte = buf[at] as number
    run = ((classes[byte] as number) & alnumBit) !== 0 ? run + 1 : 0
    if (hasHead && run === pieceCharsMin) return true
    if (byte < 0x20 ? byte !== 9 && byte !== 10 && byte !== 13 : byte >= 0x7f) hasHead = true
  }
  return false
}

/** The end of a text, the name of the next one and its kind, length and the like; and what makes a run. */
const binaryHeadMax = 32
const pieceCharsMin = 4
