import { blank, lineFeed } from '../core/ascii-codes.ts'
import { isAlnum } from '../core/ascii.ts'
import { base64Digits } from '../core/signs/digit-values.ts'

/** Marks in the table: a character that is passed over, and one that ends the run. */
const skipped = -1
const stops = -2

/** Value of a character in either alphabet (RFC 4648 sections 4 and 5). */
const values: Int8Array = buildValues()

function buildValues(): Int8Array {
  const table = new Int8Array(256).fill(stops)
  for (let value = 0; value < 64; value++) table[base64Digits.charCodeAt(value)] = value
  table[0x2d] = 62
  table[0x5f] = 63
  for (const space of [0x0a, 0x0d, 0x09]) table[space] = skipped
  // A blank is a `+` that was undone as if it stood in a form.
  table[0x20] = 62
  return table
}

/**
 * Decodes characters `[start, end)` into `out`, passing over line ends, until a character of no alphabet (padding is
 * one) or until `out` is full. Bits that do not fill a byte are dropped: a cut tail gives what there is. Returns the
 * bytes written.
 */
export function decodeBase64(bytes: Buffer, start: number, end: number, out: Buffer): number {
  const room = out.length
  let used = 0
  let bits = 0
  let held = 0
  for (let index = start; index < end; index++) {
    const value = values[bytes[index] as number] as number
    if (value < 0) {
      if (value !== skipped) break
      // Blanks that begin a line are what a head folds it by, or an indentation.
      if (bytes[index] === lineFeed) while (bytes[index + 1] === blank) index++
      continue
    }
    held = ((held << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      if (used === room) break
      bits -= 8
      out[used++] = (held >> bits) & 0xff
    }
  }
  return used
}

/**
 * Where what is declared to be base64 ends: with its padding, or in front of the first line that has other characters, if
 * what stands before that fills blocks of four (RFC 2045 section 6.8). `start` where there is none.
 */
export function base64End(bytes: Buffer, start: number, end: number): number {
  let whole = start
  let stop = start
  let chars = 0
  for (let at = start; at < end; ) {
    const feed = bytes.indexOf(lineFeed, at)
    const lineStop = feed < 0 || feed > end ? end : feed
    let [first, last] = [at, lineStop]
    at = lineStop + 1
    while (first < last && (bytes[first] as number) <= blank) first++
    while (last > first && (bytes[last - 1] as number) <= blank) last--
    if (first === last) continue
    let letters = 0
    let next = first
    for (; next < last && isBase64Byte(bytes[next] as number); next++) if (isAlnum(bytes[next])) letters++
    const padding = last - next
    if (letters === 0 || padding > 2 || bytes.subarray(next, last).some((byte) => byte !== 0x3d)) return whole
    stop = last
    chars += last - first
    if (chars % 4 === 0) whole = stop
    if (padding > 0) break
  }
  return stop
}

/** A line this long that ends in a line feed goes on in the next (76 in MIME, 64 in PEM). */
const wrappedLineCharsMin = 60
/** Where the next line is indented, or a stroke stands at the end of this one: behind a name it may be shorter. */
const foldedLineCharsMin = 16

/**
 * Where the line behind the line feed at `at` begins, if that line feed only wraps base64: a long line of it stands in
 * front, and nothing else on the line behind, or a blank after it. -1 where the line feed ends something.
 */
export function behindWrap(bytes: Buffer, at: number, end: number): number {
  let before = bytes[at - 1] === 0x0d ? at - 2 : at - 1
  const hasStroke = bytes[before] === 0x5c
  if (hasStroke) before--
  let next = at + 1
  while (next < end && (bytes[next] === 0x20 || bytes[next] === 0x09)) next++
  const isFolded = hasStroke || next > at + 1
  const stop = before - (isFolded ? foldedLineCharsMin : wrappedLineCharsMin)
  while (before > stop && before >= 0 && isBase64Byte(bytes[before] as number)) before--
  if (before !== stop) return -1
  const lineStart = next
  while (next < end && isBase64Byte(bytes[next] as number)) next++
  if (next === lineStart) return -1
  for (let padding = 0; padding < 2 && next < end && bytes[next] === 0x3d; padding++) next++
  return next >= end || (bytes[next] as number) <= 0x20 || bytes[next] === 0x5c ? at + 1 : -1
}

/** The shortest base64 whose padding is told from a name's `=`. */
const paddedCharsMin = 16

/**
 * True where the `=` at `at` pads base64 that begins at or behind `start`, and something else follows: `<base64>=|nb`,
 * `<base64>=";`; or base32. A name in front of a value has other characters, or another length.
 */
export function isPaddingInside(bytes: Buffer, start: number, at: number): boolean {
  let first = at
  while (first > start && at - first < padding32Max && bytes[first - 1] === 0x3d) first--
  let next = at + 1
  while (next - at <= padding32Max && bytes[next] === 0x3d) next++
  if (isPadding32(bytes, start, first, next)) return true
  if (next - first > 2 || !endsValue(bytes, next)) return false
  let kinds = 0
  for (let from = first - 1; from >= start; from--) {
    const byte = bytes[from] as number
    if (!isBase64Byte(byte)) return false
    kinds |= kindOf(byte)
    // Blocks of four characters; what stands in front may be of the alphabet only where a sign parts it.
    const isWhole = (next - from) % 4 === 0 && next - from >= paddedCharsMin
    const before = from > start ? (bytes[from - 1] as number) : 0
    if (isWhole && kinds === allKinds && (!isBase64Byte(before) || isSign(before))) return true
  }
  return false
}

/** Names in front of nothing are shorter: `clientDeviceId2=`. */
const longCharsMin = 32

/**
 * True where `bytes[start, end)` is base64 as a whole, with the `=` that fill up its last block: at the end of a query they look
 * like those behind a name, of a value that is empty or another `=`.
 */
export function isPaddedWhole(bytes: Buffer, start: number, end: number): boolean {
  let first = end
  while (first > start && end - first < 2 && bytes[first - 1] === 0x3d) first--
  const charsMin = end - first === 1 ? longCharsMin : paddedCharsMin
  if (first === end || (end - start) % 4 !== 0 || end - start < charsMin) return false
  let kinds = 0
  for (let at = start; at < first; at++) {
    const byte = bytes[at] as number
    if (!isBase64Byte(byte)) return false
    kinds |= kindOf(byte)
  }
  return kinds === allKinds
}

/** Small letter, capital, or digit and sign, a bit for each. */
function kindOf(byte: number): number {
  return byte >= 0x61 ? 1 : byte >= 0x41 ? 2 : byte >= 0x30 ? 4 : 0
}
const allKinds = 7

/** The `=` that base32 ends with, by their number (RFC 4648, 6), and the most. */
const paddings32: ReadonlySet<number> = new Set([1, 3, 4, 6])
const padding32Max = 6

/**
 * Letters of one case and digits, in blocks of eight with the padding that stands in `[first, next)`, and nothing behind that a
 * value begins with. One `=` alone ends a long row of capitals only: names are written otherwise.
 */
function isPadding32(bytes: Buffer, start: number, first: number, next: number): boolean {
  if (!paddings32.has(next - first)) return false
  const behind = bytes[next] ?? 0x20
  if (behind > 0x20 && !closing.has(behind)) return false
  let from = first
  let kinds = 0
  while (from > start && isAlnum(bytes[from - 1])) {
    const byte = bytes[--from] as number
    kinds |= byte >= 0x61 ? 1 : byte >= 0x41 ? 2 : 4
  }
  const chars = next - from
  if (chars % 8 !== 0 || chars < paddedCharsMin) return false
  return next - first === 1 ? kinds === 6 && chars > paddedCharsMin : kinds === 5 || kinds === 6
}

/** What no value begins with, or a quote that closes. */
function endsValue(bytes: Buffer, at: number): boolean {
  const byte = bytes[at]
  if (byte === undefined) return false
  if (byte === 0x22 || byte === 0x27 || byte === 0x5c) return closing.has(bytes[at + 1] ?? 0x3b)
  return !opening.has(byte) && byte < 0x80 && byte > 0x20 && (!isBase64Byte(byte) || byte === 0x2d)
}

/** `%`, `&`, `=`, `[`, `{`, `(`, `<`. */
const opening: ReadonlySet<number> = new Set(Buffer.from('%&=[{(<'))
/** Behind a quote that closes. */
const closing: ReadonlySet<number> = new Set(Buffer.from(';,)]}"\'>|&'))

function isSign(byte: number): boolean {
  return byte === 0x2d || byte === 0x5f || byte === 0x2f
}

/** True for the characters of both alphabets. */
export function isBase64Byte(byte: number): boolean {
  return (values[byte] as number) >= 0 && byte !== 0x20
}
