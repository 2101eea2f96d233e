/**
 * Reads the archives of Fiddler (`.saz`): a zip archive with two to four files for each session. They come here one behind the
 * other, stored as they are (see `stored-zip.ts`), those of a session together.
 */
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { Instant } from '../../core/time.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import { EntryTally } from '../entry-tally.ts'
import type { EntryCounts, EntryReader, EntrySink } from '../entry.ts'
import { fiddlerSession } from './fiddler-session.ts'
import type { SessionParts } from './fiddler-session.ts'
import { StoredZipSlicer } from '../archives/stored-zip.ts'

/** The file of a session in an archive: its number, and which of them it is; null for all other files. */
export function sessionFileOf(
  name: string,
): { readonly session: number; readonly part: keyof SessionParts } | null {
  const said = /^raw[/\\](\d{1,9})_([cswm])\.(?:txt|xml)$/i.exec(name)
  const part = parts.get((said?.[2] ?? '').toLowerCase())
  return said === null || part === undefined ? null : { session: Number(said[1]), part }
}

const parts: ReadonlyMap<string, keyof SessionParts> = new Map([
  ['c', 'client'],
  ['s', 'server'],
  ['w', 'socket'],
  ['m', 'facts'],
] as const)

const empty: Buffer = Buffer.alloc(0)

/** The reader of one archive. */
export class FiddlerReader implements EntryReader {
  readonly format = 'fiddler'
  readonly counts: EntryCounts
  refusal = ''
  private readonly tally: EntryTally
  private readonly slicer: StoredZipSlicer
  private session = -1
  private held: { -readonly [Part in keyof SessionParts]?: Buffer } = {}
  private records: Buffer[] = []
  private lastAt: Instant | null = null

  constructor(sink: EntrySink, anomalies: AnomalyLog) {
    this.tally = new EntryTally(sink, anomalies)
    this.counts = this.tally.counts
    this.slicer = new StoredZipSlicer({
      record: (name, record, dataAt) => this.file(name, record, dataAt),
    })
  }

  push(buf: Buffer, start: number, end: number): void {
    this.slicer.push(buf, start, end)
  }

  end(): void {
    this.flush()
    if (this.slicer.restBytes > 0) {
      this.counts.unreadBytes += this.slicer.restBytes
      this.tally.anomalies.note(entryAnomalies.torn, this.tally.number + 1)
    }
    if (this.counts.total > 0 && this.counts.malformed === this.counts.total)
      this.refusal = 'no session in it makes sense'
  }

  private file(name: string, record: Buffer, dataAt: number): void {
    const file = sessionFileOf(name)
    this.counts.containerBytes += dataAt
    const bytes = record.subarray(dataAt)
    if (file === null) {
      this.counts.containerBytes += bytes.length
      return
    }
    // Where a file is there twice, the second one begins a session of its own: nothing is dropped.
    if (file.session !== this.session || this.held[file.part] !== undefined) this.flush()
    this.session = file.session
    this.held[file.part] = bytes
    this.records.push(record)
  }

  private flush(): void {
    const { records, tally } = this
    if (records.length === 0) return
    const { client = empty, server = empty, socket = empty, facts = empty } = this.held
    this.held = {}
    this.records = []
    const fileBytes = client.length + server.length + socket.length + facts.length
    const { entry, unreadBytes } = fiddlerSession({ client, server, socket, facts }, tally, this.lastAt)
    if (typeof entry === 'string') {
      tally.malformed(fileBytes, entry)
      return
    }
    if (unreadBytes > 0) {
      tally.anomalies.note(entryAnomalies.broken, tally.number + 1)
      this.counts.unreadBytes += unreadBytes
    }
    if (entry.kind === 'other') {
      tally.other(fileBytes - unreadBytes, entry.what, entry.at)
      return
    }
    this.lastAt = entry.at
    tally.read(fileBytes - unreadBytes, entry, Buffer.concat(records))
  }
}
