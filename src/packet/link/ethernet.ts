import { readEtherType } from './ether-type.ts'
import { linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Link type 1: two addresses, then an EtherType, or the length of an 802.3 frame. */
export function readEthernet(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 14) return linkFates.malformed
  const etherType = ((buf[at + 12] as number) << 8) | (buf[at + 13] as number)
  view.at = at + 14
  view.etherType = etherType
  view.macsAt = at
  if (etherType === 0x0800 || etherType === 0x86dd) return linkFates.network
  return readEtherType(buf, view)
}

const prependedBytes = 4

/** Link type 282: the tag of Broadcom's switches stands before the frame. */
export function readPrependedTag(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < prependedBytes) return linkFates.malformed
  view.at += prependedBytes
  return readEthernet(buf, view)
}
