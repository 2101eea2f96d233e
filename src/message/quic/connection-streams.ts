import type { AnomalyCode } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { ParserContext } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { FinishedStreams } from './finished-streams.ts'
import type { ServerSide } from './handshake-messages.ts'
import { openTaker } from './open-taker.ts'
import { StreamHalf } from './stream-half.ts'
import type { HalfTaker } from './stream-half.ts'
import { isUnidirectional, openerOf, otherSide } from './stream-taker.ts'
import type { Side, StreamTaker } from './stream-taker.ts'

/** A stream with the directions that it has. */
interface Stream {
  readonly id: number
  readonly halves: [StreamHalf | null, StreamHalf | null]
}

/** The streams of a connection: puts each in order, and hands them to whoever speaks over them. */
export class ConnectionStreams implements HalfTaker {
  /** The connection was joined behind its handshake. */
  isLate = false
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly clientDirection: Direction
  private readonly offered: readonly string[]
  private readonly server: ServerSide
  private readonly origin: RunOrigin
  private readonly streams: Map<number, Stream> = new Map()
  private readonly finishedStreams: FinishedStreams = new FinishedStreams()
  private taker: StreamTaker | null = null
  private heldByHalves = 0
  /** Whose bytes are handed on. */
  private streamId = 0
  private halfSide: Side = 0

  /** `offered`: the application protocols of the client. `origin` is that of the packet being read. */
  constructor(
    flow: Flow,
    context: ParserContext,
    clientDirection: Direction,
    offered: readonly string[],
    server: ServerSide,
    origin: RunOrigin,
  ) {
    this.flow = flow
    this.context = context
    this.clientDirection = clientDirection
    this.offered = offered
    this.server = server
    this.origin = origin
  }

  get heldBytes(): number {
    return this.heldByHalves + (this.taker?.heldBytes ?? 0)
  }

  /**
   * The bytes `content[from, to)` of a stream, `place` being where `from` lies in the frame. Returns how many of them are not
   * for who opened the packet to count.
   */
  stream(
    side: Side,
    id: number,
    offset: number,
    content: Buffer,
    from: number,
    to: number,
    isLast: boolean,
    place: number,
  ): number {
    const half = this.halfOf(id, side)
    if (half === null) {
      if (isUnidirectional(id) && openerOf(id) !== side) this.note(quicAnomalies.frame, this.origin.frame)
      return 0
    }
    if (isLast && half.finalSize === -1) half.finalSize = offset + to - from
    this.begin(id, side)
    this.origin.offset = place
    const before = half.heldCost
    const seen = half.put(offset, content, from, to, this.origin, this)
    this.heldByHalves += half.heldCost - before
    if (half.isWhole) this.finishHalf(id, side, false)
    return to - from - seen
  }

  streamReset(side: Side, id: number, finalSize: number): void {
    const half = this.halfOf(id, side)
    if (half === null) return
    half.finalSize = finalSize
    this.finishHalf(id, side, true)
  }

  datagram(side: Side, content: Buffer, from: number, to: number, place: number): void {
    this.origin.offset = place
    this.takerFor(-1, content, from, to).datagram(side, content, from, to, this.origin)
  }

  shed(): void {
    for (const stream of this.streams.values()) this.flushStream(stream)
    this.heldByHalves = 0
    this.taker?.shed()
  }

  end(): void {
    for (const stream of this.streams.values()) {
      this.flushStream(stream)
      for (const side of [0, 1] as const) {
        const half = stream.halves[side]
        if (half !== null && half.finalSize !== -1) this.finishHalf(stream.id, side, false)
      }
    }
    this.streams.clear()
    this.heldByHalves = 0
    this.taker?.end()
    this.taker = null
  }

  // What a stream's half hands on, in order.

  bytes(buf: Buffer, from: number, to: number, origin: RunOrigin): void {
    if (from === to) return
    this.takerFor(this.streamId, buf, from, to).chunk(this.streamId, this.halfSide, buf, from, to, origin)
  }

  gap(length: number, origin: RunOrigin): void {
    if (!this.isBeginning(length)) {
      this.note(quicAnomalies.streamGap, origin.frame)
      this.context.counts.gaps++
      this.context.counts.gapBytes += length
    }
    this.takerFor(this.streamId, none, 0, 0).gap(this.streamId, this.halfSide, length, origin)
  }

  /** Whether what is missing is what the stream began with, and that may have been before the capture. */
  private isBeginning(length: number): boolean {
    if (!this.isLate) return false
    const half = this.streams.get(this.streamId)?.halves[this.halfSide]
    return half !== null && half !== undefined && half.next === length
  }

  private halfOf(id: number, side: Side): StreamHalf | null {
    const known = this.streams.get(id)
    if (known !== undefined) return known.halves[side]
    if (isUnidirectional(id) && openerOf(id) !== side) return null
    if (this.finishedStreams.has(id)) return null
    if (this.streams.size >= limits.message.quicStreamsMax) this.dropOldest()
    const isOneWay = isUnidirectional(id)
    const stream: Stream = {
      id,
      halves: [
        isOneWay && side === 1 ? null : new StreamHalf(this.isLate),
        isOneWay && side === 0 ? null : new StreamHalf(this.isLate),
      ],
    }
    this.streams.set(id, stream)
    return stream.halves[side]
  }

  private dropOldest(): void {
    for (const stream of this.streams.values()) {
      this.note(quicAnomalies.tooManyStreams, this.origin.frame)
      this.flushStream(stream)
      for (const side of [0, 1] as const) {
        if (stream.halves[side] !== null) this.finishHalf(stream.id, side, true)
      }
      return
    }
  }

  private finishHalf(id: number, side: Side, isReset: boolean): void {
    const stream = this.streams.get(id)
    const half = stream?.halves[side]
    if (stream === undefined || half === null || half === undefined) return
    this.begin(id, side)
    // What lies behind the end that was told is given all the same.
    this.flushHalf(half)
    // Of what was over before the capture, but for word that it is, there is nothing to tell.
    const isPast = this.isLate && half.next === 0 && half.finalSize > 0
    if (!isReset && !isPast && half.next < half.finalSize) this.gap(half.finalSize - half.next, this.origin)
    stream.halves[side] = null
    if (stream.halves[otherSide(side)] === null) {
      this.streams.delete(id)
      this.finishedStreams.add(id)
    }
    if (half.next > 0 || (this.taker !== null && !isPast))
      this.takerFor(id, none, 0, 0).finished(id, side, isReset)
  }

  private flushStream(stream: Stream): void {
    for (const side of [0, 1] as const) {
      const half = stream.halves[side]
      if (half === null) continue
      this.begin(stream.id, side)
      this.flushHalf(half)
    }
  }

  private flushHalf(half: StreamHalf): void {
    const before = half.heldCost
    half.flush(this)
    this.heldByHalves += half.heldCost - before
  }

  private begin(id: number, side: Side): void {
    this.streamId = id
    this.halfSide = side
  }

  private takerFor(id: number, buf: Buffer, from: number, to: number): StreamTaker {
    if (this.taker !== null) return this.taker
    const { alpn } = this.server
    const protocols = alpn === '' ? this.offered : [alpn]
    const half = this.streams.get(id)?.halves[this.halfSide]
    // What is handed on first has been counted already.
    const isStart = half !== null && half !== undefined && half.next === to - from
    this.taker = openTaker(this.flow, this.context, this.clientDirection, protocols, this.isLate, {
      id,
      isStart,
      buf,
      from,
      to,
    })
    return this.taker
  }

  private note(code: AnomalyCode, frame: number): void {
    this.context.anomalies.note(code, frame)
  }
}

const none: Buffer = Buffer.alloc(0)
