/**
 * Frames in, TCP and UDP packets out: link layer, IPv4 or IPv6, fragments, transport header.
 *
 * Checksums are not verified. A phone or gateway that captures its own traffic sees what it sends before the network
 * card fills them in (checksum offload), so on sent packets, the ones that matter here, they are often wrong in a sound
 * capture. To drop such packets would be a silent miss.
 *
 * Lengths are believed in this order: what is in the buffer, then IP, then UDP. A length that states more than is there
 * is noted and the packet is read with what is there; one that states less makes the rest a trailer.
 */

import { limits } from '../core/limits.ts'
import { packetAnomalies } from './anomalies.ts'
import { emptyPacketCounts } from './counts.ts'
import { FragmentTable } from './fragments.ts'
import { linkLayers } from './link/link-layers.ts'
import { etherTypes, linkFates, LinkView } from './link/link-view.ts'
import { PacketView } from './types.ts'
import type { AnomalyCode, AnomalyLog } from '../core/anomaly.ts'
import type { FrameContext, FrameSink } from '../source/types.ts'
import type { LinkLayer } from './link/link-view.ts'
import type { PacketCounts, PacketSink } from './types.ts'

/** What became of a frame, or of a datagram put together from several. */
const fates = { dissected: 0, other: 1, unsupported: 2, malformed: 3 } as const
type Fate = (typeof fates)[keyof typeof fates]

/** The third word of an IPv4 address held as ::ffff:a.b.c.d. */
const mappedWord = 0x0000_ffff

const protocols = {
  hopByHop: 0,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destination: 60,
} as const

/** IP protocols that carry no application data that could be read here. */
const otherProtocols: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [46, 'rsvp'],
  [50, 'esp'],
  [58, 'icmpv6'],
  [59, 'no next header'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [103, 'pim'],
  [112, 'vrrp'],
  [135, 'mobility header'],
])

/** Frames beyond `limits.packet.namesMax` kinds are counted under this name. */
const restName = 'others'

export class Dissector implements FrameSink {
  readonly counts: PacketCounts = emptyPacketCounts()
  private readonly sink: PacketSink
  private readonly anomalies: AnomalyLog
  private readonly fragments: FragmentTable
  private readonly view: LinkView = new LinkView()
  private readonly packet: PacketView = new PacketView()
  private context: FrameContext | null = null
  /** The link layer of the last frame: captures rarely change it. */
  private linkType = -1
  private link: LinkLayer | null = null
  /** Set beside a fate: the name to count by, and how many bytes were counted already (payload, fragment). */
  private fateName = ''
  private payloadBytes = 0

  constructor(sink: PacketSink, anomalies: AnomalyLog) {
    this.sink = sink
    this.anomalies = anomalies
    this.fragments = new FragmentTable(this.counts, anomalies)
  }

  frame(buf: Buffer, start: number, context: FrameContext): void {
    const { counts, view } = this
    const captured = context.capturedLength
    counts.frames++
    counts.frameBytes += captured
    this.context = context
    if (this.fragments.size > 0) this.fragments.expire(context.sec)
    view.at = start
    view.end = start + captured
    view.wireEnd = start + context.wireLength
    view.nesting = 0
    this.packet.buf = buf
    this.packet.frameStart = start
    this.payloadBytes = 0
    const fate = this.readLink(buf, context.linkType)
    if (fate === fates.dissected) {
      counts.dissectedFrames++
      counts.headerBytes += captured - this.payloadBytes
      return
    }
    this.countBytes(fate, captured)
    if (fate === fates.malformed) counts.malformedFrames++
    else this.countFrame(fate === fates.other ? counts.otherFrames : counts.unsupportedFrames)
  }

  /** No more frames will come: fragments that still wait are counted as lost. */
  end(): void {
    this.fragments.end()
  }

  private countBytes(fate: Fate, bytes: number): void {
    const counts = this.counts
    if (fate === fates.dissected) counts.headerBytes += bytes
    else if (fate === fates.other) counts.otherBytes += bytes
    else if (fate === fates.unsupported) counts.unsupportedBytes += bytes
    else counts.malformedBytes += bytes
  }

  private countFrame(frames: Map<string, number>): void {
    const count = frames.get(this.fateName)
    if (count !== undefined) {
      frames.set(this.fateName, count + 1)
      return
    }
    if (frames.size >= limits.packet.namesMax) {
      const rest = frames.get(restName) ?? 0
      if (rest === 0) this.note(packetAnomalies.names)
      frames.set(restName, rest + 1)
      return
    }
    frames.set(this.fateName, 1)
    if (frames !== this.counts.unsupportedFrames) return
    // Once for each name: the exact number of frames is in the counts.
    this.note(
      this.link === null ? packetAnomalies.unknownLinkType : packetAnomalies.unsupportedProtocol,
      this.fateName,
    )
  }

  private note(code: AnomalyCode, detail = ''): void {
    this.anomalies.note(code, this.context?.number ?? 0, detail)
  }

  /** Headers that are not all there: the capture's fault where the frame was longer on the wire, else the sender's. */
  private short(code: AnomalyCode, end: number, wireEnd: number): Fate {
    this.note(wireEnd > end ? packetAnomalies.headerCut : code)
    return fates.malformed
  }

  private readLink(buf: Buffer, linkType: number): Fate {
    const view = this.view
    if (linkType !== this.linkType) {
      this.linkType = linkType
      this.link = linkLayers.get(linkType) ?? null
    }
    if (this.link === null) {
      this.fateName = `link type ${linkType}`
      return fates.unsupported
    }
    switch (this.link(buf, view)) {
      case linkFates.network:
        return view.etherType === etherTypes.ipv4 ? this.readIpv4(buf) : this.readIpv6(buf)
      case linkFates.other:
        this.fateName = view.name
        return fates.other
      case linkFates.unsupported:
        this.fateName = view.name
        return fates.unsupported
      case linkFates.tooDeep:
        return this.tooDeep()
      default:
        return this.short(packetAnomalies.linkMalformed, view.end, view.wireEnd)
    }
  }

  private tooDeep(): Fate {
    this.note(packetAnomalies.nesting)
    this.fateName = 'nested headers'
    return fates.unsupported
  }

  private readIpv4(buf: Buffer): Fate {
    const { view, packet } = this
    const { at, end } = view
    if (end - at < 20) return this.short(packetAnomalies.ipv4Malformed, end, view.wireEnd)
    const first = buf[at] as number
    const headerBytes = (first & 0x0f) * 4
    if (first >> 4 !== 4 || headerBytes < 20) {
      this.note(packetAnomalies.ipv4Malformed)
      return fates.malformed
    }
    const statedBytes = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
    // 0 stands for a segment that the network card would have cut (TSO): the frame's own length is the true one.
    let wireEnd = statedBytes === 0 ? view.wireEnd : at + statedBytes
    if (wireEnd < at + headerBytes) {
      this.note(packetAnomalies.ipv4Malformed)
      return fates.malformed
    }
    if (end < at + headerBytes) return this.short(packetAnomalies.ipv4Malformed, end, view.wireEnd)
    if (wireEnd > view.wireEnd) this.note(packetAnomalies.lengthExceedsFrame)
    this.counts.ipv4Packets++
    packet.family = 4
    packet.source0 = 0
    packet.source1 = 0
    packet.source2 = mappedWord
    packet.source3 = word(buf, at + 12)
    packet.target0 = 0
    packet.target1 = 0
    packet.target2 = mappedWord
    packet.target3 = word(buf, at + 16)
    const protocol = buf[at + 9] as number
    const payloadEnd = wireEnd < end ? wireEnd : end
    const fragment = ((buf[at + 6] as number) << 8) | (buf[at + 7] as number)
    if ((fragment & 0x3fff) !== 0) {
      const identification = ((buf[at + 4] as number) << 8) | (buf[at + 5] as number)
      if (!isTransport(protocol, 4)) return this.nameProtocol(protocol)
      return this.readFragment(
        buf,
        protocol,
        (protocol << 16) | identification,
        (fragment & 0x1fff) * 8,
        (fragment & 0x2000) !== 0,
        at + headerBytes,
        payloadEnd,
        wireEnd,
      )
    }
    return this.readUpper(buf, protocol, at + headerBytes, payloadEnd, wireEnd)
  }

  private readIpv6(buf: Buffer): Fate {
    const { view, packet } = this
    const { at, end } = view
    if (end - at < 40) return this.short(packetAnomalies.ipv6Malformed, end, view.wireEnd)
    if ((buf[at] as number) >> 4 !== 6) {
      this.note(packetAnomalies.ipv6Malformed)
      return fates.malformed
    }
    const statedBytes = ((buf[at + 4] as number) << 8) | (buf[at + 5] as number)
    // 0: a jumbogram (RFC 2675), or a segment that the network card would have cut (TSO).
    const wireEnd = statedBytes === 0 ? view.wireEnd : at + 40 + statedBytes
    if (wireEnd > view.wireEnd) this.note(packetAnomalies.lengthExceedsFrame)
    this.counts.ipv6Packets++
    packet.family = 6
    packet.source0 = word(buf, at + 8)
    packet.source1 = word(buf, at + 12)
    packet.source2 = word(buf, at + 16)
    packet.source3 = word(buf, at + 20)
    packet.target0 = word(buf, at + 24)
    packet.target1 = word(buf, at + 28)
    packet.target2 = word(buf, at + 32)
    packet.target3 = word(buf, at + 36)
    return this.readUpper(buf, buf[at + 6] as number, at + 40, wireEnd < end ? wireEnd : end, wireEnd)
  }

  /** What IP carries, behind any extension headers (RFC 8200 section 4; AH, RFC 4302, also in IPv4). */
  private readUpper(buf: Buffer, protocol: number, start: number, end: number, wireEnd: number): Fate {
    let next = protocol
    let at = start
    for (;;) {
      if (next === protocols.tcp) return this.readTcp(buf, at, end, wireEnd)
      if (next === protocols.udp) return this.readUdp(buf, at, end, wireEnd)
      if (!isTransport(next, this.packet.family)) return this.nameProtocol(next)
      if (++this.view.nesting > limits.packet.nestingMax) return this.tooDeep()
      if (end - at < 8) return this.short(packetAnomalies.ipv6Malformed, end, wireEnd)
      const following = buf[at] as number
      if (next === protocols.fragment) {
        const field = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
        // An atomic fragment (RFC 6946) is a whole datagram.
        if ((field & 0xfff9) !== 0) {
          if (!isTransport(following, 6)) return this.nameProtocol(following)
          const identification = word(buf, at + 4)
          const offset = field & 0xfff8
          const hasMore = (field & 1) !== 0
          return this.readFragment(buf, following, identification, offset, hasMore, at + 8, end, wireEnd)
        }
        at += 8
      } else {
        const units = buf[at + 1] as number
        const length = next === protocols.authentication ? (units + 2) * 4 : (units + 1) * 8
        if (length > wireEnd - at) {
          this.note(packetAnomalies.ipv6Malformed)
          return fates.malformed
        }
        if (length > end - at) return this.short(packetAnomalies.ipv6Malformed, end, wireEnd)
        at += length
      }
      next = following
    }
  }

  private nameProtocol(protocol: number): Fate {
    const name = otherProtocols.get(protocol)
    if (name !== undefined) {
      this.fateName = name
      return fates.other
    }
    this.fateName = `ip protocol ${protocol}`
    return fates.unsupported
  }

  private readFragment(
    buf: Buffer,
    protocol: number,
    identification: number,
    offset: number,
    hasMore: boolean,
    start: number,
    end: number,
    wireEnd: number,
  ): Fate {
    const { packet, context } = this
    if (packet.pieces !== null || context === null) {
      this.fateName = 'fragment in fragment'
      return fates.unsupported
    }
    if (wireEnd > end) {
      this.note(packetAnomalies.fragmentCut)
      this.counts.fragmentBytesLost += end - start
      this.payloadBytes = end - start
      return fates.dissected
    }
    const source = `${packet.source0},${packet.source1},${packet.source2},${packet.source3}`
    const target = `${packet.target0},${packet.target1},${packet.target2},${packet.target3}`
    const datagram = this.fragments.add(
      `${source},${target},${identification}`,
      protocol,
      offset,
      hasMore,
      buf,
      start,
      end,
      context.number,
      start - packet.frameStart,
      context.sec,
    )
    if (datagram !== null) {
      const { bytes } = datagram
      packet.buf = bytes
      packet.frameStart = 0
      packet.pieces = datagram.runs
      this.payloadBytes = 0
      const fate = this.readUpper(bytes, datagram.protocol, 0, bytes.length, bytes.length)
      // Its frames were counted as dissected when they came; only the bytes are counted by what they turned out to be.
      this.countBytes(fate, bytes.length - this.payloadBytes)
      if (fate === fates.unsupported) this.note(packetAnomalies.unsupportedProtocol, this.fateName)
      packet.pieces = null
    }
    this.payloadBytes = end - start
    return fates.dissected
  }

  private readTcp(buf: Buffer, at: number, end: number, wireEnd: number): Fate {
    if (end - at < 20) return this.short(packetAnomalies.tcpMalformed, end, wireEnd)
    const packet = this.packet
    const headerBytes = ((buf[at + 12] as number) >> 4) * 4
    if (headerBytes < 20 || headerBytes > wireEnd - at) {
      this.note(packetAnomalies.tcpMalformed)
      return fates.malformed
    }
    packet.sourcePort = ((buf[at] as number) << 8) | (buf[at + 1] as number)
    packet.targetPort = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
    packet.tcpSequence = word(buf, at + 4)
    packet.tcpAcknowledgement = word(buf, at + 8)
    packet.tcpFlags = (buf[at + 13] as number) & 0x3f
    // The capture may have cut the options: then all of the payload is cut.
    const start = at + headerBytes
    const payloadStart = start < end ? start : end
    packet.payloadStart = payloadStart
    packet.payloadEnd = end
    packet.payloadCutBytes = wireEnd - (start < end ? end : start)
    const payloadBytes = end - payloadStart
    this.payloadBytes = payloadBytes
    this.counts.tcpPackets++
    this.counts.tcpPayloadBytes += payloadBytes
    this.sink.tcp(packet, this.context as FrameContext)
    return fates.dissected
  }

  private readUdp(buf: Buffer, at: number, end: number, wireEnd: number): Fate {
    if (end - at < 8) return this.short(packetAnomalies.udpMalformed, end, wireEnd)
    const packet = this.packet
    const statedBytes = ((buf[at + 4] as number) << 8) | (buf[at + 5] as number)
    let datagramEnd = wireEnd
    // 0 stands for "up to the end of the packet" (RFC 2675 section 4).
    if (statedBytes !== 0) {
      if (statedBytes < 8) {
        this.note(packetAnomalies.udpMalformed)
        return fates.malformed
      }
      if (statedBytes > wireEnd - at) this.note(packetAnomalies.udpLengthExceeds)
      else datagramEnd = at + statedBytes
    }
    packet.sourcePort = ((buf[at] as number) << 8) | (buf[at + 1] as number)
    packet.targetPort = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
    const payloadEnd = datagramEnd < end ? datagramEnd : end
    packet.payloadStart = at + 8
    packet.payloadEnd = payloadEnd
    packet.payloadCutBytes = datagramEnd - payloadEnd
    packet.tcpFlags = 0
    const payloadBytes = payloadEnd - at - 8
    this.payloadBytes = payloadBytes
    this.counts.udpPackets++
    this.counts.udpPayloadBytes += payloadBytes
    this.sink.udp(packet, this.context as FrameContext)
    return fates.dissected
  }
}

/** TCP, UDP, and headers that one of them may follow. */
function isTransport(protocol: number, family: 4 | 6): boolean {
  switch (protocol) {
    case protocols.tcp:
    case protocols.udp:
    case protocols.authentication:
      return true
    case protocols.hopByHop:
    case protocols.routing:
    case protocols.destination:
    case protocols.fragment:
      return family === 6
    default:
      return false
  }
}

/** Signed 32-bit word in network order; the caller has checked that it is there. */
function word(buf: Buffer, at: number): number {
  return (
    ((buf[at] as number) << 24) |
    ((buf[at + 1] as number) << 16) |
    ((buf[at + 2] as number) << 8) |
    (buf[at + 3] as number)
  )
}
