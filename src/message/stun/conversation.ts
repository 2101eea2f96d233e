import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { ExchangeTeller } from '../exchange-teller.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import { Pending } from '../pending.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { stunAnomalies } from './anomalies.ts'
import { StunReading, headerBytes, readStun } from './parse.ts'

const reading = new StunReading()
const kinds = ['request', 'indication', 'success', 'error'] as const

/** STUN and TURN between two ends: requests and their answers, paired by transaction. */
export class StunConversation extends ExchangeTeller {
  readonly protocol: ProtocolName = 'stun'
  private readonly pending: Pending<string>

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context)
    this.pending = new Pending(context.sink)
  }

  /** Reads one message. Returns how many of its bytes are framing. */
  take(direction: Direction, unit: UnitFacts): number {
    const { part } = unit
    const { sink, anomalies } = this.context
    readStun(part.buf, part.start, part.end, reading)
    if (reading.problem !== null && unit.incomplete === '') anomalies.note(reading.problem, unit.frame)
    handedOn.begin('stun', direction, unit)
    handedOn.startLine(`${reading.method}-${kinds[reading.kind] as string}`, part)
    handedOn.fieldsOf(reading.fields, part)
    handedOn.body(part, reading.bodyStart, reading.bodyEnd)
    const message = handedOn.whole()
    const asked = direction === 1 && reading.kind >= 2 ? this.pending.take(reading.transaction) : null
    const exchange = this.tell(message, asked ?? this.newExchange())
    this.tellBeside(exchange, part, reading.restStart, reading.restEnd)
    if (direction === 1 || reading.kind !== 0) sink.closed(exchange)
    else if (!this.pending.add(reading.transaction, exchange))
      anomalies.note(stunAnomalies.pending, unit.frame)
    handedOn.release()
    return Math.min(headerBytes, part.length)
  }

  /** Hands on what a relay carries at `[start, end)` as it is. */
  relayed(direction: Direction, unit: UnitFacts, start: number, end: number): void {
    handedOn.begin('stun', direction, unit)
    handedOn.startLine('Channel-data', unit.part)
    handedOn.body(unit.part, start, end)
    this.context.sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
  }

  end(): void {
    this.pending.end()
  }
}
