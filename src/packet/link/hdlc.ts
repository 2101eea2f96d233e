/** Serial lines: Cisco HDLC, and PPP with a byte that tells the direction. */

import { readEtherType } from './ether-type.ts'
import { linkFates } from './link-view.ts'
import { readPpp, readPppProtocol } from './ppp.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Link type 104: an address byte, a control byte, then an EtherType. */
export function readCiscoHdlc(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 4) return linkFates.malformed
  view.etherType = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
  view.at = at + 4
  if (view.etherType > 1500) return readEtherType(buf, view)
  view.name = `hdlc protocol ${view.etherType}`
  return linkFates.unsupported
}

/** Link type 166, of the Linux PPP daemon: a direction in the place of HDLC's address byte. */
export function readPppd(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 2) return linkFates.malformed
  view.at += 2
  return readPppProtocol(buf, view)
}

/** Link type 204: a direction before a whole PPP frame. */
export function readPppWithDirection(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 1) return linkFates.malformed
  view.at += 1
  return readPpp(buf, view)
}
