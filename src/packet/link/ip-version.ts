import { etherTypes, linkFates } from './link-view.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** A packet of IP and nothing else. */
export function readIpVersion(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 1) return linkFates.malformed
  const version = (buf[view.at] as number) >> 4
  if (version !== 4 && version !== 6) return linkFates.malformed
  view.etherType = version === 4 ? etherTypes.ipv4 : etherTypes.ipv6
  return linkFates.network
}
