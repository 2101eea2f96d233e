/**
 * HTTP/3 on the streams of one QUIC connection (RFC 9114): frames of each stream, the tables of fields (QPACK) of both
 * sides, and what comes of them: requests and responses, each pair on a stream.
 *
 * A field section that refers to entries which are not there yet waits for them with all that follows it on its stream;
 * where they never come, or too much waits, it is read without them. Where frames are lost, what follows on the stream
 * is read as body until a frame is found again, so that it is searched all the same.
 */
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { HttpStreams } from '../http-streams/http-streams.ts'
import { readVarint } from '../quic/parse.ts'
import { isUnidirectional, openerOf } from '../quic/stream-taker.ts'
import type { Side, StreamTaker } from '../quic/stream-taker.ts'
import { withStray } from '../stray-bytes.ts'
import type { InnerStream, ParserContext } from '../types.ts'
import { http3Anomalies } from './anomalies.ts'
import type { Http3Anomaly } from './anomalies.ts'
import { FieldSections } from './field-sections.ts'
import type { SectionOwner } from './field-sections.ts'
import {
  frameTypes,
  isFraming,
  isGrease,
  startsFrames,
  streamTypes,
  tableCapacityOf,
  wholeType,
} from './frames.ts'
import { Half, messageIdOf, roles, states } from './half.ts'
import { OtherStreams } from './other-streams.ts'

const version = Buffer.from('HTTP/3', 'latin1')
const varintBytesMax = 8
/** SETTINGS and other small frames that are looked at. */
const settingsBytesMax = 4_096
const integer = { value: 0, next: 0 }

/** HTTP/3 on one connection, whichever side opened a stream. */
export class Http3Connection implements StreamTaker, SectionOwner {
  private readonly context: ParserContext
  private readonly inner: InnerStream
  private readonly clientDirection: Direction
  readonly streams: HttpStreams
  private readonly sections: FieldSections
  private readonly halves: Map<number, Half> = new Map()
  private readonly others: OtherStreams
  private heldByHalves = 0

  /** `isLate`: the connection began before the capture. */
  constructor(flow: Flow, context: ParserContext, clientDirection: Direction, isLate: boolean) {
    this.context = context
    this.clientDirection = clientDirection
    this.inner = context.openInner(flow, 'quic', 'udp')
    this.streams = new HttpStreams(this.inner.flow, context, 'http3', version)
    this.sections = new FieldSections(this.inner.flow, context, this, isLate)
    this.others = new OtherStreams(this.inner.flow, context)
    context.sink.recognised(this.inner.flow, 'http3')
  }

  get heldBytes(): number {
    return this.heldByHalves + this.streams.heldBytes + this.sections.heldBytes
  }

  chunk(id: number, side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    const half = this.halfOf(id, side)
    if (half.isBlocked) this.wait(half, Buffer.from(buf.subarray(start, end)), end - start, origin)
    else this.read(half, buf, start, end, origin)
    this.settle(half)
  }

  gap(id: number, side: Side, length: number, origin: RunOrigin): void {
    const half = this.halfOf(id, side)
    if (half.isBlocked) this.wait(half, null, length, origin)
    else this.lose(half, length, origin)
    this.settle(half)
  }

  finished(id: number, side: Side, isReset: boolean): void {
    const half = this.halfOf(id, side)
    if (half.isBlocked) half.ending = isReset ? 2 : 1
    else this.finish(half, isReset)
    this.settle(half)
  }

  /** Datagrams of HTTP/3 (RFC 9297) name the stream that they belong to. */
  datagram(side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    const hasStream = readVarint(buf, start, end, integer)
    const from = hasStream ? integer.next : start
    const stream = hasStream ? integer.value * 4 : -1
    this.context.counts.framingBytes += from - start
    if (from === end) return
    placed.placeBehind(origin, from - start)
    const direction = this.direction(side)
    if (this.streams.datagram(direction, stream, buf, from, end, placed)) return
    this.inner.datagram(direction, buf, from, end, placed)
  }

  shed(): void {
    for (const half of this.halves.values()) {
      if (half.heldBytes === 0) continue
      this.note('heldTooMuch', half.origin.frame)
      this.sections.unblockAll(half)
      this.searchStray(half)
      this.context.counts.limitBytes += half.block.part.length
      half.block.release()
      half.isSkipped = true
      if (half.role === roles.encoder) this.sections.loseTable(half.side)
      this.charge(half)
    }
    this.streams.shed()
    this.sections.shed()
  }

  end(): void {
    for (const half of this.halves.values()) this.sections.unblockAll(half)
    for (const half of this.halves.values()) {
      this.endBlock(half)
      half.end()
    }
    this.halves.clear()
    this.heldByHalves = 0
    this.streams.end()
    this.others.end()
    this.sections.end()
    this.inner.end()
  }

  private halfOf(id: number, side: Side): Half {
    const key = id * 2 + side
    let half = this.halves.get(key)
    if (half !== undefined) return half
    half = new Half(id, side)
    if (isUnidirectional(id)) half.role = roles.untold
    else {
      // Servers open no streams of two directions in HTTP/3 itself.
      half.role = openerOf(id) === 0 ? roles.message : roles.other
      half.state = states.frameType
    }
    this.halves.set(key, half)
    return half
  }

  private wait(half: Half, bytes: Buffer | null, length: number, origin: RunOrigin): void {
    const kept = new RunOrigin()
    kept.placeBehind(origin, 0)
    half.waiting.push({ bytes, length, origin: kept })
    half.waitingBytes += bytes === null ? 0 : length
    if (
      half.waitingBytes > limits.message.quicHeldBytesPerStreamMax ||
      half.waiting.length > limits.message.quicStreamPiecesMax
    )
      this.sections.unblock(half)
  }

  /** See {@link SectionOwner}. */
  readWaiting(half: Half): void {
    const { waiting, ending } = half
    half.waiting = []
    half.waitingBytes = 0
    for (const { bytes, length, origin } of waiting) {
      if (half.isBlocked) this.wait(half, bytes, length, origin)
      else if (bytes === null) this.lose(half, length, origin)
      else this.read(half, bytes, 0, length, origin)
      // What waited lies in memory of its own, that is let go.
      half.block.settle(0)
      this.streams.settle()
    }
    if (ending === 0) return
    half.ending = ending
    if (!half.isBlocked) this.finish(half, ending === 2)
  }

  private read(half: Half, buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    const shift = origin.offset - start
    let at = start
    if (half.state === states.lost && startsFrames(buf, at, end)) half.state = states.frameType
    while (at < end) {
      if (half.isBlocked) {
        placed.placeBehind(origin, at - start)
        this.wait(half, Buffer.from(buf.subarray(at, end)), end - at, placed)
        return
      }
      switch (half.role) {
        case roles.other:
          this.others.chunk(half.id, this.direction(half.side), buf, at, end, origin, shift)
          return
        case roles.encoder:
          if (!this.sections.tellEntries(half, buf, at, end, origin, shift))
            this.sections.readEncoder(half, buf, at, end, origin, shift)
          return
        case roles.lost:
          if (!this.sections.tellEntries(half, buf, at, end, origin, shift))
            this.others.chunk(half.id, this.direction(half.side), buf, at, end, origin, shift)
          return
        case roles.grease:
          half.stray = withStray(half.stray, buf, at, end, origin, shift)
          this.context.counts.framingBytes += end - at
          return
        case roles.decoder:
          this.context.counts.framingBytes += end - at
          return
        default:
      }
      if (half.state === states.payload) at = this.readPayload(half, buf, at, end, origin, shift)
      else if (half.state === states.lost) {
        this.readLost(half, buf, at, end, origin, shift)
        return
      } else at = this.readNumber(half, buf, at, end, origin, shift)
    }
  }

  /** Reads a number that steers; returns where it stopped. */
  private readNumber(
    half: Half,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    if (half.state === states.frameType && half.cutLength === 0)
      half.origin.place(origin.frame, shift + start, origin.sec, origin.nsec)
    let at = start
    let numbers = buf
    if (half.cutLength === 0 && readVarint(buf, at, end, integer)) at = integer.next
    else {
      const cut = (half.cut ??= Buffer.alloc(varintBytesMax))
      numbers = cut
      while (at < end) {
        cut[half.cutLength++] = buf[at++] as number
        if (readVarint(cut, 0, half.cutLength, integer)) break
      }
      const isWhole = readVarint(cut, 0, half.cutLength, integer)
      if (!isWhole) {
        this.context.counts.framingBytes += at - start
        return at
      }
      half.cutLength = 0
    }
    this.context.counts.framingBytes += at - start
    const isType = half.state === states.streamType || half.state === states.frameType
    this.takeNumber(half, isType ? wholeType(integer.value, numbers, integer.next) : integer.value)
    return at
  }

  private takeNumber(half: Half, value: number): void {
    switch (half.state) {
      case states.streamType:
        this.takeStreamType(half, value)
        break
      case states.pushId:
        half.messageId = messageIdOf(value)
        half.role = roles.message
        half.state = states.frameType
        break
      case states.sessionId:
        half.role = roles.other
        break
      case states.frameType:
        half.type = value
        half.state = states.frameLength
        break
      default:
        this.beginFrame(half, value)
    }
  }

  private takeStreamType(half: Half, type: number): void {
    half.state = states.frameType
    if (type === streamTypes.control) half.role = roles.control
    else if (type === streamTypes.encoder) {
      half.role = roles.encoder
      this.sections.beginTable(half.side)
    } else if (type === streamTypes.decoder) half.role = roles.decoder
    else if (type === streamTypes.push) half.state = states.pushId
    else if (type === streamTypes.webTransport) half.state = states.sessionId
    else if (isGrease(type)) half.role = roles.grease
    else {
      this.note('unknownStream', half.origin.frame, `type ${type}`)
      half.role = roles.other
    }
  }

  private beginFrame(half: Half, length: number): void {
    const { type } = half
    half.frames++
    if (type === frameTypes.webTransportStream && half.frames === 1 && half.role === roles.message) {
      // What would be the length is the session; all that follows is the application's.
      half.role = roles.other
      return
    }
    half.remaining = length
    half.isSkipped = false
    half.state = states.payload
    const isBlock = type === frameTypes.headers || type === frameTypes.pushPromise
    if (isBlock && length > limits.message.headBytesMax) {
      this.note('blockTooLong', half.origin.frame)
      half.isSkipped = true
    } else if (!isBlock && type !== frameTypes.data && !isFraming(type))
      this.note('unknownFrame', half.origin.frame, `type ${type}`)
    if (length === 0) this.frameDone(half)
  }

  private readPayload(
    half: Half,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    const { counts } = this.context
    const bound = half.remaining < end - start ? start + half.remaining : end
    const length = bound - start
    switch (half.type) {
      case frameTypes.data:
        if (half.role === roles.message)
          this.streams.body(half.side, half.messageId, buf, start, bound, origin, shift)
        else half.foreignBytes += length
        break
      case frameTypes.headers:
      case frameTypes.pushPromise:
        if (half.role !== roles.message) half.foreignBytes += length
        else if (half.isSkipped) counts.limitBytes += length
        else half.block.append(buf, start, bound, origin.frame, shift + start, 0)
        break
      case frameTypes.settings:
        counts.framingBytes += length
        if (half.block.part.length + length <= settingsBytesMax)
          half.block.append(buf, start, bound, origin.frame, shift + start, 0)
        break
      default:
        if (isFraming(half.type)) counts.framingBytes += length
        else half.foreignBytes += length
    }
    // Whoever sent these was free to say anything in them.
    if (half.foreignBytes > 0 || isGrease(half.type))
      half.stray = withStray(half.stray, buf, start, bound, origin, shift)
    half.remaining -= length
    if (half.remaining === 0) this.frameDone(half)
    return bound
  }

  private searchStray(half: Half): void {
    const { counts } = this.context
    const { flow } = this.inner
    const searched = half.stray?.handOn(flow, this.context, this.direction(half.side)) ?? 0
    if (half.foreignBytes === 0) return
    counts.unrecognisedReadBytes += searched
    counts.unrecognisedSkippedBytes += half.foreignBytes - searched
    half.foreignBytes = 0
  }

  private frameDone(half: Half): void {
    half.state = states.frameType
    this.searchStray(half)
    if (half.role !== roles.message && half.type !== frameTypes.settings) return
    switch (half.type) {
      case frameTypes.headers:
      case frameTypes.pushPromise:
        if (!half.isSkipped) this.sections.take(half, false)
        break
      case frameTypes.settings: {
        const { part } = half.block
        if (half.role === roles.control)
          this.sections.agree(half.side === 0 ? 1 : 0, tableCapacityOf(part.buf, part.start, part.end))
        half.block.release()
        break
      }
      default:
    }
  }

  /** Of a stream whose frames are lost: as body, so that it is searched. */
  private readLost(
    half: Half,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    if (half.role === roles.message)
      this.streams.body(half.side, half.messageId, buf, start, end, origin, shift)
    else this.context.counts.resyncBytes += end - start
  }

  /** Bytes of the stream are not in the capture. */
  private lose(half: Half, length: number, origin: RunOrigin): void {
    const { side } = half
    switch (half.role) {
      case roles.other:
      case roles.lost:
        this.others.gap(half.id, this.direction(side), length, origin)
        return
      case roles.encoder:
        this.endBlock(half)
        this.sections.lose(side)
        return
      case roles.decoder:
      case roles.grease:
        return
      case roles.untold:
        // What it was for will not be known.
        half.role = roles.lost
        return
      default:
    }
    const isInPayload = half.state === states.payload
    const lost = isInPayload ? Math.min(length, half.remaining) : 0
    if (isInPayload) {
      if (half.type === frameTypes.data) this.streams.lost(side, half.messageId, lost, origin.frame)
      else this.endBlock(half)
      half.isSkipped = true
      half.remaining -= lost
      if (half.remaining === 0) half.state = states.frameType
    }
    if (lost === length) return
    this.note('gap', origin.frame)
    this.endBlock(half)
    this.streams.lost(side, half.messageId, 0, origin.frame)
    half.cutLength = 0
    half.state = states.lost
  }

  /** What was collected will not become whole: of a field section, what there is of it is read. */
  private endBlock(half: Half): void {
    const { block } = half
    this.searchStray(half)
    if (block.part.length === 0) return
    if (half.role === roles.encoder) {
      this.context.counts.resyncBytes += block.part.length
      block.release()
    } else if (half.type === frameTypes.settings) block.release()
    else this.sections.take(half, true)
  }

  private finish(half: Half, isReset: boolean): void {
    const { id, side, messageId } = half
    const isBetween = half.state === states.frameType || half.state === states.lost
    const isFramed = half.role === roles.message || half.role === roles.control
    if (isFramed && !isReset && (!isBetween || half.cutLength > 0)) {
      this.note('cut', half.origin.frame)
      this.streams.lost(side, messageId, 0, half.origin.frame)
    }
    this.endBlock(half)
    half.end()
    this.charge(half)
    this.halves.delete(id * 2 + side)
    if (half.role === roles.message) {
      if (isReset && side === 1) this.streams.reset(messageId, half.origin.frame)
      else {
        if (isReset) this.streams.lost(side, messageId, 0, half.origin.frame)
        this.streams.ended(side, messageId)
      }
    } else if (half.role === roles.other || half.role === roles.lost) {
      const isLast = isUnidirectional(id) || !this.halves.has(id * 2 + (side === 0 ? 1 : 0))
      this.others.finished(id, this.direction(side), isLast)
    }
  }

  private settle(half: Half): void {
    half.block.settle(0)
    this.streams.settle()
    this.charge(half)
  }

  /** See {@link SectionOwner}. */
  charge(half: Half): void {
    const held = half.heldBytes
    this.heldByHalves += held - half.chargedBytes
    half.chargedBytes = held
  }

  /** As the flow's. */
  private direction(side: Side): Direction {
    return (side ^ this.clientDirection) as Direction
  }

  note(name: Http3Anomaly, frame: number, detail = ''): void {
    this.context.anomalies.note(http3Anomalies[name], frame, detail)
  }
}

/** The origin of what lies further on, for the call that is made with it. */
const placed = new RunOrigin()
