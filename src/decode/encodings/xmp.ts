import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { isPicture, xmpIn } from '../../core/signs/picture.ts'

/**
 * What programs write into a picture beside EXIF (XMP, ISO 16684-1): XML with the same fields, and what was done with the
 * picture. It is handed on as it stands.
 */
export const encoding: Encoding = {
  name: 'xmp',
  kind: 'container',
  title: 'XMP',
  probe: (bytes) => (isPicture(bytes) && xmpIn(bytes) !== null ? certainty.magic : certainty.no),
  decode(bytes) {
    const range = xmpIn(bytes)
    if (range === null) return 'no XMP'
    const piece = exactPiece('xmp', '', '', bytes, range.start, range.end, 'value')
    // The picture itself stays for others to search.
    return { pieces: [piece], isWhole: false }
  },
}
