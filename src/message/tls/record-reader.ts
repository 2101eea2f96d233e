import type { AnomalyCode } from '../../core/anomaly.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { bufferPool } from '../buffer-pool.ts'
import type { MessageCounts } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { recordHeaderBytes, recordTypes } from './parse.ts'
import type { TlsRecord } from './record.ts'
import { RecordRuns } from './record-runs.ts'
import type { RecordSide } from './record-side.ts'
import { isHeader, isHeaderSoFar } from './record-side.ts'

const empty: Buffer = Buffer.alloc(0)

/** Whose records are read. */
export interface RecordOwner {
  /** The record that follows ended here. */
  at(origin: RunOrigin): void
  /** A whole record, of which every byte is counted thereby. It may close the side. */
  record(side: RecordSide, record: TlsRecord, runs: RecordRuns): void
  /** Whether `buf[at, end)`, which begins no record, is something else, that follows in clear. */
  isOver(side: RecordSide, buf: Buffer, at: number, end: number): boolean
  /** Where a record should begin none does: its header is looked for, unless the side is closed now. */
  loseTrack(side: RecordSide, frame: number): void
  /** What there is of a record is given up. */
  dropRecord(side: RecordSide, problem: AnomalyCode): void
  /** Whether the side is closed no longer, by what stands at `buf[at, end)`. */
  reopens(side: RecordSide, buf: Buffer, at: number, end: number): boolean
  /** Bytes of a side that is closed. */
  count(verdict: Verdict, length: number): void
}

/**
 * Puts the records of a connection together, in place where a chunk holds all of one. What is put together is in the side,
 * whichever of the two it is.
 */
export class RecordReader {
  private readonly owner: RecordOwner
  private readonly counts: MessageCounts
  private readonly inPlace: RecordRuns = RecordRuns.take()

  constructor(owner: RecordOwner, counts: MessageCounts) {
    this.owner = owner
    this.counts = counts
  }

  /** The ClientHello ended inside a record of which so many bytes are left. */
  startInRecord(side: RecordSide, left: number, version: number): void {
    if (left === 0) return
    side.header[0] = recordTypes.handshake
    side.header.writeUInt16BE(version, 1)
    side.header.writeUInt16BE(left, 3)
    side.headerSeen = recordHeaderBytes
    // Its header was counted with the hello.
    this.counts.framingBytes -= recordHeaderBytes
  }

  /** Takes the next bytes of a side. Returns where something else begins that is no TLS; `end` where nothing does. */
  push(side: RecordSide, buf: Buffer, start: number, end: number, origin: RunOrigin): number {
    let at = start
    while (at < end) {
      if (side.verdict !== verdicts.more && !this.owner.reopens(side, buf, at, end)) {
        const next = behindRecord(side, buf, at, end)
        this.owner.count(side.verdict, next - at)
        at = next
        continue
      }
      if (side.skipBytes > 0) {
        const skipped = Math.min(side.skipBytes, end - at)
        side.skipBytes -= skipped
        side.lostBytes += skipped
        this.counts.undecryptableBytes += skipped
        at += skipped
        continue
      }
      if (side.headerSeen < recordHeaderBytes) {
        if (side.headerSeen === 0 && !side.isLost && end - at >= recordHeaderBytes) {
          if (isHeader(side, buf, at)) {
            const bodyStart = at + recordHeaderBytes
            const bodyEnd = bodyStart + buf.readUInt16BE(at + 3)
            if (bodyEnd <= end) {
              const type = buf[at] as number
              const version = buf.readUInt16BE(at + 1)
              this.inPlace.clear()
              this.inPlace.add(0, origin, bodyStart - start)
              this.owner.at(origin)
              this.owner.record(side, { type, version, buf, start: bodyStart, end: bodyEnd }, this.inPlace)
              at = bodyEnd
              continue
            }
            buf.copy(side.header, 0, at, bodyStart)
            side.headerSeen = recordHeaderBytes
            at = bodyStart
          } else {
            if (this.owner.isOver(side, buf, at, end)) return at
            this.owner.loseTrack(side, origin.frame)
            continue
          }
        }
        if (side.headerSeen < recordHeaderBytes) {
          side.header[side.headerSeen++] = buf[at++] as number
          if (!isHeaderSoFar(side) && this.owner.isOver(side, buf, at - 1, end)) {
            // What of it came before was taken for a header's beginning.
            side.headerSeen--
            return at - 1
          }
          this.checkHeader(side, origin.frame)
        }
        if (side.headerSeen < recordHeaderBytes) continue
        side.runs.clear()
        side.bodySeen = 0
      }
      const length = side.bodyLength
      const taken = Math.min(length - side.bodySeen, end - at)
      if (taken > 0) {
        side.body ??= bufferPool.take(length)
        side.runs.add(side.bodySeen, origin, at - start)
        buf.copy(side.body, side.bodySeen, at, at + taken)
        side.bodySeen += taken
        at += taken
      }
      if (side.bodySeen === length) this.heldRecord(side, origin)
    }
    return end
  }

  /** So many bytes of a side are missing. */
  gap(side: RecordSide, length: number): void {
    if (side.skipBytes > 0) {
      if (length <= side.skipBytes) side.skipBytes -= length
      else {
        side.skipBytes = 0
        side.isLost = true
      }
    } else if (side.headerSeen === recordHeaderBytes) {
      const left = side.bodyLength - side.bodySeen
      this.owner.dropRecord(side, tlsAnomalies.recordGap)
      if (length <= left) side.skipBytes = left - length
      else side.isLost = true
    } else {
      if (side.headerSeen > 0) this.owner.dropRecord(side, tlsAnomalies.recordGap)
      side.isLost = true
    }
  }

  end(): void {
    RecordRuns.give(this.inPlace)
  }

  /** Judges the header as far as it is there. A byte that cannot begin one is passed over. */
  private checkHeader(side: RecordSide, frame: number): void {
    while (side.headerSeen > 0 && !isHeaderSoFar(side)) {
      if (!side.isLost) this.owner.loseTrack(side, frame)
      if (side.verdict !== verdicts.more) return
      side.header.copyWithin(0, 1, side.headerSeen)
      side.headerSeen--
      side.lostBytes++
      side.missingBytes++
      this.counts.undecryptableBytes++
    }
    if (side.headerSeen === recordHeaderBytes) side.isLost = false
  }

  private heldRecord(side: RecordSide, origin: RunOrigin): void {
    const { body, header, bodySeen } = side
    const type = header[0] as number
    const version = header.readUInt16BE(1)
    this.owner.at(origin)
    // The side is free for the next record before this one is read, which may close it.
    side.body = null
    side.bodySeen = 0
    side.headerSeen = 0
    this.owner.record(side, { type, version, buf: body ?? empty, start: 0, end: bodySeen }, side.runs)
    if (body !== null) bufferPool.give(body)
  }
}

/** Where the record that begins at `at` ends, if all of it is there; else `end`. */
function behindRecord(side: RecordSide, buf: Buffer, at: number, end: number): number {
  if (end - at < recordHeaderBytes || !isHeader(side, buf, at)) return end
  return Math.min(end, at + recordHeaderBytes + buf.readUInt16BE(at + 3))
}
