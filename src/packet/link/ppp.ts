import { linkFates } from './link-view.ts'
import { readMpls } from './mpls.ts'
import { wholeFrameStart } from './multilink.ts'
import { loginProtocols, pppLoginName } from './ppp-login.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Pieces of frames that go over several links (RFC 1990). */
const multilink = 0x003d

/** What datagrams are called that are compressed, or encrypted in the place of that (RFC 1962, 3078). */
export const compressedName = 'ppp protocol 0x00fd'

/** Link types 9 and 50: PPP, with or without the address and control bytes of HDLC-like framing (RFC 1662). */
export function readPpp(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at >= 2 && buf[view.at] === 0xff && buf[view.at + 1] === 0x03) view.at += 2
  return readPppProtocol(buf, view)
}

/** The protocol field: two bytes, or one where it is compressed (RFC 1661 section 6.5: then its first byte is odd). */
export function readPppProtocol(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 1) return linkFates.malformed
  let protocol = buf[view.at] as number
  view.at++
  if ((protocol & 1) === 0) {
    if (view.end - view.at < 1) return linkFates.malformed
    protocol = (protocol << 8) | (buf[view.at] as number)
    view.at++
  }
  // 0xff alone is no protocol (RFC 1661 section 2) but the address byte of a frame that ends there.
  if (protocol === 0xff) return linkFates.malformed
  if (protocol === 0x0021) {
    view.etherType = 0x0800
    return linkFates.network
  }
  if (protocol === 0x0057) {
    view.etherType = 0x86dd
    return linkFates.network
  }
  // MPLS, unicast and multicast (RFC 3032 section 4.3).
  if (protocol === 0x0281 || protocol === 0x0283) return readMpls(buf, view)
  if (protocol === multilink) {
    const frame = wholeFrameStart(buf, view.at, view.end, view.wireEnd)
    if (frame < 0) {
      view.name = 'ppp multilink fragment'
      return linkFates.unsupported
    }
    view.at = frame
    return readPppProtocol(buf, view)
  }
  if (loginProtocols.has(protocol)) {
    view.name = pppLoginName
    return linkFates.unsupported
  }
  // 0x8000 and above: control protocols of the network layers and of the link itself (RFC 1661 section 2).
  if (protocol >= 0x8000) {
    view.name = 'ppp control'
    return linkFates.other
  }
  view.name = `ppp protocol 0x${protocol.toString(16).padStart(4, '0')}`
  return linkFates.unsupported
}
