import { crc32 } from 'node:zlib'
import { hiddenDeflates, mayHideDeflate } from '../core/signs/hidden-deflate.ts'
import type { HiddenDeflate } from '../core/signs/hidden-deflate.ts'
import { inflateTolerant } from './inflate-tolerant.ts'
import { isText, mayBeInflatedFrom } from './text.ts'

/** Checksum and length behind gzip. */
const tailMax = 8
/** Bytes of a value that is judged only give at most so many. */
const triedBytesMax = 4_096

/** Of what is cut, or longer than is taken, so much text is no chance. */
const cutTextMin = 64

/** What a hidden deflate gave, and whether that proves that it was one. */
export interface OpenedDeflate {
  readonly bytes: Buffer
  readonly isProved: boolean
}

/** Inflates what may be hidden: it must give text and end with the value or in front of a checksum, or agree with that. */
export function openHiddenDeflate({ bytes, start }: HiddenDeflate, outputMax: number): OpenedDeflate {
  const { bytes: out, end, used } = inflateTolerant(bytes, start, outputMax)
  if (end === 'damaged' || !mayBeInflatedFrom(out.length, used - start))
    return { bytes: out, isProved: false }
  const isNear = end === 'whole' ? used + tailMax >= bytes.length : out.length >= cutTextMin
  const isProved = (isNear && isText(out, 0, out.length)) || (end === 'whole' && hasCrc(bytes, used, out))
  return { bytes: out, isProved }
}

/** Whether bytes, of which there are `length` in all, hide deflate. */
export function isHiddenDeflate(bytes: Buffer, length: number): boolean {
  if (!mayHideDeflate(bytes, 0, bytes.length, length)) return false
  for (const hidden of hiddenDeflates(bytes))
    if (openHiddenDeflate(hidden, triedBytesMax).isProved) return true
  return false
}

/** The checksum of gzip stands behind it (RFC 1952, 2.3.1). */
function hasCrc(packed: Buffer, at: number, out: Buffer): boolean {
  return at + 4 <= packed.length && packed.readUInt32LE(at) === crc32(out)
}
