import { OldestFirst } from '../../core/oldest-first.ts'
import type { MessageLayer } from '../../message/message-layer.ts'
import type { EntryFlow } from './entry-flow.ts'

/** Connections whose bytes in a log may go on in another entry. */
const excerptsMax = 1_024

/** Connections of which a log showed bytes that may go on, the oldest first. */
export class Excerpts {
  private readonly messages: MessageLayer
  private readonly flows: OldestFirst<EntryFlow, EntryFlow> = new OldestFirst()

  constructor(messages: MessageLayer) {
    this.messages = messages
  }

  /** More bytes may come right behind those that a log shows. */
  hold(flow: EntryFlow): void {
    const { flows } = this
    flows.put(flow, flow)
    const oldest = flows.size > excerptsMax ? flows.takeOldest() : undefined
    if (oldest !== undefined) this.over(oldest)
  }

  /** No more come of this one. */
  end(flow: EntryFlow): void {
    if (this.flows.delete(flow)) this.over(flow)
  }

  /** The file was read: no excerpt goes on in another. */
  endAll(): void {
    for (const flow of this.flows.values()) this.over(flow)
    this.flows.clear()
  }

  private over(flow: EntryFlow): void {
    this.messages.finished(flow, 0)
    this.messages.finished(flow, 1)
    this.messages.endReading(flow)
  }
}
