import { isHttp } from '../../message/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import type { CurrentMessage } from '../looks/current-message.ts'
import { encodingOf } from '../observations/message-fields.ts'
import { bodyHoldsKnown } from './known-search.ts'
import type { KnownSearch } from './known-search.ts'
import type { HitSink, SearchQueue } from './search-queue.ts'

/** Has bodies of responses searched on the second thread, where there is one, and takes what it finds. */
export class SearchElsewhere {
  private readonly queue: SearchQueue | null
  private readonly current: CurrentMessage
  private readonly probe: KnownSearch
  private readonly found: (exchange: Exchange, message: Message) => void

  /** `found` is handed each response that holds a known value, in place of the message that is looked at. */
  constructor(
    queue: SearchQueue | null,
    current: CurrentMessage,
    probe: KnownSearch,
    found: (exchange: Exchange, message: Message) => void,
  ) {
    this.queue = queue
    this.current = current
    this.probe = probe
    this.found = found
  }

  /** Gives the response to the second thread, where that changes nothing but the time it takes. */
  offer(exchange: Exchange, message: Message, encoding: string): boolean {
    // What is not known of the recipient now may be known later: then it has to be looked up now.
    if (this.queue === null || exchange.host < 0 || !isHttp(message.protocol)) return false
    return this.queue.offer(this.current.order, exchange, message, encoding, this.onHit)
  }

  /** True while something is not searched yet, or not told. */
  get isWaiting(): boolean {
    return this.queue?.isWaiting === true
  }

  /** Waits for what the second thread has not searched yet. */
  settle(): void {
    this.queue?.settle(this.onHit)
  }

  /** A response in which the second thread found something, kept as it was. */
  private readonly onHit: HitSink = (order, exchange, message, isSearched) => {
    if (!isSearched && !bodyHoldsKnown(this.probe, message.body, encodingOf(message))) return
    const { order: orderNow } = this.current
    this.current.order = order
    this.found(exchange, message)
    this.current.order = orderNow
  }
}
