/** Packets in packets: what IP carries beside TCP and UDP that is a packet or frame again. */

import { readEthernet } from '../link/ethernet.ts'
import { readMplsPacket } from '../link/ether-type.ts'
import { linkFates } from '../link/link-view.ts'
import { readPpp } from '../link/ppp.ts'
import { readRawIp, readRawIpv4, readRawIpv6 } from '../link/raw-ip.ts'
import { genevePort, geneveStart, readGeneve } from './geneve.ts'
import { natPort } from '../../core/ports.ts'
import { nullEspStart, readNullEsp } from './esp-null.ts'
import { readGre } from './gre.ts'
import { capwapPort, capwapStart, readCapwap } from './capwap.ts'
import { greInUdpPort, greInUdpStart } from './gre-in-udp.ts'
import { fouPacketStart, guePort, gueStart, readGue } from './fou.ts'
import { gtpPacketStart } from './gtp-u.ts'
import { l2tp3FrameStart, l2tpFrameStart, l2tpPort, readL2tpPacket } from './l2tp.ts'
import { teredoPacketStart, teredoPort } from './teredo.ts'
import { readTzsp, tzspPort, tzspStart } from './tzsp.ts'
import { vxlanFrameStart, vxlanGroupPolicyFirst } from './vxlan.ts'
import { readVxlanGpe, vxlanGpePort, vxlanGpeStart } from './vxlan-gpe.ts'
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
  l2tp: 128,
  geneve: 256,
  teredo: 512,
  espNull: 1024,
  tzsp: 2048,
  capwap: 4096,
  fou: 8192,
  gue: 16384,
} as const

/** Their names, by bit from the lowest. */
const names = [
  'gtp-u',
  'vxlan',
  'gre',
  'ip-in-ip',
  '6in4',
  'etherip',
  'mpls-in-ip',
  'l2tp',
  'geneve',
  'teredo',
  'esp-null',
  'tzsp',
  'capwap',
  'fou',
  'gue',
] as const

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
  [115, { kind: tunnelKinds.l2tp, read: readL2tpPacket }],
  // Ethernet behind segment routing (RFC 8986, 4.9).
  [143, { kind: tunnelKinds.etherIp, read: readEthernet }],
  [137, { kind: tunnelKinds.mplsInIp, read: readMplsPacket }],
])

/** A tunnel over UDP. */
interface UdpTunnel {
  readonly kind: number
  /** Where `read` goes on in the payload `buf[start, end)`, which ends on the wire at `wireEnd`; -1: it is none of these. */
  readonly find: (
    buf: Buffer,
    start: number,
    end: number,
    wireEnd: number,
    sourcePort: number,
    targetPort: number,
  ) => number
  readonly read: LinkLayer
}

/** All are asked; none claims what is another's. */
export const udpTunnels: readonly UdpTunnel[] = [
  { kind: tunnelKinds.gtpU, find: gtpPacketStart, read: readRawIp },
  { kind: tunnelKinds.vxlan, find: vxlanFrameStart, read: readEthernet },
  { kind: tunnelKinds.geneve, find: geneveStart, read: readGeneve },
  { kind: tunnelKinds.l2tp, find: l2tpFrameStart, read: readPpp },
  { kind: tunnelKinds.l2tp, find: l2tp3FrameStart, read: readEthernet },
  { kind: tunnelKinds.teredo, find: teredoPacketStart, read: readRawIpv6 },
  { kind: tunnelKinds.espNull, find: nullEspStart, read: readNullEsp },
  { kind: tunnelKinds.tzsp, find: tzspStart, read: readTzsp },
  { kind: tunnelKinds.vxlan, find: vxlanGpeStart, read: readVxlanGpe },
  { kind: tunnelKinds.gre, find: greInUdpStart, read: readGre },
  { kind: tunnelKinds.capwap, find: capwapStart, read: readCapwap },
  { kind: tunnelKinds.gue, find: gueStart, read: readGue },
  { kind: tunnelKinds.fou, find: fouPacketStart, read: readRawIp },
]

/**
 * Asked of every datagram: whether one of the tunnels over UDP could begin with `first` at `start`. At least 28 bytes are
 * there. But for VXLAN's 0x88, and IPsec behind a NAT, none begins with 0x70 or more, as most of QUIC does.
 */
export function mayBeTunnel(
  first: number,
  buf: Buffer,
  start: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): boolean {
  if (sourcePort === natPort || targetPort === natPort) return true
  if (first >= 0x50 && first !== vxlanGroupPolicyFirst) {
    // IPv6, on any port where it ends with the datagram.
    if ((first & 0xf0) !== 0x60) return false
    const length = ((buf[start + 4] as number) << 8) | (buf[start + 5] as number)
    return start + 40 + length === wireEnd || sourcePort === teredoPort || targetPort === teredoPort
  }
  // IPv4, where it ends with the datagram.
  if (first >= 0x45 && (((buf[start + 2] as number) << 8) | (buf[start + 3] as number)) === wireEnd - start)
    return true
  // GTP-U of version 1, and VXLAN without and with group policy.
  if ((first & 0xf8) === 0x30 || first === 0x08 || first === vxlanGroupPolicyFirst) return true
  return isTunnelPort(targetPort) || isTunnelPort(sourcePort)
}

function isTunnelPort(port: number): boolean {
  return (
    port === genevePort ||
    port === l2tpPort ||
    port === teredoPort ||
    port === guePort ||
    port === tzspPort ||
    port === vxlanGpePort ||
    port === greInUdpPort ||
    port === capwapPort
  )
}

/** RFC 3378: a version, reserved bits, then an Ethernet frame. */
function readEtherIp(buf: Buffer, view: LinkView): LinkFate {
  if (view.end - view.at < 2 || buf[view.at] !== 0x30) return linkFates.malformed
  view.at += 2
  return readEthernet(buf, view)
}
