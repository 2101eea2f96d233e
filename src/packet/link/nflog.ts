import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** NFULA_PAYLOAD: the attribute that holds the packet. */
const payloadAttribute = 9

/**
 * Link type 239, Linux netfilter log: a family, a version, a group, then attributes of length (with its own 4 bytes),
 * type and value, padded to 4. Length and type are in the byte order of the capturing machine, which the link type does
 * not tell: types are small numbers, so that of the first attribute shows it.
 */
export function readNflog(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 8) return linkFates.malformed
  const family = buf[view.at] as number
  let at = view.at + 4
  const isBigEndian = buf[at + 2] === 0
  while (view.end - at >= 4) {
    const length = isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at)
    const type = (isBigEndian ? buf.readUInt16BE(at + 2) : buf.readUInt16LE(at + 2)) & 0x7fff
    if (length < 4) return linkFates.malformed
    if (type === payloadAttribute) {
      // A length beyond the frame is a lie that IP's own length will show: what is there is read.
      view.wireEnd = Math.min(view.wireEnd, at + length)
      view.end = Math.min(view.end, view.wireEnd)
      view.at = at + 4
      return nameFamily(family, view)
    }
    at += (length + 3) & ~3
  }
  return linkFates.malformed
}

function nameFamily(family: number, view: LinkView): LinkFate {
  // AF_INET and AF_INET6 of Linux.
  if (family === 2 || family === 10) {
    view.etherType = family === 2 ? etherTypes.ipv4 : etherTypes.ipv6
    return linkFates.network
  }
  view.name = `nflog family ${family}`
  return linkFates.unsupported
}
