import type { RunMap, RunOrigin } from '../../core/origin.ts'
import { smallInteger } from '../../core/small-integer.ts'

const idleMax = 256
const idleRunsMax = 256

/**
 * Where the bytes of one record came from: runs by ascending position in its body, each with frame, offset and time.
 * Reused for every record of a direction.
 */
export class RecordRuns {
  /** Of connections that are over, for the next ones. */
  private static readonly idle: RecordRuns[] = []

  static take(): RecordRuns {
    return RecordRuns.idle.pop() ?? new RecordRuns()
  }

  static give(runs: RecordRuns): void {
    runs.count = 0
    if (RecordRuns.idle.length < idleMax && runs.positions.length <= idleRunsMax) RecordRuns.idle.push(runs)
  }

  count = 0
  private positions: Int32Array = new Int32Array(16)
  private frames: Float64Array = new Float64Array(16)
  private offsets: Float64Array = new Float64Array(16)
  private secs: Float64Array = new Float64Array(16)
  private nsecs: Int32Array = new Int32Array(16)

  clear(): void {
    this.count = 0
  }

  /** From `position` of the body on, bytes lie `shift` behind `origin`. Runs that go on in the same frame are one. */
  add(position: number, origin: RunOrigin, shift: number): void {
    const last = this.count - 1
    const offset = origin.offset + shift
    if (
      last >= 0 &&
      this.frames[last] === origin.frame &&
      (this.offsets[last] as number) + position - (this.positions[last] as number) === offset
    ) {
      return
    }
    if (this.count === this.positions.length) this.grow()
    const index = this.count++
    this.positions[index] = position
    this.frames[index] = origin.frame
    this.offsets[index] = offset
    this.secs[index] = origin.sec
    this.nsecs[index] = origin.nsec
  }

  /** Where run `index` ends, in a body of `length` bytes. */
  endOf(index: number, length: number): number {
    return index + 1 < this.count ? (this.positions[index + 1] as number) : length
  }

  startOf(index: number): number {
    return this.positions[index] as number
  }

  /** Sets `origin` to that of `position`, which lies in run `index`. */
  fill(origin: RunOrigin, index: number, position: number): void {
    origin.frame = smallInteger(this.frames[index] as number)
    origin.offset = smallInteger(this.offsets[index] as number) + position - (this.positions[index] as number)
    origin.sec = smallInteger(this.secs[index] as number)
    origin.nsec = this.nsecs[index] as number
  }

  /** Fills `map` with the places of `[start, end)`, counted from `start`. */
  fillMap(map: RunMap, start: number, end: number): void {
    map.clear()
    for (let index = 0; index < this.count; index++) {
      const from = Math.max(start, this.startOf(index))
      if (from >= Math.min(end, this.endOf(index, end))) continue
      const offset = (this.offsets[index] as number) + from - this.startOf(index)
      map.add(from - start, this.frames[index] as number, offset)
    }
  }

  copy(): RecordRuns {
    const copy = new RecordRuns()
    copy.count = this.count
    const size = Math.max(16, this.count)
    copy.positions = this.positions.slice(0, size)
    copy.frames = this.frames.slice(0, size)
    copy.offsets = this.offsets.slice(0, size)
    copy.secs = this.secs.slice(0, size)
    copy.nsecs = this.nsecs.slice(0, size)
    return copy
  }

  private grow(): void {
    const size = this.positions.length * 2
    this.positions = grown(this.positions, new Int32Array(size))
    this.frames = grown(this.frames, new Float64Array(size))
    this.offsets = grown(this.offsets, new Float64Array(size))
    this.secs = grown(this.secs, new Float64Array(size))
    this.nsecs = grown(this.nsecs, new Int32Array(size))
  }
}

function grown<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
