import type { AddressWords } from '../core/address.ts'
import { RunMap } from '../core/origin.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import { packetAnomalies } from './anomalies.ts'
import type { LostPiece } from './frame/fragments.ts'
import { allOnLink, eapIdentity, isAnonymous, linkLocal, nobody, unknownOnLink } from './link/eap.ts'
import { loginFields } from './link/ppp-login.ts'
import type { LinkView } from './link/link-view.ts'
import { probeFields } from './link/probe-request.ts'
import { sctpProtocol, SctpReader } from './ip/sctp.ts'
import { eapProtocol, pppProtocol, probeProtocol } from './types.ts'
import type { PacketView } from './types.ts'
import type { FrameContext } from '../source/types.ts'
import type { LooseBytes, LooseSink } from './types.ts'
import { protocols } from './ip/ip-protocols.ts'
import { setEnds } from './set-ends.ts'
import { hasContent } from './has-content.ts'
import { noPorts, portsOf, transportBytes } from './ip/transport-header.ts'

/** Fewer bytes in a header identify nobody. */
const besideBytesMin = 8
/**
 * Kinds of TCP's options that hold numbers of the connection, or what only a server can read (IANA's register): sizes, blocks
 * that came, times, signatures, addresses and keys of Multipath TCP, cookies of Fast Open.
 */
const tcpOptions: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 18, 19, 27, 28, 29, 30, 34,
])

/** The option of Multipath TCP, and of it the kind that joins one more path to a connection (RFC 8684, 3.2). */
const multipath = { kind: 30, join: 1 } as const

/** Words of the two addresses that the key of a datagram in fragments begins with. */
const keyAddressWords = 8

/** What is said of most loose bytes. */
const ordinary = { isAnswer: false, protection: 'plaintext', ...noPorts } as const

/** What else can be said of them. */
type Said = Partial<
  Pick<LooseBytes, 'isAnswer' | 'protection' | 'source' | 'target' | 'sourcePort' | 'targetPort' | 'fields'>
>

/**
 * Hands on bytes that are the payload of no TCP segment and no datagram, and may identify somebody all the same: messages
 * of other protocols, options of headers, what stands behind the end of a packet, and fragments that never became a
 * datagram. Each says what `packet` and the frame's context are at that moment.
 */
export class LooseTeller {
  private readonly sink: LooseSink | null
  private readonly packet: PacketView
  private readonly anomalies: AnomalyLog
  private sctp: SctpReader | null = null

  /** `sink`: null where nobody looks at them. */
  constructor(sink: LooseSink | null, packet: PacketView, anomalies: AnomalyLog) {
    this.sink = sink
    this.packet = packet
    this.anomalies = anomalies
  }

  /** No more frames will come. */
  end(): void {
    this.sctp?.end()
  }

  /** Hands on what the packet carries in `buf[start, end)` and nobody reads. */
  tell(
    context: FrameContext | null,
    protocol: number,
    buf: Buffer,
    start: number,
    end: number,
    said: Said = {},
  ): void {
    const { packet, sink } = this
    if (sink === null || context === null || start >= end) return
    const runs = new RunMap()
    if (packet.pieces === null) runs.add(0, context.number, start - packet.frameStart)
    else runs.addRange(0, packet.pieces, start, end)
    const { number: frame, sec, nsec, app } = context
    sink.loose({
      buf,
      start,
      end,
      runs,
      protocol,
      ...ordinary,
      frame,
      sec,
      nsec,
      app,
      source: [packet.source0, packet.source1, packet.source2, packet.source3],
      target: [packet.target0, packet.target1, packet.target2, packet.target3],
      ...said,
    })
  }

  /** Hands on what stands beside the payload in headers, or behind it, where it could identify somebody. False where it does not. */
  tellBeside(
    context: FrameContext | null,
    protocol: number,
    buf: Buffer,
    start: number,
    end: number,
    said: Said = {},
  ): boolean {
    if (end - start < besideBytesMin || !hasContent(buf, start, end)) return false
    this.tell(context, protocol, buf, start, end, said)
    return true
  }

  /** Hands on what an answer of EAP says of who asks, unless it names nobody. */
  tellIdentity(context: FrameContext | null, buf: Buffer, view: LinkView): void {
    const { packet } = this
    const identity = eapIdentity(buf, view.at, view.end)
    if (identity === null || isAnonymous(buf, identity)) return
    if (view.macsAt < 0) setEnds(packet, unknownOnLink, allOnLink)
    else setEnds(packet, linkLocal(buf, view.macsAt + 6), linkLocal(buf, view.macsAt))
    this.tell(context, eapProtocol, buf, identity.start, identity.end)
  }

  /** Hands on what a login of PPP says of who asks: to the other end of the line. What comes through a tunnel is told of its ends. */
  tellLogin(context: FrameContext | null, buf: Buffer, view: LinkView): void {
    const { packet } = this
    if (packet.tunnels !== 0) return
    const fields = loginFields(buf, view.at, view.end)
    const start = fields[0]?.start ?? view.end
    const end = fields.at(-1)?.end ?? view.end
    if (view.macsAt < 0) setEnds(packet, nobody, unknownOnLink)
    else setEnds(packet, linkLocal(buf, view.macsAt + 6), linkLocal(buf, view.macsAt))
    this.tell(context, pppProtocol, buf, start, end, { fields })
  }

  /** Hands on the names that a phone calls out when it looks for a network: to all who can hear it. */
  tellProbe(context: FrameContext | null, buf: Buffer, view: LinkView): void {
    const { packet } = this
    setEnds(packet, linkLocal(buf, view.macsAt + 6), allOnLink)
    const fields = probeFields(buf, view.at, view.end)
    const start = fields[0]?.start ?? view.end
    const end = fields.at(-1)?.end ?? view.end
    this.tell(context, probeProtocol, buf, start, end, { fields })
  }

  /** Hands on TCP's options of kinds whose content is not fixed by a document (RFC 9293, 3.1), and notes paths that join. */
  tellTcpOptions(context: FrameContext | null, buf: Buffer, start: number, end: number): void {
    for (let at = start; at < end; ) {
      const kind = buf[at] as number
      if (kind === 0) return
      const length = kind === 1 ? 1 : (buf[at + 1] as number)
      if (length === 0 || (kind !== 1 && length < 2) || at + length > end) return
      if (kind === multipath.kind && length >= 3 && (buf[at + 2] as number) >> 4 === multipath.join)
        this.anomalies.note(packetAnomalies.multipath, context?.number ?? 0)
      if (kind !== 1 && !tcpOptions.has(kind))
        this.tellBeside(context, protocols.tcp, buf, at + 2, at + length)
      at += length
    }
  }

  /** Hands on what the capture has of a fragment that it cut. */
  tellFragment(
    context: FrameContext | null,
    buf: Buffer,
    protocol: number,
    offset: number,
    start: number,
    end: number,
  ): void {
    const content = buf.subarray(start, end)
    const from = offset === 0 ? start + transportBytes(content, protocol) : start
    const ports = offset === 0 ? portsOf(content, protocol) : noPorts
    this.tell(context, protocol, buf, Math.min(from, end), end, ports)
  }

  /** Hands on fragments that never became a datagram; those of Wi-Fi frames hold headers of their own and are not. */
  tellLost(key: string, protocol: number, pieces: readonly LostPiece[], sec: number): void {
    const { sink } = this
    const ends = key.split(',').map(Number)
    if (sink === null || ends.length < keyAddressWords || ends.some(Number.isNaN)) return
    const source = ends.slice(0, 4) as unknown as AddressWords
    const target = ends.slice(4, keyAddressWords) as unknown as AddressWords
    let ports = noPorts
    for (const { bytes: buf, position, runs, frame } of pieces) {
      const isFirst = position === 0
      if (isFirst) ports = portsOf(buf, protocol)
      const start = isFirst ? Math.min(transportBytes(buf, protocol), buf.length) : 0
      if (start === buf.length) continue
      const moved = new RunMap()
      moved.addRange(0, runs, start, buf.length)
      sink.loose({
        buf,
        start,
        end: buf.length,
        runs: moved,
        protocol,
        ...ordinary,
        ...ports,
        source,
        target,
        frame,
        sec,
        nsec: 0,
        app: 0,
      })
    }
  }

  /** Hands on what users send by SCTP. False where the packet is none. */
  readSctp(context: FrameContext | null, buf: Buffer, start: number, end: number): boolean {
    const { packet, sink } = this
    if (sink === null || context === null || end - start < 4) return false
    this.sctp ??= new SctpReader(sink)
    const { number: frame, sec, nsec, app } = context
    const about = {
      protocol: sctpProtocol,
      isAnswer: false,
      protection: 'plaintext' as const,
      source: [packet.source0, packet.source1, packet.source2, packet.source3] as const,
      target: [packet.target0, packet.target1, packet.target2, packet.target3] as const,
      sourcePort: buf.readUInt16BE(start),
      targetPort: buf.readUInt16BE(start + 2),
      frame,
      sec,
      nsec,
      app,
    }
    const { pieces, frameStart } = packet
    return this.sctp.read(buf, start, end, about, (runs, position, from, to) => {
      if (pieces === null) runs.add(position, frame, from - frameStart)
      else runs.addRange(position, pieces, from, to)
    })
  }
}
