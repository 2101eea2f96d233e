/**
 * Teredo (RFC 4380): IPv6 in UDP through a NAT. With a server on port 3544, where indicators may stand before the packet;
 * with others on any port, known by the addresses inside: one of them begins with Teredo's own prefix.
 */

import { isInnerPacket } from './inner-packet.ts'

/** The port of servers (RFC 4380, 2.7). */
export const teredoPort = 3_544

/** 2001::/32 (RFC 4380, 2.6). */
const prefix = 0x2001_0000
const indicators = { authentication: 1, origin: 0 } as const

/** Where the IPv6 packet begins in the UDP payload `buf[start, end)`; -1 where this is no packet of Teredo. */
export function teredoPacketStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  const isHinted = sourcePort === teredoPort || targetPort === teredoPort
  const at = isHinted ? behindIndicators(buf, start, end) : start
  if (end - at < 40 || (buf[at] as number) >> 4 !== 6) return -1
  if (!isHinted && buf.readUInt32BE(at + 8) !== prefix && buf.readUInt32BE(at + 24) !== prefix) return -1
  return isInnerPacket(buf, at, end, wireEnd, isHinted) ? at : -1
}

/** Authentication first, then origin (RFC 4380, 5.1.1); each once at most. */
function behindIndicators(buf: Buffer, start: number, end: number): number {
  let at = start
  if (end - at >= 4 && buf.readUInt16BE(at) === indicators.authentication)
    at += 4 + (buf[at + 2] as number) + (buf[at + 3] as number) + 9
  if (end - at >= 8 && buf.readUInt16BE(at) === indicators.origin) at += 8
  return at
}
