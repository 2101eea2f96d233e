/**
 * Reads HAR 1.2 (softwareishard.com/blog/har-12-spec) in the dialects of the programs that write it. The file is cut into its
 * entries as it comes, so its size does not matter; one entry at a time is held.
 *
 * Once an entry was read, damage ends the reading but not the run: what lies behind is counted as unread, and said. A file
 * in which nothing can be read is refused.
 */
import { byteCount } from '../../core/byte-count.ts'
import { refusedUnnamed } from '../../core/refused-unnamed.ts'
import { limits } from '../../core/limits.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { Instant } from '../../core/time.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import { EntryTally } from '../entry-tally.ts'
import type { Entry, EntryCounts, EntryFormat, EntryReader, EntrySink, FindAttachment } from '../entry.ts'
import { harRecord, refusedConnection } from './har-entry.ts'
import { factsOf } from './har-facts.ts'
import type { OtherEntry } from './har-entry.ts'
import { withAttached } from './har-attached.ts'
import { HarSlicer } from './har-slicer.ts'
import type { RecordPlace } from './har-slicer.ts'
import { parseExactly, writtenValues } from './har-values.ts'
import { jsonText } from '../../core/json-text.ts'
import { recordedTime } from '../recorders/recorded-time.ts'
import { parseJson } from '../../core/parse-json.ts'
import { listOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'

const byteOrderMark = [0xef, 0xbb, 0xbf]

/** What a program makes of entries in JSON: a HAR file, or a list of records of its own. */
export interface RecordForm {
  readonly format: EntryFormat
  /** Where the entries stand; as in HAR where this is absent. */
  readonly place?: RecordPlace
  /** A member beside the list of entries. */
  member?(name: string, value: unknown, counts: EntryCounts): void
  /**
   * A text says why it is no entry; a list holds the entries that are whole with it, none where it is only a part of one, or
   * none at all. `previous` is the time of the entry
   * before, and `json` the record as it stands.
   */
  read(
    record: JsonRecord,
    tally: EntryTally,
    previous: Instant | null,
    json: Buffer,
  ): Entry | OtherEntry | string | readonly Joined[]
  /** Entries that were to be joined with records that did not come. */
  rest?(tally: EntryTally): readonly Joined[]
  /** Why the file can not be read, in a clause, where it is not what it seems; '' where it can. */
  refusal?(): string
}

/** An entry that was made of several records. */
export interface JoinedEntry {
  readonly kind: 'joined'
  readonly entry: Entry
  /** The records, as members of a list. */
  readonly bytes: Buffer
}

/** What comes of records that are joined. */
export type Joined = JoinedEntry | OtherEntry

const harForm: RecordForm = { format: 'har', read: harRecord }

/** The reader of one file: of HAR, or in another form of entries. */
export class HarReader implements EntryReader {
  readonly format: EntryFormat
  readonly counts: EntryCounts
  refusal = ''
  attachments: FindAttachment = () => null
  private readonly tally: EntryTally
  private readonly slicer: HarSlicer
  private markBytes = 0
  private entryFileBytes = 0
  private spaceBehind = 0
  private hasUnreadTail = false
  private refused: readonly unknown[] = []
  private lastAt: Instant | null = null
  /** Entries before the first that tells its time: they have that. */
  private held: HeldEntry[] | null = []
  private heldBytes = 0

  private readonly form: RecordForm

  constructor(sink: EntrySink, anomalies: AnomalyLog, form: RecordForm = harForm) {
    this.form = form
    this.format = form.format
    this.tally = new EntryTally(sink, anomalies)
    this.counts = this.tally.counts
    this.slicer = new HarSlicer(
      {
        member: (name, json) => this.member(name, json),
        entry: (json, fileBytes, values) => this.hold(json, fileBytes, values),
      },
      form.place,
    )
  }

  push(buf: Buffer, start: number, end: number): void {
    let at = start
    // RFC 8259 section 8.1: a byte order mark must not be there, and may be ignored.
    while (
      at < end &&
      this.slicer.bytes === 0 &&
      this.markBytes < 3 &&
      buf[at] === byteOrderMark[this.markBytes]
    ) {
      this.markBytes++
      at++
    }
    at += this.slicer.push(buf, at, end)
    if (at < end) this.behind(buf, at, end)
    const { bytes, openEntryBytes } = this.slicer
    this.counts.containerBytes =
      this.markBytes + bytes - this.entryFileBytes - openEntryBytes + this.spaceBehind
  }

  end(): void {
    const { slicer, counts } = this
    this.release()
    if (!slicer.isDone && !slicer.isBroken) {
      this.tally.anomalies.note(
        entryAnomalies.torn,
        this.tally.number + 1,
        `after ${byteCount(slicer.bytes)}`,
      )
      counts.unreadBytes += slicer.openEntryBytes
    }
    if (slicer.hasVainComma)
      this.tally.anomalies.note(entryAnomalies.oddShape, this.tally.number, 'no strict JSON')
    this.tell(this.form.rest?.(this.tally) ?? [], 0)
    if (!slicer.isBroken && (slicer.isDone || slicer.hasEntries)) this.refusal = this.form.refusal?.() ?? ''
    if (this.refusal !== '') return
    if (counts.total > 0 || (slicer.isDone && slicer.hasEntries)) this.readRefused()
    else if (slicer.isBroken)
      this.refusal = `it is no whole JSON: damaged at byte ${slicer.bytes + this.markBytes}`
    else if (this.form.refusal !== undefined && !slicer.isDone)
      this.refusal = 'it ends before its first event'
    else if (!slicer.hasLog) this.refusal = 'it is JSON without a log, so no HAR file'
    else if (!slicer.hasEntries) this.refusal = 'its log has no entries'
    else if (!slicer.isDone) this.refusal = 'it ends before its first entry does'
  }

  /** Bytes behind the structure's end, or behind damage. */
  private behind(buf: Buffer, start: number, end: number): void {
    let at = start
    if (this.slicer.isDone && !this.hasUnreadTail) {
      while (at < end && (buf[at] as number) <= 0x20) at++
      this.spaceBehind += at - start
      if (at === end) return
    }
    if (!this.hasUnreadTail) {
      const code = this.slicer.isDone ? entryAnomalies.trailing : entryAnomalies.broken
      const where = `at byte ${this.slicer.bytes + this.markBytes}`
      this.tally.anomalies.note(code, this.tally.number + 1, where)
      this.hasUnreadTail = true
    }
    this.counts.unreadBytes += end - at
  }

  /** Connections that apps refused to make through the recorder count behind the entries. */
  private readRefused(): void {
    const { tally } = this
    for (const one of this.refused) {
      tally.anomalies.note(entryAnomalies.refused, tally.number + 1)
      const entry = refusedConnection(one, tally)
      if (entry === null) tally.other(0, refusedUnnamed)
      else tally.read(0, entry, Buffer.from(jsonText(one)))
    }
  }

  private member(name: string, json: Buffer): void {
    const value = parseJson(json.toString('utf8'))
    const { counts, tally } = this
    if (value !== undefined) tally.container(name, json)
    this.form.member?.(name, value, counts)
    if (name === 'creator' || name === 'browser') {
      const program = recordOf(value)
      const text = [shortTextOf(program?.['name']), shortTextOf(program?.['version'])]
        .filter((word) => word !== '')
        .join(' ')
      if (text !== '')
        counts.application = counts.application === null ? text : `${counts.application}, ${text}`
      tally.comment(textOf(program?.['comment']))
    } else if (name === 'comment') tally.comment(textOf(value))
    else if (name === '_tweasel') counts.facts = factsOf(value)
    else if (name === '_tlsErrors') this.refused = listOf(value)
  }

  /** Entries wait, as far as there is room, until one of them tells a time. */
  private hold(json: Buffer, fileBytes: number, values: number): void {
    this.entryFileBytes += fileBytes
    if (this.held !== null) {
      const at = this.form === harForm ? timeIn(json) : null
      if (this.form === harForm && at === null && this.heldBytes + json.length <= heldBytesMax) {
        this.held.push({ json: Buffer.from(json), fileBytes, values })
        this.heldBytes += json.length
        return
      }
      this.lastAt = at
      this.release()
    }
    this.entry(json, fileBytes, values)
  }

  private release(): void {
    const held = this.held ?? []
    this.held = null
    for (const { json, fileBytes, values } of held) this.entry(json, fileBytes, values)
  }

  private entry(json: Buffer, fileBytes: number, values: number): void {
    const { tally } = this
    if (fileBytes > limits.source.entryBytesMax || values > limits.source.entryValuesMax) {
      tally.anomalies.note(entryAnomalies.tooLarge, tally.number + 1, `${fileBytes} bytes, ${values} values`)
      tally.malformed(fileBytes, 'too large')
      return
    }
    const { value: parsed, isLoose } = parseExactly(json.toString('utf8'))
    const value = recordOf(parsed)
    if (value === null) {
      tally.malformed(fileBytes, 'no JSON object')
      return
    }
    if (isLoose) tally.anomalies.note(entryAnomalies.oddShape, tally.number + 1, 'no strict JSON')
    else if (values > writtenValues(value)) tally.anomalies.note(entryAnomalies.namedTwice, tally.number + 1)
    const whole = withAttached(value, this.attachments, () =>
      tally.anomalies.note(entryAnomalies.apart, tally.number + 1),
    )
    const read = this.form.read(value, tally, this.lastAt, json)
    if (typeof read === 'string') tally.malformed(fileBytes, read)
    else if (isJoined(read)) {
      if (read.length === 0) this.entryFileBytes -= fileBytes
      this.tell(read, fileBytes)
    } else if (read.kind === 'other') tally.other(fileBytes, read.what, read.at)
    else {
      this.lastAt = read.at
      tally.read(fileBytes, read, whole ?? json)
    }
  }

  /** Entries that were joined; the bytes of the record with which they became whole count as those of the first. */
  private tell(entries: readonly Joined[], fileBytes: number): void {
    let bytes = fileBytes
    for (const one of entries) {
      if (one.kind === 'other') this.tally.other(bytes, one.what, one.at)
      else this.tally.read(bytes, one.entry, one.bytes)
      bytes = 0
    }
  }
}

/** An entry that waits for a time. */
interface HeldEntry {
  readonly json: Buffer
  readonly fileBytes: number
  readonly values: number
}

/** So many bytes of entries wait. */
const heldBytesMax = 1_048_576

/** When the entry began, if it says so. */
function timeIn(json: Buffer): Instant | null {
  return recordedTime(recordOf(parseExactly(json.toString('utf8')).value)?.['startedDateTime'])?.at ?? null
}

function isJoined(read: Entry | OtherEntry | readonly Joined[]): read is readonly Joined[] {
  return Array.isArray(read)
}
