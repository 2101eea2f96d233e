/**
 * Apple's packet tap (bsd/net/pktap.h of XNU): what `tcpdump -i pktap` on a Mac and captures of a tethered iPhone write.
 * A header of little-endian fields with the process that sent or received the frame, then the frame.
 */

/** Link types of such files: LINKTYPE_PKTAP, and LINKTYPE_USER2, which older systems wrote. */
export const pktapLinkTypes = { registered: 258, user: 149 } as const

/** Bytes up to the name of the effective process, and more than any version of the header has. */
const headerBytesMin = 105
const headerBytesMax = 1_024

const offsets = { next: 4, linkType: 8, pid: 52, name: 56, effectivePid: 84, effectiveName: 88 } as const
const nameBytesMax = 17

/** What the header says; `length` is its own, in bytes. */
export interface PktapHeader {
  readonly length: number
  /** Of the frame behind the header. */
  readonly linkType: number
  /** The process on whose behalf it was sent, else the one that sent it; name '' where neither is known. */
  readonly pid: number
  readonly name: string
}

/** The header at `at`; null where it is none, or not all there. */
export function readPktapHeader(buf: Buffer, at: number, end: number): PktapHeader | null {
  if (end - at < headerBytesMin) return null
  const length = buf.readUInt32LE(at)
  if (length < headerBytesMin || length > headerBytesMax || length > end - at) return null
  // The only kind of thing that may follow is a packet.
  if (buf.readUInt32LE(at + offsets.next) !== 1) return null
  const effectiveName = nameAt(buf, at + offsets.effectiveName)
  const isEffective = effectiveName !== ''
  return {
    length,
    linkType: buf.readUInt32LE(at + offsets.linkType),
    pid: buf.readInt32LE(at + (isEffective ? offsets.effectivePid : offsets.pid)),
    name: isEffective ? effectiveName : nameAt(buf, at + offsets.name),
  }
}

function nameAt(buf: Buffer, at: number): string {
  let end = at
  while (end < at + nameBytesMax && buf[end] !== 0) end++
  return buf.toString('utf8', at, end)
}
