import { isDeclared, transformInflated } from '../coding.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { inflateZlib } from '../inflate.ts'
import { isZlib } from '../text.ts'

/** zlib (RFC 1950): what `Content-Encoding: deflate` means (RFC 9110 section 8.4.1.2), and common undeclared. */
export const encoding: Encoding = {
  name: 'zlib',
  kind: 'transform',
  title: 'zlib',
  probe: (bytes) => (isZlib(bytes) ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const decoded = transformInflated('zlib', inflateZlib, bytes, hint, budget)
    if (typeof decoded === 'string' || isDeclared(hint.coding, 'deflate')) return decoded
    // Two bytes of magic are met by chance: undeclared, what ends in a fault was none.
    return decoded.pieces[0]?.detail === 'damaged' ? 'damaged' : decoded
  },
}
