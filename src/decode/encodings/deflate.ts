import { endsInFlush } from '../../core/signs/deflate-sniff.ts'
import { isDeclared, transformInflated } from '../coding.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { inflateTolerant } from '../inflate-tolerant.ts'
import { inflateRaw, isProvedDeflate } from '../inflate.ts'
import { isText, mayBeInflatedFrom } from '../text.ts'

/** Shorter bytes are not tried undeclared: chance would give text. */
const guessBytesMin = 24

/**
 * Deflate without header (RFC 1951), which old servers send for `deflate` and SAML and some agents put in base64.
 * Undeclared it is only tried on bytes that are no text and start with a last block (one block is the rule below some
 * 16 kB) or end in a flush, and it must give text, end with the last of them, or nearly so and give a message with a text in it.
 */
export const encoding: Encoding = {
  name: 'deflate',
  kind: 'transform',
  title: 'deflate',
  probe(bytes, hint) {
    if (isDeclared(hint.coding, 'deflate')) return certainty.declared
    const { shape } = hint
    if (bytes.length < guessBytesMin || shape.controls + shape.high === 0) return certainty.no
    const head = (bytes[0] as number) & 7
    if (head === 3 || head === 5) return certainty.guess
    return (head === 2 || head === 4) && endsInFlush(bytes, 0, bytes.length) ? certainty.guess : certainty.no
  },
  decode(bytes, hint, budget) {
    const declared = isDeclared(hint.coding, 'deflate')
    if (declared) {
      const { shape } = hint
      // Deflate of anything holds bytes that text has not.
      if (shape.controls + shape.high === 0) return 'plain text'
      return transformInflated('deflate', inflateRaw, bytes, hint, budget)
    }
    const decoded = transformInflated('deflate', inflateRaw, bytes, hint, budget)
    if (typeof decoded === 'string') return decoded
    const piece = decoded.pieces[0]
    const isCut = piece?.detail === 'cut' && !endsInFlush(bytes, 0, bytes.length)
    if (piece === undefined || piece.detail === 'damaged' || isCut) return 'ends in a fault'
    if (!mayBeInflatedFrom(piece.bytes.length, bytes.length)) return 'shorter than what it came from'
    if (isText(piece.bytes, 0, piece.bytes.length)) return decoded
    // Read again for where it ends.
    const isMessage = isProvedDeflate(inflateTolerant(bytes, 0, piece.bytes.length + 1), bytes)
    return isMessage ? decoded : 'no text comes out of it'
  },
}
