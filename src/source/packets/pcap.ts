/**
 * Reads pcap files (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds, and the variants whose record
 * headers are longer: the "modified" one of old Linux kernels, the one that netsniff-ng made of it, and those of Red Hat 6.1,
 * SuSE 6.3 and Nokia's firewalls. The last three say nothing of it: their length is found by where the second record is. In
 * those of Ixia the header of the file is longer.
 *
 * A record header that cannot be true is damage in the file (a lost disk block, a torn write). Then bytes are passed
 * over, one by one, to the next place where two records in a row make sense; all that is passed over is counted as
 * unread.
 */

import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import { byteCount } from '../../core/byte-count.ts'
import { limits } from '../../core/limits.ts'
import { sourceAnomalies } from '../anomalies.ts'
import { FramedReader, framing } from '../framed-reader.ts'
import { isBareIpPacket, trailerBytes, trailerName, trailerOf, trailers, trailerUid } from './pcapdroid.ts'
import { swap32, word32 } from './words.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { FrameSink } from '../types.ts'
import type { FrameTally } from './frame-tally.ts'

const fileHeaderBytes = 24
/**
 * What a magic number says of the records behind it: the length of their headers, those that they may have as well, and the
 * nanoseconds of one fraction; and how many bytes more than usual the header of the file has.
 */
interface PcapForm {
  readonly moreBytes?: number
  readonly recordHeaderBytes: number
  readonly others?: readonly number[]
  readonly nsecPerFraction: number
}

const forms: ReadonlyMap<number, PcapForm> = new Map([
  [0xa1b2c3d4, { recordHeaderBytes: 16, others: [20, 24], nsecPerFraction: 1_000 }],
  [0xa1b23c4d, { recordHeaderBytes: 16, nsecPerFraction: 1 }],
  [0xa1b2cd34, { recordHeaderBytes: 24, others: [28], nsecPerFraction: 1_000 }],
  // netsniff-ng (option -T, "borkmann"): interface, protocol and kind of packet stand behind both lengths.
  [0xa1e2cb12, { recordHeaderBytes: 24, nsecPerFraction: 1 }],
  // Ixia, hardware and software: the length of all records stands before the first.
  [0x1c0001ac, { recordHeaderBytes: 16, nsecPerFraction: 1, moreBytes: 4 }],
  [0x1c0001ab, { recordHeaderBytes: 16, nsecPerFraction: 1, moreBytes: 4 }],
])

/** All numbers that a pcap file may begin with, in the order of bytes of who wrote it. */
export const pcapMagics: readonly number[] = [...forms.keys()]

/** What the headers of all records begin with: time, and both lengths. */
const shortestHeaderBytes = 16

const linkTypes = { ethernet: 1, rawIp: 101 } as const

/** Programs write frames longer than the snapshot length they state; libpcap believes up to this. */
const usualFrameBytesMax = 262_144

/** While looking for the next record after damage: how far its time may lie from the last good one. */
const strayingSecondsMax = 366 * 86_400

/** Of a file whose line ends may have been changed so many bytes are looked at, at the first headers that can not be true. */
const changedWindowBytes = 16_384
const changedLooksMax = 3
/** The first record that is where it seems to be, line ends aside, begins no further on. */
const changedShiftMax = 4_096
/** So many line ends within records that follow one another are no chance. */
const changedEndsMin = 4

/** Not a pcap file: nothing of it is read. Beside the states that all readers have. */
const unreadable = 4
/** Looks how long the headers of the records are. */
const measuring = 5

/** Cuts a pcap file into frames. */
export class PcapReader extends FramedReader {
  readonly format = 'pcap'
  private isBigEndian = false
  private magic = 0
  private version = 0
  private recordHeaderBytes = 16
  private fractionsPerSecond = 1_000_000
  private nsecPerFraction = 1_000
  private frameBytesMax: number = usualFrameBytesMax
  private snapLength = 0
  private isEthernet = false
  /** How often it is still looked whether line ends were changed. */
  private lineEndLooks = changedLooksMax

  constructor(sink: FrameSink, anomalies: AnomalyLog, tally: FrameTally | null = null) {
    super(sink, anomalies, fileHeaderBytes, tally)
  }

  protected step(buf: Buffer, at: number, end: number, isEnd: boolean): number {
    switch (this.state) {
      case framing.start:
        return this.readFileHeader(buf, at, end)
      case measuring:
        return this.measure(buf, at, end, isEnd)
      case framing.records:
        return this.readRecords(buf, at, end, isEnd)
      case framing.resync:
        return this.resync(buf, at, end, isEnd)
      default:
        this.counts.unreadBytes += end - at
        this.needBytes = 1
        return end
    }
  }

  protected giveUp(bytes: number): void {
    if (this.state === framing.start) {
      this.anomalies.note(sourceAnomalies.pcapNoHeader, 0, byteCount(bytes))
      this.state = unreadable
      return
    }
    if (this.state === framing.records)
      this.anomalies.note(
        sourceAnomalies.pcapTorn,
        0,
        `${byteCount(bytes)} after frame ${this.counts.frames}`,
      )
    this.state = framing.resync
  }

  protected tornSkip(): void {
    this.anomalies.note(sourceAnomalies.pcapTorn, 0, 'inside a skipped record')
  }

  private readFileHeader(buf: Buffer, at: number, end: number): number {
    if (end - at < fileHeaderBytes) {
      this.needBytes = fileHeaderBytes
      return at
    }
    this.isBigEndian = forms.has(buf.readUInt32BE(at))
    this.magic = this.word(buf, at)
    const form = forms.get(this.magic)
    if (form === undefined) {
      this.anomalies.note(sourceAnomalies.pcapNoHeader, 0)
      this.state = unreadable
      return at
    }
    const headerBytes = fileHeaderBytes + (form.moreBytes ?? 0)
    if (end - at < headerBytes) {
      this.needBytes = headerBytes
      return at
    }
    this.version = this.word(buf, at + 4)
    const isVersion24 = this.version === version24(this.isBigEndian)
    if (!isVersion24) this.anomalies.note(sourceAnomalies.pcapOddVersion, 0)
    // thiszone and sigfigs (at 8 and 12) are reserved by the draft: readers must ignore them.
    this.snapLength = this.word(buf, at + 16)
    this.frameBytesMax = Math.max(
      usualFrameBytesMax,
      Math.min(this.snapLength, limits.source.recordBytesMax - 24),
    )
    // The upper 16 bits say whether a frame check sequence follows each frame; the packet layer sees it as a trailer.
    const linkType = this.word(buf, at + 20) & 0xffff
    this.recordHeaderBytes = form.recordHeaderBytes
    this.nsecPerFraction = form.nsecPerFraction
    this.fractionsPerSecond = 1_000_000_000 / form.nsecPerFraction
    this.counts.timeDigits = Math.max(this.counts.timeDigits, form.nsecPerFraction === 1 ? 9 : 6)
    this.tally.context.linkType = linkType
    this.isEthernet = linkType === linkTypes.ethernet
    const known = this.counts.interfaces.findIndex((one) => one.linkType === linkType)
    // One number for each link type: 0, unless files of several link types were put one behind the other.
    this.tally.context.interfaceNumber = known >= 0 ? known : this.counts.interfaces.length
    if (known < 0) this.counts.interfaces.push({ name: null, linkType, snapLength: this.snapLength })
    this.counts.containerBytes += headerBytes
    this.state = form.others === undefined ? framing.records : measuring
    return at + headerBytes
  }

  /** Finds the length of record headers behind which the second record stands; the usual one where there is none. */
  private measure(buf: Buffer, at: number, end: number, isEnd: boolean): number {
    const usual = this.recordHeaderBytes
    for (const length of [usual, ...(forms.get(this.magic)?.others ?? [])]) {
      const found = this.hasRecordBehind(buf, at, end, isEnd, length)
      if (found === null) return at
      if (!found) continue
      this.recordHeaderBytes = length
      break
    }
    this.state = framing.records
    return at
  }

  /** Whether a record follows where the first one has a header of this length. null: not known yet. */
  private hasRecordBehind(
    buf: Buffer,
    at: number,
    end: number,
    isEnd: boolean,
    headerBytes: number,
  ): boolean | null {
    const needed = (bytes: number): null => {
      this.needBytes = bytes
      return null
    }
    if (end - at < shortestHeaderBytes) return isEnd ? false : needed(shortestHeaderBytes)
    if (!this.isSound(buf, at)) return false
    const next = at + headerBytes + this.word(buf, at + 8)
    if (next + shortestHeaderBytes > end) return isEnd ? false : needed(next + shortestHeaderBytes - at)
    return (
      this.isSound(buf, next) && Math.abs(this.word(buf, next) - this.word(buf, at)) <= strayingSecondsMax
    )
  }

  private readRecords(buf: Buffer, start: number, end: number, isEnd: boolean): number {
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
        sec = swap32(sec)
        fraction = swap32(fraction)
        captured = swap32(captured)
        wire = swap32(wire)
      }
      if (
        captured > frameBytesMax ||
        fraction >= fractionsPerSecond ||
        captured > wire ||
        sec === magic ||
        (captured === 0 && wire === 0)
      ) {
        if (this.lineEndLooks > 0) {
          if (!isEnd && end - at < changedWindowBytes) {
            this.needBytes = changedWindowBytes
            return at
          }
          this.lineEndLooks--
          if (this.refuseChangedLineEnds(buf, at, end)) return at
        }
        const next = this.judge(sec, fraction, captured, wire)
        if (next !== framing.records) {
          this.state = next
          return at
        }
      }
      const bodyStart = at + recordHeaderBytes
      if (end - bodyStart < captured) {
        if (isEnd && this.lineEndLooks-- > 0) this.refuseChangedLineEnds(buf, at, end)
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
      if (isEthernet && captured >= 20 && (tally.hasTrailers || isZeros(buf, bodyStart))) {
        this.readTrailer(buf, bodyStart, bodyStart + captured, bodyStart + wire)
        tally.timed(buf, bodyStart, captured, wire)
        context.linkType = linkTypes.ethernet
        context.app = 0
        context.trailerLength = 0
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
      this.tally.hasTrailers = true
      context.trailerLength = trailerBytes
      const uid = trailerUid(buf, end)
      const { apps } = context
      context.app = apps.ofUid(uid)
      const app = apps.apps[context.app - 1]
      if (app?.name === '') app.name = trailerName(buf, end)
    } else if (trailer === trailers.damaged) {
      this.anomalies.note(sourceAnomalies.pcapdroidTrailer, this.counts.frames + 1)
    } else if (this.tally.hasTrailers && isBareIpPacket(buf, start, end, wireEnd)) {
      context.linkType = linkTypes.rawIp
    }
  }

  /**
   * Refuses a file that was sent as text (a terminal of adb, a shell of Windows): behind the first LF with a CR put before it
   * no record is where it was. Where these are taken out again, and only then, records follow one another.
   */
  private refuseChangedLineEnds(buf: Buffer, at: number, end: number): boolean {
    const window = buf.subarray(at, Math.min(end, at + changedWindowBytes))
    // Some shells put two.
    for (const returns of [1, 2]) {
      const undone = lineEndsUndone(window, returns)
      if (undone === null || !this.hasRecordsIn(undone)) continue
      this.refusal = 'its line ends were changed, as if it were text'
      this.state = unreadable
      return true
    }
    return false
  }

  /** Whether records with line ends between them follow one another in some bytes, from soon after their beginning to their end. */
  private hasRecordsIn(bytes: Buffer): boolean {
    const headerBytes = forms.get(this.magic)?.recordHeaderBytes ?? this.recordHeaderBytes
    for (let start = 0; start < Math.min(changedShiftMax, bytes.length); start++) {
      let at = start
      let last = start
      while (at + shortestHeaderBytes <= bytes.length && this.isSound(bytes, at)) {
        if (Math.abs(this.word(bytes, at) - this.word(bytes, start)) > strayingSecondsMax) break
        last = at
        at += headerBytes + this.word(bytes, at + 8)
      }
      const isToEnd = at + shortestHeaderBytes > bytes.length
      if (isToEnd && lineFeedsIn(bytes.subarray(start, last)) >= changedEndsMin) return true
    }
    return false
  }

  /** What to do about a record header that is not quite as it should be. */
  private judge(sec: number, fraction: number, captured: number, wire: number): number {
    const frame = this.counts.frames + 1
    if (this.isFileHeader(sec, fraction)) {
      this.anomalies.note(sourceAnomalies.pcapConcatenated, frame)
      return framing.start
    }
    if (captured > this.frameBytesMax) {
      // Believed to be a large record only where all else fits; then it is passed over without being held.
      if (captured <= wire && captured <= this.snapLength && fraction < this.fractionsPerSecond) {
        this.anomalies.note(sourceAnomalies.pcapRecordTooLarge, frame, byteCount(captured))
        this.skipBytes = this.recordHeaderBytes + captured
        return framing.skip
      }
    } else if (captured > wire && fraction >= this.fractionsPerSecond) {
      // One of both is a known slip of writers; together they are noise.
    } else if (captured !== 0 || wire !== 0 || sec !== 0 || fraction !== 0) {
      return framing.records
    }
    // A header of zeros comes from a hole in the file: it would read as endless empty frames.
    this.anomalies.note(sourceAnomalies.pcapBadRecord, frame, `captured length ${captured}`)
    return framing.resync
  }

  /** Whether what was read as a time is the beginning of another file: in the form of this one, or in any. */
  private isFileHeader(sec: number, fraction: number): boolean {
    const { isBigEndian } = this
    if (forms.has(sec)) return fraction === this.version || fraction === version24(isBigEndian)
    return forms.has(swap32(sec)) && fraction === swap32(version24(!isBigEndian))
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
          this.state = framing.records
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
    return (
      this.isSound(buf, at) &&
      (this.counts.frames === 0 ||
        Math.abs(this.word(buf, at) - this.tally.context.sec) <= strayingSecondsMax)
    )
  }

  /** Whether lengths and fraction of a record are such as nearly all have. */
  private isSound(buf: Buffer, at: number): boolean {
    const captured = this.word(buf, at + 8)
    const wire = this.word(buf, at + 12)
    if (captured === 0 || captured > wire || captured > usualFrameBytesMax || wire > usualFrameBytesMax) {
      return false
    }
    return this.word(buf, at + 4) < this.fractionsPerSecond
  }

  private word(buf: Buffer, at: number): number {
    return this.isBigEndian ? buf.readUInt32BE(at) : buf.readUInt32LE(at)
  }
}

/** Version 2.4 as one word, two numbers of 16 bits. */
function version24(isBigEndian: boolean): number {
  return isBigEndian ? 0x0002_0004 : 0x0004_0002
}

/** Three zero bytes: the maker's part of a link address. The caller has checked that they are there. */
function isZeros(buf: Buffer, at: number): boolean {
  return buf[at] === 0 && buf[at + 1] === 0 && buf[at + 2] === 0
}

/** Bytes without the so many CR that stand before each LF; null where one has fewer. */
function lineEndsUndone(bytes: Buffer, returns: number): Buffer | null {
  const kept: Buffer[] = []
  let from = 0
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
    // The window may begin between them.
    const before = bytes.subarray(Math.max(0, at - returns), at)
    if (!before.every((byte) => byte === carriageReturn)) return null
    kept.push(bytes.subarray(from, Math.max(from, at - returns)))
    from = at
  }
  return Buffer.concat([...kept, bytes.subarray(from)])
}

function lineFeedsIn(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum + (byte === lineFeed ? 1 : 0), 0)
}
