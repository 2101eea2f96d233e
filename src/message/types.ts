import type { ExpansionAccount } from '../core/expansion-account.ts'
import type { Interner } from '../core/interner.ts'
import { RunMap } from '../core/origin.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import type { RunOrigin } from '../core/origin.ts'
import type { Protection } from '../core/protection.ts'
import type { EndReason, Flow } from '../stream/types.ts'
import type { Direction, Verdict } from '../core/verdict.ts'
import type { KeyLog } from './key-log.ts'
import type { ProtocolSwitch } from './protocol-switch.ts'

/** Application protocols that are read. */
export type ProtocolName =
  | 'coap'
  | 'device-log'
  | 'dhcp'
  | 'dns'
  | 'dtls'
  | 'eap'
  | 'gsmtap'
  | 'ppp'
  | 'ftp'
  | 'http'
  | 'http2'
  | 'http3'
  | 'icmp'
  | 'imap'
  | 'ipsec'
  | 'mcs'
  | 'mdns'
  | 'mqtt'
  | 'ntp'
  | 'openvpn'
  | 'pop3'
  | 'probe-request'
  | 'proxy-protocol'
  | 'quic'
  | 'sip'
  | 'smtp'
  | 'socks'
  | 'ssdp'
  | 'stun'
  | 'supl'
  | 'telnet'
  | 'tls'
  | 'unrecognised'
  | 'websocket'
  | 'wireguard'
  | 'xiaomi-push'
  | 'xmpp'

/** Whether a protocol, by its name, is HTTP of any version. */
export function isHttp(protocol: string): boolean {
  return protocol === 'http' || protocol === 'http2' || protocol === 'http3'
}

const none: Buffer = Buffer.alloc(0)

/** A run of assembled bytes with the frames they came from. `buf[start, end)`; `runs` maps positions counted from `start`. */
export class Part {
  buf: Buffer = none
  start = 0
  end = 0
  readonly runs: RunMap = new RunMap()

  get length(): number {
    return this.end - this.start
  }
}

/** Why a message is not complete; '' where it is. */
export type IncompleteReason = '' | 'gap' | 'capture-end' | 'limit' | 'media' | 'reset'

/** Where a side of a conversation speaks again, in a message that holds all that it said. `exchange` numbers it. */
export interface Turn {
  exchange: number
  /** Where in the body its bytes begin: frames of a stream may have come in another order. */
  readonly at: number
  readonly sec: number
  readonly nsec: number
}

const noTurns: readonly Turn[] = []

/**
 * One protocol unit, whole: a request or a response. The object and its bytes are reused: valid during the call only.
 * `head` is the start line and fields of HTTP, empty elsewhere; `body` the content after transfer coding was undone
 * (chunking), before content coding is.
 */
export class Message {
  protocol: ProtocolName = 'http'
  direction: Direction = 0
  readonly head: Part = new Part()
  readonly body: Part = new Part()
  /** HTTP trailer fields, if any. */
  readonly trailer: Part = new Part()
  /** Positions are absolute in `head.buf`; start === end where absent. HTTP only (CoAP fills target and host in `head`). */
  methodStart = 0
  methodEnd = 0
  targetStart = 0
  targetEnd = 0
  hostStart = 0
  hostEnd = 0
  /**
   * The request is to a gateway of an operator, which goes on to the host that a field of its own names (`X-Online-Host`), or of
   * CoAP to a proxy (Proxy-Uri, Proxy-Scheme).
   */
  isByGateway = false
  contentTypeStart = 0
  contentTypeEnd = 0
  contentEncodingStart = 0
  contentEncodingEnd = 0
  /** Where the fields start in `head.buf` (behind the start line). */
  fieldsStart = 0
  status = 0
  /** False where bytes are missing (gap), cut (capture end), taken back (reset) or left out (limit, media); then the reason. */
  isComplete = true
  incompleteReason: IncompleteReason = ''
  /**
   * A body may be handed on in pieces, from 0: messages of gRPC, server-sent events, what is too long. From 1 on the head is empty
   * (it was handed on with the first), but the positions in its buffer still tell method, target, host and types.
   */
  piece = 0
  /** It belongs to what was handed on right before it, as bytes beside that or another reading of it: it was sent with it, once. */
  isFurther = false
  /** A piece of no text behind what is read of a longer body: it is searched for known values, and read where it holds one. */
  isRest = false
  /** Of a body that goes on behind its length: how long it is by that, where a value may end there; else 0. See {@link upToLength}. */
  statedLength = 0
  /** Body bytes that are not in `body`: beyond the limit, lost in a gap, or media that was only counted. */
  bodyBytesLeftOut = 0
  /** Time of the first byte. */
  sec = 0
  nsec = 0
  /** Frame of the first byte. */
  frame = 0
  /** Of bytes that no protocol divides: every turn of the direction but the first, in order. */
  turns: readonly Turn[] = noTurns

  /** A whole message of which nothing is told yet; its bytes, time and frame stay. */
  clearFacts(): void {
    this.methodStart = 0
    this.methodEnd = 0
    this.targetStart = 0
    this.targetEnd = 0
    this.hostStart = 0
    this.hostEnd = 0
    this.isByGateway = false
    this.contentTypeStart = 0
    this.contentTypeEnd = 0
    this.contentEncodingStart = 0
    this.contentEncodingEnd = 0
    this.fieldsStart = 0
    this.status = 0
    this.isComplete = true
    this.incompleteReason = ''
    this.piece = 0
    this.isFurther = false
    this.isRest = false
    this.statedLength = 0
    this.bodyBytesLeftOut = 0
  }

  /** Takes everything but the bytes from `other`; positions in its head count `shift` further. */
  copyFacts(other: Message, shift: number): void {
    const moved = (start: number, end: number, at: number): number => (end > start ? at + shift : 0)
    this.protocol = other.protocol
    this.direction = other.direction
    this.methodStart = moved(other.methodStart, other.methodEnd, other.methodStart)
    this.methodEnd = moved(other.methodStart, other.methodEnd, other.methodEnd)
    this.targetStart = moved(other.targetStart, other.targetEnd, other.targetStart)
    this.targetEnd = moved(other.targetStart, other.targetEnd, other.targetEnd)
    this.hostStart = moved(other.hostStart, other.hostEnd, other.hostStart)
    this.hostEnd = moved(other.hostStart, other.hostEnd, other.hostEnd)
    this.isByGateway = other.isByGateway
    this.contentTypeStart = moved(other.contentTypeStart, other.contentTypeEnd, other.contentTypeStart)
    this.contentTypeEnd = moved(other.contentTypeStart, other.contentTypeEnd, other.contentTypeEnd)
    this.contentEncodingStart = moved(
      other.contentEncodingStart,
      other.contentEncodingEnd,
      other.contentEncodingStart,
    )
    this.contentEncodingEnd = moved(
      other.contentEncodingStart,
      other.contentEncodingEnd,
      other.contentEncodingEnd,
    )
    this.fieldsStart = Math.max(0, other.fieldsStart + shift)
    this.status = other.status
    this.isComplete = other.isComplete
    this.incompleteReason = other.incompleteReason
    this.piece = other.piece
    this.isFurther = other.isFurther
    this.isRest = other.isRest
    this.statedLength = other.statedLength
    this.bodyBytesLeftOut = other.bodyBytesLeftOut
    this.sec = other.sec
    this.nsec = other.nsec
    this.frame = other.frame
  }
}

/** The body of a message as far as its length says, as another reading of it without the head; null where it ends there. */
export function upToLength(message: Message): Message | null {
  if (message.statedLength === 0) return null
  const { head, body } = message
  const other = new Message()
  other.copyFacts(message, 0)
  other.piece++
  other.isFurther = true
  other.statedLength = 0
  other.head.buf = head.buf
  other.head.start = head.start
  other.head.end = head.start
  other.body.buf = body.buf
  other.body.start = body.start
  other.body.end = body.start + message.statedLength
  other.body.runs.addRange(0, body.runs, 0, message.statedLength)
  return other
}

const noCode: readonly string[] = []

/** A request with its response, as far as both were seen. Made once for each request (or lone response); small. */
export class Exchange {
  /** From 0, in order of the capture's requests. */
  readonly id: number
  readonly flow: Flow
  readonly protocol: ProtocolName
  /** Status of the final response; 0 while there is none. */
  status = 0
  /** Belongs to the consumer (what it recorded for the request, to be completed when the response comes). */
  record: unknown = null
  /** Belongs to the consumer: the frame in which the answer began that came last; 0 while there is none. */
  answerFrame = 0
  /** Belongs to the consumer: the interim answer of HTTP that came last (RFC 9110, 15.2); null where none did. */
  interim: InterimAnswer | null = null
  /** Its protocol sends no answer to the request: that none comes says nothing. */
  hasNoAnswer = false
  /** A recorder lists the request, and nothing shows that it was sent. */
  mayBeUnsent = false
  /** The code that sent the request, where whoever recorded it says so: methods, the innermost first. */
  code: readonly string[] = noCode
  /** What speaks against all that it shows: a log of the device tells of it. */
  doubt: Doubt | null = null
  /** Belongs to the consumer: its number of the host that the request was sent to, -1 where it names none. */
  host = -1

  constructor(id: number, flow: Flow, protocol: ProtocolName) {
    this.id = id
    this.flow = flow
    this.protocol = protocol
  }
}

/** An answer before the answer: its status, and the frame in which it began. */
export interface InterimAnswer {
  readonly status: number
  readonly frame: number
}

/** A clause that speaks against what was seen; `isWeak`: nothing of it is certain then. */
export interface Doubt {
  readonly text: string
  readonly isWeak: boolean
}

/**
 * What the name of a server stood in: a Host field, a ClientHello, one that was sealed in another (ECH), a question, a certificate.
 * A registrar is whom a REGISTER of SIP is for in the end: it may be sent to a proxy of anybody's (RFC 3261, 8.1.2 and 10.2).
 */
export type NameSource =
  | 'host'
  | 'registrar'
  | 'proxied'
  | 'sni'
  | 'inner-sni'
  | 'dns-question'
  | 'certificate'
  | 'device-log'

/** Where a name stood, and when; `port`: of a proxy, that which it was asked for with the name. */
export interface NameOrigin {
  readonly frame: number
  readonly sec: number
  readonly nsec: number
  readonly port?: number
}

/**
 * Takes what the protocols read. Everything is valid during the call only. A response may come before its request is
 * whole (100-continue, an early error); `closed` comes once for each exchange, after its request and final response.
 */
export interface MessageSink {
  /** What the messages of the capture may expand to, where parsers share it with who reads their messages. */
  readonly expansion?: ExpansionAccount
  /** A request, whole. A lone response has an exchange without a request. */
  request(exchange: Exchange, message: Message): void
  response(exchange: Exchange, message: Message): void
  /** No (further) response will come. */
  closed(exchange: Exchange): void
  /** The flow is over: nothing of it will come again. */
  flowEnded?(flow: Flow, reason: EndReason): void
  /** A tunnel to a server of its own, inside a flow that may carry several, is over. */
  tunnelEnded?(flow: Flow): void
  /** So many bytes that the client sent are missing in the capture, of a flow that is read. */
  missed?(flow: Flow, length: number): void
  /** The conversation of `of` goes on in this flow, between other addresses or ports: it is with the same server. */
  continued?(flow: Flow, of: Flow): void
  /** A flow's protocol was recognised. `encrypted` protocols then end in a verdict. */
  recognised(flow: Flow, protocol: ProtocolName): void
  /** A name by which the client calls the server of this flow. */
  serverName(flow: Flow, source: NameSource, name: string, origin: NameOrigin): void
  /** TLS or QUIC: what the ClientHello shows. `sni` is '' where it names none. */
  clientHello(flow: Flow, hello: ClientHello): void
  /** DNS: the client's question, and answers it received (also from mDNS: then `isLocal`). */
  dns(flow: Flow, message: DnsMessage): void
  /** A name or class that the device gives itself on the local network (DHCP options 12, 60, 81, mDNS): never a leak. */
  localName(
    flow: Flow,
    kind: 'host-name' | 'vendor-class' | 'client-id' | 'fqdn' | 'service',
    value: string,
    frame: number,
  ): void
}

/**
 * What a ClientHello shows without keys (RFC 8446, 4.1.2; RFC 6066, 3; RFC 7301). `sec` and `nsec` are the time of
 * `frame`.
 */
export interface ClientHello {
  readonly transport: 'tls' | 'dtls' | 'quic'
  /** '' where absent. */
  readonly sni: string
  readonly alpn: readonly string[]
  /** encrypted_client_hello (0xfe0d) or the older encrypted_server_name (0xffce) is present: the real name may be hidden. */
  readonly hasEch: boolean
  readonly version: string
  readonly frame: number
  readonly sec: number
  readonly nsec: number
}

/** A resource record (RFC 1035, 4.1.3), names in text form without the final dot. */
export interface DnsRecord {
  readonly name: string
  readonly type: number
  /** Text form: address for A/AAAA, name for CNAME/PTR/NS/SRV target/HTTPS target, text for TXT, else ''. */
  readonly value: string
  readonly ttlSeconds: number
  /** Of HTTPS and SVCB: the name that hellos show in clear which are sealed for its owner (ECH; RFC 9849, 4: `public_name`). */
  readonly publicName?: string
}

/** A message of DNS, mDNS, or DNS over HTTPS. `sec` and `nsec` are the time of `frame`. */
export interface DnsMessage {
  readonly isLocal: boolean
  /** The host that was asked over HTTPS (RFC 8484), '' where an answer does not tell; absent for DNS by itself. */
  readonly resolver?: string
  readonly isResponse: boolean
  /** Present where nobody can have asked for the answer: what it tells is not to be believed. */
  readonly isUnasked?: boolean
  readonly id: number
  readonly rcode: number
  readonly questions: readonly { readonly name: string; readonly type: number }[]
  /** Answer, authority and additional records, in order, OPT left out. */
  readonly records: readonly DnsRecord[]
  readonly frame: number
  readonly sec: number
  readonly nsec: number
}

/**
 * Reads one protocol on one flow. `push` is synchronous and total: it never throws on input, waits, or keeps a view of
 * `buf`. What it keeps it charges to `heldBytes`; after `end` that is 0.
 */
export interface Parser {
  readonly protocol: ProtocolName
  readonly heldBytes: number
  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict
  gap(direction: Direction, length: number, origin: RunOrigin): Verdict
  finished(direction: Direction): void
  end(): void
  /** After the verdict `switchProtocol`: where in `buf` the next protocol's bytes start. */
  readonly restStart?: number
  /** With it: the other end has not answered yet, and what it says first is still for this parser. */
  readonly isAnswerDue?: boolean
  /** With it: what was agreed on, where the parser knows it. */
  readonly switched?: ProtocolSwitch | null
  /** Where it gave up a flow of UDP: whether the datagram `buf[start, end)` of the client begins another connection. */
  beginsAnew?(buf: Buffer, start: number, end: number): boolean
  /** Where directions were given up as encrypted, and one shows text: whether it goes on with them. */
  resumes?(): boolean
  /** Reads what it holds back to read it together with more. */
  readWaiting?(): void
  /** Memory is short: hands on what it holds (incomplete, `limit`) and holds nothing. Without it the parser is ended. */
  shed?(): void
}

/**
 * A parser's verdict, for the message layer alone: the rest of the flow, in both directions, speaks another protocol
 * (after CONNECT or an upgrade). The layer ends the parser and chooses anew by content.
 */
export const switchProtocol: Verdict = 16

/** What every parser is given. */
export interface ParserContext {
  /** What messages that parsers inflate are charged to. */
  readonly expansion: ExpansionAccount
  readonly sink: MessageSink
  readonly anomalies: AnomalyLog
  readonly counts: MessageCounts
  /** Secrets by which encrypted connections can be read. */
  readonly keys: KeyLog
  /** Names in hellos that were handed on to be searched. */
  readonly serverNames: Interner
  /** Next exchange number. */
  nextExchange(): number
  /**
   * Opens a stream inside this flow, for content that the parser decrypted (or took out of a tunnel). Its protocol is
   * chosen by content like that of any flow. What it is given ends in the same `counts`, so the parser that gives it
   * counts only its own framing around it. The parser ends it when it ends itself. `switched` names what it carries;
   * `isApart`: it goes on to a server of its own, behind that of this flow.
   */
  openInner(
    outer: Flow,
    protection: Protection,
    transport?: 'tcp' | 'udp',
    switched?: ProtocolSwitch,
    isApart?: boolean,
  ): InnerStream
}

/** Takes the content of a stream inside another, as a `StreamConsumer` takes a flow's. */
export interface InnerStream {
  readonly flow: Flow
  /** `origin`: where `buf[start]` came from; of content decrypted byte by byte, the place of its ciphertext. */
  chunk(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict
  gap(direction: Direction, length: number, origin: RunOrigin): Verdict
  /** For inner transports of whole messages (DTLS, QUIC datagrams). */
  datagram(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict
  finished(direction: Direction): void
  end(): void
}

/** Bytes that the message layer was given, by what became of them; the sum of all is what it was given. */
export interface MessageCounts {
  /** Read by a protocol and handed on. */
  readBytes: number
  /** Framing that carries no content (TLS and QUIC handshake bytes that were read count here too). */
  framingBytes: number
  /** Media bodies that were counted by their type, not searched. */
  mediaBytes: number
  undecryptableBytes: number
  /** Of no known protocol: searched as bytes, and beyond the limit not searched. */
  unrecognisedReadBytes: number
  unrecognisedSkippedBytes: number
  /** Not looked at since a limit was reached. */
  limitBytes: number
  /** Passed over to find the next message after a gap or garbage. */
  resyncBytes: number
  requests: number
  responses: number
  dnsMessages: number
  clientHellos: number
  /** Bytes of these messages. In no sum. */
  helloBytes: number
  /** ClientHellos for whose connection no secret was known. */
  hellosWithoutKey: number
  /** Connections of which at least one record or packet was decrypted, and the bytes of content that came out of them. */
  decryptedConnections: number
  decryptedBytes: number
  /** Connections with a secret that opened nothing. */
  connectionsWithWrongKey: number
  /** Holes in streams that are not of TCP (QUIC), and the bytes that are known to be missing in them. In no sum. */
  gaps: number
  gapBytes: number
}

/**
 * A protocol as the layer knows it: found by `message/next.ts` without further wiring.
 * `probe` judges the first bytes of one direction: `yes`, `no`, or `more` (not enough bytes to tell).
 */
export interface Protocol {
  readonly name: ProtocolName
  readonly transport: 'tcp' | 'udp'
  /** May be recognised at the start of any chunk, not only of the stream: for flows whose start is not in the capture. */
  readonly isFoundMidStream?: boolean
  /**
   * Upgrade tokens that name it (`websocket`): behind a change of protocol that names one it is asked before all others,
   * and its own `probe` still judges the content.
   */
  readonly upgradeTokens?: readonly string[]
  /** Judges in place of `probe` where no upgrade names it: `probe` is no proof alone. */
  readonly probeUnnamed?: Protocol['probe']
  probe(buf: Buffer, start: number, end: number, direction: Direction, flow: Flow): 'yes' | 'no' | 'more'
  /**
   * Whether a stream or datagram of it may have this first byte; where not, its probes say `no`, and are not asked. Called once
   * for each byte. Without it any byte may be the first.
   */
  mayBeginWith?(first: number): boolean
  /**
   * Streams only: proof, by the first bytes of a chunk, that it begins here behind what no protocol knows. `heard`: what the other
   * end said last that no protocol has taken; empty where that is nothing.
   */
  isBegun?(buf: Buffer, start: number, end: number, heard: Buffer, direction: Direction): boolean
  /** `switched`: the change of protocol that named it, or another where it was found behind one. */
  open(flow: Flow, context: ParserContext, switched: ProtocolSwitch | null): Parser
  /** Datagrams only: the other flow whose conversation goes on with a datagram that no protocol starts with. */
  continues?(
    buf: Buffer,
    start: number,
    end: number,
    direction: Direction,
    context: ParserContext,
  ): Continuation | null
  /** With `continues`: flows whose parsers hold bytes back that could say that the datagram is theirs. */
  waitingFor?(buf: Buffer, start: number, end: number, context: ParserContext): Iterable<Flow>
}

/** A flow goes on from other addresses or ports (QUIC's connection migration): its datagrams are the other flow's. */
export interface Continuation {
  readonly flow: Flow
  /** The directions of the two flows are opposite. */
  readonly isSwapped: boolean
}
