/** What routers with BSD (OPNsense, pfSense and others) show of packets beside their interfaces: behind a header, a packet of IP. */
import { readIpVersion } from './ip-version.ts'
import { linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Of the address family, the security association and flags, four bytes each. */
const ipsecHeaderBytes = 12

/** Link type 109: packets before they are encrypted by IPsec, or after they were decrypted. */
export function readBsdIpsec(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < ipsecHeaderBytes) return linkFates.malformed
  view.at += ipsecHeaderBytes
  return readIpVersion(buf, view)
}

/** Link type 117: packets that the packet filter logged. The first byte is the length of the header, without its padding to four. */
export function readFirewallLog(buf: Buffer, view: LinkView): LinkFate {
  const length = view.end > view.at ? ((buf[view.at] as number) + 3) & ~3 : 0
  if (length < 4 || view.end - view.at < length) return linkFates.malformed
  view.at += length
  return readIpVersion(buf, view)
}
