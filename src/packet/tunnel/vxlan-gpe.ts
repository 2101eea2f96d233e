/** VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe): VXLAN whose header says what follows, on a port of its own and known by it. */

import { readMplsPacket } from '../link/ether-type.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { readRawIpv4, readRawIpv6 } from '../link/raw-ip.ts'
import type { LinkFate, LinkLayer, LinkView } from '../link/link-view.ts'

/** The port of UDP that is registered for it. */
export const vxlanGpePort = 4_790

const headerBytes = 8
/** Version 0, a network, and what follows is named: no message of the tunnel's own. */
const flags = { value: 0x0c, mask: 0x3d } as const
/** What may follow, by its number. */
const layers: ReadonlyMap<number, LinkLayer> = new Map([
  [1, readRawIpv4],
  [2, readRawIpv6],
  [3, readEthernet],
  [5, readMplsPacket],
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
  return layers.has(buf[start + 3] as number) ? start : -1
}

/** What `vxlanGpeStart` found. */
export function readVxlanGpe(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  const layer = end - at < headerBytes ? undefined : layers.get(buf[at + 3] as number)
  if (layer === undefined) return linkFates.malformed
  view.at = at + headerBytes
  return layer(buf, view)
}
