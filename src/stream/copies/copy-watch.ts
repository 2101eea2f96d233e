/**
 * What comes again of a stream is compared with what was delivered for its place, as far as that is kept. A copy that
 * differs, or that nothing is left to compare with, is collected with what lies around it, to be read by itself.
 */
import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import { streamAnomalies } from '../anomalies.ts'
import { DeliveredLog } from './delivered-log.ts'
import type { KeptBytes } from './delivered-log.ts'
import { directionOf, isDoubled, lineShift, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import { LaneCopies, OtherCopies } from './other-copies.ts'
import type { Segment } from '../reassembly/segment.ts'
import type { StreamFlow } from '../stream-flow.ts'
import type { CopyConsumer, CopyPiece, DamageWatch, StreamCounts } from '../types.ts'

/** Compares and collects, for all flows of one scan. */
export class CopyWatch {
  /** What was delivered last, to compare it with what comes again: by direction. */
  private readonly logs: readonly [DeliveredLog, DeliveredLog]
  private readonly copies: OtherCopies
  private readonly table: FlowTable
  private readonly consumer: CopyConsumer
  private readonly counts: StreamCounts
  private readonly anomalies: AnomalyLog
  private readonly damage: DamageWatch | null

  constructor(
    table: FlowTable,
    consumer: CopyConsumer,
    counts: StreamCounts,
    anomalies: AnomalyLog,
    damage: DamageWatch | null,
    hasLongAnswers: boolean,
  ) {
    this.damage = damage
    const log = new DeliveredLog()
    // Whole answers would leave no room for what a client sent.
    this.logs = [log, hasLongAnswers ? new DeliveredLog() : log]
    this.table = table
    this.consumer = consumer
    this.counts = counts
    this.anomalies = anomalies
    this.copies = new OtherCopies(consumer, counts, anomalies)
  }

  /** Memory that holds other copies, and what lies around them, now. */
  get heldBytes(): number {
    return this.copies.heldBytes
  }

  /** Keeps what was just delivered; `origin` says where it lies. */
  remember(
    slot: number,
    flow: StreamFlow,
    lane: number,
    direction: Direction,
    sequence: number,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): void {
    const { entries } = this.table
    const at = slot * 2 + lane
    const newest = entries[at] as number
    entries[at] = this.logs[direction].add(laneName(flow, lane), newest, sequence, buf, start, end, origin)
  }

  /** Compares the first bytes of a segment, which came again, with what was delivered for their place. */
  compare(slot: number, lane: number, flow: StreamFlow, segment: Segment, length: number): void {
    const newest = this.table.entries[slot * 2 + lane] as number
    const kept = this.logOf(slot, lane).kept(laneName(flow, lane), newest, segment.sequence, length)
    this.compareWith(kept, slot, lane, flow, segment, length)
  }

  /** As `compare`, with bytes that are held elsewhere. */
  compareWith(
    kept: readonly KeptBytes[],
    slot: number,
    lane: number,
    flow: StreamFlow,
    segment: Segment,
    length: number,
  ): void {
    const { sequence, buf, start, frame, offset, sec, nsec } = segment
    const end = start + length
    // A keep-alive.
    if (end - start === 1 && buf[start] === 0) return
    // Where the first and the last byte that differs stand.
    let low = end
    let high = start
    let at = start
    const uncompared: [number, number][] = []
    for (const piece of kept) {
      const from = start + ((piece.sequence - sequence) | 0)
      if (from > at) uncompared.push([at, from])
      const to = from + piece.end - piece.start
      at = to
      if (buf.compare(piece.buf, piece.start, piece.end, from, to) === 0) continue
      let first = from
      while (buf[first] === piece.buf[piece.start + first - from]) first++
      let last = to - 1
      while (buf[last] === piece.buf[piece.start + last - from]) last--
      low = Math.min(low, first)
      high = Math.max(high, last + 1)
      const place = piece.offset + first - from
      this.consumer.contradicted(piece.frame, place, place + last + 1 - first)
      this.damage?.contradicted(piece.frame, frame)
    }
    if (at < end) uncompared.push([at, end])
    this.damage?.cameAgain(frame, uncompared.length === 0)
    const add = (from: number, to: number, kind: 'other' | 'again'): void => {
      const piece: CopyPiece = {
        sequence: (sequence + from - start) | 0,
        bytes: Buffer.from(buf.subarray(from, to)),
        frame,
        offset: offset + from - start,
        sec,
        nsec,
        kind,
      }
      this.add(slot, lane, flow, piece)
    }
    // Of answers only a part is kept: nothing follows from its absence.
    const isAnswer = directionOf(this.table.words[(slot << lineShift) + stateAt] as number, lane) === 1
    for (const [from, to] of isAnswer ? [] : uncompared) {
      // Between two bytes that differ it is part of the copy that differs.
      if (from >= low && to <= high) continue
      this.anomalies.note(streamAnomalies.notCompared, frame)
      this.counts.uncomparedBytes += to - from
      add(from, to, 'again')
    }
    if (low >= high) return
    this.anomalies.note(streamAnomalies.overlapDiffers, frame)
    this.counts.differingBytes += high - low
    add(low, high, 'other')
  }

  private logOf(slot: number, lane: number): DeliveredLog {
    return this.logs[directionOf(this.table.words[(slot << lineShift) + stateAt] as number, lane)]
  }

  /** Takes a copy that is to be read by itself. */
  add(slot: number, lane: number, flow: StreamFlow, piece: CopyPiece): void {
    const { copies } = this
    const { words } = this.table
    const line = slot << lineShift
    const name = laneName(flow, lane)
    const list =
      copies.lanes.get(name) ?? new LaneCopies(flow, directionOf(words[line + stateAt] as number, lane))
    copies.lanes.set(name, list)
    words[line + stateAt] = (words[line + stateAt] as number) | isDoubled
    copies.add(list, piece, () => {
      const { copyContextBytesMax } = limits.stream
      const from = (piece.sequence - copyContextBytesMax) | 0
      const newest = this.table.entries[slot * 2 + lane] as number
      const length = 2 * copyContextBytesMax + piece.bytes.length
      return this.logOf(slot, lane).kept(name, newest, from, length)
    })
    if (copies.isFull(list)) this.close(slot, lane, flow)
  }

  /** The stream goes on, behind a copy. */
  delivered(slot: number, lane: number, flow: StreamFlow, piece: KeptBytes): void {
    const copies = this.copies.lanes.get(laneName(flow, lane))
    if (copies !== undefined && !this.copies.delivered(copies, piece)) this.close(slot, lane, flow)
  }

  /** Has the other copies of a lane read, if there are any. */
  close(slot: number, lane: number, flow: StreamFlow): void {
    const { copies } = this
    const list = copies.lanes.get(laneName(flow, lane))
    if (list === undefined) return
    copies.lanes.delete(laneName(flow, lane))
    if (!copies.lanes.has(laneName(flow, lane ^ 1))) {
      const { words } = this.table
      const at = (slot << lineShift) + stateAt
      words[at] = (words[at] as number) & ~isDoubled
    }
    copies.close(list)
  }
}

/** A number of its own for each lane of a capture. */
function laneName(flow: StreamFlow, lane: number): number {
  return flow.id * 2 + lane
}
