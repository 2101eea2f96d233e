import { transformInflated } from '../coding.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { unzstd } from '../inflate.ts'
import { isZstd } from '../text.ts'

/** Zstandard (RFC 8878), by its magic, declared or not. */
export const encoding: Encoding = {
  name: 'zstd',
  kind: 'transform',
  title: 'zstd',
  probe: (bytes) => (isZstd(bytes) ? certainty.magic : certainty.no),
  decode: (bytes, hint, budget) => transformInflated('zstd', unzstd, bytes, hint, budget),
}
