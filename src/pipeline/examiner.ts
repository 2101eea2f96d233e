import { isEncrypted } from '../core/protection.ts'
import { secondsOf } from '../core/time.ts'
import type { Transmission } from '../assess/types.ts'
import type { NameBook } from '../attribute/names.ts'
import { cnameType, toldAddresses } from '../attribute/told-addresses.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import { latin1 } from '../core/latin1.ts'
import { judgedBytesMin } from '../core/signs/entropy.ts'
import { limits } from '../core/limits.ts'
import { ExpansionAccount } from '../core/expansion-account.ts'
import { contentToSearch, isCoded, isInContent } from '../decode/content.ts'
import { mayHoldByteCharacters } from '../decode/byte-characters.ts'
import { decode } from '../decode/decode.ts'
import type { DecodeInput, DecodeResult, Node } from '../decode/types.ts'
import type { Detector } from '../detect/detector.ts'
import type { DetectContext } from '../detect/family-type.ts'
import type { DetectResult, Detection, FamilyMatch } from '../detect/types.ts'
import { isHttp, upToLength } from '../message/types.ts'
import type {
  ClientHello,
  DnsMessage,
  Exchange,
  Message,
  MessageSink,
  NameOrigin,
  NameSource,
  Part,
  ProtocolName,
} from '../message/types.ts'
import type { EndReason, Flow } from '../stream/types.ts'
import { EntryFlow } from './entries/entry-flow.ts'
import type { BorderWatch } from './twice/border-watch.ts'
import { CutMessageJoiner } from './joined/cut-message-joiner.ts'
import type { CutMessage } from './joined/cut-message-joiner.ts'
import type { SameConnections } from './twice/same-connections.ts'
import { examinerAnomalies, limitAnomaly } from './examiner-anomalies.ts'
import { askedName } from './observations/asked-name.ts'
import { summaryOf } from './observations/exchange-summary.ts'
import { flowKindOf, noNote, noteOf } from './recipients/flow-note.ts'
import type { FlowNote } from './recipients/flow-note.ts'
import { FlowRecipients } from './recipients/flow-recipients.ts'
import {
  detectContextOf,
  encodingOf,
  firstOf,
  inputOf,
  isAbsolute,
  isOfHttps,
  isConnect,
  isToProxy,
  isForProxy,
  isTransferCoding,
  lengthOf,
  wireLengthOf,
} from './observations/message-fields.ts'
import type { JoinedParts } from './joined/joined-parts.ts'
import {
  directionOf,
  framesIn,
  isToldBy,
  MessagePlaces,
  observationOf,
} from './observations/observation-of.ts'
import { areSealed } from './observations/are-sealed.ts'
import type { UnnumberedObservation } from './observations/observation-of.ts'
import { apartFrom, ObservationBook } from './observations/observation-book.ts'
import type { RunCounts, TransmissionDraft } from './observations/observation-book.ts'
import {
  interimReceipt,
  isInterim,
  isOpen,
  receiptBefore,
  turnIsNumber,
  withReceipt,
} from './observations/with-receipt.ts'
import type { TurnOf } from './observations/with-receipt.ts'
import { HeardNames } from './recipients/heard-names.ts'
import { isSearchedForKnown, toldNeighbours } from './recipients/local-talk.ts'
import { HostBook } from './recipients/host-book.ts'
import { appKey } from './apps.ts'
import { ContactBook } from './recipients/contact-book.ts'
import type { CopyExaminer } from './copies/copy-examiner.ts'
import { DismissalBook } from './observations/dismissal-book.ts'
import { labelsOf } from './observations/carried-labels.ts'
import type { DomainOf } from './observations/carried-labels.ts'
import { mayBeOpaque, OpaqueBook } from './observations/opaque-book.ts'
import type { OpaqueContext } from './observations/opaque-book.ts'
import { namesOf, oneOfEach, untold, wholeValues } from './observations/joined-detections.ts'
import { longValues } from './observations/long-values.ts'
import type { LongValue } from './observations/long-values.ts'
import { EmptyMessages, isEmpty } from './search/empty-messages.ts'
import { bodyHoldsKnown, hasIndicators } from './search/known-search.ts'
import type { KnownSearch } from './search/known-search.ts'
import type { HitSink, SearchQueue } from './search/search-queue.ts'
import type { UrgentPlaces } from './packets/urgent-places.ts'
import { QueryJoiner } from './joined/query-joiner.ts'
import type { CarryingQuestion } from './joined/query-joiner.ts'
import type { RequestWatch } from './watch/request-watch.ts'
import { UploadJoiner } from './joined/upload-joiner.ts'
import type { OpenUpload } from './joined/upload-joiner.ts'
import type { RecipientBook, RecipientDraft } from './recipients/recipients.ts'
import { LocalDevices } from './recipients/local-devices.ts'
import { OwnAddresses } from './recipients/own-addresses.ts'
import { addressFacts, SenderAddresses } from './recipients/sender-addresses.ts'
import type { ToldAddress } from './recipients/sender-addresses.ts'
import { portalHosts, signs, TrafficEvents } from './events/traffic-events.ts'

/** How many bytes of messages were searched, and how. */
export interface ExamineCounts {
  exchanges: number
  /** Request heads and bodies, after content coding was undone, that the pre-filter read whole. */
  probedBytes: number
  /** Those of them that only name servers and begin connections: questions of DNS, what hellos and certificates of clients say. */
  namesBytes: number
  /** Response bytes searched for the profile's values (nothing else is looked for in responses). */
  responseSearchedBytes: number
  responseUnsearchedBytes: number
  /** Messages that were decoded to a tree, or are the same as one that was and held nothing. */
  decodedMessages: number
  /** Bytes that no transport carries (ICMP, lost fragments …), searched as they are: in no sum. */
  looseBytes: number
  /** Values that look random and were taken for tokens, signatures or keys, and their bytes: in no sum. */
  tokenValues: number
  tokenBytes: number
  dnsNames: number
}

/**
 * Takes messages, finds what identifies, and keeps the facts. Every request passes the probe, which is cheap; only
 * what could matter is decoded to a tree and looked at in full.
 */
export class Examiner implements MessageSink {
  readonly book: ObservationBook
  readonly contacts: ContactBook
  readonly dismissals: DismissalBook
  readonly opaque: OpaqueBook
  readonly heard: HeardNames
  /** What the traffic itself shows of what happened to the device. */
  readonly traffic: TrafficEvents
  /** Whom the phone's own addresses tell its MAC address. */
  readonly senders: SenderAddresses
  readonly own: OwnAddresses
  readonly devices: LocalDevices
  readonly counts: ExamineCounts = {
    exchanges: 0,
    probedBytes: 0,
    namesBytes: 0,
    responseSearchedBytes: 0,
    responseUnsearchedBytes: 0,
    decodedMessages: 0,
    looseBytes: 0,
    tokenValues: 0,
    tokenBytes: 0,
    dnsNames: 0,
  }
  /** What messages expand to beyond their bytes on the wire, in the parsers too. */
  readonly expansion: ExpansionAccount = new ExpansionAccount()
  /** Is shown every request, whatever it holds; null: nobody asks. */
  watch: RequestWatch | null = null
  /** Knows the list of public suffixes. */
  domainOf: DomainOf = () => ''
  /** Knows where urgent bytes lie; null: nobody does. */
  urgent: UrgentPlaces | null = null
  /** Is told of connections that are over; null: there is one capture. */
  borders: BorderWatch | null = null
  sameConnections: SameConnections | null = null
  private readonly anomalies: AnomalyLog
  private readonly look: FirstLook
  private readonly opened: OpenedBytes = new OpenedBytes(this.expansion)
  private readonly heads: HeadRoom
  private readonly current: CurrentMessage = new CurrentMessage()
  readonly teller: TransmissionTeller
  private readonly resisting: OpaqueTeller
  private readonly full: FullLook
  private readonly elsewhere: SearchElsewhere
  private readonly joined: JoinedRequests
  private readonly answers: AnswerLook
  private readonly hosts: HostBook
  readonly whom: FlowRecipients
  /** What becomes of flows that are over. */
  readonly ends: FlowEnds
  private readonly dnsReader: DnsReader
  private readonly addresses: AddressTeller

  constructor(
    capture: number,
    detector: Detector,
    recipients: RecipientBook,
    names: NameBook,
    anomalies: AnomalyLog,
    run: RunCounts,
    queue: SearchQueue | null = null,
  ) {
    this.own = new OwnAddresses(detector.macs.ofProfile)
    this.book = new ObservationBook(recipients, run, this.own)
    this.heard = new HeardNames(anomalies)
    this.dismissals = new DismissalBook(anomalies)
    this.hosts = new HostBook(detector, recipients, names)
    this.contacts = new ContactBook(capture, (name) => this.hosts.familiesOf(name), anomalies)
    this.heads = new HeadRoom(anomalies)
    this.opaque = new OpaqueBook(capture, (frame) => this.anomalies.note(examinerAnomalies.opaque, frame))
    this.anomalies = anomalies
    this.traffic = new TrafficEvents(anomalies)
    this.whom = new FlowRecipients(recipients, names, this.hosts, this.contacts, this.traffic)
    this.look = new FirstLook(detector, this.hosts, this.whom, this.opened, this.counts)
    this.senders = new SenderAddresses(detector.macs, () => this.current.order)
    this.devices = new LocalDevices(anomalies)
    const { whom, book, senders, devices } = this
    this.ends = new FlowEnds(capture, recipients, whom, book, senders, devices)
    this.dnsReader = new DnsReader(
      {
        names,
        recipients,
        hosts: this.hosts,
        heard: this.heard,
        contacts: this.contacts,
        traffic: this.traffic,
      },
      this.counts,
      () => this.elsewhere.settle(),
    )
    this.teller = new TransmissionTeller(
      capture,
      this.current,
      { book, dismissals: this.dismissals, hosts: this.hosts, whom },
      anomalies,
    )
    this.resisting = new OpaqueTeller(this.opaque, whom)
    this.addresses = new AddressTeller(capture, book, this.dismissals, anomalies)
    this.elsewhere = new SearchElsewhere(queue, this.current, detector.probe, (exchange, message) => {
      this.full.examineHit(exchange, message)
    })
    this.full = new FullLook(
      detector,
      { hosts: this.hosts, whom, teller: this.teller, resisting: this.resisting, elsewhere: this.elsewhere },
      this.opened,
      this.counts,
      anomalies,
    )
    this.joined = new JoinedRequests(
      this.current,
      new JoinedLook(detector, this.current, this.look, this.full, this.opened),
      this.look.hasKnownValues,
      anomalies,
    )
    this.answers = new AnswerLook(
      detector.probe,
      { look: this.look, full: this.full, heads: this.heads, elsewhere: this.elsewhere },
      book,
      this.counts,
    )
  }

  request(exchange: Exchange, message: Message): void {
    this.current.order++
    const { flow } = exchange
    const note = noteOf(flow)
    if (message.piece === 0 && !uncounted.has(exchange.protocol)) this.counts.exchanges++
    // Of a request in pieces the first has the head.
    const named =
      message.piece > 0 && exchange.host >= 0 ? exchange.host : this.whom.hostOf(message, note, flow)
    const asksProxy = isToProxy(message)
    exchange.host = asksProxy ? -1 : named
    this.whom.requested(exchange, message, note)
    this.joined.begin(exchange, message, this.urgent)
    this.lookAt(exchange, message, note)
    this.joined.end(exchange, message, note)
    // What comes through the tunnel is for whom it was asked for.
    if (asksProxy && named >= 0) this.whom.nameHost(note, named, flow, message)
    if (this.watch !== null && exchange.protocol !== 'dns')
      showRequest(this.watch, exchange, message, this.whom.recipientOf(note, flow).host)
  }

  /** What a request shows by itself. */
  private lookAt(exchange: Exchange, message: Message, note: FlowNote): void {
    const isWorth = this.look.isRequestWorth(exchange, message, note)
    if (isWorth) this.full.examine(exchange, message, note, this.heads.boundedInput(message))
    this.opened.settle(message)
    if (!isWorth && !message.isRest) this.resisting.unread(exchange, message, note, this.look)
    this.resisting.labels(exchange, message, note, this.domainOf)
  }

  response(exchange: Exchange, message: Message): void {
    this.current.order++
    this.whom.answered(exchange)
    noteAnswer(exchange, message, this.teller.turnOf)
    this.opaque.answered(exchange, message)
    if (exchange.protocol === 'http') this.traffic.answerHead(message.head, secondsOf(message))
    this.answers.look(exchange, message)
  }

  /** The capture is over, after `exchanges` exchanges: waits for the second thread, and lists what was found. */
  end(copies: CopyExaminer | null = null, exchanges = 0): void {
    this.elsewhere.settle()
    this.joined.endAll()
    this.book.end(copies, this.addresses.tell(this.senders.all(), exchanges))
    if (this.book.isGuessed) this.anomalies.note(examinerAnomalies.sides, 0)
    for (const frame of this.book.cut)
      this.anomalies.note(limitAnomaly('detect.rangesMax'), frame, 'detect.rangesMax')
  }

  closed(_exchange: Exchange): void {
    // A request whose answer never came keeps `receipt: null`: nothing to do.
  }

  missed(flow: Flow, length: number): void {
    this.ends.missed(flow, length)
  }

  flowEnded(flow: Flow, reason: EndReason): void {
    this.joined.flowEnded(flow)
    this.borders?.flowEnded(flow, reason, this.anomalies)
    this.sameConnections?.flowEnded(flow)
    this.ends.ended(flow, reason)
  }

  recognised(flow: Flow, protocol: ProtocolName): void {
    this.whom.recognised(flow, protocol)
  }

  tunnelEnded(flow: Flow): void {
    this.whom.tunnelEnded(flow)
  }

  continued(flow: Flow, of: Flow): void {
    this.whom.continued(flow, of)
  }

  serverName(flow: Flow, source: NameSource, name: string, origin: NameOrigin): void {
    this.whom.serverName(flow, source, name, origin)
  }

  clientHello(flow: Flow, hello: ClientHello): void {
    this.heard.hello(hello)
    this.whom.clientHello(flow, hello)
  }

  dns(flow: Flow, message: DnsMessage): void {
    this.dnsReader.read(flow, message)
  }

  localName(flow: Flow, kind: string, value: string, frame: number): void {
    this.heard.localName(kind, flow.clientAddress, value, frame)
  }
}

/** In what devices ask for names and addresses, and begin connections. */
const naming: ReadonlySet<ProtocolName> = new Set(['dns', 'mdns', 'dhcp', 'tls', 'quic', 'dtls'])

/** What is no request of a client that knows what it asks: questions of DNS, names in hellos, plain bytes. */
const uncounted: ReadonlySet<ProtocolName> = new Set([
  'device-log',
  'dns',
  'mdns',
  'dhcp',
  'tls',
  'quic',
  'dtls',
  'eap',
  'icmp',
  'ppp',
  'probe-request',
  'unrecognised',
])

/** Notes what an answer, or a piece of one, says of what was sent: of each transmission that its request showed. */
function noteAnswer(exchange: Exchange, message: Message, turnOf: TurnOf): void {
  const drafts = (exchange.record ?? noDrafts) as readonly TransmissionDraft[]
  if (isInterim(message)) noteInterim(exchange, message, drafts, turnOf)
  else noteFinal(exchange, message, drafts, turnOf)
}

const noDrafts: readonly TransmissionDraft[] = []

function noteFinal(
  exchange: Exchange,
  message: Message,
  drafts: readonly TransmissionDraft[],
  turnOf: TurnOf,
): void {
  exchange.answerFrame = message.frame
  // Pieces behind the first add what a family reads in them, and how a call ended.
  const isTelling = message.piece === 0 || message.trailer.length > 0
  for (const draft of drafts)
    if (isTelling || isOpen(draft.transmission))
      draft.transmission = withReceipt(draft.transmission, exchange, message, turnOf)
}

/** The same of an answer before the answer. */
function noteInterim(
  exchange: Exchange,
  message: Message,
  drafts: readonly TransmissionDraft[],
  turnOf: TurnOf,
): void {
  const interim = { status: message.status, frame: message.frame }
  exchange.interim = interim
  if (exchange.status !== 0) return
  for (const draft of drafts) {
    const { frames } = draft.transmission
    const receipt = interimReceipt(interim, frames, draft.headFrame ?? 0, turnOf)
    draft.transmission = { ...draft.transmission, receipt }
  }
}

/** Shows a request to who is shown every request. `name`: of the server; '' where it has none. */
function showRequest(watch: RequestWatch, exchange: Exchange, message: Message, name: string): void {
  const { flow, mayBeUnsent } = exchange
  const { head } = message
  const method = latin1(head.buf, message.methodStart, message.methodEnd)
  watch.request(inputOf(message), {
    host: name || flow.serverAddress,
    method,
    sec: message.sec,
    nsec: message.nsec,
    flow: flow.communityId,
    mayBeUnsent,
  })
}

/** Keeps what the phone's own addresses tell, once it is known who served in each flow. */
class AddressTeller {
  private readonly capture: number
  private readonly book: ObservationBook
  private readonly dismissals: DismissalBook
  private readonly anomalies: AnomalyLog

  constructor(capture: number, book: ObservationBook, dismissals: DismissalBook, anomalies: AnomalyLog) {
    this.capture = capture
    this.book = book
    this.dismissals = dismissals
    this.anomalies = anomalies
  }

  /** Behind so many exchanges; the number of the exchange behind them. */
  tell(all: Iterable<ToldAddress>, exchanges: number): number {
    let next = exchanges
    for (const told of all) {
      const { mac, flow, recipient, span, order } = told
      const { identifier, normal, placeholder } = mac
      // Whoever asks the phone knew its address; that of who asks is not the phone's.
      if (this.book.isServed(flow)) continue
      if (placeholder !== '')
        this.dismissals.dismiss({ identifier, value: normal, reason: placeholder }, recipient)
      else if (this.book.hasRoomFor({ identifier, normal }, recipient.id, 'sent')) {
        const { observation, transmission } = addressFacts(this.capture, next++, told)
        this.book.keep(order, flow, observation)
        this.book.keepDrafts('sent', [{ flow, transmission }])
      } else this.anomalies.note(examinerAnomalies.tooMany, span.frame)
    }
    return next
  }
}

/** Keeps what is known of a flow once it is over: whom it was with, who served, and what of it is missing. */
class FlowEnds {
  private readonly capture: number
  private readonly recipients: RecipientBook
  private readonly whom: FlowRecipients
  private readonly book: ObservationBook
  private readonly senders: SenderAddresses
  private readonly devices: LocalDevices
  /** Bytes that the client sent and the capture lacks, of flows that are not over: few have any. */
  private readonly missing: Map<Flow, number> = new Map()

  constructor(
    capture: number,
    recipients: RecipientBook,
    whom: FlowRecipients,
    book: ObservationBook,
    senders: SenderAddresses,
    devices: LocalDevices,
  ) {
    this.capture = capture
    this.recipients = recipients
    this.whom = whom
    this.book = book
    this.senders = senders
    this.devices = devices
  }

  /** So many bytes that the client sent are missing in the capture. */
  missed(flow: Flow, length: number): void {
    this.missing.set(flow, (this.missing.get(flow) ?? 0) + length)
  }

  /** Who spoke to whom in a flow that is not over when the capture is. */
  spoke(flow: Flow): void {
    const note = flow.note as FlowNote | null
    this.book.spoke(flow, note !== null && note.isForOther, note?.protocol ?? 'unrecognised')
  }

  /** The flow is over: nothing of it will come again. */
  ended(flow: Flow, reason: EndReason): void {
    // Of a guess that was replaced nothing is known, least of all who served.
    if (!flow.isRoleGuessed || reason !== 'replaced') this.spoke(flow)
    const note = flow.note as FlowNote | null
    const recipient = this.whom.flowEnded(flow, note)
    const missing = this.missing.size > 0 ? (this.missing.get(flow) ?? 0) : 0
    if (missing > 0) {
      recipient.missing += missing
      this.missing.delete(flow)
    }
    this.book.ended(flow, recipient, note?.protocol ?? 'unrecognised', missing)
    this.senders.ended(flow, recipient)
    this.devices.ended(flow)
    this.recipients.redirects.ended(flow)
    if (note?.mayBeUnsent !== true) this.recipients.keepFlow(recipient, flow, flowKindOf(note))
    if (flow.app > 0) recipient.senders.add(appKey(this.capture, flow.app))
    flow.note = null
  }
}

/** Who learns from DNS. */
interface DnsLearners {
  readonly names: NameBook
  readonly recipients: RecipientBook
  readonly hosts: HostBook
  readonly heard: HeardNames
  readonly contacts: ContactBook
  readonly traffic: TrafficEvents
}

/** Reads what DNS tells: which names the phone asked for, what their addresses are, and which known senders they name. */
class DnsReader {
  private readonly names: NameBook
  private readonly recipients: RecipientBook
  private readonly hosts: HostBook
  private readonly heard: HeardNames
  private readonly contacts: ContactBook
  private readonly traffic: TrafficEvents
  private readonly counts: Pick<ExamineCounts, 'dnsNames'>
  private readonly settle: () => void

  /** `settle`: what waits for its verdict gets it. */
  constructor(learners: DnsLearners, counts: Pick<ExamineCounts, 'dnsNames'>, settle: () => void) {
    this.names = learners.names
    this.recipients = learners.recipients
    this.hosts = learners.hosts
    this.heard = learners.heard
    this.contacts = learners.contacts
    this.traffic = learners.traffic
    this.counts = counts
    this.settle = settle
  }

  /** A question that the client asked, or an answer that it received. What is said to neighbours tells nothing here. */
  read(flow: Flow, message: DnsMessage): void {
    if (message.isLocal) return
    const question = message.questions[0]
    if (question === undefined) return
    if (!message.isResponse) this.asked(flow, message)
    else if (message.isUnasked !== true) this.answered(flow, message, question.name)
  }

  private asked(flow: Flow, message: DnsMessage): void {
    this.counts.dnsNames++
    if (message.resolver !== undefined) this.heard.resolver(message.resolver)
    for (const { name } of message.questions) {
      this.heard.question(name, message)
      if (portalHosts.has(name))
        this.traffic.saw(signs.portal, message.sec, message.nsec, message.frame, name)
      if (this.hosts.familiesOf(name).length > 0) {
        const recipient = this.recipients.named(name, 'dns-question')
        this.contacts.saw(recipient, 'dns-question', name, message, flow.clientAddress)
      }
    }
  }

  private answered(flow: Flow, message: DnsMessage, asked: string): void {
    for (const { name, publicName } of message.records)
      if (publicName !== undefined)
        for (const owner of [name, asked]) this.names.sawPublicName(owner, publicName)
    const told = toldAddresses(asked, message.records)
    // What waits for its verdict came before: it may not learn of aliases.
    if (message.records.some(({ type }) => type === cnameType)) this.settle()
    this.learn(flow, message, told)
    if (this.hosts.familiesOf(asked).length > 0)
      this.recipients.named(asked, told.length > 0 ? 'dns-answer' : 'dns-question').sawAnswer(
        message.rcode !== 0,
        told.filter(({ name }) => name === asked).map(({ address }) => address),
      )
    this.knownInAnswer(asked, flow, message)
  }

  private learn(flow: Flow, message: DnsMessage, told: ReturnType<typeof toldAddresses>): void {
    const isRecorded = flow instanceof EntryFlow
    if (isRecorded) this.names.isByTime = true
    const sec = isRecorded ? secondsOf(message) : message.sec
    for (const { name, cnames, address, ttlSeconds } of told) {
      this.names.dnsAnswer(flow.clientAddress, name, cnames, address, sec, ttlSeconds)
      this.recipients.translators.told(name, address)
      this.recipients.redirects.told(flow.serverAddress, address)
    }
  }

  /** Known senders that an answer names: by an alias of the name that was asked for, or by that, where the question is not there. */
  private knownInAnswer(asked: string, flow: Flow, message: DnsMessage): void {
    if (!this.heard.questions.has(asked)) this.sawAnswer(asked, asked, flow, message)
    for (const { type, value } of message.records)
      if (type === cnameType) this.sawAnswer(asked, value, flow, message)
  }

  private sawAnswer(asked: string, name: string, flow: Flow, message: DnsMessage): void {
    if (this.hosts.familiesOf(name).length === 0) return
    const recipient = this.recipients.named(asked, 'dns-answer')
    this.hosts.learnCnames(recipient, flow)
    this.contacts.saw(recipient, 'dns-answer', name, message, flow.clientAddress)
  }
}

/** The message that is looked at; valid during the call only. */
class CurrentMessage {
  /** Its number in the order of the capture. */
  order = 0
  /** What the parts of an upload, or questions that follow each other, showed so far while one of them is looked at. */
  told: Set<string> | null = null
  /** It is this question of DNS; null: it is none. */
  question: Message | null = null
}

/** How many bytes the request that is looked at expands to, charged to what the capture may expand to in all. */
class OpenedBytes {
  /** So many until now. */
  bytes = 0
  private readonly expansion: ExpansionAccount

  constructor(expansion: ExpansionAccount) {
    this.expansion = expansion
  }

  /** Bytes that the message may expand to. */
  allow(message: Message): number {
    return this.expansion.allow(wireLengthOf(message))
  }

  /** It was read in full. */
  decoded({ expandedBytes }: DecodeResult): void {
    this.bytes = Math.max(this.bytes, expandedBytes)
  }

  /** Several requests were read together, which were settled one by one. */
  settleJoined({ expandedBytes }: DecodeResult): void {
    this.expansion.settle(0, expandedBytes)
  }

  /** It was looked at. */
  settle(message: Message): void {
    this.expansion.settle(wireLengthOf(message), this.bytes)
    this.bytes = 0
  }
}

/** Bounds what is read of heads that tables make longer than they are on the wire. */
class HeadRoom {
  private readonly heads = new ExpansionAccount(
    limits.decode.captureHeadRatioMax,
    limits.decode.captureHeadBytesMax,
  )
  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /** What is read in full of a message: of a head that expands like a bomb, as much as it earns. */
  boundedInput(message: Message): DecodeInput {
    const input = inputOf(message)
    const { head } = message
    const wire = head.runs.wireBytes(head.length)
    if (wire === null) return input
    const room = this.heads.allow(wire)
    this.heads.settle(wire, Math.min(room, head.length))
    if (head.length <= room) return input
    this.anomalies.note(examinerAnomalies.budget, message.frame, 'captureHeadBytesMax')
    return { ...input, head: firstOf(head, room) }
  }
}

/**
 * The first look at a message: says by the probe whether it has to be read in full, and keeps what of it may be opaque where
 * it need not.
 */
class FirstLook {
  /** A profile gave values to search for. */
  readonly hasKnownValues: boolean
  /** Of the request that is looked at, where it is not decoded. */
  longValues: readonly LongValue[] = noValues
  /** What its body holds behind its coding; null: the body has none. */
  content: { buf: Buffer; start: number; end: number } | null = null
  private readonly detector: Detector
  private readonly hosts: HostBook
  private readonly whom: FlowRecipients
  private readonly opened: OpenedBytes
  private readonly counts: ExamineCounts

  constructor(
    detector: Detector,
    hosts: HostBook,
    whom: FlowRecipients,
    opened: OpenedBytes,
    counts: ExamineCounts,
  ) {
    this.hasKnownValues = hasIndicators(detector)
    this.detector = detector
    this.hosts = hosts
    this.whom = whom
    this.opened = opened
    this.counts = counts
  }

  /** A request has to be read in full. */
  isRequestWorth(exchange: Exchange, message: Message, note: FlowNote): boolean {
    this.longValues = noValues
    this.content = null
    const { probedBytes } = this.counts
    const isWorth = this.isWholeWorth(exchange, message) || this.mayOpen(exchange, message, note)
    if (naming.has(exchange.protocol)) this.counts.namesBytes += this.counts.probedBytes - probedBytes
    return isWorth
  }

  /** The same for what the phone may have answered: its bytes are counted as those of a response. */
  isAnswerWorth(message: Message): boolean {
    const { probedBytes } = this.counts
    let isWorth = this.isHeadWorth(message)
    if (message.body.length > 0) isWorth = this.isBodyWorth(message) || isWorth
    if (message.trailer.length > 0) isWorth = this.isWorth(message.trailer) || isWorth
    this.counts.probedBytes = probedBytes
    this.opened.settle(message)
    this.content = null
    this.longValues = noValues
    return isWorth
  }

  /** The same for several requests that were put together, or for one in another reading: they were counted part by part. */
  isJoinedWorth(message: Message): boolean {
    const { probedBytes } = this.counts
    const isWorth = this.isBodyWorth(message)
    this.counts.probedBytes = probedBytes
    return isWorth
  }

  /** Keys are given for what is sent to this host: what they open has to be looked for. */
  mayOpen(exchange: Exchange, message: Message, note: FlowNote): boolean {
    // Of hosts whose key is published an adapter knows.
    if (!this.detector.hasPayloadKeys && !this.hosts.isKnownSender(exchange.host)) return false
    if (isSearchedForKnown(exchange) || message.isRest) return false
    return this.detector.mayOpen(this.whom.recipientOfExchange(exchange, note).host)
  }

  /** All of it passes the probe, whatever its host or its head say already: what was read is counted. */
  private isWholeWorth(exchange: Exchange, message: Message): boolean {
    const { host, flow } = exchange
    if (isSearchedForKnown(exchange)) return this.isLogWorth(message)
    if (message.isRest) return this.isRestWorth(message)
    this.detector.probe.peer =
      host >= 0 ? host : flow.server0 ^ flow.server1 ^ flow.server2 ^ flow.server3 ^ ~flow.serverPort
    let isWorth = this.hosts.isKnownSender(host)
    isWorth = this.isHeadWorth(message) || isWorth
    if (message.body.length > 0) isWorth = this.isBodyWorth(message) || isWorth
    if (message.trailer.length > 0) isWorth = this.isWorth(message.trailer) || isWorth
    return isWorth
  }

  /** Logs tell of leases in fields. */
  private isLogWorth({ head, body }: Message): boolean {
    const isWorth = this.holdsKnown(head)
    return this.holdsKnown(body) || isWorth
  }

  private holdsKnown({ buf, start, end }: Part): boolean {
    this.counts.probedBytes += end - start
    return this.hasKnownValues && this.detector.probe.searchKnown(buf, start, end)
  }

  /** What is no text of a long body, behind its start: it is counted there as not read. */
  private isRestWorth({ body: { buf, start, end }, trailer }: Message): boolean {
    const isTrailerWorth = trailer.length > 0 && this.isWorth(trailer)
    return (this.hasKnownValues && this.detector.probe.searchKnown(buf, start, end)) || isTrailerWorth
  }

  private isHeadWorth(message: Message): boolean {
    const { buf, start, end } = message.head
    this.counts.probedBytes += end - start
    const isWorth = this.detector.probe.isWorthDecoding(buf, start, end)
    if (!isWorth && this.detector.probe.longRuns.count > 0) {
      const target = { start: message.targetStart, end: message.targetEnd }
      this.longValues = longValues({ buf, start, end, target }, this.detector.probe.longRuns)
    }
    return isWorth
  }

  private isWorth(part: Part): boolean {
    this.counts.probedBytes += part.length
    return this.isBytesWorth(part.buf, part.start, part.end)
  }

  private isBytesWorth(buf: Buffer, start: number, end: number): boolean {
    const { probe } = this.detector
    // Bytes as characters are seen once their escapes are undone.
    const isWorth = probe.isWorthDecoding(buf, start, end) || mayHoldByteCharacters(buf, start, end)
    if (!isWorth && probe.longRuns.count > 0)
      this.longValues = [...this.longValues, ...longValues({ buf, start, end, target: null }, probe.longRuns)]
    return isWorth
  }

  private isBodyWorth(message: Message): boolean {
    if (message.protocol === 'dns') {
      const { buf, start, end } = message.body
      this.counts.probedBytes += end - start
      return this.detector.probe.isFramedWorthDecoding(buf, start, end)
    }
    const encoding = encodingOf(message)
    return isCoded(message.body, encoding)
      ? this.isContentWorth(message, encoding)
      : this.isWorth(message.body)
  }

  /** The same of a body that has to be opened. */
  private isContentWorth(message: Message, encoding: string): boolean {
    const content = contentToSearch(message.body, encoding, this.opened.allow(message))
    this.opened.bytes = content.bytes.length
    this.content = { buf: content.bytes, start: 0, end: content.bytes.length }
    return isInContent(content, (buf, start, end) => {
      this.counts.probedBytes += end - start
      return this.isBytesWorth(buf, start, end)
    })
  }
}

const noValues: readonly LongValue[] = []

/** Where what is told is kept, and who knows whom it went to. */
interface Told {
  readonly book: ObservationBook
  readonly dismissals: DismissalBook
  readonly hosts: HostBook
  readonly whom: FlowRecipients
}

/** Says of a message that was read what it shows to whom, and keeps it: observations, transmissions, dismissals. */
class TransmissionTeller {
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

/** A transmission with what was sent with it, beside its message or by another reading of that. */
function withFurther(
  transmission: Transmission,
  observed: readonly UnnumberedObservation[],
  unlisted: ReadonlySet<string>,
  families: readonly FamilyMatch[],
): Transmission {
  const named = [...transmission.identifiers, ...observed.map(({ identifier }) => identifier), ...unlisted]
  const frames = new Set([...transmission.frames, ...framesIn(observed)])
  const { isSealedByProgram: wasSealed, ...summary } = transmission.summary
  const isSealed =
    wasSealed === true && (observed.length === 0 || areSealed(observed, transmission.protection))
  return {
    ...transmission,
    summary: isSealed ? transmission.summary : summary,
    identifiers: [...new Set(named)].sort(),
    frames: [...frames].sort((left, right) => left - right),
    families: oneOfEach([...transmission.families, ...families]),
  }
}

/** Keeps what of a message resists: long values, bodies and labels that look random. */
class OpaqueTeller {
  private readonly opaque: OpaqueBook
  private readonly whom: FlowRecipients

  constructor(opaque: OpaqueBook, whom: FlowRecipients) {
    this.opaque = opaque
    this.whom = whom
  }

  /** What resists of a message that was decoded, but for whole values that are known; true where something does. */
  leaves(
    root: Node,
    known: ReadonlySet<Node>,
    exchange: Exchange,
    message: Message,
    note: FlowNote,
  ): boolean {
    return this.opaque.leaves(root, known, this.contextOf(exchange, message, note))
  }

  /** What resists of a message that is not decoded. */
  unread(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    { content, longValues: long }: Pick<FirstLook, 'content' | 'longValues'>,
  ): void {
    // What neighbours are told is read, and nothing is found that resists.
    if (exchange.protocol === 'dns' || isSearchedForKnown(exchange)) return
    const { buf, start, end } = content ?? message.body
    // Looked at first: what is kept of it is made of strings.
    const isOdd = end - start >= judgedBytesMin && mayBeOpaque(buf, start, end)
    if (!isOdd && long.length === 0) return
    const context = this.contextOf(exchange, message, note)
    const isWhole = isOdd && this.opaque.body(buf.subarray(start, end), context)
    // A body of one word is no value in it.
    const isIn = ({ place, field }: LongValue): boolean => !isWhole || place !== 'body' || field !== ''
    this.opaque.values(long.filter(isIn), context)
  }

  /** What is written into the name that is asked for, or that is spoken to: what hellos name is a body of its own. */
  labels(exchange: Exchange, message: Message, note: FlowNote, domainOf: DomainOf): void {
    const isQuestion = exchange.protocol === 'dns'
    if (message.piece > 0 || (naming.has(exchange.protocol) && !isQuestion)) return
    const labels = labelsOf(message, exchange.flow, isQuestion, domainOf)
    if (labels !== null) this.opaque.labels(labels, this.contextOf(exchange, message, note))
  }

  private contextOf(exchange: Exchange, message: Message, note: FlowNote): OpaqueContext {
    const { head } = message
    return {
      recipient: this.whom.recipientOfExchange(exchange, note).id,
      protocol: exchange.protocol,
      method: latin1(head.buf, message.methodStart, message.methodEnd),
      target: latin1(head.buf, message.targetStart, message.targetEnd),
      at: { sec: message.sec, nsec: message.nsec },
      frame: message.frame,
      exchange,
    }
  }
}

/** Whose parts a full look uses. */
interface FullLookParts {
  readonly hosts: HostBook
  readonly whom: FlowRecipients
  readonly teller: TransmissionTeller
  readonly resisting: OpaqueTeller
  readonly elsewhere: SearchElsewhere
}

/** Reads messages in full: decodes them to a tree, has it searched, and has what it shows kept. */
class FullLook {
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

  /** Reads a message in full and keeps what it holds; `input`: what of it is read. `isReceived`: it is surely what the phone was sent. */
  examine(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    input: DecodeInput = inputOf(message),
    isReceived = false,
  ): void {
    // What is received is only read where it holds a known value.
    const name = isReceived ? '' : this.emptyName(exchange, message, note, input)
    if (this.empty.has(name)) {
      this.counts.decodedMessages++
      return
    }
    // What is answered may be read by the second thread as well, which knows no account.
    const isCharged = message.direction === 0
    const expandedMax = isCharged ? this.opened.allow(message) : limits.decode.expandedBytesMax
    let decoded = decode(input, expandedMax)
    if (isCharged) this.opened.decoded(decoded)
    let result = this.detect(exchange, message, note, decoded, isReceived)
    // What is kept up to a limit is kept in the order of the capture, whatever the second thread still has.
    const isOdd = [decoded.limits, decoded.tolerated, decoded.damaged, decoded.unread, result.limits].some(
      ({ length }) => length > 0,
    )
    if ((isOdd || this.teller.isNearLimit) && this.elsewhere.isWaiting) {
      this.elsewhere.settle()
      // Decoding what was settled has used the same buffers.
      decoded = decode(input, expandedMax)
      result = this.detect(exchange, message, note, decoded, isReceived, true)
    }
    const isRandom = this.examineDecoded(exchange, message, note, decoded, result)
    if (!isRandom && isEmpty(decoded, result)) this.empty.add(name)
  }

  /** Reads a response in which a known value was found elsewhere. Its flow may be over: the host says it all. */
  examineHit(exchange: Exchange, message: Message): void {
    const decoded = decode(inputOf(message))
    const result = this.detect(exchange, message, noNote, decoded, true)
    this.examineDecoded(exchange, message, noNote, decoded, result)
  }

  /** Reads an answer that a key which is given may open: it is told where a known value is in it, as in all answers. */
  examineSealed(exchange: Exchange, message: Message, note: FlowNote, isReceived: boolean): void {
    // What waits came before it.
    this.elsewhere.settle()
    const decoded = decode(inputOf(message))
    const result = this.detect(exchange, message, note, decoded, isReceived)
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

  /** What is detected in a message that was decoded. `isAgain`: it was asked before. */
  detect(
    exchange: Exchange,
    message: Message,
    note: FlowNote,
    decoded: DecodeResult,
    isReceived = false,
    isAgain = false,
  ): DetectResult {
    const context = this.contextOf(exchange, message, note)
    return this.detector.detect(
      decoded.root,
      isReceived || isAgain ? { ...context, isReceived, isAgain } : context,
    )
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

/** Has bodies of responses searched on the second thread, where there is one, and takes what it finds. */
class SearchElsewhere {
  private readonly queue: SearchQueue | null
  private readonly current: CurrentMessage
  private readonly probe: KnownSearch
  private readonly found: (exchange: Exchange, message: Message) => void

  /** `found` is handed each response that holds a known value, in place of the message that is looked at. */
  constructor(
    queue: SearchQueue | null,
    current: CurrentMessage,
    probe: KnownSearch,
    found: (exchange: Exchange, message: Message) => void,
  ) {
    this.queue = queue
    this.current = current
    this.probe = probe
    this.found = found
  }

  /** Gives the response to the second thread, where that changes nothing but the time it takes. */
  offer(exchange: Exchange, message: Message, encoding: string): boolean {
    // What is not known of the recipient now may be known later: then it has to be looked up now.
    if (this.queue === null || exchange.host < 0 || !isHttp(message.protocol)) return false
    return this.queue.offer(this.current.order, exchange, message, encoding, this.onHit)
  }

  /** True while something is not searched yet, or not told. */
  get isWaiting(): boolean {
    return this.queue?.isWaiting === true
  }

  /** Waits for what the second thread has not searched yet. */
  settle(): void {
    this.queue?.settle(this.onHit)
  }

  /** A response in which the second thread found something, kept as it was. */
  private readonly onHit: HitSink = (order, exchange, message, isSearched) => {
    if (!isSearched && !bodyHoldsKnown(this.probe, message.body, encodingOf(message))) return
    const { order: orderNow } = this.current
    this.current.order = order
    this.found(exchange, message)
    this.current.order = orderNow
  }
}

/** Who looks at answers. */
interface AnswerLooks {
  readonly look: FirstLook
  readonly full: FullLook
  readonly heads: HeadRoom
  readonly elsewhere: SearchElsewhere
}

/**
 * Looks at what is answered: as at a request where the phone may have answered it; else the phone was sent it, and only known
 * values are looked for.
 */
class AnswerLook {
  private readonly probe: KnownSearch
  private readonly first: FirstLook
  private readonly full: FullLook
  private readonly heads: HeadRoom
  private readonly elsewhere: SearchElsewhere
  private readonly book: ObservationBook
  private readonly counts: ExamineCounts

  constructor(
    probe: KnownSearch,
    { look, full, heads, elsewhere }: AnswerLooks,
    book: ObservationBook,
    counts: ExamineCounts,
  ) {
    this.probe = probe
    this.first = look
    this.full = full
    this.heads = heads
    this.elsewhere = elsewhere
    this.book = book
    this.counts = counts
  }

  /** Looks at an answer, or a piece of one. */
  look(exchange: Exchange, message: Message): void {
    if (exchange.protocol === 'dns') {
      this.lookAtRecords(exchange, message)
      return
    }
    const note = noteOf(exchange.flow)
    const isByPhone = !note.isForOther && this.book.mayBeServed(exchange.flow, exchange.protocol)
    if (!isByPhone && !this.first.hasKnownValues) {
      this.counts.responseUnsearchedBytes += lengthOf(message)
      return
    }
    this.counts.responseSearchedBytes += lengthOf(message)
    if (!isByPhone) this.lookForKnown(exchange, message, note)
    else if (this.first.isAnswerWorth(message))
      this.full.examine(exchange, message, note, this.heads.boundedInput(message))
  }

  /** Its names are read already; a known value in it (a text record) is looked at in full. */
  private lookAtRecords(exchange: Exchange, message: Message): void {
    const { buf, start, end } = message.body
    if (this.first.hasKnownValues && this.probe.searchKnown(buf, start, end))
      this.full.examine(exchange, message, noteOf(exchange.flow))
  }

  private lookForKnown(exchange: Exchange, message: Message, note: FlowNote): void {
    // Who was not seen to ask others may turn out to be the server of this.
    const isReceived = this.book.isSurelyAsked(exchange.flow)
    if (this.isKnownBesideBody(message)) {
      this.full.examine(exchange, message, note, this.heads.boundedInput(message), isReceived)
      return
    }
    const { body } = message
    if (body.length === 0) return
    const encoding = encodingOf(message)
    if (this.first.mayOpen(exchange, message, note)) {
      this.full.examineSealed(exchange, message, note, isReceived)
      return
    }
    if (isReceived && this.elsewhere.offer(exchange, message, encoding)) return
    if (bodyHoldsKnown(this.probe, body, encoding))
      this.full.examine(exchange, message, note, inputOf(message), isReceived)
  }

  private isKnownBesideBody({ head, trailer }: Message): boolean {
    return (
      this.probe.searchKnown(head.buf, head.start, head.end) ||
      (trailer.length > 0 && this.probe.searchKnown(trailer.buf, trailer.start, trailer.end))
    )
  }
}

/** Looks at what requests show together, or one in another reading, beyond what each of them showed by itself. */
class JoinedLook {
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

/**
 * What requests belong to: an upload in parts, a message that a program cut, questions that carry something; and how else
 * they may be read. Each is looked at by itself between `begin` and `end`.
 */
class JoinedRequests {
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
