import {
  ampersand,
  backslash,
  blank,
  colon,
  dot,
  equals,
  lineFeed,
  percent,
  quote,
} from '../core/ascii-codes.ts'
import { base64Values, hasBothCases, hexValues } from '../core/signs/digit-values.ts'
import { endsDocument } from '../core/signs/document-end.ts'
import { unescapePercent } from '../core/signs/percent-escape.ts'
import { limits } from '../core/limits.ts'
import type { Budget } from './budget.ts'
import { isDigitCode, rowsAmong } from './numbered-fields.ts'
import type { Numbered, Row } from './numbered-fields.ts'
import type { Node, Step } from './types.ts'

/**
 * A value that is cut over fields which count: `data1=…&data2=…`, `{"p0":"…","p1":"…"}`, `{"chunks":["…","…"]}`, header fields
 * `X-Data-1` and `X-Data-2`, cookies, parts of multipart, elements and attributes of XML, members of binary documents. A field, a
 * header, a cookie or a line of a log holds no more than so much, so programs cut what is long at a fixed length. The pieces are put together where
 *  - they are one row, see {@link rowsAmong}, whose numbers go up by one from 0 or 1, each once;
 *  - all but the last are equally long, in bytes or in characters, and the last is no longer;
 *  - together they are what one alone is not: see {@link mayBeOne}.
 * They stay values of their own beside it.
 */

/** Pieces of one value, put together. */
export interface JoinedFields {
  readonly step: Step
  /** The name of all without its number. */
  readonly key: string
  readonly bytes: Buffer
  /** Where in `bytes` a piece ends and the next one begins. */
  readonly seams: readonly number[]
  /** The pieces in the order of their numbers. */
  readonly of: readonly Node[]
}

/** Shorter pieces are numbers and words that belong together, but are no value that was cut. */
const pieceBytesMin = 4

const [atSign, bracket, bracketEnd, brace, braceEnd] = [0x40, 0x5b, 0x5d, 0x7b, 0x7d]

/**
 * What some of `children`, the values of one container, are together; at most as many bytes as they are, which `budget` is
 * charged with.
 */
export function joinedFields(children: readonly Node[], budget: Budget): readonly JoinedFields[] {
  const rows = rowsAmong(children, mayBegin)
  if (rows === null) return none
  const found: JoinedFields[] = []
  // Elements of one name are a list only where no numbers beside them say more.
  const used = new Set<Node>()
  for (const row of rows) {
    if (row.isOfAnyName && row.fields.some(({ node }) => used.has(node))) continue
    const joined = row.fields.length > 1 ? joinedRow(row, budget) : null
    if (joined === null) continue
    if (budget.nodesLeft <= found.length) {
      budget.reach('nodesMax')
      break
    }
    if (!budget.takeBytes(joined.bytes.length)) break
    for (const node of joined.of) used.add(node)
    found.push(joined)
  }
  return found
}

const none: readonly JoinedFields[] = []

/** What the pieces of a row are together; null where they are no pieces of one value. */
function joinedRow({ fields, isList, key, what, shown }: Row, budget: Budget): JoinedFields | null {
  const row = fields.toSorted((one, other) => one.number - other.number)
  const first = row[0] as Numbered
  if (first.number > 1) return null
  for (let at = 1; at < row.length; at++) if ((row[at] as Numbered).number !== first.number + at) return null
  if (row.length > limits.decode.joinedFieldsMax) {
    budget.reach('joinedFieldsMax')
    return null
  }
  const of = row.map(({ node }) => node)
  const pieces = piecesOf(of)
  if (pieces === null || !mayBeOne(pieces, isList)) return null
  const bytes = Buffer.concat(pieces)
  const seams: number[] = []
  for (let index = 0, end = 0; index < pieces.length - 1; index++) {
    end += (pieces[index] as Buffer).length
    seams.push(end)
  }
  return {
    step: {
      step: joinedStep,
      detail: `${of.length} ${what}, ${shown(first)} to ${shown(row.at(-1) as Numbered)}`,
    },
    key,
    bytes,
    seams,
    of,
  }
}

/** The step to what several fields are together. */
const joinedStep = 'joined'

/** The bytes of the fields, escapes and codings of each undone, where all but the last are equally long; null where they are not. */
function piecesOf(nodes: readonly Node[]): readonly Buffer[] | null {
  const written = nodes.map(valueOf)
  const raw = areCutEqually(written)
    ? written
    : written.map((bytes, at) => withoutLines(nodes[at] as Node, bytes))
  const isEqual = areCutEqually(raw)
  const isEscaped = escaping.has((nodes[0] as Node).step.step)
  const pieces = withoutCodings(isEqual && !isEscaped ? raw : unescapedPieces(raw, isEqual))
  return isEqual || areCutEqually(pieces) ? pieces : null
}

/** What holds its values percent-encoded, or as programs put them there. In others escapes are the value's own, for the decoder. */
const escaping: ReadonlySet<string> = new Set(['form', 'query', 'fragment', 'cookie', 'parameter', 'header'])

/** The value of a field, of XML with its escapes undone. */
function valueOf({ step, bytes }: Node): Buffer {
  if (step.step !== 'xml' || !bytes.includes(ampersand)) return bytes
  const text = bytes.toString('latin1')
  return Buffer.from(
    text.replace(xmlEscapes, (escape, name: string) => xmlCharacters.get(name) ?? escape),
    'latin1',
  )
}

/** Data in a property list, which is base64 on lines, without the ends and indentations of these. */
function withoutLines({ step }: Node, bytes: Buffer): Buffer {
  if (step.step !== 'xml' || !bytes.includes(lineFeed)) return bytes
  const digits = bytes.filter((byte) => byte > blank)
  return digits.every((byte) => (base64Values[byte] as number) < 64 || byte === equals)
    ? Buffer.from(digits)
    : bytes
}

/** XML 1.0, section 4.6: the names that each document has. */
const xmlCharacters: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])
const xmlEscapes = /&([a-z]{2,4});/g

function unescapedPieces(raw: readonly Buffer[], isEqual: boolean): readonly Buffer[] {
  if (!raw.some((bytes) => bytes.includes(percent))) return raw
  return isEqual ? withoutEscapes(raw) : raw.map((bytes) => unescapePercent(bytes, false))
}

/** Where pieces are base64 each by itself, as the padding of one that is not the last shows, what they stand for. */
function withoutCodings(pieces: readonly Buffer[]): readonly Buffer[] {
  if (!pieces.slice(0, -1).some((bytes) => bytes.at(-1) === equals)) return pieces
  const areCoded = pieces.every((bytes) => bytes.length % 4 === 0 && isOf(bytes, base64Values, 64, true))
  return areCoded ? pieces.map((bytes) => Buffer.from(bytes.toString('latin1'), 'base64')) : pieces
}

/** Pieces that were cut behind the escaping: an escape that is cut, too, is taken to the piece that it ends in. */
function withoutEscapes(raw: readonly Buffer[]): readonly Buffer[] {
  let cut: Buffer = Buffer.alloc(0)
  return raw.map((bytes, index) => {
    const all = cut.length === 0 ? bytes : Buffer.concat([cut, bytes])
    const sign = all.lastIndexOf(percent)
    const isCut = sign >= 0 && sign > all.length - escapeBytes && index < raw.length - 1
    cut = all.subarray(isCut ? sign : all.length)
    return unescapePercent(isCut ? all.subarray(0, sign) : all, false)
  })
}

const escapeBytes = 3

/** Programs count bytes, or characters as UTF-16 has them. */
function areCutEqually(pieces: readonly Buffer[]): boolean {
  const first = pieces[0] as Buffer
  if (first.length < pieceBytesMin) return false
  return (
    areEqual(pieces, (bytes) => bytes.length) || (pieces.some(isBeyondAscii) && areEqual(pieces, unitsIn))
  )
}

function areEqual(pieces: readonly Buffer[], lengthOf: (bytes: Buffer) => number): boolean {
  const length = lengthOf(pieces[0] as Buffer)
  const last = pieces.length - 1
  for (let at = 1; at < last; at++) if (lengthOf(pieces[at] as Buffer) !== length) return false
  return lengthOf(pieces[last] as Buffer) <= length
}

function isBeyondAscii(bytes: Buffer): boolean {
  return bytes.some((byte) => byte >= 0x80)
}

/** Units of UTF-16 in a text of UTF-8: those beyond the first plane, of four bytes, are two. */
function unitsIn(bytes: Buffer): number {
  let units = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

/** So many bytes at the beginning of a piece say what it is made of. */
const judgedBytes = 32
/** What is shorter is a number or a word that may be cut, what is longer is encoded or a document. */
const plainBytesMin = 8
const plainBytesMax = 64
const encodedPieceMin = 8
const encodedBytesMin = 24
const binaryPieceMin = 64
/** Shorter elements of a list that stand for no text are ids. */
const listedPieceMin = 40
const textPieceMin = 32
/** Values that begin with as many equal bytes are several of one kind. */
const alikeBytes = 4
/** As many of long ones that leave a rest: what is written in an encoding twice has the same signs again and again. */
const alikeLong = 16

/** True where the first piece of a cut value may be `bytes`: cheap, asked of each field under 0 and 1. */
function mayBegin(bytes: Buffer): boolean {
  if (bytes.length < pieceBytesMin) return false
  const first = bytes[0] as number
  if (first === brace || first === bracket || bytes.length >= textPieceMin) return true
  let hasMark = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (!isPlain(byte)) return false
    if (byte < 0x41) hasMark = true
  }
  // Shorter ones without a digit or a sign are words.
  return (hasMark || bytes.length >= encodedPieceMin) && !isDecimal(bytes)
}

/** Letters, digits, and what stands in base64, in mail addresses, in addresses of radios and in escapes. */
function isPlain(byte: number): boolean {
  return (
    (base64Values[byte] as number) < 64 ||
    byte === percent ||
    byte === colon ||
    byte === dot ||
    byte === atSign ||
    byte === equals
  )
}

/** A number with a fraction, which is whole. */
function isDecimal(bytes: Buffer): boolean {
  return bytes.length <= judgedBytes && /^[+-]?\d+\.\d+$/.test(bytes.toString('latin1'))
}

/**
 * True where pieces may be one value that is none of them: a document that ends in the last one only, base64 or hex of text,
 * or of what has a magic (under numbered names of anything), a compressed file, a short value, or text that is cut in a word or
 * of which a rest is left, whatever it is written in. Not what begins alike: those are several values of one kind, as the numbers
 * of two SIM cards.
 */
function mayBeOne(pieces: readonly Buffer[], isList: boolean): boolean {
  const first = pieces[0] as Buffer
  const second = pieces[1] as Buffer
  const last = pieces.at(-1) as Buffer
  const alike =
    first.length >= textPieceMin && (hasRest(pieces) || areEscapes(pieces)) ? alikeLong : alikeBytes
  if (second.length >= alike && first.subarray(0, alike).equals(second.subarray(0, alike))) return false
  const length = pieces.reduce((sum, bytes) => sum + bytes.length, 0)
  if (first[0] === brace || first[0] === bracket)
    return length >= encodedBytesMin && endsDocument(last, 0, last.length) && !isClosed(first)
  if (pieces.every((bytes) => isOf(bytes, base64Values, 64, bytes === last))) {
    if (length >= encodedBytesMin && first.length >= encodedPieceMin && hidesText(pieces, isList)) return true
    if (length <= plainBytesMax && length >= plainBytesMin && pieces.some(hasDigit)) return true
    return isCutEncoding(pieces, isList)
  }
  if (
    length >= plainBytesMin &&
    length <= plainBytesMax &&
    pieces.every((bytes) => bytes.every(isPlain) && !isDecimal(bytes)) &&
    pieces.some((bytes) => hasDigit(bytes) || bytes.includes(atSign))
  )
    return true
  // Elements of a list may be several files.
  if (first.length >= binaryPieceMin && isPacked(first) && !isPacked(second)) return true
  return isCutText(pieces, isList)
}

/** Digits of an encoding, of which a rest is left: without it elements of a list are digests and ids, and so are two fields. */
function isCutEncoding(pieces: readonly Buffer[], isList: boolean): boolean {
  const first = pieces[0] as Buffer
  if (first.length < (isList ? textPieceMin : encodedPieceMin * 2) || !pieces.some(hasDigit)) return false
  return hasRest(pieces) || (!isList && pieces.length > 2 && first.length >= textPieceMin)
}

/** Text that is cut in a word, or of which a rest is left. Two elements of a list that have blanks are sentences. */
function isCutText(pieces: readonly Buffer[], isList: boolean): boolean {
  const first = pieces[0] as Buffer
  if (first.length < textPieceMin || !pieces.every(isText) || areTwoForms(pieces)) return false
  if (pieces.length > 2 && areEscapes(pieces)) return true
  if (isCutInWord(first, pieces[1] as Buffer)) return !isList || hasRest(pieces)
  return hasRest(pieces) && (!isList || pieces.length > 2 || !first.includes(blank))
}

/** The first ends in a value, and the second begins with a name: two forms, unless more pieces are as long. */
function areTwoForms(pieces: readonly Buffer[]): boolean {
  if (pieces.length > 2) return false
  const [first, second] = pieces.map((bytes) => bytes.toString('latin1')) as [string, string]
  return first.lastIndexOf('=') > first.lastIndexOf('&') && /^[^=&]{1,64}=/.test(second)
}

/** All begin with an escape: `\x3c`, `%253c`, `&#60;`. */
function areEscapes(pieces: readonly Buffer[]): boolean {
  const sign = (pieces[0] as Buffer)[0]
  return (
    (sign === backslash || sign === percent || sign === ampersand) &&
    pieces.every((bytes) => bytes[0] === sign)
  )
}

/** The last one is shorter than the others. */
function hasRest(pieces: readonly Buffer[]): boolean {
  return (pieces.at(-1) as Buffer).length < (pieces[0] as Buffer).length
}

function hasDigit(bytes: Buffer): boolean {
  return bytes.some(isDigitCode)
}

/** Whether all bytes are digits of an alphabet; in the last piece the padding may stand behind them. */
function isOf(bytes: Buffer, values: Uint8Array, base: number, isLast: boolean): boolean {
  let end = bytes.length
  if (isLast) while (end > 0 && bytes[end - 1] === equals) end--
  for (let index = 0; index < end; index++)
    if ((values[bytes[index] as number] as number) >= base) return false
  return true
}

/** What the first characters of base64 or hex stand for is text or compressed, and does not end as a document with the first piece. */
function hidesText(pieces: readonly Buffer[], isList: boolean): boolean {
  const first = pieces[0] as Buffer
  const isHex = pieces.every((bytes) => isOf(bytes, hexValues, 16, false))
  const begins = Buffer.concat(pieces.slice(0, piecesJudged)).subarray(0, judgedBytes)
  const kind = isHex ? 'hex' : 'base64'
  const head = Buffer.from(begins.toString('latin1'), kind)
  if (isPacked(head)) return true
  if (isText(head)) {
    const own = Buffer.from(first.toString('latin1'), kind)
    return !((own[0] === brace || own[0] === bracket) && isClosed(own))
  }
  const least = isList ? listedPieceMin : binaryPieceMin / 4
  return !isHex && first.length >= least && hasBothCases(first, 0, first.length)
}

/** As many of the shortest pieces are enough to judge by. */
const piecesJudged = judgedBytes / encodedPieceMin

/** gzip, zlib, zstd, or a ZIP archive. */
function isPacked(bytes: Buffer): boolean {
  const [one, two, three] = bytes
  if (one === 0x1f) return two === 0x8b
  if (one === 0x28) return two === 0xb5 && three === 0x2f
  if (one === 0x50) return two === 0x4b && three === 0x03
  return one === 0x78 && ((one << 8) | (two ?? 0)) % 31 === 0
}

function isText(bytes: Buffer): boolean {
  return bytes.every((byte) => (byte >= 0x20 && byte !== 0x7f) || byte === 9 || byte === 10 || byte === 13)
}

/** A letter or digit stands on both sides of the seam. */
function isCutInWord(first: Buffer, second: Buffer): boolean {
  const before = base64Values[first.at(-1) as number] as number
  return before < 62 && (base64Values[second[0] as number] as number) < 62
}

/** Whether as many braces and brackets end in a document as begin, those in its texts apart. */
function isClosed(bytes: Buffer): boolean {
  let depth = 0
  let isQuoted = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (byte === backslash) index++
    else if (byte === quote) isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (byte === brace || byte === bracket) depth++
    else if (byte === braceEnd || byte === bracketEnd) depth--
  }
  return depth <= 0 && !isQuoted
}
