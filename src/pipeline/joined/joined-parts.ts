import { Message } from '../../message/types.ts'
import type { Exchange } from '../../message/types.ts'

/** A request that is kept until others are put together with it. */
export interface HeldPart {
  readonly exchange: Exchange
  readonly message: Message
  readonly order: number
}

/** What several requests are together. */
export interface JoinedParts {
  /** What each showed by itself. */
  readonly told: Set<string>
  readonly message: Message
  /** That of the last one. */
  readonly exchange: Exchange
  readonly parts: number
  readonly order: number
}

/** Head of `message` and `[start, end)` of its body's memory, in memory of their own. */
export function heldPart(
  exchange: Exchange,
  message: Message,
  order: number,
  { start, end }: { readonly start: number; readonly end: number } = message.body,
): HeldPart {
  const { head, body } = message
  const alone = new Message()
  alone.copyFacts(message, 0 - head.start)
  alone.head.buf = Buffer.from(head.buf.subarray(head.start, head.end))
  alone.head.end = head.length
  alone.head.runs.fillFrom(head.runs)
  alone.body.buf = Buffer.from(body.buf.subarray(start, end))
  alone.body.end = alone.body.buf.length
  alone.body.runs.addRange(0, body.runs, start - body.start, end - body.start)
  return { exchange, message: alone, order }
}

/** The bodies one behind the other, below the head of that which came last. */
export function joinedParts(parts: readonly HeldPart[], told: Set<string>): JoinedParts {
  const latest = parts.reduce((one, other) => (other.order > one.order ? other : one))
  const message = new Message()
  const { body } = message
  body.buf = Buffer.concat(parts.map((part) => part.message.body.buf))
  body.end = body.buf.length
  let at = 0
  for (const { message: part } of parts) {
    body.runs.addRange(at, part.body.runs, 0, part.body.length)
    at += part.body.length
  }
  const { head } = latest.message
  message.copyFacts(latest.message, 0)
  message.head.buf = head.buf
  message.head.end = head.length
  message.head.runs.fillFrom(head.runs)
  return { told, message, exchange: latest.exchange, parts: parts.length, order: latest.order }
}
