/**
 * Writes a slice of a file with entries (HAR, flows, logs): chosen entries as they stand in the file, byte for byte, in a
 * file of the same format. It takes what a reader hands on.
 */
import type { Entry, EntryFormat, EntrySink } from './entry.ts'
import { recordOf } from '../core/json-value.ts'
import { parseJson } from '../core/parse-json.ts'
import { netLogMember, sliceMember } from './recorders/netlog.ts'
import { storedDirectory, storedHead, storedRecordAt } from './archives/stored-zip.ts'

/** What goes into a slice, and what is said of it. */
export interface EntrySliceOptions {
  readonly format: EntryFormat
  /** Says what this is a slice of, where the format has a place for it. */
  readonly note: string
  isWanted(entry: Entry, number: number): boolean
  /** Takes the bytes of the slice, in order; they are its own. */
  readonly put: (bytes: Buffer) => void
}

/** The form of a file around its entries. */
interface Layout {
  container(name: string, bytes: Buffer): void
  entry(entry: Entry, number: number, bytes: Buffer): void
  end(): void
}

type Put = (bytes: Buffer) => void

/** Endings of the names of slices. */
export const sliceEndings: Readonly<Record<EntryFormat, string>> = {
  har: 'har',
  mitmproxy: 'flows',
  burp: 'xml',
  charles: 'chlsj',
  fiddler: 'saz',
  netlog: 'json',
  'android-intrusion-log': 'ndjson',
  'ios-app-privacy-report': 'ndjson',
  'tracker-control': 'csv',
  'pcapdroid-connections': 'csv',
  'dns-queries': 'log',
  zeek: 'log',
  'suricata-eve': 'ndjson',
}

/** Writes one slice, as the reader hands on entries and what stands around them. */
export class EntrySliceWriter implements EntrySink {
  /** Numbers of the entries written, in the file that they come from. */
  readonly numbers: number[] = []
  private readonly options: EntrySliceOptions
  private readonly layout: Layout

  constructor(options: EntrySliceOptions) {
    const { format, note, put } = options
    this.options = options
    const open = layouts[format]
    this.layout = open === undefined ? new RowLayout(put, '\n') : open(put, note)
  }

  entry(entry: Entry, number: number, bytes: Buffer): void {
    if (!this.options.isWanted(entry, number)) return
    this.numbers.push(number)
    this.layout.entry(entry, number, bytes)
  }

  container(name: string, bytes: Buffer): void {
    this.layout.container(name, bytes)
  }

  /** No more entries come. */
  end(): void {
    this.layout.end()
  }
}

/** Entries as members of one list in JSON. */
class ListLayout implements Layout {
  private readonly put: Put
  private written = 0

  constructor(put: Put) {
    this.put = put
  }

  container(): void {
    // A list has nothing around its entries.
  }

  entry(_: Entry, __: number, bytes: Buffer): void {
    this.put(Buffer.from(this.written++ === 0 ? '[\n' : ',\n'))
    this.put(Buffer.from(bytes))
  }

  end(): void {
    this.put(Buffer.from(this.written === 0 ? '[]\n' : '\n]\n'))
  }
}

/** Files of sessions in a zip archive, each as it was; what it is a slice of is the comment of the archive. */
class ArchiveLayout implements Layout {
  private readonly put: Put
  private readonly note: string
  private readonly heads: Buffer[] = []

  constructor(put: Put, note: string) {
    this.put = put
    this.note = note
  }

  container(): void {
    // The list of sessions, which Fiddler writes for people, names all of them.
  }

  entry(_: Entry, __: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const record = storedRecordAt(bytes, at)
      if (record === null) break
      this.heads.push(storedHead(bytes.subarray(at)))
      at = record.end
    }
    this.put(Buffer.from(bytes))
  }

  end(): void {
    this.put(storedDirectory(this.heads, this.note))
  }
}

/** Entries behind each other, with the lines around them that say what their columns are. */
class RowLayout implements Layout {
  private readonly put: Put
  private readonly ending: Buffer

  constructor(put: Put, ending: string) {
    this.put = put
    this.ending = Buffer.from(ending)
  }

  container(_: string, bytes: Buffer): void {
    this.put(Buffer.concat([bytes, this.ending]))
  }

  entry(_: Entry, __: number, bytes: Buffer): void {
    this.put(Buffer.concat([bytes, this.ending]))
  }

  end(): void {
    // Nothing stands behind the last one.
  }
}

/** Forms other than lines; called when a slice is begun. */
const layouts: { readonly [Format in EntryFormat]?: (put: Put, note: string) => Layout } = {
  har: (put, note) => new HarLayout(put, note),
  charles: (put) => new ListLayout(put),
  fiddler: (put, note) => new ArchiveLayout(put, note),
  netlog: (put, note) => new NetLogLayout(put, note),
  mitmproxy: (put) => new RowLayout(put, ''),
  burp: (put) => new RowLayout(put, ''),
}

/** Events of a NetLog, behind the constants that say what their numbers mean. */
class NetLogLayout implements Layout {
  private readonly put: Put
  private readonly note: string
  private constants = '{}'
  private written = 0

  constructor(put: Put, note: string) {
    this.put = put
    this.note = note
  }

  container(name: string, bytes: Buffer): void {
    const known = name === netLogMember ? recordOf(parseJson(bytes.toString('utf8'))) : null
    if (known === null) return
    // Not which experiments and settings the browser ran with: they tell one from another.
    const kept = Object.entries(known).filter(([member]) => keptConstants.has(member))
    const said = [sliceMember, { sliceOf: this.note }]
    this.constants = JSON.stringify(Object.fromEntries([...kept, said]))
  }

  entry(_: Entry, __: number, bytes: Buffer): void {
    this.begin()
    if (this.written++ > 0) this.put(Buffer.from(',\n'))
    this.put(Buffer.from(bytes))
  }

  end(): void {
    this.begin()
    this.put(Buffer.from('\n]}\n'))
  }

  private begin(): void {
    if (this.written === 0) this.put(Buffer.from(`{"${netLogMember}":${this.constants},\n"events":[\n`))
  }
}

const keptConstants: ReadonlySet<string> = new Set([
  'logFormatVersion',
  'logEventTypes',
  'logEventPhase',
  'logSourceType',
  'timeTickOffset',
  'clientInfo',
])

/** Members of `log` that say how and on what it was recorded. Pages name what else was open, and stay out. */
const keptMembers: ReadonlySet<string> = new Set(['version', 'creator', 'browser', 'comment', '_tweasel'])

/** HAR 1.2; what it is a slice of stands in a member of its own. */
class HarLayout implements Layout {
  private readonly put: Put
  private readonly note: string
  private readonly numbers: number[] = []
  private readonly members = new Map<string, string>()
  private readonly refused: string[] = []
  private isBegun = false
  private written = 0

  constructor(put: Put, note: string) {
    this.put = put
    this.note = note
  }

  container(name: string, bytes: Buffer): void {
    const text = bytes.toString('utf8')
    // The reader looks at names and structure only: a slice is to be JSON for everybody.
    if (keptMembers.has(name) && !this.members.has(name) && parseJson(text) !== undefined)
      this.members.set(name, text)
  }

  entry(entry: Entry, number: number, bytes: Buffer): void {
    this.numbers.push(number)
    // A connection that an app refused stands in a list of its own, and is numbered behind the entries.
    if (entry.kind === 'hello') {
      this.refused.push(bytes.toString('utf8'))
      return
    }
    this.begin()
    if (this.written++ > 0) this.say(',\n')
    this.put(Buffer.from(bytes))
  }

  end(): void {
    this.begin()
    this.say('\n]')
    if (this.refused.length > 0) this.say(`,\n"_tlsErrors":[\n${this.refused.join(',\n')}\n]`)
    this.say(this.membersText(','))
    this.say(`,\n"_varde":${JSON.stringify({ sliceOf: this.note, entries: this.numbers })}\n}}\n`)
  }

  private begin(): void {
    if (this.isBegun) return
    this.isBegun = true
    const head = this.membersText('')
    this.say(`{"log":{${head}${head === '' ? '' : ','}\n"entries":[\n`)
  }

  /** The members that came since the last time, each once. */
  private membersText(before: string): string {
    const texts = [...this.members].flatMap(([name, text]) =>
      text === '' ? [] : [`\n${JSON.stringify(name)}:${text}`],
    )
    for (const name of this.members.keys()) this.members.set(name, '')
    return texts.length === 0 ? '' : `${before}${texts.join(',')}`
  }

  private say(text: string): void {
    this.put(Buffer.from(text))
  }
}
