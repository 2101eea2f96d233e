import type { AnomalyLog } from '../../core/anomaly.ts'
import { upToLength } from '../../message/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { examinerAnomalies } from '../examiner-anomalies.ts'
import type { CurrentMessage } from '../looks/current-message.ts'
import type { UrgentPlaces } from '../packets/urgent-places.ts'
import { noteOf } from '../recipients/flow-note.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import { CutMessageJoiner } from './cut-message-joiner.ts'
import type { CutMessage } from './cut-message-joiner.ts'
import type { JoinedLook } from './joined-look.ts'
import type { JoinedParts } from './joined-parts.ts'
import { QueryJoiner } from './query-joiner.ts'
import type { CarryingQuestion } from './query-joiner.ts'
import { UploadJoiner } from './upload-joiner.ts'
import type { OpenUpload } from './upload-joiner.ts'

/**
 * What requests belong to: an upload in parts, a message that a program cut, questions that carry something; and how else
 * they may be read. Each is looked at by itself between `begin` and `end`.
 */
export class JoinedRequests {
  private readonly current: CurrentMessage
  private readonly look: JoinedLook
  private readonly hasKnownValues: boolean
  private readonly uploads: UploadJoiner
  private readonly cutMessages = new CutMessageJoiner()
  private readonly questions = new QueryJoiner()
  /** What the request that is looked at is of; null for nearly all. */
  private upload: OpenUpload | null = null
  private question: CarryingQuestion | null = null
  private cut: CutMessage | null = null
  /** The same without urgent bytes, and as far as its length says. */
  private calm: Message | null = null
  private shorter: Message | null = null

  constructor(current: CurrentMessage, look: JoinedLook, hasKnownValues: boolean, anomalies: AnomalyLog) {
    this.current = current
    this.look = look
    this.hasKnownValues = hasKnownValues
    this.uploads = new UploadJoiner((upload, isCut) => {
      if (isCut) anomalies.note(examinerAnomalies.uploads, upload.message.frame)
      if (upload.parts > 1) look.examineParts(upload, together(`${upload.parts} parts of one upload`))
    })
  }

  /** A request is looked at from here on: what it shows is kept in mind where it is to be held against what it shows with others. */
  begin(exchange: Exchange, message: Message, urgent: UrgentPlaces | null): void {
    this.upload = this.uploads.partOf(exchange, message)
    this.question = this.carryingQuestion(exchange, message)
    this.cut = this.cutMessages.partOf(exchange, message)
    this.calm = urgent?.without(message) ?? null
    this.shorter = upToLength(message)
    const hasReadings = this.calm !== null || this.shorter !== null
    this.current.question = exchange.protocol === 'dns' ? message : null
    this.current.told =
      this.upload?.told ?? this.question?.told ?? this.cut?.told ?? (hasReadings ? new Set<string>() : null)
  }

  /** The request was looked at by itself. */
  end(exchange: Exchange, message: Message, note: FlowNote): void {
    const { current, upload, question, cut } = this
    const { told, order } = current
    current.told = null
    if (told !== null) this.lookOtherwise(exchange, told, note)
    if (upload !== null) this.uploads.take(upload, exchange, message, order)
    if (question !== null) this.look.examineQuestions(exchange, question, note)
    current.question = null
    if (cut !== null) this.examineMessages(this.cutMessages.take(cut, exchange, message, order))
    this.forget()
  }

  /** What is kept here would stay as long as the results. */
  private forget(): void {
    this.upload = null
    this.question = null
    this.cut = null
    this.calm = null
    this.shorter = null
  }

  /** No more comes of a flow. */
  flowEnded(flow: Flow): void {
    for (const left of this.cutMessages.left(flow)) this.examineMessages(left)
  }

  /** No more comes of any. */
  endAll(): void {
    this.uploads.end()
    for (const left of this.cutMessages.left()) this.examineMessages(left)
  }

  /** What the request shows in other readings. */
  private lookOtherwise(exchange: Exchange, told: Set<string>, note: FlowNote): void {
    const { calm, shorter } = this
    const { order } = this.current
    if (calm !== null)
      this.look.examineParts(
        { exchange, message: calm, told, order },
        together('the bytes around an urgent one'),
        note,
      )
    if (shorter !== null)
      this.look.examineParts(
        { exchange, message: shorter, told, order },
        'it shows where the body is as long as its content length says',
        note,
      )
  }

  private carryingQuestion({ protocol, flow }: Exchange, message: Message): CarryingQuestion | null {
    if (protocol !== 'dns' || !this.hasKnownValues) return null
    return this.questions.take(flow.clientAddress, message)
  }

  /** What messages show together that a program cut. */
  private examineMessages(joined: JoinedParts | null): void {
    if (joined === null) return
    const note = noteOf(joined.exchange.flow)
    this.look.examineParts(joined, together(`${joined.parts} messages that follow each other`), note)
  }
}

/** Why something shows that `what`, in several pieces, does not show piece by piece. */
function together(what: string): string {
  return `it shows where ${what} are put together`
}
