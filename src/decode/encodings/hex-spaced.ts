import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'
import { hexDigit } from '../percent-escape.ts'

const pairsMin = 8

/** Hex digits in pairs with a separator between them, as dumps are printed: `33:35:36`, `0x33, 0x35`. */
export const encoding: Encoding = {
  name: 'hex-spaced',
  kind: 'transform',
  title: 'hex with separators',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.hexChars < pairsMin * 2 || shape.longestHexRun > 2 || shape.controls + shape.high > 0)
      return certainty.no
    return hexDigit(bytes[shape.start] as number) >= 0 ? certainty.hexAlphabet : certainty.no
  },
  decode(bytes, hint, budget) {
    const { start, end } = hint.shape
    const out = Buffer.allocUnsafe(Math.ceil((end - start) / 2))
    let used = 0
    let at = start
    while (at < end) {
      if (bytes[at] === 0x30 && ((bytes[at + 1] ?? 0) | 0x20) === 0x78) at += 2
      const high = hexDigit(bytes[at] as number)
      const low = at + 1 < end ? hexDigit(bytes[at + 1] as number) : -1
      if (high < 0 || low < 0) return 'no pair of hex digits'
      out[used++] = high * 16 + low
      at += 2
      if (at < end && hexDigit(bytes[at] as number) >= 0) return 'no separator'
      while (at < end && isSeparator(bytes[at] as number)) at++
    }
    const made = Buffer.from(out.subarray(0, used))
    if (used < pairsMin || verdictOf(made) === '') return 'no text comes out of it'
    if (!budget.takeTransform() || !budget.takeBytes(used)) return 'budget'
    const piece = transformedPiece('hex-spaced', '', made, 0, bytes.length, 'value', '', hint.contentType)
    return { pieces: [piece], isWhole: true }
  },
}

/** Blank, `:` `-` `,` `;` and line ends. */
function isSeparator(byte: number): boolean {
  return byte <= 0x20 || byte === 0x3a || byte === 0x2d || byte === 0x2c || byte === 0x3b
}
