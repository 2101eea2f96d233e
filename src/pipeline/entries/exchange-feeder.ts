import { limits } from '../../core/limits.ts'
import { shownHost } from '../../core/shown-host.ts'
import { registrarOf } from '../../message/sip/parse.ts'
import type { MessageSink } from '../../message/types.ts'
import type { ExchangeEntry, RecordedMessage } from '../../source/entry.ts'
import { flowMarks, noteOf } from '../recipients/flow-note.ts'
import type { EntryFlow } from './entry-flow.ts'
import type { FedFile } from './fed-file.ts'
import { NamedAtEnd } from './named-at-end.ts'
import type { WebSocketFeeder } from './websocket-feeder.ts'

/** Hands on requests and messages with what answers them. */
export class ExchangeFeeder {
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
