import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { decode } from '../../decode/decode.ts'
import type { DecodeInput, DecodeResult } from '../../decode/types.ts'
import type { Detector } from '../../detect/detector.ts'
import type { DetectContext } from '../../detect/family-type.ts'
import type { DetectResult } from '../../detect/types.ts'
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
    let decoded = decode(input, expandedMax)
    if (isCharged) this.opened.decoded(decoded)
    let result = this.detect(exchange, message, note, decoded, how)
    // What is kept up to a limit is kept in the order of the capture, whatever the second thread still has.
    const isOdd = [decoded.limits, decoded.tolerated, decoded.damaged, decoded.unread, result.limits].some(
      ({ length }) => length > 0,
    )
    if ((isOdd || this.teller.isNearLimit) && this.elsewhere.isWaiting) {
      this.elsewhere.settle()
      // Decoding what was settled has used the same buffers.
      decoded = decode(input, expandedMax)
      result = this.detect(exchange, message, note, decoded, { ...how, isAgain: true })
    }
    const isRandom = this.examineDecoded(exchange, message, note, decoded, result)
    if (!isRandom && isEmpty(decoded, result)) this.empty.add(name)
  }

  /** Reads a response in which a known value was found elsewhere. Its flow may be over: the host says it all. */
  examineHit(exchange: Exchange, message: Message): void {
    const decoded = decode(inputOf(message))
    const result = this.detect(exchange, message, noNote, decoded, { isReceived: true })
    this.examineDecoded(exchange, message, noNote, decoded, result)
  }

  /** Reads an answer that a key which is given may open: it is told where a known value is in it, as in all answers. */
  examineSealed(exchange: Exchange, message: Message, note: FlowNote, how: HowRead): void {
    // What waits came before it.
    this.elsewhere.settle()
    const decoded = decode(inputOf(message))
    const result = this.detect(exchange, message, note, decoded, how)
    if (result.detections.some(({ by }) => by === 'profile'))
      this.examineDecoded(exchange, message, note, decoded, result)
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

  /** What is detected in a message that was decoded. */
  detect(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    decoded: DecodeResult,
    how: HowRead = {},
  ): DetectResult {
    return this.detector.detect(decoded.root, { ...this.contextOf(exchange, message, note), ...how })
  }

  /** Keeps what a message holds. True where something in it looks random. */
  examineDecoded(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    decoded: DecodeResult,
    result: DetectResult,
  ): boolean {
    this.counts.decodedMessages++
    this.noteDecoding(decoded, message)
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
