import { isAlnum } from '../ascii.ts'
import { hexValues } from './digit-values.ts'
import { endOfRun, startOfRun } from './run-bounds.ts'

/**
 * The first row of a dump of bytes anywhere in a text, as `xxd`, `hexdump -C`, `od`, `tcpdump -X`, kernels, TLS libraries
 * and Android's `HexDump` print it, behind whatever a log puts in front: the place 0, and bytes in hex or octal in groups.
 * Blanks and ends of lines may be escaped, as in JSON and forms.
 */

/** What the bytes of such a row are written with. No sign of it stands in words, so that four in a row are rare in texts. */
export const isDumpSign: Uint8Array = new Uint8Array(256)
for (const char of '0123456789abcdefABCDEF \t+%') isDumpSign[char.charCodeAt(0)] = 1

/** The shortest row: two words of four bytes, and a blank in front. */
export const rowCharsMin = 18
/** Digits of its bytes. */
const digitsMin = 16
const placeDigitsMin = 4
const placeDigitsMax = 16
/** From the place to the bytes: its digits, `%3A`, blanks. */
const beforeBytesMax = 28
const blanksMax = 4
/** Between groups. */
const gapMax = 3
/** Bytes in hex (as one, two, four, eight) and in octal. */
const groupDigits: ReadonlySet<number> = new Set([2, 3, 4, 8, 16])

const zero = 0x30
const percent = 0x25
const backslash = 0x5c
const hyphen = 0x2d

/** Where the place of the first row of a dump in `bytes[from, end)` stands, -1 where there is none. */
export function firstDumpRow(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from + rowCharsMin - 1; at < end; at += rowCharsMin) {
    if (isDumpSign[bytes[at] as number] === 0) continue
    const left = startOfRun(isDumpSign, bytes, at, from)
    const right = endOfRun(isDumpSign, bytes, at + 1, end)
    const place = right - left < rowCharsMin ? -1 : dumpRowNear(bytes, from, left, right, end)
    if (place !== -1) return place
    at = right
  }
  return -1
}

/** The same where bytes of it, or what may be some, stand in `[left, right)`, which are {@link isDumpSign}s alone. */
export function dumpRowNear(
  bytes: Uint8Array,
  from: number,
  left: number,
  right: number,
  end: number,
): number {
  const last = right - rowCharsMin
  for (let at = Math.max(from, left - beforeBytesMax); at <= last; at++) {
    if (bytes[at] !== zero || (at > from && bytes[at - 1] === zero)) continue
    let stop = at + 1
    while (stop < end && bytes[stop] === zero) stop++
    const digits = stop - at
    if (digits < placeDigitsMin || digits > placeDigitsMax) continue
    if (isPlaceBegun(bytes, from, at) && areBytes(bytes, behindPlace(bytes, stop, end), end)) return at
  }
  return -1
}

/** The digits from `at` on are no part of a number or name; `0x` and escapes may stand in front. */
function isPlaceBegun(bytes: Uint8Array, from: number, at: number): boolean {
  if (at === from) return true
  const before = bytes[at - 1] as number
  if ((before | 0x20) === 0x78) return at >= from + 2 && bytes[at - 2] === zero
  if (before === 0x2e || before === 0x5f || before === hyphen) return false
  if (!isAlnum(before)) return true
  // `%0A`; the last digit of `%20` is taken for one of the place.
  if (bytes[at - 2] === percent || bytes[at - 3] === percent) return true
  // `\n`, `\t`, `\r`.
  return bytes[at - 2] === backslash
}

/** Behind the mark and the blanks that follow a place; -1 where none do. */
function behindPlace(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  const isEscaped = bytes[at] === percent && isMark(escaped(bytes, at))
  if (isEscaped) at += 3
  else if (isMark(bytes[at] as number)) at++
  const first = behindBlanks(bytes, at, end, blanksMax)
  // `0000 - 7b 22`, as OpenSSL prints.
  if (first === from + 1 && bytes[first] === hyphen) return behindBlanks(bytes, first + 1, end, 1)
  return first === at ? -1 : first
}

/** `:`, `|`. */
function isMark(code: number): boolean {
  return code === 0x3a || code === 0x7c
}

/** Bytes in groups of one size stand from `from` on, enough of them. */
function areBytes(bytes: Uint8Array, from: number, end: number): boolean {
  if (from === -1) return false
  let size = 0
  let digits = 0
  for (let at = from; at < end; ) {
    const start = at
    while (at < end && (hexValues[bytes[at] as number] as number) < 16) at++
    const length = at - start
    if (size === 0 && groupDigits.has(length)) size = length
    if (length !== size || size === 0) return false
    digits += length
    if (digits >= digitsMin && digits > size) return true
    const next = behindBlanks(bytes, at, end, gapMax)
    if (next > at) at = next
    else if (bytes[at] === hyphen) at++
    else return false
  }
  return false
}

/** Behind so many blanks at most, plain or escaped. */
function behindBlanks(bytes: Uint8Array, from: number, end: number, max: number): number {
  let at = from
  for (let count = 0; count < max && at < end; count++) {
    const code = bytes[at] as number
    if (code === 0x20 || code === 0x09 || code === 0x2b) at++
    else if (code === percent && escaped(bytes, at) === 0x20) at += 3
    else break
  }
  return at
}

/** What the escape at `at` stands for, which is no byte where it is none. */
function escaped(bytes: Uint8Array, at: number): number {
  const high = hexValues[bytes[at + 1] as number] ?? 16
  const low = hexValues[bytes[at + 2] as number] ?? 16
  return high > 15 || low > 15 ? -1 : high * 16 + low
}
