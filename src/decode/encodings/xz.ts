import { packingAt } from '../../core/signs/packed-signs.ts'
import { transformInflated } from '../coding.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'
import { unxz } from '../lzma-codec.ts'

/** xz (the .xz file format 1.2), by its magic, declared or not. What is under filters for programs is said to be unread. */
export const encoding: Encoding = {
  name: 'xz',
  kind: 'transform',
  title: 'xz',
  probe: (bytes) => (packingAt(bytes, 0, bytes.length) === 'xz' ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const decoded = transformInflated('xz', unxz, bytes, hint, budget)
    if (typeof decoded === 'string') budget.leave('xz that is damaged, or packed in another way than LZMA2')
    return decoded
  },
}
