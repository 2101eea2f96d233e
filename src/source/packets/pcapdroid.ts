/**
 * What PCAPdroid adds to its captures to say which app sent a packet: a trailer on each frame of a pcap file, a comment
 * on each packet and a table of apps in a pcapng file.
 */

import { crc32 } from 'node:zlib'

const ethernetBytes = 14
/** Length of the trailer. */
export const trailerBytes = 32
const trailerMagic = 0x0107_2021
/** The IP packet is padded so that the trailer stands on a multiple of four. */
const paddingBytesMax = 3

/** What the end of a frame is. */
export const trailers = { none: 0, sound: 1, damaged: 2 } as const
type Trailer = (typeof trailers)[keyof typeof trailers]

/**
 * Whether `buf[start, end)`, an Ethernet frame, ends in a trailer. No app can forge one: the bytes that it sends are
 * inside the IP packet, and the trailer must stand behind its end.
 */
export function trailerOf(buf: Buffer, start: number, end: number): Trailer {
  const at = end - trailerBytes
  const packetEnd = ipPacketEnd(buf, start + ethernetBytes, at)
  if (packetEnd < 0 || packetEnd > at || at - packetEnd > paddingBytesMax) return trailers.none
  if (buf.readUInt32BE(at) !== trailerMagic) return trailers.none
  // The checksum is in the byte order of the phone: little-endian on all that there are.
  const checksum = crc32(buf.subarray(start, end - 4))
  return buf.readUInt32LE(end - 4) === checksum ? trailers.sound : trailers.damaged
}

/** User number of the app, in the trailer that ends at `end`. */
export function trailerUid(buf: Buffer, end: number): number {
  return buf.readInt32BE(end - trailerBytes + 4)
}

/** Name of the app: at most 20 bytes, cut where it is longer. */
export function trailerName(buf: Buffer, end: number): string {
  return textUpToZero(buf, end - trailerBytes + 8, end - 4)
}

/** Whether `buf[start, end)` is an IP packet and nothing else: how PCAPdroid writes a packet that leaves no room. */
export function isBareIpPacket(buf: Buffer, start: number, end: number, wireEnd: number): boolean {
  return end - start >= 20 && ipPacketEnd(buf, start, end) === wireEnd
}

/** Where the IP packet at `at` ends by its own header; -1 where there is none. */
function ipPacketEnd(buf: Buffer, at: number, end: number): number {
  if (end - at < 20) return -1
  const first = buf[at] as number
  if (first >> 4 === 4) return at + buf.readUInt16BE(at + 2)
  if (first >> 4 === 6 && end - at >= 40) return at + 40 + buf.readUInt16BE(at + 4)
  return -1
}

/**
 * The user number in a packet's comment, `u-10123`; null where the comment is anything else. Numbers below 0 stand for
 * "not known".
 */
export function commentUid(buf: Buffer, start: number, end: number): number | null {
  if (end - start < 3 || end - start > 13 || buf[start] !== 0x75 || buf[start + 1] !== 0x2d) return null
  const isNegative = buf[start + 2] === 0x2d
  let at = start + (isNegative ? 3 : 2)
  if (at === end) return null
  let uid = 0
  for (; at < end; at++) {
    const digit = (buf[at] as number) - 0x30
    if (digit < 0 || digit > 9) return null
    uid = uid * 10 + digit
  }
  return isNegative ? -uid : uid
}

/** An app of the table in a pcapng file (custom block of enterprise 62652, type 1). */
export interface UidMapping {
  readonly uid: number
  readonly packageName: string
  readonly name: string
}

/** Reads the block's content behind the enterprise number; null where it is another type, or lies about its lengths. */
export function readUidMap(buf: Buffer, start: number, end: number, isBigEndian: boolean): UidMapping | null {
  if (end - start < 10) return null
  const version = isBigEndian ? buf.readUInt16BE(start) : buf.readUInt16LE(start)
  if (version !== 1 || buf[start + 2] !== 1) return null
  const packageEnd = start + 10 + (buf[start + 8] as number)
  const nameEnd = packageEnd + (buf[start + 9] as number)
  if (nameEnd > end) return null
  return {
    uid: isBigEndian ? buf.readInt32BE(start + 4) : buf.readInt32LE(start + 4),
    packageName: textUpToZero(buf, start + 10, packageEnd),
    name: textUpToZero(buf, packageEnd, nameEnd),
  }
}

/** UTF-8 text of a field that may be filled up with zero bytes. */
function textUpToZero(buf: Buffer, start: number, end: number): string {
  let stop = start
  while (stop < end && buf[stop] !== 0) stop++
  return buf.toString('utf8', start, stop)
}
