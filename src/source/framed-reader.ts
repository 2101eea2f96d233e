import { FrameTally } from './packets/frame-tally.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import type { CaptureReader, FrameSink, SourceCounts } from './types.ts'

/** What a reader does with the next byte; a format may have further states of its own. */
export const framing = {
  /** Looks for the header of the file. */
  start: 0,
  records: 1,
  /** Looks for the next record behind damage. */
  resync: 2,
  /** Passes over a record that is larger than the limit. */
  skip: 3,
} as const

/**
 * What the readers of pcap and pcapng have in common: the bytes come in pushes, are cut into records, and a record that
 * makes no sense, or is too large to be held, is passed over. Each decision waits until every byte it looks at is there
 * (or the file ends), so the result does not depend on how the file is cut into pushes.
 */
export abstract class FramedReader implements CaptureReader {
  abstract readonly format: 'pcap' | 'pcapng'
  readonly counts: SourceCounts
  needBytes: number
  refusal = ''
  protected readonly tally: FrameTally
  protected readonly anomalies: AnomalyLog
  protected state: number = framing.start
  /** Bytes of the record that is passed over. */
  protected skipBytes = 0

  /** `tally`: that of the files of the same recording before this one; a new one where there are none. */
  constructor(sink: FrameSink, anomalies: AnomalyLog, needBytes: number, tally: FrameTally | null = null) {
    this.tally = tally ?? new FrameTally(sink, anomalies)
    this.counts = this.tally.counts
    this.anomalies = anomalies
    this.needBytes = needBytes
  }

  read(buf: Buffer, start: number, end: number): number {
    return this.advance(buf, start, end, false) - start
  }

  end(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      at = this.advance(buf, at, end, true)
      if (at >= end) break
      // What is left is no whole record. It may be a torn tail, or a lying length with good records behind it.
      this.giveUp(end - at)
      if (this.state !== framing.resync) continue
      this.counts.unreadBytes++
      at++
    }
    if (this.state === framing.skip && this.skipBytes > 0) this.tornSkip()
    this.needBytes = 0
  }

  /** Does what the state says (all but `skip`) from `at` on, and returns where it stopped. */
  protected abstract step(buf: Buffer, at: number, end: number, isEnd: boolean): number

  /** The file ends `bytes` behind the last record: says so, and sets the state for looking through them. */
  protected abstract giveUp(bytes: number): void

  /** The file ends inside a record that was passed over. */
  protected abstract tornSkip(): void

  /** Consumes what can be consumed and returns where it stopped. */
  private advance(buf: Buffer, start: number, end: number, isEnd: boolean): number {
    let at = start
    for (;;) {
      const before = at
      const stateBefore = this.state
      at = this.state === framing.skip ? this.skip(at, end) : this.step(buf, at, end, isEnd)
      if (at === before && this.state === stateBefore) return at
    }
  }

  private skip(at: number, end: number): number {
    const taken = Math.min(this.skipBytes, end - at)
    this.skipBytes -= taken
    this.counts.unreadBytes += taken
    this.needBytes = 1
    if (this.skipBytes === 0) this.state = framing.records
    return at + taken
  }
}
