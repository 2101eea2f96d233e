import type { Budget } from '../budget.ts'
import type { Decoded, Encoding, Hint, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'

const pairsMin = 8
/** Pairs with one and the same sign between them inside other text, as .NET and dumps print bytes. */
const runs =
  /(?<![0-9A-Za-z_-])[0-9A-Fa-f]{2}([-: .,_|])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){6,}(?![0-9A-Za-z_-])/g
/** The same as programs in C hold bytes: `{ 0x33, 0x35, … }`, in lines. */
const literals = /(?<![0-9A-Za-z_])0[xX][0-9A-Fa-f]{2}(?:,\s{0,16}0[xX][0-9A-Fa-f]{2}){7,}(?![0-9A-Za-z_])/g
/** Bytes in groups of 2, 4 or 8 with blanks between them, the last one shorter: `<7b22696d 6569223a 22>` as iOS prints data. */
const groupDigits: ReadonlySet<number> = new Set([4, 8, 16])
const grouped =
  /^<?([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16})(?:[ \t\r\n]{1,4}[0-9A-Fa-f]{4,16})*(?:[ \t\r\n]{1,4}[0-9A-Fa-f]{2,16})>?$/
const printedData = /<[0-9A-Fa-f]{8}(?: [0-9A-Fa-f]{8})+(?: [0-9A-Fa-f]{2,8})?>/g
/** Before and behind a list that is cut by something else of its length it goes on. */
const itemBefore = /(?:^|[^0-9A-Za-z])[0-9A-Za-z]{1,2}(.)$/
const itemBehind = /^(.)[0-9A-Za-z]{1,2}(?![0-9A-Za-z])/
const itemBytes = 4

function goesOn(text: string, start: number, end: number, sign: string): boolean {
  if (sign === ' ') return false
  const before = itemBefore.exec(text.slice(Math.max(0, start - itemBytes), start))
  return before?.[1] === sign || itemBehind.exec(text.slice(end, end + itemBytes))?.[1] === sign
}

/** Longer texts are documents, which hold none. */
const textBytesMax = 65_536

/** Hex digits in pairs with a separator between them, as dumps are printed: `33:35:36`, `0x33, 0x35`; also inside other text. */
export const encoding: Encoding = {
  name: 'hex-spaced',
  kind: 'transform',
  title: 'hex with separators',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.hexChars < pairsMin * 2 || shape.controls > 0) return certainty.no
    const isWhole = shape.high === 0 && (shape.longestHexRun <= 2 || groupDigits.has(shape.longestHexRun))
    if (isWhole && hexDigit(bytes[shape.start] as number) >= 0) return certainty.hexAlphabet
    return shape.length <= textBytesMax ? certainty.run : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const isWhole = shape.longestHexRun <= 2 || isGrouped(bytes, hint)
    const whole = isWhole ? decodeWhole(bytes, hint, budget) : 'no pairs'
    if (typeof whole !== 'string' || whole === 'budget' || shape.length > textBytesMax) return whole
    return decodeRuns(bytes, hint, budget)
  },
}

/** All of it is groups of one size, but for the last. */
function isGrouped(bytes: Buffer, { shape }: Hint): boolean {
  if (!groupDigits.has(shape.longestHexRun) || shape.length > textBytesMax) return false
  const text = bytes.toString('latin1', shape.start, shape.end)
  const size = grouped.exec(text)?.[1]?.length
  if (size === undefined) return false
  const groups = text.match(/[0-9A-Fa-f]+/g) ?? []
  return groups.every(
    ({ length }, at) => length === size || (at === groups.length - 1 && length < size && length % 2 === 0),
  )
}

function decodeWhole(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  const piece = pieceOf(bytes, hint.shape.start, hint.shape.end, hint, budget)
  // White space and NULs around it belong to the encoded run.
  return typeof piece === 'string'
    ? piece
    : { pieces: [{ ...piece, start: 0, end: bytes.length }], isWhole: true }
}

function decodeRuns(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  if (!mayHoldRun(bytes, hint.shape.start, hint.shape.end)) return 'no run'
  const pieces: Piece[] = []
  const text = bytes.toString('latin1')
  const found = [runs, literals, printedData].flatMap((one) => [...text.matchAll(one)])
  for (const { 0: run, 1: sign = '', index } of found.toSorted((one, other) => one.index - other.index)) {
    if (sign !== '' && goesOn(text, index, index + run.length, sign)) continue
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      break
    }
    const piece = pieceOf(bytes, index, index + run.length, hint, budget)
    if (typeof piece !== 'string') pieces.push(piece)
    else if (piece === 'budget') break
  }
  return pieces.length === 0 ? 'no run gives text' : { pieces, isWhole: false }
}

/** Signs between pairs. */
const isPairSign: Uint8Array = new Uint8Array(256)
for (const sign of Buffer.from('-: .,_|')) isPairSign[sign] = 1
/** From one sign between pairs to the next. */
const signStep = 3

/**
 * Whether any of the ways to write pairs may be in `bytes[start, end)`: one sign seven times in equal steps, `0x`, or a
 * `<` with a digit behind. Nearly no text has them, and so becomes no string.
 */
function mayHoldRun(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === 0x3c || byte === 0x30) {
      const next = bytes[at + 1] ?? 0
      if (byte === 0x3c ? hexDigit(next) >= 0 : (next | 0x20) === 0x78) return true
    } else if (isPairSign[byte] === 1) {
      let signs = 1
      while (signs < pairsMin - 1 && bytes[at + signs * signStep] === byte) signs++
      if (signs === pairsMin - 1) return true
    }
  }
  return false
}

function pieceOf(bytes: Buffer, start: number, end: number, hint: Hint, budget: Budget): Piece | string {
  const out = Buffer.allocUnsafe(Math.ceil((end - start) / 2))
  let used = 0
  let at = start
  while (at < end && isSeparator(bytes[at] as number)) at++
  while (at < end) {
    if (bytes[at] === 0x30 && ((bytes[at + 1] ?? 0) | 0x20) === 0x78) at += 2
    const high = hexDigit(bytes[at] as number)
    const low = at + 1 < end ? hexDigit(bytes[at + 1] as number) : -1
    if (high < 0 || low < 0) return 'no pair of hex digits'
    out[used++] = high * 16 + low
    at += 2
    // Behind each pair, or group of pairs: whoever calls knows which.
    while (at < end && isSeparator(bytes[at] as number)) at++
  }
  const made = Buffer.from(out.subarray(0, used))
  if (used < pairsMin || verdictOf(made) === '') return 'no text comes out of it'
  if (!budget.takeTransform() || !budget.takeBytes(used)) return 'budget'
  return transformedPiece('hex-spaced', '', made, start, end, 'value', '', hint.contentType)
}

/** Blank, line ends, and any sign that lists are written with. */
function isSeparator(byte: number): boolean {
  return byte <= 0x20 || listSigns.has(byte)
}

const listSigns: ReadonlySet<number> = new Set(Buffer.from(':-,;._/|*#~<>'))
