/**
 * QMAP, the way in which modems of Qualcomm hand several packets at once to a phone's processor (rmnet in Linux): each behind
 * four bytes with its length, in version 4 before eight bytes of checksum, in version 5 behind four of them. Captures of the
 * interface below those of rmnet hold it, raw or cooked.
 */

import { isInnerPacket } from '../tunnel/inner-packet.ts'
import { linkFates } from './link-view.ts'
import { readIpVersion } from './ip-version.ts'
import type { LinkFate, LinkPart, LinkView } from './link-view.ts'

/** What Linux calls it as a protocol: in its own numbers, and in those of the maker's kernels. */
export const qmapTypes: ReadonlySet<number> = new Set([0x00f9, 0xda1a])

const headerBytes = 4
const flags = { command: 0x80, nextHeader: 0x40, padding: 0x3f } as const
/** Behind the header in version 5, where it says so. */
const checksumHeaderBytes = 4
/** Behind the packet in version 4, where the modem checks sums. */
const checksumTrailerBytes = 8

/** The packets that a frame of QMAP hands over. */
export function readQmap(buf: Buffer, view: LinkView): LinkFate {
  const { at, end, wireEnd } = view
  const parts: LinkPart[] = []
  for (let from = at; from < end; ) {
    const packet = packetAt(buf, from, end)
    if (packet === null || packet.wholeEnd > wireEnd) {
      parts.push({ start: from, at: -1, end: wireEnd })
      break
    }
    const { start, packetEnd, wholeEnd, isCommand } = packet
    if (!isCommand) parts.push({ start: from, at: start, end: packetEnd })
    from = nextAt(buf, wholeEnd, end)
  }
  view.parts = parts
  view.partLayer = readIpVersion
  if (parts.length > 0) return linkFates.parts
  view.name = 'qmap command'
  return linkFates.other
}

/** Where the next packet begins: behind the last, or behind its checksum. */
function nextAt(buf: Buffer, wholeEnd: number, end: number): number {
  const behindTrailer = wholeEnd + checksumTrailerBytes
  if (isPacket(packetAt(buf, wholeEnd, end), buf, end)) return wholeEnd
  if (behindTrailer === end || isPacket(packetAt(buf, behindTrailer, end), buf, end)) return behindTrailer
  return wholeEnd
}

/** Whether a frame without another header begins with a packet of QMAP: what is inside must be whole and prove itself. */
export function isQmap(buf: Buffer, { at, end }: LinkView): boolean {
  const found = packetAt(buf, at, end)
  return isPacket(found, buf, end) || (found !== null && found.isCommand && found.wholeEnd === end)
}

interface QmapPacket {
  readonly isCommand: boolean
  readonly start: number
  /** Without and with its padding. */
  readonly packetEnd: number
  readonly wholeEnd: number
}

function packetAt(buf: Buffer, at: number, end: number): QmapPacket | null {
  if (end - at < headerBytes) return null
  const first = buf[at] as number
  const start = at + headerBytes + ((first & flags.nextHeader) === 0 ? 0 : checksumHeaderBytes)
  const wholeEnd = start + buf.readUInt16BE(at + 2)
  const packetEnd = wholeEnd - (first & flags.padding)
  return packetEnd <= start ? null : { isCommand: (first & flags.command) !== 0, start, packetEnd, wholeEnd }
}

function isPacket(found: QmapPacket | null, buf: Buffer, end: number): boolean {
  if (found === null || found.isCommand) return false
  return isInnerPacket(buf, found.start, end, found.packetEnd, false)
}
