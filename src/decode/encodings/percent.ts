import { certainty, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { isEscape, plusForBlank, unescapePercent } from '../../core/signs/percent-escape.ts'

/** `%41` escapes, and `+` for a blank where the value is one of a pair. Doubled escapes are two steps. */
export const encoding: Encoding = {
  name: 'percent',
  kind: 'transform',
  title: 'percent',
  probe(bytes, hint) {
    if (hint.role === 'pair' && hint.shape.pluses > 0) return certainty.percent
    if (hint.shape.percents === 0) return certainty.no
    const escapes = countEscapes(bytes)
    if (escapes === 0) return certainty.no
    // In bytes that are no text, escapes are met by chance: 1 in 30,000 bytes.
    const isChance = hint.shape.controls > 0 && escapes * bytesPerEscapeMax < bytes.length
    if (isChance) return certainty.no
    // Below the binary containers: their texts have escapes of their own, and the bytes around are none.
    if (hint.shape.controls > 0 && hint.role !== 'pair') return certainty.guess - 1
    return escapes * 2 < countSigns(bytes) ? certainty.guess - 1 : certainty.percent
  },
  decode(bytes, hint, budget) {
    if (!budget.takeTransform(bytes.length)) return 'budget'
    if (!budget.takeBytes(bytes.length)) return 'budget'
    const isPlusBlank = hint.role === 'pair'
    const unescaped = unescapePercent(bytes, isPlusBlank)
    const detail = hint.shape.percents === 0 ? plusForBlank : ''
    return {
      pieces: [transformedPiece('percent', detail, unescaped, 0, bytes.length, 'value')],
      isWhole: true,
    }
  },
}

const bytesPerEscapeMax = 512

/** Escapes that will be undone; at most `countedMax`, which is enough to know. */
function countEscapes(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at < bytes.length && count < countedMax; at++)
    if (bytes[at] === 0x25 && isEscape(bytes, at)) count++
  return count
}

const countedMax = 10_000

/** Signs that are escaped wherever anything is: with many of them as they are, an escape may be chance (base85 has `%`). */
const isSign: Uint8Array = new Uint8Array(256)
for (const sign of Buffer.from('<>{}^`|')) isSign[sign] = 1
const signsCountedMax = 1_000

function countSigns(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at < bytes.length && at < signsCountedMax; at++)
    count += isSign[bytes[at] as number] as number
  return count
}
