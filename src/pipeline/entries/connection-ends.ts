import { addressOfHost } from '../../core/address.ts'
import type { MessageSink, ProtocolName } from '../../message/types.ts'
import { noteOf } from '../recipients/flow-note.ts'
import type { FlowNote } from '../recipients/flow-note.ts'
import { reached } from '../recipients/flow-recipients.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'
import type { ConnectionBook } from './connection-book.ts'
import type { EntryFlow } from './entry-flow.ts'
import type { Excerpts } from './excerpts.ts'

/** Gives connections to the recipients that any log names, when all were read, or when there is no more room for one. */
export class ConnectionEnds {
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
