/**
 * Puts IP fragments together (RFC 791 section 3.2, RFC 8200 section 4.5; also out of order), and fragments of Wi-Fi frames.
 *
 * Where fragments overlap the first copy is kept: RFC 5722 would drop an IPv6 datagram that overlaps, but the phone or
 * server may not have; what was seen first is read, and a contradiction is noted. Fragments are rare on a phone, so
 * this may allocate; memory is bounded by `limits.packet.fragment…`, time-outs are on capture time.
 */

import { byteCount } from '../../core/byte-count.ts'
import { RunMap } from '../../core/origin.ts'
import { limits } from '../../core/limits.ts'
import { packetAnomalies } from '../anomalies.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { FrameSpan } from '../../core/origin.ts'
import { unknownProtocol } from '../types.ts'
import type { PacketCounts } from '../types.ts'

/** The largest payload of an IP packet, and so of a datagram. */
const datagramBytesMax = 65_535

/**
 * Copies of fragments that come this soon after their datagram was whole belong to it (a capture on several
 * interfaces sees each twice); later, the identification has been used again.
 */
const copySecondsMax = 1

/** So many of the last whole datagrams are kept as they are: copies come at once, and are known by all of their bytes. */
const keptWholeMax = 16

/** So many of its first and last bytes are kept of a whole datagram: what differs there is no copy. */
const edgeBytes = 64

interface Piece {
  readonly start: number
  readonly end: number
  readonly bytes: Buffer
  readonly frame: number
  readonly frameOffset: number
  /** Where the fragment itself was put together from several frames: its bytes in them, in order. */
  readonly spans: readonly FrameSpan[] | null
}

interface Datagram {
  /** In order, without overlap. */
  pieces: Piece[]
  heldBytes: number
  /** -1 until the last fragment came. */
  length: number
  /** Of numbered fragments: what all but the last hold; 0 where that is not known. */
  unitBytes: number
  /** Of the first fragment, which alone may say it (RFC 8200 section 4.5); -1 until it came. */
  protocol: number
  firstFrame: number
  /** Capture time of the first fragment to come; of the last one when the datagram is whole. */
  sec: number
  isWhole: boolean
  /** Of a whole one: its first and its last bytes. */
  head: Buffer
  tail: Buffer
  /** Of one of the last that are whole, all of it. */
  bytes: Buffer
}

const none: Buffer = Buffer.alloc(0)

/** A fragment as it came. */
export interface Fragment {
  /** Names the datagram that it belongs to. */
  readonly key: string
  readonly protocol: number
  /** Its place in the datagram, in bytes. */
  readonly offset: number
  readonly hasMore: boolean
  /** Its bytes are `buf[from, to)`, valid during the call only. */
  readonly buf: Buffer
  readonly from: number
  readonly to: number
  readonly frame: number
  /** Where it begins in its frame. */
  readonly frameOffset: number
  readonly sec: number
  /**
   * In a tunnel it may itself lie in a datagram put together from fragments: that one's map, in which `frameOffset` is a
   * place then; else null.
   */
  readonly outerRuns: RunMap | null
}

/** A datagram put together: its bytes, what they are, and which frames they came in. */
export interface AssembledDatagram {
  readonly bytes: Buffer
  readonly protocol: number
  readonly runs: RunMap
}

/** Bytes of a datagram that never came whole, without a hole in them; `position` is their place in it. */
export interface LostPiece {
  readonly bytes: Buffer
  readonly position: number
  readonly runs: RunMap
  readonly frame: number
}

/**
 * Takes what is given up: the key that the datagram was added by, its protocol (unknown where its first fragment never
 * came). So are fragments that no datagram has a place for: with other bytes than came first, or with a length that cannot be.
 */
export type LostDatagram = (key: string, protocol: number, pieces: readonly LostPiece[], sec: number) => void

/** The datagrams that wait for fragments. Counts what it takes, and gives out each datagram once. */
export class FragmentTable {
  /** Datagrams known: those that wait, and those that are whole and may still see copies. */
  get size(): number {
    return this.datagrams.size
  }
  private readonly datagrams: Map<string, Datagram> = new Map()
  private readonly counts: PacketCounts
  private readonly anomalies: AnomalyLog
  private readonly onLost: LostDatagram
  private readonly lastWhole: Datagram[] = []
  private pieceCount = 0
  private oldestSec = 0
  /** Goes up with each fragment whose place was taken by other bytes, or lay beyond the end. */
  private displacedFragments = 0

  constructor(counts: PacketCounts, anomalies: AnomalyLog, onLost: LostDatagram = () => undefined) {
    this.onLost = onLost
    this.counts = counts
    this.anomalies = anomalies
  }

  /** Takes a fragment, and returns its datagram if that makes it whole. Every byte is counted: held, assembled or lost. */
  add(fragment: Fragment): AssembledDatagram | null {
    const { offset, hasMore, frame } = fragment
    const length = fragment.to - fragment.from
    const canBe = length > 0 && offset + length <= datagramBytesMax && (!hasMore || length % 8 === 0)
    const before = this.displacedFragments
    const whole = canBe ? this.place(fragment) : this.refuse(length, offset, frame)
    if (!canBe || this.displacedFragments > before) this.lose(fragment)
    return whole
  }

  /** Hands on a fragment by itself. */
  private lose({
    key,
    protocol,
    offset: position,
    buf,
    from,
    to,
    frame,
    frameOffset,
    sec,
    outerRuns,
  }: Fragment): void {
    if (from === to) return
    const bytes = buf.subarray(from, to)
    const spans = outerRuns?.spans(frameOffset, frameOffset + to - from) ?? null
    const runs = runsOf([{ start: position, end: position + to - from, bytes, frame, frameOffset, spans }])
    this.onLost(key, position === 0 ? protocol : unknownProtocol, [{ bytes, position, runs, frame }], sec)
  }

  /**
   * Takes a fragment of a Wi-Fi frame: they are numbered from 0, and all but the last are of one length (IEEE 802.11-2020
   * section 10.4), from which its place follows. `isRetry`: it may have come before. Else as `add`.
   */
  addNumbered(
    fragment: Omit<Fragment, 'offset'>,
    number: number,
    isRetry: boolean,
  ): AssembledDatagram | null {
    const { key, hasMore, frame } = fragment
    const length = fragment.to - fragment.from
    let known = this.datagrams.get(key)
    if (known !== undefined && !known.isWhole && number === 0 && !isRetry) {
      // Numbers of frames come again after 4 096: this is the next one's first, and the rest of the last one is lost.
      this.giveUp(key, known)
      known = undefined
    }
    const unit = hasMore ? length : (known?.unitBytes ?? 0)
    if (unit === 0 || (known !== undefined && known.unitBytes !== unit)) {
      this.counts.fragmentBytesLost += length
      this.anomalies.note(packetAnomalies.fragmentIncomplete, frame, byteCount(length))
      return null
    }
    const whole = this.place({ ...fragment, offset: number * unit })
    const datagram = this.datagrams.get(key)
    if (datagram !== undefined) datagram.unitBytes = unit
    return whole
  }

  private refuse(length: number, offset: number, frame: number): null {
    this.counts.fragmentBytesLost += length
    this.anomalies.note(packetAnomalies.fragmentMalformed, frame, `${length} bytes at ${offset}`)
    return null
  }

  private place(fragment: Fragment): AssembledDatagram | null {
    const { key, protocol, offset, hasMore, buf, from, to, frame, sec } = fragment
    const length = to - from
    const end = offset + length
    if (length === 0 || end > datagramBytesMax) return this.refuse(length, offset, frame)
    let datagram = this.datagrams.get(key)
    if (datagram?.isWhole === true) {
      const isSoon = Math.abs(sec - datagram.sec) <= copySecondsMax
      if (end <= datagram.length && isSoon && mayBeCopy(datagram, offset, buf.subarray(from, to))) {
        const known = datagram.bytes.subarray(offset, end)
        if (known.length === length && known.compare(buf, from, to) === 0)
          this.counts.fragmentBytesTwice += length
        else this.counts.fragmentBytesLost += length
        return null
      }
      this.datagrams.delete(key)
      datagram = undefined
    }
    if (datagram === undefined) {
      datagram = {
        pieces: [],
        heldBytes: 0,
        length: -1,
        unitBytes: 0,
        protocol: unknownProtocol,
        firstFrame: frame,
        sec,
        isWhole: false,
        head: none,
        tail: none,
        bytes: none,
      }
      if (this.datagrams.size === 0) this.oldestSec = sec
      this.datagrams.set(key, datagram)
    }
    if (!hasMore) this.setLength(datagram, end, frame)
    if (datagram.length >= 0 && end > datagram.length) {
      // Reaches beyond the end that another fragment stated first.
      this.counts.fragmentBytesLost += length
      this.anomalies.note(packetAnomalies.fragmentEnds, frame, `ends at ${end}, not ${datagram.length}`)
      this.displacedFragments++
      return null
    }
    if (offset === 0 && datagram.protocol === unknownProtocol) datagram.protocol = protocol
    this.insert(datagram, fragment)
    if (datagram.heldBytes === datagram.length) return this.assemble(key, datagram, sec)
    this.evict()
    return null
  }

  /** Gives up datagrams that have waited too long at capture time `sec`. Cheap when there is none. */
  expire(sec: number): void {
    if (sec - this.oldestSec <= limits.packet.fragmentSecondsMax) return
    for (const [key, datagram] of this.datagrams) {
      if (sec - datagram.sec <= limits.packet.fragmentSecondsMax) {
        this.oldestSec = datagram.sec
        return
      }
      this.giveUp(key, datagram)
    }
  }

  /** No more fragments will come. */
  end(): void {
    for (const [key, datagram] of this.datagrams) this.giveUp(key, datagram)
  }

  private setLength(datagram: Datagram, length: number, frame: number): void {
    if (datagram.length >= 0) return
    const last = datagram.pieces.at(-1)
    if (last !== undefined && last.end > length) {
      this.anomalies.note(packetAnomalies.fragmentEnds, frame, `ends at ${length}, but ${last.end} was seen`)
      return
    }
    datagram.length = length
  }

  /** Keeps those bytes that are not there yet. */
  private insert(datagram: Datagram, fragment: Fragment): void {
    const { pieces } = datagram
    const { offset: start, buf, from, frame } = fragment
    const end = start + fragment.to - from
    let index = pieces.length
    while (index > 0 && (pieces[index - 1] as Piece).end > start) index--
    let at = start
    while (at < end) {
      const next = pieces[index]
      if (next === undefined || next.start >= end) {
        this.keep(datagram, index, at, end, fragment)
        return
      }
      if (next.start > at) {
        this.keep(datagram, index, at, next.start, fragment)
        index++
        at = next.start
      }
      const shared = Math.min(next.end, end)
      const isSame =
        next.bytes.compare(
          buf,
          from + at - start,
          from + shared - start,
          at - next.start,
          shared - next.start,
        ) === 0
      if (!isSame) {
        this.anomalies.note(packetAnomalies.fragmentOverlap, frame, `frame ${next.frame}`)
        this.displacedFragments++
      }
      if (isSame) this.counts.fragmentBytesTwice += shared - at
      else this.counts.fragmentBytesLost += shared - at
      at = shared
      index++
    }
  }

  /** Keeps the bytes `[start, end)` of the datagram. */
  private keep(datagram: Datagram, index: number, start: number, end: number, fragment: Fragment): void {
    const { buf, frame, outerRuns } = fragment
    const behind = start - fragment.offset
    const from = fragment.from + behind
    const frameOffset = fragment.frameOffset + behind
    const bytes = copyOf(buf, from, from + end - start)
    const spans = outerRuns?.spans(frameOffset, frameOffset + end - start) ?? null
    datagram.pieces.splice(index, 0, { start, end, bytes, frame, frameOffset, spans })
    datagram.heldBytes += end - start
    this.counts.fragmentBytesHeld += end - start
    this.pieceCount++
  }

  private assemble(key: string, datagram: Datagram, sec: number): AssembledDatagram {
    const { pieces, length } = datagram
    const runs = runsOf(pieces)
    const bytes = Buffer.concat(
      pieces.map((piece) => piece.bytes),
      length,
    )
    this.counts.fragmentBytesHeld -= length
    this.counts.fragmentBytesAssembled += length
    this.pieceCount -= pieces.length
    datagram.bytes = bytes
    this.lastWhole.push(datagram)
    const oldest = this.lastWhole.length > keptWholeMax ? this.lastWhole.shift() : undefined
    if (oldest !== undefined) oldest.bytes = none
    datagram.pieces = []
    datagram.heldBytes = 0
    datagram.isWhole = true
    datagram.head = copyOf(bytes, 0, Math.min(length, edgeBytes))
    datagram.tail = copyOf(bytes, Math.max(0, length - edgeBytes), length)
    datagram.sec = sec
    // Moved to the back: the table is in order of `sec`, as far as capture time goes forward.
    this.datagrams.delete(key)
    this.datagrams.set(key, datagram)
    return { bytes, protocol: datagram.protocol, runs }
  }

  /** Gives up the oldest datagrams until what waits is within the limits. */
  private evict(): void {
    if (!this.isOverLimit()) return
    for (const [key, datagram] of this.datagrams) {
      if (!datagram.isWhole) this.anomalies.note(packetAnomalies.fragmentLimit, datagram.firstFrame)
      this.giveUp(key, datagram)
      if (!this.isOverLimit()) return
    }
  }

  private isOverLimit(): boolean {
    return (
      this.pieceCount > limits.packet.fragmentsMax ||
      this.datagrams.size > limits.packet.fragmentsMax ||
      this.counts.fragmentBytesHeld > limits.packet.fragmentBytesMax
    )
  }

  private giveUp(key: string, datagram: Datagram): void {
    this.datagrams.delete(key)
    if (datagram.isWhole) return
    this.counts.fragmentBytesHeld -= datagram.heldBytes
    this.counts.fragmentBytesLost += datagram.heldBytes
    this.pieceCount -= datagram.pieces.length
    const known = datagram.length < 0 ? '' : ` of ${datagram.length}`
    this.anomalies.note(
      packetAnomalies.fragmentIncomplete,
      datagram.firstFrame,
      `${datagram.heldBytes}${known} bytes`,
    )
    this.onLost(key, datagram.protocol, withoutHoles(datagram.pieces), datagram.sec)
  }
}

/** Where pieces lie in frames; positions count from the first piece. */
function runsOf(pieces: readonly Piece[]): RunMap {
  const runs = new RunMap()
  const first = pieces[0]?.start ?? 0
  for (const { start, frame, frameOffset, spans } of pieces) {
    if (spans === null) runs.add(start - first, frame, frameOffset)
    let at = start - first
    for (const span of spans ?? []) {
      runs.add(at, span.frame, span.start)
      at += span.end - span.start
    }
  }
  return runs
}

/** Pieces that follow each other as one. */
function withoutHoles(pieces: readonly Piece[]): LostPiece[] {
  const joined: Piece[][] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (last?.at(-1)?.end === piece.start) last.push(piece)
    else joined.push([piece])
  }
  return joined.map((run) => ({
    bytes: Buffer.concat(run.map(({ bytes }) => bytes)),
    position: run[0]?.start ?? 0,
    runs: runsOf(run),
    frame: run[0]?.frame ?? 0,
  }))
}

/** Whether a fragment is one of a whole datagram again: the first and the last one can be told from those of another. */
function mayBeCopy({ head, tail, length }: Datagram, offset: number, bytes: Buffer): boolean {
  if (offset === 0) {
    const known = Math.min(head.length, bytes.length)
    return head.compare(bytes, 0, known, 0, known) === 0
  }
  if (offset + bytes.length < length) return true
  const known = Math.min(tail.length, bytes.length)
  return tail.compare(bytes, bytes.length - known, bytes.length, tail.length - known) === 0
}

/** In memory of its own: not in Node's shared pool, nor as a view of what is larger. */
function copyOf(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(end - start)
  bytes.copy(copy, 0, start, end)
  return copy
}
