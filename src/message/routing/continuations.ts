import type { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Flow, StreamConsumer } from '../../stream/types.ts'
import { bugOf } from '../anomalies.ts'
import type { Continuation, ParserContext, Protocol } from '../types.ts'
import type { ByteAccount } from './byte-account.ts'
import { routeOn } from './route.ts'
import type { Route } from './route.ts'
import { textOf } from './text-of-error.ts'

/**
 * Flows whose datagrams are another flow's conversation, between other addresses or ports: which they are, how they are given on,
 * and that the other one lives until the last of them is over. By what a datagram tells it, only its protocol knows.
 */
export class Continuations {
  private readonly layer: StreamConsumer
  private readonly protocols: readonly Protocol[]
  private readonly account: ByteAccount
  private readonly context: ParserContext
  private readonly readWaiting: (flow: Flow) => void

  /** `protocols`: those that know such datagrams. `readWaiting` has a flow read what it holds back. */
  constructor(
    layer: StreamConsumer,
    protocols: readonly Protocol[],
    account: ByteAccount,
    context: ParserContext,
    readWaiting: (flow: Flow) => void,
  ) {
    this.layer = layer
    this.protocols = protocols
    this.account = account
    this.context = context
    this.readWaiting = readWaiting
  }

  /** True where the datagram belongs to another flow's conversation: all that follow it do. */
  find(route: Route, direction: Direction, buf: Buffer, start: number, end: number): boolean {
    for (const protocol of this.protocols) {
      const found = this.continuationBy(protocol, route, direction, buf, start, end)
      const other = found === null ? null : routeOn(found.flow)
      if (found === null || other === null || other === route) continue
      other.continuedBy++
      route.continuation = found
      this.context.sink.recognised(route.flow, protocol.name)
      this.context.sink.continued?.(route.flow, found.flow)
      return true
    }
    return false
  }

  /** Gives a datagram to the flow that goes on here. */
  goOn(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    const { flow, isSwapped } = route.continuation as Continuation
    const way = isSwapped ? ((1 - direction) as Direction) : direction
    return this.account.aside(flow, end - start, () =>
      this.layer.datagram(flow, way, buf, start, end, origin),
    )
  }

  /** The flow is over. The one that it goes on with ends with the last that does, where nothing comes on itself any more. */
  end(route: Route): void {
    const { continuation } = route
    if (continuation === null) return
    route.continuation = null
    const other = routeOn(continuation.flow)
    if (other === null) throw new Error('a flow that others continue was let go')
    other.continuedBy--
    if (other.continuedBy === 0 && other.isFlowOver)
      this.account.aside(continuation.flow, 0, () => this.layer.end(continuation.flow, 'closed'))
  }

  /** What a protocol says of a datagram. One that throws is our fault, and knows nothing. */
  private continuationBy(
    protocol: Protocol,
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
  ): Continuation | null {
    try {
      const found = protocol.continues?.(buf, start, end, direction, this.context) ?? null
      if (found !== null || route.hasAskedWaiting) return found
      route.hasAskedWaiting = true
      for (const waiting of protocol.waitingFor?.(buf, start, end, this.context) ?? [])
        this.account.aside(waiting, 0, () => this.readWaiting(waiting))
      return protocol.continues?.(buf, start, end, direction, this.context) ?? null
    } catch (error) {
      this.context.anomalies.note(bugOf('unrecognised'), 0, textOf(error))
      return null
    }
  }
}
