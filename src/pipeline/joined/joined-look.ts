import { decode } from '../../decode/decode.ts'
import type { DecodeResult } from '../../decode/types.ts'
import type { Detector } from '../../detect/detector.ts'
import type { DetectResult } from '../../detect/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import type { CurrentMessage } from '../looks/current-message.ts'
import type { FirstLook } from '../looks/first-look.ts'
import type { FullLook } from '../looks/full-look.ts'
import type { OpenedBytes } from '../looks/opened-bytes.ts'
import { untold } from '../observations/joined-detections.ts'
import { inputOf } from '../observations/message-fields.ts'
import { noNote } from '../recipients/flow-note.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import type { JoinedParts } from './joined-parts.ts'
import type { CarryingQuestion } from './query-joiner.ts'

/** Looks at what requests show together, or one in another reading, beyond what each of them showed by itself. */
export class JoinedLook {
  private readonly detector: Detector
  private readonly current: CurrentMessage
  private readonly first: FirstLook
  private readonly full: FullLook
  private readonly opened: OpenedBytes

  constructor(
    detector: Detector,
    current: CurrentMessage,
    first: FirstLook,
    full: FullLook,
    opened: OpenedBytes,
  ) {
    this.detector = detector
    this.current = current
    this.first = first
    this.full = full
    this.opened = opened
  }

  /** `reason`: why it shows, for people. */
  examineParts(
    { message, exchange, told, order }: Omit<JoinedParts, 'parts'>,
    reason: string,
    note: FlowNote = noNote,
  ): void {
    const { order: orderNow } = this.current
    const { bytes } = this.opened
    if (this.first.isJoinedWorth(message)) {
      this.current.order = order
      const decoded = decode(inputOf(message), this.opened.allow(message))
      this.opened.settleJoined(decoded)
      const result = this.full.detect(exchange, message, note, decoded)
      const detections = untold(result, told, reason)
      // A known sender is told of with each part.
      this.examineJoined(exchange, message, note, decoded, { ...result, detections, families: [] })
    }
    this.current.order = orderNow
    this.opened.bytes = bytes
  }

  /** What the labels of several questions show together of the profile, beyond what each of them did. */
  examineQuestions(exchange: Exchange, question: CarryingQuestion, note: FlowNote): void {
    const { joined: message, questions, told } = question
    if (message === null) return
    const { buf, start, end } = message.body
    if (!this.detector.probe.isWorthDecoding(buf, start, end)) return
    const decoded = decode(inputOf(message))
    const result = this.full.detect(exchange, message, note, decoded)
    const reason = `it shows where labels of ${questions} questions are put together`
    const detections = untold(result, told, reason).filter(({ by }) => by === 'profile')
    this.current.told = told
    this.examineJoined(exchange, message, note, decoded, {
      ...result,
      detections,
      dismissals: [],
      families: [],
    })
    this.current.told = null
  }

  /** Keeps what messages show together beside what the last of them showed by itself; both are answered with it. */
  private examineJoined(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    decoded: DecodeResult,
    result: DetectResult,
  ): void {
    if (result.detections.length === 0) return
    this.full.examineDecoded(exchange, message, note, decoded, result)
  }
}
