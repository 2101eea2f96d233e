/** What the hellos of a connection settle, and the secrets that fit to it. Shared by TLS and DTLS. */
import type { AnomalyCode } from '../../core/anomaly.ts'
import type { KeyLog } from '../key-log.ts'
import type { SecretLabel } from '../keys/secret-label.ts'
import { tlsAnomalies } from './anomalies.ts'
import { handshakeHeaderBytes } from './parse.ts'
import { EitherOpener, SecretChoice } from './either-opener.ts'
import { openerOfClear, openersOfMaster } from './record-opener.ts'
import type { RecordOpener } from './record-opener.ts'
import { isOfVersion, suiteOf } from './suites.ts'
import type { CipherSuite } from './suites.ts'

/** TLS 1.3 in hellos (RFC 8446, 4.1.2 and 4.2.1). */
export const tls13 = 0x0304
const tls12 = 0x0303
const tls11 = 0x0302
/** DTLS 1.0 counts as TLS 1.1 (RFC 4347). */
const dtls10 = 0xfeff

const randomBytes = 32
const extensions = {
  encryptThenMac: 22,
  sessionTicket: 35,
  earlyData: 42,
  supportedVersions: 43,
  connectionId: 54,
  encryptedClientHello: 0xfe0d,
} as const

/** The random by which a ServerHello is a HelloRetryRequest (RFC 8446, 4.1.3). */
const retryRandom: Buffer = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
)

const nothing: Buffer = Buffer.alloc(0)

/** How the connection of one ClientHello is protected. Total: what cannot be read is as if it were not there. */
export class Negotiation {
  /** Empty where no random is known under which the log has the connection: until its secrets are found by trying. */
  clientRandom: Buffer
  /** Session id and ticket by which the client asks to go on with an earlier session; empty where it does not. */
  readonly sessionId: Buffer
  readonly ticket: Buffer
  offersEarlyData: boolean
  /** Another hello may be sealed in this one (RFC 9849): then the log has the connection under that one's random. */
  readonly offersEch: boolean
  /** 0 until the ServerHello was read. */
  version = 0
  suite: CipherSuite | null = null
  /** The number of the suite, also of one that is not read. */
  suiteNumber = 0
  /** Of DTLS: the id that the client wants to see in records to it, and the one that the server wants (RFC 9146). */
  readonly clientConnectionId: Buffer | null
  serverConnectionId: Buffer | null = null
  private serverRandom: Buffer = nothing
  private serverSessionId: Buffer = nothing
  private isEncryptThenMac = false
  /** The one of several master secrets that has opened a record. */
  private chosenMaster: Buffer | null = null
  private readonly keys: KeyLog

  /** Reads the ClientHello `buf[start, end)`, with its handshake header of 4 bytes (and, of DTLS, without its cookie). */
  constructor(keys: KeyLog, buf: Buffer, start: number, end: number) {
    this.keys = keys
    const body = start + handshakeHeaderBytes + 2
    this.clientRandom = keys.ech.randomOf(copyOf(buf, body, body + randomBytes, end))
    let at = body + randomBytes
    this.sessionId = sized8(buf, at, end)
    at += 1 + this.sessionId.length
    if (at + 2 <= end) at += 2 + buf.readUInt16BE(at)
    if (at < end) at += 1 + (buf[at] as number)
    let ticket: Buffer = nothing
    let hasEarlyData = false
    let hasEch = false
    let connectionId: Buffer | null = null
    eachExtension(buf, at, end, (type, from, to) => {
      if (type === extensions.sessionTicket) ticket = copyOf(buf, from, to, end)
      else if (type === extensions.earlyData) hasEarlyData = true
      else if (type === extensions.connectionId) connectionId = sized8(buf, from, to)
      else if (type === extensions.encryptedClientHello) hasEch = true
    })
    this.ticket = ticket
    this.offersEarlyData = hasEarlyData
    this.offersEch = hasEch
    this.clientConnectionId = connectionId
  }

  /** Of a connection whose ClientHello is not in the capture. */
  static withoutHello(keys: KeyLog): Negotiation {
    return new Negotiation(keys, nothing, 0, 0)
  }

  /** Whether it is known which connection this is. */
  get hasHello(): boolean {
    return this.clientRandom.length === randomBytes
  }

  /** The secrets are to be found by trying: the log does not have them under the random of this hello. */
  forgetHello(): void {
    this.clientRandom = nothing
  }

  /** Whether the server goes on with a session of before: it says so by the id that the client gave. */
  get isResumed(): boolean {
    return this.serverSessionId.length > 0 && this.serverSessionId.equals(this.sessionId)
  }

  /** Whether both are of one ClientHello, which may be sent again. */
  isOf({ clientRandom }: Negotiation): boolean {
    return clientRandom.length === randomBytes && clientRandom.equals(this.clientRandom)
  }

  /** Whether anything may be known by which this connection can be read. */
  get hasKey(): boolean {
    const { keys } = this
    if (!this.hasHello) return false
    return keys.secrets.has(this.clientRandom, 0) || keys.hasSessionLines || this.resumedMaster() !== null
  }

  /** Reads the ServerHello `buf[start, end)`; `retry` where it asks for another ClientHello. */
  readServerHello(buf: Buffer, start: number, end: number): 'settled' | 'retry' | AnomalyCode {
    let at = start + handshakeHeaderBytes
    if (at + 2 + randomBytes + 1 > end) return tlsAnomalies.serverHelloMalformed
    let version = buf.readUInt16BE(at)
    const random = copyOf(buf, at + 2, at + 2 + randomBytes, end)
    if (random.equals(retryRandom)) return 'retry'
    at += 2 + randomBytes
    const sessionId = sized8(buf, at, end)
    at += 1 + sessionId.length
    if (at + 3 > end) return tlsAnomalies.serverHelloMalformed
    const number = buf.readUInt16BE(at)
    const compression = buf[at + 2] as number
    let isEncryptThenMac = false
    let connectionId: Buffer | null = null
    eachExtension(buf, at + 3, end, (type, from, to) => {
      if (type === extensions.supportedVersions && to - from === 2) version = buf.readUInt16BE(from)
      else if (type === extensions.encryptThenMac) isEncryptThenMac = true
      else if (type === extensions.connectionId) connectionId = sized8(buf, from, to)
    })
    // The drafts of TLS 1.3 (0x7f17 and later) differ in nothing that matters here.
    if (version >> 8 === 0x7f) version = tls13
    this.version = version
    this.suiteNumber = number
    const suite = suiteOf(number)
    if (suite === undefined || !isOfVersion(number, suite, version === tls13))
      return tlsAnomalies.suiteUnsupported
    if (compression !== 0) return tlsAnomalies.compressionUnsupported
    this.suite = suite
    this.serverRandom = random
    this.serverSessionId = sessionId
    this.isEncryptThenMac = isEncryptThenMac && suite.kind === 'cbc'
    this.serverConnectionId = connectionId
    return 'settled'
  }

  /** What the log has under this label: more than one where it contradicts itself. */
  secrets(label: SecretLabel): Buffer[] {
    return this.hasHello ? this.keys.secrets.findAll(label, this.clientRandom) : []
  }

  /** The master secret (TLS 1.2 and before) as far as it is certain, once the ServerHello was read; null where it is not known. */
  master(): Buffer | null {
    return this.chosenMaster ?? this.masters()[0] ?? null
  }

  /** Those that it may be, the likeliest first. */
  masters(): Buffer[] {
    const logged = this.secrets('CLIENT_RANDOM')
    if (logged.length > 0) return logged
    const known = this.serverSessionId.length > 0 ? this.keys.sessions.masterOf(this.serverSessionId) : null
    if (known !== null) return [known]
    const resumed = this.isResumed ? this.resumedMaster() : null
    return resumed === null ? [] : [resumed]
  }

  /**
   * What opens the records of TLS 1.2 and before, by direction from the client, under one of `masters`; null without any,
   * unless nothing is encrypted. Not before the ServerHello was read.
   */
  openers(masters: readonly Buffer[]): [RecordOpener, RecordOpener] | null {
    if (this.suite?.kind === 'null') {
      const opener = openerOfClear(this.suite)
      return [opener, opener]
    }
    const [master] = masters
    if (master === undefined) return null
    const all = masters.map((one) => this.openersUnder(one, this.clientRandom))
    const [first, ...others] = all as [[RecordOpener, RecordOpener] | null, ...[RecordOpener, RecordOpener][]]
    if (first === null) return null
    if (others.length === 0) {
      this.settleMaster(master)
      return first
    }
    this.chosenMaster = null
    const choice = new SecretChoice((index) => this.settleMaster(masters[index] as Buffer))
    const ofSide = (side: 0 | 1): RecordOpener =>
      new EitherOpener([first[side], ...others.map((pair) => pair[side])], choice)
    return [ofSide(0), ofSide(1)]
  }

  /** The same under this master secret of the connection with this client random; null where its suite is not known. */
  openersUnder(master: Buffer, clientRandom: Buffer): [RecordOpener, RecordOpener] | null {
    const { suite, serverRandom, version, isEncryptThenMac } = this
    if (suite === null || clientRandom.length < randomBytes) return null
    return openersOfMaster(suite, {
      master,
      clientRandom,
      serverRandom,
      isBefore12: version < tls12 || version === dtls10,
      isBefore11: version < tls11,
      isEncryptThenMac,
    })
  }

  /** The master secret has opened a record. */
  settleMaster(master: Buffer): void {
    this.chosenMaster = master
    if (this.serverSessionId.length > 0) this.keys.sessions.learn(this.serverSessionId, master)
  }

  /** The server gives a ticket (TLS 1.2, RFC 5077) by which the client may go on later. */
  learnTicket(ticket: Buffer, master: Buffer): void {
    this.keys.sessions.learn(ticket, master)
  }

  private resumedMaster(): Buffer | null {
    const { keys, ticket, sessionId } = this
    if (keys.sessions.size === 0) return null
    return (
      (ticket.length > 0 ? keys.sessions.masterOf(ticket) : null) ??
      (sessionId.length > 0 ? keys.sessions.masterOf(sessionId) : null)
    )
  }
}

function copyOf(buf: Buffer, from: number, to: number, end: number): Buffer {
  return to > end || from > to ? nothing : Buffer.from(buf.subarray(from, to))
}

/** The bytes behind a length of one byte; empty where they are not whole. */
function sized8(buf: Buffer, at: number, end: number): Buffer {
  return at < end ? copyOf(buf, at + 1, at + 1 + (buf[at] as number), end) : nothing
}

/** Calls `take` for each extension of the list whose length stands at `start`, as far as they are whole. */
export function eachExtension(
  buf: Buffer,
  start: number,
  end: number,
  take: (type: number, from: number, to: number) => void,
): void {
  if (start + 2 > end) return
  const bound = Math.min(end, start + 2 + buf.readUInt16BE(start))
  for (let at = start + 2; at + 4 <= bound; ) {
    const to = at + 4 + buf.readUInt16BE(at + 2)
    if (to > bound) return
    take(buf.readUInt16BE(at), at + 4, to)
    at = to
  }
}
