import { beginsBinaryDocument } from '../../core/signs/binary-document.ts'
import { mayBeBrotli } from '../../core/signs/compression-signs.ts'
import { isDeclared, transformInflated } from '../coding.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { brotliProvedBytesMin, unbrotli } from '../inflate.ts'
import { isText } from '../text.ts'

/**
 * Brotli (RFC 7932) has no magic: it is tried where it is declared, and where another coding is declared that the
 * bytes are not, if they are no text; then the result must be text, begin as a binary document does, or come of a stream
 * that is whole and not too short.
 */
export const encoding: Encoding = {
  name: 'br',
  kind: 'transform',
  title: 'brotli',
  probe(bytes, hint) {
    if (hint.coding === '') {
      const { shape } = hint
      const isBinary = shape.controls + shape.high > 0
      return isBinary && mayBeBrotli(bytes, 0, bytes.length) ? certainty.guess : certainty.no
    }
    if (isDeclared(hint.coding, 'br')) return certainty.declared
    return !isText(bytes, 0, Math.min(bytes.length, 512)) ? certainty.guess : certainty.no
  },
  decode(bytes, hint, budget) {
    const decoded = transformInflated('br', unbrotli, bytes, hint, budget)
    if (typeof decoded === 'string') return decoded
    const piece = decoded.pieces[0]
    if (piece === undefined) return decoded
    const { bytes: content, detail } = piece
    if (isDeclared(hint.coding, 'br')) {
      // Bytes of another coding give a few of chance before they end in a fault: then the others are asked, too.
      const isDoubtful = detail !== '' && !isText(content, 0, content.length)
      return isDoubtful ? { ...decoded, isWhole: false } : decoded
    }
    // No chance gives a stream that is whole: what comes out may be anything.
    const isProved =
      isText(content, 0, content.length) ||
      (detail === '' &&
        (bytes.length >= brotliProvedBytesMin || beginsBinaryDocument(content, 0, content.length)))
    return isProved ? decoded : 'no text comes out of it'
  },
}
