import type { Direction } from '../../core/verdict.ts'
import type { StreamConsumer } from '../../stream/types.ts'
import type { InnerFlow } from '../inner-flow.ts'
import type { ProtocolSwitch } from '../protocol-switch.ts'
import type { InnerStream, MessageSink } from '../types.ts'
import type { Nesting } from './nesting.ts'
import { routeOn } from './route.ts'
import type { RoutePool } from './route-pool.ts'

/**
 * Opens streams inside flows, for what a parser decrypted or took out of a tunnel, and gives their bytes to the layer like those
 * of any flow, one level deeper. Whose addresses they have says `message/inner-flow.ts`.
 */
export class InnerStreams {
  private readonly layer: StreamConsumer
  private readonly routes: RoutePool
  private readonly nesting: Nesting
  private readonly sink: MessageSink

  constructor(layer: StreamConsumer, routes: RoutePool, nesting: Nesting, sink: MessageSink) {
    this.layer = layer
    this.routes = routes
    this.nesting = nesting
    this.sink = sink
  }

  /** What it is given belongs to the outer flow's bytes: a push into it is always part of a push into that one. */
  open(flow: InnerFlow, switched: ProtocolSwitch | null): InnerStream {
    if (switched !== null) this.routes.of(flow).switched = switched
    const seen = (direction: Direction, length: number): void => {
      if (direction === 0) flow.bytesToServer += length
      else flow.bytesToClient += length
    }
    const stream: InnerStream = {
      flow,
      chunk: (direction, buf, start, end, origin) => {
        seen(direction, end - start)
        // The hot one: without a function of its own.
        this.nesting.depth++
        try {
          return this.layer.chunk(flow, direction, buf, start, end, origin)
        } finally {
          this.nesting.depth--
        }
      },
      gap: (direction, length, origin) =>
        this.nesting.within(() => this.layer.gap(flow, direction, length, origin)),
      datagram: (direction, buf, start, end, origin) => {
        seen(direction, end - start)
        return this.nesting.within(() => this.layer.datagram(flow, direction, buf, start, end, origin))
      },
      finished: (direction) => this.nesting.within(() => this.layer.finished(flow, direction)),
      end: () => {
        routeOn(flow.outer)?.removeInner(stream)
        this.nesting.within(() => this.layer.end(flow, 'closed'))
        if (flow.isApart) this.sink.tunnelEnded?.(flow)
      },
    }
    routeOn(flow.outer)?.addInner(stream)
    return stream
  }
}
