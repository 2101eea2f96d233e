import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { InnerStream, ParserContext } from '../types.ts'

/** Streams of a connection that are not HTTP/3's: each is searched as plain bytes, as far as it shows no protocol. */
export class OtherStreams {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly streams: Map<number, InnerStream> = new Map()

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  /** Takes `buf[start, end)` of the stream; `shift` leads from a place in `buf` to that in the frame. */
  chunk(
    id: number,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    let stream = this.streams.get(id)
    if (stream === undefined) {
      stream = this.context.openInner(this.flow, 'quic', 'tcp')
      this.streams.set(id, stream)
    }
    otherPlace.place(origin.frame, shift + start, origin.sec, origin.nsec)
    stream.chunk(direction, buf, start, end, otherPlace)
  }

  gap(id: number, direction: Direction, length: number, origin: RunOrigin): void {
    otherPlace.placeBehind(origin, 0)
    this.streams.get(id)?.gap(direction, length, otherPlace)
  }

  /** `isLast`: the other direction is over, too, or there is none. */
  finished(id: number, direction: Direction, isLast: boolean): void {
    const stream = this.streams.get(id)
    if (stream === undefined) return
    stream.finished(direction)
    if (!isLast) return
    this.streams.delete(id)
    stream.end()
  }

  end(): void {
    for (const stream of this.streams.values()) stream.end()
    this.streams.clear()
  }
}

/** The origin of what lies further on, for the call that is made with it. */
const otherPlace = new RunOrigin()
