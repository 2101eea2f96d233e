import { limits } from '../../core/limits.ts'
import { OldestFirst } from '../../core/oldest-first.ts'
import type { Entry } from '../../source/entry.ts'
import type { AppTable } from '../../source/packets/apps.ts'
import { noteOf } from '../recipients/flow-note.ts'
import type { ConnectionBook } from './connection-book.ts'
import type { ConnectionEnds } from './connection-ends.ts'
import { EntryFlow } from './entry-flow.ts'
import type { FeedCounts } from './feed-counts.ts'

const { connectionsMax, furtherConnectionsMin } = limits.source

/** The connections of one file, each of which is one flow until it is over. */
export class OpenConnections {
  private readonly counts: FeedCounts
  private readonly book: ConnectionBook
  private readonly ends: ConnectionEnds
  private readonly appTable: AppTable
  /** By key, oldest first; over when the file is. */
  private readonly flows: OldestFirst<string, EntryFlow> = new OldestFirst()
  private flowCount = 0

  constructor(counts: FeedCounts, book: ConnectionBook, ends: ConnectionEnds, appTable: AppTable) {
    this.counts = counts
    this.book = book
    this.ends = ends
    this.appTable = appTable
  }

  /** The flow of the connection that an entry is of. */
  of(entry: Entry): EntryFlow {
    const key = entry.ends.connection
    const known = this.flows.get(key)
    if (known !== undefined) return known
    const flow = this.single(entry)
    this.book.begins(key)
    this.makeRoom()
    this.book.open++
    this.flows.put(key, flow)
    return flow
  }

  /** The flow of a connection that is over with its entry. */
  single(entry: Entry): EntryFlow {
    const flow = this.madeUp(entry)
    if (entry.kind === 'exchange' && entry.app !== undefined) flow.app = this.appTable.of(entry.app)
    if (flow.connection !== '' && !this.book.isNew(flow.connection)) return flow
    if (flow.transport === 'tcp') this.counts.tcpFlows++
    else this.counts.udpFlows++
    if (flow.family === 6) this.counts.ipv6Flows++
    return flow
  }

  /** A flow that is counted nowhere: of what was said there it is not known where. */
  madeUp({ ends, at }: Entry): EntryFlow {
    return new EntryFlow(this.flowCount++, ends, at)
  }

  /** Those that are open, the oldest first. */
  values(): IterableIterator<EntryFlow> {
    return this.flows.values()
  }

  /** All of them are over. */
  end(): void {
    for (const flow of this.flows.values()) this.ends.over(flow)
    this.book.open -= this.flows.size
    this.flows.clear()
  }

  /** The files of a run share what is held open; a file behind others has some of it in any case. */
  private makeRoom(): void {
    const { book, flows } = this
    if (book.open < connectionsMax || flows.size < furtherConnectionsMin) return
    const oldest = flows.takeOldest()
    if (oldest === undefined) return
    book.open--
    const { note, awaited, lastQuestion, connection } = oldest
    const isNamed =
      lastQuestion !== '' || (note !== null && awaited === null && noteOf(oldest).recipient !== null)
    book.cutOff(connection, isNamed || book.nameOf(connection, oldest) !== null)
    this.ends.over(oldest)
  }
}
