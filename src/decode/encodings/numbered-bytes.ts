import { nextNumbered } from '../../core/signs/numbered-bytes.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece, Written } from '../encoding.ts'

/** Six members of an object and what stands between them. */
const digitsMin = 12

/**
 * Bytes as the members of an object under their numbers, `{"0":123,"1":34}`: what `JSON.stringify` makes of a typed array.
 * What they hold need be no text, since digests and raw identifiers are sent so.
 */
export const encoding: Encoding = {
  name: 'numbered-bytes',
  kind: 'transform',
  title: 'bytes of a typed array',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.digits < digitsMin || shape.colons < digitsMin / 2) return certainty.no
    // Above JSON, which would give every number as a value of its own.
    return nextNumbered(bytes, shape.start, shape.end) === null ? certainty.no : certainty.json + 2
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { end } = hint.shape
    for (let found = nextNumbered(bytes, hint.shape.start, end); found !== null; ) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      if (!budget.takeTransform() || !budget.takeBytes(found.bytes.length)) break
      pieces.push(
        transformedPiece('numbered-bytes', '', found.bytes, found.start, found.end, 'value', '', ''),
      )
      found = nextNumbered(bytes, found.end, end)
    }
    return pieces.length === 0 ? 'budget' : { pieces, isWhole: false }
  },
}

/** As JavaScript writes a `Uint8Array`. */
export const written: Written = {
  name: 'typed array in JSON',
  family: 'E4',
  gives: 'text',
  isForDocuments: true,
  encode: (bytes) => Buffer.from(JSON.stringify(new Uint8Array(bytes))),
}
