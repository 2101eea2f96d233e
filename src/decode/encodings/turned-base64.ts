import { mayBeTurnedBase64, turnsOf } from '../../core/signs/turned-base64.ts'
import { decodeBase64 } from '../base64-codec.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isCompressed } from '../inflate.ts'
import { isText } from '../text.ts'

const charsMin = 16
/** Shorter text comes out by chance. */
const textBytesMin = 12
const pad = 0x3d
const padsMax = 2

/**
 * Base64 of a document or of compressed bytes, as a whole value, that was turned once more: backwards, by ROT13, with upper
 * and lower case changed, or behind characters that shift it.
 */
export const encoding: Encoding = {
  name: 'turned-base64',
  kind: 'transform',
  title: 'turned base64',
  probe(bytes, { shape }) {
    if (shape.length < charsMin || shape.upper === 0 || shape.lower === 0 || shape.equals > padsMax)
      return certainty.no
    if (shape.base64Chars + shape.equals !== shape.length) return certainty.no
    const isAhead = shape.first === pad
    let { start, end } = shape
    while (bytes[start] === pad) start++
    while (end > start && bytes[end - 1] === pad) end--
    // Any other stands between a name and its value.
    if (shape.equals !== start - shape.start + shape.end - end) return certainty.no
    if (!isAhead && !mayBeTurnedBase64(bytes, start, end)) return certainty.no
    // Before base64, which makes bytes of it, and before a name without characters.
    return certainty.alphabet + 1
  },
  decode(bytes, { shape, contentType }, budget) {
    for (const { way, text, start } of turnsOf(bytes, shape.start, shape.end)) {
      if (!budget.takeTransform()) return 'budget'
      const size = Math.ceil((text.length * 3) / 4)
      if (!budget.takeBytes(size)) return 'budget'
      const room = Buffer.allocUnsafe(size)
      const out = room.subarray(0, decodeBase64(Buffer.from(text, 'latin1'), 0, text.length, room))
      const isDocument = out.length >= textBytesMin && isText(out, 0, out.length)
      if (!isDocument && !isCompressed(out, false)) continue
      const piece = transformedPiece('turned-base64', way, out, start, shape.end, 'value', '', contentType)
      return { pieces: [piece], isWhole: true }
    }
    return 'no document comes out of it'
  },
}
