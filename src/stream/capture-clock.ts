import { limits } from '../core/limits.ts'

/** A step of the clock larger than this, either way, is doubted. */
const jumpSeconds = limits.stream.idleSecondsMax
/** Frames of several interfaces come out of order by less. */
const jitterSeconds = 1
/** No capture is silent for so long: its clock was set, or a time is wrong. */
const leapSecondsMin = 366 * 86_400
/** No single step counts for more: differences are all that matter, and they stay small integers. */
const stepSecondsMax = 3_600
/** So many changes of the second in a row that lie far back mean that the capture's clock was set back. */
const ticksBehindMax = 16

/**
 * Seconds of capture time that never run back, for expiry only. Captures have clocks that stand still, jitter
 * between interfaces, are set back (joined files) or show one absurd time. Jitter is absorbed because the clock
 * follows the latest time seen; a jump ahead counts only when the next second confirms it; a jump back is taken as
 * the new base once it lasts, so that expiry goes on from there.
 */
export class CaptureClock {
  /** Seconds since the first frame, a signed 32-bit integer: compare by difference. */
  now = 0
  /**
   * What is seen now is seen at this time: as `now`, but already ahead while a jump waits to be confirmed. Else a flow
   * that begins behind a long silence would look as old as that silence once the jump is confirmed.
   */
  stamp = 0
  /** The second given last; `advance` need not be called while it stays the same. */
  second: number = Number.NaN
  private anchor = Number.NaN
  private isJumpPending = false
  private ticksBehind = 0

  /** The latest second seen, as captured; a step that is doubted is left out. */
  get latest(): number {
    return this.anchor
  }

  /**
   * The time of the next frame. Gives by how many seconds it lies before the latest one, as a negative number, or by how many
   * more than a year behind the last one; 0 else.
   */
  advance(second: number): number {
    const leap = second - this.second
    this.second = second
    const delta = second - this.anchor
    const isDoubted = delta > jumpSeconds && !this.isJumpPending
    if (isDoubted) {
      this.isJumpPending = true
    } else if (delta > 0) {
      this.isJumpPending = false
      this.ticksBehind = 0
      this.now = (this.now + Math.min(delta, stepSecondsMax)) | 0
      this.anchor = second
    } else if (delta >= -jumpSeconds) {
      this.isJumpPending = false
      this.ticksBehind = 0
    } else if (delta < 0) {
      this.isJumpPending = false
      if (++this.ticksBehind >= ticksBehindMax) {
        this.ticksBehind = 0
        this.anchor = second
      }
    } else if (Number.isFinite(second)) {
      this.anchor = second
    }
    this.stamp = isDoubted ? (this.now + Math.min(delta, stepSecondsMax)) | 0 : this.now
    if (delta < -jitterSeconds) return delta
    return leap > leapSecondsMin ? leap : 0
  }
}
