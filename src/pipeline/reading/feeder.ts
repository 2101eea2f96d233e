import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { EntryReader, EntrySink, FindAttachment } from '../../source/entry.ts'
import { isEntryFormat, openEntryReader } from '../../source/open-entry-reader.ts'
import { otherFormatBytes } from '../../source/other-formats.ts'
import { FrameTally } from '../../source/packets/frame-tally.ts'
import type { FileTimes } from '../../source/packets/frame-tally.ts'
import { openReader } from '../../source/packets/open-reader.ts'
import { sniffFormat } from '../../source/sniff.ts'
import type { SniffedFormat } from '../../source/sniff.ts'
import type { CaptureReader, FrameSink } from '../../source/types.ts'
import { Utf16Text, utf16OrderOf } from '../../source/utf16.ts'

/** Room for one read: it stays in the second cache. */
const readBytes = 256 * 1024

/**
 * Cuts the bytes of one capture, however they arrive, into whole records for its reader. One buffer is reused for
 * everything: what a read leaves over moves to the front. The owner asks for `room`, fills it and says how much.
 *
 * The format is chosen from the first bytes; `format` is then fixed. `gzip` and `unknown` end the feeding: the owner
 * unpacks, or tells the user.
 */
export class CaptureFeeder {
  format: 'undecided' | Exclude<SniffedFormat, 'more'> = 'undecided'
  reader: CaptureReader | null = null
  /** In the place of `reader`, where the file holds entries instead of packets. */
  entryReader: EntryReader | null = null
  /** Files that lie beside this one. */
  attachments: FindAttachment | null = null
  private ownBytes = 0
  /** Of a recording that is cut into files: the bytes of those before, and the file that is read. */
  private partBytes = 0
  private part: CaptureFeeder | null = null
  private buf: Buffer = Buffer.allocUnsafeSlow(readBytes + 65_536)
  private left = 0
  private start = 0
  private stop = 0
  /** Text in UTF-16 goes on in UTF-8, to a feeder of its own. */
  private recoding: Recoding | null = null
  private readonly sink: FrameSink
  private readonly entrySink: EntrySink
  private readonly anomalies: AnomalyLog
  /** Counts the frames of all files of one recording. */
  private tally: FrameTally | null = null

  /** Frames go to `sink`; entries, where the file holds such instead, to `entrySink`. */
  constructor(sink: FrameSink, anomalies: AnomalyLog, entrySink: EntrySink = noEntries) {
    this.sink = sink
    this.entrySink = entrySink
    this.anomalies = anomalies
  }

  /** Bytes given so far; of text in UTF-16 those of the same text in UTF-8. */
  get bytes(): number {
    return this.ownBytes + this.partBytes + (this.part?.bytes ?? 0)
  }

  /**
   * Begins the next file of a recording that was cut into files: it goes to the feeder that is given, which has a reader of its
   * own, so that nothing of the file before is left in it. Frames are counted on. `anomalies` takes what is odd about the file.
   */
  beginPart(anomalies: AnomalyLog): CaptureFeeder {
    this.tally ??= new FrameTally(this.sink, this.anomalies)
    this.tally.beginFile()
    this.part = new CaptureFeeder(this.sink, anomalies, this.entrySink)
    this.part.tally = this.tally
    return this.part
  }

  /** The file that {@link beginPart} began was read to its end: says when its frames were captured. */
  endPart(): FileTimes {
    const { part, tally } = this
    if (part === null || tally === null) throw new Error('no part was begun')
    // A file that went away before it was read has none.
    if (part.reader !== null) {
      this.format = part.format
      this.reader = part.reader
    }
    this.partBytes += part.bytes
    this.part = null
    return tally.endFile()
  }

  /** Where to put the next bytes: `buffer[offset, offset + length)`. */
  room(): { buffer: Buffer; offset: number; length: number } {
    const held = this.stop - this.start
    const need = Math.max(readBytes, Math.min(this.reader?.needBytes ?? 0, limits.source.recordBytesMax + 64))
    if (this.start > 0) {
      this.buf.copyWithin(0, this.start, this.stop)
      this.start = 0
      this.stop = held
    }
    if (this.buf.length < need + 65_536 || this.buf.length - held < 65_536) {
      const larger = Buffer.allocUnsafeSlow(Math.max(need, held) + readBytes)
      this.buf.copy(larger, 0, 0, held)
      this.buf = larger
    }
    return { buffer: this.buf, offset: this.stop, length: this.buf.length - this.stop }
  }

  /** `length` bytes were put where `room` said. False when no more bytes are wanted (see `format`). */
  filled(length: number): boolean {
    this.stop += length
    if (this.recoding !== null) return this.recode(this.recoding)
    this.ownBytes += length
    if (this.reader === null && this.entryReader === null && !this.choose(false))
      return this.format === 'undecided'
    if (this.recoding !== null) return this.recode(this.recoding)
    if (this.entryReader !== null) {
      this.entryReader.push(this.buf, this.start, this.stop)
      this.start = this.stop
      return true
    }
    const reader = this.reader as CaptureReader
    for (;;) {
      const used = reader.read(this.buf, this.start, this.stop)
      this.start += used
      if (used === 0 || this.start === this.stop) return true
    }
  }

  /** Copies `chunk` in, however large it is. */
  push(chunk: Uint8Array): boolean {
    let taken = 0
    while (taken < chunk.length) {
      const room = this.room()
      const count = Math.min(room.length, chunk.length - taken)
      room.buffer.set(chunk.subarray(taken, taken + count), room.offset)
      taken += count
      if (!this.filled(count)) return false
    }
    return true
  }

  /** The first bytes, for a message about what this is not. */
  firstBytes(): Buffer {
    return this.recoding?.head ?? this.headOfHeld()
  }

  private headOfHeld(): Buffer {
    return Buffer.from(this.buf.subarray(this.start, Math.min(this.stop, this.start + otherFormatBytes)))
  }

  /** Bytes of the file that no reader is given: they count as unread, whatever it is that they stand in. */
  leave(count: number): void {
    this.left += count
  }

  end(): void {
    this.finish()
    const counts = this.reader?.counts ?? this.entryReader?.counts
    if (counts === undefined) return
    counts.unreadBytes += this.left
    this.ownBytes += this.left
    this.left = 0
  }

  private finish(): void {
    const isChosen = this.reader !== null || this.entryReader !== null || this.recoding !== null
    if (!isChosen && !this.choose(true)) return
    if (this.recoding !== null) {
      const { text, feeder } = this.recoding
      this.recode(this.recoding)
      feeder.push(text.end())
      feeder.end()
      this.adopt(feeder)
      return
    }
    if (this.entryReader !== null) {
      this.entryReader.push(this.buf, this.start, this.stop)
      this.start = this.stop
      this.entryReader.end()
      return
    }
    const reader = this.reader as CaptureReader
    reader.end(this.buf, this.start, this.stop)
    this.start = this.stop
  }

  /** Hands on what is held as UTF-8; only text is. */
  private recode({ text, feeder }: Recoding): boolean {
    const isWanted = feeder.push(text.push(this.buf.subarray(this.start, this.stop)))
    this.start = this.stop
    this.adopt(feeder)
    return isWanted
  }

  private adopt({ format, bytes, entryReader }: CaptureFeeder): void {
    this.format = entryReader === null && format !== 'undecided' ? 'unknown' : format
    this.ownBytes = bytes
    this.entryReader = entryReader
  }

  private choose(isLast: boolean): boolean {
    const order = utf16OrderOf(this.buf, this.start, this.stop)
    if (order === 'little' || order === 'big') {
      const feeder = new CaptureFeeder(this.sink, this.anomalies, this.entrySink)
      feeder.attachments = this.attachments
      this.recoding = { text: new Utf16Text(order), feeder, head: this.headOfHeld() }
      return true
    }
    if (order === 'more' && !isLast) return false
    const format = sniffFormat(this.buf, this.start, this.stop, isLast)
    if (format === 'more' && !isLast) return false
    this.format = format === 'more' ? 'unknown' : format
    if (isEntryFormat(this.format)) {
      this.entryReader = openEntryReader(this.format, this.entrySink, this.anomalies)
      if (this.attachments !== null) this.entryReader.attachments = this.attachments
      return true
    }
    if (this.format !== 'pcap' && this.format !== 'pcapng') return false
    this.reader = openReader(this.format, this.sink, this.anomalies, this.tally)
    return true
  }
}

/** A text in UTF-16, and who takes it in UTF-8. */
interface Recoding {
  readonly text: Utf16Text
  readonly feeder: CaptureFeeder
  /** How the file begins. */
  readonly head: Buffer
}

/** For who reads packets only. */
const noEntries: EntrySink = { entry: () => undefined }
