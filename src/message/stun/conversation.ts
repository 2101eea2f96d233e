import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import { Pending } from '../pending.ts'
import { Exchange } from '../types.ts'
import type { ParserContext } from '../types.ts'
import { stunAnomalies } from './anomalies.ts'
import { StunReading, headerBytes, readStun } from './parse.ts'

const reading = new StunReading()
const kinds = ['request', 'indication', 'success', 'error'] as const

/** STUN and TURN between two ends: requests and their answers, paired by transaction. */
export class StunConversation {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly pending: Pending<string>

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.pending = new Pending(context.sink)
  }

  /** Reads one message. Returns how many of its bytes are framing. */
  take(direction: Direction, unit: UnitFacts): number {
    const { part } = unit
    const { sink, counts, anomalies } = this.context
    readStun(part.buf, part.start, part.end, reading)
    if (reading.problem !== null && unit.incomplete === '') anomalies.note(reading.problem, unit.frame)
    handedOn.begin('stun', direction, unit)
    handedOn.startLine(`${reading.method}-${kinds[reading.kind] as string}`, part)
    handedOn.fieldsOf(reading.fields, part)
    handedOn.body(part, reading.bodyStart, reading.bodyEnd)
    const message = handedOn.whole()
    if (direction === 0) {
      const exchange = new Exchange(this.context.nextExchange(), this.flow, 'stun')
      counts.requests++
      sink.request(exchange, message)
      if (reading.kind !== 0) sink.closed(exchange)
      else if (!this.pending.add(reading.transaction, exchange))
        anomalies.note(stunAnomalies.pending, unit.frame)
    } else {
      const asked = reading.kind >= 2 ? this.pending.take(reading.transaction) : null
      const exchange = asked ?? new Exchange(this.context.nextExchange(), this.flow, 'stun')
      counts.responses++
      sink.response(exchange, message)
      sink.closed(exchange)
    }
    handedOn.release()
    return Math.min(headerBytes, part.length)
  }

  /** Hands on what a relay carries at `[start, end)` as it is. */
  relayed(direction: Direction, unit: UnitFacts, start: number, end: number): void {
    const { sink, counts } = this.context
    handedOn.begin('stun', direction, unit)
    handedOn.startLine('Channel-data', unit.part)
    handedOn.body(unit.part, start, end)
    const exchange = new Exchange(this.context.nextExchange(), this.flow, 'stun')
    if (direction === 0) {
      counts.requests++
      sink.request(exchange, handedOn.whole())
    } else {
      counts.responses++
      sink.response(exchange, handedOn.whole())
    }
    sink.closed(exchange)
    handedOn.release()
  }

  end(): void {
    this.pending.end()
  }
}
