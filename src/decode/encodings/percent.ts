import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { hexDigit, unescapePercent } from '../percent-escape.ts'

/** `%41` escapes, and `+` for a blank where the value is one of a pair. Doubled escapes are two steps. */
export const encoding: Encoding = {
  name: 'percent',
  kind: 'transform',
  title: 'percent',
  probe(bytes, hint) {
    if (hint.role === 'pair' && hint.shape.pluses > 0) return certainty.percent
    return hint.shape.percents > 0 && hasEscape(bytes) ? certainty.percent : certainty.no
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform()) return 'budget'
    if (!budget.takeBytes(bytes.length)) return 'budget'
    const isPlusBlank = hint.role === 'pair'
    const unescaped = unescapePercent(bytes, isPlusBlank)
    const detail = hint.shape.percents === 0 ? '+ for a blank' : ''
    return {
      pieces: [transformedPiece('percent', detail, unescaped, 0, bytes.length, 'value')],
      isWhole: true,
    }
  },
}

function hasEscape(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0x25); at >= 0 && at + 2 < bytes.length; at = bytes.indexOf(0x25, at + 1)) {
    const next = bytes[at + 1] as number
    if ((next | 0x20) === 0x75) return true
    if (hexDigit(next) >= 0 && hexDigit(bytes[at + 2] as number) >= 0) return true
  }
  return false
}
