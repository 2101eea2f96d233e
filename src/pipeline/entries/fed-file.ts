import type { AnomalyLog } from '../../core/anomaly.ts'
import type { MessageLayer } from '../../message/message-layer.ts'
import { Exchange } from '../../message/types.ts'
import type { MessageCounts, MessageSink, ProtocolName } from '../../message/types.ts'
import type { Entry } from '../../source/entry.ts'
import type { ConnectionBook } from './connection-book.ts'
import type { EntryFlow } from './entry-flow.ts'
import { EntryMessage } from './entry-message.ts'
import { EntryNames } from './entry-names.ts'
import type { FeedCounts } from './feed-counts.ts'
import type { OpenConnections } from './open-connections.ts'

/** What all entries of one file are handed to, and counted in. */
export class FedFile {
  readonly counts: FeedCounts
  readonly sink: MessageSink
  readonly messages: MessageLayer
  readonly counted: MessageCounts
  readonly book: ConnectionBook
  readonly connections: OpenConnections
  /** Made of what an entry records, one after the other. */
  readonly draft: EntryMessage
  readonly names: EntryNames

  constructor(
    counts: FeedCounts,
    sink: MessageSink,
    messages: MessageLayer,
    book: ConnectionBook,
    connections: OpenConnections,
    anomalies: AnomalyLog,
  ) {
    this.counts = counts
    this.sink = sink
    this.messages = messages
    this.counted = messages.counts
    this.book = book
    this.connections = connections
    this.draft = new EntryMessage(counts, this.counted, anomalies)
    this.names = new EntryNames(messages.context)
  }

  /** One more entry of this kind. */
  tally(kind: string): void {
    const { kinds } = this.counts
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }

  newExchange(flow: EntryFlow, protocol: ProtocolName): Exchange {
    return new Exchange(this.messages.context.nextExchange(), flow, protocol)
  }

  /** An entry names the server of its flow. */
  serverName(
    flow: EntryFlow,
    name: string,
    number: number,
    { at: { sec, nsec } }: Entry,
    source: 'sni' | 'host' | 'registrar' = 'sni',
  ): void {
    if (name !== '') this.sink.serverName(flow, source, name, { frame: number, sec, nsec })
  }
}
