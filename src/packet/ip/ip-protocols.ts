import { ipTunnels } from '../tunnel/tunnels.ts'

/** Numbers of the protocols that are read, and of headers in front of them (IANA’s register). */
export const protocols = {
  hopByHop: 0,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  authentication: 51,
  none: 59,
  destination: 60,
  mobility: 135,
  hostIdentity: 139,
  multihoming: 140,
} as const

/** IP protocols that carry no application data that could be read here. */
export const otherProtocols: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [46, 'rsvp'],
  [58, 'icmpv6'],
  [59, 'no next header'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [103, 'pim'],
  [112, 'vrrp'],
  [protocols.mobility, 'mobility header'],
])

/** Of these what routers say to each other, and groups are joined with: it goes no further than the next router. */
export const routerProtocols: ReadonlySet<number> = new Set([2, 46, 88, 89, 103, 112])

/**
 * Types of ICMP and ICMPv6 messages that carry nothing of their sender: errors, which quote a packet, and control. What
 * others carry (echo: whatever the sender likes) is not read.
 */
export const controlTypes: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [1, new Set([3, 4, 5, 9, 10, 11, 12, 13, 14, 17, 18])],
  [58, new Set([1, 2, 3, 4, 130, 131, 132, 133, 134, 135, 136, 137, 141, 142, 143, 151, 152, 153])],
])

/** How long those control messages of ICMP are that have one length (RFC 792, 950, 1256): nothing stands behind that. */
export const controlBytes: ReadonlyMap<number, number> = new Map([
  [10, 8],
  [13, 20],
  [14, 20],
  [17, 12],
  [18, 12],
])

/** IPsec (RFC 4303): what it carries is encrypted, nearly always. */
export const encapsulatingSecurityPayload = 50

/** What fragments are put together for: all that is read. */
export function isPutTogether(protocol: number, family: 4 | 6): boolean {
  return isTransport(protocol, family) || protocol === encapsulatingSecurityPayload || ipTunnels.has(protocol)
}

/** TCP, UDP, and headers that one of them may follow. */
export function isTransport(protocol: number, family: 4 | 6): boolean {
  switch (protocol) {
    case protocols.tcp:
    case protocols.udp:
    case protocols.authentication:
      return true
    case protocols.hopByHop:
    case protocols.routing:
    case protocols.destination:
    case protocols.fragment:
    case protocols.mobility:
    case protocols.hostIdentity:
    case protocols.multihoming:
      return family === 6
    default:
      return false
  }
}

/** A header that may stand before a transport, and mostly is all that there is. */
export function isAlone(buf: Buffer, protocol: number, at: number, end: number): boolean {
  if (protocol < protocols.mobility) return false
  return end - at < 8 || buf[at] === protocols.none
}
