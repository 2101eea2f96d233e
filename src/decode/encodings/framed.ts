import type { Encoding } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const bytesMin = 12
/** Bytes of a marker that may stand in front of the length. */
const leadMax = 8

/**
 * A message behind its length, as binary protocols frame it: gRPC (a flag and four bytes), two or four bytes in either
 * order, also behind a short marker. The content is a value of its own, so that what it is in can be told.
 */
export const encoding: Encoding = {
  name: 'framed',
  kind: 'container',
  title: 'length-prefixed message',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls === 0) return certainty.no
    return contentStart(bytes) > 0 ? certainty.multipart - 2 : certainty.no
  },
  decode(bytes) {
    const start = contentStart(bytes)
    if (start <= 0) return 'no length'
    const end = start + lengthBefore(bytes, start)
    return { pieces: [exactPiece('framed', '', '', bytes, start, end, 'value')], isWhole: false }
  },
}

/** Behind a length of four bytes (most significant first, or least) that tells what follows, nearly to the end. */
function contentStart(bytes: Buffer): number {
  for (let at = 0; at <= leadMax && at + 4 < bytes.length; at++) {
    if (lengthBefore(bytes, at + 4) > 0) return at + 4
  }
  return -1
}

/** Bytes that may follow the content: a checksum. */
const tailMax = 8

function lengthBefore(bytes: Buffer, start: number): number {
  const rest = bytes.length - start
  for (const length of [bytes.readUInt32BE(start - 4), bytes.readUInt32LE(start - 4)])
    if (length >= 4 && length <= rest && rest - length <= tailMax) return length
  return 0
}
