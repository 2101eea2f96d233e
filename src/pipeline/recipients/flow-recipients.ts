import type { NameBook } from '../../attribute/names.ts'
import type { NameEvidence } from '../../attribute/types.ts'
import { addressOfHost } from '../../core/address.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import { operatorNetworkOf } from '../../core/operator-network.ts'
import { isUnder } from '../../detect/family-type.ts'
import type {
  ClientHello,
  Exchange,
  Message,
  NameOrigin,
  NameSource,
  ProtocolName,
} from '../../message/types.ts'
import { ownDomainOf } from '../../message/sip/parse.ts'
import { isHttp } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import type { ContactBook } from './contact-book.ts'
import { flowMarks, isHiddenDns, noteOf } from './flow-note.ts'
import type { FlowNote } from './flow-note.ts'
import type { HostBook } from './host-book.ts'
import { isAbsolute, isConnect, isToProxy } from '../observations/message-fields.ts'
import type { RecipientBook } from './recipient-book.ts'
import type { RecipientDraft } from './recipient-draft.ts'
import { portalHosts, signs } from '../events/traffic-events.ts'
import type { TrafficEvents } from '../events/traffic-events.ts'

const evidenceOf: Readonly<Record<NameSource, NameEvidence>> = {
  host: 'host',
  registrar: 'host',
  proxied: 'host',
  sni: 'sni',
  'inner-sni': 'sni',
  'dns-question': 'host',
  certificate: 'certificate',
  'device-log': 'device-log',
}

/**
 * Who the recipient of a flow is: whom its requests name, else its hello, the proxy it went through, its certificate, and
 * where nothing names any, what DNS had said of its address. One connection may be with several, one after the other.
 */
export class FlowRecipients {
  private readonly recipients: RecipientBook
  private readonly names: NameBook
  private readonly hosts: HostBook
  private readonly contacts: ContactBook
  private readonly traffic: TrafficEvents
  /**
   * By the addresses of client and server, the one registrar of all REGISTER between them, where nothing else names the server: what
   * the client says there on other ports is for it, too. Null where they were several, as behind a proxy (RFC 3261, 8.1.2).
   */
  private readonly registrars: Map<string, RecipientDraft | null> = new Map()

  constructor(
    recipients: RecipientBook,
    names: NameBook,
    hosts: HostBook,
    contacts: ContactBook,
    traffic: TrafficEvents,
  ) {
    this.recipients = recipients
    this.names = names
    this.hosts = hosts
    this.contacts = contacts
    this.traffic = traffic
  }

  /** Notes whom the request is for, of those on its flow. */
  requested({ id, host, flow, protocol }: Exchange, message: Message, note: FlowNote): void {
    // It says who was contacted, and not in what.
    if (protocol === 'device-log') return
    if (isToProxy(message)) {
      note.wayExchange = id
      if (note.isUnopened) {
        note.recipient = note.asked
        note.hostId = -1
      }
    }
    // The log of another protocol may have named who is behind the proxy before.
    if (flow instanceof EntryFlow && flow.isLogged && isToProxy(message))
      note.recipient = this.proxyItself(note, flow)
    // Bytes beside the messages of HTTP, such as what stands by the size of a chunk, are the last one's.
    const isBeside = protocol === 'unrecognised' && isHttp(note.protocol)
    if (host < 0 && !isBeside && note.hasSeveralHosts && message.hostEnd <= message.hostStart) {
      note.hostId = -1
      note.recipient = note.withoutHost
    } else if (host >= 0 && host !== note.hostId) this.nameHost(note, host, flow, message)
    if (protocol === 'sip' && flow.outer === null) this.goesToRegistrar(flow, message, note)
    note.speaks(protocol)
    note.recipient?.protocols.add(note.protocol)
  }

  /** The number of the host that a request names as its server, -1 where it names none. */
  hostOf(message: Message, note: FlowNote, flow: Flow): number {
    return message.protocol === 'sip' && note.registersElsewhere ? -1 : this.hosts.numberOf(message, flow)
  }

  nameHost(note: FlowNote, hostId: number, flow: Flow, message: Message): void {
    const { recipient: before } = note
    if (note.hostId < 0) note.withoutHost = before
    // A proxy is asked for any host.
    const namesOther = isAbsolute(message)
    if (note.hostId >= 0 || (namesOther && !isConnect(message))) note.marks |= flowMarks.hasSeveralHosts
    note.hostId = hostId
    const recipient = this.hosts.recipient(hostId)
    note.recipient = recipient
    if (isToProxy(message)) {
      // Who is refused by a proxy of SOCKS is cut off (RFC 1928, section 6).
      note.asksProxy(before, message.protocol === 'socks')
      this.contacts.saw(recipient, 'proxied', recipient.host, message, flow.clientAddress)
      this.recipients.isProxy(flow.serverAddress)
    }
    // A connection that names this server, and has asked for no other, is to no proxy.
    const isItself = before === recipient && note.proxy === undefined
    const asksProxy = isToProxy(message) || (namesOther && !isItself && !this.isAt(recipient.host, flow))
    if (asksProxy) {
      note.goesToProxy(before)
      if (!isToProxy(message)) note.passesOn(before)
      note.reaches = isToProxy(message) ? addressOfHost(recipient.host) : ''
      note.reachesPort = portAsked(message)
    } else passOver(before, recipient, note)
    const { withoutHost: opened } = note
    if (opened !== null && opened !== recipient && note.proxy === undefined && !note.hasEch)
      if (flow.protection !== 'plaintext') recipient.sawFront(opened)
    reached(recipient, flow, note)
    if (portalHosts.has(recipient.host))
      this.traffic.saw(signs.portal, message.sec, message.nsec, message.frame, recipient.host)
  }

  /** Whether the server of a flow is known by a name: by the name that is its address, or that DNS has for it. */
  private isAt(host: string, { clientAddress, serverAddress, firstSec }: Flow): boolean {
    if (host === serverAddress) return true
    const { name, otherNames } = this.names.nameOf(clientAddress, serverAddress, firstSec)
    return name === host || otherNames.includes(host)
  }

  /** Notes whether a proxy opened the way that it was asked for. Those of HTTP/2 and HTTP/3 have flows of their own. */
  answered({ id, protocol, flow, status }: Exchange): void {
    const note = flow.note as FlowNote | null
    if (protocol === 'http' && id === note?.wayExchange && status >= 200 && status < 300) note.opened()
  }

  recognised(flow: Flow, protocol: ProtocolName): void {
    const note = noteOf(flow)
    // A tunnel to a server of its own begins with nothing that carries it there.
    const isCarried = flow.outer !== null && note.protocol !== 'unrecognised'
    if (isCarried && note.carrier === null) note.carrier = note.protocol
    if (note.proxy !== undefined && sealing.has(protocol)) note.marks |= flowMarks.isSealedBeyond
    note.protocol = protocol
  }

  /** A flow of SIP that nothing names is with the one registrar of its client there, as long as what it says is by an account of that. */
  private goesToRegistrar(flow: Flow, { head }: Message, note: FlowNote): void {
    const registrar = this.registrars.get(registrarKey(flow)) ?? null
    const isJoined = (note.marks & flowMarks.isJoinedToRegistrar) !== 0
    if (!isJoined && (registrar === null || note.recipient !== null)) return
    const domain = ownDomainOf(latin1(head.buf, head.start, head.end)).toLowerCase()
    if (registrar === null || (domain !== '' && !isOfRegistrar(domain, registrar.host))) {
      note.marks &= ~(flowMarks.isByRegistrar | flowMarks.isJoinedToRegistrar)
      note.recipient = null
      this.recipientOf(note, flow)
      return
    }
    if (isJoined) return
    if (this.names.nameOf(flow.clientAddress, flow.serverAddress, flow.firstSec).evidence !== 'none') return
    reached(registrar, flow, note)
    note.recipient = registrar
    note.marks |= flowMarks.isByRegistrar | flowMarks.isJoinedToRegistrar
  }

  /** What went through counts with the flow around it. */
  tunnelEnded(flow: Flow): void {
    const note = flow.note as FlowNote | null
    if (note !== null && note.recipient !== null) describe(note.recipient, flow, note)
  }

  continued(flow: Flow, of: Flow): void {
    const note = noteOf(flow)
    const { recipient, hasEch } = noteOf(of)
    note.recipient = recipient
    if (hasEch) note.marks |= flowMarks.hasEch
  }

  serverName(flow: Flow, source: NameSource, name: string, origin: NameOrigin): void {
    const note = noteOf(flow)
    if (source === 'registrar' && this.registersElsewhere(flow, note, name)) return
    // The Host of HTTP is read with the request: see `HostBook`.
    if (name === '' || isHttp(note.protocol)) return
    const host = name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name
    const isOuterName = note.hasEch && note.recipient !== null
    if (source === 'certificate' && !isOuterName) {
      // Whom the phone asked for says more than what the server is certified as.
      const { evidence } = this.names.nameOf(flow.clientAddress, flow.serverAddress, flow.firstSec)
      if (note.recipient !== null || evidence !== 'none') return
    }
    // Behind a hello with ECH these are told only where it was opened: its name in clear stands for another.
    if (source === 'certificate' || source === 'inner-sni') note.marks &= ~flowMarks.hasEch
    const { clientAddress, serverAddress, firstSec } = flow
    const meant =
      source === 'sni' && note.hasEch ? this.names.behind(clientAddress, serverAddress, firstSec, host) : null
    if (meant !== null) {
      this.contacts.saw(this.recipients.named(host, 'sni'), 'sni', host, origin, clientAddress)
      note.recipient = this.recipients.guessed(flow, meant)
      reached(note.recipient, flow, note)
      return
    }
    if (source === 'proxied') {
      note.goesToProxy(note.recipient)
      note.reaches = addressOfHost(host)
      note.reachesPort = origin.port ?? 0
      this.recipients.isProxy(flow.serverAddress)
    }
    const recipient = this.recipients.named(host, evidenceOf[source])
    if (source !== 'proxied') passOver(note.recipient, recipient, note)
    reached(recipient, flow, note)
    this.hosts.learnCnames(recipient, flow)
    note.recipient = recipient
    if (source === 'registrar') this.registersWith(flow, recipient)
    if (note.hasEch) recipient.hasEch = true
    if (evidenceOf[source] === 'sni') this.contacts.saw(recipient, 'sni', host, origin, clientAddress)
    if (source === 'proxied' || source === 'certificate')
      this.contacts.saw(recipient, source, host, origin, clientAddress)
  }

  private registersWith(flow: Flow, registrar: RecipientDraft): void {
    const key = registrarKey(flow)
    const before = this.registrars.get(key)
    if (before === undefined && this.registrars.size >= limits.attribute.addressesMax) return
    this.registrars.set(key, before === undefined || before === registrar ? registrar : null)
  }

  /** Notes whether a REGISTER went to another than its registrar: the sender writes that name itself, and DNS tells of the server. */
  private registersElsewhere(flow: Flow, note: FlowNote, registrar: string): boolean {
    const { clientAddress, serverAddress, firstSec } = flow
    const told = this.names.nameOf(clientAddress, serverAddress, firstSec)
    const before = note.isByRegistrar ? null : note.recipient
    const isNamed = before !== null && !before.isAddress && before.evidence !== 'file-name-record'
    const server = isNamed ? before.host : told.evidence === 'dns-answer' ? told.name : ''
    const sought = registrar.toLowerCase()
    const isItself = server === '' || [server, ...told.otherNames].some((name) => isOfRegistrar(name, sought))
    note.marks &= ~(flowMarks.isByRegistrar | flowMarks.isJoinedToRegistrar | flowMarks.registersElsewhere)
    note.marks |= isItself ? flowMarks.isByRegistrar : flowMarks.registersElsewhere
    if (isItself) return false
    const recipient = isNamed ? before : this.recipients.guessed(flow, told)
    passOver(note.recipient, recipient, note)
    reached(recipient, flow, note)
    this.hosts.learnCnames(recipient, flow)
    recipient.sawRegistrar(sought)
    note.recipient = recipient
    return true
  }

  clientHello(flow: Flow, hello: ClientHello): void {
    if (hello.alpn.includes('dot') || hello.alpn.includes('doq')) noteOf(flow).marks |= flowMarks.offersDns
    if (hello.hasEch) {
      const note = noteOf(flow)
      note.marks |= flowMarks.hasEch
      if (note.recipient !== null) note.recipient.hasEch = true
    }
  }

  /** The recipient of a flow, as far as it is known. */
  recipientNow(flow: Flow): RecipientDraft | null {
    return (flow.note as FlowNote | null)?.recipient ?? null
  }

  recipientOfExchange({ host, flow }: Exchange, note: FlowNote): RecipientDraft {
    return host < 0 ? this.recipientOf(note, flow) : this.hosts.recipient(host)
  }

  recipientOf(note: FlowNote, flow: Flow): RecipientDraft {
    if (note.recipient !== null) return note.recipient
    note.recipient = this.recipients.ofFlow(flow, this.names)
    this.hosts.learnCnames(note.recipient, flow)
    note.recipient.sawEndpoint(flow)
    if (note.proxy !== undefined) note.proxy = note.recipient
    return note.recipient
  }

  private proxyItself(note: FlowNote, flow: Flow): RecipientDraft {
    const proxy = this.recipients.ofProxy(flow, this.names)
    proxy.sawEndpoint(flow)
    if (note.proxy !== undefined) note.proxy = proxy
    return proxy
  }

  /** Whom the connection went to, where its requests name those behind it. */
  proxyOf(note: FlowNote, flow: Flow): RecipientDraft {
    note.withoutHost ??= this.proxyItself(note, flow)
    note.withoutHost.protocols.add(note.protocol)
    return note.withoutHost
  }

  /** The port that a message of the flow goes to: behind a proxy that opened a way, the one that this was asked for. */
  portOf(note: FlowNote, flow: Flow, recipient: RecipientDraft): number {
    return (note.isThroughProxy(recipient) && note.reachesPort) || flow.serverPort
  }

  /** Who the flow was with, which is over; `note` is null where nothing was recognised in it. */
  flowEnded(flow: Flow, note: FlowNote | null): RecipientDraft {
    let recipient = note?.recipient ?? null
    if (recipient === null) {
      const known = this.names.nameOf(flow.clientAddress, flow.serverAddress, flow.firstSec)
      recipient = this.recipients.guessed(flow, known)
      if (recipient.cnames.length === 0) recipient.cnames = known.cnames
      // What names nobody behind a proxy is that proxy's.
      if (note?.proxy !== undefined) note.proxy = recipient
    }
    if (note !== null) describe(recipient, flow, note)
    recipient.sawFlow(flow, note !== null && note.isThroughProxy(recipient))
    return recipient
  }
}

/** What encrypts the content of a way through a proxy. */
const sealing: ReadonlySet<ProtocolName> = new Set(['tls', 'dtls', 'quic'])

function registrarKey({ clientAddress, serverAddress }: Flow): string {
  return `${clientAddress} ${serverAddress}`
}

/** Tells of a recipient in what it was spoken to. */
function describe(recipient: RecipientDraft, flow: Flow, note: FlowNote): void {
  recipient.protocols.add(note.protocol)
  if (note.carrier !== null) recipient.protocols.add(note.carrier)
  if (note.hasEch) recipient.hasEch = true
  if (isHiddenDns(flow, note)) recipient.hasHiddenDns = true
}

/** A flow names who is at an address, behind a proxy or not: nobody else is there as far as it tells. */
function passOver(before: RecipientDraft | null, recipient: RecipientDraft, note: FlowNote): void {
  if (before !== null && before !== recipient && before !== note.proxy && before.isAddress)
    before.isNamedElse = true
}

/** Notes where a flow went for a recipient: to itself, or to a proxy that was asked for it. */
export function reached(recipient: RecipientDraft, flow: Flow, note: FlowNote): void {
  const isProxied = note.isThroughProxy(recipient)
  recipient.sawEndpoint(flow, isProxied)
  if (isProxied && note.reachesPort > 0) recipient.ports.add(note.reachesPort)
  const address = isProxied ? addressOfHost(recipient.host) || note.reaches : ''
  if (address !== '') recipient.sawAsked(address)
}

/** The port behind the host that a proxy is asked for, in the target of CONNECT or as a log tells of SOCKS; 0 where none is, and of all else. */
function portAsked(message: Message): number {
  if (!isToProxy(message)) return 0
  const { head, targetStart, targetEnd, hostStart, hostEnd } = message
  const asked = isConnect(message)
    ? latin1(head.buf, targetStart, targetEnd)
    : latin1(head.buf, hostStart, hostEnd)
  const port = Number(/^(?:[^:]*|\[.*\]):(\d{1,5})$/.exec(asked)?.[1] ?? 0)
  return port < 65_536 ? port : 0
}

/** Whether a server's name is the registrar's, one below or above it, or one of the same operator's network. */
function isOfRegistrar(server: string, registrar: string): boolean {
  const [own, other] = [operatorNetworkOf(registrar), operatorNetworkOf(server)]
  return (
    isUnder(server, registrar) ||
    isUnder(registrar, server) ||
    (own !== null && own.country === other?.country && own.network === other.network)
  )
}
