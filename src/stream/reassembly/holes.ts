import type { AnomalyLog } from '../../core/anomaly.ts'
import { streamAnomalies } from '../anomalies.ts'
import {
  acknowledgedAt,
  directionOf,
  isAcknowledged,
  isFinSeen,
  isSynced,
  laneShift,
  lineShift,
  nextAt,
  stateAt,
} from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { acknowledgedAhead, isSettled, verdictOf } from '../lanes.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { DamageWatch, OrderWatch } from '../types.ts'
import type { Delivery } from './delivery.ts'
import { heldCost, listOf } from './held.ts'
import type { HeldList, HeldSegment } from './held.ts'
import type { OutOfOrder } from './out-of-order.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import type { Segment } from './segment.ts'

/**
 * A hole is given up early once the peer has acknowledged what lies behind it (then it was received, and the capture
 * missed it) and one of these holds. The slack is for captures that show an acknowledgement before the data, as
 * those on several interfaces do; such disorder is short.
 */
const acknowledgedSegmentsMin = 16
/** Seconds are whole: two steps are more than one second. */
export const acknowledgedSecondsMin = 2

/**
 * Bytes that are missing before others: how long they are waited for, and that they are told as a gap then; so are those at the
 * end of a lane. What comes for a hole that was given up is for `SeenBytes`.
 */
export class Holes {
  private readonly table: FlowTable
  private readonly anomalies: AnomalyLog
  private readonly point: ReadingPoint
  private readonly damage: DamageWatch | null
  private readonly order: OrderWatch | null
  private readonly outOfOrder: OutOfOrder
  private readonly delivery: Delivery

  constructor(shared: Reassembly, outOfOrder: OutOfOrder, delivery: Delivery) {
    this.table = shared.table
    this.anomalies = shared.anomalies
    this.point = shared.point
    this.damage = shared.damage
    this.order = shared.order
    this.outOfOrder = outOfOrder
    this.delivery = delivery
  }

  /**
   * Keeps a segment that lies ahead, within the limits; beyond them holes are given up until there is room. False where that
   * brought its lane to it: it is to be taken like one in order, and needs no holding.
   */
  hold(slot: number, lane: number, flow: StreamFlow, segment: Segment): boolean {
    const list = listOf(flow, lane)
    const cost = heldCost(segment.length)
    const { frame } = segment
    if (this.outOfOrder.isOverLimit(list, cost)) {
      this.anomalies.note(streamAnomalies.heldLimit, frame)
      while (list.first !== null && this.outOfOrder.isOverLimit(list, cost)) this.skip(slot, lane, flow, list)
      if (isSettled(this.table, slot, lane)) {
        this.delivery.count(verdictOf(this.table, slot, lane), segment.length)
        return true
      }
      const ahead = (segment.sequence - (this.table.words[(slot << lineShift) + nextAt + lane] as number)) | 0
      if (ahead <= 0 || list.first === null) {
        if (ahead > 0) {
          this.point.origin.place(frame, segment.offset, segment.sec, segment.nsec)
          this.delivery.gap(slot, lane, flow, ahead)
          if (isSettled(this.table, slot, lane)) {
            this.delivery.count(verdictOf(this.table, slot, lane), segment.length)
            return true
          }
        }
        return false
      }
    }
    this.outOfOrder.insert(slot, lane, flow, segment)
    if (this.outOfOrder.isOverLimit(list, 0)) {
      // It was cut into pieces by what was held, and these take more room than it would have in one.
      this.anomalies.note(streamAnomalies.heldLimit, frame)
      while (list.first !== null && this.outOfOrder.isOverLimit(list, 0)) this.skip(slot, lane, flow, list)
    }
    this.giveUp(slot, lane, flow, list)
    return true
  }

  /** Declares the first hole a gap, and delivers what follows it. Takes at least one segment out of the list. */
  skip(slot: number, lane: number, flow: StreamFlow, list: HeldList): void {
    const { first } = list
    if (first === null) return
    const next = this.table.words[(slot << lineShift) + nextAt + lane] as number
    const length = (first.sequence - next) | 0
    this.point.origin.place(first.frame, first.offset, first.sec, first.nsec)
    if (length > 0) {
      list.giveUp(next, first.sequence)
      this.delivery.gap(slot, lane, flow, length)
    }
    this.outOfOrder.drain(slot, lane, flow)
  }

  /** Gives up the holes that the peer's acknowledgements, or an earlier reading, say are none that anything comes for. */
  giveUp(slot: number, lane: number, flow: StreamFlow, list: HeldList): void {
    const acknowledged = this.table.words[(slot << lineShift) + acknowledgedAt + lane] as number
    for (;;) {
      const { first } = list
      if (first === null || ((acknowledged - first.sequence) | 0) < 0) return
      if (list.count < acknowledgedSegmentsMin && ((this.point.now - first.at) | 0) < acknowledgedSecondsMin)
        return
      if (this.order !== null && this.willCome(slot, lane, flow, first, this.order)) return
      this.skip(slot, lane, flow, list)
    }
  }

  /** Whether an earlier reading saw what belongs into the hole before the first segment that is held. */
  private willCome(
    slot: number,
    lane: number,
    flow: StreamFlow,
    first: HeldSegment,
    order: OrderWatch,
  ): boolean {
    const { words } = this.table
    const line = slot << lineShift
    const next = words[line + nextAt + lane] as number
    const direction = directionOf(words[line + stateAt] as number, lane)
    return order.willCome(flow, direction, next, (first.sequence - next) | 0)
  }

  /** The last bytes of a lane, which a FIN or an acknowledgement says were sent, were not captured: a gap. */
  giveUpTail(slot: number, lane: number, flow: StreamFlow | null): void {
    if (isSettled(this.table, slot, lane)) return
    const { words, fins, edges } = this.table
    const line = slot << lineShift
    const state = words[line + stateAt] as number
    const bits = state >>> laneShift(lane)
    if (((state & isAcknowledged(lane)) | (bits & isSynced)) === 0) return
    const acknowledged = acknowledgedAhead(this.table, slot, lane)
    const toFin =
      (bits & isFinSeen) === 0
        ? 0
        : ((fins[slot * 2 + lane] as number) - (words[line + nextAt + lane] as number)) | 0
    // A FIN takes a number of its own: one byte alone may be that of one which was not captured.
    const length = acknowledged > toFin + 1 ? acknowledged : toFin
    if (length <= 0) return
    const edge = edges[slot * 2 + lane] as number
    this.damage?.suspected(edge)
    this.point.origin.place(edge, 0, flow?.firstSec ?? 0, flow?.firstNsec ?? 0)
    this.delivery.gap(slot, lane, flow, length)
    if (flow !== null) this.delivery.finishIfReached(slot, lane)
  }
}
