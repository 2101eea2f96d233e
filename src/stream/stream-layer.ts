import { ackFlag, finFlag, rstFlag, synFlag } from '../core/tcp-flags.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { showsText } from '../core/signs/leading-text.ts'
import { RunMap } from '../core/origin.ts'
import type { PacketSink, PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { streamAnomalies } from './anomalies.ts'
import { CaptureClock } from './capture-clock.ts'
import { DatagramTwins } from './datagram-twins.ts'
import { beginsConversation, isRegister, mayBeginQuic } from './first-words.ts'
import {
  closedList,
  FlowTable,
  hasRested,
  directionOf,
  isClientB,
  isClosed,
  isFinSeen,
  isHolding,
  isReset,
  isRoleKnown,
  isSynced,
  isUdp,
  isV6,
  isOpeningSeen,
  isWrittenFlow,
  laneOf,
  laneShift,
  lineShift,
  liveList,
  marksShift,
  nextAt,
  restingList,
  seenAt,
  stateAt,
  verdictMask,
  verdictShift,
} from './flow-table.ts'
import { isSettled, sync } from './lanes.ts'
import { Reassembler } from './reassembly/reassembler.ts'
import type { ReadingPoint } from './reassembly/reading-point.ts'
import type { StreamFlow } from './stream-flow.ts'
import { TranslatedDatagrams } from './translated-datagrams.ts'
import { TwinWatch } from './twin-watch.ts'
import { isWritten } from './written-packets.ts'
import { verdicts } from '../core/verdict.ts'
import type {
  CopyConsumer,
  DamageWatch,
  EndReason,
  FlowWatch,
  OrderWatch,
  StreamConsumer,
  StreamCounts,
} from './types.ts'

/** At most so many flows are ended at once. */
const sweepFlowsMax = 128

/** Ends flows: those that are silent for too long, those in whose place others come, and all of them with the capture. */
class FlowExpiry {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly clock: CaptureClock

  constructor(table: FlowTable, reassembler: Reassembler, clock: CaptureClock) {
    this.table = table
    this.reassembler = reassembler
    this.clock = clock
  }

  /** Looks for flows that are silent for too long. */
  sweep(): void {
    this.expire(closedList, limits.stream.closedSecondsMax)
    this.expire(liveList, limits.stream.idleSecondsMax)
    this.expire(restingList, limits.stream.restingSecondsMax)
  }

  close(slot: number, reason: EndReason): void {
    this.reassembler.flowEnds.end(slot, reason)
    this.table.remove(slot)
  }

  /** Ends the flow that is missed least, where there is no room for another one. */
  makeRoom(): void {
    const { table } = this
    const lists = [closedList, restingList, liveList]
    const oldest = lists.map((list) => table.oldest[list] as number).find((slot) => slot >= 0) as number
    this.close(oldest, 'evicted')
  }

  /** The capture is over: everything held is delivered and every flow ends, in the order in which they began. */
  end(): void {
    for (const slot of this.table.slotsById()) {
      const reason = this.reasonOf(slot)
      this.close(slot, reason === 'idle' ? 'capture-end' : reason)
    }
  }

  private expire(list: number, secondsMax: number): void {
    const { table } = this
    for (let ended = 0; ended < sweepFlowsMax; ended++) {
      const slot = table.oldest[list] as number
      if (slot < 0) return
      const idle = (this.clock.now - (table.words[(slot << lineShift) + seenAt] as number)) | 0
      if (idle <= secondsMax) return
      if (list === liveList && ((table.words[(slot << lineShift) + stateAt] as number) & isUdp) === 0)
        this.rest(slot)
      else this.close(slot, this.reasonOf(slot))
    }
  }

  /** A connection is silent. Phones keep some open for hours, for what is pushed to them. */
  private rest(slot: number): void {
    const { table } = this
    this.reassembler.flowEnds.deliverHeld(slot)
    table.move(slot, restingList)
    if ((table.counts[restingList] as number) <= limits.stream.restingFlowsMax) return
    const oldest = table.oldest[restingList] as number
    this.close(oldest, this.reasonOf(oldest))
  }

  private reasonOf(slot: number): EndReason {
    const state = this.table.words[(slot << lineShift) + stateAt] as number
    const bits0 = state >>> laneShift(0)
    const bits1 = state >>> laneShift(1)
    if (((bits0 | bits1) & isReset) !== 0) return 'reset'
    return (bits0 & bits1 & isFinSeen) !== 0 ? 'closed' : 'idle'
  }
}

/** Begins flows, with what their first packets show. */
class FlowBeginnings {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly expiry: FlowExpiry
  private readonly watch: FlowWatch | null
  private readonly anomalies: AnomalyLog

  /** `watch` looks at the first packet of each flow, and at each flow over IPv6 once. */
  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    expiry: FlowExpiry,
    watch: FlowWatch | null,
    anomalies: AnomalyLog,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.expiry = expiry
    this.watch = watch
    this.anomalies = anomalies
  }

  /** A new flow for the packet that was just not found. */
  begin(packet: PacketView, lane: 0 | 1, key: number, context: FrameContext): number {
    const { table, reassembler, point } = this
    if (table.isFull) {
      this.anomalies.note(streamAnomalies.flowLimit, context.number)
      this.expiry.makeRoom()
    }
    const slot = table.insert(packet, lane, key, point.now, context.sec, context.nsec)
    this.watch?.begins?.(packet)
    if ((key & isV6) !== 0) reassembler.counts.ipv6Flows++
    if ((key & isUdp) === 0) {
      reassembler.counts.tcpFlows++
      this.noteWritten(slot, packet)
      return slot
    }
    reassembler.counts.udpFlows++
    reassembler.opener.beginDatagrams(slot, lane, packet, context.number)
    if (packet.family === 6) this.began(slot, packet, context)
    return slot
  }

  /** Remembers of a connection that a program wrote its packets, as its first one shows. */
  noteWritten(slot: number, packet: PacketView): void {
    if (!isWritten(packet)) return
    const { words } = this.table
    const at = (slot << lineShift) + stateAt
    words[at] = (words[at] as number) | isWrittenFlow
  }

  /** The flow's object was made with its first payload, unless that is a straggler of the one before. */
  began(slot: number, packet: PacketView, context: FrameContext): void {
    const flow = this.table.flows[slot] as StreamFlow | null
    if (flow !== null) this.watch?.began(flow, packet, context)
  }
}

/** How far from the expected sequence number a RST may lie to be believed. A RST is advice: data goes on to be read. */
const resetBehindBytes = 65_536
const resetAheadBytes = 16_777_216

/** SYN and RST: where lanes begin, who is who, that another connection has begun, and that one is given up. */
class Handshakes {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly beginnings: FlowBeginnings
  private readonly damage: DamageWatch | null
  private readonly order: OrderWatch | null
  private readonly anomalies: AnomalyLog
  private readonly twins: TwinWatch = new TwinWatch()

  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    beginnings: FlowBeginnings,
    damage: DamageWatch | null,
    order: OrderWatch | null,
    anomalies: AnomalyLog,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.beginnings = beginnings
    this.damage = damage
    this.order = order
    this.anomalies = anomalies
  }

  /** SYN, with or without ACK: says where a lane begins and who is who; and that a new connection has begun. */
  synchronise(
    slot: number,
    lane: number,
    packet: PacketView,
    context: FrameContext,
    silentSeconds: number,
  ): void {
    const { table, reassembler } = this
    const { words } = table
    const line = slot << lineShift
    const peer = lane ^ 1
    const isAnswer = (packet.tcpFlags & ackFlag) !== 0
    if (isAnswer) {
      reassembler.replaced.answered(slot)
      const twin = this.twins.sees(packet, context.number)
      if (twin > 0) this.anomalies.note(streamAnomalies.twinConnection, context.number, `frame ${twin}`)
    }
    const state = words[line + stateAt] as number
    const isLaneSynced = ((state >>> laneShift(lane)) & isSynced) !== 0
    const isPeerSynced = ((state >>> laneShift(peer)) & isSynced) !== 0
    const { closedSecondsMax, restingSecondsMax } = limits.stream
    const isForgotten = silentSeconds > ((state & isClosed) === 0 ? restingSecondsMax : closedSecondsMax)
    // The same start again is a retransmission, unless the connection is long over: some begin with the same number each
    // time. A first SYN on a flow whose other lane already carries data means
    // that the old connection was captured from one side.
    const isNew = isLaneSynced
      ? table.starts[slot * 2 + lane] !== packet.tcpSequence || (isForgotten && !isAnswer)
      : !isAnswer && isPeerSynced && table.flows[slot] !== null
    if (this.isSynBehind(slot, lane, packet, context)) this.order?.cameBehind(context.number, true)
    if (isNew) {
      this.damage?.unfitting(context.number)
      if (isLaneSynced && !isAnswer) reassembler.replaced.willReplace(slot, lane, context.number)
      reassembler.flowEnds.replace(slot, context.sec, context.nsec)
      this.beginnings.noteWritten(slot, packet)
    }
    if (!isAnswer) words[line + stateAt] = (words[line + stateAt] as number) | isOpeningSeen
    if (isLaneSynced && !isNew) return
    sync(table, slot, lane, (packet.tcpSequence + 1) | 0)
    if (!isNew && !isAnswer && isPeerSynced) {
      // Both opened at once (RFC 9293, 3.5): neither their SYNs nor their answers tell who is who.
      words[line + stateAt] = (words[line + stateAt] as number) & ~(isRoleKnown | isClientB)
      return
    }
    if (isAnswer && ((words[line + stateAt] as number) & (isSynced << laneShift(peer))) === 0) {
      sync(table, slot, peer, packet.tcpAcknowledgement)
    }
    if (table.flows[slot] !== null || ((words[line + stateAt] as number) & isRoleKnown) !== 0) return
    const isOpenerB = (isAnswer ? peer : lane) === 1
    const isOfB = isOpenerB !== reassembler.opener.roles.isActiveFtp(table, slot, isOpenerB)
    words[line + stateAt] = (words[line + stateAt] as number) | isRoleKnown | (isOfB ? isClientB : 0)
  }

  /**
   * A SYN that stands behind other packets of its connection, or the first answer to one behind what was sent upon it. Where its
   * time does not say so, it came again, and its first copy was not captured; where one with its number was seen before, an
   * interface with another clock may have brought it; where numbers lie further on than those
   * that were seen, it begins the next connection between the same ports (RFC 6528).
   */
  private isSynBehind(
    slot: number,
    lane: number,
    { tcpFlags, tcpSequence }: PacketView,
    { sec, nsec }: FrameContext,
  ): boolean {
    const { table } = this
    const state = table.words[(slot << lineShift) + stateAt] as number
    const isLaneSynced = ((state >>> laneShift(lane)) & isSynced) !== 0
    if ((tcpFlags & ackFlag) !== 0)
      return !isLaneSynced && (table.flows[slot] ?? null) !== null && this.point.isOlder(sec, nsec)
    const behind = ((table.starts[slot * 2 + lane] as number) - tcpSequence) | 0
    if (isLaneSynced && (behind < 0 || (behind === 0 && (state & isOpeningSeen) !== 0))) return false
    const first = table.firstSecs[slot] as number
    return sec < first || (sec === first && nsec < (table.firstNsecs[slot] as number))
  }

  /** RST: the flow is over soon, and what comes is read all the same. */
  reset(slot: number, lane: number, packet: PacketView, context: FrameContext): void {
    const { words } = this.table
    const line = slot << lineShift
    const bits = (words[line + stateAt] as number) >>> laneShift(lane)
    if ((bits & isSynced) !== 0 && ((bits >>> verdictShift) & verdictMask) === 0) {
      const distance = (packet.tcpSequence - (words[line + nextAt + lane] as number)) | 0
      if (distance < -resetBehindBytes || distance > resetAheadBytes) {
        this.anomalies.note(streamAnomalies.resetOutOfWindow, context.number)
        return
      }
    }
    words[line + stateAt] = (words[line + stateAt] as number) | (isReset << laneShift(lane))
    this.table.move(slot, closedList)
  }
}

/** Payloads of packets that came in IP fragments: one run for each fragment, so that origins are exact. */
class FragmentedSegments {
  private readonly reassembler: Reassembler

  constructor(reassembler: Reassembler) {
    this.reassembler = reassembler
  }

  /** The segment of `packet`, from `sequence` on. */
  take(slot: number, lane: number, sequence: number, packet: PacketView, context: FrameContext): void {
    const { payloadStart, payloadEnd } = packet
    let from = payloadStart
    for (const span of packet.pieces?.spans(payloadStart, payloadEnd) ?? []) {
      const to = Math.min(payloadEnd, from + (span.end - span.start))
      const cut = to === payloadEnd ? packet.payloadCutBytes : 0
      this.piece(
        slot,
        lane,
        (sequence + from - payloadStart) | 0,
        packet,
        from,
        to,
        cut,
        span.frame,
        span.start,
        context,
      )
      from = to
    }
    if (from < payloadEnd || from === payloadStart) {
      // A map that does not cover the payload: the frame that completed it is named.
      const at = (sequence + from - payloadStart) | 0
      this.piece(slot, lane, at, packet, from, payloadEnd, packet.payloadCutBytes, context.number, 0, context)
    }
  }

  private piece(
    slot: number,
    lane: number,
    sequence: number,
    packet: PacketView,
    start: number,
    end: number,
    cut: number,
    frame: number,
    offset: number,
    context: FrameContext,
  ): void {
    const { sec, nsec } = context
    this.reassembler.piece(slot, lane, sequence, packet.buf, start, end, cut, frame, offset, sec, nsec)
  }
}

/**
 * After so long a silence a hello begins another conversation between the same ports, whoever read the one before. Sooner, only
 * who reads the protocol can tell (`beginsAnew`): a hello that got no answer is sent again, at
 * growing distances, and given up before.
 */
const newHelloSeconds = 30

/** First byte of REGISTER. */
const registerStart = 0x52

/** Which conversation a datagram is of, where several are between the same ends. */
class DatagramConversations {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly beginnings: FlowBeginnings
  private readonly expiry: FlowExpiry
  private readonly consumer: StreamConsumer

  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    beginnings: FlowBeginnings,
    expiry: FlowExpiry,
    consumer: StreamConsumer,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.beginnings = beginnings
    this.expiry = expiry
    this.consumer = consumer
  }

  /** The slot of the conversation, which is begun where the datagram is its first. */
  slotOf(packet: PacketView, lane: 0 | 1, key: number, context: FrameContext): number {
    const { table } = this
    let slot = table.find(packet, lane, key)
    if (slot < 0) slot = this.beginnings.begin(packet, lane, key, context)
    else if (table.words[(slot << lineShift) + seenAt] !== this.point.now)
      slot = this.goOn(slot, packet, lane, key, context)
    // The operator was heard first (a call, a notice): the roles were taken the wrong way round.
    if (packet.buf[packet.payloadStart] === registerStart && this.isTurnedRound(slot, lane, packet)) {
      this.expiry.close(slot, 'replaced')
      slot = this.beginnings.begin(packet, lane, key, context)
    }
    return slot
  }

  /** Whether a datagram of the client begins another one, of which nothing is read in this: so who reads the protocol says. */
  beginsAnew(flow: StreamFlow, { buf, payloadStart, payloadEnd }: PacketView): boolean {
    return (
      mayBeginQuic(buf, payloadStart, payloadEnd) &&
      this.consumer.beginsAnew?.(flow, buf, payloadStart, payloadEnd) === true
    )
  }

  /** The next conversation between the ends of a flow of UDP. */
  beginAnew(slot: number, packet: PacketView, context: FrameContext): StreamFlow {
    const { table, reassembler } = this
    reassembler.flowEnds.replaceDatagrams(slot, context.sec, context.nsec)
    if (packet.family === 6) this.beginnings.began(slot, packet, context)
    return table.flows[slot] as StreamFlow
  }

  /** A phone registers by SIP in a flow in which it counts as the server. */
  private isTurnedRound(slot: number, lane: 0 | 1, { buf, payloadStart, payloadEnd }: PacketView): boolean {
    const state = this.table.words[(slot << lineShift) + stateAt] as number
    return directionOf(state, lane) === 1 && isRegister(buf, payloadStart, payloadEnd)
  }

  /** A datagram of a later second: of the same conversation, or of a new one where nothing more is read of that. */
  private goOn(slot: number, packet: PacketView, lane: 0 | 1, key: number, context: FrameContext): number {
    const { table, point } = this
    const line = slot << lineShift
    const silence = (point.now - (table.words[line + seenAt] as number)) | 0
    if (
      silence < newHelloSeconds ||
      !isSettled(table, slot, lane) ||
      !beginsConversation(packet.buf, packet.payloadStart, packet.payloadEnd)
    ) {
      table.touch(slot, point.now)
      return slot
    }
    this.expiry.close(slot, 'replaced')
    return this.beginnings.begin(packet, lane, key, context)
  }
}

/** Hands datagrams on, each once, with where their bytes lie. */
class DatagramDelivery {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly consumer: StreamConsumer
  private readonly order: OrderWatch | null
  private readonly anomalies: AnomalyLog
  /** Where the bytes of a datagram lie that came in fragments. */
  private readonly datagramRuns: RunMap = new RunMap()
  private readonly datagramTwins: DatagramTwins = new DatagramTwins()
  private readonly translated: TranslatedDatagrams = new TranslatedDatagrams()

  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    consumer: StreamConsumer,
    order: OrderWatch | null,
    anomalies: AnomalyLog,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.consumer = consumer
    this.order = order
    this.anomalies = anomalies
  }

  /** A datagram whose bytes are counted in its flow, `state` being that of the flow in front of it. */
  deliver(
    slot: number,
    lane: 0 | 1,
    flow: StreamFlow,
    state: number,
    packet: PacketView,
    context: FrameContext,
  ): void {
    const { table, reassembler } = this
    const { counts } = reassembler
    const start = packet.payloadStart
    const end = packet.payloadEnd
    const length = end - start
    const direction = directionOf(state, lane)
    if (packet.payloadCutBytes > 0) this.anomalies.note(streamAnomalies.datagramCut, context.number)
    if (length === 0) return
    if (this.datagramTwins.sees(packet, context)) {
      this.anomalies.note(streamAnomalies.twinDatagram, context.number)
      counts.udpDuplicateBytes += length
      if (direction === 0) flow.bytesToServer -= length
      else flow.bytesToClient -= length
      return
    }
    if (!this.datagramTwins.isAgain && this.isBeforeFirst(flow, context))
      this.order?.cameBehind(context.number, true)
    const translated = this.translated.sees(packet, direction, context)
    if (translated > 0)
      this.anomalies.note(streamAnomalies.translatedDatagram, context.number, `frame ${translated}`)
    const { origin } = this.point
    origin.frame = context.number
    origin.offset = start - packet.frameStart
    origin.sec = context.sec
    origin.nsec = context.nsec
    if (packet.pieces !== null) {
      const first = packet.pieces.spans(start, end)[0]
      if (first !== undefined) {
        origin.frame = first.frame
        origin.offset = first.start
      }
      this.datagramRuns.clear()
      this.datagramRuns.addRange(0, packet.pieces, start, end)
      origin.runs = this.datagramRuns
    }
    counts.udpDeliveredBytes += length
    const verdict = this.consumer.datagram(flow, direction, packet.buf, start, end, origin)
    origin.runs = null
    if (verdict !== 0) reassembler.delivery.settle(slot, lane, flow, verdict)
    if (flow.isAnswered !== ((state & isClosed) !== 0))
      table.move(slot, flow.isAnswered ? closedList : liveList)
  }

  /**
   * Whether the datagram at hand was captured before the first one of its conversation. Where it is much older, the clock was set
   * back, or files were joined, which connections of TCP tell apart.
   */
  private isBeforeFirst({ firstSec, firstNsec }: StreamFlow, { sec, nsec }: FrameContext): boolean {
    return (sec === firstSec && nsec < firstNsec) || sec === firstSec - 1
  }
}

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
