import { limits } from '../../core/limits.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import type { KeptBytes } from '../copies/delivered-log.ts'
import { isHolding, laneShift, lineShift, nextAt, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { StreamCounts } from '../types.ts'
import type { Delivery } from './delivery.ts'
import { heldOf, listOf } from './held.ts'
import type { HeldList, HeldPool, HeldSegment } from './held.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import type { Segment } from './segment.ts'

/**
 * Segments that wait, since bytes before them are missing: each byte is held once, the copy that came first, within the limits.
 * Handed on as far as nothing is missing any more. That something is given up is decided in `Holes`.
 */
export class OutOfOrder {
  private readonly table: FlowTable
  private readonly counts: StreamCounts
  private readonly point: ReadingPoint
  private readonly pool: HeldPool
  private readonly copyWatch: CopyWatch | null
  private readonly delivery: Delivery

  constructor(shared: Reassembly, delivery: Delivery) {
    this.table = shared.table
    this.counts = shared.counts
    this.point = shared.point
    this.pool = shared.pool
    this.copyWatch = shared.copyWatch
    this.delivery = delivery
  }

  /** Copies into the list what is not held yet of a segment at or ahead of the expected byte. */
  insert(slot: number, lane: number, flow: StreamFlow, segment: Segment): void {
    const { words } = this.table
    const line = slot << lineShift
    const list = listOf(flow, lane)
    if (((words[line + stateAt] as number) & (isHolding << laneShift(lane))) === 0) {
      words[line + stateAt] = (words[line + stateAt] as number) | (isHolding << laneShift(lane))
    }
    let after: HeldSegment | null = null
    // Mostly the segment goes to the end of what is held.
    const { last } = list
    let other: HeldSegment | null = list.first
    if (last !== null && ((segment.sequence - last.sequence - last.length) | 0) >= 0) {
      after = last
      other = null
    }
    for (; other !== null; other = other.next) {
      const otherEnd = (other.sequence + other.length) | 0
      if (((segment.sequence - otherEnd) | 0) >= 0) {
        after = other
        continue
      }
      const room = (other.sequence - segment.sequence) | 0
      if (segment.length <= room) break
      if (room > 0) {
        after = this.keep(list, after, segment, room, 0)
        segment.skip(room)
      }
      const inOther = other.start + ((segment.sequence - other.sequence) | 0)
      const shared = Math.min(segment.length, other.end - inOther)
      const { start } = segment
      if (segment.buf.compare(other.buf, inOther, inOther + shared, start, start + shared) !== 0) {
        const held: KeptBytes = {
          sequence: segment.sequence,
          buf: other.buf,
          start: inOther,
          end: inOther + shared,
          frame: other.frame,
          offset: other.offset + inOther - other.start,
          sec: other.sec,
          nsec: other.nsec,
        }
        this.copyWatch?.compareWith([held], slot, lane, flow, segment, shared)
      }
      this.counts.duplicateBytes += shared
      segment.skip(shared)
      after = other
      if (segment.length === 0) {
        if (segment.sequence === otherEnd && segment.cut > other.cut) {
          other.cut = segment.cut
          other.cutCounted = segment.cutCounted
        }
        return
      }
    }
    if (segment.length > 0 || segment.cut > 0) this.keep(list, after, segment, segment.length, segment.cut)
  }

  private keep(
    list: HeldList,
    after: HeldSegment | null,
    segment: Segment,
    length: number,
    cut: number,
  ): HeldSegment {
    const held = this.copy(segment, length, cut)
    list.insert(held, after)
    return held
  }

  /** A copy of the segment's first bytes, behind which so many were cut. */
  copy(segment: Segment, length: number, cut: number): HeldSegment {
    const held = this.pool.take(segment.buf, segment.start, segment.start + length)
    held.sequence = segment.sequence
    held.cut = cut
    held.cutCounted = Math.min(cut, segment.cutCounted)
    held.frame = segment.frame
    held.offset = segment.offset
    held.sec = segment.sec
    held.nsec = segment.nsec
    held.at = this.point.now
    return held
  }

  /** Delivers what is held as far as it follows without a hole. */
  drain(slot: number, lane: number, flow: StreamFlow): void {
    const { words } = this.table
    const line = slot << lineShift
    const list = heldOf(flow, lane)
    if (list === null) return
    while (list.first !== null) {
      const ahead = (list.first.sequence - (words[line + nextAt + lane] as number)) | 0
      if (ahead > 0) break
      const segment = list.shift() as HeldSegment
      // Held segments do not overlap and gaps end where they begin, so nothing is to be trimmed; were it otherwise,
      // bytes must still not be told twice. `0 -`: see `smallInteger`.
      const seen = Math.min(0 - ahead, segment.length)
      this.counts.duplicateBytes += seen
      segment.skip(seen)
      this.delivery.advance(slot, lane, flow, segment)
      this.pool.release(segment)
    }
    if (list.isEmpty)
      words[line + stateAt] = (words[line + stateAt] as number) & ~(isHolding << laneShift(lane))
    this.delivery.finishIfReached(slot, lane)
  }

  /** Whether a list, or all of them, would take more room than they may with a segment of this cost; 0: whether they do. */
  isOverLimit(list: HeldList, cost: number): boolean {
    return (
      list.bytes + cost > limits.stream.heldBytesPerDirectionMax ||
      list.count + Math.sign(cost) > limits.stream.heldSegmentsPerDirectionMax ||
      this.pool.heldBytes + cost > limits.stream.heldBytesMax
    )
  }
}
