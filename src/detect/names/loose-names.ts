import {
  apostrophe,
  backslash,
  blank,
  carriageReturn,
  greater,
  less,
  lineFeed,
  percent,
  quote,
  slash,
} from '../../core/ascii-codes.ts'
import { isAlnum } from '../../core/ascii.ts'
import { hexValues } from '../../core/signs/digit-values.ts'

/**
 * Names in text in front of values, whatever stands between: `IMSI 2420…`, `IMSI(2420…)`, `the imsi is 2420…`,
 * `<td>IMSI</td><td>2420…`, `imsi|2420…|android_id|…`, `4:imsi,15:2420…`. They count for kinds whose values are long and of
 * digits or hex only, and have to follow at once: no other word stands between.
 */

/** Kinds that count so. */
export const looseKinds: ReadonlySet<string> = new Set([
  'imei',
  'imeisv',
  'imsi',
  'iccid',
  'android-id',
  'advertising-id',
])
/** An IMEI and an IMSI have 15 digits, a UUID 36 characters. */
export const looseValue: RegExp = /(?<![0-9A-Za-z_-])[0-9A-Fa-f][0-9A-Fa-f-]{14,35}(?![0-9A-Za-z_-])/g
/** Shorter values are of none of these kinds. */
export const looseValueMin = 15
/** Longer values are of none of these kinds. */
export const looseValueMax = 36

/** So many bytes may stand between, beside the elements of a page. */
const betweenMax = 24
const elementMax = 64
const elementsMax = 4
const nameBytesMax = 40

/** Brackets: behind one list of names may follow one of values, `(os, imsi), (13, …)`. */
function isOpening(code: number): boolean {
  return code === 0x28 || code === 0x5b || code === 0x7b
}

function isClosing(code: number): boolean {
  return code === 0x29 || code === 0x5d || code === 0x7d
}

/** Where a name stands. */
export interface NameRange {
  readonly start: number
  readonly end: number
}

/** The word in front of the value that begins at `start` and has `length` bytes; null where none stands there. */
export function nameAhead(bytes: Uint8Array, from: number, start: number, length: number): NameRange | null {
  let at = start
  let left = betweenMax
  let elements = 0
  let crosses = false
  let opens = false
  while (at > from && left > 0) {
    const code = bytes[at - 1] as number
    if (code === greater && elements < elementsMax) {
      const open = elementBefore(bytes, from, at)
      if (open >= 0) {
        if (endsRow(bytes, open)) return null
        if (breaksLine(bytes, open)) crosses = true
        at = open
        elements++
        continue
      }
    }
    if (!isAlnum(code)) {
      if (code === lineFeed || (opens && isClosing(code))) crosses = true
      if (isOpening(code)) opens = true
      at--
      left--
      continue
    }
    const skipped = at === start && bytes[at - 3] !== percent ? 0 : betweenWord(bytes, from, at, length)
    if (skipped === 0) break
    if (bytes[at - skipped] === backslash) crosses = true
    at -= skipped
    left -= skipped
  }
  const end = at
  if (end === start || end === from || !isAlnum(bytes[end - 1] as number)) return null
  while (at > from && end - at < nameBytesMax && isNameByte(bytes[at - 1] as number)) at--
  // The digits of an escape in front (`%2Cgaid%2C…`) are not of the name.
  if (at > from && bytes[at - 1] === percent && isEscapedSign(bytes, at)) at += 2
  if (end - at < 2 || (crosses && !isAloneOnLine(bytes, from, at))) return null
  return { start: at, end }
}

/** Bytes of what ends at `at` and is no word of its own: `\n`, `%20`, the value's length, `is`; 0 for none. */
function betweenWord(bytes: Uint8Array, from: number, at: number, length: number): number {
  if (at - 2 >= from && bytes[at - 2] === backslash && isLineLetter(bytes[at - 1] as number)) return 2
  if (at - 3 >= from && bytes[at - 3] === percent) return 3
  const tens = Math.floor(length / 10)
  if (
    at - 3 >= from &&
    (bytes[at - 1] as number) - 48 === length % 10 &&
    (bytes[at - 2] as number) - 48 === tens &&
    !isAlnum(bytes[at - 3] as number)
  )
    return 2
  const isIs = bytes[at - 1] === 0x73 && bytes[at - 2] === 0x69 && bytes[at] === blank
  return isIs && at - 3 >= from && bytes[at - 3] === blank ? 2 : 0
}

/** The two hex digits at `at` stand for a sign of ASCII: for no letter, digit or part of a longer character. */
function isEscapedSign(bytes: Uint8Array, at: number): boolean {
  const code =
    ((hexValues[bytes[at] as number] as number) << 4) | (hexValues[bytes[at + 1] as number] as number)
  return code > blank && code < 0x7f && !isAlnum(code)
}

/** Of `\n`, `\r` and `\t`. */
function isLineLetter(code: number): boolean {
  return code === 0x6e || code === 0x72 || code === 0x74
}

/** Where the element that ends at `at` begins; -1 where none does. */
function elementBefore(bytes: Uint8Array, from: number, at: number): number {
  const stop = Math.max(from, at - elementMax)
  for (let open = at - 2; open >= stop; open--) {
    const code = bytes[open] as number
    if (code === less) return open
    if (code === greater) return -1
  }
  return -1
}

function isNameByte(code: number): boolean {
  return isAlnum(code) || code === 0x5f || code === 0x2d
}

/** `<tr>` and `</tr>`: what stands in the row above is the head of a column, and not of the one that the value begins. */
function endsRow(bytes: Uint8Array, open: number): boolean {
  const at = bytes[open + 1] === slash ? open + 2 : open + 1
  return (
    isInEitherCase(bytes[at], 0x74) &&
    isInEitherCase(bytes[at + 1], 0x72) &&
    !isAlnum(bytes[at + 2] as number)
  )
}

function breaksLine(bytes: Uint8Array, open: number): boolean {
  return isInEitherCase(bytes[open + 1], 0x62) && isInEitherCase(bytes[open + 2], 0x72)
}

function isInEitherCase(code: number | undefined, small: number): boolean {
  return ((code ?? 0) | 0x20) === small
}

/** The name begins its line, or its list: else it is the last of a table's head, and the value that of the first column. */
function isAloneOnLine(bytes: Uint8Array, from: number, start: number): boolean {
  let at = start
  while (at > from && (bytes[at - 1] === blank || isQuote(bytes[at - 1] as number))) at--
  if (at === from) return true
  const before = bytes[at - 1] as number
  if (before === lineFeed || before === carriageReturn || before === greater || isOpening(before)) return true
  return isLineLetter(before) && bytes[at - 2] === backslash
}

function isQuote(code: number): boolean {
  return code === quote || code === apostrophe
}

const insert = Buffer.from('VALUES')
const small = Buffer.from('values')
const insertBytesMax = 400

/** True where the value at `start` may be of a row that SQL inserts: `(imsi, os) VALUES ('2420…', '13')`. */
export function mayBeInserted(bytes: Buffer, from: number, start: number): boolean {
  if (bytes[start - 1] !== apostrophe) return false
  const ahead = bytes.subarray(Math.max(from, start - insertBytesMax), start)
  return ahead.includes(insert) || ahead.includes(small)
}
