/** Linux "cooked" captures: what the pseudo-interface `any` gives. All fields are big-endian. */

import { readEtherType, readLlc } from './ether-type.ts'
import { linkFates } from './link-view.ts'
import { qmapTypes, readQmap } from './qmap.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Link type 113: 16 bytes, the protocol last. */
export function readLinuxCooked(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 16) return linkFates.malformed
  view.etherType = ((buf[at + 14] as number) << 8) | (buf[at + 15] as number)
  view.at = at + 16
  return readCookedProtocol(buf, view)
}

/** Link type 276: 20 bytes, the protocol first. */
export function readLinuxCooked2(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 20) return linkFates.malformed
  view.etherType = ((buf[at] as number) << 8) | (buf[at + 1] as number)
  view.at = at + 20
  return readCookedProtocol(buf, view)
}

/** EtherTypes, and Linux's own small numbers: 4 is a frame with 802.2 LLC, the others carry no network protocol. */
function readCookedProtocol(buf: Buffer, view: LinkView): LinkFate {
  if (qmapTypes.has(view.etherType)) return readQmap(buf, view)
  if (view.etherType > 1500) return readEtherType(buf, view)
  if (view.etherType === 4) {
    const fate = readLlc(buf, view)
    return fate === linkFates.network ? readEtherType(buf, view) : fate
  }
  view.name = `linux protocol ${view.etherType}`
  return linkFates.unsupported
}
