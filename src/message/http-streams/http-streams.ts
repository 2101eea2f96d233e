/**
 * The requests and responses of one connection of HTTP/2 or HTTP/3: each stream carries one exchange. Both protocols give
 * decoded field sections and body bytes; what is made of them is the same.
 *
 * A message is handed on when its side of the stream ends. What was begun before the capture is read without its head.
 * Memory: a stream that waits for its response holds little, and is charged for that.
 */
import type { AnomalyCode } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { datagramHeader } from '../capsules/parse.ts'
import { capsuleTokens, tunnelPort, tunnelTarget } from '../capsules/target.ts'
import type { FieldList } from '../http-fields/field-list.ts'
import type { HeadFacts } from '../http-fields/head-writer.ts'
import { fieldOddities, writeHead, writeTrailer } from '../http-fields/head-writer.ts'
import type { Unit } from '../http1/unit.ts'
import { giveUnit, takeUnit } from '../http1/unit.ts'
import { KeptHead, ProtocolSwitch, tokenOf } from '../protocol-switch.ts'
import { trustedLengthMax } from '../trusted-length.ts'
import { tell } from '../tell.ts'
import type { InnerStream, MessageCounts, ParserContext, ProtocolName } from '../types.ts'
import type { IncompleteReason } from '../types.ts'
import { Exchange } from '../types.ts'
import type { StreamAnomaly } from './anomalies.ts'
import { streamAnomalies } from './anomalies.ts'
import { bodyKindOf, bodyKinds } from './body-kind.ts'
import type { BodyOwner, BodyReader } from './body-reader.ts'
import { beginNextPiece, readerOf, takeBody } from './body-reader.ts'
import { judgeRest } from './long-body.ts'

/** One direction of a stream. */
class Side {
  /** The message being read; null before, between its pieces' end and after. */
  unit: Unit | null = null
  reader: BodyReader | null = null
  kind: number = bodyKinds.plain
  hasHead = false
  isDone = false
  contentLength = -1
  bodyBytes = 0
}

/** What an open stream takes, beside what it keeps of messages: a connection may have many. */
const streamBytes = 512

/** One request with its response. */
class HttpStream {
  readonly id: number
  readonly request: Side = new Side()
  readonly response: Side = new Side()
  exchange: Exchange | null = null
  /** What it is charged for in the sum of the connection. */
  chargedBytes = 0
  isTouched = false
  isOver = false
  isHeadRequest = false
  isConnect = false
  /** The server promised it: its request was never sent by the client. */
  isPushed = false
  interimCount = 0
  /** Of a CONNECT: what it is to carry (RFC 8441, `connect` where it names nothing), and the heads that say so. */
  token = ''
  askedHead: KeptHead | null = null
  agreedHead: KeptHead | null = null
  tunnel: InnerStream | null = null
  /** Of what came in datagrams beside the stream. */
  datagrams: InnerStream | null = null

  constructor(id: number) {
    this.id = id
  }

  get heldBytes(): number {
    if (this.isOver) return 0
    const kept = streamBytes + (this.askedHead?.heldBytes ?? 0) + (this.agreedHead?.heldBytes ?? 0)
    return kept + (this.request.unit?.heldBytes ?? 0) + (this.response.unit?.heldBytes ?? 0)
  }
}

/** Where a field section or body came from. */
type Origin = Pick<RunOrigin, 'frame' | 'sec' | 'nsec'>

export class HttpStreams implements BodyOwner {
  readonly counts: MessageCounts
  /** Bytes held by all streams; right after `settle`. */
  heldBytes = 0
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly protocol: ProtocolName
  private readonly version: Buffer
  private readonly streams: Map<number, HttpStream> = new Map()
  /** Streams that the chunk has touched: the first `touchedCount`. Kept at its length, which is slow to change. */
  private readonly touched: (HttpStream | null)[] = []
  private touchedCount = 0
  private readonly tunnelOrigin = new RunOrigin()
  /** Statuses of responses that were whole before their request began: it is held back behind a gap, or not captured. */
  private readonly early: Map<number, number> = new Map()

  /** `version`: as it stands in a start line, `HTTP/2`. */
  constructor(flow: Flow, context: ParserContext, protocol: ProtocolName, version: Buffer) {
    this.flow = flow
    this.context = context
    this.counts = context.counts
    this.protocol = protocol
    this.version = version
  }

  /** A request that came another way (an upgrade from HTTP/1) is answered on the stream. */
  adopt(id: number, exchange: Exchange): void {
    const stream = this.open(id, 0)
    stream.exchange = exchange
    stream.request.hasHead = true
    stream.request.isDone = true
  }

  /**
   * A whole field section: a head, or behind one a trailer. `isDamaged`: not all of it could be read. Its bytes are
   * counted by whoever decoded it.
   */
  fields(
    direction: Direction,
    id: number,
    fields: FieldList,
    origin: Origin,
    isDamaged: boolean,
    isEnd: boolean,
  ): void {
    const stream = this.streams.get(id) ?? this.open(id, origin.frame)
    const side = direction === 0 ? stream.request : stream.response
    if (side.hasHead || (side.unit !== null && !startsWithPseudo(fields)))
      this.takeTrailer(stream, side, direction, fields, origin, isDamaged)
    else this.takeHead(stream, side, direction, fields, origin, isDamaged, isEnd)
    this.touch(stream)
    if (isEnd) this.endSide(stream, side, direction)
  }

  /** The server promises to answer a request that the client did not send (a push). */
  promise(id: number, fields: FieldList, origin: Origin, isDamaged: boolean): void {
    const stream = this.streams.get(id) ?? this.open(id, origin.frame)
    if (stream.request.hasHead) return
    stream.isPushed = true
    this.takeHead(stream, stream.request, 0, fields, origin, isDamaged, true)
    this.touch(stream)
    this.endSide(stream, stream.request, 0)
  }

  /** Bytes of a body, `buf[start, end)`; the byte at position `p` is at `shift + p` of the origin's frame. All are counted here. */
  body(
    direction: Direction,
    id: number,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    if (start === end) return
    const stream = this.streams.get(id) ?? this.open(id, origin.frame)
    const side = direction === 0 ? stream.request : stream.response
    side.bodyBytes += end - start
    if (side.kind === bodyKinds.tunnel) {
      this.toTunnel(stream, direction, buf, start, end, origin, shift)
      return
    }
    const unit = side.unit ?? this.beginWithoutHead(stream, side, direction, origin)
    this.touch(stream)
    if (side.reader === null) takeBody(unit, buf, start, end, origin.frame, shift, this)
    else side.reader.take(unit, buf, start, end, origin, shift, this)
  }

  /**
   * A datagram of HTTP/3 that belongs to the stream: it says what a capsule on it would (RFC 9297, 3.5). False: the stream is
   * none that has such, as far as is known.
   */
  datagram(
    direction: Direction,
    id: number,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): boolean {
    const stream = this.streams.get(id)
    if (stream === undefined || !capsuleTokens.includes(stream.token)) return false
    const header = datagramHeader(end - start)
    const capsule = Buffer.concat([header, buf.subarray(start, end)])
    const at = this.tunnelOrigin
    at.place(origin.frame, origin.offset - header.length, origin.sec, origin.nsec)
    // Not beside the stream's own capsules, one of which may be cut.
    stream.datagrams ??= this.openTunnel(stream, at)
    stream.datagrams.chunk(direction, capsule, 0, capsule.length, at)
    // It was not on the wire.
    this.counts.framingBytes -= header.length
    return true
  }

  /** The side of the stream ends. */
  ended(direction: Direction, id: number): void {
    const stream = this.streams.get(id)
    if (stream !== undefined)
      this.endSide(stream, direction === 0 ? stream.request : stream.response, direction)
  }

  /** Bytes of a body that are not in the capture. */
  lost(direction: Direction, id: number, length: number, frame: number): void {
    const stream = this.streams.get(id)
    if (stream === undefined) return
    const side = direction === 0 ? stream.request : stream.response
    side.bodyBytes += length
    if (side.kind === bodyKinds.tunnel && stream.tunnel !== null) {
      this.tunnelOrigin.frame = frame
      stream.tunnel.gap(direction, length, this.tunnelOrigin)
    }
    side.reader?.skip(length)
    if (side.unit === null) return
    side.unit.markIncomplete('gap')
    side.unit.message.bodyBytesLeftOut += length
  }

  /** Bytes of any stream may be missing in a direction. */
  gap(direction: Direction): void {
    for (const stream of this.streams.values()) {
      const side = direction === 0 ? stream.request : stream.response
      side.unit?.markIncomplete('gap')
      side.reader?.skip(Number.MAX_SAFE_INTEGER)
    }
  }

  /** The stream is broken off, by whichever side. */
  reset(id: number, frame: number): void {
    const stream = this.streams.get(id)
    if (stream === undefined) return
    if (stream.request.unit !== null || stream.response.unit !== null) this.note('reset', frame)
    this.close(stream, 'reset')
  }

  /** No more comes in a direction. */
  finished(direction: Direction): void {
    for (const stream of this.streams.values()) {
      const side = direction === 0 ? stream.request : stream.response
      if (side.unit !== null) {
        this.note('cut', side.unit.message.frame)
        side.unit.markIncomplete('capture-end')
        this.handOn(side, direction)
      }
      if (stream.tunnel !== null) stream.tunnel.finished(direction)
    }
  }

  /** Moves what lies in the chunk to memory of its own. Before each push returns. */
  settle(): void {
    for (let index = 0; index < this.touchedCount; index++) {
      const stream = this.touched[index] as HttpStream
      this.touched[index] = null
      stream.isTouched = false
      if (stream.isOver) continue
      stream.request.unit?.settle()
      stream.response.unit?.settle()
      this.charge(stream)
    }
    this.touchedCount = 0
  }

  /** Ends all streams, and hands on what they hold as incomplete. What still comes of them is read without its head. */
  shed(): void {
    for (const stream of this.streams.values()) {
      if (stream.request.unit !== null || stream.response.unit !== null) this.note('heldTooMuch', 0)
      this.close(stream, 'limit')
    }
  }

  end(): void {
    this.finished(0)
    this.finished(1)
    for (const stream of this.streams.values()) this.close(stream, 'capture-end')
    this.touched.fill(null)
    this.touchedCount = 0
  }

  /** Hands on what a unit has, and makes it the next piece. */
  emitPiece(unit: Unit): void {
    this.emit(unit, unit.message.direction === 0)
    beginNextPiece(unit)
  }

  noteBody(name: StreamAnomaly, frame: number): void {
    this.note(name, frame)
  }

  private open(id: number, frame: number): HttpStream {
    if (this.streams.size >= limits.message.httpStreamsMax) {
      const oldest = this.streams.values().next().value as HttpStream
      this.note('tooManyStreams', frame)
      this.close(oldest, 'limit')
    }
    const stream = new HttpStream(id)
    this.streams.set(id, stream)
    this.touch(stream)
    return stream
  }

  private takeHead(
    stream: HttpStream,
    side: Side,
    direction: Direction,
    fields: FieldList,
    origin: Origin,
    isDamaged: boolean,
    isEnd: boolean,
  ): void {
    // A body that came before its head was read without it.
    if (side.unit !== null) this.handOn(side, direction)
    const unit = this.begin(stream, side, direction, origin)
    const isResponse = direction === 1
    const facts = writeHead(unit.message, unit.head, fields, isResponse, this.version)
    if (facts.oddities !== 0) this.noteOddities(facts.oddities, origin.frame)
    if (isDamaged) unit.markIncomplete('gap')
    const { message } = unit
    if (isResponse) {
      const { status } = message
      if (status >= 100 && status < 200 && !isEnd) {
        stream.interimCount++
        if (stream.interimCount === limits.message.interimResponsesMax + 1)
          this.note('tooManyInterim', origin.frame)
        this.handOn(side, direction)
        return
      }
      if (stream.exchange !== null) stream.exchange.status = status
    } else {
      this.takeEarly(stream)
      stream.isHeadRequest = facts.isHead
      stream.isConnect = facts.isConnect
      unit.bodyExpected = Math.min(Math.max(facts.contentLength, 0), trustedLengthMax)
    }
    side.hasHead = true
    side.contentLength = facts.contentLength
    this.beginBody(stream, side, direction, unit, facts)
  }

  private beginBody(
    stream: HttpStream,
    side: Side,
    direction: Direction,
    unit: Unit,
    facts: Readonly<HeadFacts>,
  ): void {
    const { status } = unit.message
    if (stream.isConnect && !stream.isPushed && (direction === 0 || (status >= 200 && status < 300))) {
      side.kind = bodyKinds.tunnel
      const kept = new KeptHead(unit.message)
      if (direction === 1) stream.agreedHead = kept
      else {
        stream.askedHead = kept
        stream.token = facts.protocolEnd === 0 ? 'connect' : tokenOf(kept.field('protocol'))
      }
      this.handOn(side, direction)
      return
    }
    side.kind = bodyKindOf(unit.message, direction === 1)
    unit.isMedia = side.kind === bodyKinds.media
    side.reader = readerOf(side.kind, facts.grpcEncodingStart, facts.grpcEncodingEnd)
  }

  private takeTrailer(
    stream: HttpStream,
    side: Side,
    direction: Direction,
    fields: FieldList,
    origin: Origin,
    isDamaged: boolean,
  ): void {
    const unit = side.unit ?? this.begin(stream, side, direction, origin)
    const room = limits.message.headBytesMax - unit.trailer.part.length
    if (fields.length + 4 * fields.count > room && unit.trailer.part.length > 0) {
      unit.markIncomplete('limit')
      return
    }
    const oddities = writeTrailer(unit.trailer, fields)
    if (oddities !== 0) this.noteOddities(oddities, origin.frame)
    if (isDamaged) unit.markIncomplete('gap')
  }

  /** The stream's request begins: was it answered before? */
  private takeEarly(stream: HttpStream): void {
    const status = this.early.get(stream.id)
    if (status === undefined || stream.exchange === null) return
    this.early.delete(stream.id)
    stream.exchange.status = status
    stream.response.isDone = true
  }

  private keepEarly(stream: HttpStream): void {
    if (stream.exchange === null || stream.exchange.status === 0) return
    this.early.set(stream.id, stream.exchange.status)
    const [oldest] = this.early.keys()
    if (this.early.size > earlyMax && oldest !== undefined) this.early.delete(oldest)
  }

  /** A unit for a message of the stream, and an exchange if it has none yet. */
  private begin(stream: HttpStream, side: Side, direction: Direction, origin: Origin): Unit {
    stream.exchange ??= new Exchange(this.context.nextExchange(), this.flow, this.protocol)
    const unit = takeUnit()
    const { message } = unit
    message.protocol = this.protocol
    message.direction = stream.isPushed ? 1 : direction
    // Behind a head that was handed on already.
    message.piece = side.hasHead ? 1 : 0
    message.frame = origin.frame
    message.sec = origin.sec
    message.nsec = origin.nsec
    unit.exchange = stream.exchange
    side.unit = unit
    return unit
  }

  private beginWithoutHead(stream: HttpStream, side: Side, direction: Direction, origin: Origin): Unit {
    this.note('withoutHead', origin.frame)
    const unit = this.begin(stream, side, direction, origin)
    unit.markIncomplete('gap')
    return unit
  }

  private endSide(stream: HttpStream, side: Side, direction: Direction): void {
    const { unit } = side
    if (unit !== null) {
      const stated = side.contentLength
      const isBodiless =
        direction === 1 && side.bodyBytes === 0 && (stream.isHeadRequest || unit.message.status === 304)
      if (stated >= 0 && stated !== side.bodyBytes && !isBodiless && unit.message.isComplete)
        this.note('lengthDiffers', unit.message.frame)
      this.handOn(side, direction)
    }
    side.isDone = true
    if (side.kind === bodyKinds.tunnel) stream.tunnel?.finished(direction)
    const { request, response } = stream
    // Of a response whose request was before the capture nothing more is to come.
    const isRequestMissing = !request.hasHead && request.unit === null
    if (!response.isDone || !(request.isDone || isRequestMissing)) return
    if (isRequestMissing) this.keepEarly(stream)
    this.close(stream, '')
  }

  /** Hands on the side's message. */
  private handOn(side: Side, direction: Direction): void {
    const unit = side.unit as Unit
    side.unit = null
    // Of a streamed body the last piece may be empty.
    if (unit.message.piece === 0 || unit.body.part.length > 0 || unit.trailer.part.length > 0)
      this.emit(unit, direction === 0)
    giveUnit(unit)
  }

  private emit(unit: Unit, isRequest: boolean): void {
    const { message } = unit
    if (unit.isRest) judgeRest(message, this.counts)
    tell(unit.exchange as Exchange, message, this.context, isRequest)
  }

  private close(stream: HttpStream, reason: IncompleteReason): void {
    for (const direction of [0, 1] as const) {
      const side = direction === 0 ? stream.request : stream.response
      if (side.unit === null) continue
      if (reason !== '') side.unit.markIncomplete(reason)
      this.handOn(side, direction)
    }
    if (stream.tunnel !== null) {
      stream.tunnel.end()
      stream.tunnel = null
    }
    stream.datagrams?.end()
    stream.datagrams = null
    if (stream.exchange !== null) this.context.sink.closed(stream.exchange)
    stream.exchange = null
    stream.askedHead = null
    stream.agreedHead = null
    stream.isOver = true
    this.charge(stream)
    this.streams.delete(stream.id)
  }

  private toTunnel(
    stream: HttpStream,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    const at = this.tunnelOrigin
    at.place(origin.frame, shift + start, origin.sec, origin.nsec)
    if (stream.tunnel === null) {
      stream.tunnel = this.openTunnel(stream, at)
      stream.agreedHead = null
      if (!capsuleTokens.includes(stream.token)) stream.askedHead = null
      this.touch(stream)
    }
    stream.tunnel.chunk(direction, buf, start, end, at)
  }

  private openTunnel(stream: HttpStream, origin: RunOrigin): InnerStream {
    const { context, flow } = this
    const { token, askedHead } = stream
    const switched = new ProtocolSwitch(token, askedHead, stream.agreedHead)
    const target = token === 'connect' ? tunnelTarget(token, askedHead) : ''
    const isApart = target !== '' || capsuleTokens.includes(token)
    const tunnel = context.openInner(flow, flow.protection, 'tcp', switched, isApart)
    if (target !== '') {
      const { frame, sec, nsec } = origin
      const port = tunnelPort(token, askedHead)
      context.sink.serverName(tunnel.flow, 'proxied', target, { frame, sec, nsec, port })
    }
    return tunnel
  }

  private touch(stream: HttpStream): void {
    if (stream.isTouched) return
    stream.isTouched = true
    this.touched[this.touchedCount++] = stream
  }

  private charge(stream: HttpStream): void {
    const held = stream.heldBytes
    this.heldBytes += held - stream.chargedBytes
    stream.chargedBytes = held
  }

  private noteOddities(oddities: number, frame: number): void {
    for (const [name, bit] of oddityBits) if ((oddities & bit) !== 0) this.note(name, frame)
  }

  private note(name: StreamAnomaly, frame: number): void {
    const code: AnomalyCode = streamAnomalies[name]
    this.context.anomalies.note(code, frame)
  }
}

/** So many responses whose request did not come are remembered. */
const earlyMax = 64

const oddityBits = Object.entries(fieldOddities) as readonly (readonly [keyof typeof fieldOddities, number])[]

function startsWithPseudo(fields: FieldList): boolean {
  return fields.count > 0 && fields.buf[fields.nameStarts[0] as number] === 58
}
