/**
 * Where bytes came from. Every value that varde reports can be followed back to byte ranges of numbered frames.
 */

import { smallInteger } from './small-integer.ts'

/** Bytes `[start, end)` of a frame as captured (offset 0 is the first captured byte, the link header's). */
export interface FrameSpan {
  readonly frame: number
  readonly start: number
  readonly end: number
}

/**
 * The origin of one run of stream bytes while it is being handed up: one mutable object, reused for every run, so
 * that the hot path allocates nothing. Whoever wants to keep it copies the numbers.
 */
export class RunOrigin {
  /** Number of the frame, from 1, in its capture. */
  frame = 0
  /** Offset in that frame of the run's first byte. */
  offset = 0
  sec = 0
  nsec = 0
  /** Of a datagram whose bytes lie in several places: all of them, positions counted from its start; else null. */
  runs: RunMap | null = null

  /** Becomes the origin of bytes that lie in one frame. */
  place(frame: number, offset: number, sec: number, nsec: number): void {
    this.frame = frame
    this.offset = offset
    this.sec = sec
    this.nsec = nsec
    this.runs = null
  }

  /** Becomes the origin of the bytes that lie `by` bytes behind the first of `origin`. */
  placeBehind(origin: RunOrigin, by: number): void {
    this.frame = origin.frame
    this.offset = origin.offset + by
    this.sec = origin.sec
    this.nsec = origin.nsec
    this.runs = origin.runs === null ? null : origin.runs.behind(by)
  }
}

/** Runs that a map may hold without a word: more are charged for, and given back when it is cleared. */
const ordinaryRuns = 4_096
const bytesPerRun = 20
/** Of a map that has no run yet: many never get one, and three arrays for each are much. */
const noPositions: Int32Array<ArrayBuffer> = new Int32Array(0)
const noFrames: Float64Array<ArrayBuffer> = new Float64Array(0)

/**
 * The map from positions of assembled bytes (a head, a body) to frames: runs in ascending order of position.
 * Grows by doubling; `clear` keeps the memory for the next message.
 *
 * Most runs are byte for byte. Of bytes that have another form on the wire (compressed, looked up in a table) a whole run
 * stands for a range of a frame; several at one position stand for all their ranges.
 */
export class RunMap {
  count = 0
  private positions = noPositions
  private frames = noFrames
  private offsets = noPositions
  /** 0: byte for byte; above: the run as a whole is as many bytes of the frame; -1: it is not on the wire. */
  private lengths: Int32Array | null = null

  /** Memory beyond what every map has: bytes that come in many small runs take more to map than to keep. */
  get largeBytes(): number {
    return this.positions.length <= ordinaryRuns ? 0 : this.positions.length * bytesPerRun
  }

  clear(): void {
    this.count = 0
    if (this.positions.length <= ordinaryRuns) return
    this.positions = noPositions
    this.frames = noFrames
    this.offsets = noPositions
    this.lengths = null
  }

  /** Says that assembled bytes from `position` on (until the next run) lie in `frame` from `offset` on. */
  add(position: number, frame: number, offset: number): void {
    const last = this.count - 1
    if (last >= 0 && this.frames[last] === frame && (this.lengths === null || this.lengths[last] === 0)) {
      const distance = position - (this.positions[last] as number)
      if ((this.offsets[last] as number) + distance === offset) return
    }
    this.put(position, frame, offset, 0)
  }

  /** Says that the bytes from `position` on are the `length` bytes of a datagram, which may have come in fragments. */
  addOrigin(position: number, origin: RunOrigin, length: number): void {
    if (origin.runs === null) this.add(position, origin.frame, origin.offset)
    else this.addRange(position, origin.runs, 0, length)
  }

  /** Says that all assembled bytes from `position` on (until the next run) come from `frame[offset, offset + length)`. */
  addWhole(position: number, frame: number, offset: number, length: number): void {
    if (length <= 0) return
    this.lengths ??= new Int32Array(this.positions.length)
    this.put(position, frame, offset, length)
  }

  /** Says that the assembled bytes from `position` on (until the next run) are not on the wire. */
  addNone(position: number): void {
    this.lengths ??= new Int32Array(this.positions.length)
    this.put(position, 0, 0, -1)
  }

  /** Becomes the map of the bytes of `spans`, one behind the other from position 0 on. */
  lay(spans: readonly FrameSpan[]): void {
    this.clear()
    let position = 0
    for (const { frame, start, end } of spans) {
      this.add(position, frame, start)
      position += end - start
    }
  }

  /** Says that the bytes from `position` on are those at `[start, end)` of another map, as that maps them. */
  addRange(position: number, other: RunMap, start: number, end: number): void {
    for (let index = other.runAt(start); index < other.count; index++) {
      const from = other.positions[index] as number
      if (from >= end) break
      const low = Math.max(from, start)
      const frame = other.frames[index] as number
      const offset = other.offsets[index] as number
      const length = other.lengths === null ? 0 : (other.lengths[index] as number)
      if (length === 0) this.add(position + low - start, frame, offset + low - from)
      else if (length > 0) this.addWhole(position + low - start, frame, offset, length)
      else this.addNone(position + low - start)
    }
  }

  /** Says that the bytes from `position` on come, as a whole, from those at `[start, end)` of another map. */
  addWholeRange(position: number, other: RunMap, start: number, end: number): void {
    let runEnd = Number.NEGATIVE_INFINITY
    for (let index = other.runAt(start); index < other.count; index++) {
      const from = other.positions[index] as number
      if (from >= end) break
      // Runs at one position have one end: it is looked for once.
      if (from >= runEnd) runEnd = other.endOf(index, end)
      const low = Math.max(from, start)
      const high = Math.min(runEnd, end)
      const length = other.lengths === null ? 0 : (other.lengths[index] as number)
      const offset = other.offsets[index] as number
      if (length === 0)
        this.addWhole(position, other.frames[index] as number, offset + low - from, high - low)
      else this.addWhole(position, other.frames[index] as number, offset, length)
    }
  }

  /** Bytes on the wire of the first `length` positions; null where they are the same bytes. */
  wireBytes(length: number): number | null {
    if (this.lengths === null) return null
    let bytes = 0
    for (let index = 0; index < this.count; index++) {
      const from = this.positions[index] as number
      if (from >= length) break
      const whole = this.lengths[index] as number
      if (whole > 0) bytes += whole
      else if (whole === 0) bytes += Math.min(this.endOf(index, length), length) - from
    }
    return bytes
  }

  /** The frame spans that carry positions `[start, end)`, in order. Gaps in the stream are not represented. */
  spans(start: number, end: number): FrameSpan[] {
    const spans: FrameSpan[] = []
    let runEnd = Number.NEGATIVE_INFINITY
    for (let index = this.runAt(start); index < this.count; index++) {
      const from = this.positions[index] as number
      if (from >= end) break
      if (from >= runEnd) runEnd = this.endOf(index, end)
      const low = Math.max(from, start)
      const high = Math.min(runEnd, end)
      const length = this.lengths === null ? 0 : (this.lengths[index] as number)
      if (low >= high || length < 0) continue
      const frame = smallInteger(this.frames[index] as number)
      const offset = this.offsets[index] as number
      if (length === 0) spans.push({ frame, start: offset + low - from, end: offset + high - from })
      else joinSpan(spans, { frame, start: offset, end: offset + length })
    }
    return spans
  }

  /** A map of the bytes from `start` on, counted from there. */
  behind(start: number): RunMap {
    const behind = new RunMap()
    behind.addRange(0, this, start, Number.POSITIVE_INFINITY)
    return behind
  }

  /** A copy that stays when this map is cleared. */
  copy(): RunMap {
    const copy = new RunMap()
    copy.copyFrom(this)
    return copy
  }

  copyFrom(other: RunMap): void {
    this.count = other.count
    this.positions = other.positions.slice(0, Math.max(8, other.count))
    this.frames = other.frames.slice(0, Math.max(8, other.count))
    this.offsets = other.offsets.slice(0, Math.max(8, other.count))
    this.lengths = other.lengths === null ? null : other.lengths.slice(0, Math.max(8, other.count))
  }

  /** Maps as `other` does now, in memory of its own that is kept for the next time. */
  fillFrom(other: RunMap): void {
    const { count } = other
    this.clear()
    if (other.lengths !== null) this.lengths ??= new Int32Array(this.positions.length)
    else this.lengths = null
    while (this.positions.length < count) this.grow()
    for (let index = 0; index < count; index++) {
      this.positions[index] = other.positions[index] as number
      this.frames[index] = other.frames[index] as number
      this.offsets[index] = other.offsets[index] as number
      if (this.lengths !== null && other.lengths !== null)
        this.lengths[index] = other.lengths[index] as number
    }
    this.count = count
  }

  private put(position: number, frame: number, offset: number, length: number): void {
    if (this.count === this.positions.length) this.grow()
    this.positions[this.count] = position
    this.frames[this.count] = frame
    this.offsets[this.count] = offset
    if (this.lengths !== null) this.lengths[this.count] = length
    this.count++
  }

  /** The first of the runs (at one position) that hold `position`; 0 where it lies before all. */
  private runAt(position: number): number {
    const last = this.lastUpTo(position)
    const from = this.positions[last] as number
    if (last === 0 || this.positions[last - 1] !== from) return last
    const before = this.lastUpTo(from - 1)
    return this.positions[before] === from ? before : before + 1
  }

  /** The last run that begins at `position` or before it; 0 where none does. */
  private lastUpTo(position: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.positions[middle] as number) <= position) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Where a run ends: at the next one of another position, else at `end`. */
  private endOf(index: number, end: number): number {
    const from = this.positions[index] as number
    let next = index + 1
    while (next < this.count && this.positions[next] === from) next++
    return next < this.count ? (this.positions[next] as number) : end
  }

  private grow(): void {
    const size = Math.max(8, this.positions.length * 2)
    const positions = new Int32Array(size)
    positions.set(this.positions)
    const frames = new Float64Array(size)
    frames.set(this.frames)
    const offsets = new Int32Array(size)
    offsets.set(this.offsets)
    this.positions = positions
    this.frames = frames
    this.offsets = offsets
    if (this.lengths === null) return
    const lengths = new Int32Array(size)
    lengths.set(this.lengths)
    this.lengths = lengths
  }
}

/** Adds a span; where it begins in the last one or at its end, that one is widened. */
function joinSpan(spans: FrameSpan[], span: FrameSpan): void {
  const last = spans.at(-1)
  if (last === undefined || last.frame !== span.frame || span.start < last.start || span.start > last.end) {
    spans.push(span)
    return
  }
  spans[spans.length - 1] = { frame: last.frame, start: last.start, end: Math.max(last.end, span.end) }
}
