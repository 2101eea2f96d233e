import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const equals = 0x3d
const nameBytesMax = 64
const pairsMin = 2

/** `name=value name=value`, as logs and trackers write lines of text. Words without `=` are left where they are. */
export const encoding: Encoding = {
  name: 'words',
  kind: 'container',
  title: 'words',
  probe(_bytes, hint) {
    const { shape } = hint
    if (shape.equals < pairsMin || shape.spaces === 0 || shape.controls > 0 || shape.ampersands > 0)
      return certainty.no
    return shape.lineFeeds === 0 && shape.semicolons === 0 ? certainty.lines + 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { start, end } = hint.shape
    let at = start
    let words = 0
    while (at < end) {
      while (at < end && (bytes[at] as number) <= 0x20) at++
      const from = at
      while (at < end && (bytes[at] as number) > 0x20) at++
      if (at === from) break
      words++
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const split = bytes.indexOf(equals, from)
      if (split <= from || split + 1 >= at || split - from > nameBytesMax) continue
      const key = bytes.toString('latin1', from, split)
      if (/^[A-Za-z_][\w.-]*$/.test(key))
        pieces.push(exactPiece('words', key, key, bytes, split + 1, at, 'value'))
    }
    return pieces.length < pairsMin || pieces.length * 2 < words ? 'prose' : { pieces, isWhole: false }
  },
}
