import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { verdictOf } from '../legible.ts'

const bytesMin = 8

/** A list of bytes as numbers, `[51, 53, 49]` or `51 53 49`, also signed as Java prints them. */
export const encoding: Encoding = {
  name: 'decimal-bytes',
  kind: 'transform',
  title: 'decimal bytes',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.digits < bytesMin || shape.upper + shape.lower + shape.controls + shape.high > 0)
      return certainty.no
    const { first } = shape
    if (first !== 0x5b && first !== 0x7b && (first < 0x30 || first > 0x39) && first !== 0x2d)
      return certainty.no
    // Above JSON, which would give every number as a value of its own.
    return bytes.length - shape.digits >= bytesMin - 1 ? certainty.json + 1 : certainty.no
  },
  decode(bytes, hint, budget) {
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
      if (byte === 0x2d) sign = -1
      else if (!isSeparator(byte)) return 'other characters between the numbers'
    }
    const made = out.subarray(0, used)
    if (used < bytesMin || verdictOf(made) === '') return 'no text comes out of it'
    if (!budget.takeTransform() || !budget.takeBytes(used)) return 'budget'
    const piece = transformedPiece(
      'decimal-bytes',
      '',
      Buffer.from(made),
      0,
      bytes.length,
      'value',
      '',
      hint.contentType,
    )
    return { pieces: [piece], isWhole: true }
  },
}

/** Blanks, line ends, `,` `;` and the brackets around. */
function isSeparator(byte: number): boolean {
  return (
    byte <= 0x20 ||
    byte === 0x2c ||
    byte === 0x3b ||
    byte === 0x5b ||
    byte === 0x5d ||
    byte === 0x7b ||
    byte === 0x7d
  )
}
