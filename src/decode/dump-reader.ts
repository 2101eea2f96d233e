import { backslash, quote } from '../core/ascii-codes.ts'
import { dumpRow, dumpRowBehind } from './dump-row.ts'
import { verdictOf } from './legible.ts'

const bytesMin = 8
const lineBytesMax = 512
/** Bytes of a row where there is but one, or the places do not tell. */
const rowBytesMax = 32
const wordDigits = 8
const octalDigits = 3
/**
 * How dumps stand in a text: alone, with nothing but blanks in front of a row; among the lines of a log, with something in
 * front of rows, and lines of other programs between them; with each row a text of its own, as an entry of a list or a
 * member of a record in JSON.
 */
export type DumpsIn = 'text' | 'log' | 'records'

/** So many lines, or texts of records, may stand between two rows. */
const foreignMax: Readonly<Record<DumpsIn, number>> = { text: 0, log: 8, records: 64 }

/** Groups of digits with a blank or two between them (three, a hyphen in the middle): more stand in front of the column of characters. */
const groups = /^[0-9A-Fa-f]{2,16}(?:(?: {1,3}|-)[0-9A-Fa-f]{2,16})*(?![0-9A-Fa-f])/

/** Bytes as a tool printed them, and where. */
export interface Dump {
  readonly bytes: Buffer
  readonly detail: string
  readonly rows: readonly DumpRow[]
}

/** A row of a dump, in the line that it stands in. */
export interface DumpRow {
  /** Read as hex, and as octal, which od counts in. */
  readonly place: number
  readonly octalPlace: number
  readonly hasColon: boolean
  readonly text: string
  /** `[start, end)` without what stands in front of it in its line, which begins at `line`. */
  readonly start: number
  readonly end: number
  readonly line: number
}

/** Rows whose places go up by one and the same number, one behind the other. */
export class DumpReader {
  private readonly bytes: Buffer
  private readonly end: number
  private readonly kind: DumpsIn
  /** Something may stand in front of rows. */
  private readonly isMixed: boolean
  private at: number
  /** Where the line ends that was asked for last. */
  private feed = -1

  constructor(bytes: Buffer, start: number, end: number, kind: DumpsIn) {
    this.bytes = bytes
    this.at = start
    this.end = end
    this.isMixed = kind !== 'text'
    this.kind = kind
  }

  /** The next dump, null where there is none. */
  next(): Dump | null {
    while (this.at < this.end) {
      const found = this.dumpOf(this.rows())
      if (found !== null) return found
    }
    return null
  }

  /** The rows from here on that go on from each other. */
  private rows(): DumpRow[] {
    const rows: DumpRow[] = []
    let behind = this.at
    let foreign = 0
    while (this.at < this.end) {
      const from = this.at
      const row = this.row(rows)
      if (row !== null && this.goesOn(rows, row)) {
        rows.push(row)
        behind = this.at
        foreign = 0
        continue
      }
      if (rows.length === 0) return rows
      if (row !== null) {
        // What ends one dump may begin the next.
        this.at = from
        return rows
      }
      if (rows[0]?.place !== 0 || ++foreign > foreignMax[this.kind]) break
    }
    // They may hold what is no part of this one.
    if (foreign > 0) this.at = behind
    return rows
  }

  /** The row in the next line: one that goes on from `rows`, or one that begins a dump. */
  private row(rows: readonly DumpRow[]): DumpRow | null {
    const line = this.at
    const end = this.lineEnd(line)
    this.at = Math.min(this.end, end + 1)
    if (end - line > lineBytesMax) return null
    const text = this.bytes.toString('latin1', line, end).trimEnd()
    const plain = dumpRow.exec(text)
    const first = plain === null ? null : rowOf(plain, line, line, end)
    if (
      !this.isMixed ||
      (first !== null && (first.place === 0 || (rows.length > 0 && this.goesOn(rows, first))))
    )
      return first
    let begun: DumpRow | null = null
    for (const match of text.matchAll(dumpRowBehind)) {
      const one = rowOf(match, line, line + match.index, end)
      if (rows.length > 0 && this.goesOn(rows, one)) return one
      if (one.place === 0) begun ??= one
    }
    // What begins a line may be a number of its own, unless it is all that there is.
    return begun ?? (rows.length === 0 ? first : null)
  }

  /** Where the line that begins at `start` ends; in records texts are lines, too, which quotes end that are not escaped. */
  private lineEnd(start: number): number {
    const { bytes, end } = this
    // Records may have no line end: it is looked for once.
    if (this.feed < start) {
      const feed = bytes.indexOf(0x0a, start)
      this.feed = feed < 0 || feed > end ? end : feed
    }
    const stop = this.feed
    if (this.kind !== 'records') return stop
    for (let at = start; at < stop; at++) {
      if (bytes[at] === backslash) at++
      else if (bytes[at] === quote) return at
    }
    return stop
  }

  /** The row's place is as far from the last one's as that is from the one before. */
  private goesOn(rows: readonly DumpRow[], row: DumpRow): boolean {
    const [first, second] = rows
    const last = rows.at(-1)
    if (first === undefined || last === undefined) return true
    const step = row.place - last.place
    // Numbers in front of rows may look like places.
    if (second === undefined)
      return step > 0 && (!this.isMixed || step <= bytesOfRow(last, 'hex', rowBytesMax * 2).length)
    return (
      step === second.place - first.place ||
      row.octalPlace - last.octalPlace === second.octalPlace - first.octalPlace
    )
  }

  private dumpOf(rows: readonly DumpRow[]): Dump | null {
    const [first, second] = rows
    if (first === undefined || (second === undefined && (first.place !== 0 || this.kind === 'records')))
      return null
    const step = second === undefined ? 0 : second.place - first.place
    const most = step > 0 && step <= rowBytesMax * 2 ? step : rowBytesMax
    const size = itemsOf(first)[0]?.length ?? 0
    let way = wayOf(size, first.hasColon)
    // Some print words of four bytes and more as they stand: the column of characters shows it.
    if (first.hasColon && size >= wordDigits) {
      const characters = bytesOfRow(first, 'hex', most)
        .toString('latin1')
        .replaceAll(/[^ -~]/g, '.')
      if (first.text.includes(characters.trimEnd())) way = 'hex'
    }
    const parts = rows.map((row) => bytesOfRow(row, way, most))
    // In a log columns of numbers may look like rows: of a dump the places say how many bytes stand in each.
    if (this.isMixed && !parts.every((part, index) => index === parts.length - 1 || fills(part, rows, index)))
      return null
    const bytes = Buffer.concat(parts)
    if (bytes.length < bytesMin || (rows.length < 3 && verdictOf(bytes) === '')) return null
    return { bytes, rows, detail: way }
  }
}

function rowOf(match: RegExpExecArray, line: number, start: number, end: number): DumpRow {
  const [, place = '', mark = '', text = ''] = match
  const octalPlace = /^[0-7]+$/.test(place) ? Number.parseInt(place, 8) : Number.NaN
  return { place: Number.parseInt(place, 16), octalPlace, hasColon: mark === ':', text, start, end, line }
}

/** The bytes of a row are as many as its place is away from the next one's. */
function fills(part: Buffer, rows: readonly DumpRow[], index: number): boolean {
  const row = rows[index] as DumpRow
  const next = rows[index + 1] as DumpRow
  return part.length === next.place - row.place || part.length === next.octalPlace - row.octalPlace
}

function itemsOf(row: DumpRow): string[] {
  return groups.exec(row.text)?.[0].split(/[ -]+/) ?? []
}

function bytesOfRow(row: DumpRow, way: string, most: number): Buffer {
  const items = itemsOf(row)
  const size = items[0]?.length ?? 0
  const room: number[] = []
  for (const item of items) {
    // A word of the column of characters has another length, unless the bytes before it are all there are.
    if (item.length > size || room.length >= most) break
    room.push(...bytesOf(item, way))
  }
  return Buffer.from(room.slice(0, most))
}

/** Words are printed as numbers, whose first byte in memory is the last; xxd and tcpdump, which have a colon, print pairs as they stand. */
function wayOf(digits: number, hasColon: boolean): string {
  if (digits === octalDigits) return 'octal'
  return digits >= wordDigits || (digits === 4 && !hasColon) ? 'words, last byte first' : 'hex'
}

function bytesOf(item: string, way: string): readonly number[] {
  if (way === 'octal') return [Number.parseInt(item, 8) & 255]
  const bytes = [...Buffer.from(item, 'hex')]
  return way === 'hex' ? bytes : bytes.toReversed()
}
