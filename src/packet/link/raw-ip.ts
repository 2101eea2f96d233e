import { readIpVersion } from './ip-version.ts'
import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'
import { isQmap, readQmap } from './qmap.ts'

/** Words of the shortest header of IPv4. */
const headerWordsMin = 5

/**
 * Link types 101, 12 and 14: no link header; the version in the first byte tells IPv4 from IPv6. Where neither can be, modems
 * may have put packets of QMAP there.
 */
export function readRawIp(buf: Buffer, view: LinkView): LinkFate {
  const first = buf[view.at] as number
  const isIpv4 = first >> 4 === 4 && (first & 0x0f) >= headerWordsMin
  if (view.end > view.at && !isIpv4 && first >> 4 !== 6 && isQmap(buf, view)) return readQmap(buf, view)
  return readIpVersion(buf, view)
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
