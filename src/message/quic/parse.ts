import { isDigit } from '../../core/ascii.ts'
import { isKnownVersion, version2 } from './versions.ts'

/** Kinds of long-header packets (RFC 9000, 17.2; RFC 9369, 3.2), whatever number the version gives them. */
export const packetKinds = {
  initial: 0,
  zeroRtt: 1,
  handshake: 2,
  retry: 3,
  versionNegotiation: 4,
  /** Of a version that is not read. */
  unknown: 5,
} as const

/** RFC 9000, 17.2. */
export const connectionIdBytesMax = 20
/** RFC 9000, 7.2: a client's first connection id for the server has at least 8 bytes. */
export const clientIdBytesMin = 8
/** RFC 9000, 14.1: a client pads the datagram of its first packet to this size. */
const clientDatagramBytesMin = 1200

/** Versions that nobody speaks, sent to keep negotiation working (RFC 9000, 15). */
function isGreaseVersion(version: number): boolean {
  return (version & 0x0f0f_0f0f) === 0x0a0a_0a0a
}

/** Google's QUIC from before the standard: `Q043`, `Q050`, `T051`. */
function isGoogleVersion(version: number): boolean {
  const first = version >>> 24
  return (
    (first === 0x51 || first === 0x54) &&
    ((version >>> 16) & 0xff) === 0x30 &&
    isDigit((version >>> 8) & 0xff) &&
    isDigit(version & 0xff)
  )
}

/** A long header as it was read: positions in the datagram's buffer. One object, reused. */
export class LongHeader {
  kind = 0
  version = 0
  targetIdStart = 0
  targetIdEnd = 0
  sourceIdStart = 0
  sourceIdEnd = 0
  /** Where the (protected) packet number starts; 0 where the kind has none. */
  numberStart = 0
  packetEnd = 0
}

const varint = { value: 0, next: 0 }

/** Reads the variable-length integer at `at` (RFC 9000, 16). Values are exact to 2^53; beyond, they fit nowhere anyway. */
export function readVarint(
  buf: Buffer,
  at: number,
  end: number,
  into: { value: number; next: number },
): boolean {
  if (at >= end) return false
  const first = buf[at] as number
  const length = 1 << (first >> 6)
  if (at + length > end) return false
  let value = first & 0x3f
  for (let index = 1; index < length; index++) value = value * 256 + (buf[at + index] as number)
  into.value = value
  into.next = at + length
  return true
}

/** Reads the long header at `at` of the datagram that ends at `end`. False: it does not fit. */
export function readLongHeader(buf: Buffer, at: number, end: number, header: LongHeader): boolean {
  if (end - at < 7) return false
  header.version = buf.readUInt32BE(at + 1)
  header.numberStart = 0
  header.packetEnd = end
  // The oldest versions write the lengths of their ids differently.
  if (header.version !== 0 && !isKnownVersion(header.version)) {
    header.kind = packetKinds.unknown
    return true
  }
  header.targetIdStart = at + 6
  header.targetIdEnd = header.targetIdStart + (buf[at + 5] as number)
  if (header.targetIdEnd >= end) return false
  header.sourceIdStart = header.targetIdEnd + 1
  header.sourceIdEnd = header.sourceIdStart + (buf[header.targetIdEnd] as number)
  if (header.sourceIdEnd > end) return false
  if (header.version === 0) {
    header.kind = packetKinds.versionNegotiation
    return true
  }
  if (header.targetIdEnd - header.targetIdStart > connectionIdBytesMax) return false
  if (header.sourceIdEnd - header.sourceIdStart > connectionIdBytesMax) return false
  const type = ((buf[at] as number) >> 4) & 3
  // Version 2 moved each type by one so that nobody relies on the numbers.
  header.kind = header.version === version2 ? (type + 3) & 3 : type
  if (header.kind === packetKinds.retry) return true
  let position = header.sourceIdEnd
  if (header.kind === packetKinds.initial) {
    if (!readVarint(buf, position, end, varint)) return false
    position = varint.next + varint.value
    if (position > end) return false
  }
  if (!readVarint(buf, position, end, varint)) return false
  header.numberStart = varint.next
  header.packetEnd = varint.next + varint.value
  return header.packetEnd <= end && varint.value > 0
}

const probed = new LongHeader()

/**
 * A datagram starts a QUIC connection if it has a long header of a version that is known. The fixed bit is not asked
 * for (it may be random, RFC 9287): four bytes of version say more. Short headers say nothing, and are not recognised.
 */
export function probeDatagram(buf: Buffer, start: number, end: number): 'yes' | 'no' {
  if (end - start < 7) return 'no'
  const first = buf[start] as number
  // Google QUIC to Q043: flags (version present, 8 bytes of connection id), id, version.
  if ((first & 0xc9) === 0x09 && end - start > 13 && isGoogleVersion(buf.readUInt32BE(start + 9)))
    return 'yes'
  if ((first & 0x80) === 0) return 'no'
  const version = buf.readUInt32BE(start + 1)
  const targetIdBytes = buf[start + 5] as number
  if (isKnownVersion(version)) {
    // Cut datagrams are recognised too: what they lack is told as an anomaly.
    return targetIdBytes <= connectionIdBytesMax ? 'yes' : 'no'
  }
  if (isGoogleVersion(version)) return 'yes'
  if (isGreaseVersion(version)) {
    const isFirst = targetIdBytes >= clientIdBytesMin && targetIdBytes <= connectionIdBytesMax
    return isFirst && end - start >= clientDatagramBytesMin ? 'yes' : 'no'
  }
  return version === 0 &&
    readLongHeader(buf, start, end, probed) &&
    listsVersion(buf, probed.sourceIdEnd, end)
    ? 'yes'
    : 'no'
}

/** Whether `buf[at, end)` is the list of a Version Negotiation packet with a version that is known or greased. */
function listsVersion(buf: Buffer, at: number, end: number): boolean {
  if (at === end || (end - at) % 4 !== 0) return false
  for (let position = at; position < end; position += 4) {
    const version = buf.readUInt32BE(position)
    if (isKnownVersion(version) || isGreaseVersion(version)) return true
  }
  return false
}
