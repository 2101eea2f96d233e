/** Geneve (RFC 8926): frames or packets in UDP to port 6081, behind a header with options. Known by that port and its content. */

import { readEtherType } from '../link/ether-type.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'
import { isInnerFrame, isInnerPacket } from './inner-packet.ts'

/** The port of UDP that is registered for it (RFC 8926, 3.3): what else goes there is judged by its content. */
export const genevePort = 6_081

const etherTypes = { ethernet: 0x6558, ipv4: 0x0800, ipv6: 0x86dd } as const
/** A packet of the tunnel's own, for whoever keeps it up. */
const controlBit = 0x80

/** Where the header stands in the UDP payload `buf[start, end)`: at its start; -1 where this is no Geneve packet. */
export function geneveStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== genevePort && targetPort !== genevePort) return -1
  if (end - start < 8) return -1
  const first = buf[start] as number
  const flags = buf[start + 1] as number
  // Version 0; reserved bits are zero.
  if (first >> 6 !== 0 || (flags & 0x3f) !== 0 || (flags & controlBit) !== 0 || buf[start + 7] !== 0)
    return -1
  const inner = start + 8 + (first & 0x3f) * 4
  if (inner > end) return -1
  const etherType = buf.readUInt16BE(start + 2)
  if (etherType === etherTypes.ethernet) return isInnerFrame(buf, inner, end) ? start : -1
  if (etherType !== etherTypes.ipv4 && etherType !== etherTypes.ipv6) return -1
  return isInnerPacket(buf, inner, end, wireEnd, true) ? start : -1
}

/** What `geneveStart` found: behind the options an Ethernet frame, or what the protocol field names. */
export function readGeneve(buf: Buffer, view: LinkView): LinkFate {
  const { at } = view
  if (view.end - at < 8) return linkFates.malformed
  const inner = at + 8 + ((buf[at] as number) & 0x3f) * 4
  if (inner > view.end) return linkFates.malformed
  view.at = inner
  const etherType = buf.readUInt16BE(at + 2)
  if (etherType === etherTypes.ethernet) return readEthernet(buf, view)
  view.etherType = etherType
  return readEtherType(buf, view)
}
