/** Linux "cooked" captures: what the pseudo-interface `any` gives. All fields are big-endian. */

import { readEtherType, readLlc } from './ether-type.ts'
import { readEthernet } from './ethernet.ts'
import { linkFates } from './link-view.ts'
import { qmapTypes, readQmap } from './qmap.ts'
import { readPrism, readRadiotap } from './radio.ts'
import { readWlan } from './wlan.ts'
import type { LinkFate, LinkLayer, LinkView } from './link-view.ts'

/** Link type 113: 16 bytes, the protocol last. */
export function readLinuxCooked(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 16) return linkFates.malformed
  view.etherType = ((buf[at + 14] as number) << 8) | (buf[at + 15] as number)
  view.at = at + 16
  return readCookedProtocol(buf, view, at + 2)
}

/** Link type 276: 20 bytes, the protocol first. */
export function readLinuxCooked2(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 20) return linkFates.malformed
  view.etherType = ((buf[at] as number) << 8) | (buf[at + 1] as number)
  view.at = at + 20
  return readCookedProtocol(buf, view, at + 8)
}

/** Interfaces that listen to Wi-Fi (ARPHRD of Linux): what stands for an EtherType says nothing of their frames. */
const heardLayers: ReadonlyMap<number, LinkLayer> = new Map([
  [801, readWlan],
  [802, readPrism],
  [803, readRadiotap],
])

/** A frame of Ethernet, on an interface of GRE. */
const transparentBridging = 0x6558

/**
 * EtherTypes, and Linux's own small numbers: 4 is a frame with 802.2 LLC, the others carry no network protocol. `kindAt` is
 * where the kind of the interface stands.
 */
function readCookedProtocol(buf: Buffer, view: LinkView, kindAt: number): LinkFate {
  if (view.etherType > 1500 && view.etherType !== transparentBridging && !qmapTypes.has(view.etherType))
    return readEtherType(buf, view)
  const heard = heardLayers.get(((buf[kindAt] as number) << 8) | (buf[kindAt + 1] as number))
  if (heard !== undefined) return heard(buf, view)
  if (view.etherType === transparentBridging) return readEthernet(buf, view)
  if (qmapTypes.has(view.etherType)) return readQmap(buf, view)
  if (view.etherType === 4) {
    const fate = readLlc(buf, view)
    return fate === linkFates.network ? readEtherType(buf, view) : fate
  }
  view.name = `linux protocol ${view.etherType}`
  return linkFates.unsupported
}
