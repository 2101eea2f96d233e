/**
 * Where bytes came from. Every value that varde reports can be followed back to byte ranges of numbered frames.
 */

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
}

/**
 * The map from positions of assembled bytes (a head, a body) to frames: runs in ascending order of position.
 * Grows by doubling; `clear` keeps the memory for the next message.
 */
export class RunMap {
  count = 0
  private positions = new Int32Array(8)
  private frames = new Float64Array(8)
  private offsets = new Int32Array(8)

  clear(): void {
    this.count = 0
  }

  /** Says that assembled bytes from `position` on (until the next run) lie in `frame` from `offset` on. */
  add(position: number, frame: number, offset: number): void {
    const last = this.count - 1
    if (last >= 0 && this.frames[last] === frame) {
      const distance = position - (this.positions[last] as number)
      if ((this.offsets[last] as number) + distance === offset) return
    }
    if (this.count === this.positions.length) this.grow()
    this.positions[this.count] = position
    this.frames[this.count] = frame
    this.offsets[this.count] = offset
    this.count++
  }

  /** The frame spans that carry positions `[start, end)`, in order. Gaps in the stream are not represented. */
  spans(start: number, end: number): FrameSpan[] {
    const spans: FrameSpan[] = []
    for (let index = 0; index < this.count; index++) {
      const from = this.positions[index] as number
      const to = index + 1 < this.count ? (this.positions[index + 1] as number) : end
      const low = Math.max(from, start)
      const high = Math.min(to, end)
      if (low >= high) continue
      const base = (this.offsets[index] as number) - from
      spans.push({ frame: this.frames[index] as number, start: base + low, end: base + high })
    }
    return spans
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
  }

  private grow(): void {
    const size = this.positions.length * 2
    const positions = new Int32Array(size)
    positions.set(this.positions)
    const frames = new Float64Array(size)
    frames.set(this.frames)
    const offsets = new Int32Array(size)
    offsets.set(this.offsets)
    this.positions = positions
    this.frames = frames
    this.offsets = offsets
  }
}
