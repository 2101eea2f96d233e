/**
 * From an EtherType to the network protocol, through everything that may lie between: VLAN tags (IEEE 802.1Q, stacked by
 * 802.1ad or the older QinQ numbers), PPPoE sessions (RFC 2516), MPLS labels, and 802.2 LLC where the number is a length.
 */

import { limits } from '../../core/limits.ts'
import { eapIdentity, eapIdentityName } from './eap.ts'
import { linkFates } from './link-view.ts'
import { macsecType, readMacsec } from './macsec.ts'
import { readMpls } from './mpls.ts'
import { readPppProtocol } from './ppp.ts'
import { typeBehindTag } from './switch-tag.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** With this byte LLC begins, where SNAP follows. */
export const snapPoint = 0xaa

/** Ethernet in the Ethernet of a backbone (IEEE 802.1ah), and what goes through a chain of services. */
const backboneType = 0x88e7
const serviceType = 0x894f
/** Numbers of what may follow in a chain of services: a frame, or a packet by its EtherType. */
const ethernetService = 3
const services: ReadonlyMap<number, number> = new Map([
  [1, 0x0800],
  [2, 0x86dd],
  [4, serviceType],
  [5, 0x8847],
])

/** What ARP is called by: the one of them that names its sender in binary. */
export const arpName = 'arp'

/** Protocols below or beside IP that carry no application data of the device. */
const otherNames: ReadonlyMap<number, string> = new Map([
  [0x0806, arpName],
  [0x0842, 'wake-on-lan'],
  [0x8035, 'rarp'],
  [0x8808, 'ethernet flow control'],
  [0x8809, 'slow protocols'],
  [0x8863, 'pppoe discovery'],
  [0x888e, 'eapol'],
  [0x88c7, 'eapol'],
  [0x88cc, 'lldp'],
  [0x88f7, 'ptp'],
  [0x893a, 'ieee 1905'],
  [0x9000, 'ethernet loopback'],
])

/** Behind these, tags and labels for the most part, `readEtherType` goes on. */
const outerTypes: ReadonlySet<number> = new Set([
  0x8100,
  0x88a8,
  0x9100,
  0x9200,
  0x8847,
  0x8848,
  macsecType,
  0x8864,
  backboneType,
  serviceType,
])

/** Whether an EtherType is one of those that are read here, or known by name; IP is none of them. */
export function isKnownType(etherType: number): boolean {
  return outerTypes.has(etherType) || otherNames.has(etherType)
}

/** `view.etherType` is what the header before `view.at` said. */
export function readEtherType(buf: Buffer, view: LinkView): LinkFate {
  for (;;) {
    const etherType = view.etherType
    if (etherType === 0x0800 || etherType === 0x86dd) return linkFates.network
    switch (etherType) {
      case 0x8100:
      case 0x88a8:
      case 0x9100:
      case 0x9200:
        if (view.end - view.at < 4) return linkFates.malformed
        if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
        view.etherType = ((buf[view.at + 2] as number) << 8) | (buf[view.at + 3] as number)
        view.at += 4
        continue
      case 0x8847:
      case 0x8848: {
        const fate = readMpls(buf, view)
        // What the labels carry may be tagged, or labelled, again.
        if (fate !== linkFates.network) return fate
        continue
      }
      case macsecType: {
        if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
        const fate = readMacsec(buf, view)
        if (fate !== linkFates.network) return fate
        continue
      }
      case 0x8864:
        return readPppoe(buf, view)
      case backboneType:
        // A tag of four bytes, then a frame of Ethernet.
        if (view.end - view.at < 18) return linkFates.malformed
        if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
        view.etherType = buf.readUInt16BE(view.at + 16)
        view.at += 18
        continue
      case serviceType: {
        if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
        const fate = readServiceHeader(buf, view)
        if (fate !== linkFates.network) return fate
        continue
      }
    }
    if (etherType <= 1500 ? buf[view.at] !== snapPoint : !otherNames.has(etherType)) {
      const typeAt = typeBehindTag(buf, view)
      if (typeAt >= 0) {
        if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
        view.etherType = buf.readUInt16BE(typeAt)
        view.at = typeAt + 2
        continue
      }
    }
    if (etherType <= 1500) {
      const fate = readLlc(buf, view)
      // A SNAP header names an EtherType, and no length. It may be a VLAN tag, which counts: so the loop ends.
      if (fate !== linkFates.network) return fate
      continue
    }
    return nameEtherType(buf, view)
  }
}

/** The header of a chain of services (NSH, RFC 8300): its length in words of four bytes, and the number of what follows. */
function readServiceHeader(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  if (end - at < 8) return linkFates.malformed
  const length = ((buf[at + 1] as number) & 0x3f) * 4
  const next = buf[at + 3] as number
  if (length < 8 || length > end - at) return linkFates.malformed
  view.at = at + length
  if (next === ethernetService) {
    if (end - view.at < 14) return linkFates.malformed
    view.etherType = buf.readUInt16BE(view.at + 12)
    view.at += 14
    return linkFates.network
  }
  const etherType = services.get(next)
  if (etherType === undefined) {
    view.name = `nsh protocol ${next}`
    return linkFates.unsupported
  }
  view.etherType = etherType
  return linkFates.network
}

/** Link type 219, and MPLS in IP (RFC 4023): a label stack without a header before it. */
export function readMplsPacket(buf: Buffer, view: LinkView): LinkFate {
  view.etherType = 0x8847
  return readEtherType(buf, view)
}

/** The six bytes of a PPPoE session header, then PPP. The stated length is not needed: IP states its own. */
export function readPppoe(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 6) return linkFates.malformed
  // Version and type are both 1, and a session frame has code 0 (RFC 2516 section 4).
  if (buf[view.at] !== 0x11 || buf[view.at + 1] !== 0) return linkFates.malformed
  view.at += 6
  return readPppProtocol(buf, view)
}

/** EtherTypes of 802.1X, of old hardware too. */
const eapolTypes: ReadonlySet<number> = new Set([0x888e, 0x88c7])
function nameEtherType(buf: Buffer, view: LinkView): LinkFate {
  if (eapolTypes.has(view.etherType) && eapIdentity(buf, view.at, view.end) !== null) {
    view.name = eapIdentityName
    return linkFates.unsupported
  }
  const name = otherNames.get(view.etherType)
  if (name !== undefined) {
    view.name = name
    return linkFates.other
  }
  view.name = `ethertype 0x${view.etherType.toString(16).padStart(4, '0')}`
  return linkFates.unsupported
}

/** 802.2: two service access points and a control field; 0xaa is SNAP (RFC 1042), which names an EtherType. */
export function readLlc(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 3) return linkFates.malformed
  const target = buf[at] as number
  if (target === snapPoint && buf[at + 1] === snapPoint) {
    if (view.end - at < 8) return linkFates.malformed
    const organisation = buf.readUIntBE(at + 3, 3)
    const protocol = buf.readUInt16BE(at + 6)
    view.at += 8
    // 00-00-f8 is the bridge-tunnel form of IEEE 802.1H: EtherTypes as well.
    if ((organisation === 0 || organisation === 0xf8) && protocol > 1500) {
      view.etherType = protocol
      return linkFates.network
    }
    if (organisation === 0x0c) {
      view.name = 'cisco snap'
      return linkFates.other
    }
    view.name = `snap ${organisation.toString(16).padStart(6, '0')}`
    return linkFates.unsupported
  }
  if (target === 0x42) view.name = 'stp'
  else if (target === 0xfe) view.name = 'osi routing'
  else if (target === 0 && (buf[at + 1] as number) <= 1) view.name = 'llc test'
  else {
    view.name = `llc sap 0x${target.toString(16).padStart(2, '0')}`
    return linkFates.unsupported
  }
  return linkFates.other
}
