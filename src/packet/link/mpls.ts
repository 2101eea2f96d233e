/**
 * MPLS (RFC 3032): a stack of labels of four bytes each, the last marked. What follows it is not named: labels are given
 * out by the routers. The first half-byte tells, as routers themselves do it (RFC 4928 section 2).
 */

import { limits } from '../../core/limits.ts'
import { isInnerPacket } from '../tunnel/inner-packet.ts'
import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** EtherTypes by which an Ethernet frame in a pseudowire is known. */
const pseudowireTypes: ReadonlySet<number> = new Set([0x0800, 0x0806, 0x8100, 0x86dd, 0x8847, 0x88a8, 0x8864])

/** Behind the stack: `view.etherType` and `view.at` are set as a link header would set them. */
export function readMpls(buf: Buffer, view: LinkView): LinkFate {
  let isBottom = false
  while (!isBottom) {
    if (view.end - view.at < 4) return linkFates.malformed
    if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
    isBottom = ((buf[view.at + 2] as number) & 1) !== 0
    view.at += 4
  }
  if (view.end === view.at) return linkFates.malformed
  const half = (buf[view.at] as number) >> 4
  // Addresses of Ethernet begin with 4 or 6, too: its frames hold no IP packet that fits there, but name one behind.
  if ((half === 4 || half === 6) && !isInnerPacket(buf, view.at, view.end, view.wireEnd, true)) {
    if (isEthernet(buf, view.at, view.end)) return enterEthernet(buf, view, view.at)
  }
  switch (half) {
    case 4:
      view.etherType = etherTypes.ipv4
      return linkFates.network
    case 6:
      view.etherType = etherTypes.ipv6
      return linkFates.network
    case 1:
      // The associated channel header (RFC 5586).
      view.name = 'mpls channel'
      return linkFates.other
    case 0:
      // The control word of a pseudowire (RFC 4385), unless the bytes behind it make no Ethernet frame.
      if (isEthernet(buf, view.at + 4, view.end)) return enterEthernet(buf, view, view.at + 4)
  }
  if (isEthernet(buf, view.at, view.end)) return enterEthernet(buf, view, view.at)
  view.name = 'mpls payload'
  return linkFates.unsupported
}

function isEthernet(buf: Buffer, at: number, end: number): boolean {
  return end - at >= 14 && pseudowireTypes.has(((buf[at + 12] as number) << 8) | (buf[at + 13] as number))
}

function enterEthernet(buf: Buffer, view: LinkView, at: number): LinkFate {
  view.etherType = ((buf[at + 12] as number) << 8) | (buf[at + 13] as number)
  view.at = at + 14
  return linkFates.network
}
