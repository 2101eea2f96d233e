import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { tooManySwitches } from '../anomalies.ts'
import type { MessageSink } from '../types.ts'
import type { ParserGuard } from './parser-guard.ts'
import { ways } from './route.ts'
import type { Route } from './route.ts'

/**
 * The change of protocol in the middle of a flow: who still reads what is answered before it, how often there may be one, and that
 * the request which asked for it is closed. What follows is chosen elsewhere.
 */
export class ProtocolChange {
  private readonly guard: ParserGuard
  private readonly sink: MessageSink
  private readonly anomalies: AnomalyLog

  constructor(guard: ParserGuard, sink: MessageSink, anomalies: AnomalyLog) {
    this.guard = guard
    this.sink = sink
    this.anomalies = anomalies
  }

  /** The flow's parser says in `direction` that another protocol follows: both directions are chosen anew. */
  begin(route: Route, direction: Direction, frame: number): void {
    const asked = route.parser
    const switched = asked?.switched ?? null
    const isAnswerDue = asked?.isAnswerDue === true && route.former === null
    if (isAnswerDue) route.parser = null
    else this.guard.end(route)
    route.switched = switched
    route.switches++
    const way = route.switches > limits.message.protocolSwitchesMax ? ways.unknown : ways.choosing
    if (way === ways.unknown) this.anomalies.note(tooManySwitches, frame)
    route.setWays(way)
    route.isMidStream = false
    if (isAnswerDue) {
      route.former = asked
      route.setWay(direction === 0 ? 1 : 0, ways.toFormer)
    }
  }

  /** Counts a change of protocol that no parser brought about. False: too many. */
  mayChange(route: Route, frame: number): boolean {
    if (route.switches > limits.message.protocolSwitchesMax) return false
    route.switches++
    if (route.switches > limits.message.protocolSwitchesMax) {
      this.anomalies.note(tooManySwitches, frame)
      return false
    }
    return true
  }

  /** The change of protocol is over: the request that asked for it will have no further answer, unless one was taken on. */
  end(route: Route): void {
    if (route.switched === null) return
    const exchange = route.switched.takeExchange()
    route.switched = null
    if (exchange !== null) this.sink.closed(exchange)
  }
}
