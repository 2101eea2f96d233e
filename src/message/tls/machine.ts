import type { AnomalyCode } from '../../core/anomaly.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { switchProtocol } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { TlsConnection } from './connection.ts'
import { handshakeTypes } from './handshake-reader.ts'
import { Negotiation } from './negotiation.ts'
import { behindAlerts } from './opening/clear-alerts.ts'
import { EarlyAnswer } from './opening/early-answer.ts'
import { isNoHello, isServerHello, startsWith, wholeHello } from './opening/first-record.ts'
import { HelloCollector } from './opening/hello-collector.ts'
import { HelloTeller } from './opening/hello-teller.ts'
import { originAt } from './opening/origin-at.ts'
import type { ParsedHello } from './parse.ts'
import {
  clientHelloType,
  emptyHello,
  handshakeHeaderBytes,
  parseClientHello,
  readVersion,
  recordHeaderBytes,
  recordTypes,
} from './parse.ts'

/** A ClientHello with its header as far as its random (RFC 8446, 4.1.2), by which a key log knows it. */
const keyedBytesMin = handshakeHeaderBytes + 2 + 32

/**
 * Reads the ClientHello of a TLS connection. Where nothing is known by which it can be decrypted, the flow is given up
 * right behind the hello: that is what makes most of a phone's bytes cost nothing. Else see {@link TlsConnection}. Whoever sends the hello is the
 * client, so both directions are tried: the roles of a flow that was joined late are a guess. A direction that does not
 * start with a hello ends alone, since in a reordered capture the other's hello may still come.
 */
export class TlsParser implements Parser {
  readonly protocol: ProtocolName = 'tls'
  private readonly flow: Flow
  private readonly context: ParserContext
  /** By direction; null where nothing is being collected. */
  private readonly collectors: [HelloCollector | null, HelloCollector | null] = [null, null]
  private readonly isDone: [boolean, boolean] = [false, false]
  private connection: TlsConnection | null = null
  private early: EarlyAnswer | null = null
  private readonly teller: HelloTeller
  private hasNotedLate = false
  /** By direction, of a connection that was joined late: something of it was seen. */
  private readonly isHeard: [boolean, boolean] = [false, false]

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.teller = new HelloTeller(flow, context)
  }

  get heldBytes(): number {
    const { connection, collectors } = this
    const collected = (collectors[0]?.hello.length ?? 0) + (collectors[1]?.hello.length ?? 0)
    return collected + (connection === null ? (this.early?.bytes ?? 0) : connection.heldBytes)
  }

  /** After the verdict `switchProtocol`, see {@link Parser}. */
  get restStart(): number {
    return this.connection === null ? 0 : this.connection.restStart
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    if (end <= start) return verdicts.more
    if (this.connection !== null && !this.mayBegin(direction)) {
      if (!this.connection.isUnknown || !this.isBegunAnew(direction, buf, start, end))
        return this.letGo(this.connection.push(direction, buf, start, end, origin))
      this.connection.supersede()
      this.connection = null
    }
    if (this.isDone[direction]) {
      this.context.counts.undecryptableBytes += end - start
      return verdicts.undecryptable
    }
    if (this.collectors[direction] === null) {
      const rest = this.early?.direction === direction ? start : behindAlerts(buf, start, end)
      if (rest > start) {
        this.context.counts.framingBytes += rest - start
        return this.push(direction, buf, rest, end, originAt(origin, rest - start))
      }
      const helloEnd = wholeHello(buf, start, end)
      if (helloEnd !== 0) return this.takeWhole(direction, buf, start, helloEnd, end, origin)
      if (this.keepEarly(direction, buf, start, end, origin)) return verdicts.more
      if (this.early?.direction === direction || isNoHello(buf, start, end)) {
        const late = this.joinLate(direction, isServerHello(buf, start, end))
        if (late !== null) return this.letGo(late.push(direction, buf, start, end, origin))
      }
    }
    const collector = (this.collectors[direction] ??= new HelloCollector(origin))
    return this.collect(direction, collector, buf, start, end, origin)
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    if (this.connection !== null && !this.mayBegin(direction)) {
      this.isHeard[direction] = true
      return this.letGo(this.connection.gap(direction, length, origin))
    }
    if (this.early?.direction === direction) {
      const late = this.joinLate(direction, true)
      if (late !== null) return this.letGo(late.gap(direction, length, origin))
      this.dropEarly()
    }
    if (this.isDone[direction]) return verdicts.undecryptable
    // Where nothing was seen yet, what is missing may belong to what came before the hello.
    if (this.collectors[direction] === null) return verdicts.more
    const cut = this.readCut(direction, tlsAnomalies.helloGap, origin.frame)
    if (cut !== null) return this.answerEarly(direction, cut, cut.gap(direction, length, origin))
    const left = this.collectors[direction]?.recordLeft ?? 0
    this.giveUp(direction, tlsAnomalies.helloGap, origin.frame)
    const late = this.joinLate(direction, false)
    if (late === null) return verdicts.undecryptable
    late.skipRecord(direction, left)
    return this.letGo(late.gap(direction, length, origin))
  }

  resumes(): boolean {
    return this.connection?.isShown === true
  }

  finished(direction: Direction): void {
    if (this.connection !== null && !this.mayBegin(direction)) {
      this.connection.finished(direction)
      return
    }
    if (this.isDone[direction]) return
    const isCollecting = this.collectors[direction] !== null
    const frame = this.collectors[direction]?.first.frame ?? 0
    const cut = isCollecting ? this.readCut(direction, tlsAnomalies.helloUnfinished, frame, true) : null
    if (cut === null) this.giveUp(direction, isCollecting ? tlsAnomalies.helloUnfinished : null, frame)
    else {
      cut.finished(direction)
      this.answerEarly(direction, cut, verdicts.more)
    }
  }

  end(): void {
    // The hello did not come.
    if (this.connection === null && this.early !== null) this.joinLate(this.early.direction, true)
    this.finished(0)
    this.finished(1)
    this.connection?.end()
    this.dropEarly()
  }

  shed(): void {
    this.connection?.shed()
    this.dropEarly()
    for (const direction of [0, 1] as const)
      if (this.collectors[direction] !== null) this.giveUp(direction, tlsAnomalies.helloLimit, 0)
  }

  /** The hello lies in one record of the chunk, and ends at `helloEnd`. */
  private takeWhole(
    direction: Direction,
    buf: Buffer,
    start: number,
    helloEnd: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const { counts } = this.context
    counts.framingBytes += helloEnd - start
    if (buf[start] !== recordTypes.handshake) {
      counts.undecryptableBytes += end - helloEnd
      return this.takeSsl2(readVersion(buf, start + 3), origin)
    }
    const helloStart = start + recordHeaderBytes
    const hello = parseClientHello(buf, helloStart, helloEnd)
    const left = helloStart + buf.readUInt16BE(start + 3) - helloEnd
    this.follow(direction, hello, buf, helloStart, helloEnd, left, buf.readUInt16BE(start + 1))
    this.settle()
    this.teller.tell(hello, origin, buf, (runs, from) => {
      runs.clear()
      runs.add(0, origin.frame, origin.offset + from - start)
    })
    return this.goOn(direction, buf, start, helloEnd, end, origin)
  }

  /** Of a hello in the form of SSL 2.0 nothing but the version is read. */
  private takeSsl2(version: string, origin: RunOrigin): Verdict {
    this.settle()
    this.teller.tellAlone(emptyHello(version), origin)
    return verdicts.undecryptable | verdicts.bothDirections
  }

  /** Where something may be known by which the connection can be read, it is. */
  private follow(
    direction: Direction,
    hello: ParsedHello,
    buf: Buffer,
    start: number,
    end: number,
    leftInRecord: number,
    version: number,
  ): void {
    const { keys, counts } = this.context
    this.connection?.supersede()
    this.teller.unseal(hello, buf, start, end)
    const canWait = keys.isAwaiting()
    if (!keys.isEmpty || canWait) {
      const negotiation = new Negotiation(keys, buf, start, end)
      if (negotiation.hasKey) keys.secrets.claim(negotiation.clientRandom, 0)
      const mayCome = canWait && negotiation.clientRandom.length > 0
      if (negotiation.hasKey || mayCome) {
        const { flow, context } = this
        const hasName = hello.sni !== ''
        const secrets = negotiation.hasKey ? 'known' : 'awaited'
        this.connection = new TlsConnection(flow, context, direction, negotiation, hasName, secrets)
        this.connection.startInRecord(direction, leftInRecord, version)
        return
      }
    }
    counts.hellosWithoutKey++
    const negotiation = new Negotiation(keys, buf, start, end)
    // A server that the client does not name is named by its certificate, where that travels in clear.
    const hasName = hello.sni !== '' || hello.hasEch
    this.connection = new TlsConnection(this.flow, this.context, direction, negotiation, hasName, 'none')
    this.connection.startInRecord(direction, leftInRecord, version)
  }

  /** Takes what stands behind the hello. */
  private goOn(
    direction: Direction,
    buf: Buffer,
    start: number,
    at: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const connection = this.connection as TlsConnection
    const said = connection.push(direction, buf, at, end, originAt(origin, at - start))
    return said === switchProtocol ? said : this.answerEarly(direction, connection, said)
  }

  /** What the server answered before the hello of `direction` was read, now that it was; `said` is the verdict on the hello's own. */
  private answerEarly(direction: Direction, connection: TlsConnection, said: Verdict): Verdict {
    const { early } = this
    this.early = null
    if (early !== null) {
      // The connection counts as well: its part comes first.
      const left = early.giveTo(connection, direction === 0 ? 1 : 0)
      this.context.counts.undecryptableBytes += left
    }
    return this.letGo(said)
  }

  /** Most connections have nothing more to show without keys once their server has answered: there are many of them. */
  private letGo(verdict: Verdict): Verdict {
    const { connection } = this
    if ((verdict & verdicts.bothDirections) === 0 || connection === null) return verdict
    if (!connection.isInClear && !connection.isGivenUp) return verdict
    this.isDone.fill(true)
    connection.end()
    this.connection = null
    return verdict
  }

  /** A server's first bytes may stand in a capture before its client's: kept while they may be of use. */
  private keepEarly(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): boolean {
    const { keys } = this.context
    if (!this.mayKeepEarly(direction)) return false
    if (this.early === null && !isServerHello(buf, start, end)) return false
    this.early ??= new EarlyAnswer(direction)
    if (!this.early.hasRoom(end - start)) {
      if (keys.secrets.size === 0) this.dropEarly()
      return false
    }
    this.early.add(buf, start, end, origin)
    return true
  }

  /**
   * The ClientHello is not in the capture, as `direction` shows by what stands where it should: the connection may be told by
   * its secrets, or turn out to be none. `isServer`: the direction began with a ServerHello. Null where the other direction says
   * more, or has said it.
   */
  private joinLate(direction: Direction, isServer: boolean): TlsConnection | null {
    const { flow, context, early } = this
    this.isHeard[direction] = true
    if (this.connection !== null) return this.connection
    const other = direction === 0 ? 1 : 0
    const isHelloDue = this.collectors[other] !== null
    const hasKeys = context.keys.secrets.size > 0
    if (isHelloDue || (early === null && this.isDone[other])) return null
    const server = early?.direction ?? (isServer ? direction : 1)
    const negotiation = Negotiation.withoutHello(context.keys)
    const isClient: Direction = server === 0 ? 1 : 0
    const late = new TlsConnection(flow, context, isClient, negotiation, false, hasKeys ? 'known' : 'unseen')
    if (hasKeys) late.joinLate()
    this.connection = late
    if (early !== null) {
      this.isHeard[early.direction] = true
      this.answerEarly(server === 0 ? 1 : 0, late, verdicts.more)
    }
    return late
  }

  /** Whether the hello may still come in this direction: the other one began without, and has nothing that could be tried. */
  private mayBegin(direction: Direction): boolean {
    return this.connection?.isUnseen === true && !this.isHeard[direction]
  }

  /** Whether the hello stands here that the connection was read without. */
  private isBegunAnew(direction: Direction, buf: Buffer, start: number, end: number): boolean {
    const isHeard = this.isHeard[direction]
    this.isHeard[direction] = true
    return !isHeard && startsWith(clientHelloType, buf, start, end)
  }

  private mayKeepEarly(direction: Direction): boolean {
    const { keys } = this.context
    if ((keys.isEmpty && !keys.isAwaiting()) || this.isDone[direction === 0 ? 1 : 0]) return false
    return this.early === null || this.early.direction === direction
  }

  private dropEarly(): void {
    this.context.counts.undecryptableBytes += this.early?.bytes ?? 0
    this.early = null
  }

  /** Takes bytes of a hello that does not lie in one record of one chunk. */
  private collect(
    direction: Direction,
    state: HelloCollector,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const { counts } = this.context
    const at = state.read(buf, start, end, origin)
    if (state.state === 'more') return verdicts.more
    if (state.state === 'refused') return this.refuse(direction, state.problem, buf, start, at, end, origin)
    counts.framingBytes += state.pendingBytes
    this.collectors[direction] = null
    if (state.state === 'ssl2') {
      counts.undecryptableBytes += end - at
      return this.takeSsl2(state.ssl2Version, state.first)
    }
    this.takeCollected(direction, state, parseClientHello(state.hello, 0, state.helloEnd), state.recordLeft)
    return this.goOn(direction, buf, start, at, end, origin)
  }

  /** `left`: bytes of the record in which the hello ends. */
  private takeCollected(
    direction: Direction,
    { hello, helloEnd, runs, version, first }: HelloCollector,
    parsed: ParsedHello,
    left: number,
  ): void {
    this.follow(direction, parsed, hello, 0, helloEnd, left, version)
    this.settle()
    this.teller.tell(parsed, first, hello, (pieces, from, to) => pieces.lay(runs.spans(from, to)))
  }

  /**
   * A hello whose rest is missing says whom it asks for where its name stands in front of the hole, and by its random which
   * key is its own: hellos with keys against quantum computers fill two packets, of which one may not be captured. `isLast`:
   * nothing more comes of the direction. Null where the hello says neither.
   */
  private readCut(
    direction: Direction,
    problem: AnomalyCode,
    frame: number,
    isLast = false,
  ): TlsConnection | null {
    const state = this.collectors[direction]
    if (state === null || !state.begins(clientHelloType) || state.helloEnd < keyedBytesMin) return null
    const { keys, counts, anomalies } = this.context
    const { hello, helloEnd } = state
    const parsed = parseClientHello(hello, 0, helloEnd)
    if (parsed.sni === '' && (keys.isEmpty || !new Negotiation(keys, hello, 0, helloEnd).hasKey)) return null
    anomalies.note(problem, frame)
    counts.framingBytes += state.pendingBytes
    this.collectors[direction] = null
    this.takeCollected(direction, state, { ...parsed, problem: null }, isLast ? 0 : state.recordLeft)
    return this.connection
  }

  /** The direction has no hello, or none that can be read. */
  private refuse(
    direction: Direction,
    problem: AnomalyCode | null,
    buf: Buffer,
    start: number,
    at: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    if (problem === null) {
      const verdict = this.pushAgain(direction, buf, at, end, originAt(origin, at - start))
      if (verdict !== null) return verdict
    }
    this.context.counts.undecryptableBytes += end - at
    if (problem === null && !this.context.keys.isEmpty && !this.hasNotedLate) {
      this.hasNotedLate = true
      this.context.anomalies.note(tlsAnomalies.noHello, origin.frame)
    }
    this.giveUp(direction, problem, origin.frame)
    return verdicts.undecryptable
  }

  /**
   * What was collected of a first record that is no hello's: an answer is kept until its hello comes, and else a connection is
   * read without. Null where neither is.
   */
  private pushAgain(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict | null {
    const state = this.collectors[direction]
    // Of one record that begins another message.
    if (state?.isOfOneRecord !== true) return null
    const isServer = state.begins(handshakeTypes.serverHello)
    const isKept = isServer && this.mayKeepEarly(direction)
    const late = isKept ? null : this.joinLate(direction, isServer)
    if (!isKept && late === null) return null
    this.collectors[direction] = null
    if (isKept) this.early ??= new EarlyAnswer(direction)
    let isOver = false
    const give = (bytes: Buffer, from: number, to: number, place: RunOrigin): Verdict => {
      if (late === null) {
        this.keepEarly(direction, bytes, from, to, place)
        return verdicts.more
      }
      const said = isOver ? switchProtocol : late.push(direction, bytes, from, to, place)
      if (said !== switchProtocol || bytes === buf) return said
      // What was collected can not be given to whom it is for.
      this.context.counts.undecryptableBytes += to - (isOver ? from : late.restStart)
      isOver = true
      return said
    }
    state.giveOn(give)
    if (late !== null && isOver) {
      late.restStart = start
      return switchProtocol
    }
    return end > start ? this.letGo(give(buf, start, end, origin)) : verdicts.more
  }

  private giveUp(direction: Direction, problem: AnomalyCode | null, frame: number): void {
    const state = this.collectors[direction]
    if (state !== null) {
      if (problem === tlsAnomalies.helloLimit) this.context.counts.limitBytes += state.pendingBytes
      else this.context.counts.undecryptableBytes += state.pendingBytes
    }
    if (problem !== null) this.context.anomalies.note(problem, frame)
    this.collectors[direction] = null
    this.isDone[direction] = true
  }

  /** A hello was read: whatever was begun to be collected is done. */
  private settle(): void {
    this.giveUp(0, null, 0)
    this.giveUp(1, null, 0)
    if (this.connection === null) this.dropEarly()
  }
}
