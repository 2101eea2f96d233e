import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/**
 * Link types 0 (family in the byte order of the capturing machine) and 108 (in network order): four bytes with an
 * address family. Families are small numbers, so the order shows: one reading is below 65,536, the other is not. IPv6
 * has another number on each system: 10 Linux, 23 Windows, 24 NetBSD and OpenBSD, 28 FreeBSD, 30 Apple.
 */
export function readBsdLoopback(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 4) return linkFates.malformed
  const big = buf.readUInt32BE(view.at)
  const family = big > 0xffff ? buf.readUInt32LE(view.at) : big
  view.at += 4
  switch (family) {
    case 2:
      view.etherType = etherTypes.ipv4
      return linkFates.network
    case 10:
    case 23:
    case 24:
    case 28:
    case 30:
      view.etherType = etherTypes.ipv6
      return linkFates.network
    default:
      view.name = 'bsd address family'
      return linkFates.unsupported
  }
}
