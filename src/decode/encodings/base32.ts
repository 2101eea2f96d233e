import { isAlnum } from '../../core/ascii.ts'
import { base32Bytes, base32HexValues, base32Values } from '../../core/signs/digit-values.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Hint, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'

const runCharsMin = 14
const stops = 255
/**
 * Low bytes that something begins with: UTF-16 with its high byte first, LZ4's frame, the first field of a message, a block
 * of deflate that is the last.
 */
const begins: ReadonlySet<number> = new Set([0, 4, 5, 8])

/** RFC 4648 section 6 (A-Z, 2-7) and section 7 (0-9, A-V), each in one letter case. */
const alphabets: readonly (readonly [string, Uint8Array])[] = [
  ['base32', base32Values],
  ['base32hex', base32HexValues],
]

/**
 * base32 in both alphabets, as the whole value or as runs inside other text, also behind the mark of Multibase. What comes out decides, as for base64:
 * words and numbers do not pass.
 */
export const encoding: Encoding = {
  name: 'base32',
  kind: 'transform',
  title: 'base32',
  probe(_bytes, hint) {
    const { shape } = hint
    // Digits alone are a number.
    if (shape.longestBase64Run < runCharsMin || shape.upper + shape.lower === 0) return certainty.no
    return shape.upper === 0 || shape.lower === 0 ? certainty.hexAlphabet - 1 : certainty.run - 2
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { start, end } = hint.shape
    let at = start
    while (at < end) {
      const from = at
      while (at < end && isAlnum(bytes[at] as number)) at++
      let to = at
      while (to < end && bytes[to] === 0x3d) to++
      if (at - from >= runCharsMin) {
        if (pieces.length >= budget.nodesLeft) {
          budget.reach('nodesMax')
          break
        }
        let piece = decodeRun(bytes, from, at, to, hint, budget)
        if (piece === null && isMark(bytes[from] as number)) {
          piece = decodeRun(bytes, from + 1, at, to, hint, budget)
          if (piece !== null && piece !== 'budget') piece = { ...piece, start: from, detail: 'multibase' }
        }
        if (piece === 'budget') break
        if (piece !== null) pieces.push(piece)
      }
      at = Math.max(to, from + 1)
    }
    const [only] = pieces
    if (only === undefined) return 'no run gives text'
    return { pieces, isWhole: only.start === start && only.end === end }
  },
}

/** How Multibase (W3C) marks base32 in front, and base32hex, in either case. */
function isMark(byte: number): boolean {
  return (byte | 0x20) === 0x62 || (byte | 0x20) === 0x76
}

function decodeRun(
  bytes: Buffer,
  start: number,
  end: number,
  stop: number,
  hint: Hint,
  budget: Budget,
): Piece | 'budget' | null {
  let best: Piece | null = null
  for (const [detail, values] of alphabets) {
    if (!isOfOneCase(bytes, start, end, values)) continue
    // Text begins with a character that is no control: this ends the question for many words.
    const first =
      ((values[bytes[start] as number] as number) << 3) |
      ((values[bytes[start + 1] as number] as number) >> 2)
    if (first < 9 && !begins.has(first)) continue
    if (!budget.takeTransform(end - start)) return 'budget'
    const out = base32Bytes(values, bytes, start, end)
    if (verdictOf(out) === '') continue
    if (!budget.takeBytes(out.length)) return 'budget'
    const shown = detail === 'base32' ? '' : detail
    const piece = transformedPiece('base32', shown, out, start, stop, 'value', '', hint.contentType)
    // Foreign letters may be chance, plain text in the other alphabet is none.
    if (out.every((byte) => byte < 0x80)) return piece
    best ??= piece
  }
  return best
}

function isOfOneCase(bytes: Buffer, start: number, end: number, values: Uint8Array): boolean {
  let seen = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (values[byte] === stops) return false
    if (byte >= 0x41) seen |= byte & 0x20 ? 1 : 2
  }
  return seen !== 3
}
