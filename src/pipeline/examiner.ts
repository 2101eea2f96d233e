import type { NameBook } from '../attribute/names.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import { ExpansionAccount } from '../core/expansion-account.ts'
import { secondsOf } from '../core/time.ts'
import type { Detector } from '../detect/detector.ts'
import type {
  ClientHello,
  DnsMessage,
  Exchange,
  Message,
  MessageSink,
  NameOrigin,
  NameSource,
  ProtocolName,
} from '../message/types.ts'
import type { EndReason, Flow } from '../stream/types.ts'
import type { CopyExaminer } from './copies/copy-examiner.ts'
import { TrafficEvents } from './events/traffic-events.ts'
import { emptyExamineCounts, uncounted } from './examine-counts.ts'
import type { ExamineCounts } from './examine-counts.ts'
import { examinerAnomalies, limitAnomaly } from './examiner-anomalies.ts'
import { JoinedLook } from './joined/joined-look.ts'
import { JoinedRequests } from './joined/joined-requests.ts'
import { AnswerLook } from './looks/answer-look.ts'
import { CurrentMessage } from './looks/current-message.ts'
import { FirstLook } from './looks/first-look.ts'
import { FullLook } from './looks/full-look.ts'
import { HeadRoom } from './looks/head-room.ts'
import { OpenedBytes } from './looks/opened-bytes.ts'
import { AddressTeller } from './observations/address-teller.ts'
import type { DomainOf } from './opaque/carried-labels.ts'
import { DismissalBook } from './observations/dismissal-book.ts'
import { isToProxy } from './observations/message-fields.ts'
import { noteAnswer } from './observations/note-answer.ts'
import { ObservationBook } from './observations/observation-book.ts'
import type { RunCounts } from './observations/observation-book.ts'
import { OpaqueBook } from './opaque/opaque-book.ts'
import { OpaqueTeller } from './opaque/opaque-teller.ts'
import { TransmissionTeller } from './observations/transmission-teller.ts'
import type { UrgentPlaces } from './packets/urgent-places.ts'
import { ContactBook } from './recipients/contact-book.ts'
import { DnsReader } from './recipients/dns-reader.ts'
import { FlowEnds } from './recipients/flow-ends.ts'
import { noteOf } from './recipients/flow-note.ts'
import type { FlowNote } from './recipients/flow-note.ts'
import { FlowRecipients } from './recipients/flow-recipients.ts'
import { HeardNames } from './recipients/heard-names.ts'
import { HostBook } from './recipients/host-book.ts'
import { LocalDevices } from './recipients/local-devices.ts'
import { OwnAddresses } from './recipients/own-addresses.ts'
import type { RecipientBook } from './recipients/recipient-book.ts'
import { SenderAddresses } from './recipients/sender-addresses.ts'
import { SearchElsewhere } from './search/search-elsewhere.ts'
import type { SearchQueue } from './search/search-queue.ts'
import type { BorderWatch } from './twice/border-watch.ts'
import type { SameConnections } from './twice/same-connections.ts'
import type { RequestWatch } from './watch/request-watch.ts'
import { showRequest } from './watch/show-request.ts'

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
  readonly counts: ExamineCounts = emptyExamineCounts()
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
    const readFor = this.look.readRequestFor(exchange, message, note)
    if (readFor === 'all') this.full.examine(exchange, message, note, this.heads.boundedInput(message))
    if (readFor === 'keys')
      this.full.examine(exchange, message, note, this.heads.boundedInput(message), { isForKeys: true })
    this.opened.settle(message)
    if (readFor === 'nothing' && !message.isRest) this.resisting.unread(exchange, message, note, this.look)
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
