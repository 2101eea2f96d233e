import { isAlnum } from '../../core/ascii.ts'
import type { Budget } from '../budget.ts'
import type { Decoded, Encoding, Hint, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isCompressed, isDeflatedText } from '../inflate.ts'
import { hidesMore } from '../legible.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'
import { hasPrintableRun, isPlainValue, isText } from '../text.ts'

/** Shorter runs are numbers, colours, short ids. */
const runCharsMin = 16
/** Up to this many bytes the result must read like a value: a random id of 8 bytes is printable in 1 of 3,000 cases. */
const shortBytesMax = 16
/**
 * A pair of decimal digits is printable in 6 of 10 cases, so that numbers give text by chance: up to this many bytes
 * they must give digits, or hex digits where there are enough: those of another hex are all decimal.
 */
const digitsBytesMin = 24
const hexDigitsMin = 12
const judgedBytesMax = 512
/** From here on bytes that are no text are asked for what they may hide. */
const hiddenBytesMin = 20

const judged: Buffer = Buffer.allocUnsafeSlow(judgedBytesMax)

/**
 * Hex digits in pairs, as the whole value or as runs inside other text. What comes out decides, as for base64: ids,
 * hashes, UUIDs and telephone-like numbers do not pass.
 */
export const encoding: Encoding = {
  name: 'hex',
  kind: 'transform',
  title: 'hex',
  probe(_bytes, hint) {
    const { shape } = hint
    if (shape.longestHexRun < runCharsMin) return certainty.no
    return shape.longestHexRun === shape.length ? certainty.hexAlphabet : certainty.run - 1
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const pieces: Piece[] = []
    let at = shape.start
    while (at < shape.end) {
      if (hexDigit(bytes[at] as number) < 0) {
        at++
        continue
      }
      const start = at
      while (at < shape.end && hexDigit(bytes[at] as number) >= 0) at++
      if (at - start < runCharsMin || (at - start) % 2 !== 0) continue
      // A run that goes on in other letters is a word or base64.
      if ((isAlnum(bytes[start - 1]) && !isMarked(bytes, start)) || (at < shape.end && isAlnum(bytes[at])))
        continue
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const piece = decodeRun(bytes, start, at, hint, budget)
      if (typeof piece !== 'string') pieces.push(piece)
      else if (piece === 'budget') break
    }
    if (pieces.length === 0) return 'no run gives text'
    const decoded: Decoded = { pieces, isWhole: shape.longestHexRun === shape.length }
    return decoded
  },
}

/** `0x` stands in front, with nothing in front of it that it could be part of. */
function isMarked(bytes: Buffer, start: number): boolean {
  return (
    ((bytes[start - 1] as number) | 0x20) === 0x78 && bytes[start - 2] === 0x30 && !isAlnum(bytes[start - 3])
  )
}

function decodeRun(bytes: Buffer, start: number, end: number, hint: Hint, budget: Budget): Piece | string {
  const size = (end - start) / 2
  // Most runs are ids and hashes: the first eight bytes throw nearly all of them out before anything is counted.
  const peek = unhex(bytes, start, Math.min(end, start + 16), judged)
  const isLegible = isText(judged, 0, peek) || mayBeMagic(judged)
  if (!isLegible && size < hiddenBytesMin) return 'no text comes out of it'
  if (!budget.takeTransform(end - start)) return 'budget'
  const used = unhex(bytes, start, Math.min(end, start + judgedBytesMax * 2), judged)
  const isValue =
    isText(judged, 0, used) &&
    (used > shortBytesMax || isPlainValue(judged, 0, used)) &&
    (used > digitsBytesMin ||
      !isDigitsOnly(bytes, start, end) ||
      isDigitsOnly(judged, 0, used) ||
      (used >= hexDigitsMin && isHexInOneCase(judged, used)))
  const isHidden =
    size >= hiddenBytesMin &&
    (hidesMore(judged.subarray(0, used), size) ||
      hasPrintableRun(judged, 0, used) ||
      isDeflatedText(judged.subarray(0, used), used === judgedBytesMax))
  if (!isValue && !isHidden && !isCompressed(judged.subarray(0, used), used === judgedBytesMax))
    return 'no text comes out of it'
  if (!budget.takeBytes(size)) return 'budget'
  const out = Buffer.allocUnsafe(size)
  unhex(bytes, start, end, out)
  return transformedPiece('hex', '', out, start, end, 'value', '', hint.contentType)
}

/** First bytes of gzip, zlib, zstd, xz (those of bzip2 and LZMA are printable). */
function mayBeMagic(bytes: Buffer): boolean {
  return bytes[0] === 0x1f || bytes[0] === 0x78 || bytes[0] === 0x28 || bytes[0] === 0xfd
}

function unhex(bytes: Buffer, start: number, end: number, out: Buffer): number {
  let used = 0
  for (let index = start; index + 1 < end; index += 2) {
    out[used++] = hexDigit(bytes[index] as number) * 16 + hexDigit(bytes[index + 1] as number)
  }
  return used
}

function isHexInOneCase(bytes: Buffer, end: number): boolean {
  let cases = 0
  for (let index = 0; index < end; index++) {
    const byte = bytes[index] as number
    if (hexDigit(byte) < 0) return false
    if (byte >= 0x41) cases |= byte & 0x20 ? 1 : 2
  }
  return cases !== 3
}

function isDigitsOnly(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    if (byte < 0x30 || byte > 0x39) return false
  }
  return true
}
