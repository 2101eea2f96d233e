/**
 * HTTP/1.x on one flow: a reader for each direction, and who answers whom (see pairing.ts). A message that lies in one chunk is read and handed on in place. Between messages a flow holds no memory.
 *
 * Where bytes are missing, a body of known length goes on behind the gap. Anything else is given up: what there is of
 * the message is handed on as incomplete, and the bytes that follow are passed over (and counted) up to a line that
 * holds a start line. Where a flow ends within a start line, its bytes are handed on as `unrecognised`, so that they
 * are searched all the same.
 */
import { isAlnum } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { findLineFeed } from '../line-feed.ts'
import type { StreamAnomaly } from '../http-streams/anomalies.ts'
import { streamAnomalies } from '../http-streams/anomalies.ts'
import { bodyKindOf, bodyKinds } from '../http-streams/body-kind.ts'
import type { BodyOwner } from '../http-streams/body-reader.ts'
import { beginNextPiece, readerOf, takeBody } from '../http-streams/body-reader.ts'
import { KeptHead, ProtocolSwitch, tokenOf } from '../protocol-switch.ts'
import { isHello } from '../tls/probe.ts'
import { trustedLengthMax } from '../trusted-length.ts'
import { isMaskedFrame } from '../websocket/parse.ts'
import type { Message, MessageCounts, Parser, ParserContext } from '../types.ts'
import { Exchange, switchProtocol } from '../types.ts'
import type { HttpAnomaly } from './anomalies.ts'
import { anomalies } from './anomalies.ts'
import { expectChunk, readChunkEnd, readChunkSize } from './chunk-lines.ts'
import { hostName } from './host-name.ts'
import {
  beginsRequest,
  findStart,
  headStates,
  isTokenByte,
  mayFollow,
  mayStartLine,
  probeStart,
  readHead,
  startAcross,
} from './parse.ts'
import { Pairing } from './pairing.ts'
import type { PairingOwner } from './pairing.ts'
import { giveReader, states, takeReader } from './reader.ts'
import type { Reader } from './reader.ts'
import type { Unit } from './unit.ts'
import { noteOddities, tellBytes, tellMessage, tellWithoutControls } from './tell-message.ts'
import { giveUnit, methodKinds, notCounted, oddities, setOrigin, startAt, strayOf, takeUnit } from './unit.ts'
import { bodyEnd } from './lost-body-end.ts'
import { joinChunks } from './other-readings.ts'

const lineFeed = 10
const carriageReturn = 13
/** What an answer begins with (`HTTP/`): no frame of WebSocket that a server may send does. */
const answerStart = 0x48
/** First byte of a record of TLS with a handshake. */
const tlsHandshake = 0x16

/**
 * Parsers of flows that are over or at rest, for the next ones: captures hold hundreds of thousands of short flows, and
 * the garbage of their parsers would cost more than their reading.
 */
const idleParsers: Http1Parser[] = []
const idleParsersMax = 256

/** A parser for a flow, that knows nothing of it yet. */
export function takeParser(flow: Flow, context: ParserContext): Http1Parser {
  const parser = idleParsers.pop() ?? new Http1Parser()
  parser.begins(flow, context)
  return parser
}

/** Gives a parser back that has ended, or is at rest. */
export function giveParser(parser: Http1Parser): void {
  if (idleParsers.length < idleParsersMax) idleParsers.push(parser)
}

/** The reader of one flow, as long as something is on its way there. Made by {@link takeParser}. */
export class Http1Parser implements Parser, FramedBodyOwner, ChunkedBodyOwner, HeadOwner, PairingOwner {
  restStart = 0
  flow!: Flow
  context!: ParserContext
  private requests: Reader | null = null
  private responses: Reader | null = null
  private readonly pairing: Pairing = new Pairing(this)
  /** The exchange of interim responses to a request that was not seen. */
  private interim: Exchange | null = null
  private interimCount = 0
  private isSwitched = false
  isAnswerDue = false
  /** The head of the last request that asked for an upgrade or tunnel, and what came of it. */
  private asked: KeptHead | null = null
  switched: ProtocolSwitch | null = null
  /** The name that requests gave the server last. */
  serverName = ''

  begins(flow: Flow, context: ParserContext): void {
    this.flow = flow
    this.context = context
    this.restStart = 0
    this.pairing.begins()
    this.interim = null
    this.interimCount = 0
    this.isSwitched = false
    this.isAnswerDue = false
    this.asked = null
    this.switched = null
    this.serverName = ''
  }

  /** It goes on with a flow that was at rest. */
  remember(marked: number, serverName: string): void {
    this.pairing.marked = marked
    this.serverName = serverName
  }

  /** What it knows of who answers whom, as bits: with `serverName` all that it has to know of what is over. */
  get marked(): number {
    return this.pairing.marked
  }

  /** Nothing is on its way: but for `marked` and `serverName` it is as new. */
  get isAtRest(): boolean {
    return (
      this.requests === null &&
      this.responses === null &&
      this.pairing.isAtRest &&
      this.interim === null &&
      this.asked === null
    )
  }

  get protocol(): 'http' {
    return 'http'
  }

  get counts(): MessageCounts {
    return this.context.counts
  }

  get heldBytes(): number {
    let held = this.asked === null ? 0 : this.asked.heldBytes
    if (this.requests !== null) held += this.requests.heldBytes
    if (this.responses !== null) held += this.responses.heldBytes
    return held
  }

  private readerOf(direction: Direction): Reader {
    const known = direction === 0 ? this.requests : this.responses
    if (known !== null) return known
    const reader = takeReader(direction)
    if (direction === 0) this.requests = reader
    else this.responses = reader
    return reader
  }

  /** Gives the reader up where it is at rest. */
  private rest(reader: Reader): void {
    if (!reader.isAtRest) return
    if (reader.direction === 0) this.requests = null
    else this.responses = null
    giveReader(reader)
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const reader = this.readerOf(direction)
    if (buf[start] === tlsHandshake && this.isTlsBegun(reader, buf, start, end)) {
      this.restStart = start
      return switchProtocol
    }
    if (this.isAnswerDue && this.isAnswerMissing(reader, buf[start] as number)) {
      this.restStart = start
      return switchProtocol
    }
    const shift = origin.offset - start
    let at = start
    while (at < end) {
      switch (reader.state) {
        case states.idle:
          at = this.begin(reader, buf, at, end, origin)
          break
        case states.head:
          at = readOnHead(reader, buf, at, end, origin, shift, this)
          break
        case states.sized:
        case states.untilClose:
        case states.chunkBytes:
          at = readOnBody(reader, buf, at, end, origin, shift, this)
          break
        case states.chunkSize:
          at = readOnChunkSize(reader, buf, at, end, origin, shift, this)
          break
        case states.chunkEnd:
          at = readOnChunkEnd(reader, buf, at, origin, this)
          break
        default:
          at = readOnTrailer(reader, buf, at, end, origin, shift, this)
      }
      if (this.isSwitched) {
        this.isSwitched = false
        this.restStart = at
        return switchProtocol
      }
    }
    const unit = reader.unit
    if (unit === null) this.rest(reader)
    else unit.settle()
    return verdicts.more
  }

  /**
   * TLS where no message is: the request that asked for a tunnel was before the capture. Its answer has no length, so
   * that it looks like one with a body.
   */
  private isTlsBegun(reader: Reader, buf: Buffer, start: number, end: number): boolean {
    const { state, isResync, unit } = reader
    const isBetween = state === states.idle || (state === states.head && isResync)
    const isBodyAwaited = state === states.untilClose && unit?.message.body.length === 0
    if (!(isBetween || isBodyAwaited) || !isHello(buf, start, end)) return false
    if (reader.isTunnelLikely) this.isAnswerDue = true
    else if (this.responses?.state === states.untilClose) this.complete(this.responses)
    return true
  }

  /** The client went on in WebSocket unanswered, and what the server says first is no answer, but a frame, too. */
  private isAnswerMissing({ direction, state }: Reader, first: number): boolean {
    return this.switched !== null && direction === 1 && state === states.idle && first !== answerStart
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    if (length <= 0) return verdicts.more
    const reader = this.readerOf(direction)
    endAtShorter(reader, this)
    const { overrun, isOpenEnded } = reader
    if (overrun !== null) {
      this.note('gapInMessage', origin.frame)
      overrun.markIncomplete('gap')
      if (isOpenEnded) overrun.message.bodyBytesLeftOut += length
    }
    const { unit } = reader
    switch (reader.state) {
      case states.idle:
        if (isOpenEnded) this.loseSync(reader)
        else this.loseStart(reader, this.pairing.waiting)
        break
      case states.head:
        this.gapInHead(reader, origin.frame)
        break
      case states.sized:
      case states.untilClose:
      case states.chunkBytes:
        this.gapInBody(reader, length, origin.frame)
        break
      default:
        this.note('gapInMessage', origin.frame)
        unit?.markIncomplete('gap')
        this.complete(reader)
        this.loseSync(reader)
    }
    if (!isOpenEnded) handOnPassed(reader, this)
    return verdicts.more
  }

  private gapInHead(reader: Reader, frame: number): void {
    if (!reader.isResync) this.note('gapInMessage', frame)
    const { waiting } = this.pairing
    const { isOpenEnded } = reader
    giveUpHead(reader, 'gap', this)
    if (isOpenEnded) this.loseSync(reader)
    else this.loseStart(reader, waiting)
  }

  private gapInBody(reader: Reader, length: number, frame: number): void {
    if (skipBody(reader, length, frame, this) === 0) return
    // The gap takes more than this body, or this chunk and an unknown part of the body.
    const isBodyOver = reader.state === states.sized
    this.complete(reader)
    if (isBodyOver) this.loseStart(reader, this.pairing.waiting)
    else this.loseSync(reader)
  }

  finished(direction: Direction): void {
    const reader = direction === 0 ? this.requests : this.responses
    if (reader === null) return
    endAtShorter(reader, this)
    if (reader.state === states.untilClose) this.complete(reader)
    else if (reader.unit?.methodKind === methodKinds.simple && reader.state === states.head)
      this.endSimple(reader)
    else this.cut(reader)
  }

  end(): void {
    this.endReader(this.requests)
    this.endReader(this.responses)
    const { sink } = this.context
    for (let next = this.pairing.take(); next !== null; next = this.pairing.take()) sink.closed(next)
    if (this.interim !== null) sink.closed(this.interim)
    this.interim = null
    this.asked = null
  }

  shed(): void {
    this.asked = null
    for (const reader of [this.requests, this.responses]) if (reader !== null) this.shedReader(reader)
    for (const reader of [this.requests, this.responses]) if (reader !== null) handOnPassed(reader, this)
  }

  private shedReader(reader: Reader): void {
    endAtShorter(reader, this)
    const { unit, overrun } = reader
    if (overrun !== null) {
      this.note('heldTooMuch', overrun.message.frame)
      overrun.markIncomplete('limit')
    }
    if (unit === null) return
    this.note('heldTooMuch', unit.message.frame)
    if (reader.state === states.head) {
      giveUpHead(reader, 'limit', this)
      this.loseSync(reader)
      return
    }
    unit.markIncomplete('limit')
    const { state, remaining } = reader
    if (state === states.sized) unit.message.bodyBytesLeftOut += remaining
    this.complete(reader)
    if (state === states.sized || state === states.untilClose) {
      // The rest of the body is counted, and the next message found where it ends.
      reader.state = state
      reader.remaining = remaining
    } else this.loseSync(reader)
  }

  private begin(reader: Reader, buf: Buffer, start: number, end: number, origin: RunOrigin): number {
    let at = start
    if (!reader.isResync) {
      // Blank lines before a start line are tolerated (RFC 9112 section 2.2).
      while (at < end && (buf[at] === lineFeed || buf[at] === carriageReturn)) at++
      this.context.counts.framingBytes += at - start
      if (at === end) return at
      // A frame of WebSocket may begin with a letter: the first fragment of a compressed message does.
      if (reader.isTunnelLikely && (!isTokenByte(buf[at] as number) || isMaskedFrame(buf, at, end))) {
        this.isSwitched = true
        this.switchUnanswered(buf, at, end)
        this.isAnswerDue = this.switched !== null || isHello(buf, at, end)
        return at
      }
    }
    if (reader.direction === 1 && this.requests?.unit?.methodKind === methodKinds.simple)
      this.endSimple(this.requests)
    const unit = takeUnit()
    reader.unit = unit
    reader.state = states.head
    startAt(unit, reader.direction, at, origin)
    return at
  }

  /** The start of a message is lost: of a response to the request that waited for longest, where that waits still. */
  private loseStart(reader: Reader, waiting: Exchange | null): void {
    if (reader.direction === 1 && waiting !== null && this.pairing.waiting === waiting) {
      // What is missing of a connection that was joined midway may be older than its first request that was seen.
      const { outer, isRoleGuessed } = this.flow
      this.pairing.loseOldestResponse(outer === null && !isRoleGuessed)
    }
    this.loseSync(reader)
  }

  /** The bytes that follow may be anything. */
  loseSync(reader: Reader): void {
    reader.state = states.idle
    reader.isResync = true
    reader.isTunnelLikely = false
    if (reader.direction === 0) this.pairing.loseRequest()
    else this.pairing.loseResponse()
  }

  /** The head is whole: what body follows? (RFC 9112 section 6.3) */
  headDone(reader: Reader, unit: Unit): void {
    if (isHttp2Preface(unit.message)) {
      this.switchToHttp2(reader, unit)
      return
    }
    const hasControl = (unit.oddities & oddities.controlInHead) !== 0
    if (unit.oddities !== 0) noteOddities(unit, this.context)
    const kind = this.assignExchange(reader, unit)
    const { message } = unit
    if (hasControl) tellWithoutControls(message, this.flow, this.context)
    if (reader.direction === 1) {
      const { status } = message
      if (status === 101 || (kind === methodKinds.connect && status >= 200 && status < 300)) {
        this.switchAs(unit, kind === methodKinds.connect)
        this.complete(reader)
        this.isSwitched = true
        return
      }
      if (status < 200 || status === 204 || status === 304 || kind === methodKinds.head) {
        this.complete(reader)
        return
      }
    }
    beginBody(reader, unit, this)
  }

  /** A request was sent that has no answer yet: what looks like one may be its own. */
  get isAnswerAwaited(): boolean {
    return this.pairing.waiting !== null
  }

  get isSimpleAwaited(): boolean {
    return this.pairing.isSimpleWaiting
  }

  /** The client goes on in HTTP/2, whose preface begins like a request; its agreement was lost, or comes late. */
  private switchToHttp2(reader: Reader, unit: Unit): void {
    this.counts.framingBytes += unit.head.part.length
    const exchange = this.pairing.take()
    this.switched = new ProtocolSwitch('h2c', this.asked, null, exchange)
    reader.unit = null
    reader.state = states.idle
    giveUnit(unit)
    this.isSwitched = true
  }

  /** The client goes on in what it asked for, without an answer that was seen: WebSocket is known by its first frame. */
  private switchUnanswered(buf: Buffer, start: number, end: number): void {
    const { asked } = this
    if (asked === null || tokenOf(asked.field('upgrade')) !== 'websocket') return
    if (isMaskedFrame(buf, start, end)) this.switched = new ProtocolSwitch('websocket', asked, null)
  }

  /** The server agreed to a change of protocol. A request that came by HTTP/1 is answered by HTTP/2 (RFC 7540, 3.2). */
  private switchAs(unit: Unit, isTunnel: boolean): void {
    const response = new KeptHead(unit.message)
    const token = isTunnel
      ? 'connect'
      : tokenOf(response.field('upgrade') || (this.asked?.field('upgrade') ?? ''))
    const isAnswerToCome = token === 'h2c'
    this.switched = new ProtocolSwitch(token, this.asked, response, isAnswerToCome ? unit.exchange : null)
    unit.isExchangeKept = isAnswerToCome
  }

  /** Gives a message its exchange. Returns the kind of the request that is answered (or made). */
  assignExchange(reader: Reader, unit: Unit): number {
    const { message } = unit
    if (reader.direction === 0) {
      reader.isTunnelLikely = unit.methodKind === methodKinds.connect || unit.hasUpgrade
      if (reader.isTunnelLikely) this.asked = new KeptHead(message)
      unit.exchange = this.newExchange()
      this.expectResponse(unit, unit.exchange)
      this.tellServerName(unit)
      return unit.methodKind
    }
    const { status } = message
    const { pairing } = this
    const time = timeOf(message)
    const waiting = pairing.isWaitingAnswered(time, message.frame) ? pairing.waiting : null
    const kind = waiting === null ? methodKinds.other : pairing.waitingKind
    const exchange = waiting ?? this.interim ?? this.newExchange()
    unit.exchange = exchange
    if (status >= 100 && status < 200 && status !== 101) {
      if (waiting === null) this.interim = exchange
      this.interimCount++
      if (this.interimCount === limits.message.interimResponsesMax + 1)
        this.note('tooManyInterim', message.frame)
      return kind
    }
    this.interimCount = 0
    if (waiting !== null) this.endAtAnswer(waiting)
    exchange.status = status
    if (waiting === null) this.interim = null
    pairing.answered(waiting !== null, status, time)
    return kind
  }

  /** A request waits for its response, unless that came before it: it was held back behind a gap. */
  private expectResponse(unit: Unit, exchange: Exchange): void {
    const { message, methodKind } = unit
    const status = this.pairing.expect(exchange, methodKind, timeOf(message), message.frame)
    if (status === null) return
    if (status !== 0) exchange.status = status
    unit.isAnswered = true
  }

  private newExchange(): Exchange {
    return new Exchange(this.context.nextExchange(), this.flow, 'http')
  }

  /** Tells the Host of an ordinary request. The server of a CONNECT or absolute target is a proxy, by another name; so is a gateway. */
  private tellServerName(unit: Unit): void {
    const { message } = unit
    if (message.hostStart < message.targetEnd || message.isByGateway) return
    const name = hostName(message.head.buf, message.hostStart, message.hostEnd, this.serverName)
    if (name === this.serverName) return
    this.serverName = name
    this.context.sink.serverName(this.flow, 'host', name, message)
  }

  /**
   * The server has answered: of what may be the end of the request, it saw no other. Where more of the client waits behind a
   * hole, the server may have seen that.
   */
  private endAtAnswer(exchange: Exchange): void {
    const reader = this.requests
    if (reader === null) return
    const { unit } = reader
    if (unit?.exchange === exchange) {
      endAtShorter(reader, this)
    } else if (reader.overrun?.exchange === exchange && !this.flow.isClientAhead) {
      if (reader.unit !== null) passOver(reader, reader.unit.head.part.length)
      handOnPassed(reader, this)
    }
  }

  /** Hands on what a body in pieces has so far. */
  emitPiece(unit: Unit): void {
    tellMessage(unit, this.context)
    beginNextPiece(unit)
  }

  noteBody(name: StreamAnomaly, frame: number): void {
    this.context.anomalies.note(streamAnomalies[name], frame)
  }

  private endReader(reader: Reader | null): void {
    if (reader === null) return
    endAtShorter(reader, this)
    const { overrun, isOpenEnded } = reader
    if (overrun !== null && isOpenEnded) {
      this.note('cutMessage', overrun.message.frame)
      overrun.markIncomplete('capture-end')
    }
    this.cut(reader)
    reader.clear()
    this.rest(reader)
  }

  /** The direction ends here, or the capture does. */
  private cut(reader: Reader): void {
    const { unit } = reader
    if (unit !== null) {
      if (!reader.isResync) this.note('cutMessage', unit.message.frame)
      if (reader.state === states.head) giveUpHead(reader, 'capture-end', this)
      else {
        unit.markIncomplete('capture-end')
        this.complete(reader)
      }
    }
    handOnPassed(reader, this)
    reader.state = states.idle
  }

  /** A request without a version has no fields either: it ends when the server answers, or the client has no more. */
  private endSimple(reader: Reader): void {
    const unit = reader.unit as Unit
    if (reader.state !== states.head) return
    noteOddities(unit, this.context)
    this.assignExchange(reader, unit)
    this.complete(reader)
  }

  /** The answer to a request without a version has no head: all is body. */
  beginSimpleResponse(reader: Reader, unit: Unit): void {
    unit.oddities = 0
    unit.lines = 0
    unit.head.moveTo(unit.body)
    this.context.counts.readBytes += unit.body.part.length
    this.assignExchange(reader, unit)
    reader.state = states.untilClose
  }

  /** Hands on the message that is read, and waits for the next. */
  complete(reader: Reader): void {
    const { unit } = reader
    reader.state = states.idle
    reader.unit = null
    if (unit !== null) this.handOn(unit)
    // Behind their message, whose head names the host.
    if (reader.extensions === null) return
    reader.extensions.handOn(this.flow, this.context, reader.direction)
    reader.extensions = null
  }

  handOn(unit: Unit): void {
    if (unit.mayBeChunks && joinChunks(unit.body)) unit.message.statedLength = 0
    const exchange = unit.exchange as Exchange
    // Of a body in pieces the last one may be empty.
    if (unit.message.piece === 0 || unit.body.part.length > 0 || unit.trailer.part.length > 0)
      tellMessage(unit, this.context)
    if (unit.message.direction === 0) {
      if (unit.isAnswered) this.context.sink.closed(exchange)
    } else {
      const isOver = exchange !== this.pairing.waiting && exchange !== this.interim && !unit.isExchangeKept
      if (isOver) this.closeExchange(exchange)
    }
    giveUnit(unit)
  }

  /** The final response was handed on; its request may still be on its way. */
  closeExchange(exchange: Exchange): void {
    const { unit = null, overrun = null } = this.requests ?? {}
    if (unit?.exchange === exchange) unit.isAnswered = true
    else if (overrun?.exchange === exchange) overrun.isAnswered = true
    else this.context.sink.closed(exchange)
  }

  note(name: HttpAnomaly, frame: number): void {
    this.context.anomalies.note(anomalies[name], frame)
  }
}

/** Does the head belong to the preface of HTTP/2 (RFC 9113 section 3.4)? */
function isHttp2Preface(message: Message): boolean {
  const { buf } = message.head
  const { methodStart } = message
  return (
    message.methodEnd - methodStart === 3 &&
    buf[methodStart] === 0x50 &&
    buf[methodStart + 1] === 0x52 &&
    buf[methodStart + 2] === 0x49 &&
    message.targetEnd - message.targetStart === 1 &&
    buf[message.targetStart] === 0x2a
  )
}

/**
 * The final answer came before the end of the body, and the next request follows: who asked first (RFC 9110 section 10.1.1) or
 * waited with the body may keep it back, and a length may be too long. A start line that lies whole within the length is
 * part of the body: who does not wait for an early answer sends on (RFC 9112 section 9.5), and may send requests of others.
 */
function isBodyOver({ state, unit, remaining }: Reader, buf: Buffer, start: number, end: number): boolean {
  if (state !== states.sized || unit === null || !unit.isAnswered) return false
  if (remaining === unit.contentLength) return probeStart(buf, start, end, false) === 'yes'
  const told = start + remaining
  return told < end && findLineFeed(buf, start, told) === told && beginsRequest(buf, start, end)
}

/** Of a request with a length that is plain the body may go on behind it, unless a tunnel was asked for. */
function mayOverrun({ direction, unit, isTunnelLikely }: Reader): boolean {
  return (
    direction === 0 && unit !== null && unit.reader === null && unit.message.isComplete && !isTunnelLikely
  )
}

/**
 * An answer of no length that counts ends with the connection (RFC 9112 section 6.3), or where the capture shows that the server
 * went on. What is handed on in pieces, or only counted, is not kept until then.
 */
function isToNextAnswer({ direction, unit }: Reader): boolean {
  return (
    direction === 1 &&
    unit !== null &&
    unit.contentLength === notCounted &&
    unit.reader === null &&
    !unit.isMedia &&
    unit.message.isComplete
  )
}

/** Does the next answer begin with the chunk, behind one of no length that counts? */
function isNextAnswer({ direction, unit }: Reader, buf: Buffer, start: number, end: number): boolean {
  if (direction === 0 || unit === null || unit.contentLength !== notCounted) return false
  return probeStart(buf, start, end, true) === 'yes'
}

/** When a message began, in seconds: exact enough to tell what was sent first. */
function timeOf(message: Message): number {
  return message.sec + message.nsec / 1e9
}

/** Fewer bytes between messages identify nobody: blank lines, the end of a chunk. */
const strayBytesMin = 8

/** Where a line's content ends, given where the line does (behind its line feed). */
function trimLineEnd(buf: Buffer, end: number): number {
  return buf[end - 2] === carriageReturn ? end - 2 : end - 1
}

/** Drops what was gathered while searching: `length` bytes were no start line. */
function passOver(reader: Reader, length: number): void {
  const unit = reader.unit as Unit
  keepPassed(reader, unit, length)
  giveUnit(unit)
  reader.unit = null
  reader.state = states.idle
}

/** Keeps the first `length` bytes of what was gathered, to be searched; beyond the limit they are counted. */
function keepPassed(reader: Reader, unit: Unit, length: number): void {
  const stray = reader.overrun ?? (reader.stray ??= strayOf(unit.message))
  const { part } = unit.head
  const { bodyBytesMax, unrecognisedBytesMax } = limits.message
  const max = reader.overrun === null ? unrecognisedBytesMax : bodyBytesMax
  const kept = Math.min(length, Math.max(0, max - reader.strayBytes))
  stray.body.appendCopy(part, part.start, part.start + kept, 0)
  reader.strayBytes += length
}

/** Hands on what was passed over: it is no message, and may say something all the same. */
function handOnPassed(reader: Reader, owner: PassedOwner): void {
  const { stray, overrun } = reader
  const unit = stray ?? overrun
  if (unit === null) return
  const { counts } = owner.context
  const { message } = unit
  const left = reader.strayBytes - message.body.length
  reader.stray = null
  reader.overrun = null
  reader.strayBytes = 0
  if (stray === null) {
    handOnOverrun(unit, left, owner)
    return
  }
  if (message.body.length < strayBytesMin) counts.resyncBytes += message.body.length
  else {
    counts.unrecognisedReadBytes += message.body.length
    if (left > 0) unit.markIncomplete('limit')
    message.bodyBytesLeftOut = left
    tellBytes(message, owner.flow, owner.context)
  }
  counts.resyncBytes += left
  giveUnit(unit)
}

/** The body, of which the unit may have a part, goes up to the next message. */
function readToNext(reader: Reader, unit: Unit, counts: MessageCounts): void {
  unit.settle()
  const { part } = unit.body
  // They are counted when all of it is there.
  counts.readBytes -= part.length
  reader.overrun = unit
  reader.strayBytes = part.length
  reader.unit = null
  reader.state = states.idle
  reader.isResync = true
}

/** Hands on a message whose body went on; `left` bytes of it are more than is kept. */
function handOnOverrun(unit: Unit, left: number, owner: PassedOwner): void {
  const { anomalies, counts } = owner.context
  counts.readBytes += unit.body.part.length
  counts.limitBytes += left
  if (left > 0) {
    unit.markIncomplete('limit')
    unit.message.bodyBytesLeftOut += left
    if (!unit.isBodyCut) anomalies.note(streamAnomalies.bodyTooLong, unit.message.frame)
  }
  owner.handOn(unit)
}

/** Searching for a start line: where the line that is looked at ends (behind its line feed), or -1 if it does not yet. */
function findLine(reader: Reader, unit: Unit, origin: RunOrigin): number {
  const { part } = unit.head
  const at = findLineFeed(part.buf, unit.searchFrom, part.end)
  if (at < part.end) return at + 1
  unit.searchFrom = at
  const kept = limits.message.resyncLineBytesMax
  if (part.length > 2 * kept) {
    // A start line is found in the line's last bytes: only those are kept.
    const dropped = part.length - kept
    keepPassed(reader, unit, dropped)
    unit.head.drop(dropped)
    unit.lineStart = part.start
    unit.searchFrom = part.end
    setOrigin(unit.message, origin)
  }
  return -1
}

/** A start line was found behind `dropped` bytes of the line. */
function startFound(
  reader: Reader,
  unit: Unit,
  dropped: number,
  origin: RunOrigin,
  owner: PassedOwner,
): void {
  if (dropped > 0) {
    keepPassed(reader, unit, dropped)
    unit.head.drop(dropped)
    const { part } = unit.head
    const frame = part.runs.spans(0, 1)[0]?.frame
    if (frame === origin.frame) setOrigin(unit.message, origin)
    else if (frame !== undefined) unit.message.frame = frame
  }
  unit.lineStart = unit.head.part.start
  unit.searchFrom = unit.lineStart
  reader.isResync = false
  handOnPassed(reader, owner)
}

/** The head will not become whole. With a start line it is a message; else its bytes are searched as they are. */
function giveUpHead(reader: Reader, reason: 'gap' | 'capture-end' | 'limit', owner: HeadOwner): void {
  const unit = reader.unit as Unit
  const { length } = unit.head.part
  if (reader.isResync) {
    passOver(reader, length)
    return
  }
  if (unit.oddities !== 0 && unit.lines > 0) noteOddities(unit, owner.context)
  unit.markIncomplete(reason)
  if (unit.lines > 0) {
    owner.assignExchange(reader, unit)
    owner.complete(reader)
    return
  }
  unit.message.protocol = 'unrecognised'
  unit.head.moveTo(unit.body)
  owner.context.counts.readBytes += length
  tellBytes(unit.message, owner.flow, owner.context)
  giveUnit(unit)
  reader.unit = null
  reader.state = states.idle
}

/** Reads on in the head; returns where it stopped in `buf`. */
function readOnHead(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: HeadOwner,
): number {
  const unit = reader.unit as Unit
  const { head } = unit
  const { part } = head
  const isResponse = reader.direction === 1
  const bound = Math.min(end, start + limits.message.headBytesMax - part.length)
  head.append(buf, start, bound, origin.frame, shift + start, 0)
  let isFound = false
  for (;;) {
    if (reader.isResync) {
      const lineEnd = findLine(reader, unit, origin)
      if (lineEnd < 0) return bound
      if (isFound || !beginsIn(reader, unit, lineEnd, origin, owner)) {
        // The line is dropped, and the rest of the chunk looked at anew.
        const rest = part.end - lineEnd
        passOver(reader, part.length - rest)
        return bound - rest
      }
      isFound = true
    }
    const state = readHead(unit, part.buf, part.end, isResponse)
    if (state === headStates.whole) {
      const rest = part.end - unit.searchFrom
      head.cut(part.length - rest)
      owner.headDone(reader, unit)
      return bound - rest
    }
    if (state === headStates.more && mayBeHead(unit, isResponse)) {
      if (part.length === limits.message.headBytesMax) giveUpLongHead(reader, unit, owner)
      return bound
    }
    if (isResponse && owner.isSimpleAwaited) {
      owner.beginSimpleResponse(reader, unit)
      return bound
    }
    if (!isFound) owner.context.anomalies.note(anomalies.notAMessage, unit.message.frame)
    reader.isResync = true
    unit.oddities = 0
    unit.searchFrom = unit.lineStart
  }
}

/** What there is of it is a head, as far as it goes. */
function mayBeHead({ lines, head }: Unit, isResponse: boolean): boolean {
  const { buf, start, end } = head.part
  return lines > 0 || mayStartLine(buf, start, end, isResponse)
}

/** Whether a start line is in the line that ends at `lineEnd`: what stands before it is passed over. */
function beginsIn(reader: Reader, unit: Unit, lineEnd: number, origin: RunOrigin, owner: HeadOwner): boolean {
  const isResponse = reader.direction === 1
  if (isResponse && reader.overrun !== null && !owner.isAnswerAwaited) return false
  const { buf } = unit.head.part
  const found = findStart(buf, unit.lineStart, trimLineEnd(buf, lineEnd), isResponse)
  if (found < 0) return false
  startFound(reader, unit, found - unit.lineStart, origin, owner)
  return true
}

function giveUpLongHead(reader: Reader, unit: Unit, owner: HeadOwner): void {
  owner.context.anomalies.note(anomalies.headTooLong, unit.message.frame)
  giveUpHead(reader, 'limit', owner)
  owner.loseSync(reader)
}

/** Whom bytes between messages are passed over for. */
interface PassedOwner {
  readonly flow: Flow
  readonly context: ParserContext
  /** Hands on a message that has all that it gets. */
  handOn(unit: Unit): void
}

/** What becomes of a head that is read. */
interface HeadOwner extends PassedOwner {
  /** A request was sent that has no answer yet. */
  readonly isAnswerAwaited: boolean
  /** The answer that comes next has no head. */
  readonly isSimpleAwaited: boolean
  /** The head is whole: says what body follows. */
  headDone(reader: Reader, unit: Unit): void
  /** What is no head is the answer to a request without a version. */
  beginSimpleResponse(reader: Reader, unit: Unit): void
  /** Gives a message its exchange. */
  assignExchange(reader: Reader, unit: Unit): number
  /** Hands on the message that is read, and waits for the next. */
  complete(reader: Reader): void
  /** The bytes that follow may be anything. */
  loseSync(reader: Reader): void
}

/** The head is whole, and a body may follow: how long it is (RFC 9112 section 6.3). */
function beginBody(reader: Reader, unit: Unit, owner: FramedBodyOwner): void {
  const { message } = unit
  if (message.contentTypeEnd > 0) {
    const kind = bodyKindOf(message, reader.direction === 1)
    unit.isMedia = kind === bodyKinds.media
    unit.reader = readerOf(kind, 0, 0)
  }
  if (unit.hasTransferEncoding) {
    if (unit.isChunked) {
      if (unit.contentLength !== -1) owner.note('lengthAndCoding', message.frame)
      expectChunk(reader)
      return
    }
    owner.note('unknownCoding', message.frame)
    unit.mayBeChunks = unit.reader === null
    if (unit.contentLength < 0) unit.contentLength = notCounted
  }
  if (unit.contentLength > 0) {
    reader.state = states.sized
    reader.remaining = unit.contentLength
    unit.bodyExpected = Math.min(unit.contentLength, trustedLengthMax)
  } else if (unit.furtherBytes > 0) {
    reader.state = states.sized
    goOnLonger(reader, unit)
  } else if (unit.contentLength === 0 || (reader.direction === 0 && unit.contentLength === -1))
    owner.complete(reader)
  else if (mayOverrun(reader) || isToNextAnswer(reader)) readToNext(reader, unit, owner.counts)
  else reader.state = states.untilClose
}

/** Takes body bytes; returns where it stopped. */
function readOnBody(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: FramedBodyOwner,
): number {
  if (isOverBefore(reader, buf, start, end, origin.frame, owner)) {
    owner.complete(reader)
    return start
  }
  const { unit } = reader
  const isOpenEnded = reader.state === states.untilClose
  let bound = isOpenEnded ? end : Math.min(end, start + reader.remaining)
  if (bound < end && unit?.message.incompleteReason === 'gap') {
    const told = bound
    bound = bodyEnd(buf, bound, end, reader)
    unit.message.bodyBytesLeftOut -= Math.min(bound - told, unit.message.bodyBytesLeftOut)
    reader.remaining += bound - told
  }
  takeBytes(unit, buf, start, bound, origin, shift, owner)
  if (isOpenEnded) return bound
  reader.remaining -= bound - start
  if (reader.remaining > 0) return bound
  if (reader.state !== states.sized) reader.state = states.chunkEnd
  else if (unit !== null && unit.furtherBytes > 0) {
    goOnLonger(reader, unit)
  } else if (unit === null || bound === end || !mayOverrun(reader) || mayFollow(buf, bound, end))
    owner.complete(reader)
  else return endElsewhere(reader, unit, buf, start, bound, end, origin, owner)
  return bound
}

/** Whether the body ended before the chunk, which begins something else. */
function isOverBefore(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  frame: number,
  owner: FramedBodyOwner,
): boolean {
  const { unit } = reader
  if (unit?.isAtShorterEnd === true) {
    unit.isAtShorterEnd = false
    if (probeStart(buf, start, end, reader.direction === 1) !== 'no') return true
  }
  const isOpenEnded = reader.state === states.untilClose
  if (isOpenEnded && owner.isAnswerAwaited && isNextAnswer(reader, buf, start, end)) return true
  if (!isBodyOver(reader, buf, start, end)) return false
  if (reader.remaining !== unit?.contentLength) owner.note('longLength', frame)
  unit?.markIncomplete('reset')
  return true
}

function takeBytes(
  unit: Unit | null,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: FramedBodyOwner,
): void {
  if (unit === null) owner.counts.limitBytes += end - start
  else if (unit.reader === null) takeBody(unit, buf, start, end, origin.frame, shift, owner)
  else unit.reader.take(unit, buf, start, end, origin, shift, owner)
}

/**
 * A body does not end with its length at `buf[at]`, of which the bytes from `start` on are in `buf`. Returns where to read on: a
 * message begins a few bytes before it, or behind the rest of the body.
 */
function endElsewhere(
  reader: Reader,
  unit: Unit,
  buf: Buffer,
  start: number,
  at: number,
  end: number,
  origin: RunOrigin,
  owner: FramedBodyOwner,
): number {
  const next = startAcross(buf, start, at, end)
  if (next < 0) {
    if (isAlnum(buf[at - 1]) && isAlnum(buf[at])) unit.message.statedLength = unit.body.part.length
    overrun(reader, unit, origin.frame, owner)
    return at
  }
  owner.note('longLength', origin.frame)
  owner.counts.readBytes -= at - next
  unit.body.cut(Math.max(0, unit.body.part.length - (at - next)))
  owner.complete(reader)
  return next
}

/**
 * A body goes on behind its length, where no message begins: lengths are counted in characters now and then. What comes up to
 * the next message is taken for its end. Only within a chunk is it known in time: a message that ends with its chunk is not
 * held back for what may follow, and what follows it is searched by itself.
 */
function overrun(reader: Reader, unit: Unit, frame: number, owner: FramedBodyOwner): void {
  owner.note('shortLength', frame)
  readToNext(reader, unit, owner.counts)
}

/** The body has the shortest of the lengths that the head states: what follows tells whether the longest counts. */
function goOnLonger(reader: Reader, unit: Unit): void {
  reader.remaining = unit.furtherBytes
  unit.furtherBytes = 0
  unit.isAtShorterEnd = true
}

/** Nothing follows the shorter of the lengths that the head states. */
function endAtShorter(reader: Reader, owner: FramedBodyOwner): void {
  if (reader.unit?.isAtShorterEnd === true) owner.complete(reader)
}

/** Reads on in the line in front of a chunk. */
function readOnChunkSize(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: ChunkedBodyOwner,
): number {
  const at = readChunkSize(reader, buf, start, end, origin, shift)
  chunkLineRead(reader, at - start, origin, owner)
  return at
}

function readOnChunkEnd(
  reader: Reader,
  buf: Buffer,
  start: number,
  origin: RunOrigin,
  owner: ChunkedBodyOwner,
): number {
  const at = readChunkEnd(reader, buf, start)
  chunkLineRead(reader, at - start, origin, owner)
  return at
}

function chunkLineRead(reader: Reader, length: number, origin: RunOrigin, owner: ChunkedBodyOwner): void {
  owner.counts.framingBytes += length
  if (reader.hasPrefix) {
    reader.hasPrefix = false
    owner.note('oddChunkSize', origin.frame)
  }
  const { chunkProblem } = reader
  if (chunkProblem === null) return
  reader.chunkProblem = null
  owner.note(chunkProblem, origin.frame)
  giveUpBody(reader, owner)
}

function readOnTrailer(
  reader: Reader,
  buf: Buffer,
  start: number,
  end: number,
  origin: RunOrigin,
  shift: number,
  owner: ChunkedBodyOwner,
): number {
  const unit = reader.unit as Unit
  const { trailer } = unit
  const { part } = trailer
  const bound = Math.min(end, start + limits.message.headBytesMax - part.length)
  let at = findLineFeed(buf, start, bound)
  const isLineWhole = at < bound
  if (isLineWhole) at++
  trailer.append(buf, start, at, origin.frame, shift + start, 0)
  if (isLineWhole) {
    const lineBytes = part.length - unit.trailerLine
    const lineStart = part.start + unit.trailerLine
    if (probeStart(part.buf, lineStart, part.end, reader.direction === 1) === 'yes') {
      endWithoutBlank(reader, unit, origin, owner)
      return at
    }
    const isBlank = lineBytes === 1 || (lineBytes === 2 && part.buf[part.end - 2] === carriageReturn)
    if (isBlank) {
      trailer.cut(unit.trailerLine)
      owner.counts.framingBytes += lineBytes
      owner.complete(reader)
      return at
    }
    unit.trailerLine = part.length
  }
  if (part.length === limits.message.headBytesMax) {
    owner.note('headTooLong', origin.frame)
    giveUpBody(reader, owner)
  }
  return at
}

/** Chunks end without a blank line: the last line of the trailer begins the next message. */
function endWithoutBlank(reader: Reader, unit: Unit, origin: RunOrigin, owner: ChunkedBodyOwner): void {
  owner.note('missingBlankLine', origin.frame)
  const { part } = unit.trailer
  const next = takeUnit()
  next.head.appendCopy(part, part.start + unit.trailerLine, part.end, 0)
  unit.trailer.cut(unit.trailerLine)
  owner.complete(reader)
  startAt(next, reader.direction, next.head.part.start, origin)
  reader.unit = next
  reader.state = states.head
  const frame = next.head.part.runs.spans(0, 1)[0]?.frame
  if (frame !== undefined) next.message.frame = frame
}

/** The framing of the body cannot be followed any further. */
function giveUpBody(reader: Reader, owner: ChunkedBodyOwner): void {
  reader.unit?.markIncomplete('limit')
  owner.complete(reader)
  owner.loseSync(reader)
}

/** Bytes of the body are missing; returns how many of `length` lie behind this body, or behind a chunk of it. */
function skipBody(reader: Reader, length: number, frame: number, owner: FramedBodyOwner): number {
  const { unit } = reader
  const isOpenEnded = reader.state === states.untilClose
  const lost = isOpenEnded ? length : Math.min(length, reader.remaining)
  if (unit !== null) {
    owner.note('gapInMessage', frame)
    unit.markIncomplete('gap')
    unit.message.bodyBytesLeftOut += lost
    unit.reader?.skip(lost)
  }
  if (isOpenEnded) return 0
  reader.remaining -= lost
  if (lost < length) return length - lost
  if (reader.remaining === 0) {
    if (reader.state === states.sized) owner.complete(reader)
    else reader.state = states.chunkEnd
  }
  return 0
}

/** Whom bodies are read for, as the head says how long they are. */
interface FramedBodyOwner extends BodyOwner {
  /** A request was sent that has no answer yet. */
  readonly isAnswerAwaited: boolean
  note(name: HttpAnomaly, frame: number): void
  /** Hands on the message that is read, and waits for the next. */
  complete(reader: Reader): void
}

/** Whom chunks are read for. */
interface ChunkedBodyOwner {
  readonly counts: MessageCounts
  note(name: HttpAnomaly, frame: number): void
  /** Hands on the message that is read, and waits for the next. */
  complete(reader: Reader): void
  /** The bytes that follow may be anything. */
  loseSync(reader: Reader): void
}
