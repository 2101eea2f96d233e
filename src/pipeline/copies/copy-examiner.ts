/**
 * Examines what readings of other copies hold, and keeps it until the capture is over: only then is it known what the
 * first copies show, and so what the others add. One value may show in several readings, since copies are put together in
 * several ways; it is kept once for each place. What lies outside of the other copies was seen in the first reading.
 *
 * A reading that mixes copies may hold names and values that nobody ever sent, so nothing is entered anywhere before the
 * end: no recipient, no exchange, no name.
 */
import { createHash } from 'node:crypto'
import type { NameBook } from '../../attribute/names.ts'
import type { Observation } from '../../assess/types.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import type { FrameSpan } from '../../core/origin.ts'
import { decode } from '../../decode/decode.ts'
import type { Detector } from '../../detect/detector.ts'
import { isAdapterHost } from '../../detect/adapter-type.ts'
import type { FamilyMatch } from '../../detect/types.ts'
import { upToLength } from '../../message/types.ts'
import type { Exchange, Message, MessageSink } from '../../message/types.ts'
import type { CopyPiece } from '../../stream/types.ts'
import { examinerAnomalies, limitAnomaly } from '../examiner-anomalies.ts'
import type { TransmissionDraft } from '../observations/observation-book.ts'
import { summaryOf } from '../observations/exchange-summary.ts'
import {
  detectContextOf,
  encodingOf,
  endWithoutPort,
  inputOf,
  wireLengthOf,
} from '../observations/message-fields.ts'
import { framesIn, MessagePlaces, observationOf } from '../observations/observation-of.ts'
import type { UnnumberedObservation } from '../observations/observation-of.ts'
import { ExpansionAccount } from '../../core/expansion-account.ts'
import { contentToSearch, isCoded, isInContent } from '../../decode/content.ts'
import { mayBeHost, shownHost } from '../../core/shown-host.ts'
import { bodyHoldsKnown, hasIndicators } from '../search/known-search.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'
import type { RecipientDraft } from '../recipients/recipient-draft.ts'

/** A message in a reading, and what of it other copies have a part in. */
interface CopyMessage {
  /** By whose name the message calls its server; '' where it names none. */
  readonly host: string
  /** The recipient of the flow, as far as it was known. */
  readonly recipient: RecipientDraft | null
  readonly observations: readonly UnnumberedObservation[]
  /** By observation: another copy that differs has a part in it, not only one that nothing was left to compare with. */
  readonly isNews: readonly boolean[]
  readonly draft: TransmissionDraft
}

/** What only other copies show. */
export interface CopyFacts {
  readonly observations: readonly UnnumberedObservation[]
  /** Null for what was received. */
  readonly draft: TransmissionDraft | null
}

/** Takes the messages of readings, one reading after the other; then `end` says what they add. */
export class CopyExaminer implements MessageSink {
  private readonly capture: number
  private readonly detector: Detector
  private readonly recipients: RecipientBook
  private readonly names: NameBook
  private readonly anomalies: AnomalyLog
  private readonly hasKnownValues: boolean
  /** Of the messages that copies make, in the parsers too. */
  readonly expansion: ExpansionAccount = new ExpansionAccount()
  private readonly messages: CopyMessage[] = []
  private readonly places: Set<string> = new Set()
  /** Messages that were examined, by their bytes and where these lie: in a reading of all copies, or of some only. */
  private readonly examined: Map<string, 'whole' | 'mixed'> = new Map()
  /** Delivered bytes that another copy differs from, by frame. */
  private readonly firsts: Map<number, FrameSpan[]> = new Map()
  private firstSpans = 0
  private pieces: readonly CopyPiece[] = []
  private isWhole = true
  private recipient: RecipientDraft | null = null

  constructor(
    capture: number,
    detector: Detector,
    recipients: RecipientBook,
    names: NameBook,
    anomalies: AnomalyLog,
  ) {
    this.capture = capture
    this.detector = detector
    this.recipients = recipients
    this.names = names
    this.anomalies = anomalies
    this.hasKnownValues = hasIndicators(detector)
  }

  /**
   * A reading begins, of a flow whose recipient is `recipient` where it is known yet: `pieces` are those that are not of
   * the first copies, `isWhole` says that all copies are in it.
   */
  begin(pieces: readonly CopyPiece[], isWhole: boolean, recipient: RecipientDraft | null): void {
    this.pieces = pieces
    this.isWhole = isWhole
    this.recipient = recipient
  }

  /** Another copy of these delivered bytes of a frame differs from them. */
  contradicted(span: FrameSpan): void {
    if (this.firstSpans >= limits.detect.observationsMax) return
    this.firstSpans++
    const spans = this.firsts.get(span.frame)
    if (spans === undefined) this.firsts.set(span.frame, [span])
    else spans.push(span)
  }

  request(exchange: Exchange, message: Message): void {
    const shorter = upToLength(message)
    if (this.isNew(message)) this.search(exchange, message)
    if (shorter !== null && this.isNew(shorter)) this.search(exchange, shorter)
  }

  private search(exchange: Exchange, message: Message): void {
    const { probe } = this.detector
    const { flow } = exchange
    const host = hostOf(message)
    const name = host === '' ? (this.recipient?.host ?? '') : host
    probe.peer = flow.server0 ^ flow.server1 ^ flow.server2 ^ flow.server3 ^ ~flow.serverPort
    const { head, body, trailer } = message
    let isWorth = name !== '' && (isAdapterHost(name) || this.detector.familiesOfName(name).length > 0)
    isWorth = probe.isWorthDecoding(head.buf, head.start, head.end) || isWorth
    isWorth = this.isBodyWorth(message) || isWorth
    if (trailer.length > 0)
      isWorth = probe.isWorthDecoding(trailer.buf, trailer.start, trailer.end) || isWorth
    if (isWorth && head.length + body.length + trailer.length > 0) this.examine(exchange, message, host)
  }

  response(exchange: Exchange, message: Message): void {
    if (!this.hasKnownValues || exchange.protocol === 'dns' || !this.isNew(message)) return
    const { head, body, trailer } = message
    const { probe } = this.detector
    const isHit =
      probe.searchKnown(head.buf, head.start, head.end) ||
      bodyHoldsKnown(probe, body, encodingOf(message)) ||
      probe.searchKnown(trailer.buf, trailer.start, trailer.end)
    if (isHit) this.examine(exchange, message, '')
  }

  // What a reading says of protocols and names is of the same conversation, and was said of it.
  closed(): void {}
  recognised(): void {}
  serverName(): void {}
  clientHello(): void {}
  dns(): void {}
  localName(): void {}

  /**
   * The capture is over, after `exchanges` exchanges that show `known`: says what the others add. Of a segment that only
   * came again when its first copy was forgotten, what is known of the same recipient is no news.
   */
  *end(exchanges: number, known: readonly Observation[]): Generator<CopyFacts> {
    if (this.messages.length === 0) return
    const values = new Set(known.map(valueOf))
    for (const { host, recipient, observations, isNews, draft } of this.messages) {
      const { flow } = draft
      const evidence = host === '' ? null : this.recipients.known(host)
      const kept = observations.filter((observation, index) => {
        const id = (host === '' ? recipient : evidence)?.id ?? ''
        return isNews[index] === true || !values.has(valueOf({ ...observation, recipient: id }))
      })
      if (kept.length === 0) continue
      const to =
        host === ''
          ? (recipient ?? this.recipients.ofFlow(flow, this.names))
          : this.recipients.named(host, 'host')
      to.sawEndpoint(flow)
      const exchange = exchanges + draft.transmission.exchange
      const { transmission } = draft
      yield {
        observations: kept.map((observation) => ({
          ...observation,
          recipient: to.id,
          exchange,
          copy: 'other',
        })),
        draft:
          kept[0]?.direction === 'received'
            ? null
            : {
                flow,
                transmission: {
                  ...transmission,
                  exchange,
                  recipient: to.id,
                  identifiers: [...new Set(kept.map(({ identifier }) => identifier))].sort(),
                  frames: framesIn(kept),
                  summary: { ...transmission.summary, host: to.host },
                },
              },
      }
    }
  }

  /** Says of observations in delivered bytes that another copy differs from them. */
  markFirst(observations: Observation[]): void {
    if (this.firsts.size === 0) return
    for (const [index, observation] of observations.entries()) {
      const isDoubtful = observation.spans.some((span) =>
        (this.firsts.get(span.frame) ?? []).some(({ start, end }) => start < span.end && span.start < end),
      )
      if (isDoubtful) observations[index] = { ...observation, copy: 'first' }
    }
  }

  /**
   * Another copy has a part in the message, and no reading before held the same one: readings of one stream differ in a
   * few of their messages only, and of a mixture less is kept than of all copies together.
   */
  private isNew({ head, body, trailer }: Message): boolean {
    const parts = [head, body, trailer]
    const spans = parts.flatMap(({ runs, length }) => runs.spans(0, length))
    if (this.piecesUnder(spans).length === 0) return false
    const hash = createHash('sha256')
    for (const { buf, start, end } of parts) hash.update(`${end - start} `).update(buf.subarray(start, end))
    hash.update(spans.map((span) => `${span.frame}:${span.start}-${span.end}`).join(' '))
    const name = hash.digest('base64')
    const before = this.examined.get(name)
    if (before === 'whole' || (before === 'mixed' && !this.isWhole)) return false
    if (this.examined.size < limits.detect.observationsMax || before !== undefined)
      this.examined.set(name, this.isWhole ? 'whole' : 'mixed')
    return true
  }

  private isBodyWorth(message: Message): boolean {
    const { body } = message
    const { probe } = this.detector
    if (body.length === 0) return false
    if (message.protocol === 'dns') return probe.isFramedWorthDecoding(body.buf, body.start, body.end)
    const encoding = encodingOf(message)
    if (!isCoded(body, encoding)) return probe.isWorthDecoding(body.buf, body.start, body.end)
    const content = contentToSearch(body, encoding, this.expansion.allow(body.length))
    this.expansion.settle(0, content.bytes.length)
    return isInContent(content, (buf, start, end) => probe.isWorthDecoding(buf, start, end))
  }

  private examine(exchange: Exchange, message: Message, host: string): void {
    const { recipient } = this
    const input = inputOf(message)
    const length = wireLengthOf(message)
    const decoded = decode(input, this.expansion.allow(length))
    this.expansion.settle(length, decoded.expandedBytes)
    for (const limit of decoded.limits) this.anomalies.note(examinerAnomalies.budget, message.frame, limit)
    const name = host === '' ? (recipient?.host ?? '') : host
    const result = this.detector.detect(decoded.root, detectContextOf(exchange, message, name))
    for (const limit of result.limits) this.anomalies.note(limitAnomaly(limit), message.frame, limit)
    const observations: UnnumberedObservation[] = []
    const isNews: boolean[] = []
    const places = new MessagePlaces(message)
    // Where another copy names another host, all of the message is news of it.
    const ofHost = host === '' || host === recipient?.host ? [] : this.piecesUnder(hostSpans(message))
    for (const detection of result.detections) {
      // A mixture of copies has any value: what only looks like one says nothing there.
      if (!this.isWhole && detection.confidence === 'possible') continue
      const observation = observationOf(
        this.capture,
        exchange,
        message,
        recipient?.id ?? '',
        detection,
        places,
      )
      const own = this.piecesUnder(observation.spans)
      const touched = own.length > 0 ? own : ofHost
      if (touched.length === 0) continue
      const spans = observation.spans.map(({ frame, start, end }) => `${frame}:${start}-${end}`).join(' ')
      const place = `${observation.identifier} ${observation.normal} ${host} ${spans}`
      if (this.places.has(place)) continue
      if (this.places.size >= limits.detect.observationsMax) {
        this.anomalies.note(examinerAnomalies.tooMany, message.frame)
        break
      }
      this.places.add(place)
      observations.push(observation)
      isNews.push(touched.some(({ kind }) => kind === 'other'))
    }
    if (observations.length === 0) return
    const draft = this.draftOf(exchange, message, name, result.families)
    this.messages.push({ host, recipient, observations, isNews, draft })
  }

  private piecesUnder(spans: readonly FrameSpan[]): CopyPiece[] {
    return this.pieces.filter((piece) => spans.some((span) => touches(span, piece)))
  }

  private draftOf(
    exchange: Exchange,
    message: Message,
    host: string,
    families: readonly FamilyMatch[],
  ): TransmissionDraft {
    return {
      flow: exchange.flow,
      transmission: {
        capture: this.capture,
        exchange: exchange.id,
        at: { sec: message.sec, nsec: message.nsec },
        recipient: '',
        identifiers: [],
        frames: [],
        protection: exchange.flow.protection,
        receipt: null,
        families,
        copy: 'other',
        summary: summaryOf(exchange, inputOf(message), host, message, exchange.flow.serverPort),
      },
    }
  }
}

/** The host that the message names; '' where it names none that can be one. */
function hostOf(message: Message): string {
  if (message.hostEnd <= message.hostStart) return ''
  const { buf } = message.head
  const end = endWithoutPort(buf, message.hostStart, message.hostEnd)
  const name = shownHost(latin1(buf, message.hostStart, end))
  return mayBeHost(name) ? name : ''
}

function hostSpans({ head, hostStart, hostEnd }: Message): readonly FrameSpan[] {
  return head.runs.spans(hostStart - head.start, hostEnd - head.start)
}

function touches(span: FrameSpan, piece: CopyPiece): boolean {
  return (
    span.frame === piece.frame && span.start < piece.offset + piece.bytes.length && piece.offset < span.end
  )
}

function valueOf({ identifier, normal, recipient, direction }: UnnumberedObservation): string {
  return `${identifier} ${normal} ${recipient} ${direction}`
}
