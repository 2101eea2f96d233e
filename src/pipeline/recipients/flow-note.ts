import type { ProtocolName } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { flowKinds } from './flow-series.ts'
import type { RecipientDraft } from './recipient-draft.ts'

/** Bits of what is known of a flow. */
export const flowMarks = {
  hasSeveralHosts: 1,
  hasEch: 2,
  offersDns: 4,
  isUnopened: 8,
  isByRegistrar: 16,
  registersElsewhere: 32,
  /** Its server is named by a REGISTER on another flow. */
  isJoinedToRegistrar: 64,
  /** Something encrypts what goes by way of the proxy at its end, beyond that. */
  isSealedBeyond: 128,
  mayBeUnsent: 256,
} as const

/** What a scan keeps of a flow until it ends. Small: there are as many as live flows. */
export class FlowNote {
  recipient: RecipientDraft | null = null
  hostId = -1
  /** The recipient as it was known before a request named one. */
  withoutHost: RecipientDraft | null = null
  /** Of a flow whose server is a proxy: that as a recipient, null where nothing went to it itself; undefined else. */
  proxy: RecipientDraft | null | undefined = undefined
  /** The address that the proxy was asked to open a way to: who is named behind is there. '' where it was asked for a name. */
  reaches = ''
  /** The port that it was asked to open a way to; 0 where none was named. */
  reachesPort = 0
  /** Who was asked to open that way, or for the whole URL of another: a further proxy, where a way was opened before; null where nothing but the flow tells. */
  asked: RecipientDraft | null = null
  /** Number of the exchange in which it was asked for a way last; -1 where it was not. */
  wayExchange = -1
  /** Bits of `flowMarks`. */
  marks = 0
  protocol: ProtocolName = 'unrecognised'
  /** What its content was decrypted from, null where it was not. */
  carrier: ProtocolName | null = null

  /** Requests on it named several hosts: one without a host may be for any of them. */
  get hasSeveralHosts(): boolean {
    return (this.marks & flowMarks.hasSeveralHosts) !== 0
  }

  /** Its server is a proxy; `itself`: as whom it is known so far. The first word counts: behind it are whom it is asked for. */
  goesToProxy(itself: RecipientDraft | null): void {
    if (this.proxy === undefined) this.proxy = itself
  }

  /** Whether a flow went to a proxy that was asked for this recipient, and not to the recipient itself. */
  isThroughProxy(recipient: RecipientDraft): boolean {
    return this.proxy !== undefined && recipient !== this.proxy
  }

  /** What was asked on it was for another than the machine at its end: by way of a proxy, or by a name of the Internet. */
  get isForOther(): boolean {
    return this.proxy !== undefined || this.recipient?.isPublic === true
  }

  /** No way leads beyond who was asked last: who asks for one asks the same proxy. */
  get isUnopened(): boolean {
    return (this.marks & flowMarks.isUnopened) !== 0
  }

  /** A proxy was asked for a way, `isOpen` where nothing will tell whether it opened it. */
  asksProxy(asked: RecipientDraft | null, isOpen: boolean): void {
    this.asked = asked
    this.marks |= flowMarks.isUnopened
    this.marks &= ~flowMarks.isSealedBeyond
    if (isOpen) this.opened()
  }

  /** A proxy was asked for the whole URL of another, which opens no way: the connection goes on to be with the proxy. */
  passesOn(asked: RecipientDraft | null): void {
    if (this.isUnopened) return
    this.asked = asked
    this.marks |= flowMarks.isUnopened
  }

  /** What encrypts a message to this recipient ends at the proxy that was asked for it. */
  isOpenedAtProxy(recipient: RecipientDraft): boolean {
    return this.isThroughProxy(recipient) && (this.marks & flowMarks.isSealedBeyond) === 0
  }

  opened(): void {
    this.marks &= ~flowMarks.isUnopened
  }

  /** Nothing but the registrar of a REGISTER names its server. */
  get isByRegistrar(): boolean {
    return (this.marks & flowMarks.isByRegistrar) !== 0
  }

  /** Its REGISTER is for another than the server that it goes to, which is known by a name of its own. */
  get registersElsewhere(): boolean {
    return (this.marks & flowMarks.registersElsewhere) !== 0
  }

  /** No request on it was sent for sure: nothing shows that it was ever opened. */
  get mayBeUnsent(): boolean {
    return (this.marks & flowMarks.mayBeUnsent) !== 0
  }

  get hasEch(): boolean {
    return (this.marks & flowMarks.hasEch) !== 0
  }

  /**
   * What a message of the flow is written in. Bytes beside the messages of HTTP/2 and HTTP/3 (padding, the last words of
   * libcurl) are of no protocol, and do not make the flow one that nobody can read; what goes through their tunnels has a
   * flow of its own. An encrypted tunnel, and QUIC that began before the capture, stay what they were recognised as: their
   * datagrams are only searched as bytes.
   */
  speaks(protocol: ProtocolName): void {
    if (protocol !== 'unrecognised' || !besideBytes.has(this.protocol)) this.protocol = protocol
  }

  /** Its hello offers DNS over TLS or QUIC (RFC 7858, RFC 9250). */
  get offersDns(): boolean {
    return (this.marks & flowMarks.offersDns) !== 0
  }
}

/** Protocols of which plain bytes are handed on beside what they are. */
const besideBytes: ReadonlySet<ProtocolName> = new Set([
  'http2',
  'http3',
  'quic',
  'ipsec',
  'openvpn',
  'wireguard',
])

/** The note of a flow, begun where it has none. */
export function noteOf(flow: Flow): FlowNote {
  const known = flow.note as FlowNote | null
  if (known !== null) return known
  const note = new FlowNote()
  flow.note = note
  return note
}

/** Stands for the note of a flow that may be over. */
export const noNote: FlowNote = new FlowNote()

/** What the flow carried, as one of `flowKinds`; `note` is null where nothing was recognised in it. */
export function flowKindOf(note: FlowNote | null): number {
  if (note === null) return flowKinds.opaque
  if (note.protocol === 'dns') return flowKinds.names
  return opaqueProtocols.has(note.protocol) ? flowKinds.opaque : flowKinds.readable
}

const opaqueProtocols: ReadonlySet<ProtocolName> = new Set([
  'tls',
  'quic',
  'ipsec',
  'wireguard',
  'openvpn',
  'unrecognised',
])

/** Port of DNS over TLS and over QUIC. */
const encryptedDnsPort = 853

/** DNS that was not decrypted: by its port or what its hello offers, and since nothing was read inside. */
export function isHiddenDns(flow: Flow, note: FlowNote): boolean {
  const isEncrypted = note.protocol === 'tls' || note.protocol === 'quic' || note.protocol === 'dtls'
  return isEncrypted && (flow.serverPort === encryptedDnsPort || note.offersDns)
}
