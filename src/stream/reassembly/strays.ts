import type { AnomalyLog } from '../../core/anomaly.ts'
import { streamAnomalies } from '../anomalies.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import { isClosed, isHolding, laneShift, lineShift, nextAt, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { DamageWatch, OrderWatch, StreamCounts } from '../types.ts'
import { farBytes, jumpBytesMax } from './distances.ts'
import { heldOf, listOf } from './held.ts'
import type { HeldList, HeldPool, HeldSegment } from './held.ts'
import type { Holes } from './holes.ts'
import { isForeign } from './other-connection.ts'
import type { OutOfOrder } from './out-of-order.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import type { Segment } from './segment.ts'

/** How far behind the stray's end the segment that confirms it may begin. */
const strayFollowBytes = 65_536

/** What becomes of a segment far outside of the window: it is dealt with; it follows the stray, which it confirms; it is of another connection. */
export const strayFates = { kept: 0, follows: 1, another: 2 } as const
/** One of them. */
export type StrayFate = (typeof strayFates)[keyof typeof strayFates]

/**
 * Segments far outside of the window: one for each lane is set aside until it is confirmed or denied (see `windowBytes`). Another
 * connection that it shows is begun elsewhere.
 */
export class Strays {
  private readonly table: FlowTable
  private readonly counts: StreamCounts
  private readonly anomalies: AnomalyLog
  private readonly point: ReadingPoint
  private readonly pool: HeldPool
  private readonly copyWatch: CopyWatch | null
  private readonly damage: DamageWatch | null
  private readonly order: OrderWatch | null
  private readonly outOfOrder: OutOfOrder
  private readonly holes: Holes

  constructor(shared: Reassembly, outOfOrder: OutOfOrder, holes: Holes) {
    this.table = shared.table
    this.counts = shared.counts
    this.anomalies = shared.anomalies
    this.point = shared.point
    this.pool = shared.pool
    this.copyWatch = shared.copyWatch
    this.damage = shared.damage
    this.order = shared.order
    this.outOfOrder = outOfOrder
    this.holes = holes
  }

  /** Takes a segment far outside of the window, and says what is to be done with it. */
  take(slot: number, lane: number, flow: StreamFlow, segment: Segment): StrayFate {
    const list = listOf(flow, lane)
    const { sequence, cut, frame } = segment
    this.anomalies.note(streamAnomalies.outOfWindow, frame)
    this.damage?.unfitting(frame)
    const { stray } = list
    if (stray !== null) {
      if (stray.sequence === sequence && stray.length === segment.length) {
        this.counts.duplicateBytes += segment.length
        this.copyWatch?.compareWith([stray], slot, lane, flow, segment, segment.length)
        return strayFates.kept
      }
      const behind = (sequence - stray.sequence - stray.length - stray.cut) | 0
      if (behind >= 0 && behind <= strayFollowBytes) return strayFates.follows
      this.drop(list, frame)
    }
    // Nothing more was expected: another connection, whose SYN was not captured.
    if (((this.table.words[(slot << lineShift) + stateAt] as number) & isClosed) !== 0)
      return strayFates.another
    list.stray = this.outOfOrder.copy(segment, segment.length, cut)
    list.isStrayForeign = isForeign(this.table, slot, lane, this.point.acknowledgement)
    list.isStrayDenied = false
    const at = (slot << lineShift) + stateAt
    const words = this.table.words
    words[at] = (words[at] as number) | (isHolding << laneShift(lane))
    return strayFates.kept
  }

  /**
   * The stray of a list is real: where a gap can lead to it the stream goes on from there, and null is returned. Else it is of another
   * connection, which takes the flow's place; then it is the caller's, who releases it.
   */
  confirm(slot: number, lane: number, flow: StreamFlow, list: HeldList): HeldSegment | null {
    const { stray } = list
    if (stray === null) return null
    if (this.isJumpOfStream(slot, lane, list, stray)) {
      list.isStrayDenied = false
      this.flush(slot, lane, flow)
      return null
    }
    list.stray = null
    return stray
  }

  /** True when a gap can lead to the stray: it lies ahead of all that is held, and not too far. */
  private isJumpOfStream(slot: number, lane: number, list: HeldList, stray: HeldSegment): boolean {
    if (list.isStrayForeign) return false
    const { last } = list
    const edge =
      last === null
        ? (this.table.words[(slot << lineShift) + nextAt + lane] as number)
        : (last.sequence + (last.end - last.start)) | 0
    const jump = (stray.sequence - edge) | 0
    return jump >= 0 && jump <= jumpBytesMax
  }

  /** Delivers all that a lane holds, with gaps for the holes; a stray too, where a gap can lead to it and nothing speaks against it. */
  flush(slot: number, lane: number, flow: StreamFlow): void {
    const list = heldOf(flow, lane)
    if (list === null) return
    list.isBeginning = false
    const { stray } = list
    if (stray !== null) {
      if (!list.isStrayDenied && this.isJumpOfStream(slot, lane, list, stray)) {
        list.stray = null
        list.insert(stray, list.last)
      } else {
        this.drop(list, stray.frame)
      }
    }
    while (list.first !== null) this.holes.skip(slot, lane, flow, list)
    const { words } = this.table
    const at = (slot << lineShift) + stateAt
    words[at] = (words[at] as number) & ~(isHolding << laneShift(lane))
  }

  private drop(list: HeldList, frame: number): void {
    const { stray } = list
    if (stray === null) return
    this.anomalies.note(streamAnomalies.strayDropped, frame)
    this.order?.cameBehind(frame, false)
    this.counts.droppedBytes += stray.end - stray.start
    list.stray = null
    this.pool.release(stray)
  }
}

/** It lies far ahead of all that was seen of its lane. */
export function liesFarAhead(lane: number, flow: StreamFlow, sequence: number): boolean {
  const last = heldOf(flow, lane)?.last ?? null
  return last === null || ((sequence - last.sequence - (last.end - last.start)) | 0) > farBytes
}
