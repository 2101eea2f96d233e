/**
 * Remembers lines in which the probe found nothing, for nearly all lines of heads are repeated: `Accept-Encoding: gzip`,
 * a cookie, a name of an app. A line is compared byte for byte with the one remembered, so nothing is taken for known
 * that is not. Which lines are remembered changes the time only, never the verdict, and no count: the long runs of a
 * line are remembered with it.
 */
import type { LongRuns } from './long-runs.ts'

const slotsMax = 512
const lineBytesMax = 256
/** No more runs of 64 characters have room in a line with signs between them. */
const runsMax = 3
/** The key is made of bytes of the first `keyBytes`, whatever the line's length: it is not known yet. */
const keyBytes = 24

/** Lines in which nothing was found, with the long runs in them. */
export class LineMemory {
  private readonly store: Uint8Array = new Uint8Array(slotsMax * lineBytesMax)
  /** 0 where the slot remembers no line. */
  private readonly lengths: Uint16Array = new Uint16Array(slotsMax)
  /** Key that was last offered to the slot: a line is kept when it comes a second time. */
  private readonly offered: Int32Array = new Int32Array(slotsMax)
  private readonly runCounts: Uint8Array = new Uint8Array(slotsMax)
  /** Start and end of each long run, from where its line begins. */
  private readonly runs: Uint16Array = new Uint16Array(slotsMax * runsMax * 2)
  /** Where the line stands that was known last. */
  private known = 0

  /** Length of the known line at `at`, its line feed included; 0 where it is not known. */
  lengthOf(buf: Uint8Array, at: number, end: number): number {
    if (end - at < keyBytes) return 0
    const slot = slotOf(keyOf(buf, at))
    const length = this.lengths[slot] as number
    if (length > end - at) return 0
    const { store } = this
    const base = slot * lineBytesMax
    for (let index = 0; index < length; index++) if (buf[at + index] !== store[base + index]) return 0
    this.known = slot
    return length
  }

  /** Notes the long runs of the line that was known last, which begins at `at`. */
  repeatRuns(at: number, runs: LongRuns): void {
    const count = this.runCounts[this.known] as number
    for (let run = 0; run < count; run++) {
      const place = (this.known * runsMax + run) * 2
      runs.note(at + (this.runs[place] as number), at + (this.runs[place + 1] as number))
    }
  }

  /** Takes the line `buf[start, lineEnd)`, which ends in a line feed and has no other, with those of `runs` that lie in it. */
  offer(buf: Uint8Array, start: number, lineEnd: number, end: number, runs: LongRuns): void {
    const length = lineEnd - start
    if (length > lineBytesMax || end - start < keyBytes) return
    const key = keyOf(buf, start)
    const slot = slotOf(key)
    if (this.offered[slot] !== key) {
      this.offered[slot] = key
      return
    }
    let first = runs.count
    while (first > 0 && runs.start(first - 1) >= start) first--
    if (runs.isFull || runs.count - first > runsMax) return
    for (let run = first; run < runs.count; run++) {
      const place = (slot * runsMax + run - first) * 2
      this.runs[place] = runs.start(run) - start
      this.runs[place + 1] = runs.end(run) - start
    }
    this.runCounts[slot] = runs.count - first
    const base = slot * lineBytesMax
    for (let index = 0; index < length; index++) this.store[base + index] = buf[start + index] as number
    this.lengths[slot] = length
  }
}

function keyOf(buf: Uint8Array, at: number): number {
  const first = ((buf[at] as number) << 24) | ((buf[at + 3] as number) << 16) | ((buf[at + 8] as number) << 8)
  const second =
    ((buf[at + 12] as number) << 24) | ((buf[at + 16] as number) << 16) | ((buf[at + 19] as number) << 8)
  return (
    Math.imul(first ^ (buf[at + 14] as number), 0x9e3779b1) ^
    Math.imul(second ^ (buf[at + 23] as number), 0x85ebca6b)
  )
}

function slotOf(key: number): number {
  return (key ^ (key >>> 13) ^ (key >>> 22)) & (slotsMax - 1)
}
