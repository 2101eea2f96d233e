import type { Random } from './random.ts'
import { ShiftCounts } from './shift-counts.ts'
import type { PairInput, Tally } from './tally.ts'

/** Of the shifts that are drawn at a time: how many the first time, how much more each time, and at most. */
const drawnFirst = 64
const drawnGrowth = 4
const drawnMax = 4_096
/** What one of many shifts that are counted together takes by itself, in steps. */
const stepsEach = 10

/** Draws random shifts, and counts them: one by one at first, then, where that is less work, many together. */
export class Draws {
  private readonly state: Tally
  private readonly input: PairInput
  private readonly random: Random
  private readonly bounds: { readonly guard: number; readonly reach: number; readonly most: number }
  private readonly together: ShiftCounts
  private shifts: Float64Array = new Float64Array(0)
  private taken = 0
  private drawn = 0
  private isTogether = false

  constructor(state: Tally, input: PairInput, random: Random, bounds: Draws['bounds']) {
    this.state = state
    this.input = input
    this.random = random
    this.bounds = bounds
    this.together = new ShiftCounts(input.events, input.sends, input.total, input.slack)
  }

  /** The next shift, to which `state` is set. */
  next(): number {
    if (this.taken === this.shifts.length) this.draw()
    const shift = this.shifts[this.taken] as number
    if (this.isTogether) this.together.take(this.taken, this.state.cumulative)
    else this.state.at(shift)
    this.taken++
    return shift
  }

  private draw(): void {
    const { random, state, together } = this
    const { guard, reach, most } = this.bounds
    const wanted = this.drawn === 0 ? drawnFirst : Math.min(drawnMax, this.shifts.length * drawnGrowth)
    const count = Math.min(wanted, most - this.drawn)
    this.shifts = new Float64Array(count)
    for (let at = 0; at < count; at++) {
      const distance = random.between(guard, reach)
      this.shifts[at] = random.chance(0.5) ? distance : this.input.total - distance
    }
    const isLess = together.steps(reach) + count * stepsEach < count * state.steps
    this.isTogether = isLess && this.drawn > 0 && !state.hasBands
    if (this.isTogether) together.count(this.shifts)
    this.drawn += count
    this.taken = 0
  }
}
