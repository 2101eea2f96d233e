import type { Detector } from '../../detect/detector.ts'
import type { Exchange, Message } from '../../message/types.ts'
import type { CurrentMessage } from '../looks/current-message.ts'
import type { FirstLook } from '../looks/first-look.ts'
import type { FullLook } from '../looks/full-look.ts'
import type { OpenedBytes } from '../looks/opened-bytes.ts'
import type { FullReading } from '../looks/read-in-full.ts'
import { untold } from '../observations/joined-detections.ts'
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
      const reading = this.full.read(exchange, message, note, this.opened.allow(message))
      this.opened.settleJoined(reading.decoded)
      const { result } = reading
      const detections = untold(result, told, reason)
      // A known sender is told of with each part.
      this.examineJoined(exchange, message, note, {
        ...reading,
        result: { ...result, detections, families: [] },
      })
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
    const reading = this.full.read(exchange, message, note)
    const { result } = reading
    const reason = `it shows where labels of ${questions} questions are put together`
    const detections = untold(result, told, reason).filter(({ by }) => by === 'profile')
    this.current.told = told
    this.examineJoined(exchange, message, note, {
      ...reading,
      result: { ...result, detections, dismissals: [], families: [] },
    })
    this.current.told = null
  }

  /** Keeps what messages show together beside what the last of them showed by itself; both are answered with it. */
  private examineJoined(exchange: Exchange, message: Message, note: FlowNote, reading: FullReading): void {
    if (reading.result.detections.length === 0) return
    this.full.examineRead(exchange, message, note, reading)
  }
}
