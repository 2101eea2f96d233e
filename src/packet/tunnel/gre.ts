/**
 * Generic Routing Encapsulation (RFC 2784 and 2890; version 1 of PPTP, RFC 2637, and EoIP, with which routers of MikroTik
 * bridge: no document but their and others' programs).
 */

import { readEtherType } from '../link/ether-type.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { readPpp } from '../link/ppp.ts'
import { readRawIp } from '../link/raw-ip.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'

/** Bits of the first two bytes. */
const flags = {
  checksum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  acknowledgement: 0x0080,
} as const

const protocols = {
  ethernet: 0x6558,
  eoip: 0x6400,
  ppp: 0x880b,
  mirror2: 0x88be,
  mirror3: 0x22eb,
  wccp: 0x883e,
} as const

/** IP protocol 47. */
export function readGre(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 4) return linkFates.malformed
  const head = buf.readUInt16BE(at)
  const protocol = buf.readUInt16BE(at + 2)
  const version = head & 7
  if (version === 1)
    return protocol === protocols.eoip ? readEoip(buf, view) : readPptp(buf, view, head, protocol)
  if (version !== 0 || (head & flags.routing) !== 0) {
    view.name = version === 0 ? 'gre source routing' : `gre version ${version}`
    return linkFates.unsupported
  }
  let length = 4
  for (const flag of [flags.checksum, flags.key, flags.sequence]) if ((head & flag) !== 0) length += 4
  if (view.end - at < length) return linkFates.malformed
  view.at = at + length
  switch (protocol) {
    case 0:
      view.name = 'gre keepalive'
      return linkFates.other
    case protocols.ethernet:
      return readEthernet(buf, view)
    case protocols.ppp:
      return readPpp(buf, view)
    case protocols.wccp:
      return readRedirected(buf, view)
    case protocols.mirror2:
      // ERSPAN: type I has no header of its own, and no sequence number by which type II is known.
      return readMirrored(buf, view, (head & flags.sequence) === 0 ? 0 : 8)
    case protocols.mirror3: {
      if (view.end - view.at < 12) return linkFates.malformed
      const hasSubheader = ((buf[view.at + 11] as number) & 1) !== 0
      return readMirrored(buf, view, hasSubheader ? 20 : 12)
    }
  }
  if (protocol <= 1500) {
    view.name = `gre protocol 0x${protocol.toString(16).padStart(4, '0')}`
    return linkFates.unsupported
  }
  view.etherType = protocol
  return readEtherType(buf, view)
}

/**
 * A packet that a router redirects to a web cache (WCCP). Of version 2 it has four bytes in front: flags, of which 0x40 says that
 * the alternative bucket was used. IPv4 begins with a version and a length of five words or more, which no flags look like.
 */
function readRedirected(buf: Buffer, view: LinkView): LinkFate {
  if (view.end === view.at) return linkFates.malformed
  const first = buf[view.at] as number
  const isIpv4 = first >= 0x45 && first <= 0x4f
  if (!isIpv4) {
    if (view.end - view.at < 4) return linkFates.malformed
    view.at += 4
  }
  return readRawIp(buf, view)
}

function readMirrored(buf: Buffer, view: LinkView, headerBytes: number): LinkFate {
  if (view.end - view.at < headerBytes) return linkFates.malformed
  view.at += headerBytes
  view.isMirrored = true
  return readEthernet(buf, view)
}

/** Length and number of the tunnel, then a frame of Ethernet; none where it only keeps the tunnel up. */
function readEoip(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 8) return linkFates.malformed
  const length = buf.readUInt16BE(view.at + 4)
  if (length === 0) {
    view.at += 8
    view.name = 'eoip keepalive'
    return linkFates.other
  }
  return enterStated(view, view.at + 8, length) ? readEthernet(buf, view) : linkFates.malformed
}

/** Moves to what begins at `at` and has a stated length; false where that is more than there was. */
function enterStated(view: LinkView, at: number, length: number): boolean {
  if (at + length > view.wireEnd) return false
  view.at = at
  view.wireEnd = at + length
  if (view.end > view.wireEnd) view.end = view.wireEnd
  return true
}

function readPptp(buf: Buffer, view: LinkView, head: number, protocol: number): LinkFate {
  const at = view.at
  if ((head & flags.key) === 0 || protocol !== protocols.ppp) return linkFates.malformed
  const length = 8 + ((head & flags.sequence) === 0 ? 0 : 4) + ((head & flags.acknowledgement) === 0 ? 0 : 4)
  if (view.end - at < length) return linkFates.malformed
  if ((head & flags.sequence) === 0) {
    view.at = at + length
    view.name = 'pptp acknowledgement'
    return linkFates.other
  }
  return enterStated(view, at + length, buf.readUInt16BE(at + 4)) ? readPpp(buf, view) : linkFates.malformed
}
