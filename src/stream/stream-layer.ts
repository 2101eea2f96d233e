import type { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { showsText } from '../core/signs/leading-text.ts'
import { ackFlag, finFlag, rstFlag, synFlag } from '../core/tcp-flags.ts'
import { verdicts } from '../core/verdict.ts'
import type { PacketSink, PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { streamAnomalies } from './anomalies.ts'
import { CaptureClock } from './capture-clock.ts'
import { DatagramConversations } from './datagram-conversations.ts'
import { DatagramDelivery } from './datagram-delivery.ts'
import { FlowBeginnings } from './flow-beginnings.ts'
import { FlowExpiry } from './flow-expiry.ts'
import {
  directionOf,
  FlowTable,
  hasRested,
  isClosed,
  isHolding,
  isSynced,
  isUdp,
  isV6,
  laneOf,
  laneShift,
  lineShift,
  marksShift,
  nextAt,
  seenAt,
  stateAt,
  verdictMask,
  verdictShift,
} from './flow-table.ts'
import { FragmentedSegments } from './fragmented-segments.ts'
import { Handshakes } from './handshakes.ts'
import type { ReadingPoint } from './reassembly/reading-point.ts'
import { Reassembler } from './reassembly/reassembler.ts'
import type { StreamFlow } from './stream-flow.ts'
import type {
  CopyConsumer,
  DamageWatch,
  FlowWatch,
  OrderWatch,
  StreamConsumer,
  StreamCounts,
} from './types.ts'

/** Expired flows are looked for once in so many packets. */
const sweepPackets = 64

/**
 * Turns packets into conversations: the flow table, TCP in order with gaps, UDP by datagram. Call `end` once, when
 * the capture is over. Total: no packet makes it throw, and its memory is bounded by `limits.stream`.
 */
export class StreamLayer implements PacketSink {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly clock: CaptureClock = new CaptureClock()
  private readonly anomalies: AnomalyLog
  private packetsToSweep = sweepPackets
  private readonly damage: DamageWatch | null
  private readonly order: OrderWatch | null
  private readonly expiry: FlowExpiry
  private readonly beginnings: FlowBeginnings
  private readonly handshakes: Handshakes
  private readonly fragmented: FragmentedSegments
  private readonly conversations: DatagramConversations
  private readonly datagrams: DatagramDelivery

  /**
   * `copies` takes what the capture holds twice and differently; without it only the first copies are read. `watch` looks
   * at the first packet of each flow, and at each flow over IPv6 once. `damage` is told what does not fit together, `order` what came behind what followed it. Of the
   * bytes to the client of a connection the first `comparedAnswerBytes` are compared with what comes again.
   */
  constructor(
    consumer: StreamConsumer,
    anomalies: AnomalyLog,
    flowsMax: number = limits.stream.flowsMax,
    copies: CopyConsumer | null = null,
    watch: FlowWatch | null = null,
    damage: DamageWatch | null = null,
    comparedAnswerBytes: number = limits.stream.comparedAnswerBytesMax,
    order: OrderWatch | null = null,
  ) {
    this.damage = damage
    this.order = order
    this.anomalies = anomalies
    this.table = new FlowTable(flowsMax)
    this.reassembler = new Reassembler(
      this.table,
      consumer,
      anomalies,
      copies,
      damage,
      comparedAnswerBytes,
      order,
    )
    this.point = this.reassembler.point
    const { table, reassembler } = this
    this.expiry = new FlowExpiry(table, reassembler, this.clock)
    this.beginnings = new FlowBeginnings(table, reassembler, this.expiry, watch, anomalies)
    this.handshakes = new Handshakes(table, reassembler, this.beginnings, damage, order, anomalies)
    this.fragmented = new FragmentedSegments(reassembler)
    this.conversations = new DatagramConversations(table, reassembler, this.beginnings, this.expiry, consumer)
    this.datagrams = new DatagramDelivery(table, reassembler, consumer, order, anomalies)
  }

  get counts(): StreamCounts {
    return this.reassembler.counts
  }

  /** Memory that holds out-of-order segments now. */
  get heldBytes(): number {
    return this.reassembler.pool.heldBytes
  }

  /** Memory that holds other copies of what was delivered, and what lies around them, now. */
  get copyBytes(): number {
    return this.reassembler.copyBytes
  }

  /** Flows in the table now. */
  get liveFlows(): number {
    return this.table.count
  }

  tcp(packet: PacketView, context: FrameContext): void {
    const { table, reassembler, point } = this
    if (context.sec !== this.clock.second) this.tick(context)
    if (--this.packetsToSweep === 0) this.sweep()
    const length = packet.payloadEnd - packet.payloadStart
    const { counts } = reassembler
    counts.tcpPayloadBytes += length
    const lane = laneOf(packet)
    const key = packet.family === 6 ? isV6 : 0
    let slot = table.find(packet, lane, key)
    let silentSeconds = 0
    if (slot < 0) slot = this.beginnings.begin(packet, lane, key, context)
    else {
      silentSeconds = (point.now - (table.words[(slot << lineShift) + seenAt] as number)) | 0
      if (silentSeconds !== 0) table.touch(slot, point.now)
    }
    const { words } = table
    const at = (slot << lineShift) + stateAt
    const flags = packet.tcpFlags
    let sequence = packet.tcpSequence
    if ((flags & (synFlag | rstFlag)) !== 0) {
      if ((flags & synFlag) !== 0) {
        this.handshakes.synchronise(slot, lane, packet, context, silentSeconds)
        sequence = (sequence + 1) | 0
      } else {
        this.handshakes.reset(slot, lane, packet, context)
      }
    }
    if ((flags & ackFlag) !== 0) {
      const peer = lane ^ 1
      const bits = (words[at] as number) >>> laneShift(peer)
      const acknowledgement = packet.tcpAcknowledgement
      const ahead = (acknowledgement - (words[(slot << lineShift) + nextAt + peer] as number)) | 0
      // Rare but where packets were lost: what is acknowledged was delivered before.
      if (
        ((bits & isHolding) !== 0 || ahead > 0 || (bits & isSynced) === 0) &&
        ((bits >>> verdictShift) & verdictMask) === 0
      )
        reassembler.acknowledge(slot, peer, acknowledgement, context.number)
    }
    if ((context.app | packet.tunnels) !== 0) this.mark(slot, packet, context)
    const cut = packet.payloadCutBytes
    if (cut > 0)
      // Fragments that were put together were captured whole.
      point.frameCut = packet.pieces === null ? context.wireLength - context.capturedLength : 0
    if (length + cut > 0) {
      point.acknowledgement = (flags & ackFlag) === 0 ? -1 : packet.tcpAcknowledgement
      let state = words[at] as number
      if ((state & hasRested) !== 0) this.wake(slot, context)
      let verdict = (state >>> (laneShift(lane) + verdictShift)) & verdictMask
      if (verdict !== 0 && (state & isClosed) !== 0) {
        const { number, sec, nsec } = context
        const end = (sequence + length + cut) | 0
        if (reassembler.late(slot, lane, sequence, end, number, sec, nsec)) verdict = 0
        state = words[at] as number
      }
      if (
        verdict === verdicts.undecryptable &&
        showsText(packet.buf, packet.payloadStart, packet.payloadEnd) &&
        reassembler.delivery.resume(slot, lane)
      ) {
        verdict = 0
        state = words[at] as number
      }
      if (verdict !== 0) {
        // Most bytes of a phone's day go this way.
        const flow = table.flows[slot] as StreamFlow | null
        if (flow !== null) {
          if (directionOf(state, lane) === 0) flow.bytesToServer += length
          else flow.bytesToClient += length
        }
        const { countedBytes } = counts
        countedBytes[verdict] = (countedBytes[verdict] as number) + length
      } else if (length === 1 && isKeepAlive(packet, state >>> laneShift(lane))) {
        counts.duplicateBytes++
      } else {
        const before = key === 0 ? null : table.flows[slot]
        if (packet.pieces === null) {
          reassembler.segment(
            slot,
            lane,
            sequence,
            packet.buf,
            packet.payloadStart,
            packet.payloadEnd,
            cut,
            context.number,
            packet.payloadStart - packet.frameStart,
            context.sec,
            context.nsec,
          )
        } else {
          this.fragmented.take(slot, lane, sequence, packet, context)
        }
        if (key !== 0 && table.flows[slot] !== before) this.beginnings.began(slot, packet, context)
      }
    }
    if ((flags & finFlag) !== 0)
      reassembler.laneEnds.fin(slot, lane, (sequence + length + cut) | 0, context.number)
  }

  /** Takes a segment that was damaged on the way, and came whole, too: its bytes are counted, and nothing else of it is believed. */
  damaged(packet: PacketView, context: FrameContext): void {
    const { counts } = this.reassembler
    const length = packet.payloadEnd - packet.payloadStart
    counts.tcpPayloadBytes += length
    counts.duplicateBytes += length
    const isMistaken = this.damage?.isMistaken(context.number) === true
    this.anomalies.note(isMistaken ? streamAnomalies.mistaken : streamAnomalies.damaged, context.number)
  }

  udp(packet: PacketView, context: FrameContext): void {
    const { table, reassembler } = this
    if (context.sec !== this.clock.second) this.tick(context)
    if (--this.packetsToSweep === 0) this.sweep()
    const start = packet.payloadStart
    const end = packet.payloadEnd
    const length = end - start
    const { counts } = reassembler
    counts.udpPayloadBytes += length
    const lane = laneOf(packet)
    const key = packet.family === 6 ? isV6 | isUdp : isUdp
    const slot = this.conversations.slotOf(packet, lane, key, context)
    if ((context.app | packet.tunnels) !== 0) this.mark(slot, packet, context)
    let flow = table.flows[slot] as StreamFlow
    const state = table.words[(slot << lineShift) + stateAt] as number
    const direction = directionOf(state, lane)
    let settled = (state >>> (laneShift(lane) + verdictShift)) & verdictMask
    if (settled !== 0 && direction === 0 && this.conversations.beginsAnew(flow, packet)) {
      flow = this.conversations.beginAnew(slot, packet, context)
      settled = 0
    }
    if (direction === 0) flow.bytesToServer += length
    else flow.bytesToClient += length
    // A datagram of text among encrypted ones is handed on by itself.
    if (settled === verdicts.undecryptable && showsText(packet.buf, start, end)) settled = 0
    if (settled !== 0) {
      const { udpCountedBytes } = counts
      udpCountedBytes[settled] = (udpCountedBytes[settled] as number) + length
      return
    }
    this.datagrams.deliver(slot, lane, flow, state, packet, context)
  }

  /** The capture is over: everything held is delivered and every flow ends, in the order in which they began. */
  end(): void {
    this.expiry.end()
  }

  /** Notes the app and the tunnels of a packet. The first app that is named stays: a socket belongs to one. */
  private mark(slot: number, packet: PacketView, context: FrameContext): void {
    const { marks, flows } = this.table
    const known = marks[slot] as number
    const app = known >>> marksShift === 0 ? context.app << marksShift : 0
    const mark = known | app | packet.tunnels
    if (mark === known) return
    marks[slot] = mark
    const flow = flows[slot] as StreamFlow | null
    if (flow !== null) flow.mark = mark
  }

  private tick({ sec, number }: FrameContext): void {
    const step = this.clock.advance(sec)
    if (step !== 0)
      this.anomalies.note(step < 0 ? streamAnomalies.timeBack : streamAnomalies.timeAhead, number)
    if (step < 0) this.order?.wentBack(number)
    this.point.now = this.clock.stamp
    this.point.latestSec = this.clock.latest
  }

  /** Payload came after a silence: a burst of its own. */
  private wake(slot: number, context: FrameContext): void {
    const { table } = this
    const at = (slot << lineShift) + stateAt
    table.words[at] = (table.words[at] as number) & ~hasRested
    const flow = table.flows[slot] as StreamFlow | null
    if (flow === null) return
    flow.bursts ??= []
    flow.bursts.push(context.sec + context.nsec / 1e9, flow.bytesToServer)
  }

  private sweep(): void {
    this.packetsToSweep = sweepPackets
    this.expiry.sweep()
  }
}

/**
 * Whether a byte asks if the peer is still there (RFC 1122, 4.2.3.6), where nothing was seen of its lane: it is a zero in the
 * place of one that came before the capture. What is written sign by sign is pushed.
 */
function isKeepAlive(packet: PacketView, laneBits: number): boolean {
  return (
    (laneBits & isSynced) === 0 &&
    packet.tcpFlags === ackFlag &&
    packet.payloadCutBytes === 0 &&
    packet.buf[packet.payloadStart] === 0
  )
}
