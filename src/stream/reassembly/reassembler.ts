import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import { streamAnomalies } from '../anomalies.ts'
import { CopyWatch } from '../copies/copy-watch.ts'
import { FlowOpener } from '../flow-opener.ts'
import {
  acknowledgedAt,
  directionOf,
  isAcknowledged,
  isClosed,
  isDoubled,
  isFinSeen,
  isFinished,
  isHolding,
  isRoleKnown,
  isSynced,
  laneShift,
  lineShift,
  nextAt,
  stateAt,
} from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { acknowledgedAhead, isOver, isSettled, sync, verdictOf } from '../lanes.ts'
import { emptyStreamCounts } from '../stream-counts.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { CopyConsumer, DamageWatch, OrderWatch, StreamConsumer, StreamCounts } from '../types.ts'
import { answersBehind } from './answers-behind.ts'
import { Beginnings } from './beginnings.ts'
import { Delivery } from './delivery.ts'
import { farBytes, windowBytes } from './distances.ts'
import { FlowEnds } from './flow-ends.ts'
import { HeldPool, heldOf, listOf } from './held.ts'
import type { HeldList } from './held.ts'
import { Holes } from './holes.ts'
import { LaneEnds } from './lane-ends.ts'
import { isBehindEnd } from './other-connection.ts'
import { OutOfOrder } from './out-of-order.ts'
import { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import { ReplacedConnections } from './replaced-connections.ts'
import { SeenBytes } from './seen-bytes.ts'
import { Segment } from './segment.ts'
import { liesFarAhead, strayFates, Strays } from './strays.ts'

const { depthBytesMax } = limits.stream
const noBytes: Buffer = Buffer.alloc(0)

/** A lane that is synced and nothing else takes the fast path. */
const slowMask = isSynced | isHolding | isFinSeen

/**
 * Puts TCP segments in order, one lane of one flow at a time, and hands them to the consumer. Holds no flow itself:
 * its state is in the table and in the flow's object. The next bytes of a stream without any oddity are handed on here, in
 * `segment`, without a further call; what is rare is decided in the files beside this one, which know nothing of each other but
 * what they are given.
 */
export class Reassembler {
  readonly counts: StreamCounts = emptyStreamCounts()
  readonly pool: HeldPool = new HeldPool()
  readonly opener: FlowOpener
  /** Null where nobody reads other copies. */
  private readonly copyWatch: CopyWatch | null
  private readonly damage: DamageWatch | null
  private readonly order: OrderWatch | null
  /** Of the bytes to a client so many are kept to compare them with what comes again. */
  private readonly comparedAnswerBytes: number
  /** The segment at hand, where it is more than the next bytes of its stream: one object. */
  private readonly given: Segment = new Segment(noBytes)
  readonly point: ReadingPoint = new ReadingPoint()
  /** That of the point, which every segment is written into. */
  private readonly origin: RunOrigin = this.point.origin
  readonly replaced: ReplacedConnections
  readonly delivery: Delivery
  readonly laneEnds: LaneEnds
  readonly flowEnds: FlowEnds
  private readonly outOfOrder: OutOfOrder
  private readonly holes: Holes
  private readonly beginnings: Beginnings
  private readonly strays: Strays
  private readonly seenBytes: SeenBytes
  private readonly table: FlowTable
  private readonly consumer: StreamConsumer
  private readonly anomalies: AnomalyLog

  constructor(
    table: FlowTable,
    consumer: StreamConsumer,
    anomalies: AnomalyLog,
    copyConsumer: CopyConsumer | null,
    damage: DamageWatch | null,
    comparedAnswerBytes: number,
    order: OrderWatch | null,
  ) {
    this.order = order
    this.table = table
    this.replaced = new ReplacedConnections(table, damage)
    this.consumer = consumer
    this.anomalies = anomalies
    this.opener = new FlowOpener(table, anomalies, damage)
    this.copyWatch =
      copyConsumer === null
        ? null
        : new CopyWatch(
            table,
            copyConsumer,
            this.counts,
            anomalies,
            damage,
            comparedAnswerBytes > limits.stream.comparedAnswerBytesMax,
          )
    this.damage = damage
    this.comparedAnswerBytes = comparedAnswerBytes
    const shared: Reassembly = {
      table,
      consumer,
      counts: this.counts,
      anomalies,
      point: this.point,
      pool: this.pool,
      copyWatch: this.copyWatch,
      copyConsumer,
      damage,
      order,
      comparedAnswerBytes,
    }
    this.delivery = new Delivery(shared)
    this.outOfOrder = new OutOfOrder(shared, this.delivery)
    this.holes = new Holes(shared, this.outOfOrder, this.delivery)
    this.beginnings = new Beginnings(shared, this.outOfOrder, this.delivery)
    this.strays = new Strays(shared, this.outOfOrder, this.holes)
    this.laneEnds = new LaneEnds(shared, this.beginnings, this.delivery)
    this.flowEnds = new FlowEnds(shared, this.opener, this.holes, this.strays)
    this.seenBytes = new SeenBytes(shared, this.opener)
  }

  /** Memory that holds other copies, and what lies around them, now. */
  get copyBytes(): number {
    return this.copyWatch?.heldBytes ?? 0
  }

  /**
   * Takes captured payload `buf[start, end)` of one lane, `sequence` being that of its first byte, and `cut` bytes
   * behind it that were not captured. The lane has no verdict yet, and the bytes are counted nowhere but in
   * `tcpPayloadBytes`.
   */
  segment(
    slot: number,
    lane: number,
    sequence: number,
    buf: Buffer,
    start: number,
    end: number,
    cut: number,
    frame: number,
    offset: number,
    sec: number,
    nsec: number,
  ): void {
    const { table } = this
    const { words } = table
    const line = slot << lineShift
    const length = end - start
    let flow = table.flows[slot] as StreamFlow | null
    if (flow === null) {
      if (isOver(this.table, slot)) {
        if (isBehindEnd(table, slot, lane, sequence, this.point.acknowledgement))
          this.flowEnds.replaceMarked(slot, sec, nsec)
        else if (((sequence + length + cut - (words[line + nextAt + lane] as number)) | 0) <= 0) {
          this.counts.duplicateBytes += length
          this.seenBytes.compareLate(slot, lane, sequence, buf, start, end, frame, offset, sec, nsec)
          return
        }
      }
      const isNext =
        (((words[line + stateAt] as number) >>> laneShift(lane)) & isSynced) === 0 ||
        words[line + nextAt + lane] === sequence
      flow = this.opener.open(slot, lane, buf, start, end, frame, isNext)
    } else if (((words[line + stateAt] as number) & isRoleKnown) === 0 && flow.isUnsure)
      flow = this.reconsider(slot, lane, flow, buf, start, end, frame, sec, nsec)
    const state = words[line + stateAt] as number
    const direction = directionOf(state, lane)
    let bytes: number
    if (direction === 0) bytes = flow.bytesToServer += length
    else bytes = flow.bytesToClient += length
    if (
      (((state >>> laneShift(lane)) & slowMask) | (state & (isClosed | isDoubled))) === isSynced &&
      words[line + nextAt + lane] === sequence &&
      cut === 0 &&
      bytes <= depthBytesMax
    ) {
      words[line + nextAt + lane] = (sequence + length) | 0
      const { origin } = this
      origin.frame = frame
      origin.offset = offset
      origin.sec = sec
      origin.nsec = nsec
      this.counts.deliveredBytes += length
      const verdict = this.consumer.chunk(flow, direction, buf, start, end, origin)
      if (verdict !== verdicts.more) this.delivery.settle(slot, lane, flow, verdict)
      else if (direction === 0 || bytes <= this.comparedAnswerBytes)
        this.copyWatch?.remember(slot, flow, lane, direction, sequence, buf, start, end, origin)
      return
    }
    if (bytes > depthBytesMax) {
      this.anomalies.note(streamAnomalies.depthLimit, frame)
      this.delivery.settle(slot, lane, flow, verdicts.limit)
      this.delivery.count(verdicts.limit, length)
      return
    }
    const { given } = this
    given.place(sequence, buf, start, end, cut, frame, offset, sec, nsec)
    given.cutCounted = Math.min(cut, this.point.frameCut)
    this.arrange(slot, lane, flow, given)
  }

  /**
   * Payload `[sequence, end)` of a lane with a verdict, on a flow that is closed, in `frame`. True where it is of another
   * connection, which has taken the flow's place now and is to be read; else it is counted already.
   */
  late(
    slot: number,
    lane: number,
    sequence: number,
    end: number,
    frame: number,
    sec: number,
    nsec: number,
  ): boolean {
    const { table } = this
    const bits = (table.words[(slot << lineShift) + stateAt] as number) >>> laneShift(lane)
    if ((bits & isFinished) !== 0) {
      if (
        (table.flows[slot] ?? null) === null &&
        isOver(this.table, slot) &&
        isBehindEnd(table, slot, lane, sequence, this.point.acknowledgement)
      ) {
        this.flowEnds.replaceMarked(slot, sec, nsec)
        return true
      }
      if (((end - (table.fins[slot * 2 + lane] as number)) | 0) <= 0) return false
    }
    this.laneEnds.noteNewData(slot, lane, frame, false)
    return false
  }

  /**
   * Where nothing told who is client, what is said later may. What was read until then was read the wrong way round: it
   * ends, and the conversation goes on as another, the right way round.
   */
  private reconsider(
    slot: number,
    lane: number,
    flow: StreamFlow,
    buf: Buffer,
    start: number,
    end: number,
    frame: number,
    sec: number,
    nsec: number,
  ): StreamFlow {
    if (!this.opener.contradicts(slot, lane, flow, buf, start, end)) return flow
    this.flowEnds.replaceMarked(slot, sec, nsec)
    return this.opener.open(slot, lane, buf, start, end, frame, true)
  }

  /** As `segment`, for one of several pieces of a packet: those before it may have brought a verdict. */
  piece(
    slot: number,
    lane: number,
    sequence: number,
    buf: Buffer,
    start: number,
    end: number,
    cut: number,
    frame: number,
    offset: number,
    sec: number,
    nsec: number,
  ): void {
    if (!isSettled(this.table, slot, lane)) {
      this.segment(slot, lane, sequence, buf, start, end, cut, frame, offset, sec, nsec)
      return
    }
    const flow = this.table.flows[slot] as StreamFlow | null
    const state = this.table.words[(slot << lineShift) + stateAt] as number
    if (flow !== null) {
      if (directionOf(state, lane) === 0) flow.bytesToServer += end - start
      else flow.bytesToClient += end - start
    }
    this.delivery.count(verdictOf(this.table, slot, lane), end - start)
  }

  /** The peer of `lane` acknowledged, in `frame`, bytes up to `acknowledgement`, which were not all delivered. */
  acknowledge(slot: number, lane: number, acknowledgement: number, frame: number): void {
    const { words, edges } = this.table
    const line = slot << lineShift
    const state = words[line + stateAt] as number
    // What is acknowledged behind the end of both directions is of another connection.
    if (isOver(this.table, slot) && (this.table.flows[slot] ?? null) === null) return
    if ((state & (isAcknowledged(lane) | (isSynced << laneShift(lane)))) === 0) {
      // Nothing was seen of the lane yet: what is acknowledged from here on is known to have been there.
      words[line + nextAt + lane] = acknowledgement
      words[line + acknowledgedAt + lane] = acknowledgement
      words[line + stateAt] = state | isAcknowledged(lane)
      return
    }
    const flow = this.table.flows[slot] ?? null
    const list = flow === null ? null : heldOf(flow, lane)
    if (flow !== null && list?.isBeginning === true) {
      const received = (acknowledgement - (words[line + nextAt + lane] as number)) | 0
      if (received <= 0 || received > windowBytes) return
      // What was before came, and would have been seen by now.
      this.beginnings.begin(slot, lane, flow, list)
      if (isSettled(this.table, slot, lane)) return
    }
    const stray = list?.stray ?? null
    if (
      flow !== null &&
      list !== null &&
      stray !== null &&
      acknowledgement === ((stray.sequence + (stray.end - stray.start) + stray.cut) | 0)
    ) {
      this.confirmStray(slot, lane, flow, list)
      return
    }
    const known = Math.max(0, acknowledgedAhead(this.table, slot, lane))
    const next = words[line + nextAt + lane] as number
    const more = (acknowledgement - next - known) | 0
    if (more <= 0 || more > windowBytes) return
    if (more > farBytes) this.damage?.unfitting(frame)
    words[line + acknowledgedAt + lane] = acknowledgement
    edges[slot * 2 + lane] = frame
    if (flow !== null && list !== null) this.holes.giveUp(slot, lane, flow, list)
  }

  /** Everything but the next bytes of a stream in order. */
  private arrange(slot: number, lane: number, flow: StreamFlow, segment: Segment): void {
    const { frame } = segment
    if (segment.cut > 0) this.damage?.cutShort(frame)
    const { words } = this.table
    const line = slot << lineShift
    const shift = laneShift(lane)
    if (((words[line + stateAt] as number) & (isSynced << shift)) === 0) {
      if (this.beginnings.mayComeBefore(slot, lane, flow, segment)) listOf(flow, lane).isBeginning = true
      sync(this.table, slot, lane, segment.sequence)
      if (answersBehind(this.table, slot, lane, segment, this.point)) this.order?.cameBehind(frame, true)
    }
    const beginning = heldOf(flow, lane)
    if (beginning?.isBeginning === true && this.beginnings.take(slot, lane, flow, beginning, segment)) return
    let distance = (segment.sequence - (words[line + nextAt + lane] as number)) | 0
    if (distance !== 0) this.replaced.looksFor(slot, lane, segment.sequence)
    if (distance === 1 && ((words[line + stateAt] as number) & (isFinished << shift)) !== 0) {
      // Data behind a FIN: the FIN has a sequence number of its own.
      words[line + nextAt + lane] = segment.sequence
      distance = 0
    }
    if (distance > windowBytes || distance < -windowBytes) {
      this.setAside(slot, lane, flow, segment)
      return
    }
    if (distance > farBytes && liesFarAhead(lane, flow, segment.sequence)) this.damage?.unfitting(frame)
    if (distance < 0) {
      distance = this.seenBytes.skip(slot, lane, flow, segment, distance)
      if (segment.length === 0 && segment.cut === 0) return
    }
    this.laneEnds.noteNewData(slot, lane, frame, distance === 0)
    const list = heldOf(flow, lane)
    if (list !== null && list.stray !== null) list.isStrayDenied = true
    if (distance === 0 && (list === null || list.first === null)) {
      this.delivery.advance(slot, lane, flow, segment)
      this.delivery.finishIfReached(slot, lane)
      return
    }
    if (distance === 0) {
      // Held bytes came first and are kept: the new ones go in between.
      this.outOfOrder.insert(slot, lane, flow, segment)
      this.outOfOrder.drain(slot, lane, flow)
      return
    }
    // At most one level deep: it is at or before the expected byte then.
    if (!this.holes.hold(slot, lane, flow, segment)) this.arrange(slot, lane, flow, segment)
  }

  /** A segment far outside of the window. */
  private setAside(slot: number, lane: number, flow: StreamFlow, segment: Segment): void {
    const fate = this.strays.take(slot, lane, flow, segment)
    if (fate === strayFates.kept) return
    const { sequence, buf, start, end, cut, cutCounted, frame, offset, sec, nsec } = segment
    if (fate === strayFates.another) {
      this.flowEnds.replace(slot, sec, nsec)
      this.give(slot, lane, segment)
      return
    }
    this.confirmStray(slot, lane, flow, listOf(flow, lane))
    // The stray may have been given meanwhile.
    segment.place(sequence, buf, start, end, cut, frame, offset, sec, nsec)
    segment.cutCounted = cutCounted
    if (isSettled(this.table, slot, lane))
      this.delivery.count(verdictOf(this.table, slot, lane), segment.length)
    // Of the same flow after a gap, or of the flow that replaced it.
    else if (this.table.flows[slot] === flow) this.arrange(slot, lane, flow, segment)
    else this.give(slot, lane, segment)
  }

  /** The stray is real: the stream goes on from there, or another connection has taken the flow's place. */
  private confirmStray(slot: number, lane: number, flow: StreamFlow, list: HeldList): void {
    const stray = this.strays.confirm(slot, lane, flow, list)
    if (stray === null) return
    this.flowEnds.replace(slot, stray.sec, stray.nsec)
    this.give(slot, lane, stray)
    this.pool.release(stray)
  }

  /** As `segment`. */
  private give(slot: number, lane: number, segment: Segment): void {
    const { sequence, buf, start, end, cut, cutCounted, frame, offset, sec, nsec } = segment
    const { point } = this
    const { frameCut } = point
    point.frameCut = cutCounted
    this.segment(slot, lane, sequence, buf, start, end, cut, frame, offset, sec, nsec)
    point.frameCut = frameCut
  }
}
