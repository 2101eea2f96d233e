import type { Budget } from '../budget.ts'
import { dumpRow } from '../dump-row.ts'
import type { Decoded, Encoding, Hint, Piece, Written } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'

const bytesMin = 8
/** Digits of an offset and of one line's bytes. */
const digitsMin = 16
/** Longer lists are none of bytes in octal. */
const octalBytesMax = 262_144

/** Groups of digits with a blank or two between them: more stand in front of the column of characters. */
const groups = /^[0-9A-Fa-f]{2,16}(?: {1,2}[0-9A-Fa-f]{2,16})*(?![0-9A-Fa-f])/
/** Octal bytes of three digits in a row, some with a zero in front, as no list of decimals has them. */
const octalList = /^[[{(]?\s*[0-3][0-7]{2}(?:[\s,;]{1,4}[0-3][0-7]{2}){7,}\s*[\]})]?$/
const octalZero = /(?:^|[^0-7])0[0-7]{2}/
const octalDigits = 3

/**
 * Bytes as tools print them to be read: lines of a place, bytes in hex and mostly the characters (`xxd`, `hexdump -C`,
 * `od`, `tcpdump -X`, the memory in crash reports, Android's `Parcel`), in groups of 1, 2, 4 or 8 bytes, of which some tools print the last
 * byte first; and bytes in octal.
 */
export const encoding: Encoding = {
  name: 'dump',
  kind: 'transform',
  title: 'dump of bytes',
  probe(bytes, { shape }) {
    if (shape.digits < digitsMin || shape.controls > 0) return certainty.no
    if (isOctalShape(shape)) return certainty.json + 2
    if (shape.hexChars * 2 < shape.length || shape.spaces < bytesMin / 2) return certainty.no
    // Above lines, which would take the places for names, and above hex with separators, which would read them as bytes.
    return isDumpAhead(bytes, shape.start, shape.end) ? certainty.hexAlphabet + 2 : certainty.run + 1
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    if (isOctalShape(shape)) {
      const decoded = octalBytes(bytes, hint, budget)
      if (typeof decoded !== 'string') return decoded
    }
    const pieces: Piece[] = []
    const reader = new DumpReader(bytes, shape.start, shape.end)
    for (let found = reader.next(); found !== null; found = reader.next()) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      if (!budget.takeTransform() || !budget.takeBytes(found.bytes.length)) break
      const { start, end, detail } = found
      pieces.push(transformedPiece('dump', detail, found.bytes, start, end, 'value', '', hint.contentType))
    }
    const [first] = pieces
    if (first === undefined) return 'no lines of a dump'
    return { pieces, isWhole: pieces.length === 1 && first.start <= shape.start && first.end >= shape.end }
  },
}

const rowBytes = 16

/** As xxd prints it. */
export const written: Written = {
  name: 'dump of xxd',
  family: 'E4',
  gives: 'text',
  isForDocuments: true,
  encode(bytes) {
    const rows: string[] = []
    for (let at = 0; at < bytes.length; at += rowBytes) {
      const part = bytes.subarray(at, at + rowBytes)
      const pairs = part.toString('hex').replaceAll(/(.{4})/g, '$1 ')
      const characters = part.toString('latin1').replaceAll(/[^ -~]/g, '.')
      rows.push(`${at.toString(16).padStart(8, '0')}: ${pairs.padEnd(40)} ${characters}\n`)
    }
    return Buffer.from(rows.join(''))
  },
}

function isOctalShape({ lower, upper, high, length, longestHexRun }: Hint['shape']): boolean {
  return lower + upper + high === 0 && longestHexRun === octalDigits && length <= octalBytesMax
}

/** So many lines are asked for the first one of a dump: in logs a word about it stands in front. */
const leadLinesMax = 4

/** One of the first lines is one of a dump. */
function isDumpAhead(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  for (let lines = 0; lines < leadLinesMax && at < end; lines++) {
    if (firstLine(bytes, at, end)) return true
    const feed = bytes.indexOf(0x0a, at)
    if (feed < 0) return false
    at = feed + 1
  }
  return false
}

function firstLine(bytes: Buffer, start: number, end: number): boolean {
  const feed = bytes.indexOf(0x0a, start)
  const stop = feed < 0 || feed > end ? end : feed
  return stop - start < lineBytesMax && dumpRow.test(bytes.toString('latin1', start, stop).trimEnd())
}

function octalBytes(bytes: Buffer, { shape, contentType }: Hint, budget: Budget): Decoded | string {
  const text = bytes.toString('latin1', shape.start, shape.end)
  if (!octalList.test(text) || !octalZero.test(text)) return 'no octal bytes'
  const made = Buffer.from((text.match(/[0-7]{3}/g) ?? []).map((item) => Number.parseInt(item, 8)))
  if (verdictOf(made) === '') return 'no text comes out of it'
  if (!budget.takeTransform() || !budget.takeBytes(made.length)) return 'budget'
  const piece = transformedPiece('dump', 'octal', made, 0, bytes.length, 'value', '', contentType)
  return { pieces: [piece], isWhole: true }
}

const lineBytesMax = 512

interface Dump {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly detail: string
}

interface Row {
  /** Read as hex, and as octal, which od counts in. */
  readonly place: number
  readonly octalPlace: number
  readonly hasColon: boolean
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Rows whose places go up by one and the same number, one behind the other. */
class DumpReader {
  private readonly bytes: Buffer
  private readonly end: number
  private at: number

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes
    this.at = start
    this.end = end
  }

  /** The next dump, null where there is none. */
  next(): Dump | null {
    while (this.at < this.end) {
      const rows: Row[] = []
      while (this.at < this.end) {
        const from = this.at
        const row = this.row()
        if (row !== null && goesOn(rows, row)) {
          rows.push(row)
          continue
        }
        // What ends one dump may begin the next.
        if (rows.length > 0 && row !== null) this.at = from
        break
      }
      const found = dumpOf(rows)
      if (found !== null) return found
    }
    return null
  }

  private row(): Row | null {
    const start = this.at
    const feed = this.bytes.indexOf(0x0a, start)
    const end = feed < 0 || feed > this.end ? this.end : feed
    this.at = Math.min(this.end, end + 1)
    if (end - start > lineBytesMax) return null
    const match = dumpRow.exec(this.bytes.toString('latin1', start, end).trimEnd())
    if (match === null) return null
    const [, place = '', colon = '', text = ''] = match
    const octalPlace = /^[0-7]+$/.test(place) ? Number.parseInt(place, 8) : Number.NaN
    return { place: Number.parseInt(place, 16), octalPlace, hasColon: colon !== '', text, start, end }
  }
}

/** Bytes of a row where there is but one, or the places do not tell. */
const rowBytesMax = 32

/** The row's place is as far from the last one's as that is from the one before. */
function goesOn(rows: readonly Row[], row: Row): boolean {
  const [first, second] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return true
  if (second === undefined) return row.place > last.place
  return (
    row.place - last.place === second.place - first.place ||
    row.octalPlace - last.octalPlace === second.octalPlace - first.octalPlace
  )
}

function dumpOf(rows: readonly Row[]): Dump | null {
  const [first, second] = rows
  if (first === undefined || (second === undefined && first.place !== 0)) return null
  const step = second === undefined ? 0 : second.place - first.place
  const most = step > 0 && step <= rowBytesMax * 2 ? step : rowBytesMax
  const size = itemsOf(first)[0]?.length ?? 0
  let way = wayOf(size, first.hasColon)
  let bytes = bytesOfRows(rows, way, most)
  // Some print words of four bytes and more as they stand: the column of characters shows it.
  if (first.hasColon && size >= wordDigits) {
    const characters = bytesOfRows([first], 'hex', most)
      .toString('latin1')
      .replaceAll(/[^ -~]/g, '.')
    if (first.text.includes(characters.trimEnd())) {
      way = 'hex'
      bytes = bytesOfRows(rows, way, most)
    }
  }
  if (bytes.length < bytesMin || (rows.length < 3 && verdictOf(bytes) === '')) return null
  const last = rows.at(-1) ?? first
  return { bytes, start: first.start, end: last.end, detail: way }
}

function itemsOf(row: Row): string[] {
  return groups.exec(row.text)?.[0].split(/ +/) ?? []
}

function bytesOfRows(rows: readonly Row[], way: string, most: number): Buffer {
  return Buffer.concat(
    rows.map((row) => {
      const items = itemsOf(row)
      const size = items[0]?.length ?? 0
      const room: number[] = []
      for (const item of items) {
        // A word of the column of characters has another length, unless the bytes before it are all there are.
        if (item.length > size || room.length >= most) break
        room.push(...bytesOf(item, way))
      }
      return Buffer.from(room.slice(0, most))
    }),
  )
}

const wordDigits = 8

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
