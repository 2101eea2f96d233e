import { limits } from '../core/limits.ts'
import type { Exchange, MessageSink } from './types.ts'

/** Requests that wait for their response, by the key that pairs them; oldest first, bounded. */
export class Pending<Key> {
  private readonly waiting: Map<Key, Exchange> = new Map()
  private readonly sink: MessageSink

  constructor(sink: MessageSink) {
    this.sink = sink
  }

  /** False where the limit was reached: the oldest was closed for it. */
  add(key: Key, exchange: Exchange): boolean {
    const earlier = this.waiting.get(key)
    if (earlier !== undefined) {
      this.waiting.delete(key)
      this.sink.closed(earlier)
    }
    this.waiting.set(key, exchange)
    if (this.waiting.size <= limits.message.pendingExchangesMax) return true
    const oldest = this.waiting.entries().next().value as [Key, Exchange]
    this.waiting.delete(oldest[0])
    this.sink.closed(oldest[1])
    return false
  }

  peek(key: Key): Exchange | null {
    return this.waiting.get(key) ?? null
  }

  take(key: Key): Exchange | null {
    const exchange = this.waiting.get(key) ?? null
    if (exchange !== null) this.waiting.delete(key)
    return exchange
  }

  /** No response will come any more. */
  end(): void {
    for (const exchange of this.waiting.values()) this.sink.closed(exchange)
    this.waiting.clear()
  }
}
