import { isDigit } from '../../core/ascii.ts'
import { bytesOfArray, nextByteArray } from '../../core/signs/byte-arrays.ts'
import type { Budget } from '../budget.ts'
import type { Decoded, Encoding, Hint, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'

const bytesMin = 8
/** Digits of six bytes at least, and one of them above 127. */
const digitsMin = 8
/** Of sixteen characters. */
const runDigitsMin = 32

/**
 * A list of bytes as numbers, `[51, 53, 49]` or `51 53 49`, also signed as Java prints them: as the whole value, of text;
 * with commas also inside a text, as JSON libraries write arrays of bytes, and then of anything.
 */
export const encoding: Encoding = {
  name: 'decimal-bytes',
  kind: 'transform',
  title: 'decimal bytes',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.digits < digitsMin) return certainty.no
    // Above JSON, which would give every number as a value of its own.
    if (isList(bytes, hint) || nextByteArray(bytes, shape.start, shape.end) !== null)
      return certainty.json + 1
    return shape.digits >= runDigitsMin && shape.digits * 4 >= shape.length ? certainty.run : certainty.no
  },
  decode(bytes, hint, budget) {
    if (isList(bytes, hint)) {
      const decoded = decodeWhole(bytes, hint, budget)
      if (typeof decoded !== 'string' || decoded === 'budget') return decoded
    }
    return decodeArrays(bytes, hint, budget)
  },
}

/** Nothing but numbers and what stands between them, and many of both. */
function isList(bytes: Buffer, { shape }: Hint): boolean {
  if (shape.upper + shape.lower + shape.controls + shape.high > 0) return false
  const { first } = shape
  if (first !== 0x5b && first !== 0x7b && (first < 0x30 || first > 0x39) && first !== 0x2d) return false
  return bytes.length - shape.digits >= bytesMin - 1
}

function decodeWhole(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  const out = Buffer.allocUnsafe(Math.ceil(bytes.length / 2))
  let used = 0
  let value = -1
  let sign = 1
  for (let at = hint.shape.start; at <= hint.shape.end; at++) {
    const byte = at === hint.shape.end ? 0x2c : (bytes[at] as number)
    if (byte >= 0x30 && byte <= 0x39) {
      value = Math.max(0, value) * 10 + byte - 0x30
      if (value > 255) return 'more than a byte'
      continue
    }
    if (value >= 0) {
      out[used++] = value * sign
      value = -1
      sign = 1
    }
    // Behind a number a hyphen separates.
    if (byte === 0x2d && !isDigit(bytes[at - 1] ?? 0)) sign = -1
    else if (!isSeparator(byte)) return 'other characters between the numbers'
  }
  const made = out.subarray(0, used)
  if (used < bytesMin || verdictOf(made) === '') return 'no text comes out of it'
  if (!budget.takeTransform() || !budget.takeBytes(used)) return 'budget'
  return { pieces: [pieceOf(Buffer.from(made), 0, bytes.length, hint)], isWhole: true }
}

/** Arrays of bytes inside a text: what they hold need be no text, since digests and raw identifiers are sent so. */
function decodeArrays(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  const pieces: Piece[] = []
  const { end } = hint.shape
  let list = nextByteArray(bytes, hint.shape.start, end)
  while (list !== null) {
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      break
    }
    if (!budget.takeTransform()) break
    const made = bytesOfArray(bytes, list)
    if (!budget.takeBytes(made.length)) break
    pieces.push(pieceOf(made, list.start, list.end, hint))
    list = nextByteArray(bytes, list.end, end)
  }
  addRuns(bytes, hint, budget, pieces)
  return pieces.length === 0 ? 'no array of bytes' : { pieces, isWhole: false }
}

/** Characters as numbers with one and the same sign between them, where that is no comma: as many are no chance. */
const character = '(?:3[2-9]|[4-9]\\d|1[01]\\d|12[0-6])'
const runs = new RegExp(
  `(?<![0-9A-Za-z.-])${character}([- :._/*#~])${character}(?:\\1${character}){14,}(?![0-9A-Za-z.-])`,
  'g',
)
/** Longer texts are documents, which hold none. */
const textBytesMax = 65_536

function addRuns(bytes: Buffer, hint: Hint, budget: Budget, pieces: Piece[]): void {
  if (bytes.length > textBytesMax) return
  for (const { 0: run, 1: sign = '', index } of bytes.toString('latin1').matchAll(runs)) {
    if (pieces.length >= budget.nodesLeft || !budget.takeTransform()) return
    const made = Buffer.from(run.split(sign).map(Number))
    if (verdictOf(made) !== 'text') continue
    if (!budget.takeBytes(made.length)) return
    pieces.push(pieceOf(made, index, index + run.length, hint))
  }
}

function pieceOf(made: Buffer, start: number, end: number, { contentType }: Hint): Piece {
  return transformedPiece('decimal-bytes', '', made, start, end, 'value', '', contentType)
}

/** Blanks, line ends, any sign that lists are written with, and the brackets around. */
function isSeparator(byte: number): boolean {
  return byte <= 0x20 || listSigns.has(byte)
}

const listSigns: ReadonlySet<number> = new Set(Buffer.from(',;[]{}:-._/|*#~'))
