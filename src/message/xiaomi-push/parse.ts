/**
 * Xiaomi's push channel (com.xiaomi.xmsf, TCP 5222), as observed: frames of magic C2FE, version 5, length, content, and
 * four bytes of checksum; a ping has no content (12 bytes in all). The content of the first frames is in clear: two bytes
 * of kind (2), the length of a header of Protocol Buffers (server, command, …), and what belongs to it; later ones are
 * encrypted. Frames of other kinds were not seen: text in one shows that it is in clear.
 */
import type { FieldNames } from '../protobuf.ts'

const magic: Buffer = Buffer.from('c2fe0005', 'hex')
/** Length of a frame's header. */
export const headerBytes = 8
const checksumBytes = 4
/** Longest frame that is believed. */
const contentBytesMax = 1_048_576
/** Kind of a content that is in clear. */
const clearKind = 2
const kindBytes = 4

/** Fields of the header. */
export const headerNames: FieldNames = new Map([
  ['2', 'Server'],
  ['3', 'Resource'],
  ['5', 'Command'],
  ['6', 'Subcommand'],
])
/** Names of the fields behind the header: none is known, so they go by their numbers. */
export const contentNames: FieldNames = new Map()

/** Length of the frame at `start`; 0: more bytes are needed; -1: none is there. */
export function frameLength(buf: Buffer, start: number, end: number): number {
  const there = Math.min(magic.length, end - start)
  if (buf.compare(magic, 0, there, start, start + there) !== 0) return -1
  if (end - start < headerBytes) return 0
  const length = buf.readUInt32BE(start + 4)
  return length > contentBytesMax ? -1 : headerBytes + length + checksumBytes
}

/** Where the header of a content in clear starts and ends; `start` is -1 where the content is not in clear. */
export interface ClearContent {
  readonly start: number
  readonly end: number
}

const hidden: ClearContent = { start: -1, end: -1 }

/** Looks at the content `[start, end)` of a frame, without its checksum. */
export function readContent(buf: Buffer, start: number, end: number): ClearContent {
  if (end - start < kindBytes || buf.readUInt16BE(start) !== clearKind) return hidden
  const headerLength = buf.readUInt16BE(start + 2)
  // The length of what follows may stand between.
  const withLength = start + kindBytes + 4
  const isLengthThere =
    withLength + headerLength <= end &&
    buf.readUInt32BE(start + kindBytes) === end - withLength - headerLength
  const from = isLengthThere ? withLength : start + kindBytes
  return from + headerLength <= end ? { start: from, end: from + headerLength } : hidden
}

export { checksumBytes }
