import type { Exchange, Message, ParserContext } from './types.ts'

/** Hands on a message, or a piece of one, as what its exchange was asked or answered; counts it with its first piece. */
export function tell(
  exchange: Exchange,
  message: Message,
  { sink, counts }: Pick<ParserContext, 'sink' | 'counts'>,
  isRequest: boolean = message.direction === 0,
): void {
  if (isRequest) {
    if (message.piece === 0) counts.requests++
    sink.request(exchange, message)
  } else {
    if (message.piece === 0) counts.responses++
    sink.response(exchange, message)
  }
}
