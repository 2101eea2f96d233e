import { transformInflated } from '../coding.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { gunzip } from '../inflate.ts'
import { isGzip } from '../text.ts'

/** gzip (RFC 1952), by its magic, declared or not. */
export const encoding: Encoding = {
  name: 'gzip',
  kind: 'transform',
  title: 'gzip',
  probe: (bytes) => (isGzip(bytes) ? certainty.magic : certainty.no),
  decode: (bytes, hint, budget) => transformInflated('gzip', gunzip, bytes, hint, budget),
}
