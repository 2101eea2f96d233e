import type { AnomalyLog } from '../../core/anomaly.ts'
import { verdicts } from '../../core/verdict.ts'
import { streamAnomalies } from '../anomalies.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import {
  acknowledgedAt,
  directionOf,
  isDoubled,
  isFinSeen,
  isFinished,
  isHolding,
  laneShift,
  lineShift,
  nextAt,
  stateAt,
  verdictMask,
  verdictShift,
} from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { acknowledgedAhead, isSettled, unsettle, verdictOf } from '../lanes.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { DamageWatch, StreamConsumer, StreamCounts } from '../types.ts'
import { heldOf } from './held.ts'
import type { HeldPool } from './held.ts'
import type { ReadingPoint } from './reading-point.ts'
import type { Reassembly } from './reassembly.ts'
import type { Segment } from './segment.ts'

/**
 * What a lane's consumer is told: its next bytes, gaps, its end; and what the consumer wants of it. Bytes come here in order;
 * what order they are in, and which bytes are given up, is decided elsewhere. The next segment of a stream without any oddity
 * goes past here (see `Reassembler.segment`).
 */
export class Delivery {
  private readonly table: FlowTable
  private readonly consumer: StreamConsumer
  private readonly counts: StreamCounts
  private readonly anomalies: AnomalyLog
  private readonly point: ReadingPoint
  private readonly pool: HeldPool
  private readonly copyWatch: CopyWatch | null
  private readonly damage: DamageWatch | null
  private readonly comparedAnswerBytes: number

  constructor(shared: Reassembly) {
    this.table = shared.table
    this.consumer = shared.consumer
    this.counts = shared.counts
    this.anomalies = shared.anomalies
    this.point = shared.point
    this.pool = shared.pool
    this.copyWatch = shared.copyWatch
    this.damage = shared.damage
    this.comparedAnswerBytes = shared.comparedAnswerBytes
  }

  /** Delivers the next bytes, then the gap of those that were cut. */
  advance(slot: number, lane: number, flow: StreamFlow, segment: Segment): void {
    const { buf, start, end, cut, cutCounted, frame, offset, sec, nsec } = segment
    const { words } = this.table
    const at = (slot << lineShift) + nextAt + lane
    const { origin } = this.point
    origin.frame = frame
    origin.offset = offset
    origin.sec = sec
    origin.nsec = nsec
    const length = end - start
    if (length > 0) {
      const sequence = words[at] as number
      words[at] = (sequence + length) | 0
      this.counts.deliveredBytes += length
      const direction = directionOf(words[(slot << lineShift) + stateAt] as number, lane)
      const verdict = this.consumer.chunk(flow, direction, buf, start, end, origin)
      if (verdict !== verdicts.more) this.settle(slot, lane, flow, verdict)
      else if (direction === 0 || flow.bytesToClient <= this.comparedAnswerBytes)
        this.copyWatch?.remember(slot, flow, lane, direction, sequence, buf, start, end, origin)
      const isFollowed = ((words[(slot << lineShift) + stateAt] as number) & isDoubled) !== 0
      if (isFollowed) {
        const piece = { sequence, buf, start, end, frame, offset, sec, nsec }
        this.copyWatch?.delivered(slot, lane, flow, piece)
      }
    }
    if (cut > 0 && !isSettled(this.table, slot, lane)) {
      const list = heldOf(flow, lane)
      const first = list?.first ?? null
      if (list !== null && first !== null) list.countCut(((words[at] as number) + cutCounted) | 0)
      const room = first === null ? cut : (first.sequence - (words[at] as number)) | 0
      if (room > 0) {
        origin.offset = offset + length
        this.gap(slot, lane, flow, Math.min(cut, room), cutCounted)
      }
    }
  }

  /** Tells of missing bytes, of which the source counted the first `cut` already; `origin` says where that was seen. */
  gap(slot: number, lane: number, flow: StreamFlow | null, length: number, cut = 0): void {
    const { words } = this.table
    const line = slot << lineShift
    const sequence = words[line + nextAt + lane] as number
    const next = (sequence + length) | 0
    words[line + nextAt + lane] = next
    if (acknowledgedAhead(this.table, slot, lane) < 0) words[line + acknowledgedAt + lane] = next
    const cutEnd = (flow === null ? null : heldOf(flow, lane))?.cutEnd ?? null
    const counted = Math.max(cut, cutEnd === null ? 0 : (cutEnd - sequence) | 0)
    if (length > counted) {
      this.counts.gaps++
      this.counts.gapBytes += length - counted
    }
    this.anomalies.note(streamAnomalies.gap, this.point.origin.frame)
    // Of a conversation without any payload nobody was told.
    if (flow === null) return
    const direction = directionOf(words[line + stateAt] as number, lane)
    this.damage?.missed(flow, direction, sequence, length)
    const verdict = this.consumer.gap(flow, direction, length, this.point.origin)
    if (verdict !== verdicts.more) this.settle(slot, lane, flow, verdict)
  }

  /** Where the lane has come to the place of its FIN, it is finished. */
  finishIfReached(slot: number, lane: number): void {
    const { words, fins } = this.table
    const line = slot << lineShift
    const bits = (words[line + stateAt] as number) >>> laneShift(lane)
    if ((bits & (isFinSeen | isFinished)) !== isFinSeen) return
    if (words[line + nextAt + lane] === fins[slot * 2 + lane] && !isSettled(this.table, slot, lane))
      this.finish(slot, lane)
  }

  /** The lane has no more bytes. */
  finish(slot: number, lane: number): void {
    const { words } = this.table
    const at = (slot << lineShift) + stateAt
    words[at] = (words[at] as number) | (isFinished << laneShift(lane))
    const flow = this.table.flows[slot] ?? null
    if (flow !== null) this.consumer.finished(flow, directionOf(words[at] as number, lane))
  }

  /** The consumer wants no more of the lane, or of both: from now on their bytes are only counted. */
  settle(slot: number, lane: number, flow: StreamFlow, verdict: number): void {
    const number = verdict & verdictMask
    if (number === verdicts.more) return
    this.settleLane(slot, lane, flow, number)
    if ((verdict & verdicts.bothDirections) !== 0) this.settleLane(slot, lane ^ 1, flow, number)
  }

  private settleLane(slot: number, lane: number, flow: StreamFlow, number: number): void {
    if (isSettled(this.table, slot, lane)) return
    const { words } = this.table
    const at = (slot << lineShift) + stateAt
    const shift = laneShift(lane)
    words[at] = ((words[at] as number) & ~(isHolding << shift)) | (number << (shift + verdictShift))
    const list = heldOf(flow, lane)
    if (list === null) return
    list.isBeginning = false
    if (list.stray !== null) {
      list.insert(list.stray, list.last)
      list.stray = null
    }
    for (let segment = list.shift(); segment !== null; segment = list.shift()) {
      this.count(number, segment.end - segment.start)
      this.pool.release(segment)
    }
  }

  /**
   * A lane whose bytes count as encrypted shows text: it and its peer are read again, if the consumer wants that. False where
   * they are not.
   */
  resume(slot: number, lane: number): boolean {
    const { table } = this
    const flow = table.flows[slot] ?? null
    const state = table.words[(slot << lineShift) + stateAt] as number
    const isEnded = (of: number): boolean => ((state >>> laneShift(of)) & isFinished) !== 0
    if (flow === null || isEnded(lane)) return false
    if (this.consumer.resumes?.(flow, directionOf(state, lane)) !== true) return false
    for (const each of [lane, lane ^ 1])
      if (verdictOf(table, slot, each) === verdicts.undecryptable && !isEnded(each))
        unsettle(table, slot, each)
    return true
  }

  /** Bytes of a lane with a verdict, which are not delivered. */
  count(verdict: number, bytes: number): void {
    const { countedBytes } = this.counts
    countedBytes[verdict] = (countedBytes[verdict] as number) + bytes
  }
}
