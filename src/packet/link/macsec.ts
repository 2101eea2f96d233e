/**
 * MACsec (IEEE 802.1AE section 9): a tag with numbers of association and packet, what it protects, and a check value. It may
 * encrypt, or only prove who sent.
 */

import { linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Its EtherType. */
export const macsecType = 0x88e5

/** Bits of the first byte behind the EtherType; the lowest two are the number of the association. */
const bits = { version: 0x80, hasChannel: 0x20, isEncrypted: 0x08, isChanged: 0x04 } as const
/** Flags, a short length, and the number of the packet; the channel behind them; the check value at the end. */
const tagBytes = 6
const channelBytes = 8
const checkBytes = 16

/** Behind the EtherType: where nothing is encrypted, `view` stands at what it protects, with its EtherType. */
export function readMacsec(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  if (end - at < tagBytes) return linkFates.malformed
  const flags = buf[at] as number
  if ((flags & (bits.version | bits.isEncrypted | bits.isChanged)) !== 0) {
    view.name = 'macsec'
    return linkFates.undecryptable
  }
  const type = at + tagBytes + ((flags & bits.hasChannel) === 0 ? 0 : channelBytes)
  if (end - type < 2 || view.wireEnd - type < 2 + checkBytes) return linkFates.malformed
  view.etherType = buf.readUInt16BE(type)
  view.at = type + 2
  view.wireEnd -= checkBytes
  if (view.end > view.wireEnd) view.end = view.wireEnd
  return linkFates.network
}
