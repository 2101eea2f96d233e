import type { AnomalyLog } from '../core/anomaly.ts'
import type { WrittenTime } from '../core/iso-time.ts'
import { limits } from '../core/limits.ts'
import type { Instant } from '../core/time.ts'
import { compareInstants } from '../core/time.ts'
import { entryAnomalies } from './entry-anomalies.ts'
import type { Entry, EntryCounts, EntrySink } from './entry.ts'

/** Kinds of entries without a contact that are counted by name; the rest are counted together. */
const otherNamesMax = 256

/** Numbers entries, hands them on and counts what became of each, for all formats. */
export class EntryTally {
  readonly counts: EntryCounts = {
    containerBytes: 0,
    entryBytes: 0,
    unreadBytes: 0,
    total: 0,
    duplicates: 0,
    other: new Map(),
    malformed: 0,
    contentBytes: 0,
    first: null,
    last: null,
    timeDigits: 0,
    application: null,
    comments: [],
    facts: null,
  }
  readonly anomalies: AnomalyLog
  private readonly sink: EntrySink
  private hasForgotten = false

  constructor(sink: EntrySink, anomalies: AnomalyLog) {
    this.sink = sink
    this.anomalies = anomalies
  }

  /** The number of the entry that was read last. */
  get number(): number {
    return this.counts.total
  }

  /** The next entry, read from `bytes`; it takes `fileBytes` of the file. */
  read(fileBytes: number, entry: Entry, bytes: Buffer): void {
    this.counts.total++
    this.counts.entryBytes += fileBytes
    this.hand(entry, bytes)
  }

  /** What stands around the entries; `name` where it has one. */
  container(name: string, bytes: Buffer): void {
    this.sink.container?.(name, bytes)
  }

  /** The next entry says what an earlier one says: not handed on. */
  duplicate(fileBytes: number): void {
    this.counts.total++
    this.counts.entryBytes += fileBytes
    this.counts.duplicates++
  }

  /** The next entry is well formed and is nothing that went to a server. */
  other(fileBytes: number, what: string, at: Instant | null = null): void {
    this.counts.total++
    this.counts.entryBytes += fileBytes
    const { other } = this.counts
    const name = other.has(what) || other.size < otherNamesMax ? what : 'further kinds'
    other.set(name, (other.get(name) ?? 0) + 1)
    if (at !== null) this.saw(at)
  }

  /** The next entry is the first, or a further one, of those that are not remembered: said once, since it is so of all behind it. */
  forgets(): void {
    if (this.hasForgotten) return
    this.hasForgotten = true
    this.anomalies.note(entryAnomalies.forgotten, this.number + 1)
  }

  /** The last entry tells of an exchange that is told already. */
  told(): void {
    this.sink.told?.()
  }

  /** The last entry tells of a certificate. */
  certificate({ ids, name }: { readonly ids: readonly string[]; readonly name: string }): void {
    for (const id of ids) this.sink.certificate?.(id, name)
  }

  /** The next entry makes no sense. */
  malformed(fileBytes: number, why: string): void {
    this.counts.total++
    this.counts.unreadBytes += fileBytes
    this.counts.malformed++
    this.anomalies.note(entryAnomalies.malformed, this.number, why)
  }

  comment(text: string): void {
    const { comments } = this.counts
    if (text === '') return
    if (comments.length >= limits.source.commentsMax || text.length > limits.source.commentBytesMax)
      this.anomalies.note(entryAnomalies.comments, this.number)
    if (comments.length < limits.source.commentsMax)
      comments.push(text.slice(0, limits.source.commentBytesMax))
  }

  digits(count: number): void {
    if (count > this.counts.timeDigits) this.counts.timeDigits = count
  }

  /** The moment that an entry tells, of whose decimals `digitsMax` mean something; what its text does not say is noted. */
  instantOf({ at, digits, hasZone }: WrittenTime, digitsMax = 9): Instant {
    if (!hasZone) this.anomalies.note(entryAnomalies.noZone, this.number + 1)
    this.digits(Math.min(digitsMax, digits))
    return at
  }

  private hand(entry: Entry, bytes: Buffer): void {
    for (const at of timesOf(entry)) this.saw(at)
    this.counts.contentBytes += contentBytesOf(entry)
    this.sink.entry(entry, this.number, bytes)
  }

  private saw(at: Instant): void {
    const { first, last } = this.counts
    if (first === null || compareInstants(at, first) < 0) this.counts.first = at
    if (last === null || compareInstants(at, last) > 0) this.counts.last = at
  }
}

/** All times that an entry tells: a recording goes on until the last of them. */
function* timesOf(entry: Entry): Generator<Instant> {
  yield entry.at
  if (entry.until !== undefined) yield entry.until
  switch (entry.kind) {
    case 'exchange':
      if (entry.response !== null) yield entry.response.at
      for (const { at } of entry.messages) yield at
      break
    case 'stream':
      for (const { at } of entry.pieces) yield at
      break
    case 'contact':
      yield entry.last
      break
    case 'dns':
    case 'hello':
    case 'flow':
      break
  }
}

function contentBytesOf(entry: Entry): number {
  if (entry.kind === 'stream') return entry.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
  if (entry.kind !== 'exchange') return 0
  let bytes = 0
  for (const message of [entry.request, entry.response])
    if (message !== null) bytes += message.head.length + message.body.length + message.trailer.length
  for (const message of entry.messages) bytes += message.bytes.length
  return bytes
}
