import { byteCount } from '../core/byte-count.ts'
import { hash } from 'node:crypto'
import { limits } from '../core/limits.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import type { Instant } from '../core/time.ts'
import { entryAnomalies } from './entry-anomalies.ts'
import { EntryTally } from './entry-tally.ts'
import type { Entry, EntryCounts, EntryFormat, EntryReader, EntrySink } from './entry.ts'
import { LineSlicer } from './line-slicer.ts'
import type { LineSink } from './line-slicer.ts'
import { ObjectSlicer, slicesObjects } from './object-slicer.ts'

/** What a line is: an entry; a header, remark or the like (`container`); no contact; or nonsense, and why. */
export type LineMeaning =
  | Entry
  | { readonly kind: 'container' }
  | {
      readonly kind: 'other'
      readonly what: string
      readonly at: Instant | null
      /** It tells of an exchange that an entry tells of already. */
      readonly isTold?: boolean
      /** It tells of a certificate: by what handshakes may name it, and the host that it is for. */
      readonly certificate?: { readonly ids: readonly string[]; readonly name: string }
    }
  | string

/** The meaning of lines that hold no record: headers, remarks. */
export const container: LineMeaning = { kind: 'container' }

/** Makes sense of the lines of one format. `startFile`: a new file begins, with a header of its own. */
export interface LineFormat {
  readonly format: EntryFormat
  /** Files overlap, so that the same line may come twice and means one record. */
  readonly hasRotations: boolean
  /** Whether a line heads a file: each file has its own, however many begin alike. */
  isHeading?(line: string): boolean
  startFile?(): void
  read(line: string, tally: EntryTally): LineMeaning
}

/** Lines shorter than this cannot hold too many values. */
const shortLineBytes = limits.source.entryValuesMax

/** Whether parsing the line could take far more memory than its bytes. */
function hasTooManyValues(line: Buffer): boolean {
  if (line.length <= shortLineBytes) return false
  let values = 0
  for (const byte of line) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) values++
  return values > limits.source.entryValuesMax
}

/** A byte order mark in UTF-8. */
const markBytes = 3

/** Characters of a digest that tell lines apart (16 bytes). */
const digestBytes = 16

/** First bytes of a file that are looked at for its layout. */
const layoutBytes = 4_096

/** Reads files of lines, one or several behind each other: logs. Lines of JSON may have been made a list. */
export class LineReader implements EntryReader {
  readonly format: EntryFormat
  readonly counts: EntryCounts
  refusal = ''
  private readonly meaning: LineFormat
  private readonly tally: EntryTally
  /** Null until the first bytes of a file have told its layout; they are held until then. */
  private slicer: LineSlicer | ObjectSlicer | null = null
  private first: Buffer = Buffer.alloc(0)
  private readonly seen: Set<string>
  private isFileStart = true

  constructor(meaning: LineFormat, sink: EntrySink, anomalies: AnomalyLog) {
    this.format = meaning.format
    this.seen = sink.seenLines ?? new Set()
    this.meaning = meaning
    this.tally = new EntryTally(sink, anomalies)
    this.counts = this.tally.counts
  }

  push(buf: Buffer, start: number, end: number): void {
    if (this.slicer !== null) {
      this.slicer.push(buf, start, end)
      return
    }
    this.first = Buffer.concat([this.first, buf.subarray(start, end)])
    const isTold = slicesObjects(this.first.subarray(0, layoutBytes)) !== 'more'
    if (isTold || this.first.length >= layoutBytes) this.begin()
  }

  /** The next bytes are those of another file of the same log. */
  nextFile(): void {
    this.finish()
    this.isFileStart = true
    this.meaning.startFile?.()
  }

  end(): void {
    this.finish()
    if (this.counts.total > 0 && this.counts.malformed === this.counts.total)
      this.refusal = 'no line of it makes sense'
  }

  private begin(): void {
    const { first } = this
    const sink: LineSink = {
      line: (bytes, fileBytes, isTooLong) => this.line(bytes, fileBytes, isTooLong),
    }
    const Slicer = slicesObjects(first.subarray(0, layoutBytes)) === true ? ObjectSlicer : LineSlicer
    this.slicer = new Slicer(sink, limits.source.lineBytesMax)
    this.first = Buffer.alloc(0)
    this.slicer.push(first, 0, first.length)
  }

  private finish(): void {
    if (this.slicer === null) this.begin()
    this.slicer?.finish()
    this.slicer = null
  }

  private line(bytes: Buffer, fileBytes: number, isTooLong: boolean): void {
    const { tally, counts } = this
    if (isTooLong || hasTooManyValues(bytes)) {
      tally.anomalies.note(entryAnomalies.tooLarge, tally.number + 1, byteCount(fileBytes))
      tally.malformed(fileBytes, 'too large')
      return
    }
    let text = bytes.toString('utf8')
    const hasMark = this.isFileStart && text.startsWith('\ufeff')
    if (hasMark) text = text.slice(1)
    this.isFileStart = false
    if (text.trim() === '') {
      counts.containerBytes += fileBytes
      return
    }
    if (this.meaning.hasRotations && this.meaning.isHeading?.(text) !== true && this.isRepeated(text)) {
      tally.duplicate(fileBytes)
      return
    }
    const read = this.meaning.read(text, tally)
    if (typeof read === 'string') tally.malformed(fileBytes, read)
    else if (read.kind === 'other') {
      tally.other(fileBytes, read.what, read.at)
      if (read.isTold === true) tally.told()
      if (read.certificate !== undefined) tally.certificate(read.certificate)
    } else {
      const line = hasMark ? bytes.subarray(markBytes) : bytes
      if (read.kind !== 'container') tally.read(fileBytes, read, line)
      else {
        counts.containerBytes += fileBytes
        tally.container('', line)
      }
    }
  }

  private isRepeated(line: string): boolean {
    // A piece of the whole digest as text would keep that beside it.
    const digest = hash('sha256', line, 'buffer').toString('latin1', 0, digestBytes)
    if (this.seen.has(digest)) return true
    if (this.seen.size < limits.source.linesRememberedMax) this.seen.add(digest)
    else this.tally.forgets()
    return false
  }
}
