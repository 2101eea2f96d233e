import { semicolon } from '../../core/ascii-codes.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const open = 0x28
const close = 0x29
/** Shorter parts are names and versions. */
const partBytesMin = 16

/**
 * Long words in the comments of a product (RFC 9110, 10.1.5): `App/4 (Android 9; 8d969eef…)`. Apps put ids there, also
 * digests and encoded ones, which are whole values only when they are taken out of the sentence.
 */
export const encoding: Encoding = {
  name: 'agent-comment',
  kind: 'container',
  title: 'comment of a product',
  probe(bytes, hint) {
    if (hint.role !== 'header' || !/agent$/i.test(hint.key)) return certainty.no
    return bytes.includes(open) ? certainty.declared + 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { end } = hint.shape
    let at = bytes.indexOf(open)
    while (at >= 0 && at < end && pieces.length < budget.nodesLeft) {
      let from = at + 1
      let to = from
      while (to < end && bytes[to] !== close && bytes[to] !== semicolon && bytes[to] !== open) to++
      at = to
      while (from < to && bytes[from] === 0x20) from++
      while (to > from && bytes[to - 1] === 0x20) to--
      if (to - from >= partBytesMin && !bytes.subarray(from, to).includes(0x20))
        pieces.push(exactPiece('agent-comment', '', hint.key, bytes, from, to, 'value'))
      if (bytes[at] === close) at = bytes.indexOf(open, at)
    }
    return pieces.length === 0 ? 'no long word in it' : { pieces, isWhole: false }
  },
}
