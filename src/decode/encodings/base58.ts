import { isAlnum } from '../../core/ascii.ts'
import { base58Values, readBase58 } from '../../core/signs/base58.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isCompressed } from '../inflate.ts'
import { isText } from '../text.ts'

/** Its cost grows with the square of the length; nobody writes documents in it. */
const runCharsMax = 512
const runCharsMin = 14
/** Shorter text comes out of tokens by chance. */
const textBytesMin = 10

/** base58 in Bitcoin's alphabet: a big number, so only whole runs can be read. Only text and compressed bytes pass. */
export const encoding: Encoding = {
  name: 'base58',
  kind: 'transform',
  title: 'base58',
  probe(_bytes, hint) {
    const { shape } = hint
    // Digits alone are a number.
    const hasLetters = shape.upper + shape.lower > 0
    return hasLetters && shape.longestBase64Run >= runCharsMin ? certainty.run - 3 : certainty.no
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { start, end } = hint.shape
    let at = start
    while (at < end) {
      const from = at
      while (at < end && base58Values[bytes[at] as number] !== 255) at++
      if (
        at - from >= runCharsMin &&
        at - from <= runCharsMax &&
        !isAlnum(bytes[at]) &&
        !isAlnum(bytes[from - 1])
      ) {
        if (!budget.takeTransform()) break
        const out = decodeRun(bytes, from, at)
        if (out !== null && budget.takeBytes(out.length))
          pieces.push(transformedPiece('base58', '', out, from, at, 'value', '', hint.contentType))
      }
      at++
    }
    const [only] = pieces
    if (only === undefined) return 'no run gives text'
    return { pieces, isWhole: only.start === start && only.end === end }
  },
}

function decodeRun(bytes: Buffer, start: number, end: number): Buffer | null {
  const number = new Uint8Array(Math.ceil((end - start) * 0.74))
  const size = readBase58(bytes, start, end, number)
  if (size < textBytesMin) return null
  const out = Buffer.from(number.subarray(0, size)).reverse()
  if (isText(out, 0, out.length)) return out.every((byte) => byte !== 0) ? out : null
  return isCompressed(out, false) ? out : null
}
