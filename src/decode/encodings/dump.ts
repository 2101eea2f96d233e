import { firstDumpRow } from '../../core/signs/dump-rows.ts'
import type { Budget } from '../budget.ts'
import { DumpReader } from '../dump-reader.ts'
import type { DumpRow, DumpsIn } from '../dump-reader.ts'
import { dumpRow } from '../dump-row.ts'
import type { Decoded, Encoding, Hint, Piece, Written } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'

const bytesMin = 8
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]
/** Digits of an offset and of one line's bytes. */
const digitsMin = 16
/** Longer lists are none of bytes in octal. */
const octalBytesMax = 262_144

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
    return sureness[standing(bytes, shape)]
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    if (isOctalShape(shape)) {
      const decoded = octalBytes(bytes, hint, budget)
      if (typeof decoded !== 'string') return decoded
    }
    const kind = kinds[standing(bytes, shape)]
    const isInLog = kind === 'log'
    const reader = new DumpReader(bytes, shape.start, shape.end, kind)
    const pieces: Piece[] = []
    const beside = new TextBeside(bytes, shape.start)
    for (let found = reader.next(); found !== null; found = reader.next()) {
      const { rows, detail } = found
      const [first] = rows
      const last = rows.at(-1)
      if (first === undefined || last === undefined) continue
      if (pieces.length + beside.pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      if (!budget.takeTransform() || !budget.takeBytes(found.bytes.length)) break
      if (isInLog) beside.skip(rows)
      pieces.push(
        transformedPiece('dump', detail, found.bytes, first.start, last.end, 'value', '', hint.contentType),
      )
    }
    const [first] = pieces
    if (first === undefined) return 'no lines of a dump'
    // The texts are what the container reads next.
    if (kind === 'records') return { pieces, isWhole: false }
    if (!isInLog)
      return { pieces, isWhole: pieces.length === 1 && first.start <= shape.start && first.end >= shape.end }
    beside.end(shape.end)
    const all = [...pieces, ...beside.pieces]
    const room = Math.max(1, budget.nodesLeft)
    if (all.length > room) budget.reach('nodesMax')
    const kept = all.slice(0, room).toSorted((one, other) => one.start - other.start)
    return { pieces: kept, isWhole: true }
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

/** How a dump stands in a text: as nearly all of it, among lines of something else, in several texts, or by its digits only. */
type Standing = 'alone' | 'log' | 'records' | 'maybe' | 'not'

const sureness: Readonly<Record<Standing, number>> = {
  // Above JSON, which is read whole then.
  records: certainty.json + 1,
  // Above lines, which would take the places for names, and above hex with separators, which would read them as bytes.
  alone: certainty.hexAlphabet + 2,
  // Above lines, pairs and parameters, below what is a document as a whole.
  log: certainty.pairs + 1,
  maybe: certainty.run + 1,
  not: certainty.no,
}

const kinds: Readonly<Record<Standing, DumpsIn>> = {
  alone: 'text',
  log: 'log',
  records: 'records',
  maybe: 'text',
  not: 'text',
}

function standing(
  bytes: Buffer,
  { start, end, first, last, spaces, hexChars, length }: Hint['shape'],
): Standing {
  if (spaces < bytesMin / 2) return 'not'
  const place = firstDumpRow(bytes, start, end)
  const isInBraces = first === openBrace && last === closeBrace
  const isInBrackets = first === openBracket && last === closeBracket
  if ((isInBraces || isInBrackets) && place !== -1) return 'records'
  const isMostlyHex = hexChars * 2 >= length
  const hasFront = place !== -1 && !firstLine(bytes, bytes.lastIndexOf(0x0a, place) + 1, end)
  if (isMostlyHex && !hasFront && isDumpAhead(bytes, start, end)) return 'alone'
  if (place !== -1) return 'log'
  return isMostlyHex ? 'maybe' : 'not'
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

const lineBytesMax = 512

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

/** What stands beside the dumps of a log, in pieces that are read as texts of their own. */
class TextBeside {
  readonly pieces: Piece[] = []
  private readonly bytes: Buffer
  private at: number

  constructor(bytes: Buffer, start: number) {
    this.bytes = bytes
    this.at = start
  }

  /** Rows are none of it, nor what stands in front of each of them in the same form as in front of the first: a time, a tag. */
  skip(rows: readonly DumpRow[]): void {
    let usual = ''
    rows.forEach((row, index) => {
      if (index === 0) usual = this.formOf(row.line, row.start)
      if (index === 0 || this.formOf(this.at, row.start) !== usual) this.end(row.start)
      this.at = row.end
    })
  }

  /** The text ends at `end`. */
  end(end: number): void {
    if (end > this.at && /[^\s|]/.test(this.bytes.toString('latin1', this.at, end)))
      this.pieces.push(exactPiece('lines', '', '', this.bytes, this.at, end, 'value'))
  }
  /** Without line ends, and with one digit for each number. */
  private formOf(start: number, end: number): string {
    return this.bytes
      .toString('latin1', start, end)
      .replaceAll(/[\r\n]/g, '')
      .replaceAll(/\d+/g, '0')
  }
}
