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
  /** For a datagram assembled from fragments: from positions in `buf` (0-based) to frames; else null. */
  pieces: RunMap | null = null
}

/** Takes packets, with the frame's context; everything is valid during the call only. */
export interface PacketSink {
  tcp(packet: PacketView, context: FrameContext): void
  udp(packet: PacketView, context: FrameContext): void
}

/**
 * What the packet layer counted: frames by fate (their sum is `frames`) and captured bytes by fate (their sum is
 * `frameBytes`).
 */
export interface PacketCounts {
  frames: number
  frameBytes: number
  /** Frames that gave a TCP or UDP packet, or a fragment of one. */
  dissectedFrames: number
  /** Frames of protocols that carry no application data here: ARP, ICMP, IGMP, EAPOL, LLDP, STP… by name. */
  otherFrames: Map<string, number>
  /** Frames of a link type or protocol that is not read, by name (`link type 147`, `ethertype 0x88cc`). */
  unsupportedFrames: Map<string, number>
  /** Frames whose headers lie or are cut. */
  malformedFrames: number
  /** Bytes of link, network and transport headers, padding and trailers of dissected frames. */
  headerBytes: number
  tcpPayloadBytes: number
  udpPayloadBytes: number
  otherBytes: number
  unsupportedBytes: number
  malformedBytes: number
  /** Fragment payload bytes: those that went into assembled datagrams (and are then counted as payload of these), and those that did not. */
  fragmentBytesAssembled: number
  fragmentBytesLost: number
  tcpPackets: number
  udpPackets: number
  ipv4Packets: number
  ipv6Packets: number
}
