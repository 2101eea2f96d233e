import type { AnomalyLog } from '../../core/anomaly.ts'
import { streamAnomalies } from '../anomalies.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import type { FlowOpener } from '../flow-opener.ts'
import { directionOf, lineShift, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { OrderWatch, StreamCounts } from '../types.ts'
import { jumpBytesMax, windowBytes } from './distances.ts'
import { heldOf } from './held.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import { Segment } from './segment.ts'

const noBytes: Buffer = Buffer.alloc(0)

/**
 * Bytes that lie before the expected one of their lane: they came again, from before the first one that was seen, or into a hole
 * that was given up. Counted as what they are, compared with what was delivered, and what a client sent is kept to be read by
 * itself (`CopyWatch`).
 */
export class SeenBytes {
  private readonly table: FlowTable
  private readonly counts: StreamCounts
  private readonly anomalies: AnomalyLog
  private readonly point: ReadingPoint
  private readonly copyWatch: CopyWatch | null
  private readonly order: OrderWatch | null
  private readonly opener: FlowOpener
  /** Compared where the flow has no object: one. */
  private readonly again: Segment = new Segment(noBytes)

  constructor(shared: Reassembly, opener: FlowOpener) {
    this.table = shared.table
    this.counts = shared.counts
    this.anomalies = shared.anomalies
    this.point = shared.point
    this.copyWatch = shared.copyWatch
    this.order = shared.order
    this.opener = opener
  }

  /**
   * Leaves out of a segment that begins so far before the expected byte (`distance`, below 0) what is not new, and says what distance
   * is left: never below 0.
   */
  skip(slot: number, lane: number, flow: StreamFlow, segment: Segment, distance: number): number {
    const { words, starts } = this.table
    const line = slot << lineShift
    const { frame } = segment
    let left = distance
    const before = ((starts[slot * 2 + lane] as number) + 1 - segment.sequence) | 0
    const bytes =
      directionOf(words[line + stateAt] as number, lane) === 0 ? flow.bytesToServer : flow.bytesToClient
    // Where the stream began is known only until sequence numbers come round again.
    if (
      before > 0 &&
      before <= windowBytes &&
      bytes < jumpBytesMax &&
      !(left === -1 && segment.length <= 1)
    ) {
      const lost = Math.min(before, segment.length)
      this.takeBefore(slot, lane, flow, segment, lost)
      segment.skip(lost)
      left += lost
    }
    const seen = Math.min(0 - left, segment.length)
    const late = this.lateAnswerBytes(slot, lane, flow, segment, seen)
    if (late > 0) this.anomalies.note(streamAnomalies.lateAnswer, frame)
    this.counts.droppedBytes += late
    this.counts.duplicateBytes += seen - late
    if (seen > 0) this.copyWatch?.compare(slot, lane, flow, segment, seen)
    segment.skip(seen)
    left += seen
    if (left < 0) {
      // No captured byte is new; of the cut ones some may be.
      segment.skipCut(0 - left)
      left = 0
    }
    return left
  }

  /** Bytes from before the first one that was seen: what a client sent is searched by itself. */
  private takeBefore(slot: number, lane: number, flow: StreamFlow, segment: Segment, length: number): void {
    if (length === 0) return
    const { sequence, buf, start, frame, offset, sec, nsec } = segment
    this.anomalies.note(streamAnomalies.beforeStart, frame)
    this.order?.cameBehind(frame, this.point.isOlder(sec, nsec))
    const isAnswer = directionOf(this.table.words[(slot << lineShift) + stateAt] as number, lane) === 1
    if (isAnswer || this.copyWatch === null) {
      this.counts.droppedBytes += length
      return
    }
    this.counts.earlierBytes += length
    this.counts.uncomparedBytes += length
    const bytes = Buffer.from(buf.subarray(start, start + length))
    this.copyWatch.add(slot, lane, flow, { sequence, bytes, frame, offset, sec, nsec, kind: 'again' })
  }

  /**
   * How many of the first `length` bytes of a segment are of an answer, and new: a hole was given up where they belong. Of who
   * asks they are read by themselves.
   */
  private lateAnswerBytes(
    slot: number,
    lane: number,
    flow: StreamFlow,
    { sequence, frame, sec, nsec }: Segment,
    length: number,
  ): number {
    const holes = heldOf(flow, lane)?.holes ?? null
    if (holes === null || length === 0) return 0
    let bytes = 0
    for (let index = 0; index + 1 < holes.length; index += 2) {
      const from = ((holes[index] as number) - sequence) | 0
      const to = ((holes[index + 1] as number) - sequence) | 0
      bytes += Math.max(0, Math.min(length, to) - Math.max(0, from))
    }
    const direction = directionOf(this.table.words[(slot << lineShift) + stateAt] as number, lane)
    if (bytes > 0) {
      this.order?.cameBehind(frame, this.point.isOlder(sec, nsec))
      this.order?.filled(flow, direction, sequence, length)
    }
    return direction === 0 ? 0 : bytes
  }

  /** As `compare`, for a flow that was read to its end and given up: only what differs makes it an object again. */
  compareLate(
    slot: number,
    lane: number,
    sequence: number,
    buf: Buffer,
    start: number,
    end: number,
    frame: number,
    offset: number,
    sec: number,
    nsec: number,
  ): void {
    if (this.copyWatch === null || start === end) return
    const flow = this.opener.reopen(slot, buf, start, end)
    this.again.place(sequence, buf, start, end, 0, frame, offset, sec, nsec)
    this.copyWatch.compare(slot, lane, flow, this.again, end - start)
    this.copyWatch.close(slot, lane, flow)
  }
}
