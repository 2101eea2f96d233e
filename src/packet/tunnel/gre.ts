/** Generic Routing Encapsulation (RFC 2784 and 2890; version 1 of PPTP, RFC 2637). */

import { readEtherType } from '../link/ether-type.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { readPpp } from '../link/ppp.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'

/** Bits of the first two bytes. */
const flags = {
  checksum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  acknowledgement: 0x0080,
} as const

const protocols = { ethernet: 0x6558, ppp: 0x880b, mirror2: 0x88be, mirror3: 0x22eb } as const

/** IP protocol 47. */
export function readGre(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 4) return linkFates.malformed
  const head = buf.readUInt16BE(at)
  const protocol = buf.readUInt16BE(at + 2)
  const version = head & 7
  if (version === 1) return readPptp(buf, view, head, protocol)
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

function readMirrored(buf: Buffer, view: LinkView, headerBytes: number): LinkFate {
  if (view.end - view.at < headerBytes) return linkFates.malformed
  view.at += headerBytes
  return readEthernet(buf, view)
}

function readPptp(buf: Buffer, view: LinkView, head: number, protocol: number): LinkFate {
  const at = view.at
  if ((head & flags.key) === 0 || protocol !== protocols.ppp) return linkFates.malformed
  const length = 8 + ((head & flags.sequence) === 0 ? 0 : 4) + ((head & flags.acknowledgement) === 0 ? 0 : 4)
  if (view.end - at < length) return linkFates.malformed
  if ((head & flags.sequence) === 0) {
    view.name = 'pptp acknowledgement'
    return linkFates.other
  }
  view.at = at + length
  const wireEnd = view.at + buf.readUInt16BE(at + 4)
  if (wireEnd > view.wireEnd) return linkFates.malformed
  view.wireEnd = wireEnd
  if (view.end > wireEnd) view.end = wireEnd
  return readPpp(buf, view)
}
