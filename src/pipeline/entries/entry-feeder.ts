/**
 * Hands the entries of a file (HAR, flows, logs) to the same consumers that packets come to in the end: HTTP exchanges and
 * names to the message sink, bytes of connections to the message layer, which finds out what they speak.
 *
 * An entry takes the place of a frame. What it holds is laid out in one row, request before response, head before body
 * before trailer, then the messages of a WebSocket; offsets count in that.
 */
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { MessageLayer } from '../../message/message-layer.ts'
import type { Doubt, MessageSink } from '../../message/types.ts'
import type { ContactEntry, Entry, EntrySink, FlowEntry, HelloEntry } from '../../source/entry.ts'
import { AppTable } from '../../source/packets/apps.ts'
import type { SourceApp } from '../../source/packets/apps.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'
import type { ConnectionBook } from './connection-book.ts'
import { ConnectionEnds } from './connection-ends.ts'
import { DnsFeeder } from './dns-feeder.ts'
import type { EntryFlow } from './entry-flow.ts'
import { Excerpts } from './excerpts.ts'
import { ExchangeFeeder } from './exchange-feeder.ts'
import { FedFile } from './fed-file.ts'
import { emptyFeedCounts } from './feed-counts.ts'
import type { FeedCounts } from './feed-counts.ts'
import { NamedAtEnd } from './named-at-end.ts'
import { OpenConnections } from './open-connections.ts'
import { StreamFeeder } from './stream-feeder.ts'
import { WebSocketFeeder } from './websocket-feeder.ts'

/** Takes what a log of the device says. */
export interface ContactTaker {
  contact(entry: ContactEntry, number: number): void
  /** All files of the run were read. */
  settle(): void
}

/** The feeder of one file; `counts` are kept beside those of the layers behind it. */
export class EntryFeeder implements EntrySink {
  readonly counts: FeedCounts = emptyFeedCounts()
  private readonly messages: MessageLayer
  private readonly witness: ContactTaker
  private readonly book: ConnectionBook
  private readonly appTable: AppTable
  private readonly excerpts: Excerpts
  private readonly ends: ConnectionEnds
  private readonly connections: OpenConnections
  private readonly file: FedFile
  private readonly exchanges: ExchangeFeeder
  private readonly streams: StreamFeeder
  private readonly questions: DnsFeeder

  /** `book` is shared by all files of a run. */
  constructor(
    sink: MessageSink,
    messages: MessageLayer,
    anomalies: AnomalyLog,
    witness: ContactTaker,
    recipients: RecipientBook,
    book: ConnectionBook,
  ) {
    this.messages = messages
    this.witness = witness
    this.book = book
    this.appTable = new AppTable(anomalies)
    this.excerpts = new Excerpts(messages)
    this.ends = new ConnectionEnds(sink, recipients, book, this.excerpts)
    this.connections = new OpenConnections(this.counts, book, this.ends, this.appTable)
    this.file = new FedFile(this.counts, sink, messages, book, this.connections, anomalies)
    const webSockets = new WebSocketFeeder(this.file)
    this.exchanges = new ExchangeFeeder(this.file, webSockets)
    this.streams = new StreamFeeder(this.file, webSockets, this.excerpts)
    this.questions = new DnsFeeder(this.file, anomalies)
  }

  /** The apps that sent something, by their numbers; see `Flow`. */
  get apps(): readonly SourceApp[] {
    return this.appTable.apps
  }

  get seenLines(): Set<string> {
    return this.book.lines
  }

  get countedHits(): Map<string, number> {
    return this.book.hits
  }

  entry(entry: Entry, number: number): void {
    switch (entry.kind) {
      case 'exchange':
        this.exchanges.feed(entry, number)
        break
      case 'stream':
        this.streams.feed(entry, number)
        break
      case 'dns':
        this.questions.feed(entry, number)
        break
      case 'hello':
        this.hello(entry, number)
        break
      case 'flow':
        this.flow(entry)
        break
      case 'contact':
        this.contact(entry, number)
        break
    }
  }

  told(): void {
    this.messages.context.nextExchange()
  }

  certificate(id: string, name: string): void {
    this.book.sawCertificate(id, name)
  }

  /**
   * Connections that are over when all files of the run were read and tell who serves whom. Questions of DNS do not: in
   * a log of nothing else the phone asks the router only, which asks others, as one does that is served by a phone.
   */
  *servingFlows(): Generator<EntryFlow> {
    for (const flow of this.connections.values()) if (flow.lastQuestion === '') yield flow
  }

  /** All files of the run were read: all connections are over, and go to the recipients that any log names. */
  end(): void {
    this.endFile()
    this.connections.end()
  }

  /** All files of the run were read: what waited for the name of its server goes to it, before any connection is over. */
  settle(): void {
    this.witness.settle()
    for (const flow of this.connections.values()) this.ends.settle(flow)
  }

  /** The file was read: no excerpt goes on in another. */
  endFile(): void {
    this.excerpts.endAll()
  }

  private hello(entry: HelloEntry, number: number): void {
    const { sink, book, names, counts, counted } = this.file
    this.file.tally(entry.transport === 'tls' ? 'TLS handshake' : 'QUIC handshake')
    counts.withoutContent++
    const flow = this.connections.of(entry)
    flow.namedAtEnd ??= new NamedAtEnd()
    if (flow.note === null) sink.recognised(flow, entry.transport)
    this.file.serverName(flow, entry.serverName, number, entry)
    names.tell(flow, entry.transport, entry.serverName, entry.at, number)
    const behind = Buffer.byteLength(entry.serverName)
    names.tell(flow, entry.transport, entry.clientSubject ?? '', entry.at, number, behind)
    book.sawName(flow.connection, entry.serverName, 'sni')
    book.sawName(flow.connection, entry.certificateName ?? '', 'certificate')
    if (entry.serverName === '') book.showed(flow.connection, entry.certificateId ?? '')
    counted.clientHellos++
    const { sec, nsec } = entry.at
    sink.clientHello(flow, {
      transport: entry.transport,
      sni: entry.serverName,
      alpn: entry.alpn,
      hasEch: false,
      version: entry.version,
      frame: number,
      sec,
      nsec,
    })
  }

  /** Sizes of a whole conversation: they stand for all that other entries say of it. */
  private flow(entry: FlowEntry): void {
    this.file.tally('conversation')
    this.counts.withoutContent++
    const flow = this.connections.of(entry)
    this.book.sawSizes(flow.connection)
    flow.isSized = true
    flow.protocol = entry.protocol
    flow.bytesToServer = entry.bytesToServer
    flow.bytesToClient = entry.bytesToClient
  }

  /** The device asked for the name, as its own log says: the flow is made up for it and counted nowhere. */
  private contact(entry: ContactEntry, number: number): void {
    const { sink, names } = this.file
    this.file.tally('contact told by the device')
    this.counts.withoutContent++
    this.witness.contact(entry, number)
    if (entry.host === '') return
    const { sec, nsec } = entry.at
    const flow = this.connections.madeUp(entry)
    sink.serverName(flow, 'device-log', entry.host, { frame: number, sec, nsec })
    // Of a question it is known what it was; of a contact only that there was one.
    const doubt = entry.isUncertain === true ? uncertainHost : unknownWay
    if (entry.isLookup) names.tell(flow, 'dns', entry.host, entry.at, number)
    else names.tell(flow, 'device-log', entry.host, entry.at, number, 0, doubt)
  }
}

/** What a log of the device leaves open of a contact. */
const unknownWay: Doubt = {
  text: 'the log of the device does not say how the name travelled, or who could read it',
  isWeak: false,
}
const uncertainHost: Doubt = {
  text: 'the log of the device is not certain of the name: others have the same address',
  isWeak: true,
}
