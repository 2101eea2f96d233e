import type { AnomalyCode } from '../../core/anomaly.ts'
import type { Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { ParserContext } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { leafOf, nameOfCertificateMessage } from './certificate.ts'
import { ClientTeller } from './client-teller.ts'
import type { ConnectionAnomalies } from './connection-anomalies.ts'
import type { ConnectionSecrets } from './connection-secrets.ts'
import { handshakeTypes, identityOf, isOddOfClient } from './handshake-reader.ts'
import type { Seen } from './late-search.ts'
import { Negotiation } from './negotiation.ts'
import { handshakeHeaderBytes, recordTypes } from './parse.ts'
import type { RecordRuns } from './record-runs.ts'
import type { RecordSide } from './record-side.ts'
import { phases } from './record-side.ts'
import type { RecordSides } from './record-sides.ts'

/** What a handshake leads to that is not its own business. */
export interface HandshakeOwner {
  /** A secret is not in the log. */
  without(side: RecordSide, problem: AnomalyCode): void
  /** Nothing is known by which the connection could be read, or no longer of use. */
  giveUp(): void
  /** No secret is the connection's, as far as was tried. */
  giveUpLate(): void
  closeBoth(verdict: Verdict): void
  /** Which connection it is, is to be found by trying. */
  joinLate(seen: Seen): void
  /** The records that waited for the ServerHello can be read, as far as they ever can. */
  readWaiting(): void
  /** A direction says that it is over. */
  finishInner(side: RecordSide): void
}

/**
 * Follows the handshake of a connection, in clear and sealed: what its messages settle for the records behind them, and what
 * they tell of both ends.
 */
export class HandshakeFollower {
  private readonly owner: HandshakeOwner
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly sides: RecordSides
  private readonly secrets: ConnectionSecrets
  private readonly anomalies: ConnectionAnomalies
  private readonly told: ClientTeller
  /** The server is named: by the hello, which does not stand for another one. */
  hasName: boolean
  /** What the client proposes in a renegotiation: the keys stay until the server agrees, which it may refuse. */
  private proposed: Negotiation | null = null

  constructor(
    owner: HandshakeOwner,
    flow: Flow,
    context: ParserContext,
    sides: RecordSides,
    secrets: ConnectionSecrets,
    anomalies: ConnectionAnomalies,
    hasName: boolean,
  ) {
    this.owner = owner
    this.flow = flow
    this.context = context
    this.sides = sides
    this.secrets = secrets
    this.anomalies = anomalies
    this.hasName = hasName
    this.told = new ClientTeller(flow, context)
  }

  /** The server has not agreed yet to what the client proposes. */
  get isProposing(): boolean {
    return this.proposed !== null
  }

  /**
   * Takes the content `buf[start, end)` of a record that is no application data. The byte at `first` is the first of `runs`; what
   * is sealed is not seen on the way.
   */
  read(
    side: RecordSide,
    type: number,
    buf: Buffer,
    start: number,
    end: number,
    runs: RecordRuns,
    first: number,
    isSealed: boolean,
  ): void {
    this.told.begin(runs, buf, first, isSealed)
    this.take(side, type, buf, start, end)
    this.told.end()
  }

  private take(side: RecordSide, type: number, buf: Buffer, start: number, end: number): void {
    switch (type) {
      case recordTypes.handshake: {
        const isRead = side.handshake.take(buf, start, end, (message, bytes, from, to) =>
          this.message(side, message, bytes, from, to),
        )
        if (!isRead) this.anomalies.note(tlsAnomalies.handshakeLimit)
        break
      }
      case recordTypes.changeCipherSpec:
        if (!this.secrets.isTls13 && side.late === null) this.changeCipher(side)
        break
      case recordTypes.alert:
        // close_notify (RFC 8446, 6.1).
        if (end - start === 2 && buf[start + 1] === 0) this.owner.finishInner(side)
        break
      default:
    }
  }

  /** A ChangeCipherSpec: what was prepared is in use. */
  changeCipher(side: RecordSide): void {
    side.isProtected = true
    side.sequence = 0
    side.nonceOffset = -1
    side.opener = side.prepared
    side.prepared = null
    if (side.opener === null && !this.secrets.areAwaited && !this.secrets.areSearched)
      this.owner.without(side, tlsAnomalies.keyMissing)
  }

  private message(side: RecordSide, type: number, buf: Buffer, start: number, end: number): void {
    switch (type) {
      case handshakeTypes.clientHello:
        // After a HelloRetryRequest, or for a renegotiation.
        if (side.isClient) this.told.tellHello(buf, start, end, this.anomalies.place)
        if (side.isClient && !this.secrets.isTls13) this.beginAgain(buf, start, end, side.isProtected)
        break
      case handshakeTypes.serverHello:
        if (side === this.sides.server) this.settle(buf, start, end)
        break
      case handshakeTypes.newSessionTicket:
        this.ticket(side, buf, start + handshakeHeaderBytes, end)
        break
      case handshakeTypes.endOfEarlyData:
        if (side.isClient && this.secrets.isTls13) this.secrets.recordKeys.moveTo(side, phases.handshake)
        break
      case handshakeTypes.certificate:
      case handshakeTypes.compressedCertificate:
        if (side === this.sides.server) this.certificate(type, buf, start, end)
        else {
          const leaf = leafOf(buf, start, end, this.secrets.isTls13, type)
          this.told.tell(leaf.buf, leaf.start, leaf.end, this.anomalies.place)
        }
        break
      case handshakeTypes.clientKeyExchange: {
        const identity = identityOf(buf, start, end, this.secrets.negotiation.suiteNumber)
        this.told.tell(buf, identity.start, identity.end, this.anomalies.place)
        break
      }
      case handshakeTypes.finished:
        if (this.secrets.isTls13) this.secrets.recordKeys.moveTo(side, phases.application)
        break
      case handshakeTypes.keyUpdate:
        if (this.secrets.isTls13 && side.phase >= phases.application)
          this.secrets.recordKeys.moveTo(side, side.phase + 1)
        break
      default:
    }
    if (side.isClient && isOddOfClient(type)) this.told.tellOdd(buf, start, end, this.anomalies.place)
  }

  private beginAgain(buf: Buffer, start: number, end: number, isProtected: boolean): void {
    const { keys, counts } = this.context
    const negotiation = new Negotiation(keys, buf, start, end)
    if (negotiation.hasKey) keys.secrets.claim(negotiation.clientRandom, 0)
    if (isProtected && !this.secrets.areSearched) {
      this.proposed = negotiation
      return
    }
    this.secrets.recordKeys.negotiation = negotiation
    if (!this.secrets.areSearched) return
    // The first one was not captured.
    for (const side of this.sides.all) side.late = null
    if (negotiation.hasKey) {
      this.secrets.found()
      return
    }
    counts.hellosWithoutKey++
    this.owner.giveUpLate()
  }

  /** The ServerHello says how the records are protected. */
  private settle(buf: Buffer, start: number, end: number): void {
    if (this.proposed !== null) this.secrets.recordKeys.negotiation = this.proposed
    this.proposed = null
    const { negotiation } = this.secrets
    const settled = negotiation.readServerHello(buf, start, end)
    if (settled === 'settled' && this.secrets.areNone) this.searchOther()
    if (this.secrets.areNone && !(settled === 'settled' && negotiation.suite?.kind === 'null')) {
      this.endInClear(settled)
      return
    }
    if (negotiation.version === 0) this.secrets.clear.endBoth()
    else if (this.secrets.isTls13 || this.hasName) this.secrets.clear.end(this.sides.server)
    if (settled === 'retry') return
    if (settled !== 'settled') {
      this.giveUpUnsettled(settled)
      return
    }
    this.secrets.recordKeys.suite = negotiation.suite
    if (this.secrets.isUnencrypted) this.beginUnencrypted()
    if (!this.secrets.isTls13) this.prepare12()
    this.owner.readWaiting()
  }

  /** Whether the log has a connection without secrets under another name is to be found by trying. */
  private searchOther(): void {
    if (this.secrets.mayBeResumed()) this.secrets.search()
    else if (this.secrets.isTls13 && this.secrets.mayBeHidden()) this.searchHidden()
  }

  /** Of a connection without secrets there is no more to read than what is in clear behind this. */
  private endInClear(settled: 'settled' | 'retry' | AnomalyCode): void {
    if (settled === 'retry' && this.secrets.mayBeHidden()) return
    this.owner.readWaiting()
    if (this.secrets.negotiation.version === 0) this.owner.closeBoth(verdicts.undecryptable)
    // The client's next record shows that it goes on in TLS.
    else if (this.secrets.isTls13 || this.hasName) this.sides.close(this.sides.server, verdicts.undecryptable)
  }

  /** Records that are protected in such a way are not read. */
  private giveUpUnsettled(problem: AnomalyCode): void {
    if (this.secrets.areAwaited) this.owner.giveUp()
    else if (this.secrets.areSearched) this.owner.giveUpLate()
    else {
      this.anomalies.noteOfFlow(problem)
      this.owner.closeBoth(verdicts.undecryptable)
    }
  }

  private beginUnencrypted(): void {
    this.secrets.found()
    for (const side of this.sides.all) side.late = null
    this.anomalies.noteOfFlow(tlsAnomalies.unencrypted)
  }

  /** Of TLS 1.2 and before, the ChangeCipherSpec of a direction brings into use what opens its records. */
  private prepare12(): void {
    for (const side of this.sides.all) {
      side.isProtected ||= side.late?.hasChanged === true
      side.late = null
    }
    const { negotiation } = this.secrets
    const openers = negotiation.openers(negotiation.masters())
    if (openers !== null) this.secrets.found()
    this.sides.client.prepared = openers?.[0] ?? null
    this.sides.server.prepared = openers?.[1] ?? null
  }

  private searchHidden(): void {
    this.secrets.negotiation.forgetHello()
    this.owner.joinLate('hello')
  }

  /** A ticket of TLS 1.2 (RFC 5077, 3.3): lifetime, length, ticket. Those of TLS 1.3 lead to new secrets. */
  private ticket(side: RecordSide, buf: Buffer, start: number, end: number): void {
    if (side !== this.sides.server || this.secrets.isTls13 || start + 6 > end) return
    const master = this.secrets.negotiation.master()
    const to = start + 6 + buf.readUInt16BE(start + 4)
    if (to > end) return
    const ticket = buf.subarray(start + 6, to)
    if (master !== null) this.secrets.negotiation.learnTicket(ticket, master)
    else if (this.secrets.joined !== null && this.secrets.areSearched)
      this.secrets.joined.givenTicket = Buffer.from(ticket)
  }

  private certificate(type: number, buf: Buffer, start: number, end: number): void {
    if (this.secrets.areNone && !this.secrets.isUnencrypted)
      this.sides.close(this.sides.server, verdicts.undecryptable)
    this.secrets.clear.end(this.sides.server)
    if (this.hasName) return
    const name = nameOfCertificateMessage(buf, start, end, this.secrets.isTls13, type)
    if (name === null) this.anomalies.note(tlsAnomalies.certificateMalformed)
    else if (name !== '') {
      this.context.sink.serverName(this.flow, 'certificate', name, this.anomalies.place)
    }
  }
}
