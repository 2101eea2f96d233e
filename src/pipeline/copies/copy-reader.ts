/**
 * Reads the parts of streams of which the capture holds several copies: each reading goes through a message layer of its
 * own, as a stream inside the flow, so that the books of the first reading stay what they are. What the readings hold is
 * examined as ever, but only what another copy has a part in is kept (see copy-examiner.ts).
 */
import { AnomalyLog } from '../../core/anomaly.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import { InnerFlow } from '../../message/inner-flow.ts'
import { MessageLayer } from '../../message/message-layer.ts'
import type { CopyConsumer, CopyPiece, Flow } from '../../stream/types.ts'
import type { CopyExaminer } from './copy-examiner.ts'
import type { Examiner } from '../examiner.ts'

/** A part of the stream that is read again by itself, where all at once is more than is searched of unknown protocols. */
const sliceBytes: number = limits.message.unrecognisedBytesMax
const sliceOverlapBytes = 4_096

/** Of oddities in a reading only those are said that the first reading could not have had: it is of the same bytes, nearly. */
class CopyLog extends AnomalyLog {
  private readonly log: AnomalyLog

  constructor(log: AnomalyLog) {
    super()
    this.log = log
  }

  override note(code: AnomalyCode, frame: number, detail = ''): void {
    if (code.kind === 'limit' || code.kind === 'bug') this.log.note(code, frame, detail)
  }
}

/** Takes what the stream layer puts together of other copies. */
export class CopyReader implements CopyConsumer {
  private readonly taker: CopyExaminer
  private readonly examiner: Examiner
  private readonly messages: MessageLayer
  private readonly anomalies: AnomalyLog
  /** Made once it is needed: most captures have no other copies. */
  private copies: MessageLayer | null = null
  private readonly origin: RunOrigin = new RunOrigin()

  /** `examiner` and `messages` are of the first reading: they know whom a flow is to, and what it speaks. */
  constructor(taker: CopyExaminer, examiner: Examiner, messages: MessageLayer, anomalies: AnomalyLog) {
    this.taker = taker
    this.examiner = examiner
    this.messages = messages
    this.anomalies = anomalies
  }

  isReadable(flow: Flow): boolean {
    // A record that was forged or sent anew can not be opened: its place among the others is taken.
    return this.messages.protocolOf(flow) !== 'tls'
  }

  contradicted(frame: number, start: number, end: number): void {
    this.taker.contradicted({ frame, start, end })
  }

  reading(flow: Flow, direction: Direction, pieces: readonly CopyPiece[], isWhole: boolean): void {
    this.copies ??= new MessageLayer(this.taker, new CopyLog(this.anomalies))
    const { counts } = this.copies
    const before = counts.unrecognisedSkippedBytes
    this.feed(flow, direction, pieces, isWhole)
    if (counts.unrecognisedSkippedBytes > before)
      for (const slice of slices(pieces)) this.feed(flow, direction, slice, isWhole)
  }

  private feed(flow: Flow, direction: Direction, pieces: readonly CopyPiece[], isWhole: boolean): void {
    const copies = this.copies as MessageLayer
    const { origin } = this
    const other = pieces.filter(({ kind }) => kind !== 'first')
    if (other.length === 0) return
    const copy = new InnerFlow(flow, flow.protection, 'tcp', true)
    this.taker.begin(other, isWhole, this.examiner.whom.recipientNow(flow))
    // It may begin anywhere in the stream: a message may start at any piece.
    this.place(pieces[0] as CopyPiece)
    copies.gap(copy, direction, 1, origin)
    let next = (pieces[0] as CopyPiece).sequence
    for (const piece of pieces) {
      this.place(piece)
      const hole = (piece.sequence - next) | 0
      if (hole > 0) copies.gap(copy, direction, hole, origin)
      this.place(piece)
      copies.chunk(copy, direction, piece.bytes, 0, piece.bytes.length, origin)
      next = (piece.sequence + piece.bytes.length) | 0
    }
    copies.finished(copy, direction)
    copies.end(copy, 'closed')
  }

  private place(piece: CopyPiece): void {
    this.origin.place(piece.frame, piece.offset, piece.sec, piece.nsec)
  }
}

/** The pieces in slices that are short enough to be searched whole, each with the end of the one before it. */
function* slices(pieces: readonly CopyPiece[]): Generator<CopyPiece[]> {
  const first = pieces[0]
  const last = pieces.at(-1)
  if (first === undefined || last === undefined) return
  const length = ((last.sequence + last.bytes.length - first.sequence) | 0) >>> 0
  for (let from = 0; from < length; from += sliceBytes - sliceOverlapBytes) {
    const slice: CopyPiece[] = []
    for (const piece of pieces) {
      const at = (piece.sequence - first.sequence) | 0
      const start = Math.max(0, from - at)
      const end = Math.min(piece.bytes.length, from + sliceBytes - at)
      if (start >= end) continue
      slice.push({
        ...piece,
        sequence: (piece.sequence + start) | 0,
        bytes: piece.bytes.subarray(start, end),
        offset: piece.offset + start,
      })
    }
    yield slice
    if (from + sliceBytes >= length) return
  }
}
