/** Hands the content of a connection's records to the stream within it, whose protocol is chosen by content. */
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Protection } from '../../core/protection.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { InnerStream, ParserContext } from '../types.ts'
import type { RecordRuns } from './record-runs.ts'
import type { RecordSide } from './record-side.ts'
import type { TlsRecord } from './record.ts'

export class InnerContent {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly origin: RunOrigin = new RunOrigin()
  private inner: InnerStream | null = null

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  /**
   * Content of a record, run by run, so that each of its bytes keeps its place in a frame: its first byte is byte `lead` of the
   * record's body. Says what the stream within says of it; null where streams lie too deep in one another.
   */
  deliver(
    side: RecordSide,
    content: Buffer,
    length: number,
    lead: number,
    record: TlsRecord,
    runs: RecordRuns,
    protection: Protection,
  ): Verdict | null {
    const { origin } = this
    this.inner ??= this.open(protection)
    const { inner } = this
    if (inner === null) return null
    const { direction } = side
    let verdict: Verdict = verdicts.more
    for (let index = 0; index < runs.count; index++) {
      const runStart = runs.startOf(index)
      const from = Math.max(runStart, lead)
      const to = Math.min(runs.endOf(index, record.end - record.start), lead + length)
      if (from >= to) continue
      runs.fill(origin, index, from)
      if (side.gapBytes > 0) {
        inner.gap(direction, side.gapBytes, origin)
        side.gapBytes = 0
      }
      verdict = inner.chunk(direction, content, from - lead, to - lead, origin)
    }
    return verdict
  }

  /** Nothing more comes in a direction. */
  finished(direction: Direction): void {
    this.inner?.finished(direction)
  }

  end(): void {
    this.inner?.end()
    this.inner = null
  }

  private open(protection: Protection): InnerStream | null {
    let depth = 0
    for (let { outer } = this.flow; outer !== null; outer = outer.outer) depth++
    return depth >= limits.message.streamNestingMax ? null : this.context.openInner(this.flow, protection)
  }
}
