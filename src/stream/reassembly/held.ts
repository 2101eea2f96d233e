/**
 * Out-of-order segments that wait for a missing piece: copied, because the read buffer moves on. Their memory comes
 * from free lists by size class shared by all flows; a buffer of its own for each flow would cost hundreds of MiB.
 */
import type { StreamFlow } from '../stream-flow.ts'
import { Segment } from './segment.ts'

const classBytes = [128, 512, 2_048, 16_384, 65_536] as const
/** Free memory kept for later, for each size class. Beyond, it is left to the garbage collector. */
const freeBytesMax = 2_097_152

/** Holes of one direction that are remembered. */
const holesKept = 64

/** A copied segment. */
export class HeldSegment extends Segment {
  /** The layer's clock when it was held. */
  at = 0
  /** Index of its size class; the number of classes when it is larger than all. */
  readonly size: number
  next: HeldSegment | null = null

  constructor(buf: Buffer, size: number) {
    super(buf)
    this.size = size
  }
}

/** What one direction of one flow holds: segments in order of sequence without overlap, and at most one stray. */
export class HeldList {
  first: HeldSegment | null = null
  last: HeldSegment | null = null
  count = 0
  /** Memory, by size class: what `limits.stream.heldBytesPerDirectionMax` bounds. */
  bytes = 0
  /** Nothing was delivered yet of a direction that was joined midway: what lies before the first segment may still come. */
  isBeginning = false
  /** A segment far outside of the window, kept until a second one or an acknowledgement confirms it. */
  stray: HeldSegment | null = null
  /** The stray acknowledges what the other direction cannot have sent: another connection, whose SYN was not captured. */
  isStrayForeign = false
  /** The stream went on where it stood when the stray came: no receiver takes that. */
  isStrayDenied = false
  /** Holes that were given up, the last ones: of each the sequence of its first byte, and of the one behind it. */
  holes: number[] | null = null

  /** Where what the source counts as cut off ends, of a segment behind which others were held before that end. */
  cutEnd: number | null = null

  get isEmpty(): boolean {
    return this.first === null && this.stray === null
  }

  /** Remembers a hole: what belongs there may come yet. */
  giveUp(start: number, end: number): void {
    this.holes ??= []
    this.holes.push(start, end)
    if (this.holes.length > 2 * holesKept) this.holes.splice(0, 2)
  }

  /** Up to there the source counts what is missing as cut off. */
  countCut(end: number): void {
    if (this.cutEnd === null || ((end - this.cutEnd) | 0) > 0) this.cutEnd = end
  }

  /** Puts `segment` behind `after` (null: in front of all). */
  insert(segment: HeldSegment, after: HeldSegment | null): void {
    if (after === null) {
      segment.next = this.first
      this.first = segment
    } else {
      segment.next = after.next
      after.next = segment
    }
    if (segment.next === null) this.last = segment
    this.count++
    this.bytes += segment.buf.length
  }

  /** Takes the first segment out; the caller releases it. */
  shift(): HeldSegment | null {
    const segment = this.first
    if (segment === null) return null
    this.first = segment.next
    if (this.first === null) this.last = null
    segment.next = null
    this.count--
    this.bytes -= segment.buf.length
    return segment
  }
}

/** The memory a copy of `length` bytes takes. */
export function heldCost(length: number): number {
  for (let size = 0; size < classBytes.length; size++) {
    if (length <= (classBytes[size] as number)) return classBytes[size] as number
  }
  return length
}

/** Gives and takes back held segments; knows how much memory all of them together use. */
export class HeldPool {
  /** Memory in use, of all flows. */
  heldBytes = 0
  private readonly free: (HeldSegment | null)[] = classBytes.map(() => null)
  private readonly freeCounts: number[] = classBytes.map(() => 0)

  /** A segment with a copy of `buf[start, end)`. */
  take(buf: Buffer, start: number, end: number): HeldSegment {
    const length = end - start
    let size = 0
    while (size < classBytes.length && length > (classBytes[size] as number)) size++
    let segment = this.free[size] ?? null
    if (segment === null) {
      segment = new HeldSegment(Buffer.allocUnsafe(classBytes[size] ?? length), size)
    } else {
      this.free[size] = segment.next
      this.freeCounts[size] = (this.freeCounts[size] as number) - 1
      segment.next = null
    }
    buf.copy(segment.buf, 0, start, end)
    segment.start = 0
    segment.end = length
    segment.cut = 0
    this.heldBytes += segment.buf.length
    return segment
  }

  release(segment: HeldSegment): void {
    this.heldBytes -= segment.buf.length
    segment.next = null
    const { size } = segment
    if (size >= classBytes.length) return
    const count = this.freeCounts[size] as number
    if (count * (classBytes[size] as number) >= freeBytesMax) return
    segment.next = this.free[size] as HeldSegment | null
    this.free[size] = segment
    this.freeCounts[size] = count + 1
  }
}

/** What a lane of a flow holds; null where it never held anything. */
export function heldOf(flow: StreamFlow, lane: number): HeldList | null {
  return lane === 0 ? flow.held0 : flow.held1
}

/** The same, made where there is none. */
export function listOf(flow: StreamFlow, lane: number): HeldList {
  if (lane === 0) return (flow.held0 ??= new HeldList())
  return (flow.held1 ??= new HeldList())
}
