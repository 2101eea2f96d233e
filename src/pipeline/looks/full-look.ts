import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { DecodeInput, DecodeResult } from '../../decode/types.ts'
import type { Detector } from '../../detect/detector.ts'
import type { DetectContext } from '../../detect/family-type.ts'
import { isHttp } from '../../message/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import type { ExamineCounts } from '../examine-counts.ts'
import { examinerAnomalies } from '../examiner-anomalies.ts'
import { wholeValues } from '../observations/joined-detections.ts'
import { detectContextOf, inputOf, isTransferCoding } from '../observations/message-fields.ts'
import type { OpaqueTeller } from '../opaque/opaque-teller.ts'
import type { TransmissionTeller } from '../observations/transmission-teller.ts'
import { noNote } from '../recipients/flow-note.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import type { FlowRecipients } from '../recipients/flow-recipients.ts'
import type { HostBook } from '../recipients/host-book.ts'
import { EmptyMessages, isEmpty } from '../search/empty-messages.ts'
import type { SearchElsewhere } from '../search/search-elsewhere.ts'
import type { OpenedBytes } from './opened-bytes.ts'
import { readInFull } from './read-in-full.ts'
import type { FullReading } from './read-in-full.ts'

/** Whose parts a full look uses. */
interface FullLookParts {
  readonly hosts: HostBook
  readonly whom: FlowRecipients
  readonly teller: TransmissionTeller
  readonly resisting: OpaqueTeller
  readonly elsewhere: SearchElsewhere
}

/** What a detector is told of how a message comes to be read. */
type HowRead = Pick<DetectContext, 'isReceived' | 'isAgain' | 'isForKeys'>

/** Reads messages in full: decodes them to a tree, has it searched, and has what it shows kept. */
export class FullLook {
  private readonly detector: Detector
  private readonly hosts: HostBook
  private readonly whom: FlowRecipients
  private readonly teller: TransmissionTeller
  private readonly resisting: OpaqueTeller
  private readonly elsewhere: SearchElsewhere
  private readonly opened: OpenedBytes
  private readonly counts: ExamineCounts
  private readonly anomalies: AnomalyLog
  private readonly empty: EmptyMessages = new EmptyMessages()

  constructor(
    detector: Detector,
    { hosts, whom, teller, resisting, elsewhere }: FullLookParts,
    opened: OpenedBytes,
    counts: ExamineCounts,
    anomalies: AnomalyLog,
  ) {
    this.detector = detector
    this.hosts = hosts
    this.whom = whom
    this.teller = teller
    this.resisting = resisting
    this.elsewhere = elsewhere
    this.opened = opened
    this.counts = counts
    this.anomalies = anomalies
  }

  /** Reads a message in full and keeps what it holds; `input`: what of it is read. */
  examine(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    input: DecodeInput = inputOf(message),
    how: HowRead = {},
  ): void {
    // What is received is only read where it holds a known value.
    const name = how.isReceived === true ? '' : this.emptyName(exchange, message, note, input)
    if (this.empty.has(name)) {
      this.counts.decodedMessages++
      return
    }
    // What is answered may be read by the second thread as well, which knows no account.
    const isCharged = message.direction === 0
    const expandedMax = isCharged ? this.opened.allow(message) : limits.decode.expandedBytesMax
    const context = { ...this.contextOf(exchange, message, note), ...how }
    let reading = readInFull(this.detector, input, context, expandedMax)
    if (isCharged) this.opened.decoded(reading.decoded)
    // What is kept up to a limit is kept in the order of the capture, whatever the second thread still has.
    if ((isOdd(reading) || this.teller.isNearLimit) && this.elsewhere.isWaiting) {
      this.elsewhere.settle()
      // Decoding what was settled has used the same buffers.
      reading = readInFull(this.detector, input, { ...context, isAgain: true }, expandedMax)
    }
    const isRandom = this.examineRead(exchange, message, note, reading)
    if (!isRandom && !reading.isInParts && isEmpty(reading.decoded, reading.result)) this.empty.add(name)
  }

  /** Reads a response in which a known value was found elsewhere. Its flow may be over: the host says it all. */
  examineHit(exchange: Exchange, message: Message): void {
    this.examineRead(
      exchange,
      message,
      noNote,
      this.read(exchange, message, noNote, undefined, { isReceived: true }),
    )
  }

  /** Reads an answer that a key which is given may open: it is told where a known value is in it, as in all answers. */
  examineSealed(exchange: Exchange, message: Message, note: FlowNote, how: HowRead): void {
    // What waits came before it.
    this.elsewhere.settle()
    const reading = this.read(exchange, message, note, undefined, how)
    if (reading.result.detections.some(({ by }) => by === 'profile'))
      this.examineRead(exchange, message, note, reading)
  }

  /** By what a message is known again that held nothing; '' where it must be read, since its recipient is known by name. */
  private emptyName(exchange: Exchange, message: Message, note: FlowNote, input: DecodeInput): string {
    const hostId = exchange.host >= 0 ? exchange.host : note.hostId
    return this.hosts.isKnownSender(hostId)
      ? ''
      : this.empty.nameOf(input, this.contextOf(exchange, message, note))
  }

  private contextOf(exchange: Exchange, message: Message, note: FlowNote): DetectContext {
    return detectContextOf(exchange, message, this.whom.recipientOfExchange(exchange, note).host)
  }

  /** Decodes a message and has it searched. `expandedMax`: bytes that it may expand to. */
  read(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    expandedMax: number = limits.decode.expandedBytesMax,
    how: HowRead = {},
  ): FullReading {
    const context = { ...this.contextOf(exchange, message, note), ...how }
    return readInFull(this.detector, inputOf(message), context, expandedMax)
  }

  /** Keeps what a message holds. True where something in it looks random. */
  examineRead(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    { decoded, result, isInParts }: FullReading,
  ): boolean {
    this.counts.decodedMessages++
    this.noteDecoding(decoded, message)
    if (isInParts) this.anomalies.note(examinerAnomalies.parts, message.frame)
    const isRandom =
      message.direction === 0 &&
      exchange.protocol !== 'dns' &&
      this.resisting.leaves(decoded.root, wholeValues(result), exchange, message, note)
    this.teller.keep(exchange, message, note, result)
    return isRandom
  }

  private noteDecoding(decoded: DecodeResult, message: Message): void {
    for (const limit of decoded.limits) this.anomalies.note(examinerAnomalies.budget, message.frame, limit)
    for (const what of decoded.unread) this.anomalies.note(examinerAnomalies.unread, message.frame, what)
    // Only HTTP declares an encoding.
    if (!isHttp(message.protocol)) return
    for (const oddity of decoded.damaged)
      this.anomalies.note(examinerAnomalies.damaged, message.frame, oddity)
    for (const oddity of decoded.tolerated)
      if (!isTransferCoding(message, oddity))
        this.anomalies.note(examinerAnomalies.tolerated, message.frame, oddity)
  }
}

/** Something kept it from being read as it is, or as a whole. */
function isOdd({ decoded, result, isInParts }: FullReading): boolean {
  const { limits: reached, tolerated, damaged, unread } = decoded
  return isInParts || [reached, tolerated, damaged, unread, result.limits].some(({ length }) => length > 0)
}
