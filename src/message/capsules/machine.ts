import { RunMap, RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import type { ProtocolSwitch } from '../protocol-switch.ts'
import { readVarint } from '../quic/parse.ts'
import type { InnerStream, ParserContext, ProtocolName } from '../types.ts'
import { UnrecognisedParser } from '../unrecognised/index.ts'
import { capsuleAnomalies } from './anomalies.ts'
import { capsuleHeaderBytesMax, capsuleLength, capsuleTypes as types, isDatagramWhole } from './parse.ts'
import { tunnelPort, tunnelTarget } from './target.ts'

const integer = { value: 0, next: 0 }
const placed = new RunOrigin()

/**
 * Reads what goes through a proxy of datagrams (CONNECT-UDP) or of packets (CONNECT-IP): capsules (RFC 9297), of which those
 * that hold a datagram of UDP go to a flow inside, whose protocol is chosen by their content and whose recipient is the host
 * that the proxy was asked for. All else that may carry something is searched as plain bytes.
 */
export class CapsuleParser extends FramedParser {
  readonly protocol: ProtocolName = 'http'
  private readonly inner: InnerStream
  private readonly beside: UnrecognisedParser
  private readonly isOfPackets: boolean
  private readonly target: string
  private readonly port: number
  private hasTold = false

  constructor(outer: Flow, context: ParserContext, switched: ProtocolSwitch | null) {
    const inner = context.openInner(outer, outer.protection, 'udp', undefined, true)
    super(inner.flow, context, capsuleAnomalies, capsuleHeaderBytesMax)
    this.inner = inner
    this.target = tunnelTarget(switched?.token ?? '', switched?.request ?? null)
    this.port = tunnelPort(switched?.token ?? '', switched?.request ?? null)
    this.isOfPackets = switched?.token === 'connect-ip'
    this.beside = new UnrecognisedParser(inner.flow, context)
  }

  protected override get heldBeside(): number {
    return this.beside.heldBytes
  }

  /** Nothing else follows: the tunnel ends with its stream. */
  protected override followsElse(): boolean {
    return false
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return capsuleLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return isDatagramWhole(buf, start, end)
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const { counts } = this.context
    this.tellTarget(unit)
    const hasType = readVarint(part.buf, part.start, part.end, integer)
    const type = integer.value
    if (!hasType || !readVarint(part.buf, integer.next, part.end, integer)) return part.length
    const from = integer.next
    if (from === part.end || (type >= types.addressAssign && type <= types.routeAdvertisement))
      return part.length
    const runs = new RunMap()
    runs.addRange(0, part.runs, from - part.start, part.length)
    const [first] = runs.spans(0, 1)
    const origin = new RunOrigin()
    origin.place(first?.frame ?? unit.frame, first?.start ?? 0, unit.sec, unit.nsec)
    origin.runs = runs
    // What it is given counts there; the unit's bytes will be counted as read.
    counts.readBytes -= part.end - from
    if (type === types.datagram && unit.incomplete === '')
      this.datagram(direction, part.buf, from, part.end, origin)
    else this.beside.datagram(direction, part.buf, from, part.end, origin)
    return from - part.start
  }

  protected close(): void {
    this.beside.end()
    this.inner.end()
  }

  /** What a proxy and who asks it say to each other by a datagram. All is counted here. */
  private datagram(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    const isPayload = readVarint(buf, start, end, integer) && integer.value === 0
    const from = isPayload ? integer.next : start
    this.context.counts.framingBytes += from - start
    if (from === end) return
    placed.placeBehind(origin, from - start)
    // Other contexts than that of the payload are for what both ends agreed on.
    if (isPayload && !this.isOfPackets) this.inner.datagram(direction, buf, from, end, placed)
    else this.beside.datagram(direction, buf, from, end, placed)
  }

  private tellTarget({ frame, sec, nsec }: Unit): void {
    if (this.hasTold) return
    this.hasTold = true
    const { anomalies, sink } = this.context
    if (this.isOfPackets) anomalies.note(capsuleAnomalies.packets, frame, this.target)
    if (this.target !== '')
      sink.serverName(this.flow, 'proxied', this.target, { frame, sec, nsec, port: this.port })
  }
}
