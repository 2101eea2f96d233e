/**
 * Hands the entries of a file (HAR, flows, logs) to the same consumers that packets come to in the end: HTTP exchanges and
 * names to the message sink, bytes of connections to the message layer, which finds out what they speak.
 *
 * An entry takes the place of a frame. What it holds is laid out in one row, request before response, head before body
 * before trailer, then the messages of a WebSocket; offsets count in that.
 */
import { addressOfHost } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import { OldestFirst } from '../../core/oldest-first.ts'
import { compareInstants, secondsOf } from '../../core/time.ts'
import { toldAddresses } from '../../attribute/told-addresses.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { parseDns } from '../../message/dns/parse.ts'
import type { MessageLayer } from '../../message/message-layer.ts'
import { registrarOf } from '../../message/sip/parse.ts'
import { Exchange } from '../../message/types.ts'
import type { Doubt, MessageCounts, MessageSink, ProtocolName } from '../../message/types.ts'
import { AppTable } from '../../source/packets/apps.ts'
import type { SourceApp } from '../../source/packets/apps.ts'
import type {
  ContactEntry,
  DnsEntry,
  Entry,
  EntrySink,
  ExchangeEntry,
  FlowEntry,
  HelloEntry,
  RecordedFrame,
  RecordedMessage,
  StreamEntry,
} from '../../source/entry.ts'
import type { ConnectionBook } from './connection-book.ts'
import { EntryFlow } from './entry-flow.ts'
import { flowMarks, noteOf } from '../recipients/flow-note.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import { reached } from '../recipients/flow-recipients.ts'
import { shownHost } from '../../core/shown-host.ts'
import { EntryNames } from './entry-names.ts'
import { NamedAtEnd } from './named-at-end.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'
import type { FeedCounts } from './feed-counts.ts'
import { EntryMessage } from './entry-message.ts'

/** Connections whose bytes in a log may go on in another entry. */
const excerptsMax = 1_024

/** Connections of which a log showed bytes that may go on, the oldest first. */
class Excerpts {
  private readonly messages: MessageLayer
  private readonly flows: OldestFirst<EntryFlow, EntryFlow> = new OldestFirst()

  constructor(messages: MessageLayer) {
    this.messages = messages
  }

  /** More bytes may come right behind those that a log shows. */
  hold(flow: EntryFlow): void {
    const { flows } = this
    flows.put(flow, flow)
    const oldest = flows.size > excerptsMax ? flows.takeOldest() : undefined
    if (oldest !== undefined) this.over(oldest)
  }

  /** No more come of this one. */
  end(flow: EntryFlow): void {
    if (this.flows.delete(flow)) this.over(flow)
  }

  /** The file was read: no excerpt goes on in another. */
  endAll(): void {
    for (const flow of this.flows.values()) this.over(flow)
    this.flows.clear()
  }

  private over(flow: EntryFlow): void {
    this.messages.finished(flow, 0)
    this.messages.finished(flow, 1)
    this.messages.endReading(flow)
  }
}

/** Gives connections to the recipients that any log names, when all were read, or when there is no more room for one. */
class ConnectionEnds {
  private readonly sink: MessageSink
  private readonly recipients: RecipientBook
  private readonly book: ConnectionBook
  private readonly excerpts: Excerpts

  constructor(sink: MessageSink, recipients: RecipientBook, book: ConnectionBook, excerpts: Excerpts) {
    this.sink = sink
    this.recipients = recipients
    this.book = book
    this.excerpts = excerpts
  }

  /** What waited for the name of its server goes to it. */
  settle(flow: EntryFlow): void {
    const { book } = this
    if (flow.awaitedProxy !== null) {
      const { name = '', evidence = 'none' } = book.nameOfAddress(flow) ?? {}
      const cnames = book.answers.cnamesOf(flow.clientAddress, name)
      this.recipients.settleProxy(flow, name, evidence, cnames)
    }
    this.settleAwaited(flow)
    const { namedAtEnd } = flow
    if (namedAtEnd === null) return
    flow.namedAtEnd = null
    const note = this.proxiedNote(flow)
    for (const recipient of namedAtEnd) reached(recipient, flow, note)
    this.nameBehind(flow, note)
  }

  /** Another log may name who is at the address that a proxy was asked for. */
  private nameBehind(flow: EntryFlow, note: FlowNote): void {
    const { recipient, reaches } = note
    if (recipient === null || reaches === '' || !recipient.isAddress || recipient === note.proxy) return
    const named = this.book.nameOf(flow.connection, flow)
    if (named === null || addressOfHost(named.name) !== '') return
    recipient.isNamedElse = true
    note.recipient = this.recipients.named(named.name.toLowerCase(), named.evidence)
    reached(note.recipient, flow, note)
  }

  /** The note of a flow, with what any of the logs tells of a proxy at its end. */
  private proxiedNote(flow: EntryFlow): FlowNote {
    const note = noteOf(flow)
    const proxied = this.book.proxiedTo(flow.connection)
    // Who has no name is known by the address at the end.
    if (proxied === null || note.proxy !== undefined || (note.recipient?.host ?? '') === '') return note
    note.goesToProxy(null)
    note.reaches = proxied.address
    note.reachesPort = proxied.port
    return note
  }

  private settleAwaited(flow: EntryFlow): void {
    if (flow.awaited === null) return
    const { book } = this
    const { name = '', evidence = 'none' } = book.nameOf(flow.connection, flow) ?? {}
    const host = name.toLowerCase()
    this.recipients.settle(flow, host, evidence, book.answers.cnamesOf(flow.clientAddress, host))
    book.sawName(flow.connection, name, evidence)
    const { recipient, protocol } = noteOf(flow)
    recipient?.protocols.add(protocol)
  }

  /** No more comes of it: it is counted, once by all logs together. */
  over(flow: EntryFlow): void {
    const { book } = this
    this.excerpts.end(flow)
    this.settle(flow)
    this.nameSilent(flow)
    if (!flow.isSized) {
      // Where another log has the sizes, the connection is counted with these; and once where several tell of it.
      if (book.hasSizes(flow.connection)) return
      if (book.isFirstEnd(flow.connection)) this.sink.flowEnded?.(flow, 'closed')
      else this.addBytes(flow)
      return
    }
    const isCounted = book.wasEnded(flow.connection)
    const named = flow.note === null ? book.nameOf(flow.connection, flow) : null
    const protocol = protocolNames.get(flow.protocol.toLowerCase())
    if (named === null) {
      if (isCounted && flow.note !== null && noteOf(flow).recipient !== null) {
        this.addBytes(flow)
        return
      }
      if (flow.note === null && protocol !== undefined) this.sink.recognised(flow, protocol)
      this.sink.flowEnded?.(flow, 'closed')
      return
    }
    const recipient = this.recipients.named(named.name.toLowerCase(), named.evidence)
    if (protocol !== undefined) recipient.protocols.add(protocol)
    if (isCounted) recipient.sawBytes(flow)
    else recipient.sawFlow(flow, book.proxiedTo(flow.connection) !== null)
  }

  /** A handshake that names nobody may be of a connection that another line or log names. */
  private nameSilent(flow: EntryFlow): void {
    if (flow.note === null) return
    const note = noteOf(flow)
    const named = note.recipient === null ? this.book.nameOf(flow.connection, flow) : null
    if (named === null) return
    note.recipient = this.recipients.named(named.name.toLowerCase(), named.evidence)
    reached(note.recipient, flow, this.proxiedNote(flow))
  }

  /** Another log has counted the connection, without what this one shows of it. */
  private addBytes(flow: EntryFlow): void {
    const { recipient, protocol } = noteOf(flow)
    if (recipient === null) return
    recipient.protocols.add(protocol)
    recipient.sawBytes(flow)
  }
}

/** Names of application protocols in logs, and ours. */
const protocolNames: ReadonlyMap<string, ProtocolName> = new Map<string, ProtocolName>([
  ['http', 'http'],
  ['http2', 'http2'],
  ['dns', 'dns'],
  ['ssl', 'tls'],
  ['tls', 'tls'],
  ['quic', 'quic'],
  ['mqtt', 'mqtt'],
  ['ntp', 'ntp'],
  ['dhcp', 'dhcp'],
  ['sip', 'sip'],
  ['smtp', 'smtp'],
  ['imap', 'imap'],
  ['pop3', 'pop3'],
  ['ftp', 'ftp'],
  ['telnet', 'telnet'],
  ['socks', 'socks'],
  ['xmpp', 'xmpp'],
  ['stun', 'stun'],
])

const { connectionsMax, furtherConnectionsMin } = limits.source

/** The connections of one file, each of which is one flow until it is over. */
class OpenConnections {
  private readonly counts: FeedCounts
  private readonly book: ConnectionBook
  private readonly ends: ConnectionEnds
  private readonly appTable: AppTable
  /** By key, oldest first; over when the file is. */
  private readonly flows: OldestFirst<string, EntryFlow> = new OldestFirst()
  private flowCount = 0

  constructor(counts: FeedCounts, book: ConnectionBook, ends: ConnectionEnds, appTable: AppTable) {
    this.counts = counts
    this.book = book
    this.ends = ends
    this.appTable = appTable
  }

  /** The flow of the connection that an entry is of. */
  of(entry: Entry): EntryFlow {
    const key = entry.ends.connection
    const known = this.flows.get(key)
    if (known !== undefined) return known
    const flow = this.single(entry)
    this.book.begins(key)
    this.makeRoom()
    this.book.open++
    this.flows.put(key, flow)
    return flow
  }

  /** The flow of a connection that is over with its entry. */
  single(entry: Entry): EntryFlow {
    const flow = this.madeUp(entry)
    if (entry.kind === 'exchange' && entry.app !== undefined) flow.app = this.appTable.of(entry.app)
    if (flow.connection !== '' && !this.book.isNew(flow.connection)) return flow
    if (flow.transport === 'tcp') this.counts.tcpFlows++
    else this.counts.udpFlows++
    if (flow.family === 6) this.counts.ipv6Flows++
    return flow
  }

  /** A flow that is counted nowhere: of what was said there it is not known where. */
  madeUp({ ends, at }: Entry): EntryFlow {
    return new EntryFlow(this.flowCount++, ends, at)
  }

  /** Those that are open, the oldest first. */
  values(): IterableIterator<EntryFlow> {
    return this.flows.values()
  }

  /** All of them are over. */
  end(): void {
    for (const flow of this.flows.values()) this.ends.over(flow)
    this.book.open -= this.flows.size
    this.flows.clear()
  }

  /** The files of a run share what is held open; a file behind others has some of it in any case. */
  private makeRoom(): void {
    const { book, flows } = this
    if (book.open < connectionsMax || flows.size < furtherConnectionsMin) return
    const oldest = flows.takeOldest()
    if (oldest === undefined) return
    book.open--
    const { note, awaited, lastQuestion, connection } = oldest
    const isNamed =
      lastQuestion !== '' || (note !== null && awaited === null && noteOf(oldest).recipient !== null)
    book.cutOff(connection, isNamed || book.nameOf(connection, oldest) !== null)
    this.ends.over(oldest)
  }
}

/** What all entries of one file are handed to, and counted in. */
class FedFile {
  readonly counts: FeedCounts
  readonly sink: MessageSink
  readonly messages: MessageLayer
  readonly counted: MessageCounts
  readonly book: ConnectionBook
  readonly connections: OpenConnections
  /** Made of what an entry records, one after the other. */
  readonly draft: EntryMessage
  readonly names: EntryNames

  constructor(
    counts: FeedCounts,
    sink: MessageSink,
    messages: MessageLayer,
    book: ConnectionBook,
    connections: OpenConnections,
    anomalies: AnomalyLog,
  ) {
    this.counts = counts
    this.sink = sink
    this.messages = messages
    this.counted = messages.counts
    this.book = book
    this.connections = connections
    this.draft = new EntryMessage(counts, this.counted, anomalies)
    this.names = new EntryNames(messages.context)
  }

  /** One more entry of this kind. */
  tally(kind: string): void {
    const { kinds } = this.counts
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }

  newExchange(flow: EntryFlow, protocol: ProtocolName): Exchange {
    return new Exchange(this.messages.context.nextExchange(), flow, protocol)
  }

  /** An entry names the server of its flow. */
  serverName(
    flow: EntryFlow,
    name: string,
    number: number,
    { at: { sec, nsec } }: Entry,
    source: 'sni' | 'host' | 'registrar' = 'sni',
  ): void {
    if (name !== '') this.sink.serverName(flow, source, name, { frame: number, sec, nsec })
  }
}

/** Hands on messages of a WebSocket, each an exchange of its own without an answer. */
class WebSocketFeeder {
  private readonly file: FedFile

  constructor(file: FedFile) {
    this.file = file
  }

  /** Messages that lie from `start` on in their entry; `opened`: the request that opened it, where it is known. */
  frames(
    flow: EntryFlow,
    frames: readonly RecordedFrame[],
    number: number,
    start: number,
    opened: RecordedMessage | null,
  ): void {
    const { sink, counted, draft } = this.file
    let offset = start
    for (const frame of frames) {
      const { direction, bytes } = frame
      draft.fillFrame(frame, number, offset, opened)
      offset += bytes.length
      const exchange = this.file.newExchange(flow, 'websocket')
      if (direction === 0) {
        flow.bytesToServer += bytes.length
        counted.requests++
        sink.request(exchange, draft.message)
      } else {
        flow.bytesToClient += bytes.length
        counted.responses++
        sink.response(exchange, draft.message)
      }
      sink.closed(exchange)
    }
  }
}

/** Hands on requests and messages with what answers them. */
class ExchangeFeeder {
  private readonly file: FedFile
  private readonly webSockets: WebSocketFeeder

  constructor(file: FedFile, webSockets: WebSocketFeeder) {
    this.file = file
    this.webSockets = webSockets
  }

  feed(entry: ExchangeEntry, number: number): void {
    const { file } = this
    const { sink, book, counts, counted, draft } = file
    const { request, response } = entry
    const protocol = entry.protocol ?? 'http'
    const isHttp = protocol === 'http'
    const kind =
      protocol === 'unrecognised'
        ? 'message of another protocol'
        : `${protocol.toUpperCase()} ${isHttp ? 'exchange' : 'message'}`
    file.tally(entry.messages.length > 0 ? `${kind} with WebSocket messages` : kind)
    if (!entry.isBodyRecorded) counts.withoutContent++
    if (protocol !== 'dhcp') counts.withSent++
    const flow = file.connections.of(entry)
    flow.isLogged ||= !isHttp || !entry.isBodyRecorded
    if (flow.isLogged) flow.namedAtEnd ??= new NamedAtEnd()
    const isFirst = flow.note === null
    if (isFirst) sink.recognised(flow, protocol)
    const exchange = file.newExchange(flow, protocol)
    if (entry.code !== undefined) exchange.code = entry.code
    exchange.mayBeUnsent = entry.mayBeUnsent === true
    if (!exchange.mayBeUnsent) noteOf(flow).marks &= ~flowMarks.mayBeUnsent
    else if (isFirst) noteOf(flow).marks |= flowMarks.mayBeUnsent
    counted.requests++
    if (protocol === 'dhcp') this.localNames(flow, request, number)
    if (protocol === 'sip') this.registrar(flow, entry, number)
    let offset = draft.fill(request, protocol, 0, number, 0)
    // What may never have been sent is nothing that its recipient got: the sight of it proves no alarm.
    if (!flow.isSized && !exchange.mayBeUnsent) flow.bytesToServer += offset
    sink.request(exchange, draft.message)
    while (draft.goOn(request, number, request.head.length)) sink.request(exchange, draft.message)
    const { proxy, reaches, reachesPort } = noteOf(flow)
    const isProxied = proxy !== undefined
    if (isProxied) book.sawProxy(flow.connection, { address: reaches, port: reachesPort })
    // An address that a proxy was asked for is not the best name of who is there.
    const isNaming = (isHttp || protocol === 'socks') && !entry.isBodyRecorded && reaches === ''
    if (isNaming) book.sawName(flow.connection, hostOf(request), 'host')
    if (response !== null) {
      exchange.status = response.status
      counted.responses++
      const end = draft.fill(response, protocol, 1, number, offset)
      if (!flow.isSized) flow.bytesToClient += end - offset
      offset = end
      sink.response(exchange, draft.message)
    }
    sink.closed(exchange)
    this.webSockets.frames(flow, entry.messages, number, offset, request)
  }

  /** The domain that a phone registers calls with names whom it speaks to where nothing else does, as in packets. */
  private registrar(flow: EntryFlow, entry: ExchangeEntry, number: number): void {
    const { head, method, target } = entry.request
    if (head.toString('latin1', method.start, method.end) !== 'REGISTER') return
    const name = shownHost(registrarOf(head.toString('latin1', target.start, target.end))).toLowerCase()
    if (name === '' || name.length > limits.source.nameBytesMax) return
    this.file.serverName(flow, name, number, entry, 'registrar')
    if (!noteOf(flow).registersElsewhere) this.file.book.sawName(flow.connection, name, 'host')
  }

  /** What a device calls itself where it asks for an address. */
  private localNames(flow: EntryFlow, { head, fieldsStart }: RecordedMessage, number: number): void {
    for (const line of head.toString('utf8', fieldsStart).split('\r\n')) {
      const colon = line.indexOf(': ')
      const kind = localNameKinds.get(line.slice(0, colon))
      if (kind !== undefined) this.file.sink.localName(flow, kind, line.slice(colon + 2), number)
    }
  }
}

/** The Host of a request without its port, '' where it has none. */
function hostOf({ head, host }: RecordedMessage): string {
  return shownHost(head.toString('latin1', host.start, host.end).replace(/:\d*$/, '').replace(/\.$/, ''))
}

/** Fields of a logged lease that name the device, and the kinds of names that they are. */
const localNameKinds: ReadonlyMap<string, Parameters<MessageSink['localName']>[1]> = new Map<
  string,
  Parameters<MessageSink['localName']>[1]
>([
  ['Host-Name', 'host-name'],
  ['Fqdn', 'fqdn'],
  ['Vendor-Class', 'vendor-class'],
  ['Client-Id', 'client-id'],
])

/** Hands on the bytes of connections: what they speak is found out as for packets. */
class StreamFeeder {
  private readonly file: FedFile
  private readonly webSockets: WebSocketFeeder
  private readonly excerpts: Excerpts
  private readonly origin = new RunOrigin()

  constructor(file: FedFile, webSockets: WebSocketFeeder, excerpts: Excerpts) {
    this.file = file
    this.webSockets = webSockets
    this.excerpts = excerpts
  }

  /** The flow is over with the entry, but for excerpts. */
  feed(entry: StreamEntry, number: number): void {
    const { file, origin } = this
    const { counts, messages } = file
    counts.withSent++
    if (entry.isWebSocket) {
      file.tally('WebSocket')
      const flow = file.connections.of(entry)
      file.serverName(flow, entry.serverName, number, entry, entry.nameSource)
      return this.webSockets.frames(flow, entry.pieces, number, 0, null)
    }
    const isTcp = entry.ends.transport === 'tcp'
    const isExcerpt = entry.isExcerpt === true
    const kind = isTcp ? 'TCP connection' : 'UDP conversation'
    file.tally(isExcerpt ? `bytes of a ${kind}` : kind)
    const flow = isExcerpt ? file.connections.of(entry) : file.connections.single(entry)
    flow.isLogged ||= isExcerpt
    file.serverName(flow, entry.serverName, number, entry, entry.nameSource)
    if (entry.goesOn !== true) this.excerpts.end(flow)
    const { bytesLeftOut = 0 } = entry
    if (bytesLeftOut > 0) counts.bodiesLeftOut++
    counts.bodyBytesLeftOut += bytesLeftOut
    let offset = 0
    // The name of the handshake stands behind the bytes.
    const size = entry.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
    if (entry.nameSource === 'sni') file.names.tell(flow, 'tls', entry.serverName, entry.at, number, size)
    for (const { direction, at, bytes } of entry.pieces) {
      origin.place(number, offset, at.sec, at.nsec)
      offset += bytes.length
      if (direction === 0 && !flow.isSized) flow.bytesToServer += bytes.length
      else if (!flow.isSized) flow.bytesToClient += bytes.length
      if (isTcp) messages.chunk(flow, direction, bytes, 0, bytes.length, origin)
      else messages.datagram(flow, direction, bytes, 0, bytes.length, origin)
    }
    if (isExcerpt && isTcp) {
      this.excerpts.hold(flow)
      return
    }
    if (isTcp) {
      messages.finished(flow, 0)
      messages.finished(flow, 1)
    }
    // The connection itself is over with the file.
    if (isExcerpt) messages.endReading(flow)
    else messages.end(flow, 'closed')
  }
}

/** Hands on questions of DNS and their answers. */
class DnsFeeder {
  private readonly file: FedFile
  private readonly anomalies: AnomalyLog

  constructor(file: FedFile, anomalies: AnomalyLog) {
    this.file = file
    this.anomalies = anomalies
  }

  feed(entry: DnsEntry, number: number): void {
    const { file } = this
    const { sink, book, counted, connections } = file
    file.tally('DNS exchange')
    const isNamed = entry.ends.serverAddress !== ''
    // A log of the resolver itself does not name it: as far as it tells, the phone talks to nobody there.
    const flow = isNamed ? connections.of(entry) : connections.madeUp(entry)
    if (isNamed && flow.note === null) sink.recognised(flow, 'dns')
    const { sec, nsec } = entry.at
    const { id, questions } = entry
    const answer = entry.answer ?? this.answerOf(entry, number)
    const base = { isLocal: false, id, questions, frame: number, sec, nsec }
    // An answer that is told apart from its question does not make another question, nor does the question behind it, in
    // a log whose newest record stands first.
    const asked = `${id} ${questions[0]?.name ?? ''}`
    const isAnswer = entry.isAnswerOnly === true
    const { answered } = flow
    const isBehind = answer === null && answered !== null && compareInstants(entry.at, answered) <= 0
    if (flow.lastQuestion !== asked || (!isAnswer && !isBehind)) {
      counted.dnsMessages++
      sink.dns(flow, { ...base, isResponse: false, rcode: 0, records: [] })
      let offset = 0
      for (const { name } of questions) {
        file.names.tell(flow, 'dns', name, entry.at, number, offset)
        offset += Buffer.byteLength(name)
      }
    }
    flow.lastQuestion = asked
    flow.answered = isAnswer ? entry.at : null
    if (answer === null) return
    for (const { name, cnames, address, ttlSeconds } of toldAddresses(
      questions[0]?.name ?? '',
      answer.records,
    ))
      book.answers.dnsAnswer(
        flow.clientAddress,
        name,
        cnames,
        address,
        secondsOf(entry.at),
        ttlSeconds,
        number,
      )
    counted.dnsMessages++
    sink.dns(flow, { ...base, isResponse: true, rcode: answer.rcode, records: answer.records })
  }

  /** What a log keeps of an answer as DNS has it. */
  private answerOf({ answerMessage, at }: DnsEntry, number: number): DnsEntry['answer'] {
    if (answerMessage === undefined) return null
    const origin = { frame: number, sec: at.sec, nsec: at.nsec }
    const { message, problem } = parseDns(answerMessage, 0, answerMessage.length, false, origin)
    if (problem !== null) this.anomalies.note(problem, number)
    return message === null || !message.isResponse ? null : message
  }
}

/** Takes what a log of the device says. */
export interface ContactTaker {
  contact(entry: ContactEntry, number: number): void
  /** All files of the run were read. */
  settle(): void
}

/** The feeder of one file; `counts` are kept beside those of the layers behind it. */
export class EntryFeeder implements EntrySink {
  readonly counts: FeedCounts = {
    kinds: new Map(),
    withSent: 0,
    bodiesLeftOut: 0,
    bodyBytesLeftOut: 0,
    withoutContent: 0,
    tcpFlows: 0,
    udpFlows: 0,
    ipv6Flows: 0,
  }
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
