/** Packets in packets: what IP carries beside TCP and UDP that is a packet or frame again. */

import { readEthernet } from '../link/ethernet.ts'
import { readMplsPacket } from '../link/ether-type.ts'
import { linkFates } from '../link/link-view.ts'
import { readRawIpv4, readRawIpv6 } from '../link/raw-ip.ts'
import { readGre } from './gre.ts'
import type { LinkFate, LinkLayer, LinkView } from '../link/link-view.ts'

/** Kinds of tunnels as bits: a packet may have come through several. */
export const tunnelKinds = {
  gtpU: 1,
  vxlan: 2,
  gre: 4,
  ipInIp: 8,
  sixInFour: 16,
  etherIp: 32,
  mplsInIp: 64,
} as const

/** Their names, by bit from the lowest. */
const names = ['gtp-u', 'vxlan', 'gre', 'ip-in-ip', '6in4', 'etherip', 'mpls-in-ip'] as const

/** Names of the kinds in `tunnels`, in the order of their bits. */
export function tunnelNames(tunnels: number): string[] {
  return names.filter((_, bit) => (tunnels & (1 << bit)) !== 0)
}

interface Tunnel {
  readonly kind: number
  readonly read: LinkLayer
}

/** By IP protocol number. */
export const ipTunnels: ReadonlyMap<number, Tunnel> = new Map<number, Tunnel>([
  [4, { kind: tunnelKinds.ipInIp, read: readRawIpv4 }],
  [41, { kind: tunnelKinds.sixInFour, read: readRawIpv6 }],
  [47, { kind: tunnelKinds.gre, read: readGre }],
  [97, { kind: tunnelKinds.etherIp, read: readEtherIp }],
  [137, { kind: tunnelKinds.mplsInIp, read: readMplsPacket }],
])

/** RFC 3378: a version, reserved bits, then an Ethernet frame. */
function readEtherIp(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 2 || buf[view.at] !== 0x30) return linkFates.malformed
  view.at += 2
  return readEthernet(buf, view)
}
