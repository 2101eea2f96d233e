import type { AnomalyLog } from '../../core/anomaly.ts'
import { streamAnomalies } from '../anomalies.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import {
  closedList,
  isClosed,
  isFinSeen,
  isFinished,
  isReset,
  isSynced,
  laneShift,
  lineShift,
  liveList,
  nextAt,
  stateAt,
  verdictMask,
  verdictShift,
} from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { sync } from '../lanes.ts'
import type { DamageWatch, StreamConsumer } from '../types.ts'
import type { Beginnings } from './beginnings.ts'
import type { Delivery } from './delivery.ts'
import { windowBytes } from './distances.ts'
import { heldOf } from './held.ts'
import type { Reassembly } from './reassembly.ts'

/**
 * Where a lane ends, as its FIN says, and that it went on instead. When both have ended, the flow ends for its consumer; that its
 * slot is given up, or taken by another connection, is for `FlowEnds`.
 */
export class LaneEnds {
  private readonly table: FlowTable
  private readonly consumer: StreamConsumer
  private readonly anomalies: AnomalyLog
  private readonly copyWatch: CopyWatch | null
  private readonly damage: DamageWatch | null
  private readonly beginnings: Beginnings
  private readonly delivery: Delivery

  constructor(shared: Reassembly, beginnings: Beginnings, delivery: Delivery) {
    this.table = shared.table
    this.consumer = shared.consumer
    this.anomalies = shared.anomalies
    this.copyWatch = shared.copyWatch
    this.damage = shared.damage
    this.beginnings = beginnings
    this.delivery = delivery
  }

  /** A FIN, in `frame`, whose own sequence number is `sequence`. */
  fin(slot: number, lane: number, sequence: number, frame: number): void {
    const { words, fins, edges } = this.table
    const line = slot << lineShift
    const shift = laneShift(lane)
    const flow = this.table.flows[slot] ?? null
    const list = flow === null ? null : heldOf(flow, lane)
    if (flow !== null && list?.isBeginning === true) this.beginnings.begin(slot, lane, flow, list)
    let state = words[line + stateAt] as number
    if (((state >>> (shift + verdictShift)) & verdictMask) !== 0) {
      if (((state >>> shift) & isFinSeen) === 0) fins[slot * 2 + lane] = sequence
      words[line + stateAt] = state | ((isFinSeen | isFinished) << shift)
    } else {
      if (((state >>> shift) & isSynced) === 0) sync(this.table, slot, lane, sequence)
      state = words[line + stateAt] as number
      const distance = (sequence - (words[line + nextAt + lane] as number)) | 0
      if (distance < 0 || distance > windowBytes || ((state >>> shift) & isFinished) !== 0) return
      fins[slot * 2 + lane] = sequence
      edges[slot * 2 + lane] = frame
      words[line + stateAt] = state | (isFinSeen << shift)
      if (distance === 0) this.delivery.finish(slot, lane)
    }
    state = words[line + stateAt] as number
    const both = (state >>> laneShift(0)) & (state >>> laneShift(1))
    if ((both & isFinSeen) !== 0) this.table.move(slot, closedList)
    if ((both & isFinished) !== 0) this.release(slot)
  }

  /**
   * Both directions are over and read: the flow ends for the consumer now, so that what was kept for it goes at once;
   * the slot waits for stragglers. A straggler with new bytes opens the flow's object again.
   */
  private release(slot: number): void {
    const { table } = this
    const flow = table.flows[slot] ?? null
    if (flow === null || flow.held0 !== null || flow.held1 !== null) return
    this.copyWatch?.close(slot, 0, flow)
    this.copyWatch?.close(slot, 1, flow)
    table.flows[slot] = null
    this.consumer.end(flow, 'closed')
  }

  /**
   * New bytes from a side that had finished or reset the connection: so it had not, or the FIN or RST was a decoy,
   * which must not end the reading. (What comes after the *peer's* reset was on its way and is no contradiction.)
   */
  noteNewData(slot: number, lane: number, frame: number, isNext: boolean): void {
    const { table } = this
    const at = (slot << lineShift) + stateAt
    const state = table.words[at] as number
    if (((state >>> laneShift(lane)) & (isReset | isFinished)) === 0) return
    this.anomalies.note(streamAnomalies.dataAfterEnd, frame)
    const edge = table.edges[slot * 2 + lane] as number
    this.damage?.wentOn(frame, edge)
    // A FIN has a number of its own: these bytes have the same.
    const isFinDenied =
      isNext &&
      ((state >>> laneShift(lane)) & isFinished) !== 0 &&
      table.fins[slot * 2 + lane] === table.words[(slot << lineShift) + nextAt + lane]
    if (isFinDenied) this.damage?.mistaken(edge)
    table.words[at] = state & ~(isReset << laneShift(lane))
    if ((state & isClosed) !== 0) table.move(slot, liveList)
  }
}
