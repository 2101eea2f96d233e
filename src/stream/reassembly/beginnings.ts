import { directionOf, isAcknowledged, lineShift, nextAt, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { isSettled, sync, verdictOf } from '../lanes.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { Delivery } from './delivery.ts'
import { farBytes } from './distances.ts'
import { heldCost } from './held.ts'
import type { HeldList } from './held.ts'
import { acknowledgedSecondsMin } from './holes.ts'
import type { OutOfOrder } from './out-of-order.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import type { Segment } from './segment.ts'

/**
 * So many segments of a direction that was joined midway wait for what may belong before them, until one of them is
 * acknowledged: busy captures have neighbours exchanged, and where the stream begins is told by no SYN.
 */
const beginningSegmentsMax = 4

/**
 * The first segments of a lane that was joined midway: they are kept in their order for a little, since one that belongs before
 * them may come yet. Bytes that come later than that are for `SeenBytes`.
 */
export class Beginnings {
  private readonly table: FlowTable
  private readonly point: ReadingPoint
  private readonly outOfOrder: OutOfOrder
  private readonly delivery: Delivery

  constructor(shared: Reassembly, outOfOrder: OutOfOrder, delivery: Delivery) {
    this.table = shared.table
    this.point = shared.point
    this.outOfOrder = outOfOrder
    this.delivery = delivery
  }

  /** The segment is the first of its lane, and nothing tells that none is to come which belongs before it. */
  mayComeBefore(slot: number, lane: number, flow: StreamFlow, segment: Segment): boolean {
    const { words } = this.table
    const line = slot << lineShift
    const state = words[line + stateAt] as number
    const bytes = directionOf(state, lane) === 0 ? flow.bytesToServer : flow.bytesToClient
    if (segment.length === 0 || bytes !== segment.length) return false
    return (state & isAcknowledged(lane)) === 0 || words[line + nextAt + lane] !== segment.sequence
  }

  /** Keeps one of the first segments of a lane in its order. False where it is to be taken like any other. */
  take(slot: number, lane: number, flow: StreamFlow, list: HeldList, segment: Segment): boolean {
    const distance =
      (segment.sequence - (this.table.words[(slot << lineShift) + nextAt + lane] as number)) | 0
    // A keep-alive repeats the byte before, or says to.
    if (distance === -1 && segment.length <= 1) return false
    const { first } = list
    const isInTime = first === null || ((this.point.now - first.at) | 0) < acknowledgedSecondsMin
    if (
      isInTime &&
      list.count < beginningSegmentsMax &&
      Math.abs(distance) <= farBytes &&
      !this.outOfOrder.isOverLimit(list, heldCost(segment.length))
    ) {
      if (distance < 0) sync(this.table, slot, lane, segment.sequence)
      this.outOfOrder.insert(slot, lane, flow, segment)
      return true
    }
    this.begin(slot, lane, flow, list)
    if (!isSettled(this.table, slot, lane)) return false
    this.delivery.count(verdictOf(this.table, slot, lane), segment.length)
    return true
  }

  /** Nothing that belongs before the first segments of a lane comes any more: they are delivered. */
  begin(slot: number, lane: number, flow: StreamFlow, list: HeldList): void {
    list.isBeginning = false
    this.outOfOrder.drain(slot, lane, flow)
    // A flow that holds nothing goes as soon as it is over.
    if (!list.isEmpty || list.cutEnd !== null) return
    if (lane === 0) flow.held0 = null
    else flow.held1 = null
  }
}
