/** VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe): VXLAN whose header says what follows, on a port of its own and known by it. */

import { beginsWithText } from '../../core/signs/leading-text.ts'
import { readMplsPacket } from '../link/ether-type.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { readRawIpv4, readRawIpv6 } from '../link/raw-ip.ts'
import type { LinkFate, LinkLayer, LinkView } from '../link/link-view.ts'
import { beginsPacket, isInnerFrame } from './inner-packet.ts'

/** The port of UDP that is registered for it. */
export const vxlanGpePort = 4_790

const headerBytes = 8
/** Version 0, a network, and what follows is named: no message of the tunnel's own. */
const flags = { value: 0x0c, mask: 0x3d } as const
/** What may follow, by its number. */
const kinds = { ipv4: 1, ipv6: 2, ethernet: 3, mpls: 5 } as const
const layers: ReadonlyMap<number, LinkLayer> = new Map([
  [kinds.ipv4, readRawIpv4],
  [kinds.ipv6, readRawIpv6],
  [kinds.ethernet, readEthernet],
  [kinds.mpls, readMplsPacket],
])

/** Where the header stands in the UDP payload `buf[start, end)`: at its start; -1 where nothing follows that is read. */
export function vxlanGpeStart(
  buf: Buffer,
  start: number,
  end: number,
  _wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== vxlanGpePort && targetPort !== vxlanGpePort) return -1
  if (end - start <= headerBytes || ((buf[start] as number) & flags.mask) !== flags.value) return -1
  if (buf[start + 1] !== 0 || buf[start + 2] !== 0 || buf[start + 7] !== 0) return -1
  const inner = start + headerBytes
  switch (buf[start + 3]) {
    case kinds.ipv4:
    case kinds.ipv6:
      return beginsPacket(buf, inner, end) ? start : -1
    case kinds.ethernet:
      return isInnerFrame(buf, inner, end) ? start : -1
    case kinds.mpls:
      return beginsWithText(buf, inner, end) ? -1 : start
    default:
      return -1
  }
}

/** What `vxlanGpeStart` found. */
export function readVxlanGpe(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  const layer = end - at < headerBytes ? undefined : layers.get(buf[at + 3] as number)
  if (layer === undefined) return linkFates.malformed
  view.at = at + headerBytes
  return layer(buf, view)
}
