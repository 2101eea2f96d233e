import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Link types 101, 12 and 14: no link header; the version in the first byte tells IPv4 from IPv6. */
export function readRawIp(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 1) return linkFates.malformed
  const version = (buf[view.at] as number) >> 4
  if (version !== 4 && version !== 6) return linkFates.malformed
  view.etherType = version === 4 ? etherTypes.ipv4 : etherTypes.ipv6
  return linkFates.network
}

/** Link type 228. */
export function readRawIpv4(_buf: Buffer, view: LinkView): LinkFate {
  view.etherType = etherTypes.ipv4
  return linkFates.network
}

/** Link type 229. */
export function readRawIpv6(_buf: Buffer, view: LinkView): LinkFate {
  view.etherType = etherTypes.ipv6
  return linkFates.network
}
