/** How blocks stand in a pcapng file: their types, the byte order of a section, and where one can be. */

import { latin1 } from '../../../core/latin1.ts'
import { limits } from '../../../core/limits.ts'
import { swap32, word32 } from '../words.ts'

/** Types of blocks, as numbers (draft-ietf-opsawg-pcapng, section 4 and 11.1). */
export const blockTypes = {
  interfaceDescription: 1,
  packet: 2,
  simplePacket: 3,
  nameResolution: 4,
  interfaceStatistics: 5,
  enhancedPacket: 6,
  systemdJournal: 9,
  decryptionSecrets: 10,
  custom: 0x0bad,
  customNoCopy: 0x4000_0bad,
  /** Of Apple: a process (no document; libpcap of Apple, and Wireshark). */
  darwinProcess: 0x8000_0001,
  /** The same in both byte orders. */
  sectionHeader: 0x0a0d_0d0a,
} as const

/** Types of this number and above are for local use (section 4.11 of the draft on block types). */
export const localUseTypes = 0x8000_0000

/** What a section header has behind its length, read in the section's own byte order (section 4.1). */
export const byteOrderMark = 0x1a2b_3c4d
const byteOrderMarkSwapped = 0x4d3c_2b1a

/** Type, length, length again. */
export const blockFrameBytes = 12
/** Private enterprise numbers of custom blocks that are read. */
export const enterprises = { wireshark: 32_622, pcapdroid: 62_652 } as const
/** Wireshark's entry type for a process; its content is little-endian in any section. */
export const wiresharkProcess = 3

/** How each comment on a frame begins in a slice that varde wrote. */
export const sliceCommentStart = 'varde: frame '

/** Whether a comment is one that varde wrote into a slice. */
export function isSliceComment(buf: Buffer, start: number, end: number): boolean {
  const { length } = sliceCommentStart
  // `vard` at once: this is asked for every comment.
  if (end - start < length || buf.readUInt32BE(start) !== 0x76_61_72_64) return false
  return latin1(buf, start, start + length) === sliceCommentStart
}

/** A word in the section's byte order. The caller has checked that the four bytes are there. */
export function word(buf: Buffer, at: number, isBigEndian: boolean): number {
  const little = word32(buf, at)
  return isBigEndian ? swap32(little) : little
}

/** By the byte-order mark; null where it is damaged. The caller has checked that 12 bytes are there. */
export function isSectionBigEndian(buf: Buffer, at: number): boolean | null {
  const mark = buf.readUInt32BE(at + 8)
  if (mark === byteOrderMark) return true
  return mark === byteOrderMarkSwapped ? false : null
}

/** The mark's order; where it is damaged, the order in which the block's length is the smaller. */
export function sectionOrder(buf: Buffer, at: number): boolean {
  return isSectionBigEndian(buf, at) ?? buf.readUInt32LE(at + 4) > buf.readUInt32BE(at + 4)
}

/** Whether a block (or the end of the file) stands at `at`. */
export function follows(
  buf: Buffer,
  at: number,
  end: number,
  isBigEndian: boolean,
  isEnd: boolean,
): 'yes' | 'no' | 'more' {
  if (end - at < blockFrameBytes) {
    if (!isEnd) return 'more'
    return at === end ? 'yes' : 'no'
  }
  if (buf.readUInt32BE(at) === blockTypes.sectionHeader) return 'yes'
  const length = word(buf, at + 4, isBigEndian)
  const isLikely =
    isKnownType(word(buf, at, isBigEndian)) &&
    (length & 3) === 0 &&
    length >= blockFrameBytes &&
    length <= limits.source.recordBytesMax
  return isLikely ? 'yes' : 'no'
}

/**
 * Whether the block of `length` bytes at `at` ends where one that stands in it ends: then its length is damaged, and others
 * are behind it. Asked where its last word is not its length.
 */
export function endsAnother(buf: Buffer, at: number, length: number, isBigEndian: boolean): boolean {
  const inner = word(buf, at + length - 4, isBigEndian)
  if (inner < blockFrameBytes || (inner & 3) !== 0 || inner > length - blockFrameBytes) return false
  const start = at + length - inner
  return isKnownType(word(buf, start, isBigEndian)) && word(buf, start + 4, isBigEndian) === inner
}

/** Whether the draft has a block of this type that files are written with, or Apple has. */
export function isKnownType(type: number): boolean {
  return (
    (type >= 1 && type <= 6) ||
    type === blockTypes.systemdJournal ||
    type === blockTypes.decryptionSecrets ||
    type === blockTypes.custom ||
    type === blockTypes.customNoCopy ||
    type === blockTypes.darwinProcess ||
    type === blockTypes.sectionHeader
  )
}

/** UTF-8 text of an option, without the zero bytes that some programs add. */
export function text(buf: Buffer, start: number, end: number): string {
  let stop = Math.min(end, start + limits.source.commentBytesMax)
  while (stop > start && buf[stop - 1] === 0) stop--
  return buf.toString('utf8', start, stop)
}
