/** A stretch of time in which the traffic was captured. Seconds since 1970-01-01T00:00:00Z. */
export interface Interval {
  readonly start: number
  readonly end: number
}

/**
 * The time in which sends would have been seen. Captures that overlap are one stretch; between stretches nothing is
 * known. `line` counts observed seconds only, so that a circular shift never moves an event to where nobody looked.
 */
export class ObservedTime {
  readonly intervals: readonly Interval[]
  /** Observed seconds in all. */
  readonly total: number
  private readonly before: readonly number[]

  constructor(intervals: readonly Interval[]) {
    const sorted = intervals
      .filter((one) => one.end > one.start)
      .toSorted((left, right) => left.start - right.start)
    const merged: { start: number; end: number }[] = []
    for (const { start, end } of sorted) {
      const last = merged.at(-1)
      if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
      else merged.push({ start, end })
    }
    this.intervals = merged
    const before: number[] = []
    let total = 0
    for (const { start, end } of merged) {
      before.push(total)
      total += end - start
    }
    this.before = before
    this.total = total
  }

  /** Observed seconds before `at`, or NaN where `at` was not observed. */
  line(at: number): number {
    const index = this.indexOf(at)
    const interval = this.intervals[index]
    if (interval === undefined || at > interval.end) return Number.NaN
    return (this.before[index] as number) + at - interval.start
  }

  /** How many seconds between two times were observed. */
  secondsIn(start: number, end: number): number {
    return this.secondsBefore(end) - this.secondsBefore(start)
  }

  private secondsBefore(at: number): number {
    const index = this.indexOf(at)
    const interval = this.intervals[index]
    return interval === undefined
      ? 0
      : (this.before[index] as number) + Math.min(at, interval.end) - interval.start
  }

  /** When so many seconds of it were over: of seconds that `line` counts. No later than its end. */
  at(line: number): number {
    let index = this.intervals.length - 1
    while (index > 0 && (this.before[index] as number) > line) index--
    const interval = this.intervals[index]
    if (interval === undefined) return Number.NaN
    return Math.min(interval.end, interval.start + line - (this.before[index] as number))
  }

  /** True where everything from `start` to `end` was observed. */
  covers(start: number, end: number): boolean {
    const interval = this.intervals[this.indexOf(start)]
    return interval !== undefined && end <= interval.end
  }

  /** When the stretch in which `at` lies ends; NaN where it was not observed. */
  endBehind(at: number): number {
    const interval = this.intervals[this.indexOf(at)]
    return interval === undefined || at > interval.end ? Number.NaN : interval.end
  }

  /** The part of it that ends at `at`. */
  until(at: number): ObservedTime {
    return new ObservedTime(this.intervals.map(({ start, end }) => ({ start, end: Math.min(end, at) })))
  }

  /** What of it lies in none of these stretches. */
  without(gaps: readonly Interval[]): ObservedTime {
    if (gaps.length === 0) return this
    const cuts = new ObservedTime(gaps).intervals
    const kept: Interval[] = []
    for (const { start, end } of this.intervals) {
      let from = start
      for (const cut of cuts) {
        if (cut.end <= from || cut.start >= end) continue
        kept.push({ start: from, end: cut.start })
        from = cut.end
      }
      kept.push({ start: from, end })
    }
    return new ObservedTime(kept)
  }

  private indexOf(at: number): number {
    let low = 0
    let high = this.intervals.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.intervals[middle] as Interval).start <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
