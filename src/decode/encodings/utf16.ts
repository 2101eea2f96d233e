import { mayBeUtf16 } from '../../core/signs/wide-text.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isText } from '../text.ts'

/** UTF-16 in either byte order, with or without its mark, of text that is mostly western. */
export const encoding: Encoding = {
  name: 'utf16',
  kind: 'transform',
  title: 'UTF-16',
  probe(bytes, hint) {
    if (hint.shape.controls === 0 || bytes.length < 16) return certainty.no
    return hasMark(bytes) || mayBeUtf16(bytes, 0, bytes.length) ? certainty.declared : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform()) return 'budget'
    const isBig = bytes[0] === 0xfe ? bytes[1] === 0xff : bytes[0] === 0 && bytes[1] !== 0
    const start = hasMark(bytes) ? 2 : 0
    const even = Buffer.from(bytes.subarray(start, start + ((bytes.length - start) & ~1)))
    const text = (isBig ? even.swap16() : even).toString('utf16le')
    const out = Buffer.from(text, 'utf8')
    if (!isText(out, 0, out.length)) return 'no text comes out of it'
    if (!budget.takeBytes(out.length)) return 'budget'
    const detail = isBig ? 'high byte first' : ''
    const piece = transformedPiece('utf16', detail, out, 0, bytes.length, hint.role, '', hint.contentType)
    return { pieces: [piece], isWhole: true }
  },
}

function hasMark(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}
