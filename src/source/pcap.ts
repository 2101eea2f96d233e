/**
 * Reads pcap files (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds, and the "modified" variant
 * of old Linux kernels whose record headers are 24 bytes long.
 *
 * A record header that cannot be true is damage in the file (a lost disk block, a torn write). Then bytes are passed
 * over, one by one, to the next place where two records in a row make sense; all that is passed over is counted as
 * unread. Each decision waits until every byte it looks at is there (or the file ends), so the result does not depend on
 * how the file is cut into pushes.
 */

import { limits } from '../core/limits.ts'
import { sourceAnomalies } from './anomalies.ts'
import { FrameTally } from './frame-tally.ts'
import { isBareIpPacket, trailerName, trailerOf, trailers, trailerUid } from './pcapdroid.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import type { CaptureReader, FrameSink, SourceCounts } from './types.ts'

const fileHeaderBytes = 24
const magicMicro = 0xa1b2c3d4
const magicNano = 0xa1b23c4d
const magicModified = 0xa1b2cd34

const linkTypes = { ethernet: 1, rawIp: 101 } as const

/** Programs write frames longer than the snapshot length they state; libpcap believes up to this. */
const usualFrameBytesMax = 262_144

/** While looking for the next record after damage: how far its time may lie from the last good one. */
const strayingSecondsMax = 366 * 86_400

/** What the reader does with the next byte. */
const states = { fileHeader: 0, records: 1, resync: 2, skip: 3, unreadable: 4 } as const
type State = (typeof states)[keyof typeof states]

export class PcapReader implements CaptureReader {
  readonly format = 'pcap'
  readonly counts: SourceCounts
  needBytes: number = fileHeaderBytes
  private readonly tally: FrameTally
  private readonly anomalies: AnomalyLog
  private state: State = states.fileHeader
  private isBigEndian = false
  private magic = 0
  private version = 0
  private recordHeaderBytes = 16
  private fractionsPerSecond = 1_000_000
  private nsecPerFraction = 1_000
  private frameBytesMax: number = usualFrameBytesMax
  private snapLength = 0
  private skipBytes = 0
  private isEthernet = false
  /** A trailer of PCAPdroid was seen: its frames have no addresses, and those without a trailer no link header. */
  private hasTrailers = false

  constructor(sink: FrameSink, anomalies: AnomalyLog) {
    this.tally = new FrameTally(sink, anomalies)
    this.counts = this.tally.counts
    this.anomalies = anomalies
  }

  read(buf: Buffer, start: number, end: number): number {
    return this.advance(buf, start, end, false) - start
  }

  end(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      at = this.advance(buf, at, end, true)
      if (at >= end) break
      // What is left is no whole record. It may be a torn tail, or a lying length with good records behind it.
      if (this.state === states.fileHeader) {
        this.anomalies.note(sourceAnomalies.pcapNoHeader, 0, `${end - at} bytes`)
        this.state = states.unreadable
      } else {
        if (this.state === states.records) {
          this.anomalies.note(
            sourceAnomalies.pcapTorn,
            0,
            `${end - at} bytes after frame ${this.counts.frames}`,
          )
        }
        this.state = states.resync
        this.counts.unreadBytes++
        at++
      }
    }
    if (this.state === states.skip && this.skipBytes > 0) {
      this.anomalies.note(sourceAnomalies.pcapTorn, 0, `inside a skipped record`)
    }
    this.needBytes = 0
  }

  /** Consumes what can be consumed and returns where it stopped. */
  private advance(buf: Buffer, start: number, end: number, isEnd: boolean): number {
    let at = start
    for (;;) {
      const before = at
      const stateBefore = this.state
      switch (this.state) {
        case states.fileHeader:
          at = this.readFileHeader(buf, at, end)
          break
        case states.records:
          at = this.readRecords(buf, at, end)
          break
        case states.resync:
          at = this.resync(buf, at, end, isEnd)
          break
        case states.skip: {
          const taken = Math.min(this.skipBytes, end - at)
          this.skipBytes -= taken
          this.counts.unreadBytes += taken
          at += taken
          this.needBytes = 1
          if (this.skipBytes === 0) this.state = states.records
          break
        }
        case states.unreadable:
          this.counts.unreadBytes += end - at
          at = end
          this.needBytes = 1
          break
      }
      if (at === before && this.state === stateBefore) return at
    }
  }

  private readFileHeader(buf: Buffer, at: number, end: number): number {
    if (end - at < fileHeaderBytes) {
      this.needBytes = fileHeaderBytes
      return at
    }
    const isMagic = (word: number): boolean =>
      word === magicMicro || word === magicNano || word === magicModified
    this.isBigEndian = isMagic(buf.readUInt32BE(at))
    this.magic = this.word(buf, at)
    if (!isMagic(this.magic)) {
      this.anomalies.note(sourceAnomalies.pcapNoHeader, 0)
      this.state = states.unreadable
      return at
    }
    this.version = this.word(buf, at + 4)
    const isVersion24 = this.version === (this.isBigEndian ? 0x0002_0004 : 0x0004_0002)
    if (!isVersion24) this.anomalies.note(sourceAnomalies.pcapOddVersion, 0)
    // thiszone and sigfigs (at 8 and 12) are reserved by the draft: readers must ignore them.
    this.snapLength = this.word(buf, at + 16)
    this.frameBytesMax = Math.max(
      usualFrameBytesMax,
      Math.min(this.snapLength, limits.source.recordBytesMax - 24),
    )
    // The upper 16 bits say whether a frame check sequence follows each frame; the packet layer sees it as a trailer.
    const linkType = this.word(buf, at + 20) & 0xffff
    this.recordHeaderBytes = this.magic === magicModified ? 24 : 16
    this.fractionsPerSecond = this.magic === magicNano ? 1_000_000_000 : 1_000_000
    this.nsecPerFraction = this.magic === magicNano ? 1 : 1_000
    this.counts.timeDigits = Math.max(this.counts.timeDigits, this.magic === magicNano ? 9 : 6)
    this.tally.context.linkType = linkType
    this.isEthernet = linkType === linkTypes.ethernet
    const known = this.counts.interfaces.findIndex((one) => one.linkType === linkType)
    // One number for each link type: 0, unless files of several link types were put one behind the other.
    this.tally.context.interfaceNumber = known >= 0 ? known : this.counts.interfaces.length
    if (known < 0) this.counts.interfaces.push({ name: null, linkType, snapLength: this.snapLength })
    this.counts.containerBytes += fileHeaderBytes
    this.state = states.records
    return at + fileHeaderBytes
  }

  private readRecords(buf: Buffer, start: number, end: number): number {
    const {
      tally,
      counts,
      isBigEndian,
      recordHeaderBytes,
      fractionsPerSecond,
      nsecPerFraction,
      frameBytesMax,
      magic,
      isEthernet,
    } = this
    const context = tally.context
    let at = start
    while (end - at >= recordHeaderBytes) {
      let sec = word32(buf, at)
      let fraction = word32(buf, at + 4)
      let captured = word32(buf, at + 8)
      let wire = word32(buf, at + 12)
      if (isBigEndian) {
        sec = swap(sec)
        fraction = swap(fraction)
        captured = swap(captured)
        wire = swap(wire)
      }
      if (
        captured > frameBytesMax ||
        fraction >= fractionsPerSecond ||
        captured > wire ||
        sec === magic ||
        (captured === 0 && wire === 0)
      ) {
        const next = this.judge(sec, fraction, captured, wire)
        if (next !== states.records) {
          this.state = next
          return at
        }
      }
      const bodyStart = at + recordHeaderBytes
      if (end - bodyStart < captured) {
        this.needBytes = recordHeaderBytes + captured
        return at
      }
      counts.containerBytes += recordHeaderBytes
      if (fraction >= fractionsPerSecond) {
        sec += Math.floor(fraction / fractionsPerSecond)
        fraction %= fractionsPerSecond
      }
      context.sec = sec
      context.nsec = fraction * nsecPerFraction
      // Frames of PCAPdroid have link addresses of zeros; hardly any others do.
      if (isEthernet && captured >= 20 && (this.hasTrailers || isZeros(buf, bodyStart))) {
        this.readTrailer(buf, bodyStart, bodyStart + captured, bodyStart + wire)
        tally.timed(buf, bodyStart, captured, wire)
        context.linkType = linkTypes.ethernet
        context.app = 0
      } else tally.timed(buf, bodyStart, captured, wire)
      at = bodyStart + captured
    }
    this.needBytes = recordHeaderBytes
    return at
  }

  /** The app that PCAPdroid names behind the packet (option "PCAPdroid extensions"). */
  private readTrailer(buf: Buffer, start: number, end: number, wireEnd: number): void {
    const { context } = this.tally
    const trailer = trailerOf(buf, start, end)
    if (trailer === trailers.sound) {
      this.hasTrailers = true
      const uid = trailerUid(buf, end)
      const { apps } = context
      context.app = apps.ofUid(uid)
      const app = apps.apps[context.app - 1]
      if (app?.name === '') app.name = trailerName(buf, end)
    } else if (trailer === trailers.damaged) {
      this.anomalies.note(sourceAnomalies.pcapdroidTrailer, this.counts.frames + 1)
    } else if (this.hasTrailers && isBareIpPacket(buf, start, end, wireEnd)) {
      context.linkType = linkTypes.rawIp
    }
  }

  /** What to do about a record header that is not quite as it should be. */
  private judge(sec: number, fraction: number, captured: number, wire: number): State {
    const frame = this.counts.frames + 1
    if (sec === this.magic && fraction === this.version) {
      this.anomalies.note(sourceAnomalies.pcapConcatenated, frame)
      return states.fileHeader
    }
    if (captured > this.frameBytesMax) {
      // Believed to be a large record only where all else fits; then it is passed over without being held.
      if (captured <= wire && captured <= this.snapLength && fraction < this.fractionsPerSecond) {
        this.anomalies.note(sourceAnomalies.pcapRecordTooLarge, frame, `${captured} bytes`)
        this.skipBytes = this.recordHeaderBytes + captured
        return states.skip
      }
    } else if (captured > wire && fraction >= this.fractionsPerSecond) {
      // One of both is a known slip of writers; together they are noise.
    } else if (captured !== 0 || wire !== 0 || sec !== 0 || fraction !== 0) {
      return states.records
    }
    // A header of zeros comes from a hole in the file: it would read as endless empty frames.
    this.anomalies.note(sourceAnomalies.pcapBadRecord, frame, `captured length ${captured}`)
    return states.resync
  }

  private resync(buf: Buffer, start: number, end: number, isEnd: boolean): number {
    let at = start
    while (end - at >= this.recordHeaderBytes) {
      if (this.isPlausible(buf, at)) {
        const next = at + this.recordHeaderBytes + this.word(buf, at + 8)
        const missing = next + this.recordHeaderBytes - end
        if (missing > 0 && !isEnd) {
          this.needBytes = end - at + missing
          this.counts.unreadBytes += at - start
          return at
        }
        if (missing > 0 ? next <= end : this.isPlausible(buf, next)) {
          this.state = states.records
          this.counts.unreadBytes += at - start
          return at
        }
      }
      at++
    }
    this.needBytes = this.recordHeaderBytes
    this.counts.unreadBytes += at - start
    return at
  }

  /** Stricter than reading: used only to find the way back after damage. */
  private isPlausible(buf: Buffer, at: number): boolean {
    const captured = this.word(buf, at + 8)
    const wire = this.word(buf, at + 12)
    if (captured === 0 || captured > wire || captured > usualFrameBytesMax || wire > usualFrameBytesMax) {
      return false
    }
    if (this.word(buf, at + 4) >= this.fractionsPerSecond) return false
    return (
      this.counts.frames === 0 || Math.abs(this.word(buf, at) - this.tally.context.sec) <= strayingSecondsMax
    )
  }

  private word(buf: Buffer, at: number): number {
    return this.isBigEndian ? buf.readUInt32BE(at) : buf.readUInt32LE(at)
  }
}

/** Little-endian word; the caller has checked that it is there. */
function word32(buf: Buffer, at: number): number {
  return (
    ((buf[at] as number) |
      ((buf[at + 1] as number) << 8) |
      ((buf[at + 2] as number) << 16) |
      ((buf[at + 3] as number) << 24)) >>>
    0
  )
}

/** Three zero bytes: the maker's part of a link address. The caller has checked that they are there. */
function isZeros(buf: Buffer, at: number): boolean {
  return buf[at] === 0 && buf[at + 1] === 0 && buf[at + 2] === 0
}

function swap(word: number): number {
  return ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0
}
