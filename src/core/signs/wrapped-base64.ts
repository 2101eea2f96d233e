import {
  ampersand,
  apostrophe,
  backslash,
  blank,
  comma,
  lineFeed,
  percent,
  plus,
  quote,
} from '../ascii-codes.ts'
import { base64Values } from './digit-values.ts'

/**
 * Base64 that stands on several lines, and what parts them: line ends with indentation (XML, YAML, folded heads, LDIF),
 * with a stroke in front (Java's Properties), escaped (`\n`, `%0A`, `&#10;`), blanks that were line ends, and the marks
 * between the elements of an array. Judged alike by the probe and by the decoder.
 */

const padding = 0x3d

/** More than any indentation. */
const partingBytesMax = 96
/** Blanks and marks part lines of one length only, which base64 makes whole: of 40 characters and more. */
const lineCharsMin = 40
/** With an indentation, or a stroke in front of the line end, the first may be short, behind a long name. */
const firstCharsMin = 16
/** Behind a mere line end the next line may be another value. */
const plainCharsMin = 60

/** Behind these a value has ended. */
const closing: ReadonlySet<number> = new Set(Buffer.from('\n\r\\<"\'&%,;)]}-'))

/** What parts two lines: where it ends, and what it has. */
interface Parting {
  readonly end: number
  readonly hasFeed: boolean
  /** Something stands beside the line end: what follows belongs to what came before. */
  readonly isFolded: boolean
  readonly isBlank: boolean
}

/**
 * Behind what may part a line of base64 that ends at `at` from the next: `at` where nothing does. A comma or a `+` counts
 * behind a quote only.
 */
export function behindLine(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(end, at + partingBytesMax)
  let isQuoted = false
  let place = at
  while (place < stop) {
    const byte = bytes[place] as number
    if (byte === blank || (byte >= 9 && byte <= 13)) place++
    else if (byte === quote || byte === apostrophe) {
      isQuoted = true
      place++
    } else if (isQuoted && (byte === comma || (byte === plus && !isChar(bytes, place + 1, end)))) place++
    else {
      const next =
        byte === backslash
          ? behindStroke(bytes, place, end, place > at)
          : byte === percent
            ? behindPercent(bytes, place, end)
            : byte === ampersand
              ? behindReference(bytes, place, end)
              : place
      if (next === place) break
      isQuoted ||= bytes[next - 1] === quote || (bytes[next - 2] === 0x32 && bytes[next - 1] === 0x32)
      place = next
    }
  }
  return place
}

/** `\n`, `\r`, `\"`, behind them `\t`, with as many strokes as there are, or a stroke at the end of the line. */
function behindStroke(bytes: Uint8Array, at: number, end: number, isInside: boolean): number {
  let place = at
  while (place < end && bytes[place] === backslash) place++
  const kind = bytes[place]
  if (kind === 0x6e || kind === 0x72 || kind === quote || (kind === 0x74 && isInside)) return place + 1
  return kind === lineFeed || kind === 13 ? place : at
}

/** `%0A`, `%0D`, `%09`, `%20`, `%22`, and `%2C` behind it; `%5Cn`. */
function behindPercent(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 >= end) return at
  const high = bytes[at + 1] as number
  const low = (bytes[at + 2] as number) | 0x20
  if (high === 0x30) return low === 0x61 || low === 0x64 || low === 0x39 ? at + 3 : at
  if (high === 0x32) return low === 0x30 || low === 0x32 || low === 0x63 ? at + 3 : at
  const isStroke = high === 0x35 && low === 0x63
  return isStroke && (bytes[at + 3] === 0x6e || bytes[at + 3] === 0x72) ? at + 4 : at
}

/** `&#10;`, `&#13;`, `&#xA;`, `&#xD;`. */
function behindReference(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 >= end || bytes[at + 1] !== 0x23) return at
  const kind = (bytes[at + 2] as number) | 0x20
  const digit = bytes[at + 3] as number
  const isDecimal = kind === 0x31 && (digit === 0x30 || digit === 0x33)
  const isHex = kind === 0x78 && ((digit | 0x20) === 0x61 || (digit | 0x20) === 0x64)
  return (isDecimal || isHex) && bytes[at + 4] === 0x3b ? at + 5 : at
}

/** A value on several lines: its characters alone, and where it ends with its padding. */
export interface UnwrappedBase64 {
  readonly bytes: Buffer
  readonly end: number
}

/** The lines of one value: what they were put together to, and where each of them stands. */
interface JoinedLines {
  readonly value: UnwrappedBase64
  /** Of all lines but the first, and of that one where it is no longer. */
  readonly usual: number
  readonly starts: readonly number[]
  /** Of each line but the last: what parts it from the next. */
  readonly partings: readonly Parting[]
  readonly firstChars: number
}

/**
 * The base64 that begins in one run of a value after the other, and goes on in the next lines. What begins in the middle
 * of lines that were put together before is the rest of those, and is not put together again: where nothing comes out of
 * many lines each of them may be the first, and all of them together take no more than once.
 */
export class LineJoiner {
  private readonly bytes: Buffer
  private readonly end: number
  private held: JoinedLines | null = null
  /** The line of `held` that was asked for last: they are asked for in their order. */
  private line = 0

  constructor(bytes: Buffer, end: number) {
    this.bytes = bytes
    this.end = end
  }

  /** The base64 that begins at `start`, which is not in front of what was asked for before; null where it has one line only. */
  unwrap(start: number): UnwrappedBase64 | null {
    const { held } = this
    if (held !== null) {
      const { starts, partings, usual, firstChars, value } = held
      while (this.line < starts.length && (starts[this.line] as number) < start) this.line++
      const { line } = this
      // The last two lines are a value of other lengths.
      if (line > 0 && line + 2 < starts.length && starts[line] === start)
        return mayGoOn(partings[line] as Parting, usual, usual)
          ? { bytes: value.bytes.subarray(firstChars + (line - 1) * usual), end: value.end }
          : null
    }
    const joined = joinLines(this.bytes, start, this.end)
    if (joined !== null) {
      this.held = joined
      this.line = 0
    }
    return joined?.value ?? null
  }
}

function joinLines(bytes: Buffer, start: number, end: number): JoinedLines | null {
  let stop = charsEnd(bytes, start, end)
  const firstChars = stop - start
  if (firstChars < firstCharsMin) return null
  const lines = [bytes.subarray(start, stop)]
  const starts = [start]
  const partings: Parting[] = []
  let usual = 0
  let chars = firstChars
  let isBlank = false
  while (stop < end && bytes[stop] !== padding) {
    const parting = partingAt(bytes, stop, end)
    const from = parting.end
    const to = charsEnd(bytes, from, end)
    if (to === from || from === stop) break
    const size = to - from
    if (lines.length === 1) {
      if (!mayGoOn(parting, firstChars, size)) break
      usual = parting.hasFeed ? size : firstChars
    }
    if (size > usual || (size < usual && !endsHere(bytes, to, end))) break
    if (parting.hasFeed && !isAlone(bytes, to, end)) break
    isBlank ||= parting.isBlank
    lines.push(bytes.subarray(from, to))
    starts.push(from)
    partings.push(parting)
    chars += size
    stop = to
    if (size < usual) break
  }
  if (lines.length === 1) return null
  const last = paddingEnd(bytes, stop, end)
  // One blank may be a `+` that a form undid: then what is there with it fills blocks of four.
  if (isBlank && lines.length === 2 && (chars + last - stop) % 4 !== 0) return null
  return { value: { bytes: Buffer.concat(lines), end: last }, usual, starts, partings, firstChars }
}

function mayGoOn(parting: Parting, firstChars: number, size: number): boolean {
  if (parting.hasFeed) return parting.isFolded || firstChars >= plainCharsMin
  return firstChars >= lineCharsMin && firstChars % 4 === 0 && size <= firstChars
}

function partingAt(bytes: Buffer, at: number, end: number): Parting {
  const to = behindLine(bytes, at, end)
  let hasFeed = false
  let isFolded = false
  let isBlank = true
  for (let place = at; place < to; place++) {
    const byte = bytes[place] as number
    if (byte === lineFeed) hasFeed = true
    else if (byte !== 13) isFolded = true
    if (byte !== blank) isBlank = false
  }
  return { end: to, hasFeed, isFolded, isBlank: isBlank && to === at + 1 }
}

/** No other line follows the one that ends at `at`. */
function endsHere(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at] === padding) return true
  const next = behindLine(bytes, at, end)
  return next === at || next === end || bytes.indexOf(lineFeed, at) < next || !isChar(bytes, next, end)
}

/** Nothing else stands on the line that ends at `at`. */
function isAlone(bytes: Buffer, at: number, end: number): boolean {
  let place = paddingEnd(bytes, at, end)
  while (place < end && (bytes[place] === blank || bytes[place] === 9)) place++
  return place >= end || closing.has(bytes[place] as number)
}

function paddingEnd(bytes: Buffer, at: number, end: number): number {
  let place = at
  while (place < end && place < at + 2 && bytes[place] === padding) place++
  return place
}

function charsEnd(bytes: Buffer, at: number, end: number): number {
  let place = at
  while (place < end && isChar(bytes, place, end)) place++
  return place
}

function isChar(bytes: Uint8Array, at: number, end: number): boolean {
  return at < end && (base64Values[bytes[at] as number] as number) < 64
}
