/**
 * Bytes that the capture holds twice and differently for one place of a stream: which copy the receiver took depends on
 * its system, on the way and on who forged one of them, so a reading of the first copies alone could be made to miss
 * anything. The first copies are delivered as ever; here the others are collected, with what lies around them, and put
 * together to further readings of that part of the stream. A segment that comes again when its first copy is no longer
 * kept (or never came: it fills what was given up as a gap) is read in the same way.
 *
 * Nothing here is on the way of ordinary traffic: only a lane that has another copy is followed.
 */
import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { streamAnomalies } from '../anomalies.ts'
import type { KeptBytes } from './delivered-log.ts'
import type { CopyConsumer, CopyPiece, Flow, StreamCounts } from '../types.ts'

const {
  copiesPerDirectionMax,
  copyContextBytesMax,
  copyBytesMax,
  copyReadingsMax,
  copyChoiceBytesMax,
  copyReadBytesMax,
  copyCaptureChoiceBytesMin,
  copyCaptureChoicePerByteMax,
} = limits.stream

/** Of so many copies every choice is read; of more: all together, each alone, and all but each. */
const chosenCopiesMax = Math.floor(Math.log2(copyReadingsMax))
/** What a piece costs beside its bytes. */
const pieceCost = 256

/** What one direction of a flow has of other copies, and the stream around them. */
export class LaneCopies {
  readonly flow: Flow
  readonly direction: Direction
  /** The stream as delivered: in order of sequence, without overlap. */
  readonly base: CopyPiece[] = []
  /** In order of arrival. */
  readonly others: CopyPiece[] = []
  /** Memory of both. */
  bytes = 0
  /** What of it lay around the first copy: it is held anyway, and says nothing of when to read. */
  aroundBytes = 0
  /** Bytes delivered since the last copy came. */
  quietBytes = 0

  constructor(flow: Flow, direction: Direction) {
    this.flow = flow
    this.direction = direction
  }

  /** Where the copies reach to. */
  get othersEnd(): number {
    return this.others.reduce(
      (end, other) => (((endOf(other) - end) | 0) > 0 ? endOf(other) : end),
      this.others[0] === undefined ? 0 : endOf(this.others[0]),
    )
  }
}

/** Collects the other copies of all lanes, and has them read; counts in `StreamCounts` what became of them. */
export class OtherCopies {
  /** Bytes held for all lanes. */
  heldBytes = 0
  /** By the lane's number in the capture. */
  readonly lanes: Map<number, LaneCopies> = new Map()
  private readonly consumer: CopyConsumer
  private readonly counts: StreamCounts
  private readonly anomalies: AnomalyLog
  private readBytes = 0

  constructor(consumer: CopyConsumer, counts: StreamCounts, anomalies: AnomalyLog) {
    this.consumer = consumer
    this.counts = counts
    this.anomalies = anomalies
  }

  /** Takes another copy of the lane. `around` gives the stream as kept, for a lane that has none yet. */
  add(lane: LaneCopies, other: CopyPiece, around: () => readonly KeptBytes[]): void {
    const { base, others } = lane
    if (others.length === 0) {
      for (const piece of around()) this.hold(lane, base, copyOf(piece))
      lane.aroundBytes = lane.bytes
    }
    this.hold(lane, others, other)
    lane.quietBytes = 0
  }

  /** True where the lane's copies are to be read now: it may have others later. */
  isFull(lane: LaneCopies): boolean {
    return (
      lane.others.length >= copiesPerDirectionMax ||
      lane.bytes - lane.aroundBytes > 4 * copyContextBytesMax ||
      this.heldBytes > copyBytesMax
    )
  }

  /** The stream goes on, behind a copy. True while more of it is of use. */
  delivered(lane: LaneCopies, piece: KeptBytes): boolean {
    lane.quietBytes += piece.end - piece.start
    if (((piece.sequence - lane.othersEnd) | 0) < copyContextBytesMax)
      this.hold(lane, lane.base, copyOf(piece))
    return lane.quietBytes < copyContextBytesMax && !this.isFull(lane)
  }

  /** Reads what the lane has: with all of its copies, which is how a receiver that overwrites reads, and with some. */
  close(lane: LaneCopies): void {
    const { base, others, flow } = lane
    this.heldBytes -= lane.bytes
    const length = others.reduce((total, other) => total + other.bytes.length, 0)
    if (!this.consumer.isReadable(flow)) {
      this.counts.copiesUndecryptableBytes += length
      return
    }
    const again = others.filter(({ kind }) => kind === 'again')
    // What one segment carries is one copy, though it may lie over several others.
    const differing = [
      ...Map.groupBy(
        others.filter(({ kind }) => kind === 'other'),
        ({ frame }) => frame,
      ).values(),
    ]
    const whole = this.together(base, again, differing)
    if (this.readBytes + bytesOf(whole) > copyReadBytesMax) {
      this.anomalies.note(streamAnomalies.copyLimit, others[0]?.frame ?? 0)
      this.counts.copiesLimitBytes += length
      return
    }
    this.read(lane, whole, true)
    this.counts.copiesReadBytes += length
    if (!this.readChoices(lane, again, differing))
      this.anomalies.note(streamAnomalies.copyLimit, others[0]?.frame ?? 0)
  }

  /** Reads the lane with some of its copies, in other ways than with all of them; false where these are not all ways. */
  private readChoices(lane: LaneCopies, again: CopyPiece[], copies: CopyPiece[][]): boolean {
    let bytes = 0
    let readings = 0
    for (const chosen of choices(copies)) {
      const pieces = this.together(lane.base, again, chosen)
      bytes += bytesOf(pieces)
      const isTooMuch = bytes > copyChoiceBytesMax || this.readBytes > this.choiceBytesMax
      if (isTooMuch || ++readings >= copyReadingsMax) return false
      this.read(lane, pieces, false)
    }
    return copies.length <= chosenCopiesMax
  }

  /** Half of what may be read is for reading each copy once, and a small capture is not read dozens of times. */
  private get choiceBytesMax(): number {
    const { tcpPayloadBytes } = this.counts
    const ofCapture = copyCaptureChoiceBytesMin + copyCaptureChoicePerByteMax * tcpPayloadBytes
    return Math.min(copyReadBytesMax / 2, ofCapture)
  }

  private together(base: readonly CopyPiece[], again: CopyPiece[], chosen: CopyPiece[][]): CopyPiece[] {
    return [...again, ...chosen.flat()].reduce(overlaid, [...base])
  }

  private read({ flow, direction }: LaneCopies, pieces: readonly CopyPiece[], isWhole: boolean): void {
    this.readBytes += bytesOf(pieces)
    this.consumer.reading(flow, direction, pieces, isWhole)
  }

  private hold(lane: LaneCopies, list: CopyPiece[], piece: CopyPiece): void {
    list.push(piece)
    lane.bytes += piece.bytes.length + pieceCost
    this.heldBytes += piece.bytes.length + pieceCost
  }
}

/** Which copies are put into the stream together, beside all of them: every choice of few; each of many, and all but each. */
function* choices(copies: CopyPiece[][]): Generator<CopyPiece[][]> {
  if (copies.length <= 1) return
  if (copies.length <= chosenCopiesMax) {
    for (let choice = (1 << copies.length) - 2; choice > 0; choice--)
      yield copies.filter((_, index) => ((choice >>> index) & 1) !== 0)
    return
  }
  for (const copy of copies) yield [copy]
  for (const copy of copies) yield copies.filter((other) => other !== copy)
}

function bytesOf(pieces: readonly CopyPiece[]): number {
  return pieces.reduce((total, piece) => total + piece.bytes.length, 0)
}

/** `pieces` with `over` laid on them: in order of sequence, without overlap. */
function overlaid(pieces: CopyPiece[], over: CopyPiece): CopyPiece[] {
  const result: CopyPiece[] = []
  let isPlaced = false
  const overEnd = endOf(over)
  for (const piece of pieces) {
    const left = (over.sequence - piece.sequence) | 0
    const right = (endOf(piece) - overEnd) | 0
    if (left > 0) result.push(part(piece, 0, Math.min(left, piece.bytes.length)))
    if (!isPlaced && left <= piece.bytes.length) {
      result.push(over)
      isPlaced = true
    }
    if (right > 0) result.push(part(piece, Math.max(0, piece.bytes.length - right), piece.bytes.length))
  }
  if (!isPlaced) result.push(over)
  return result.filter(({ bytes }) => bytes.length > 0)
}

function part(piece: CopyPiece, from: number, to: number): CopyPiece {
  if (from === 0 && to === piece.bytes.length) return piece
  return {
    ...piece,
    sequence: (piece.sequence + from) | 0,
    bytes: piece.bytes.subarray(from, to),
    offset: piece.offset + from,
  }
}

function endOf(piece: CopyPiece): number {
  return (piece.sequence + piece.bytes.length) | 0
}

function copyOf({ sequence, buf, start, end, frame, offset, sec, nsec }: KeptBytes): CopyPiece {
  return { sequence, bytes: Buffer.from(buf.subarray(start, end)), frame, offset, sec, nsec, kind: 'first' }
}
