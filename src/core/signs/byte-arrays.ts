import { minus } from '../ascii-codes.ts'
import { isDigit } from '../ascii.ts'
import { dumpRowNear, isDumpSign, rowCharsMin } from './dump-rows.ts'
import { isNumberedAt } from './numbered-bytes.ts'
import { endOfRun, startOfRun } from './run-bounds.ts'

/**
 * Bytes written as numbers with commas (or `;`, `|`) between them, anywhere in a text: `[164,80,70,-100]`, as JSON
 * libraries write arrays of bytes. Found by samples: a list of six bytes, one of which is above 127, takes 13 characters
 * at least. So the probe may ask it of every message, and the decoder of every text.
 */

/** Items of a list that is no chance: six bytes are the shortest identifier; characters alone have to be more. */
const itemsMin = 6
const textItemsMin = 16
/** Of such a list, and how far the samples may lie apart so that four signs of it are met. */
const charsMin = 13
const step = 10

/** What such lists are written with, also in URLs (`%2C`). No small letters, of which text is made. */
const isListSign: Uint8Array = new Uint8Array(256)
for (const char of '0123456789,;| -%BC+\n\r\t') isListSign[char.charCodeAt(0)] = 1

/** Both kinds of signs, so that one look tells of each. */
const listBit = 1
const dumpBit = 2
const eitherSign: Uint8Array = isListSign.map(
  (sign, code) => sign * listBit + (isDumpSign[code] as number) * dumpBit,
)

/** Between numbers: `,` `;` `|`. */
const isComma = (code: number): boolean => code === 0x2c || code === 0x3b || code === 0x7c

/** A list of bytes: `[start, end)` from the first number to behind the last. */
export interface ByteArray {
  readonly start: number
  readonly end: number
}

/**
 * The first whole list from `from` on in `bytes[from, end)`: six numbers or more, all of one byte (signed or not), that
 * hold one which is no character, or sixteen characters. null for none.
 */
export function nextByteArray(bytes: Uint8Array, from: number, end: number): ByteArray | null {
  return walk(bytes, from, end, false)
}

/** Whether a list of bytes is in `bytes[from, end)`, an object that holds some by their numbers, or a dump of some: for the quick look. */
export function holdsByteArray(bytes: Uint8Array, from: number, end: number): boolean {
  return walk(bytes, from, end, true) !== null
}

function walk(bytes: Uint8Array, from: number, end: number, isLook: boolean): ByteArray | null {
  let dumpSeen = from
  for (let at = from; at + 3 < end; ) {
    // One branch for each sample, which text seldom takes.
    const run =
      (eitherSign[bytes[at] as number] as number) &
      (eitherSign[bytes[at + 1] as number] as number) &
      (eitherSign[bytes[at + 2] as number] as number) &
      (eitherSign[bytes[at + 3] as number] as number)
    if (run === 0) {
      at += step
      continue
    }
    if (isLook && (run & dumpBit) !== 0 && at >= dumpSeen) {
      const left = startOfRun(isDumpSign, bytes, at, from)
      dumpSeen = endOfRun(isDumpSign, bytes, at + 4, end)
      const isRow = dumpSeen - left >= rowCharsMin && dumpRowNear(bytes, from, left, dumpSeen, end) !== -1
      if (isRow) return { start: left, end: dumpSeen }
    }
    if ((run & listBit) === 0) {
      at += step
      continue
    }
    const left = startOfRun(isListSign, bytes, at, from)
    const right = endOfRun(isListSign, bytes, at + 4, end)
    if (right - left >= charsMin) {
      const found = listIn(bytes, left, right, from, end)
      if (found !== null) return found
    } else if (isLook && isNumberedAt(bytes, from, left, end)) return { start: left, end: right }
    at = right + 1
  }
  return null
}

/** The bytes of a list in `[start, end)`. */
export function bytesOfArray(bytes: Uint8Array, { start, end }: ByteArray): Buffer {
  const out = Buffer.allocUnsafe((end - start + 1) >> 1)
  let used = 0
  for (let at = start; at < end; ) {
    const isNegative = bytes[at] === minus
    if (isNegative) at++
    let value = 0
    while (at < end && isDigit(bytes[at] as number)) value = value * 10 + (bytes[at++] as number) - 48
    out[used++] = isNegative ? -value : value
    at = behindComma(bytes, at, end)
    if (at === -1) break
  }
  return out.subarray(0, used)
}

/** The first list in the signs `[left, right)`; around them stands what is none. */
function listIn(bytes: Uint8Array, left: number, right: number, from: number, end: number): ByteArray | null {
  let at = left
  while (at < right) {
    if (!isDigit(bytes[at] as number) && bytes[at] !== minus) {
      at++
      continue
    }
    const start = at
    let count = 0
    let high = 0
    let isText = true
    let last = at
    // One number that is no byte makes it a list of something else.
    let isSound =
      start === from || !isNameByte(bytes[start - 1] as number) || isEscape(bytes, start - 3, from)
    for (let next: number = at; next !== -1; next = behindComma(bytes, last, right)) {
      last = next
      const isNegative = bytes[last] === minus
      if (isNegative) last++
      const digits = last
      let value = 0
      while (last < right && isDigit(bytes[last] as number)) {
        if (last - digits < 4) value = value * 10 + (bytes[last] as number) - 48
        last++
      }
      if (last === digits || last - digits > 3 || value > (isNegative ? 128 : 255)) isSound = false
      if (last === digits) break
      count++
      if (isNegative || value > 127) high++
      if (isNegative || value > 126 || (value < 32 && value !== 9 && value !== 10 && value !== 13))
        isText = false
    }
    if (last < end && isNameByte(bytes[last] as number)) isSound = false
    if (isSound && (count >= textItemsMin ? high > 0 || isText : count >= itemsMin && high > 0))
      return { start, end: last }
    at = Math.max(last, start + 1)
  }
  return null
}

/** Behind a comma, plain or escaped, and blanks; -1 where there is none. */
function behindComma(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  if (isComma(bytes[at] as number)) at++
  else if (bytes[at] === 0x25 && isComma(unescaped(bytes, at))) at += 3
  else return -1
  while (at < end) {
    const code = bytes[at] as number
    if (code === 0x20 || code === 0x2b || code === 10 || code === 13 || code === 9) at++
    else if (code === 0x25 && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x30) at += 3
    else break
  }
  return at < end ? at : -1
}

/** The byte that the escape at `at` stands for. */
function unescaped(bytes: Uint8Array, at: number): number {
  return Number.parseInt(String.fromCharCode(bytes[at + 1] as number, bytes[at + 2] as number), 16)
}

/** `%5B`, which stands for a bracket. */
function isEscape(bytes: Uint8Array, at: number, from: number): boolean {
  return at >= from && bytes[at] === 0x25
}

/** What makes a number part of something longer: letters, digits, a point, a hyphen. */
function isNameByte(code: number): boolean {
  const lower = code | 32
  return isDigit(code) || (lower >= 97 && lower <= 122) || code === 0x2e || code === minus || code === 0x5f
}
