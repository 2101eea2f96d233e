/**
 * CAPWAP (RFC 5415): what an access point heard, sent in UDP to the controller that it belongs to (port 5247), as frames of
 * Wi-Fi or of Ethernet. Encrypted by DTLS it is an ordinary conversation; known by its port and header otherwise.
 */

import { isKnownType } from '../link/ether-type.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { readWlan, readWlanSwapped } from '../link/wlan.ts'
import { isInnerPacket } from './inner-packet.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'

/** The port of UDP on which data goes. */
export const capwapPort = 5_247

const headerBytesMin = 8
/** Bits of the third and fourth byte: the binding to Wi-Fi; native frames, and what is no data of one frame. */
const bits = { isNative: 0x01, isFragment: 0x80, isKeepAlive: 0x08, reserved: 0x07, binding: 0x3e } as const
/** Where in its original a fragment stands, which what is none leaves empty. */
const fragmentOffsetAt = 6
const wlanBinding = 1
/** Where Ethernet has a length in the place of a type. */
const lengthMax = 1_500

/** Where the header stands in the UDP payload `buf[start, end)`: at its start; -1 where no whole frame follows. */
export function capwapStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== capwapPort && targetPort !== capwapPort) return -1
  // Version 0, and no DTLS.
  if (end - start < headerBytesMin || buf[start] !== 0) return -1
  const frame = frameAt(buf, start)
  const kind = buf[start + 3] as number
  if (frame < start + headerBytesMin || end - frame < 14) return -1
  if ((kind & (bits.isFragment | bits.isKeepAlive | bits.reserved)) !== 0) return -1
  if (buf.readUInt16BE(start + fragmentOffsetAt) !== 0) return -1
  const isWlan = ((buf[start + 2] as number) & bits.binding) >> 1 === wlanBinding
  return (isNative(buf, start) ? isWlan : isEthernet(buf, frame, end, wireEnd)) ? start : -1
}

/** Whether what a frame of Ethernet at `at` says of its content is true, or can be: the header in front of it says little. */
function isEthernet(buf: Buffer, at: number, end: number, wireEnd: number): boolean {
  const type = buf.readUInt16BE(at + 12)
  const content = at + 14
  if (type === 0x0800 || type === 0x86dd) return isInnerPacket(buf, content, end, wireEnd, true)
  return isKnownType(type) || (type > 0 && type <= lengthMax && content + type <= wireEnd)
}

/** First byte where DTLS follows, behind three that are empty (RFC 5415, 4.2). */
export const capwapDtlsFirst = 0x01
/** The port of control messages, of which all but the first are encrypted. */
const controlPort = 5_246
const dtlsLeadBytes = 4
/** Types of records of DTLS, and the first byte of its versions. */
const dtls = { typeFirst: 20, typeLast: 26, version: 0xfe } as const

/** Bytes in front of the records of DTLS in the UDP payload `buf[start, end)`; 0 where it is none of CAPWAP. */
export function capwapDtlsLead(
  buf: Buffer,
  start: number,
  end: number,
  sourcePort: number,
  targetPort: number,
): number {
  const isPort = [capwapPort, controlPort].some((port) => port === sourcePort || port === targetPort)
  if (!isPort || end - start < dtlsLeadBytes + 13 || buf.readUInt32BE(start) !== capwapDtlsFirst << 24)
    return 0
  const type = buf[start + dtlsLeadBytes] as number
  const isRecord = type >= dtls.typeFirst && type <= dtls.typeLast
  return isRecord && buf[start + dtlsLeadBytes + 1] === dtls.version ? dtlsLeadBytes : 0
}

/** What `capwapStart` found. Some makers write the first two bytes of a Wi-Fi frame the other way around. */
export function readCapwap(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  const frame = end - at < headerBytesMin ? -1 : frameAt(buf, at)
  if (frame < 0 || end - frame < 2) return linkFates.malformed
  view.at = frame
  if (!isNative(buf, at)) return readEthernet(buf, view)
  return ((buf[frame] as number) & 0x0f) === 0x08 ? readWlan(buf, view) : readWlanSwapped(buf, view)
}

/** The header's own length is in words. */
function frameAt(buf: Buffer, start: number): number {
  return start + ((buf[start + 1] as number) >> 3) * 4
}

function isNative(buf: Buffer, start: number): boolean {
  return ((buf[start + 2] as number) & bits.isNative) !== 0
}
