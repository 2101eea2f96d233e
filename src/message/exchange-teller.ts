import type { Flow } from '../stream/types.ts'
import { handedOn } from './handed-on.ts'
import { tell } from './tell.ts'
import { Exchange } from './types.ts'
import type { Message, ParserContext, Part, ProtocolName } from './types.ts'

/** What the readers of whole units share, be they datagrams or cut out of a stream: how they hand messages on. */
export abstract class ExchangeTeller {
  abstract readonly protocol: ProtocolName
  protected readonly flow: Flow
  protected readonly context: ParserContext

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  /** Hands on a message of `exchange`, or of an exchange of its own: one that nobody answers, or that is not paired. */
  protected tell(message: Message, exchange: Exchange = this.newExchange()): Exchange {
    tell(exchange, message, this.context)
    return exchange
  }

  /** Hands on `[start, end)` of `part.buf`, which stands beside the body of the message that was just told. */
  protected tellBeside(exchange: Exchange, part: Part, start: number, end: number): void {
    if (end > start) this.tell(handedOn.beside(part, start, end), exchange)
  }

  protected newExchange(): Exchange {
    return new Exchange(this.context.nextExchange(), this.flow, this.protocol)
  }
}
