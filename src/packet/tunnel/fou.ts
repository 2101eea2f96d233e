/**
 * Packets in UDP with nothing between (Foo over UDP, of Linux: `ip fou`), and with the header of Generic UDP Encapsulation
 * (draft-ietf-intarea-gue-09) on a port of its own. Routers and relays wrap what they send through networks that spread load by
 * ports.
 */

import { linkFates } from '../link/link-view.ts'
import { readRawIp } from '../link/raw-ip.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'
import { readGre } from './gre.ts'
import { greStart } from './gre-in-udp.ts'
import { isInnerPacket } from './inner-packet.ts'

/** The port that the documents of Linux give to Foo over UDP; none is registered. */
const fouPort = 5_555
/** The port of UDP that is registered for GUE. */
export const guePort = 6_080

/** Version 0, and no control message; the last bits of the first byte count words behind the header. */
const gueHead = { value: 0x00, mask: 0xe0, words: 0x1f } as const
const gueHeaderBytes = 4
const protocols = { ipv4: 4, ipv6: 41, gre: 47 } as const

/**
 * Where the packet begins in the UDP payload `buf[start, end)`; -1 where there is none. Anybody may use the port, and of
 * sealed bytes one in many begins as a packet does: IPv4 is known by its length and the checksum of its header, on any port;
 * IPv6 has none, and is one on the usual port where it ends with the datagram.
 */
export function fouPacketStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  const isHinted = sourcePort === fouPort || targetPort === fouPort
  if (start >= end || (!isHinted && (buf[start] as number) >> 4 !== 4)) return -1
  return isInnerPacket(buf, start, end, wireEnd, false) ? start : -1
}

/** Where the header of GUE, or in version 1 the packet itself, stands: at the start of the payload; -1 where it is neither. */
export function gueStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== guePort && targetPort !== guePort) return -1
  if (end - start < gueHeaderBytes) return -1
  const first = buf[start] as number
  // Version 1 is the first bits of IPv4 and IPv6, which are their own header.
  if (first >> 6 === 1) return isInnerPacket(buf, start, end, wireEnd, false) ? start : -1
  if ((first & gueHead.mask) !== gueHead.value) return -1
  const inner = gueContent(buf, start)
  if (inner >= end) return -1
  const protocol = buf[start + 1]
  if (protocol === protocols.gre) return greStart(buf, inner, end, wireEnd) < 0 ? -1 : start
  if (protocol !== protocols.ipv4 && protocol !== protocols.ipv6) return -1
  return isInnerPacket(buf, inner, end, wireEnd, true) ? start : -1
}

/** What `gueStart` found. */
export function readGue(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  if (end - at < gueHeaderBytes) return linkFates.malformed
  if ((buf[at] as number) >> 6 === 1) return readRawIp(buf, view)
  view.at = gueContent(buf, at)
  if (view.at >= end) return linkFates.malformed
  return buf[at + 1] === protocols.gre ? readGre(buf, view) : readRawIp(buf, view)
}

/** Behind the header, and the words that its flags announce. */
function gueContent(buf: Buffer, at: number): number {
  return at + gueHeaderBytes + ((buf[at] as number) & gueHead.words) * 4
}
