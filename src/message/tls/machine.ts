import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { RunMap, RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { tellOfClient, tellServerName } from '../server-name-message.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { switchProtocol } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { TlsConnection } from './connection.ts'
import { readInnerHello, tellInnerHello } from './ech.ts'
import type { InnerHello } from './ech.ts'
import { handshakeTypes } from './handshake-reader.ts'
import { Negotiation } from './negotiation.ts'
import type { ParsedHello } from './parse.ts'
import { probeStream } from './probe.ts'
import { tellHello } from './tell-hello.ts'
import {
  clientHelloType,
  emptyHello,
  handshakeHeaderBytes,
  handshakeLength,
  isRecordHeader,
  parseClientHello,
  readVersion,
  recordHeaderBytes,
  recordTypes,
  ssl2HelloLength,
} from './parse.ts'

/** Bytes by which an SSL 2.0 hello is known. */
const ssl2ProbeBytes = 11
/** Bytes on the wire for one byte of the hello at worst: a record for each byte. Beyond, it is an attack. */
const wireBytesMax = limits.message.tlsHandshakeBytesMax * (1 + recordHeaderBytes)

/** An alert in clear with the header of its record. */
const clearAlertBytes = recordHeaderBytes + 2

/** A ClientHello with its header as far as its random (RFC 8446, 4.1.2), by which a key log knows it. */
const keyedBytesMin = handshakeHeaderBytes + 2 + 32

/** One direction while its first handshake message is being collected. */
class HelloCollector {
  /** Bytes taken whose fate is not decided yet. */
  pendingBytes = 0
  /** The record header as far as it is there, and the bytes that the record still has. */
  readonly header: Buffer = Buffer.alloc(ssl2ProbeBytes)
  headerSeen = 0
  recordLeft = 0
  /** The handshake message so far. */
  hello: Buffer = Buffer.alloc(256)
  helloEnd = 0
  /** Where its bytes came from. */
  readonly runs: RunMap = new RunMap()
  /** Length of the message; 0 until its header is there. */
  helloLength = 0
}

/** Bytes of a server that came before the hello of its client, as they can in a capture. */
class EarlyAnswer {
  readonly direction: Direction
  bytes = 0
  readonly chunks: { readonly buf: Buffer; readonly origin: RunOrigin }[] = []

  constructor(direction: Direction) {
    this.direction = direction
  }
}

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
  /** Where the hello's first byte came from, by direction. */
  private readonly origins: [RunOrigin | null, RunOrigin | null] = [null, null]
  private connection: TlsConnection | null = null
  private early: EarlyAnswer | null = null
  /** What the hello that was read last seals, where that could be opened. */
  private inner: InnerHello | null = null
  private hasNotedLate = false
  /** By direction, of a connection that was joined late: something of it was seen. */
  private readonly isHeard: [boolean, boolean] = [false, false]

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
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
      if (helloEnd !== 0) {
        this.context.counts.framingBytes += helloEnd - start
        this.origins[direction] = origin
        if (buf[start] !== recordTypes.handshake) {
          this.context.counts.undecryptableBytes += end - helloEnd
          return this.emit(emptyHello(readVersion(buf, start + 3)), origin, buf)
        }
        const helloStart = start + recordHeaderBytes
        const hello = parseClientHello(buf, helloStart, helloEnd)
        const left = helloStart + buf.readUInt16BE(start + 3) - helloEnd
        this.follow(direction, hello, buf, helloStart, helloEnd, left, buf.readUInt16BE(start + 1))
        nameRuns.clear()
        nameRuns.add(0, origin.frame, origin.offset + hello.sniStart - start)
        const verdict = this.emit(hello, origin, buf)
        this.tellFree(hello, origin, buf, (from) => {
          nameRuns.clear()
          nameRuns.add(0, origin.frame, origin.offset + from - start)
        })
        return this.goOn(direction, verdict, buf, start, helloEnd, end, origin)
      }
      if (this.keepEarly(direction, buf, start, end, origin)) return verdicts.more
      if (this.early?.direction === direction || isNoHello(buf, start, end)) {
        const late = this.joinLate(direction, isServerHello(buf, start, end))
        if (late !== null) return this.letGo(late.push(direction, buf, start, end, origin))
      }
      this.collectors[direction] = new HelloCollector()
      this.origins[direction] = originAt(origin, 0)
    }
    return this.collect(direction, this.collectors[direction] as HelloCollector, buf, start, end, origin)
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
    const frame = this.origins[direction]?.frame ?? 0
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
    if (hello.hasEch) this.inner = readInnerHello(keys, buf, start, end)
    const canWait = keys.isAwaiting()
    if (!keys.isEmpty || canWait) {
      const negotiation = new Negotiation(keys, buf, start, end)
      if (negotiation.hasKey) keys.claim(negotiation.clientRandom, 0)
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
    verdict: Verdict,
    buf: Buffer,
    start: number,
    at: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const { connection } = this
    if (connection === null) {
      this.context.counts.undecryptableBytes += end - at
      return verdict
    }
    const rest = originAt(origin, at - start)
    const said = connection.push(direction, buf, at, end, rest)
    return said === switchProtocol ? said : this.answerEarly(direction, connection, said)
  }

  /** What the server answered before the hello of `direction` was read, now that it was; `said` is the verdict on the hello's own. */
  private answerEarly(direction: Direction, connection: TlsConnection, said: Verdict): Verdict {
    const { early } = this
    this.early = null
    for (const chunk of early?.chunks ?? []) {
      const { length } = chunk.buf
      const answer = connection.push(direction === 0 ? 1 : 0, chunk.buf, 0, length, chunk.origin)
      if (answer === switchProtocol) this.context.counts.undecryptableBytes += length - connection.restStart
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
    if (this.early.bytes + end - start > limits.message.tlsWaitingBytesMax) {
      if (keys.size === 0) this.dropEarly()
      return false
    }
    const kept = originAt(origin, 0)
    this.early.bytes += end - start
    this.early.chunks.push({ buf: Buffer.from(buf.subarray(start, end)), origin: kept })
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
    const hasKeys = context.keys.size > 0
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
    let at = start
    while (at < end) {
      if (state.recordLeft > 0) {
        const taken = Math.min(state.recordLeft, this.wanted(state), end - at)
        state.runs.add(state.helloEnd, origin.frame, origin.offset + at - start)
        append(state, buf, at, taken)
        at += taken
        state.pendingBytes += taken
        state.recordLeft -= taken
        // Not a ClientHello: the server's part, or a connection that was joined late.
        if (state.hello[0] !== clientHelloType)
          return this.refuse(direction, null, buf, start, at, end, origin)
        if (state.helloLength === 0 && state.helloEnd >= handshakeHeaderBytes) {
          state.helloLength = handshakeLength(state.hello, 0)
          if (state.helloLength > limits.message.tlsHandshakeBytesMax) {
            return this.refuse(direction, tlsAnomalies.helloLimit, buf, start, at, end, origin)
          }
        }
        if (state.helloLength > 0 && state.helloEnd === state.helloLength) {
          const hello = parseClientHello(state.hello, 0, state.helloEnd)
          const version = state.header.readUInt16BE(1)
          this.context.counts.framingBytes += state.pendingBytes
          this.collectors[direction] = null
          this.follow(direction, hello, state.hello, 0, state.helloEnd, state.recordLeft, version)
          nameRuns.lay(state.runs.spans(hello.sniStart, hello.sniEnd))
          const first = this.origins[direction] as RunOrigin
          const verdict = this.emit(hello, first, state.hello)
          this.tellFree(hello, first, state.hello, (from, to) => nameRuns.lay(state.runs.spans(from, to)))
          return this.goOn(direction, verdict, buf, start, at, end, origin)
        }
        continue
      }
      state.header[state.headerSeen++] = buf[at++] as number
      state.pendingBytes++
      const isSsl2 = ((state.header[0] as number) & 0x80) !== 0 && state.helloEnd === 0
      if (isSsl2) {
        if (state.headerSeen < ssl2ProbeBytes) continue
        const length = ssl2HelloLength(state.header, 0)
        if (length === 0) return this.refuse(direction, null, buf, start, at, end, origin)
        // The rest is ciphers and random bytes: not read, so not waited for.
        this.context.counts.framingBytes += state.pendingBytes
        this.context.counts.undecryptableBytes += end - at
        this.collectors[direction] = null
        const hello = emptyHello(readVersion(state.header, 3))
        return this.emit(hello, this.origins[direction] as RunOrigin, state.header)
      }
      if (state.headerSeen < recordHeaderBytes) continue
      state.headerSeen = 0
      const isHandshake = state.header[0] === recordTypes.handshake && state.header[1] === 3
      if (!isHandshake) {
        const problem = state.helloEnd > 0 ? tlsAnomalies.recordMalformed : null
        return this.refuse(direction, problem, buf, start, at, end, origin)
      }
      state.recordLeft = state.header.readUInt16BE(3)
      if (state.pendingBytes > wireBytesMax) {
        return this.refuse(direction, tlsAnomalies.helloLimit, buf, start, at, end, origin)
      }
    }
    return verdicts.more
  }

  private wanted(state: HelloCollector): number {
    return (state.helloLength === 0 ? handshakeHeaderBytes : state.helloLength) - state.helloEnd
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
    if (state === null || state.hello[0] !== clientHelloType || state.helloEnd < keyedBytesMin) return null
    const { keys, counts, anomalies } = this.context
    const { hello, helloEnd, runs } = state
    const parsed = parseClientHello(hello, 0, helloEnd)
    if (parsed.sni === '' && (keys.isEmpty || !new Negotiation(keys, hello, 0, helloEnd).hasKey)) return null
    anomalies.note(problem, frame)
    counts.framingBytes += state.pendingBytes
    this.collectors[direction] = null
    const left = isLast ? 0 : state.recordLeft
    this.follow(direction, parsed, hello, 0, helloEnd, left, state.header.readUInt16BE(1))
    nameRuns.lay(runs.spans(parsed.sniStart, parsed.sniEnd))
    const first = this.origins[direction] as RunOrigin
    this.emit({ ...parsed, problem: null }, first, hello)
    this.tellFree(parsed, first, hello, (from, to) => nameRuns.lay(runs.spans(from, to)))
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
    if (state === null || state.pendingBytes !== recordHeaderBytes + state.helloEnd) return null
    const isServer = state.helloEnd > 0 && state.hello[0] === handshakeTypes.serverHello
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
    const first = this.origins[direction] as RunOrigin
    give(state.header, 0, recordHeaderBytes, first)
    let position = 0
    for (const span of state.runs.spans(0, state.helloEnd)) {
      const place = originAt(first, 0)
      place.frame = span.frame
      place.offset = span.start
      give(state.hello, position, position + span.end - span.start, place)
      position += span.end - span.start
    }
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

  /** Says what the hello in `buf` shows; `nameRuns` says where its name came from. */
  private emit(hello: ParsedHello, origin: RunOrigin, buf: Buffer): Verdict {
    const { frame } = origin
    // Whatever the other direction had begun to collect is not a hello.
    this.giveUp(0, null, frame)
    this.giveUp(1, null, frame)
    if (this.connection === null) this.dropEarly()
    if (hello.problem !== null) this.context.anomalies.note(hello.problem, frame)
    tellHello(this.flow, this.context, 'tls', hello, origin)
    const { sniStart, sniEnd } = hello
    tellServerName(this.flow, this.context, 'tls', buf, sniStart, sniEnd, nameRuns, origin)
    return verdicts.undecryptable | verdicts.bothDirections
  }

  /** Hands on what the client was free to write into the hello in `buf`, and what that seals; `place` fills `nameRuns` for a piece of it. */
  private tellFree(
    { free }: ParsedHello,
    origin: RunOrigin,
    buf: Buffer,
    place: (start: number, end: number) => void,
  ): void {
    for (let index = 0; index < free.length; index += 2) {
      const start = free[index] as number
      const end = free[index + 1] as number
      place(start, end)
      tellOfClient(this.flow, this.context, 'tls', buf, start, end, nameRuns, origin)
    }
    if (this.inner !== null)
      tellInnerHello(this.flow, this.context, 'tls', this.inner, nameRuns, place, origin)
    this.inner = null
  }
}

/**
 * Position behind the ClientHello that lies at `start` in one record of this chunk, 0 where it does not. Of an SSL 2.0
 * hello only the first bytes are read: what follows is ciphers and random bytes.
 */
function wholeHello(buf: Buffer, start: number, end: number): number {
  if (end - start < ssl2ProbeBytes) return 0
  if (buf[start] === recordTypes.handshake) {
    const content = start + recordHeaderBytes
    if (!isRecordHeader(buf, start) || buf[content] !== clientHelloType) return 0
    const length = handshakeLength(buf, content)
    return length <= buf.readUInt16BE(start + 3) && content + length <= end ? content + length : 0
  }
  return ssl2HelloLength(buf, start) > 0 ? start + ssl2ProbeBytes : 0
}

/**
 * Where alerts in clear end that a direction begins with: an end that fails before its hello, or the answer to that, says why,
 * and nothing of it is encrypted. Sealed alerts are longer.
 */
function behindAlerts(buf: Buffer, start: number, end: number): number {
  let at = start
  while (end - at >= clearAlertBytes && buf[at] === recordTypes.alert && isClearAlert(buf, at))
    at += clearAlertBytes
  return at
}

/** A record of version 3 with two bytes: a level, of which there are two, and what happened (RFC 8446, 6). */
function isClearAlert(buf: Buffer, at: number): boolean {
  const level = buf[at + recordHeaderBytes]
  return buf[at + 1] === 3 && buf.readUInt16BE(at + 3) === 2 && (level === 1 || level === 2)
}

/** Whether a direction that begins so has no hello at its beginning: its first record is of another type, or begins another message. */
function isNoHello(buf: Buffer, start: number, end: number): boolean {
  const first = buf[start] as number
  if (first !== recordTypes.handshake) return first < 0x80 || probeStream(buf, start, end) === 'no'
  if (end - start <= recordHeaderBytes || buf.readUInt16BE(start + 3) === 0) return false
  return buf[start + recordHeaderBytes] !== clientHelloType
}

/** Whether a direction that begins so is the server's, from its beginning on. */
function isServerHello(buf: Buffer, start: number, end: number): boolean {
  return startsWith(handshakeTypes.serverHello, buf, start, end)
}

function startsWith(messageType: number, buf: Buffer, start: number, end: number): boolean {
  return (
    end - start > recordHeaderBytes &&
    buf[start] === recordTypes.handshake &&
    buf[start + recordHeaderBytes] === messageType
  )
}

/** The place so many bytes behind `origin`. */
function originAt(origin: RunOrigin, behind: number): RunOrigin {
  const place = new RunOrigin()
  place.placeBehind(origin, behind)
  return place
}

/** The map of the name alone, for the call that is made with it. */
const nameRuns = new RunMap()

function append(state: HelloCollector, buf: Buffer, at: number, length: number): void {
  const end = state.helloEnd + length
  if (end > state.hello.length) {
    const size = Math.min(
      Math.max(end, state.hello.length * 2),
      limits.message.tlsHandshakeBytesMax + handshakeHeaderBytes,
    )
    const grown = Buffer.alloc(size)
    state.hello.copy(grown, 0, 0, state.helloEnd)
    state.hello = grown
  }
  buf.copy(state.hello, state.helloEnd, at, at + length)
  state.helloEnd = end
}
