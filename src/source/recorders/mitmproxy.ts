/**
 * Reads the flow files of mitmproxy: one typed netstring for each flow, in all format versions from 0.10 (2014) to 21. Versions
 * differ in the names and nesting of a few fields; each is looked for under all the names that it has had, so that
 * no chain of converters is needed.
 */
import { byteCount } from '../../core/byte-count.ts'
import { limits } from '../../core/limits.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { Collected } from '../collected.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import { EntryTally } from '../entry-tally.ts'
import type { EntryCounts, EntryReader, EntrySink } from '../entry.ts'
import { mitmproxyFlow } from './mitmproxy-flow.ts'
import { parseTnetstring, readLength } from './tnetstring.ts'

const newestVersion = 21

/** Oddities of flow files. */
const mitmproxyAnomalies: { readonly newerVersion: AnomalyCode } = {
  newerVersion: {
    code: 'source.mitmproxy.newer_version',
    kind: 'unsupported',
    sentence: 'A flow has a newer format version than is known; it was read as the newest known one.',
  },
}

/** Digits of a length, and its colon. */
const headBytesMax = 13

/** The reader of one file. Takes it in pieces of any size. */
export class MitmproxyReader implements EntryReader {
  readonly format = 'mitmproxy'
  readonly counts: EntryCounts
  refusal = ''
  private readonly tally: EntryTally
  /** The length that is being read. */
  private readonly head: Buffer = Buffer.alloc(headBytesMax)
  private headBytes = 0
  /** The flow that is being read; its type letter counts as its last byte. */
  private readonly flow = new Collected(limits.source.entryBytesMax)
  private missingBytes = 0
  private isBroken = false
  private position = 0

  constructor(sink: EntrySink, anomalies: AnomalyLog) {
    this.tally = new EntryTally(sink, anomalies)
    this.counts = this.tally.counts
  }

  push(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at < end && !this.isBroken) {
      if (this.missingBytes === 0) at = this.readHead(buf, at)
      else {
        const stop = Math.min(end, at + this.missingBytes)
        this.missingBytes -= stop - at
        if (this.missingBytes === 0) this.whole(buf, at, stop)
        else this.flow.add(buf, at, stop)
        at = stop
      }
    }
    this.position += at - start
    if (at < end) this.counts.unreadBytes += end - at
  }

  end(): void {
    const open = this.headBytes + this.flow.length
    if (!this.isBroken && open > 0) {
      this.tally.anomalies.note(entryAnomalies.torn, this.tally.number + 1, `${byteCount(open)} of it`)
      this.counts.unreadBytes += open
    }
    if (this.tally.number === 0)
      this.refusal = this.isBroken
        ? `it is damaged at byte ${this.position}`
        : 'it ends inside its first flow'
  }

  /** One byte of a length, or the space between flows. */
  private readHead(buf: Buffer, at: number): number {
    const byte = buf[at] as number
    if (this.headBytes === 0 && (byte === 0x0a || byte === 0x0d || byte === 0x20)) {
      this.counts.containerBytes++
      return at + 1
    }
    this.head[this.headBytes++] = byte
    const read = readLength(this.head, 0, this.headBytes)
    if (read === null) return at + 1
    if (typeof read === 'string') {
      this.isBroken = true
      this.tally.anomalies.note(entryAnomalies.broken, this.tally.number + 1, `at byte ${this.position + at}`)
      this.counts.unreadBytes += this.headBytes
      this.headBytes = 0
      return at + 1
    }
    this.missingBytes = read.length + 1
    return at + 1
  }

  private whole(buf: Buffer, start: number, end: number): void {
    const { tally } = this
    const fileBytes = this.headBytes + this.flow.length + end - start
    const headBytes = this.headBytes
    this.headBytes = 0
    if (fileBytes - headBytes > limits.source.entryBytesMax) {
      this.flow.take(buf, start, end)
      tally.anomalies.note(entryAnomalies.tooLarge, tally.number + 1, byteCount(fileBytes))
      tally.malformed(fileBytes, 'too large')
      return
    }
    const payload = this.flow.take(buf, start, end)
    const text = Buffer.concat([this.head.subarray(0, headBytes), payload])
    const read = parseTnetstring(text, 0, text.length)
    if (typeof read === 'string') return tally.malformed(fileBytes, read)
    if (!(read.value instanceof Map)) return tally.malformed(fileBytes, 'no record')
    if (read.isNamedTwice) tally.anomalies.note(entryAnomalies.namedTwice, tally.number + 1)
    const version = read.value.get('version')
    if (typeof version === 'number' && version > newestVersion)
      tally.anomalies.note(mitmproxyAnomalies.newerVersion, tally.number + 1, String(version))
    const flow = mitmproxyFlow(read.value, tally)
    if (typeof flow === 'string') return tally.malformed(fileBytes, flow)
    if (flow.kind === 'other') return tally.other(fileBytes, flow.what)
    tally.read(fileBytes, flow, text)
  }
}
