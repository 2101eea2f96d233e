import { isDigit } from '../../core/ascii.ts'

/**
 * Writings that keep the characters of a text apart: each is written by itself, as in hex, escapes and lists of bytes. So a
 * value stands in them as a fixed string, also inside a longer number or word. What stands beside it is read here, in
 * the same writing, so that it can be judged as it is in plain text.
 */

/** A writing of single characters. */
export type UnitWriting =
  | 'percent'
  | 'hex'
  | 'hexSwapped'
  | 'utf16'
  | 'utf16Swapped'
  | 'utf32'
  | 'utf32Swapped'
  | 'utf16InHex'
  | 'utf16SwappedInHex'
  | 'decimals'
  | 'entities'
  | 'entitiesInHex'
  | 'x'
  | 'u'
  | 'uInBraces'
  | 'percentU'
  | 'octal'
  | 'octalInJson'
  | 'quotedPrintable'
  | 'codePoints'
  | 'bits'

interface Writing {
  /** A character of ASCII, as characters of one byte each. */
  readonly write: (byte: number) => string
  /** `escape`: signs that are not written so may stand between, as they are. `number`: of digits, which may be fewer. */
  readonly kind: 'code' | 'escape' | 'number'
  /** What the rest of a character of several bytes is where the text is cut in the middle of one; '' for other writings. */
  readonly fill: '' | '\0'
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function code(write: (byte: number) => string): Writing {
  return { write, kind: 'code', fill: '' }
}

function wide(write: (byte: number) => string): Writing {
  return { write, kind: 'code', fill: '\0' }
}

function escape(write: (byte: number) => string): Writing {
  return { write, kind: 'escape', fill: '' }
}

const zeros = '\0\0\0'

function charOf(byte: number): string {
  return String.fromCharCode(byte)
}

const writings: Readonly<Record<UnitWriting, Writing>> = {
  percent: escape((byte) => `%${hexOf(byte)}`),
  hex: code(hexOf),
  hexSwapped: code((byte) => hexOf(((byte << 4) | (byte >> 4)) & 255)),
  utf16: wide((byte) => `${charOf(byte)}\0`),
  utf16Swapped: wide((byte) => `\0${charOf(byte)}`),
  utf32: wide((byte) => `${charOf(byte)}${zeros}`),
  utf32Swapped: wide((byte) => `${zeros}${charOf(byte)}`),
  utf16InHex: code((byte) => `${hexOf(byte)}00`),
  utf16SwappedInHex: code((byte) => `00${hexOf(byte)}`),
  decimals: { write: String, kind: 'number', fill: '' },
  entities: escape((byte) => `&#${byte};`),
  entitiesInHex: escape((byte) => `&#x${hexOf(byte)};`),
  x: escape((byte) => `\\x${hexOf(byte)}`),
  u: escape((byte) => `\\u00${hexOf(byte)}`),
  uInBraces: escape((byte) => `\\u{${byte.toString(16)}}`),
  percentU: escape((byte) => `%u00${hexOf(byte)}`),
  octal: escape((byte) => `\\${byte.toString(8).padStart(3, '0')}`),
  octalInJson: escape((byte) => `\\\\${byte.toString(8).padStart(3, '0')}`),
  quotedPrintable: escape((byte) => `=${hexOf(byte)}`),
  codePoints: code((byte) => `U+${byte.toString(16).padStart(4, '0')}`),
  bits: code((byte) => byte.toString(2).padStart(8, '0')),
}

const names = Object.keys(writings) as readonly UnitWriting[]

/** What a check names it with. */
export function numberOfWriting(writing: UnitWriting): number {
  return names.indexOf(writing)
}

/** Whether the writing of this number has characters of two or four bytes, as small numbers of records are, too. */
export function isWide(number: number): boolean {
  const name = names[number]
  return name !== undefined && writings[name].fill === '\0'
}

/** A writing as it stands, or escaped in a URL, once or twice. */
interface Dialect extends Pick<Writing, 'kind' | 'fill'> {
  readonly byUnit: ReadonlyMap<string, number>
  /** Lengths of units, the longest first. */
  readonly lengths: readonly number[]
}

const escapesMax = 2
const dialectsOf: Map<Writing, readonly Dialect[]> = new Map()

function dialects(writing: Writing): readonly Dialect[] {
  const known = dialectsOf.get(writing)
  if (known !== undefined) return known
  const made: Dialect[] = []
  const most = writing.kind === 'escape' ? escapesMax : 0
  for (let escapes = 0; escapes <= most; escapes++) {
    const byUnit = new Map<string, number>()
    for (let byte = 0; byte < 256; byte++) {
      const unit = writing.write(byte)
      const isRaw = unit.includes('\0')
      for (const one of isRaw ? [unit] : [unit, unit.toUpperCase(), inCapitals(unit)])
        byUnit.set(escaped(one, escapes), byte)
    }
    const lengths = [...new Set([...byUnit.keys()].map((unit) => unit.length))].toSorted((a, b) => b - a)
    made.push({ kind: writing.kind, fill: writing.fill, byUnit, lengths })
  }
  dialectsOf.set(writing, made)
  return made
}

/** Hex alone in capitals: `\x4F`, `%u004F`. */
function inCapitals(unit: string): string {
  return unit.replace(/[0-9a-f]{2,}(?=\W?$)/, (hex) => hex.toUpperCase())
}

function escaped(text: string, times: number): string {
  return times === 0 ? text : escaped(encodeURIComponent(text), times - 1)
}

/** Characters on each side that are read: more than any escape has, and a word to be told from hex. */
const besideMax = 16
/** Longest text between two characters: `, 0x`, escaped. */
const separatorMax = 12

/** A value in plain text, with what stands beside it. */
export interface PlainText {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/**
 * `whole`, which stands in `buf[start, end)` in the writing of this number, with what is written in the same way beside
 * it; null where it is not written so throughout.
 */
export function textAround(
  number: number,
  whole: Buffer,
  buf: Buffer,
  start: number,
  end: number,
): PlainText | null {
  const name = names[number]
  if (name === undefined) return null
  const reader = readerOf(writings[name], whole, buf, start, end)
  if (reader === null) return null
  const before = [...reader.beside(start, -1)].reverse()
  const bytes = Buffer.from([...before, ...whole, ...reader.beside(end, 1)])
  return { bytes, start: before.length, end: before.length + whole.length }
}

function readerOf(
  writing: Writing,
  whole: Buffer,
  buf: Buffer,
  start: number,
  end: number,
): UnitReader | null {
  for (const dialect of dialects(writing)) {
    const second = unitAt(dialect, buf, start, end, whole[0])
    if (second === -1) continue
    for (let at = second; at <= second + separatorMax && at < end; at++)
      if (unitAt(dialect, buf, at, end, whole[1]) !== -1)
        return new UnitReader(dialect, buf, buf.toString('latin1', second, at))
  }
  // Signs alone are escaped, and the letters and digits beside them stand as they are.
  return writing.kind === 'escape' ? new UnitReader(dialects(writing)[0] as Dialect, buf, '') : null
}

/** Where the unit of `byte` that begins at `at` ends; -1 where there is none. */
function unitAt(
  { byUnit, lengths }: Dialect,
  buf: Buffer,
  at: number,
  end: number,
  byte: number | undefined,
): number {
  for (const length of lengths)
    if (at + length <= end && byUnit.get(buf.toString('latin1', at, at + length)) === byte) return at + length
  return -1
}

class UnitReader {
  private readonly dialect: Dialect
  private readonly buf: Buffer
  private readonly separator: string

  constructor(dialect: Dialect, buf: Buffer, separator: string) {
    this.dialect = dialect
    this.buf = buf
    this.separator = separator
  }

  /** Characters from `from` on in one direction, nearest first. */
  *beside(from: number, step: 1 | -1): Generator<number> {
    let at = from
    for (let count = 0; count < besideMax; count++) {
      const next = this.next(at, step)
      if (next === null) return
      yield next.byte
      at = next.at
    }
  }

  private next(from: number, step: 1 | -1): { readonly byte: number; readonly at: number } | null {
    const { dialect, buf, separator } = this
    const at = from + step * separator.length
    if (separator !== '' && this.slice(from, at) !== separator) return null
    for (const length of dialect.lengths) {
      const to = at + step * length
      const byte = dialect.byUnit.get(this.slice(at, to))
      const isCut = dialect.kind === 'number' && isDigit(buf[step === 1 ? to : to - 1])
      if (byte !== undefined && !isCut) return { byte, at: to }
    }
    const byte = buf[step === 1 ? at : at - 1]
    return dialect.kind !== 'escape' || byte === undefined ? null : { byte, at: at + step }
  }

  /** What stands between two places, whichever is the first, filled up where only one of them is inside. */
  private slice(one: number, other: number): string {
    const { buf, dialect } = this
    const [from, to] = [Math.min(one, other), Math.max(one, other)]
    const text = buf.toString('latin1', Math.max(0, from), to)
    if (dialect.fill === '' || text === '') return from < 0 ? '' : text
    return from < 0 ? text.padStart(to - from, dialect.fill) : text.padEnd(to - from, dialect.fill)
  }
}
