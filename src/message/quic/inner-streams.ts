import type { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { InnerStream, ParserContext } from '../types.ts'
import type { Side, StreamTaker } from './stream-taker.ts'
import { isUnidirectional } from './stream-taker.ts'

interface Open {
  readonly stream: InnerStream
  /** Directions that are over. */
  over: number
}

/**
 * Streams of a QUIC connection that speaks no HTTP/3: each is read for itself, as a TCP connection would be, by what
 * its content shows (DNS over QUIC, RFC 9250: one question on each stream, with its length in front as over TCP).
 */
export class InnerStreams implements StreamTaker {
  readonly heldBytes = 0
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly clientDirection: Direction
  private readonly streams: Map<number, Open> = new Map()
  private datagrams: InnerStream | null = null

  constructor(flow: Flow, context: ParserContext, clientDirection: Direction) {
    this.flow = flow
    this.context = context
    this.clientDirection = clientDirection
  }

  chunk(id: number, side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    this.open(id).stream.chunk(this.direction(side), buf, start, end, origin)
  }

  gap(id: number, side: Side, length: number, origin: RunOrigin): void {
    this.open(id).stream.gap(this.direction(side), length, origin)
  }

  finished(id: number, side: Side): void {
    const open = this.streams.get(id)
    if (open === undefined) return
    open.stream.finished(this.direction(side))
    open.over++
    if (open.over < 2 && !isUnidirectional(id)) return
    this.streams.delete(id)
    open.stream.end()
  }

  datagram(side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    this.datagrams ??= this.context.openInner(this.flow, 'quic', 'udp')
    this.datagrams.datagram(this.direction(side), buf, start, end, origin)
  }

  /** What the streams inside hold is charged to them, and shed there. */
  shed(): void {
    // Nothing of its own.
  }

  end(): void {
    for (const { stream } of this.streams.values()) stream.end()
    this.streams.clear()
    this.datagrams?.end()
    this.datagrams = null
  }

  private open(id: number): Open {
    let open = this.streams.get(id)
    if (open === undefined) {
      open = { stream: this.context.openInner(this.flow, 'quic', 'tcp'), over: 0 }
      this.streams.set(id, open)
    }
    return open
  }

  private direction(side: Side): Direction {
    return (side ^ this.clientDirection) as Direction
  }
}
