import { longestRun } from '../core/signs/byte-runs.ts'

const isBase64Char = 1
const isHexChar = 2
const isSpace = 4
const isControl = 8
const isUpper = 16
const isLower = 32
const isDigit = 64

/** Flags of each byte value. */
const flags: Uint8Array = buildFlags()

function buildFlags(): Uint8Array {
  const table = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let flag = 0
    const upper = byte >= 0x41 && byte <= 0x5a
    const lower = byte >= 0x61 && byte <= 0x7a
    const digit = byte >= 0x30 && byte <= 0x39
    if (upper) flag |= isUpper
    if (lower) flag |= isLower
    if (digit) flag |= isDigit
    // Both alphabets: `+` `/` of the standard one, `-` `_` of the URL-safe one (RFC 4648 sections 4 and 5).
    if (upper || lower || digit || byte === 0x2b || byte === 0x2f || byte === 0x2d || byte === 0x5f)
      flag |= isBase64Char
    if (digit || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)) flag |= isHexChar
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) flag |= isSpace
    else if (byte < 0x20 || byte === 0x7f) flag |= isControl
    table[byte] = flag
  }
  return table
}

/** The bytes of a class, as `core/signs/byte-runs.ts` takes them. */
function classOf(flag: number): Uint8Array {
  return flags.map((one) => ((one & flag) === 0 ? 0 : 1))
}

const base64Class: Uint8Array = classOf(isBase64Char)
const hexClass: Uint8Array = classOf(isHexChar)

/**
 * From so many bytes on each byte is counted by itself, and the counts are added up: a byte of what is no text says nothing
 * of the next, so that asking of each what it is goes wrong time and again.
 */
const countedMin = 4_096
const counts: Uint32Array = new Uint32Array(256)

/** How many of the bytes that were counted are of a class. */
function countedOf(flag: number): number {
  let sum = 0
  for (let byte = 0; byte < 256; byte++)
    if (((flags[byte] as number) & flag) !== 0) sum += counts[byte] as number
  return sum
}

/**
 * What one pass over a value's bytes shows. Every encoding's probe judges by these counts, so that a value is read
 * once for all probes and a probe costs a few comparisons. One object is reused for all values.
 */
export class Shape {
  /** First and behind-the-last byte that is not white space (or a NUL at the end). start === end where there is none. */
  start = 0
  end = 0
  /** First and last byte inside [start, end), 0 where there is none. */
  first = 0
  last = 0
  base64Chars = 0
  hexChars = 0
  /** White space, line feeds among it. */
  spaces = 0
  lineFeeds = 0
  controls = 0
  /** Bytes from 0x80 on. */
  high = 0
  upper = 0
  lower = 0
  digits = 0
  percents = 0
  pluses = 0
  equals = 0
  ampersands = 0
  semicolons = 0
  colons = 0
  backslashes = 0
  /** Longest run of base64 alphabet characters and of hex digits. */
  longestBase64Run = 0
  longestHexRun = 0

  scan(bytes: Buffer): void {
    const length = bytes.length
    let start = 0
    while (start < length && ((flags[bytes[start] as number] as number) & isSpace) !== 0) start++
    let end = length
    while (
      end > start &&
      (bytes[end - 1] === 0 || ((flags[bytes[end - 1] as number] as number) & isSpace) !== 0)
    )
      end--
    this.start = start
    this.end = end
    this.first = end > start ? (bytes[start] as number) : 0
    this.last = end > start ? (bytes[end - 1] as number) : 0
    if (end - start >= countedMin) this.countLong(bytes, start, end)
    else this.countShort(bytes, start, end)
  }

  private countLong(bytes: Buffer, start: number, end: number): void {
    counts.fill(0)
    for (let index = start; index < end; index++) {
      const byte = bytes[index] as number
      counts[byte] = (counts[byte] as number) + 1
    }
    this.longestBase64Run = longestRun(base64Class, bytes, start, end)
    this.longestHexRun = longestRun(hexClass, bytes, start, end)
    this.base64Chars = countedOf(isBase64Char)
    this.hexChars = countedOf(isHexChar)
    this.spaces = countedOf(isSpace)
    this.controls = countedOf(isControl)
    this.upper = countedOf(isUpper)
    this.lower = countedOf(isLower)
    this.digits = countedOf(isDigit)
    this.high = 0
    for (let byte = 0x80; byte < 256; byte++) this.high += counts[byte] as number
    this.lineFeeds = counts[0x0a] as number
    this.percents = counts[0x25] as number
    this.pluses = counts[0x2b] as number
    this.equals = counts[0x3d] as number
    this.ampersands = counts[0x26] as number
    this.semicolons = counts[0x3b] as number
    this.colons = counts[0x3a] as number
    this.backslashes = counts[0x5c] as number
  }

  private countShort(bytes: Buffer, start: number, end: number): void {
    let base64Chars = 0
    let hexChars = 0
    let spaces = 0
    let controls = 0
    let high = 0
    let upper = 0
    let lower = 0
    let digits = 0
    let lineFeeds = 0
    let percents = 0
    let pluses = 0
    let equals = 0
    let ampersands = 0
    let semicolons = 0
    let colons = 0
    let backslashes = 0
    let run = 0
    let hexRun = 0
    let longestRun = 0
    let longestHexRun = 0
    for (let index = start; index < end; index++) {
      const byte = bytes[index] as number
      const flag = flags[byte] as number
      if ((flag & isBase64Char) !== 0) {
        base64Chars++
        run++
        if ((flag & isHexChar) !== 0) {
          hexChars++
          hexRun++
        } else {
          if (hexRun > longestHexRun) longestHexRun = hexRun
          hexRun = 0
        }
        if ((flag & isLower) !== 0) lower++
        else if ((flag & isDigit) !== 0) digits++
        else if ((flag & isUpper) !== 0) upper++
        else if (byte === 0x2b) pluses++
        continue
      }
      if (run > longestRun) longestRun = run
      if (hexRun > longestHexRun) longestHexRun = hexRun
      run = 0
      hexRun = 0
      if ((flag & isSpace) !== 0) {
        spaces++
        if (byte === 0x0a) lineFeeds++
      } else if ((flag & isControl) !== 0) controls++
      else if (byte >= 0x80) high++
      else if (byte === 0x25) percents++
      else if (byte === 0x3d) equals++
      else if (byte === 0x26) ampersands++
      else if (byte === 0x3b) semicolons++
      else if (byte === 0x3a) colons++
      else if (byte === 0x5c) backslashes++
    }
    this.longestBase64Run = run > longestRun ? run : longestRun
    this.longestHexRun = hexRun > longestHexRun ? hexRun : longestHexRun
    this.base64Chars = base64Chars
    this.hexChars = hexChars
    this.spaces = spaces
    this.lineFeeds = lineFeeds
    this.controls = controls
    this.high = high
    this.upper = upper
    this.lower = lower
    this.digits = digits
    this.percents = percents
    this.pluses = pluses
    this.equals = equals
    this.ampersands = ampersands
    this.semicolons = semicolons
    this.colons = colons
    this.backslashes = backslashes
  }

  /** Bytes inside [start, end). */
  get length(): number {
    return this.end - this.start
  }
}
