import { isPermanent } from '../../assess/severity.ts'
import type { Observation, Transmission } from '../../assess/types.ts'
import { limits } from '../../core/limits.ts'
import { objectionOf } from '../../core/objections.ts'
import type { FrameSpan } from '../../core/origin.ts'
import type { Detection } from '../../detect/types.ts'
import type { ProtocolName } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import type { CopyExaminer } from '../copies/copy-examiner.ts'
import type { UnnumberedObservation } from './observation-of.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'
import type { RecipientDraft } from '../recipients/recipient-draft.ts'
import { SharedRoom } from './shared-room.ts'
import type { OwnAddresses } from '../recipients/own-addresses.ts'
import { ServedFlows } from '../recipients/served-flows.ts'

const {
  observationsMax,
  observationsPerValueMax,
  transmissionsMax,
  transmissionsPerRecipientMax,
  runObservationsMax,
  runTransmissionsMax,
  furtherCaptureMin,
} = limits.detect

/** What the captures of a run have listed so far. */
export interface RunCounts {
  /** By them ids of observations are unique in the run. */
  observations: number
  transmissions: number
}

/** A transmission until its answer was seen. */
export interface TransmissionDraft {
  transmission: Transmission
  /** The frame in which the head of its message ends; absent where it has none. */
  readonly headFrame?: number
  /** Its flow: which app it belongs to may be said later. */
  readonly flow: Flow
}

/**
 * Stands, until `end`, for the number of what an exchange showed to another than whom it went to (a proxy): an exchange has
 * one recipient.
 */
export function apartFrom(exchange: number): number {
  return -1 - exchange
}

/**
 * The observations and transmissions of a capture. Which way they went is known at its end, for the device may have been
 * the server; so is their order, for a second thread finds some of them late.
 */
export class ObservationBook {
  /** Both are filled by `end`. */
  readonly observations: Observation[] = []
  readonly drafts: TransmissionDraft[] = []
  /** First frames of observations that do not list all their ranges. Filled by `end`. */
  readonly cut: number[] = []
  private readonly recipients: RecipientBook
  /** Shared by the captures of a run. */
  private readonly run: RunCounts
  /** Observations that have room. */
  private readonly most: number
  private readonly found: {
    readonly order: number
    readonly flow: Flow
    observation: UnnumberedObservation
  }[] = []
  private readonly room: SharedRoom
  /** For transmissions of which no observation is listed, by direction. */
  private readonly roomForTransmissions: Readonly<Record<Observation['direction'], SharedRoom>>
  /** Recipients of transmissions that had no room: of them more was sent than is listed. */
  readonly uncounted: Set<string> = new Set()
  private readonly requests: TransmissionDraft[] = []
  /** What answers would be as transmissions: of those of the device itself they are. */
  private readonly answers: TransmissionDraft[] = []
  /** Ranges that the observations list. */
  private ranges = 0
  private readonly served: ServedFlows

  /** `own` knows addresses of the device. */
  constructor(recipients: RecipientBook, run: RunCounts, own: OwnAddresses) {
    this.served = new ServedFlows(own)
    this.recipients = recipients
    this.run = run
    this.most = roomBehind(run.observations, runObservationsMax, observationsMax)
    this.room = new SharedRoom(this.most, observationsPerValueMax)
    const most = roomBehind(run.transmissions, runTransmissionsMax, transmissionsMax)
    this.roomForTransmissions = {
      sent: new SharedRoom(most, transmissionsPerRecipientMax),
      received: new SharedRoom(most, transmissionsPerRecipientMax),
    }
  }

  /** So many that soon not each of them has room. */
  get isNearLimit(): boolean {
    return this.found.length > this.most >> 2
  }

  /**
   * The last half of the room is kept for what a recipient was not sent often yet, and its last quarter for what is new: a
   * flood of one value hides neither what is new nor what another recipient is sent now and then.
   */
  hasRoomFor(
    detection: Pick<Detection, 'identifier' | 'normal'>,
    recipient: string,
    direction: Observation['direction'],
  ): boolean {
    const isForNewOnly = this.found.length >= this.most - (this.most >> 3)
    return this.room.takes(
      this.found,
      ({ observation: seen }) => sendingOf(seen, seen.recipient, seen.direction),
      () => sendingOf(detection, recipient, direction),
      isForNewOnly ? 1 : observationsPerValueMax,
    )
  }

  /** Keeps what the message shows that is number `order` of the capture. */
  keep(order: number, flow: Flow, observation: UnnumberedObservation): void {
    this.found.push({ order, flow, observation })
    const { by, direction, identifier, normal } = observation
    const side = direction === 'sent' ? 0 : 1
    if (flow.isUnsure) this.served.showed(flow, side, `${identifier} ${normal}`)
    else if (by === 'profile' && isPermanent(identifier)) this.served.saidOwn(flow, side)
  }

  /**
   * A transmission of which no observation is listed has room. There are more of them than of observations, since by them it
   * is known how often and when something was sent; a flood to one recipient leaves room for others.
   */
  hasRoomForTransmission(direction: Observation['direction'], recipient: string): boolean {
    const hasRoom = this.roomForTransmissions[direction].takes(
      this.draftsOf(direction),
      ({ transmission }) => transmission.recipient,
      () => recipient,
    )
    if (!hasRoom) this.uncounted.add(recipient)
    return hasRoom
  }

  keepDrafts(direction: Observation['direction'], drafts: readonly TransmissionDraft[]): void {
    this.draftsOf(direction).push(...drafts)
  }

  /** What was kept last in this direction, where it is of the exchange; of that, what went to the recipient. Else null. */
  lastOf(direction: Observation['direction'], exchange: number, recipient: string): TransmissionDraft | null {
    const drafts = this.draftsOf(direction)
    for (let index = drafts.length - 1; index >= 0; index--) {
      const draft = drafts[index] as TransmissionDraft
      const { transmission } = draft
      if (transmission.exchange === exchange && transmission.recipient === recipient) return draft
      if (transmission.exchange !== exchange && transmission.exchange !== apartFrom(exchange)) return null
    }
    return null
  }

  /** The device, or whoever asks, is surely no server in the flow, whatever comes yet. */
  isSurelyAsked(flow: Flow): boolean {
    return this.served.isSurelyAsked(flow)
  }

  /** The device may be the server of the flow, by what is known so far. */
  mayBeServed(flow: Flow, protocol: ProtocolName): boolean {
    return this.served.mayBeServed(flow, protocol)
  }

  /** The device is the server of the flow: known once all flows have ended. */
  isServed(flow: Flow): boolean {
    return this.served.isServed(flow)
  }

  /** Who spoke to whom: told of each flow before the end. `isForOther`: its server was asked for another, by a name. */
  spoke(flow: Flow, isForOther: boolean, protocol: ProtocolName): void {
    this.served.saw(flow, isForOther, protocol)
  }

  /** A flow is over, of which that was told; see `ServedFlows`. */
  ended(flow: Flow, recipient: RecipientDraft, protocol: string, missing: number): void {
    this.served.ended(flow, recipient, protocol, missing)
  }

  /** Between two ends each of which asked the other, it is guessed which one is the device. */
  get isGuessed(): boolean {
    return this.served.isGuessed
  }

  /** All flows of all captures are over. */
  settle(): void {
    this.served.settle(this.recipients)
  }

  /**
   * The capture is over, after `exchanges` exchanges: numbers the observations in its order, and then those that only
   * other copies show.
   */
  end(copies: CopyExaminer | null, exchanges: number): void {
    this.found.sort((left, right) => left.order - right.order)
    const next = this.numberApart(exchanges)
    for (const { observation, flow } of this.found)
      this.number(this.served.isServed(flow) ? this.turnedRound(observation, flow) : observation)
    this.found.length = 0
    this.endDrafts()
    this.endCopies(copies, next)
    this.run.transmissions += this.drafts.length
  }

  private endCopies(copies: CopyExaminer | null, next: number): void {
    if (copies === null) return
    copies.markFirst(this.observations)
    for (const { observations, draft } of copies.end(next, [...this.observations])) {
      if (draft !== null) this.drafts.push(draft)
      for (const observation of observations) this.number(observation)
    }
  }

  /** Gives what messages showed to another than whom they went to numbers behind the last exchange; the number of the next. */
  private numberApart(exchanges: number): number {
    const numbers = new Map<number, number>()
    const numberOf = (exchange: number): number => {
      if (exchange >= 0) return exchange
      const number = numbers.get(exchange) ?? exchanges + numbers.size
      numbers.set(exchange, number)
      return number
    }
    for (const found of this.found)
      if (found.observation.exchange < 0)
        found.observation = { ...found.observation, exchange: numberOf(found.observation.exchange) }
    for (const draft of [...this.requests, ...this.answers])
      if (draft.transmission.exchange < 0)
        draft.transmission = { ...draft.transmission, exchange: numberOf(draft.transmission.exchange) }
    return exchanges + numbers.size
  }

  private draftsOf(direction: Observation['direction']): TransmissionDraft[] {
    return direction === 'sent' ? this.requests : this.answers
  }

  private number(observation: UnnumberedObservation): void {
    const spans = this.listed(observation.spans)
    this.observations.push({ ...observation, spans, id: `o${++this.run.observations}` })
  }

  /** Hundreds of values in one encoded run of thousands of frames would each list all of them. */
  private listed(spans: readonly FrameSpan[]): readonly FrameSpan[] {
    const room = Math.max(limits.detect.rangesPerObservationMin, limits.detect.rangesMax - this.ranges)
    this.ranges += Math.min(spans.length, room)
    if (spans.length <= room) return spans
    this.cut.push((spans[0] as FrameSpan).frame)
    return spans.slice(0, room)
  }

  /** As the device sees it, which served the flow: what it answered was sent to who asked. */
  private turnedRound(observation: UnnumberedObservation, flow: Flow): UnnumberedObservation {
    const { reasons } = observation
    if (observation.direction === 'sent') {
      if (!flow.isUnsure) return { ...observation, direction: 'received', isAsked: true }
      // Nobody asked: it was taken for the client's, and came from the server.
      return {
        ...observation,
        direction: 'received',
        recipient: this.recipients.asker(flow.clientAddress).id,
      }
    }
    const doubt = this.served.doubtOf(flow)
    return {
      ...observation,
      direction: 'sent',
      recipient: this.recipients.asker(flow.clientAddress).id,
      reasons: doubt === '' ? reasons : [...reasons, objectionOf(doubt)],
    }
  }

  private endDrafts(): void {
    for (const draft of this.requests) if (!this.served.isServed(draft.flow)) this.drafts.push(draft)
    for (const { flow, transmission } of this.answers) {
      if (!this.served.isServed(flow)) continue
      const { id } = this.recipients.asker(flow.clientAddress)
      // The status is what the device wrote: no message shows what became of it. The server's port is its own.
      const summary = { ...transmission.summary, port: flow.clientPort, status: 0 }
      this.drafts.push({ flow, transmission: { ...transmission, recipient: id, receipt: null, summary } })
    }
    this.requests.length = 0
    this.answers.length = 0
  }
}

/** Room of a capture behind others, which took so many of `all`: something is left for each that follows. */
function roomBehind(taken: number, all: number, most: number): number {
  return Math.min(most, Math.max(furtherCaptureMin, (all - taken) >> 1))
}

/** One value in one direction between the phone and a recipient. */
function sendingOf(
  { identifier, normal }: Pick<Observation, 'identifier' | 'normal'>,
  recipient: string,
  direction: Observation['direction'],
): string {
  return `${direction} ${recipient} ${identifier} ${normal}`
}
