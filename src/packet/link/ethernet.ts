import { readEtherType } from './ether-type.ts'
import { isWholeIpv4, isWholeIpv6 } from '../ip/whole-ip.ts'
import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

const familyBytes = 4
/** Address families of Apple's systems. */
const families = { ipv4: 2, ipv6: 30 } as const

/**
 * Link type 1: two addresses, then an EtherType, or the length of an 802.3 frame. What an iPhone says of its tunnels has no
 * such header, but an address family, and is recorded so by pymobiledevice3.
 */
export function readEthernet(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 14) return linkFates.malformed
  const etherType = ((buf[at + 12] as number) << 8) | (buf[at + 13] as number)
  view.at = at + 14
  view.etherType = etherType
  view.macsAt = at
  if (etherType === 0x0800 || etherType === 0x86dd) return linkFates.network
  const family = familyAt(buf, at, view)
  if (family === 0) return readEtherType(buf, view)
  view.at = at + familyBytes
  view.etherType = family === families.ipv4 ? etherTypes.ipv4 : etherTypes.ipv6
  view.macsAt = -1
  return linkFates.network
}

/** The address family at `at`, in the order of the network, where a packet of it fills all that follows; 0 for none. */
function familyAt(buf: Buffer, at: number, view: LinkView): number {
  if (buf[at] !== 0 || buf[at + 1] !== 0 || buf[at + 2] !== 0) return 0
  const packet = at + familyBytes
  const family = buf[at + 3] as number
  const isPacket =
    family === families.ipv4
      ? isWholeIpv4(buf, packet, view.end, view.wireEnd)
      : family === families.ipv6 && isWholeIpv6(buf, packet, view.end, view.wireEnd)
  return isPacket ? family : 0
}

const prependedBytes = 4

/** Link type 282: the tag of Broadcom's switches stands before the frame. */
export function readPrependedTag(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < prependedBytes) return linkFates.malformed
  view.at += prependedBytes
  return readEthernet(buf, view)
}
