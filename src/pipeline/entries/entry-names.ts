import type { Instant } from '../../core/time.ts'
import { Exchange, Message } from '../../message/types.ts'
import type { Doubt, ParserContext } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'

const nothing: Buffer = Buffer.alloc(0)

/**
 * Hands on names of servers that entries tell (questions, handshakes, contacts) as small messages, so that they are
 * searched, as those in packets are: whoever puts an identifier into a name shows it to everyone on the way. A name is no
 * content of its entry, and is in no sum of bytes; its offsets count from where `offset` puts it.
 */
export class EntryNames {
  private readonly context: ParserContext
  private readonly message = new Message()

  constructor(context: ParserContext) {
    this.context = context
  }

  tell(
    flow: Flow,
    protocol: 'dns' | 'tls' | 'quic' | 'device-log',
    name: string,
    at: Instant,
    number: number,
    offset = 0,
    doubt: Doubt | null = null,
  ): void {
    if (name === '') return
    const { context, message } = this
    const { body } = message
    message.protocol = protocol
    message.sec = at.sec
    message.nsec = at.nsec
    message.frame = number
    body.buf = Buffer.from(name, 'utf8')
    body.start = 0
    body.end = body.buf.length
    body.runs.clear()
    body.runs.add(0, number, offset)
    const exchange = new Exchange(context.nextExchange(), flow, protocol)
    exchange.doubt = doubt
    context.sink.request(exchange, message)
    context.sink.closed(exchange)
    body.buf = nothing
    body.end = 0
  }
}
