import type { AddressWords } from '../core/address.ts'
import type { Protection } from '../core/protection.ts'
import type { RunMap } from '../core/origin.ts'
import type { FrameContext } from '../source/types.ts'

/**
 * The decoded headers of the packet being handed on: one mutable object, reused. Addresses are four 32-bit words
 * (as signed integers, so that V8 keeps them small) in network order; an IPv4 address is held as ::ffff:a.b.c.d.
 * All lengths were checked before it is handed on: payloadStart <= payloadEnd <= bytes captured.
 */
export class PacketView {
  /** The bytes that `payloadStart` points into: the read buffer, or the assembled datagram of a fragmented packet. */
  buf: Buffer = Buffer.alloc(0)
  /** Where the frame starts in `buf`. For an assembled datagram see `pieces`. */
  frameStart = 0
  family: 4 | 6 = 4
  source0 = 0
  source1 = 0
  source2 = 0
  source3 = 0
  target0 = 0
  target1 = 0
  target2 = 0
  target3 = 0
  sourcePort = 0
  targetPort = 0
  payloadStart = 0
  payloadEnd = 0
  /** Payload bytes that were on the wire behind `payloadEnd` but not captured (snapshot length). */
  payloadCutBytes = 0
  /** TCP only. Sequence numbers as signed 32-bit integers. */
  tcpSequence = 0
  tcpAcknowledgement = 0
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
  tcpFlags = 0
  /** IPv4 only: the number of the packet that the datagram came in. */
  identification = 0
  /** UDP only: the checksum of the datagram; 0 where it has none. */
  udpChecksum = 0
  /** UDP only: what the Wi-Fi frame that it came in has in common with one that is sent again; 0 where it came in none. */
  wlanFrame = 0
  /** Whether that frame says that it was sent before. */
  isSentAgain = false
  /** For a datagram assembled from fragments: from positions in `buf` (0-based) to frames; else null. */
  pieces: RunMap | null = null
  /** Kinds of tunnels that the packet came through, as bits (see tunnel/tunnels.ts); 0 for none. */
  tunnels = 0
}

/** Takes packets, with the frame's context; everything is valid during the call only. */
export interface PacketSink {
  tcp(packet: PacketView, context: FrameContext): void
  udp(packet: PacketView, context: FrameContext): void
}

/** In the place of a number of IP: that of fragments whose first one, which would have said it, never came. */
export const unknownProtocol = -1

/** In the place of a number of IP: answers of EAP, between addresses made of those of the link. */
export const eapProtocol = -2

/** In the place of a number of IP: names that a phone calls out by 802.11. */
export const probeProtocol = -3

/** In the place of a number of IP: what a user says over PPP to be let in. */
export const pppProtocol = -4

/**
 * Bytes that IP carried between two addresses and that no transport hands on: what ICMP carries of its sender, a transport
 * that is not read, options in headers, what stands behind a datagram of UDP, fragments whose datagram never came whole; and
 * answers of EAP that say who asks, logins of PPP, and names that a phone calls out over the air.
 */
export interface LooseBytes {
  readonly buf: Buffer
  readonly start: number
  readonly end: number
  /** From positions counted from `start` to frames. */
  readonly runs: RunMap
  /** The named values in it, where it is a message of such. */
  readonly fields?: readonly { readonly name: string; readonly start: number; readonly end: number }[]
  /** Number of the IP protocol, `unknownProtocol`, `eapProtocol`, `probeProtocol` or `pppProtocol`. */
  readonly protocol: number
  /** It is an answer by what its header says (echo reply). */
  readonly isAnswer: boolean
  /** How it travelled, where the capture holds it as who had the keys exported it. */
  readonly protection: Protection
  readonly source: AddressWords
  readonly target: AddressWords
  /** 0 where there are none, or they are not known. */
  readonly sourcePort: number
  readonly targetPort: number
  readonly frame: number
  readonly sec: number
  readonly nsec: number
  /** As in the frame's context. */
  readonly app: number
}

/** Takes loose bytes; everything is valid during the call only. They stay counted as what the packet layer says they are. */
export interface LooseSink {
  loose(bytes: LooseBytes): void
}

/**
 * What the packet layer counted: frames by fate and captured bytes by fate. `packetBalance` in packet/counts.ts states
 * both sums:
 *
 * frames = dissected + other + unsupported + undecryptable + malformed
 * frameBytes = header + tcpPayload + udpPayload + other + unsupported + undecryptable + malformed + fragmentBytesHeld
 *   + fragmentBytesLost + fragmentBytesTwice
 *
 * A frame with an IP fragment is dissected, whatever becomes of its datagram. Its link and IP headers are header bytes;
 * its payload is held, then either lost, known already or, when the datagram is whole, counted as what the datagram is: a transport
 * header and payload, or other, unsupported or malformed bytes. `fragmentBytesAssembled` says how many bytes took that
 * way; it is not part of the sum. After `end` none are held, and the sum does without them.
 *
 * Of a packet in tunnels, the innermost decides: its TCP or UDP payload is payload, all headers around it, those of the
 * tunnels too, are header bytes. Where one frame carries several packets (A-MSDU of 802.11) it is dissected if any of
 * them was, and the bytes of the others are counted as what these are.
 */
export interface PacketCounts {
  frames: number
  frameBytes: number
  /** Frames that gave a TCP or UDP packet, or a fragment of one. */
  dissectedFrames: number
  /** Frames of protocols that carry no application data here: ARP, ICMP, IGMP, EAPOL, LLDP, STP… by name. */
  otherFrames: Map<string, number>
  /** Frames of a link type or protocol that is not read, by name (`link type 147`, `ethertype 0x88e5`). */
  unsupportedFrames: Map<string, number>
  /** Frames whose content is encrypted below TCP and UDP, by name: protected Wi-Fi, IPsec, MACsec. Nothing in them was read. */
  undecryptableFrames: Map<string, number>
  /** Frames whose headers lie or are cut. */
  malformedFrames: number
  /** Bytes of link, network and transport headers, padding and trailers of dissected frames. */
  headerBytes: number
  tcpPayloadBytes: number
  udpPayloadBytes: number
  otherBytes: number
  unsupportedBytes: number
  undecryptableBytes: number
  malformedBytes: number
  /** Fragment payload bytes that wait for the rest of their datagrams. */
  fragmentBytesHeld: number
  /** Fragment payload bytes that went into assembled datagrams (and are counted as what these are), and those that did not. */
  fragmentBytesAssembled: number
  fragmentBytesLost: number
  /** The same bytes as came before for their place. */
  fragmentBytesTwice: number
  /** Packets handed on; a datagram of several fragments is one. */
  tcpPackets: number
  udpPackets: number
  /** Frames dissected that came through a tunnel, by its name; one that came through two counts for both. In no sum. */
  tunnelledFrames: Map<string, number>
  /** IP headers read, those of fragments and of tunnels too. */
  ipv4Packets: number
  ipv6Packets: number
}
