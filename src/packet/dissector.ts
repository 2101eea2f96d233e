/**
 * Frames in, TCP and UDP packets out: link layer, IPv4 or IPv6, fragments, tunnels, transport header. A packet in a
 * tunnel is read like any other, with the bounds of the packet around it; the innermost one is handed on. The way of an
 * ordinary packet stands here in one piece; what is rare on it is in the rooms beside.
 *
 * Checksums are not verified. A phone or gateway that captures its own traffic sees what it sends before the network
 * card fills them in (checksum offload), so on sent packets, the ones that matter here, they are often wrong in a sound
 * capture. To drop such packets would be a silent miss. Only where packets contradict each other are checksums asked
 * (packet/checksum.ts).
 *
 * Lengths are believed in this order: what is in the buffer, then IP, then UDP. A length that states more than is there
 * is noted and the packet is read with what is there; one that states less makes the rest a trailer.
 */

import type { AddressWords } from '../core/address.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { natPort } from '../core/ports.ts'
import { beginsWithText } from '../core/signs/leading-text.ts'
import { urgentFlag } from '../core/tcp-flags.ts'
import type { FrameContext, FrameSink } from '../source/types.ts'
import { packetAnomalies } from './anomalies.ts'
import { emptyPacketCounts } from './counts.ts'
import type { AssembledDatagram } from './frame/fragments.ts'
import { fates } from './frame/fates.ts'
import type { Fate } from './frame/fates.ts'
import { FrameAtHand } from './frame/frame-at-hand.ts'
import { FrameTally } from './frame/frame-tally.ts'
import { IncomingFragments } from './frame/incoming-fragments.ts'
import { PartTally } from './frame/part-tally.ts'
import { Trailers } from './frame/trailers.ts'
import { PassedOver } from './ip/passed-over.ts'
import { setLastTarget } from './ip/routing-header.ts'
import {
  encapsulatingSecurityPayload,
  isAlone,
  isPutTogether,
  isTransport,
  protocols,
} from './ip/ip-protocols.ts'
import { eapIdentityName } from './link/eap.ts'
import { hasPlace, setExportedEnds, setExportedPacket } from './link/exported-packet.ts'
import { exportedPduLinkType, readExportedPdu } from './link/exported-pdu.ts'
import { linkLayers } from './link/link-layers.ts'
import { etherTypes, linkFates, LinkView } from './link/link-view.ts'
import type { LinkFate, LinkLayer, LinkPart } from './link/link-view.ts'
import { pktapLinkTypes, readPktapHeader } from './link/pktap.ts'
import { pppLoginName } from './link/ppp-login.ts'
import { probeRequestName } from './link/probe-request.ts'
import { Stations } from './link/stations.ts'
import { isSentAgain, readWlanPayload, wlanIdentity } from './link/wlan.ts'
import { LooseTeller } from './loose-teller.ts'
import { mappedWord } from './set-ends.ts'
import { capwapDtlsFirst, capwapDtlsLead } from './tunnel/capwap.ts'
import { nullEspContent } from './tunnel/esp-null.ts'
import type { TunnelBook } from './tunnel/tunnel-ends.ts'
import { TunnelEntry } from './tunnel/tunnel-entry.ts'
import { ipTunnels, mayBeTunnel, tunnelKinds, udpTunnels } from './tunnel/tunnels.ts'
import { vxlanGroupPolicyFirst } from './tunnel/vxlan.ts'
import { PacketView } from './types.ts'
import type { LooseSink, PacketCounts, PacketSink } from './types.ts'
import { isWholeIpv6 } from './ip/whole-ip.ts'
import { word } from './word.ts'

/** Numbers of the association and of the packet. */
const espHeaderBytes = 8

/** Bytes of the shortest UDP payload that may be a tunnel: its header and an IPv4 header. */
const tunnelBytesMin = 28
/** But for VXLAN's and IPsec, no tunnel over UDP begins with this byte, or a greater one. */
const tunnelFirstEnd = 0x70

export class Dissector implements FrameSink {
  readonly counts: PacketCounts = emptyPacketCounts()
  private readonly sink: PacketSink
  /** Who sent how much over Wi-Fi. */
  readonly stations: Stations = new Stations()
  private readonly view: LinkView = new LinkView()
  /** The packet that is being handed on, and its frame: for who is told of it, and asks what it says. */
  readonly packet: PacketView = new PacketView()
  /** The link layer of the last frame: captures rarely change it. */
  private linkType = -1
  private link: LinkLayer | null = null
  private readonly current: FrameAtHand
  private readonly tally: FrameTally
  private readonly loose: LooseTeller
  private readonly tunnel: TunnelEntry
  private readonly trailers: Trailers
  private readonly fragments: IncomingFragments
  private readonly passedOver: PassedOver

  /** `loose` takes what is counted only otherwise. */
  constructor(sink: PacketSink, anomalies: AnomalyLog, loose: LooseSink | null = null) {
    this.sink = sink
    const { counts, view, packet } = this
    const current = new FrameAtHand(anomalies)
    this.current = current
    this.tally = new FrameTally(counts, current)
    this.loose = new LooseTeller(loose, packet, anomalies)
    this.tunnel = new TunnelEntry(current, view, packet, this.loose)
    this.trailers = new Trailers(current, view, packet, this.loose, this.tunnel)
    this.fragments = new IncomingFragments(counts, anomalies, current, packet, this.loose)
    this.passedOver = new PassedOver(current, packet, this.loose)
  }

  /** The tunnels that packets came through. */
  get tunnels(): TunnelBook {
    return this.tunnel.book
  }

  /** The context of the frame of the packet that is being handed on. */
  get context(): FrameContext | null {
    return this.current.context
  }

  frame(buf: Buffer, start: number, context: FrameContext): void {
    const { counts, view, current, trailers } = this
    const captured = context.capturedLength
    counts.frames++
    counts.frameBytes += captured
    current.context = context
    if (this.fragments.size > 0) this.fragments.expire(context.sec)
    view.at = start
    view.end = start + captured
    view.wireEnd = start + context.wireLength
    view.nesting = 0
    view.macsAt = -1
    view.stationAt = -1
    view.wlanAt = -1
    this.packet.tunnels = 0
    this.packet.buf = buf
    this.packet.frameStart = start
    current.payloadBytes = 0
    trailers.bytes = 0
    trailers.searchedBytes = 0
    const fate = this.readLink(buf, context.linkType)
    if (view.stationAt >= 0) this.stations.saw(buf, view.stationAt)
    if (fate === fates.dissected) {
      if (trailers.bytes > 0) trailers.count(counts)
      counts.dissectedFrames++
      counts.headerBytes += captured - current.payloadBytes
      if (this.packet.tunnels !== 0) this.tally.countTunnels(this.packet.tunnels)
      return
    }
    this.tally.countFrame(fate, captured, this.link !== null || this.linkType === exportedPduLinkType)
    if (fate === fates.other) this.other(current.name, buf, view.at, view.end, context)
  }

  /** Where the MAC addresses of the receiver and, behind it, of the sender stand in the frame at hand; -1 where they are not known. */
  get macsAt(): number {
    return this.view.macsAt
  }

  /** No more frames will come: fragments that still wait are counted as lost. */
  end(): void {
    this.fragments.end()
    this.loose.end()
  }

  /** A frame of a protocol without application data was counted; for who wants to look at it. Bytes `buf[at, end)`. */
  protected other(_name: string, _buf: Buffer, _at: number, _end: number, _context: FrameContext): void {
    // Nothing: what a subclass does.
  }

  private readLink(buf: Buffer, linkType: number): Fate {
    const view = this.view
    if (linkType !== this.linkType) {
      this.linkType = linkType
      this.link = linkLayers.get(linkType) ?? null
    }
    if (this.link === null) {
      if (linkType === pktapLinkTypes.registered || linkType === pktapLinkTypes.user)
        return this.readPktap(buf, linkType)
      if (linkType === exportedPduLinkType) return this.readExported(buf)
      this.current.name = `link type ${linkType}`
      return fates.unsupported
    }
    return this.follow(buf, this.link(buf, view))
  }

  /** Apple's header that names the process (link type 258; 149 in older files), then a frame of another link type. */
  private readPktap(buf: Buffer, linkType: number): Fate {
    const { view, context } = this
    const header = readPktapHeader(buf, view.at, view.end)
    if (header === null || context === null) {
      if (linkType === pktapLinkTypes.registered)
        return this.current.short(packetAnomalies.linkMalformed, view.end, view.wireEnd)
      this.current.name = `link type ${linkType}`
      return fates.unsupported
    }
    if (header.name !== '') context.app = context.apps.ofProcess(header.pid, header.name)
    view.at += header.length
    const fate =
      ++view.nesting > limits.packet.nestingMax ? this.current.tooDeep() : this.readLink(buf, header.linkType)
    context.app = 0
    return fate
  }

  /**
   * A message that was exported: a frame or packet is read like any other, a datagram of UDP and what has its place in a stream
   * of TCP likewise, and of other messages the content is searched.
   */
  private readExported(buf: Buffer): Fate {
    const { view, packet, context } = this
    const found = readExportedPdu(buf, view.at, view.end)
    if (found === null) return this.current.short(packetAnomalies.linkMalformed, view.end, view.wireEnd)
    view.at = found.at
    if (found.linkType >= 0)
      return ++view.nesting > limits.packet.nestingMax
        ? this.current.tooDeep()
        : this.readLink(buf, found.linkType)
    if (context !== null) {
      const { transport, sourcePort, targetPort, protection } = found
      setExportedEnds(packet, found)
      if (hasPlace(found)) {
        setExportedPacket(packet, view, found)
        return this.handOn(transport === protocols.udp, context)
      }
      this.loose.tell(context, transport, buf, view.at, view.end, { sourcePort, targetPort, protection })
    }
    this.current.name = `exported ${/^[\w.-]{1,32}$/.test(found.name) ? found.name : 'message'}`
    return fates.unsupported
  }

  /** Hands on the packet of TCP or UDP whose payload was set. */
  private handOn(isDatagram: boolean, context: FrameContext): Fate {
    const { packet, counts } = this
    const payloadBytes = packet.payloadEnd - packet.payloadStart
    this.current.payloadBytes = payloadBytes
    if (isDatagram) {
      counts.udpPackets++
      counts.udpPayloadBytes += payloadBytes
      this.sink.udp(packet, context)
    } else {
      counts.tcpPackets++
      counts.tcpPayloadBytes += payloadBytes
      this.sink.tcp(packet, context)
    }
    return fates.dissected
  }

  /** Goes on behind a link header, or behind the header of a tunnel. */
  private follow(buf: Buffer, found: LinkFate): Fate {
    const view = this.view
    switch (found) {
      case linkFates.network:
        return view.etherType === etherTypes.ipv4 ? this.readIpv4(buf) : this.readIpv6(buf)
      case linkFates.other:
        this.current.name = view.name
        return fates.other
      case linkFates.unsupported:
        this.current.name = view.name
        if (view.name === eapIdentityName) this.loose.tellIdentity(this.current.context, buf, view)
        else if (view.name === pppLoginName) this.loose.tellLogin(this.current.context, buf, view)
        else if (view.name === probeRequestName) this.loose.tellProbe(this.current.context, buf, view)
        return fates.unsupported
      case linkFates.undecryptable:
        this.current.name = view.name
        return fates.undecryptable
      case linkFates.tooDeep:
        return this.current.tooDeep()
      case linkFates.fragment:
        return this.readWlanFragment(buf)
      case linkFates.parts:
        return this.readParts(buf, view.parts, view.partLayer as LinkLayer)
      case linkFates.damaged:
        this.current.note(packetAnomalies.damagedFrame)
        return fates.malformed
      default:
        return this.current.short(packetAnomalies.linkMalformed, view.end, view.wireEnd)
    }
  }

  /** Several packets or frames in one: it is dissected if any of them is, and the bytes of the others count as what these are. */
  private readParts(buf: Buffer, parts: readonly LinkPart[], layer: LinkLayer): Fate {
    const { view, packet, current, trailers } = this
    const { end, wireEnd } = view
    const { tunnels } = packet
    let allTunnels = tunnels
    const nesting = view.nesting + 1
    if (nesting > limits.packet.nestingMax) return this.current.tooDeep()
    const tally = new PartTally(current)
    for (const part of parts) {
      const partEnd = part.end < end ? part.end : end
      let fate: Fate
      if (part.at < 0) fate = this.current.short(packetAnomalies.linkMalformed, end, wireEnd)
      else {
        view.at = part.at < partEnd ? part.at : partEnd
        view.end = partEnd
        view.wireEnd = part.end
        view.nesting = nesting
        packet.tunnels = tunnels
        this.current.payloadBytes = 0
        const { bytes, searchedBytes } = trailers
        fate = this.follow(buf, layer(buf, view))
        // All bytes of a part that is not read count as what it is.
        if (fate !== fates.dissected) trailers.reset(bytes, searchedBytes)
        allTunnels |= packet.tunnels
      }
      tally.add(fate, (part.at < 0 ? end : partEnd) - part.start)
    }
    packet.tunnels = allTunnels
    return tally.whole(this.tally)
  }

  /** A fragment of a Wi-Fi frame (IEEE 802.11-2020 section 10.4): put together before the packet in it is read. */
  private readWlanFragment(buf: Buffer): Fate {
    const { view, current } = this
    const { at, end } = view
    const { context } = current
    if (context === null) return fates.malformed
    const datagram = this.fragments.ofWlan(context, buf, view)
    if (datagram !== null) {
      const { bytes } = datagram
      view.at = 0
      view.end = bytes.length
      view.wireEnd = bytes.length
      current.isPacketOfItsOwn = true
      this.readAssembled(datagram, () => this.follow(bytes, readWlanPayload(bytes, view)))
    }
    current.payloadBytes = end - at
    return fates.dissected
  }

  /** Reads what was put together from several frames, as if it had come in one. */
  private readAssembled({ bytes, runs }: AssembledDatagram, read: () => Fate): void {
    const { packet, current, tally, trailers } = this
    const { frameStart, pieces, buf } = packet
    packet.buf = bytes
    packet.frameStart = 0
    packet.pieces = runs
    current.payloadBytes = 0
    const { bytes: trailerBytes, searchedBytes } = trailers
    const fate = read()
    if (fate !== fates.dissected) trailers.reset(trailerBytes, searchedBytes)
    // Its frames were counted as dissected when they came; only the bytes are counted by what they turned out to be.
    tally.countBytes(fate, bytes.length - current.payloadBytes)
    tally.noteUnread(fate)
    packet.buf = buf
    packet.frameStart = frameStart
    packet.pieces = pieces
  }

  private readIpv4(buf: Buffer): Fate {
    const { view, packet } = this
    const { at, end } = view
    if (end - at < 20) return this.current.short(packetAnomalies.ipv4Malformed, end, view.wireEnd)
    const first = buf[at] as number
    const headerBytes = (first & 0x0f) * 4
    if (first >> 4 === 6 && isWholeIpv6(buf, at, end, view.wireEnd)) {
      this.current.note(packetAnomalies.otherVersion)
      return this.readIpv6(buf)
    }
    if (first >> 4 !== 4 || headerBytes < 20) {
      this.current.note(packetAnomalies.ipv4Malformed)
      return fates.malformed
    }
    const statedBytes = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
    // 0 stands for a segment that the network card would have cut (TSO): the frame's own length is the true one.
    let wireEnd = statedBytes === 0 ? view.wireEnd : at + statedBytes
    if (wireEnd < at + headerBytes) {
      this.current.note(packetAnomalies.ipv4Malformed)
      return fates.malformed
    }
    if (end < at + headerBytes) return this.current.short(packetAnomalies.ipv4Malformed, end, view.wireEnd)
    if (wireEnd > view.wireEnd) this.current.note(packetAnomalies.lengthExceedsFrame)
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
    const identification = ((buf[at + 4] as number) << 8) | (buf[at + 5] as number)
    packet.identification = identification
    const protocol = buf[at + 9] as number
    if (headerBytes > 20)
      this.loose.tellBeside(this.current.context, protocol, buf, at + 20, at + headerBytes)
    const payloadEnd = wireEnd < end ? wireEnd : end
    if (payloadEnd < end) this.trailers.lookBehind(buf, payloadEnd, end)
    const fragment = ((buf[at + 6] as number) << 8) | (buf[at + 7] as number)
    if ((fragment & 0x3fff) !== 0) {
      if (!isPutTogether(protocol, 4))
        return this.passedOver.fragment(buf, protocol, at + headerBytes, payloadEnd)
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
    if (end - at < 40) return this.current.short(packetAnomalies.ipv6Malformed, end, view.wireEnd)
    if ((buf[at] as number) >> 4 !== 6) {
      this.current.note(packetAnomalies.ipv6Malformed)
      return fates.malformed
    }
    const statedBytes = ((buf[at + 4] as number) << 8) | (buf[at + 5] as number)
    // 0: a jumbogram (RFC 2675), or a segment that the network card would have cut (TSO).
    const wireEnd = statedBytes === 0 ? view.wireEnd : at + 40 + statedBytes
    if (wireEnd > view.wireEnd) this.current.note(packetAnomalies.lengthExceedsFrame)
    this.counts.ipv6Packets++
    packet.family = 6
    packet.identification = 0
    packet.source0 = word(buf, at + 8)
    packet.source1 = word(buf, at + 12)
    packet.source2 = word(buf, at + 16)
    packet.source3 = word(buf, at + 20)
    packet.target0 = word(buf, at + 24)
    packet.target1 = word(buf, at + 28)
    packet.target2 = word(buf, at + 32)
    packet.target3 = word(buf, at + 36)
    const payloadEnd = wireEnd < end ? wireEnd : end
    if (payloadEnd < end) this.trailers.lookBehind(buf, payloadEnd, end)
    return this.readUpper(buf, buf[at + 6] as number, at + 40, payloadEnd, wireEnd)
  }

  /** What IP carries, behind any extension headers (RFC 8200 section 4; AH, RFC 4302, also in IPv4). */
  private readUpper(buf: Buffer, protocol: number, start: number, end: number, wireEnd: number): Fate {
    let next = protocol
    let at = start
    for (;;) {
      if (next === protocols.tcp) return this.readTcp(buf, at, end, wireEnd)
      if (next === protocols.udp) return this.readUdp(buf, at, end, wireEnd)
      if (!isTransport(next, this.packet.family) || isAlone(buf, next, at, end))
        return this.readTunnel(buf, next, at, end, wireEnd)
      if (++this.view.nesting > limits.packet.nestingMax) return this.current.tooDeep()
      if (end - at < 8) return this.current.short(packetAnomalies.ipv6Malformed, end, wireEnd)
      const following = buf[at] as number
      if (next === protocols.fragment) {
        const field = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
        // An atomic fragment (RFC 6946) is a whole datagram.
        if ((field & 0xfff9) !== 0) {
          if (!isPutTogether(following, 6)) return this.passedOver.fragment(buf, following, at + 8, end)
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
          this.current.note(packetAnomalies.ipv6Malformed)
          return fates.malformed
        }
        if (length > end - at) return this.current.short(packetAnomalies.ipv6Malformed, end, wireEnd)
        if (next === protocols.routing) setLastTarget(this.packet, buf, at, length)
        if (length > 8 && next !== protocols.authentication)
          this.loose.tellBeside(this.current.context, protocol, buf, at + 2, at + length)
        at += length
      }
      next = following
    }
  }

  /** What IP carries that is neither transport nor a header before one: a packet in a packet, or nothing to read. */
  private readTunnel(buf: Buffer, protocol: number, at: number, end: number, wireEnd: number): Fate {
    if (protocol === encapsulatingSecurityPayload) return this.readEsp(buf, at, end, wireEnd)
    const tunnel = ipTunnels.get(protocol)
    if (tunnel === undefined) return this.passedOver.message(buf, protocol, at, end)
    if (!this.tunnel.enter(tunnel.kind, at, end, wireEnd)) return this.current.tooDeep()
    const ends = this.tunnel.last
    const packets = this.ipPackets
    const fate = this.follow(buf, tunnel.read(buf, this.view))
    return packets === this.ipPackets ? this.tunnel.fateOf(fate, ends, protocol, 0, buf, at, end) : fate
  }

  private get ipPackets(): number {
    return this.counts.ipv4Packets + this.counts.ipv6Packets
  }

  /** IPsec, which is read where it encrypts nothing. That shows only in a packet that is whole. */
  private readEsp(buf: Buffer, at: number, end: number, wireEnd: number): Fate {
    const { packet } = this
    const source: AddressWords = [packet.source0, packet.source1, packet.source2, packet.source3]
    const target: AddressWords = [packet.target0, packet.target1, packet.target2, packet.target3]
    const content = end < wireEnd ? null : nullEspContent(buf, at, end, source, target)
    if (content === null) {
      this.current.name = 'esp'
      if (!beginsWithText(buf, at + espHeaderBytes, end)) return fates.undecryptable
      this.loose.tell(this.current.context, encapsulatingSecurityPayload, buf, at + espHeaderBytes, end)
      return fates.unsupported
    }
    return this.tunnel.enter(tunnelKinds.espNull, content.start, content.end, content.end)
      ? this.readUpper(buf, content.protocol, content.start, content.end, content.end)
      : this.current.tooDeep()
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
    const { packet, current } = this
    const { context } = current
    if ((packet.pieces !== null && !current.isPacketOfItsOwn) || context === null) {
      current.name = 'fragment in fragment'
      return fates.unsupported
    }
    const datagram = this.fragments.ofIp(
      context,
      buf,
      protocol,
      identification,
      offset,
      hasMore,
      start,
      end,
      wireEnd,
    )
    if (datagram !== null) {
      const { bytes } = datagram
      current.isPacketOfItsOwn = false
      this.readAssembled(datagram, () =>
        this.readUpper(bytes, datagram.protocol, 0, bytes.length, bytes.length),
      )
    }
    current.payloadBytes = end - start
    return fates.dissected
  }

  /** A tunnel over UDP; null where this is ordinary payload. */
  private readUdpTunnel(buf: Buffer, start: number, end: number, wireEnd: number): Fate | null {
    const { sourcePort, targetPort } = this.packet
    for (const { kind, find, read } of udpTunnels) {
      const inner = find(buf, start, end, wireEnd, sourcePort, targetPort)
      if (inner < 0) continue
      if (!this.tunnel.enter(kind, inner, end, wireEnd, targetPort)) return this.current.tooDeep()
      const ends = this.tunnel.last
      const packets = this.ipPackets
      const fate = this.follow(buf, read(buf, this.view))
      return packets === this.ipPackets
        ? this.tunnel.fateOf(fate, ends, protocols.udp, sourcePort, buf, start, end)
        : fate
    }
    return null
  }

  private readTcp(buf: Buffer, at: number, end: number, wireEnd: number): Fate {
    if (end - at < 20) return this.current.short(packetAnomalies.tcpMalformed, end, wireEnd)
    const packet = this.packet
    const headerBytes = ((buf[at + 12] as number) >> 4) * 4
    if (headerBytes < 20 || headerBytes > wireEnd - at) {
      this.current.note(packetAnomalies.tcpMalformed)
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
    this.current.payloadBytes = payloadBytes
    if ((packet.tcpFlags & urgentFlag) !== 0 && payloadBytes > 0) this.current.note(packetAnomalies.urgent)
    const isUsual = headerBytes === 20 || (headerBytes === 32 && isTimestamp(buf, at + 20))
    if (!isUsual && payloadStart === start)
      this.loose.tellTcpOptions(this.current.context, buf, at + 20, start)
    this.counts.tcpPackets++
    this.counts.tcpPayloadBytes += payloadBytes
    this.sink.tcp(packet, this.current.context as FrameContext)
    return fates.dissected
  }

  private readUdp(buf: Buffer, at: number, end: number, wireEnd: number): Fate {
    if (end - at < 8) return this.current.short(packetAnomalies.udpMalformed, end, wireEnd)
    const packet = this.packet
    const statedBytes = ((buf[at + 4] as number) << 8) | (buf[at + 5] as number)
    let datagramEnd = wireEnd
    // 0 stands for "up to the end of the packet" (RFC 2675 section 4).
    if (statedBytes !== 0) {
      if (statedBytes < 8) {
        this.current.note(packetAnomalies.udpMalformed)
        return fates.malformed
      }
      if (statedBytes > wireEnd - at) this.current.note(packetAnomalies.udpLengthExceeds)
      else datagramEnd = at + statedBytes
    }
    packet.sourcePort = ((buf[at] as number) << 8) | (buf[at + 1] as number)
    packet.targetPort = ((buf[at + 2] as number) << 8) | (buf[at + 3] as number)
    const payloadEnd = datagramEnd < end ? datagramEnd : end
    if (payloadEnd < end) this.trailers.lookBehindDatagram(buf, payloadEnd, end)
    packet.payloadStart = at + 8
    packet.payloadEnd = payloadEnd
    packet.payloadCutBytes = datagramEnd - payloadEnd
    packet.tcpFlags = 0
    const { wlanAt } = this.view
    packet.wlanFrame = 0
    if (wlanAt >= 0 && packet.pieces === null) {
      packet.wlanFrame = wlanIdentity(buf, wlanAt)
      packet.isSentAgain = isSentAgain(buf, wlanAt)
    }
    packet.udpChecksum = ((buf[at + 6] as number) << 8) | (buf[at + 7] as number)
    let payloadBytes = payloadEnd - at - 8
    if (payloadBytes >= tunnelBytesMin) {
      const first = buf[at + 8] as number
      if (
        (first < tunnelFirstEnd ||
          first === vxlanGroupPolicyFirst ||
          packet.sourcePort === natPort ||
          packet.targetPort === natPort) &&
        mayBeTunnel(first, buf, at + 8, datagramEnd, packet.sourcePort, packet.targetPort)
      ) {
        const fate = this.readUdpTunnel(buf, at + 8, payloadEnd, datagramEnd)
        if (fate !== null) return fate
      }
      if (first === capwapDtlsFirst) {
        const lead = capwapDtlsLead(buf, at + 8, payloadEnd, packet.sourcePort, packet.targetPort)
        packet.payloadStart += lead
        payloadBytes -= lead
      }
    }
    this.current.payloadBytes = payloadBytes
    this.counts.udpPackets++
    this.counts.udpPayloadBytes += payloadBytes
    this.sink.udp(packet, this.current.context as FrameContext)
    return fates.dissected
  }
}

/** What nearly all segments have: two fills, then times. */
function isTimestamp(buf: Buffer, at: number): boolean {
  return buf[at] === 1 && buf[at + 1] === 1 && buf[at + 2] === 8
}
