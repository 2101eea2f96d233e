import { limits } from '../../core/limits.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import type { Direction } from '../../core/verdict.ts'
import { anomalies as httpAnomalies } from '../../message/http1/anomalies.ts'
import { isReadInPieces, judgeRest, pieceEnd } from '../../message/http-streams/long-body.ts'
import { isMediaType } from '../../message/http1/media-type.ts'
import { Message } from '../../message/types.ts'
import type { MessageCounts, Part, ProtocolName } from '../../message/types.ts'
import type { RecordedFrame, RecordedMessage, Run } from '../../source/entry.ts'
import type { FeedCounts } from './feed-counts.ts'

const empty: Buffer = Buffer.alloc(0)

/**
 * The message that is made of what an entry records, one after the other in one object. Bytes that are left out of it are
 * counted here.
 */
export class EntryMessage {
  /** Valid until the next one is begun. */
  readonly message: Message = new Message()
  private readonly counts: FeedCounts
  private readonly counted: MessageCounts
  private readonly anomalies: AnomalyLog
  /** What stands behind the piece of a body that is at hand is not read. */
  private isBodyCut = false

  constructor(counts: FeedCounts, counted: MessageCounts, anomalies: AnomalyLog) {
    this.counts = counts
    this.counted = counted
    this.anomalies = anomalies
  }

  /** Makes `message` of one direction of an exchange that begins at `offset` of the entry; returns where it ends. */
  fill(
    recorded: RecordedMessage,
    protocol: ProtocolName,
    direction: Direction,
    number: number,
    offset: number,
  ): number {
    const { message } = this
    this.begin(protocol, direction, number, recorded.at)
    const { head, body, trailer } = recorded
    const { bodyBytesMax } = limits.message
    const headBytesMax = limits.source.entryHeadBytesMax
    this.place(message.head, head, headBytesMax, number, offset, httpAnomalies.headTooLong)
    const within = (run: Run): Run => (run.end <= headBytesMax ? run : { start: 0, end: 0 })
    const { method, target, host, contentType, contentEncoding } = recorded
    ;({ start: message.methodStart, end: message.methodEnd } = within(method))
    ;({ start: message.targetStart, end: message.targetEnd } = within(target))
    ;({ start: message.hostStart, end: message.hostEnd } = within(host))
    ;({ start: message.contentTypeStart, end: message.contentTypeEnd } = within(contentType))
    ;({ start: message.contentEncodingStart, end: message.contentEncodingEnd } = within(contentEncoding))
    message.fieldsStart = Math.min(recorded.fieldsStart, headBytesMax)
    message.status = recorded.status
    const bodyAt = offset + head.length
    // What the phone sends is searched whatever it is called: a picture can hold its place.
    if (direction === 1 && isMediaType(head, message.contentTypeStart, message.contentTypeEnd)) {
      this.counted.mediaBytes += body.length
      if (body.length > 0) this.leftOut(body.length, 'media')
    } else if (body.length > bodyBytesMax && isReadInPieces(message)) {
      this.placePiece(body, 0, number, bodyAt)
      if (!this.isBodyCut) this.anomalies.note(httpAnomalies.bodyInPieces, number)
    } else this.place(message.body, body, bodyBytesMax, number, bodyAt, httpAnomalies.bodyTooLong)
    const trailerAt = bodyAt + body.length
    this.place(message.trailer, trailer, headBytesMax, number, trailerAt, httpAnomalies.headTooLong)
    if (recorded.isBodyLeftOut) {
      this.counts.bodiesLeftOut++
      this.counts.bodyBytesLeftOut += recorded.bodyBytesLeftOut
      this.leftOut(recorded.bodyBytesLeftOut, 'gap')
    }
    return trailerAt + trailer.length
  }

  /** Makes of the `message` that {@link fill} made of a request the next piece of its body; false where all of it was handed on. */
  goOn({ body }: RecordedMessage, number: number, offset: number): boolean {
    const { message } = this
    const { head, trailer } = message
    const at = message.body.end
    if (message.body.buf !== body || at === body.length || this.isBodyCut || !isReadInPieces(message))
      return false
    head.end = head.start
    trailer.end = trailer.start
    message.isComplete = true
    message.incompleteReason = ''
    message.bodyBytesLeftOut = 0
    message.piece++
    this.placePiece(body, at, number, offset + at)
    judgeRest(message, this.counted)
    return true
  }

  /** Puts as many bytes of `body` from `at` on, which stand at `offset` of the entry, into the message as are read at once. */
  private placePiece(body: Buffer, at: number, number: number, offset: number): void {
    const part = this.message.body
    const { bodyBytesMax } = limits.message
    const cut = body.length - at <= bodyBytesMax ? body.length : pieceEnd(body, at, body.length)
    this.isBodyCut = cut < 0
    const end = this.isBodyCut ? at + bodyBytesMax : cut
    part.buf = body
    part.start = at
    part.end = end
    part.runs.clear()
    part.runs.add(0, number, offset)
    this.counted.readBytes += end - at
    if (end === body.length) return
    this.message.isComplete = false
    this.message.incompleteReason = 'limit'
    if (!this.isBodyCut) return
    this.counted.limitBytes += body.length - end
    this.message.bodyBytesLeftOut += body.length - end
    this.anomalies.note(httpAnomalies.bodyTooLong, number)
  }

  /** Makes `message` of one of a WebSocket whose bytes stand at `offset` of the entry; `opened` asked for it, if that is known. */
  fillFrame(
    { direction, at, bytes }: RecordedFrame,
    number: number,
    offset: number,
    opened: RecordedMessage | null,
  ): void {
    this.begin('websocket', direction, number, at)
    if (opened !== null) this.lendHead(opened)
    const { body } = this.message
    this.place(body, bytes, limits.message.bodyBytesMax, number, offset, httpAnomalies.bodyTooLong)
  }

  /** Puts `bytes`, which stand at `offset` of the entry, into a part of the message, up to `bytesMax` of them. */
  private place(
    part: Part,
    bytes: Buffer,
    bytesMax: number,
    number: number,
    offset: number,
    tooLong: AnomalyCode,
  ): void {
    const kept = Math.min(bytes.length, bytesMax)
    part.buf = bytes
    part.end = kept
    if (kept > 0) part.runs.add(0, number, offset)
    this.counted.readBytes += kept
    if (kept === bytes.length) return
    this.counted.limitBytes += bytes.length - kept
    this.leftOut(bytes.length - kept, 'limit')
    this.anomalies.note(tooLong, number)
  }

  private leftOut(bytes: number, reason: 'gap' | 'limit' | 'media'): void {
    const { message } = this
    message.isComplete = false
    if (message.incompleteReason === '') message.incompleteReason = reason
    message.bodyBytesLeftOut += bytes
  }

  begin(protocol: ProtocolName, direction: Direction, number: number, at: RecordedMessage['at']): void {
    const { message } = this
    message.protocol = protocol
    message.direction = direction
    for (const part of [message.head, message.body, message.trailer]) {
      part.buf = empty
      part.start = 0
      part.end = 0
      part.runs.clear()
    }
    message.clearFacts()
    this.isBodyCut = false
    message.sec = at.sec
    message.nsec = at.nsec
    message.frame = number
  }

  /** A message of a WebSocket goes by the host and path that opened it; the head itself was read with that. */
  private lendHead({ head, method, target, host }: RecordedMessage): void {
    const { message } = this
    message.head.buf = head
    message.methodStart = method.start
    message.methodEnd = method.end
    message.targetStart = target.start
    message.targetEnd = target.end
    message.hostStart = host.start
    message.hostEnd = host.end
  }
}
