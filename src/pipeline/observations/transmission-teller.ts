import { summaryOf } from './exchange-summary.ts'
import type { Transmission } from '../../assess/types.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { isEncrypted } from '../../core/protection.ts'
import type { DetectResult, Detection, FamilyMatch } from '../../detect/types.ts'
import { isHttp } from '../../message/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import { examinerAnomalies, limitAnomaly } from '../examiner-anomalies.ts'
import type { CurrentMessage } from '../looks/current-message.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import type { FlowRecipients } from '../recipients/flow-recipients.ts'
import type { HostBook } from '../recipients/host-book.ts'
import { toldNeighbours } from '../recipients/local-talk.ts'
import type { RecipientDraft } from '../recipients/recipient-draft.ts'
import { areSealed } from './are-sealed.ts'
import { askedName } from './asked-name.ts'
import type { DismissalBook } from './dismissal-book.ts'
import { namesOf, oneOfEach } from './joined-detections.ts'
import { inputOf, isAbsolute, isConnect, isForProxy, isOfHttps } from './message-fields.ts'
import { apartFrom } from './observation-book.ts'
import type { ObservationBook, TransmissionDraft } from './observation-book.ts'
import { MessagePlaces, directionOf, framesIn, isToldBy, observationOf } from './observation-of.ts'
import type { UnnumberedObservation } from './observation-of.ts'
import { withFurther } from './with-further.ts'
import { receiptBefore, turnIsNumber } from './with-receipt.ts'
import type { TurnOf } from './with-receipt.ts'

/** Where what is told is kept, and who knows whom it went to. */
interface Told {
  readonly book: ObservationBook
  readonly dismissals: DismissalBook
  readonly hosts: HostBook
  readonly whom: FlowRecipients
}

/** Says of a message that was read what it shows to whom, and keeps it: observations, transmissions, dismissals. */
export class TransmissionTeller {
  /** At which turn the frames of the capture are read. */
  turnOf: TurnOf = turnIsNumber
  private readonly capture: number
  private readonly current: CurrentMessage
  private readonly book: ObservationBook
  private readonly dismissals: DismissalBook
  private readonly hosts: HostBook
  private readonly whom: FlowRecipients
  private readonly anomalies: AnomalyLog

  constructor(
    capture: number,
    current: CurrentMessage,
    { book, dismissals, hosts, whom }: Told,
    anomalies: AnomalyLog,
  ) {
    this.capture = capture
    this.current = current
    this.book = book
    this.dismissals = dismissals
    this.hosts = hosts
    this.whom = whom
    this.anomalies = anomalies
  }

  /** What is kept up to a limit is kept in the order of the capture from here on. */
  get isNearLimit(): boolean {
    return this.book.isNearLimit || this.dismissals.isNearLimit
  }

  /** Keeps what was detected in a message. */
  keep(exchange: Exchange, message: Message, note: FlowNote, result: DetectResult): void {
    const flow = exchange.flow
    // Requests to several hosts may share a connection: the answer is the exchange's, not the last request's.
    const hostId = exchange.host >= 0 ? exchange.host : note.hostId
    const recipient = this.whom.recipientOfExchange(exchange, note)
    for (const limit of result.limits) this.anomalies.note(limitAnomaly(limit), message.frame, limit)
    for (const dismissal of result.dismissals) this.dismissals.dismiss(dismissal, recipient)
    const families = oneOfEach([...result.families, ...this.hosts.families(hostId)])
    if (result.detections.length === 0 && families.length === 0) return
    const detections = toldNeighbours(exchange, result.detections)
    const namesOther = isAbsolute(message) && !isConnect(message)
    const forProxy = namesOther ? detections.filter(isForProxy) : []
    const others =
      forProxy.length === 0 ? detections : detections.filter((detection) => !forProxy.includes(detection))
    const drafts: TransmissionDraft[] = []
    if (others.length > 0 || families.length > 0)
      drafts.push(...this.tell(exchange, message, note, recipient, others, families))
    if (forProxy.length > 0)
      drafts.push(...this.tell(exchange, message, note, this.whom.proxyOf(note, flow), forProxy, [], true))
    // A request may come in pieces, all of them with the same answer.
    if (message.direction === 0 && drafts.length > 0) {
      const before = exchange.record as TransmissionDraft[] | null
      if (before === null) exchange.record = drafts
      else before.push(...drafts)
    }
  }

  /** Keeps what a message showed to a recipient; what is to be listed of it. `isApart`: another than the message went to. */
  private tell(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    recipient: RecipientDraft,
    detections: readonly Detection[],
    families: readonly FamilyMatch[],
    isApart = false,
  ): TransmissionDraft[] {
    this.hosts.learnCnames(recipient, exchange.flow)
    const observations = this.observe(exchange, message, recipient, detections, isApart)
    const { observed, unlisted } = observations
    const hasNothing = families.length === 0 && unlisted.size === 0
    if (observed.length === 0 && (message.direction === 1 || hasNothing)) return []
    const direction = directionOf(message)
    const id = isApart ? apartFrom(exchange.id) : exchange.id
    const before = message.isFurther ? this.book.lastOf(direction, id, recipient.id) : null
    if (before !== null) {
      before.transmission = withFurther(before.transmission, observed, unlisted, families)
      return []
    }
    if (observed.length === 0 && !this.book.hasRoomForTransmission(direction, recipient.id)) {
      this.anomalies.note(examinerAnomalies.uncounted, message.frame)
      return []
    }
    const summary = this.summarise(exchange, message, note, recipient)
    const drafts = this.draftsOf(exchange, message, recipient, id, observations, families, summary)
    this.book.keepDrafts(direction, drafts)
    return drafts
  }

  /** What a report says of the message as a whole. */
  private summarise(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    recipient: RecipientDraft,
  ): Transmission['summary'] {
    const { flow } = exchange
    const { question } = this.current
    const port = this.whom.portOf(note, flow, recipient)
    const asked =
      question !== null && exchange.protocol === 'dns' && message.direction === 0
        ? askedName(question, flow)
        : ''
    return {
      ...summaryOf(exchange, inputOf(message), recipient.host, message, port),
      ...(asked === '' ? {} : { asked }),
      ...(isEncrypted(flow.protection) && note.isOpenedAtProxy(recipient) && !isOfHttps(message)
        ? { isOpenedByProxy: true as const }
        : {}),
    }
  }

  /** A transmission for each turn that shows something; `id` is the exchange's where none does. */
  private draftsOf(
    exchange: Exchange,
    message: Message,
    recipient: RecipientDraft,
    id: number,
    { observed, unlisted }: Observed,
    families: readonly FamilyMatch[],
    summary: Transmission['summary'],
  ): TransmissionDraft[] {
    const { flow } = exchange
    const { head } = message
    const headFrame = isHttp(exchange.protocol) ? (head.runs.spans(0, head.length).at(-1)?.frame ?? 0) : 0
    const drafts: TransmissionDraft[] = []
    const byTurn = Map.groupBy(observed, (observation) => observation.exchange)
    if (byTurn.size === 0) byTurn.set(id, [])
    const [firstTurn] = byTurn.keys()
    for (const [turn, told] of byTurn) {
      const named = told.map((observation) => observation.identifier)
      // What is not listed has no place: of several turns it counts once.
      if (turn === firstTurn) named.push(...unlisted)
      const frames = framesIn(told)
      drafts.push({
        flow,
        ...(headFrame === 0 ? null : { headFrame }),
        transmission: {
          capture: this.capture,
          exchange: turn,
          at: told[0]?.at ?? { sec: message.sec, nsec: message.nsec },
          recipient: recipient.id,
          identifiers: [...new Set(named)].sort(),
          frames: frames.length === 0 ? [message.frame] : frames,
          protection: flow.protection,
          receipt: receiptBefore(exchange, frames, headFrame, this.turnOf),
          families,
          summary: areSealed(told, flow.protection) ? { ...summary, isSealedByProgram: true } : summary,
        },
      })
    }
    return drafts
  }

  private observe(
    exchange: Exchange,
    message: Message,
    recipient: RecipientDraft,
    detections: readonly Detection[],
    isApart: boolean,
  ): Observed {
    const observed: UnnumberedObservation[] = []
    const unlisted = new Set<string>()
    const places = new MessagePlaces(message)
    const { order, told } = this.current
    for (const detection of detections) {
      for (const name of namesOf(detection)) told?.add(name)
      if (!this.book.hasRoomFor(detection, recipient.id, directionOf(message))) {
        this.anomalies.note(examinerAnomalies.tooMany, message.frame)
        unlisted.add(detection.identifier)
        continue
      }
      const shown = observationOf(this.capture, exchange, message, recipient.id, detection, places)
      const observation = isApart ? { ...shown, exchange: apartFrom(shown.exchange) } : shown
      if (observed.some((told) => isToldBy(observation, told))) continue
      observed.push(observation)
      this.book.keep(order, exchange.flow, observation)
    }
    return { observed, unlisted }
  }
}

/** What a message showed to one recipient. */
interface Observed {
  readonly observed: readonly UnnumberedObservation[]
  /** Kinds of values for which there was no room. */
  readonly unlisted: ReadonlySet<string>
}
