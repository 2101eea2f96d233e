/**
 * HTTP/1.x on one flow: a reader for each direction, and who answers whom (see pairing.ts). A message that lies in one chunk is read and handed on in place. Between messages a flow holds no memory.
 *
 * How the parts of a message are read stands beside this file: its head (head-reader.ts), a body by what the head says of it
 * (framed-body.ts), in chunks (chunked-body.ts), bytes that are no message (passed-bytes.ts), what is told of all these
 * (tell-message.ts). Here is which of them reads a direction on, which exchange a message belongs to, what leads to another
 * protocol, and what becomes of all that where bytes are missing, or end.
 *
 * Where bytes are missing, a body of known length goes on behind the gap. Anything else is given up: what there is of
 * the message is handed on as incomplete, and the bytes that follow are passed over (and counted) up to a line that
 * holds a start line. Where a flow ends within a start line, its bytes are handed on as `unrecognised`, so that they
 * are searched all the same.
 */
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { StreamAnomaly } from '../http-streams/anomalies.ts'
import { streamAnomalies } from '../http-streams/anomalies.ts'
import { beginNextPiece } from '../http-streams/body-reader.ts'
import { KeptHead, ProtocolSwitch, tokenOf } from '../protocol-switch.ts'
import { isHello } from '../tls/probe.ts'
import { isMaskedFrame } from '../websocket/parse.ts'
import type { Message, MessageCounts, Parser, ParserContext } from '../types.ts'
import { Exchange, switchProtocol } from '../types.ts'
import type { HttpAnomaly } from './anomalies.ts'
import { anomalies } from './anomalies.ts'
import { readOnChunkEnd, readOnChunkSize, readOnTrailer } from './chunked-body.ts'
import type { ChunkedBodyOwner } from './chunked-body.ts'
import { beginBody, endAtShorter, readOnBody, skipBody } from './framed-body.ts'
import type { FramedBodyOwner } from './framed-body.ts'
import { giveUpHead, readOnHead } from './head-reader.ts'
import type { HeadOwner } from './head-reader.ts'
import { hostName } from './host-name.ts'
import { joinChunks } from './other-readings.ts'
import { isTokenByte } from './start-line.ts'
import { Pairing } from './pairing.ts'
import type { PairingOwner } from './pairing.ts'
import { handOnPassed, passOver } from './passed-bytes.ts'
import { giveReader, states, takeReader } from './reader.ts'
import type { Reader } from './reader.ts'
import { noteOddities, tellMessage, tellWithoutControls } from './tell-message.ts'
import { giveUnit, methodKinds, oddities, startAt, takeUnit } from './unit.ts'
import type { Unit } from './unit.ts'

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

  /** The head is given up: what is missing may be its end, or the start of the next message. */
  private gapInHead(reader: Reader, frame: number): void {
    if (!reader.isResync) this.note('gapInMessage', frame)
    const { waiting } = this.pairing
    const { isOpenEnded } = reader
    giveUpHead(reader, 'gap', this)
    if (isOpenEnded) this.loseSync(reader)
    else this.loseStart(reader, waiting)
  }

  /** A body goes on behind the gap where that takes no more than is left of it, or of its chunk. */
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

  /** What is on its way in the direction is handed on, as far as it came. */
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

/** When a message began, in seconds: exact enough to tell what was sent first. */
function timeOf(message: Message): number {
  return message.sec + message.nsec / 1e9
}
