/** What is told of what a flow of HTTP/1 carries: messages and their pieces, bytes that are none, and what heads are odd in. */
import type { Flow } from '../../stream/types.ts'
import { judgeRest } from '../http-streams/long-body.ts'
import { tell } from '../tell.ts'
import { Exchange } from '../types.ts'
import type { Message, ParserContext } from '../types.ts'
import { anomalies } from './anomalies.ts'
import { withoutControls } from './other-readings.ts'
import { giveUnit, oddities, strayOf } from './unit.ts'
import type { Unit } from './unit.ts'

/** Hands on a message, or a piece of one, as what its exchange was asked or answered. */
export function tellMessage(unit: Unit, context: ParserContext): void {
  const { message } = unit
  const { counts } = context
  if (unit.isRest) judgeRest(message, counts)
  counts.readBytes += message.head.length + message.trailer.length
  tell(unit.exchange as Exchange, message, context)
}

/** Hands on bytes that are no message, in an exchange of their own. Whoever gives them counts them. */
export function tellBytes(message: Message, flow: Flow, context: ParserContext): void {
  const exchange = new Exchange(context.nextExchange(), flow, 'unrecognised')
  const { sink } = context
  if (message.direction === 0) sink.request(exchange, message)
  else sink.response(exchange, message)
  sink.closed(exchange)
}

/** Hands on the lines of a message that have controls in them as others read them, as bytes of no protocol. Its own are counted. */
export function tellWithoutControls(message: Message, flow: Flow, context: ParserContext): void {
  const other = strayOf(message)
  withoutControls(message.head, other.body)
  tellBytes(other.message, flow, context)
  giveUnit(other)
}

const oddityNames = Object.keys(oddities) as readonly (keyof typeof oddities)[]

/** Notes what a head was odd in, once. */
export function noteOddities(unit: Unit, context: ParserContext): void {
  for (const name of oddityNames) {
    if ((unit.oddities & oddities[name]) !== 0) context.anomalies.note(anomalies[name], unit.message.frame)
  }
  unit.oddities = 0
}
