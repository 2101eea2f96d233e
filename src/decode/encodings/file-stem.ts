import { certainty, exactPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

const endingBytesMax = 5
const stemBytesMin = 8

/**
 * A file's name without its ending: names of uploads carry ids, also encoded ones, which the ending would spoil. It comes
 * first: base64's padding in front of an ending (`aGVsbG8=.log`) is no pair.
 */
export const encoding: Encoding = {
  name: 'file-stem',
  kind: 'container',
  title: 'file name without ending',
  probe(bytes, hint) {
    return hint.key === 'filename' && stemEnd(bytes) > 0 ? certainty.declared + 2 : certainty.no
  },
  decode(bytes) {
    const end = stemEnd(bytes)
    if (end <= 0) return 'no ending'
    return { pieces: [exactPiece('file-stem', '', 'filename stem', bytes, 0, end, 'value')], isWhole: false }
  },
}

/** Where the ending begins, 0 where there is none. */
function stemEnd(bytes: Buffer): number {
  const dot = bytes.lastIndexOf(0x2e)
  return dot >= stemBytesMin && bytes.length - dot - 1 <= endingBytesMax && bytes.length - dot > 1 ? dot : 0
}
