/**
 * The bytes that were last delivered, of all directions together: a segment that comes again is compared with them.
 *
 * One ring for bytes and one for what is known of them, because the read buffer moves on and nobody can tell of which
 * segment there will be a second copy. A copy costs less than any hash worth believing, and only a copy says *where*
 * two differ. The entries of one lane are chained from the newest to the oldest; the lane keeps the newest's number.
 */
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { smallInteger } from '../../core/small-integer.ts'

const { deliveredBytesKept, deliveredSegmentsKept, comparedSegmentsMax } = limits.stream
const entryMask = deliveredSegmentsKept - 1

/** Numbers of an entry, and their offsets: one cache line. */
const entryShift = 3
const laneAt = 0
/** The number of the lane's entry before this one. */
const beforeAt = 1
const sequenceAt = 2
/** Where its bytes lie, counted from the first byte ever kept. */
const placeAt = 3
/** The offset in the frame times `extentUnit`, and the length. */
const extentAt = 4
const frameAt = 5
const secAt = 6
const nsecAt = 7
const extentUnit = 1_048_576

/** Kept bytes `buf[start, end)` at `sequence` of a stream, with the origin of the first. Valid until the next `add`. */
export interface KeptBytes {
  readonly sequence: number
  readonly buf: Buffer
  readonly start: number
  readonly end: number
  readonly frame: number
  readonly offset: number
  readonly sec: number
  readonly nsec: number
}

/** Keeps delivered bytes (`add`) and gives them back (`kept`) while they have not been written over. */
export class DeliveredLog {
  private readonly bytes: Buffer = Buffer.allocUnsafeSlow(deliveredBytesKept)
  private readonly entries: Float64Array = new Float64Array(deliveredSegmentsKept << entryShift)
  /** The number of the next entry. The first is 1: 0 is none. */
  private count = 1
  /** Where the next bytes go: in the ring, and what is to be added for the place counted from the first byte ever. */
  private head = 0
  private base = 0

  /**
   * Keeps `buf[start, end)` from `origin`, delivered at `sequence` of `lane` (a number that no other lane of the capture
   * has).
   * `before` is the lane's newest entry so far; returns the new one, which says so from now on.
   */
  add(
    lane: number,
    before: number,
    sequence: number,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): number {
    const length = end - start
    if (length > deliveredBytesKept) return before
    if (this.head + length > deliveredBytesKept) {
      this.base += deliveredBytesKept
      this.head = 0
    }
    buf.copy(this.bytes, this.head, start, end)
    const { entries } = this
    const at = (this.count & entryMask) << entryShift
    entries[at + laneAt] = lane
    entries[at + beforeAt] = before
    entries[at + sequenceAt] = sequence
    entries[at + placeAt] = this.base + this.head
    entries[at + extentAt] = origin.offset * extentUnit + length
    entries[at + frameAt] = origin.frame
    entries[at + secAt] = origin.sec
    entries[at + nsecAt] = origin.nsec
    this.head += length
    return this.count++
  }

  /**
   * What is kept of `length` bytes from `sequence` on, of the lane whose newest entry is `newest`: pieces in order of
   * sequence, without overlap. Looks at no more than `limits.stream.comparedSegmentsMax` entries.
   */
  kept(lane: number, newest: number, sequence: number, length: number): KeptBytes[] {
    const found: KeptBytes[] = []
    const { entries } = this
    const oldestPlace = this.base + this.head - deliveredBytesKept
    let number = newest
    for (let steps = 0; steps < comparedSegmentsMax; steps++) {
      if (number <= 0 || number >= this.count || number < this.count - deliveredSegmentsKept) break
      const at = (number & entryMask) << entryShift
      const place = entries[at + placeAt] as number
      // A number may be left over from a forgotten flow, or stand where none was kept yet: the lane tells.
      if (entries[at + laneAt] !== lane || place < oldestPlace) break
      const extent = entries[at + extentAt] as number
      const kept = smallInteger(extent % extentUnit)
      // How far the entry begins behind the first byte that is asked for.
      const ahead = ((entries[at + sequenceAt] as number) - sequence) | 0
      const from = Math.max(0, 0 - ahead)
      const to = Math.min(kept, length - ahead)
      if (to > from) {
        const start = smallInteger(place % deliveredBytesKept)
        found.push({
          sequence: (sequence + ahead + from) | 0,
          buf: this.bytes,
          start: start + from,
          end: start + to,
          frame: smallInteger(entries[at + frameAt] as number),
          offset: smallInteger(Math.floor(extent / extentUnit)) + from,
          sec: smallInteger(entries[at + secAt] as number),
          nsec: smallInteger(entries[at + nsecAt] as number),
        })
      }
      if (ahead <= 0) break
      number = entries[at + beforeAt] as number
    }
    return found.reverse()
  }
}
