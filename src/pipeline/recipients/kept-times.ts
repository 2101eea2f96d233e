import { limits } from '../../core/limits.ts'
import type { Interval } from '../../correlate/observed.ts'

/** When something happened, by name, in seconds since 1970: as many times in all as are kept of flows. */
export class KeptTimes {
  readonly byName: Map<string, number[]> = new Map()
  /** The stretch in which those lie that were not kept: what is absent in it may be one of them. Null where all were kept. */
  leftOut: Interval | null = null
  private kept = 0
  private readonly max: number

  constructor(max: number = limits.correlate.seriesFlowsMax) {
    this.max = max
  }

  /** False where there is no room for it. */
  add(name: string, at: number): boolean {
    if (this.kept >= this.max) {
      const { start, end } = this.leftOut ?? { start: at, end: at }
      this.leftOut = { start: Math.min(start, at), end: Math.max(end, at + 1) }
      return false
    }
    this.kept++
    const times = this.byName.get(name)
    if (times === undefined) this.byName.set(name, [at])
    else times.push(at)
    return true
  }
}
