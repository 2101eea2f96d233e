import { binomialTail, overdispersedTail } from './exact.ts'
import type { Random } from './random.ts'
import { lowerBound } from './first-at-least.ts'
import { ShiftCounts } from './shift-counts.ts'
import { WindowCounts, windowSeconds } from './window-counts.ts'

const windowMax = 300
/** Widths of bands (a constant delay after the event) that are tried where events are few, as boots are. */
const bandSeconds: readonly number[] = [1, 5]
const bandEventsMax = 20
const bandLatenciesMax = 64
/** Shifts stay within this time, so that day and night are compared with themselves. */
const shiftSecondsMax = 3 * 3_600
/** Exceedances after which a pair is settled (Besag and Clifford 1991). */
const exceedancesEnough = 8
/** Below this many exceedances the tail of the fitted distribution must agree. */
const exceedancesFew = 10
const shiftsMin = 49
/** Steps that one pair may take: bounds time for very long series. */
const stepsMax = 10_000_000

/** One kind of event and one series of sends, on a line of time without the gaps between captures. */
export interface PairInput {
  /** Times of events and sends in observed seconds (see `ObservedTime.line`), ascending. */
  readonly events: Float64Array
  readonly sends: Float64Array
  /** Observed seconds in all. */
  readonly total: number
  /** Uncertainty of the clocks in seconds: widens every window on both sides. */
  readonly slack: number
  /** Random shifts to take at most; the p-value is never below 1 / (shifts + 1). */
  readonly shifts: number
}

/** The window that shows most, and how much it shows: docs/triggers.md says how it is chosen and corrected. */
export interface PairTest {
  /** Seconds after the event between which the sends lie: 0 to the window's length, or the band of a delay. */
  readonly from: number
  readonly to: number
  /** Events that were followed by a send in it, and how many would be by chance (mean over the shifts). */
  readonly hits: number
  readonly expected: number
  readonly pValue: number
  /** Shifts taken, and those that did as well as the real times. */
  readonly shifts: number
  readonly exceedances: number
}

/**
 * Do sends follow events more often than chance? Counts for each window the events with a send in it, takes the window
 * that speaks loudest (likelihood ratio), and compares with the same events shifted in time by random amounts, circularly:
 * both series keep their bursts, only their relation is broken. The choice of the window is made anew for each shift, so
 * that choosing costs nothing of the test's honesty. Windows and bands are two tests, and the better one counts half: where
 * events come regularly, a band at any delay fits any regular series, and must not outvote a window right behind the event.
 *
 * A shift moves some events round the end, out of step with the others. Where all that is left in step does as well as it
 * did in truth, the shift did as well: a heartbeat that divides the distance of events fits them at any time.
 *
 * Where no or few shifts do as well, the tail of a beta-binomial distribution with the shifts' mean and variance must
 * agree: a handful of lucky coincidences is not taken for a law.
 */
export function testPair(input: PairInput, random: Random): PairTest {
  const { events, total } = input
  const count = events.length
  const state = new Tally(input)
  state.asItWas()
  const { best } = state
  const seen = { window: state.windowScore, band: state.bandScore }
  const [window, band] = state.describe()
  const louder = seen.band > seen.window ? band : window
  const { width: _, ...where } = louder
  const nothing = { ...where, expected: louder.hits, pValue: 1, shifts: 0, exceedances: 0 }
  if ((seen.window <= 0 && seen.band <= 0) || count === 0) return nothing
  const reach = Math.min(shiftSecondsMax, total / 2)
  const guard = Math.min(2 * windowMax, reach / 5)
  const perShift = state.steps
  const shiftsAllowed = Math.max(shiftsMin, Math.min(input.shifts, Math.floor(stepsMax / perShift)))
  const inStep = new StepKeeper(state, seen, input)
  const draws = new Draws(state, input, random, { guard, reach, most: shiftsAllowed })
  const exceedances = { window: 0, band: 0 }
  let shifts = 0
  let sum = 0
  let squares = 0
  const isOpen = (): boolean =>
    (seen.window > 0 && exceedances.window < exceedancesEnough) ||
    (seen.band > 0 && exceedances.band < exceedancesEnough)
  while (shifts < shiftsAllowed && (isOpen() || shifts < shiftsMin)) {
    const shift = draws.next()
    shifts++
    const chance = state.cumulative[best] as number
    sum += chance
    squares += chance * chance
    const did = inStep.doesAsWell(shift)
    if (did.window) exceedances.window++
    if (did.band) exceedances.band++
  }
  const mean = sum / shifts
  const families = state.hasBands ? 2 : 1
  const isBand =
    seen.band > 0 &&
    (seen.window <= 0 ||
      exceedances.band < exceedances.window ||
      (exceedances.band === exceedances.window && seen.band > seen.window))
  const { from, to, hits, width } = isBand ? band : window
  const found = isBand ? exceedances.band : exceedances.window
  const least = (families * (found + 1)) / (shifts + 1)
  let pValue = Math.min(1, least)
  const expected = isBand ? count * state.coverage(width) : mean
  if (found < exceedancesFew) {
    const tail = isBand
      ? bandSeconds.length * (windowMax / width) * binomialTail(hits, count, state.coverage(width))
      : windowSeconds.length *
        overdispersedTail(hits, count, Math.max(mean, 0.5 / shifts) / count, squares / shifts - mean * mean)
    const floor =
      shifts < shiftsAllowed || shiftsAllowed === input.shifts ? least : families / (input.shifts + 1)
    pValue = Math.min(1, Math.max(floor, families * tail))
  }
  return { from, to, hits, expected, pValue, shifts, exceedances: found }
}

/** A window or band with the events that are followed by a send in it. */
interface Found {
  readonly from: number
  readonly to: number
  readonly hits: number
  readonly width: number
}

interface Scores {
  readonly window: number
  readonly band: number
}

/** Of the shifts that are drawn at a time: how many the first time, how much more each time, and at most. */
const drawnFirst = 64
const drawnGrowth = 4
const drawnMax = 4_096
/** What one of many shifts that are counted together takes by itself, in steps. */
const stepsEach = 10

/** Draws random shifts, and counts them: one by one at first, then, where that is less work, many together. */
class Draws {
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

/** A part of the events that holds less than this share of what speaks for the pair says nothing of the rest. */
const partShareMin = 0.5

const neither = { window: false, band: false } as const

/** Whether a shift does as well as the truth: all events, or those that it does not move round the end. */
class StepKeeper {
  private readonly state: Tally
  private readonly seen: Scores
  private readonly input: PairInput
  private readonly own: Map<number, Scores> = new Map()

  constructor(state: Tally, seen: Scores, input: PairInput) {
    this.state = state
    this.seen = seen
    this.input = input
  }

  /** After `state.at(shift)`, whose counts it may write over. */
  doesAsWell(shift: number): { window: boolean; band: boolean } {
    const { state, seen, input } = this
    const count = input.events.length
    // A shift moves at most half of them out of step: of the two parts the larger is looked at.
    if (!state.hasBands && !state.reaches(count >> 1)) return neither
    const whole = { window: state.reaches(0), band: isAsGood(state.bandScore, seen.band) }
    const turn = state.turn(shift)
    if ((whole.window && whole.band) || turn === 0 || turn === count) return whole
    const isFront = turn >= count - turn
    const [from, to] = isFront ? [0, turn] : [turn, count]
    if (!state.hasBands && !state.reaches(count - (to - from))) return whole
    state.part(from, to, isFront ? shift : shift - input.total)
    const { windowScore, bandScore } = state
    const own = this.ownScores(from, to)
    const share = (partShareMin * (to - from)) / count
    return {
      window: whole.window || (own.window >= share * seen.window && isAsGood(windowScore, own.window)),
      band: whole.band || (own.band >= share * seen.band && isAsGood(bandScore, own.band)),
    }
  }

  /** What the same events show unmoved. */
  private ownScores(from: number, to: number): Scores {
    const key = from * (this.input.events.length + 1) + to
    let own = this.own.get(key)
    if (own === undefined) {
      this.state.part(from, to, 0)
      own = { window: this.state.windowScore, band: this.state.bandScore }
      this.own.set(key, own)
    }
    return own
  }
}

function isAsGood(score: number, seen: number): boolean {
  return seen > 0 && score >= seen - 1e-9
}

/** More hits than any series of events has. */
const unreachable = 0x7fffffff

/** Counts hits for one shift of the events, without allocating. */
class Tally {
  readonly cumulative: Int32Array = new Int32Array(windowSeconds.length)
  windowScore = 0
  bandScore = 0
  /** Index of the window of the best score. */
  best = 0
  private readonly events: Float64Array
  private readonly sends: Float64Array
  private readonly total: number
  private readonly counts: WindowCounts
  private readonly chances: readonly number[]
  private readonly bandChances: readonly number[]
  /** By window: the fewest hits that are as good as what the real times show; `unreachable` where none are. */
  private readonly needed: Int32Array = new Int32Array(windowSeconds.length)
  readonly hasBands: boolean
  private readonly latencies: Float64Array
  private readonly owners: Int32Array
  private readonly perOwner: Int32Array
  private band = 0
  private bandHits = 0
  private bandFrom = 0

  constructor(input: PairInput) {
    this.events = input.events
    this.sends = input.sends
    this.total = input.total
    this.counts = new WindowCounts(input.events, input.sends, input.total, input.slack)
    this.chances = windowSeconds.map((seconds) => this.coverage(seconds + 2 * input.slack))
    this.hasBands = this.events.length > 1 && this.events.length <= bandEventsMax
    this.bandChances = this.hasBands ? bandSeconds.map((width) => this.coverage(width)) : []
    const size = this.hasBands ? this.events.length * bandLatenciesMax : 0
    this.latencies = new Float64Array(size)
    this.owners = new Int32Array(size)
    this.perOwner = new Int32Array(this.hasBands ? this.events.length : 0)
  }

  /** Steps that one shift costs, about. */
  get steps(): number {
    return this.counts.steps * (this.hasBands ? 4 : 1) + windowSeconds.length
  }

  /** The share of the observed time that lies within `seconds` before some send: the chance of an event at random. */
  coverage(seconds: number): number {
    const { sends, total } = this
    let covered = 0
    for (let at = 0; at < sends.length; at++) {
      const before = at === 0 ? (sends[sends.length - 1] as number) - total : (sends[at - 1] as number)
      covered += Math.min(seconds, (sends[at] as number) - before)
    }
    return Math.min(1, covered / total)
  }

  /** Index of the first event that a shift moves round the end. */
  turn(shift: number): number {
    return this.counts.turn(shift)
  }

  /** Sets everything for the times as they were, which is what shifts are held against. */
  asItWas(): void {
    const count = this.events.length
    this.at(0)
    this.scoreWindows(count)
    const seen = this.windowScore
    this.chances.forEach((chance, window) => {
      let low = 0
      let high = count + 1
      // More hits are never less surprising.
      while (low < high) {
        const hits = (low + high) >>> 1
        if (isAsGood(likelihood(hits, count, chance), seen)) high = hits
        else low = hits + 1
      }
      this.needed[window] = low > count ? unreachable : low
    })
  }

  /** Moves all events by `shift` seconds, circularly, and sets `cumulative` and the score of bands. */
  at(shift: number): void {
    this.counts.at(shift)
    this.addUp()
    if (this.hasBands) this.scanBands(0, this.events.length, shift)
  }

  /** The same of the events from index `from` up to `to` alone, by `offset` seconds, which leads none round the end; and scores windows. */
  part(from: number, to: number, offset: number): void {
    this.counts.part(from, to, offset)
    this.addUp()
    this.scoreWindows(to - from)
    if (this.hasBands) this.scanBands(from, to, offset)
  }

  /** Some window would be as good as in truth if so many more events were hits. */
  reaches(more: number): boolean {
    const { cumulative, needed } = this
    for (let window = 0; window < cumulative.length; window++)
      if ((cumulative[window] as number) + more >= (needed[window] as number)) return true
    return false
  }

  private addUp(): void {
    const { cumulative } = this
    const { counts } = this.counts
    let hits = 0
    for (let window = 0; window < cumulative.length; window++) {
      hits += counts[window] as number
      cumulative[window] = hits
    }
  }

  private scoreWindows(count: number): void {
    this.windowScore = 0
    this.best = 0
    this.chances.forEach((chance, window) => {
      const score = likelihood(this.cumulative[window] as number, count, chance)
      if (score > this.windowScore + 1e-9) {
        this.windowScore = score
        this.best = window
      }
    })
  }

  /** The best window, and the best band. */
  describe(): [Found, Found] {
    const to = windowSeconds[this.best] as number
    const width = bandSeconds[this.band] as number
    const { bandFrom } = this
    return [
      { from: 0, to, hits: this.cumulative[this.best] as number, width: to },
      { from: bandFrom, to: bandFrom + width, hits: this.bandHits, width },
    ]
  }

  /** Few events: is there a delay after which nearly all of them are followed by a send? */
  private scanBands(from: number, to: number, shift: number): void {
    const { events, sends, total, latencies, owners, perOwner } = this
    this.bandScore = 0
    this.bandHits = 0
    let size = 0
    for (let event = from; event < to; event++) {
      let when = (events[event] as number) + shift
      if (when >= total) when -= total
      let next = lowerBound(sends, when)
      for (let taken = 0; taken < bandLatenciesMax && next < sends.length; taken++, next++) {
        const latency = (sends[next] as number) - when
        if (latency > windowMax) break
        // Insertion keeps both lists in order of latency; they are short.
        let place = size++
        while (place > 0 && (latencies[place - 1] as number) > latency) {
          latencies[place] = latencies[place - 1] as number
          owners[place] = owners[place - 1] as number
          place--
        }
        latencies[place] = latency
        owners[place] = event
      }
    }
    for (const [band, width] of bandSeconds.entries()) {
      perOwner.fill(0)
      let first = 0
      let distinct = 0
      let most = 0
      let mostFrom = 0
      for (let last = 0; last < size; last++) {
        const owner = owners[last] as number
        perOwner[owner] = (perOwner[owner] as number) + 1
        if (perOwner[owner] === 1) distinct++
        while ((latencies[last] as number) - (latencies[first] as number) > width) {
          const left = owners[first++] as number
          perOwner[left] = (perOwner[left] as number) - 1
          if (perOwner[left] === 0) distinct--
        }
        if (distinct > most) {
          most = distinct
          mostFrom = latencies[first] as number
        }
      }
      const score =
        likelihood(most, to - from, this.bandChances[band] as number) - Math.log(windowMax / width)
      if (score > this.bandScore + 1e-9 && most > 1) {
        this.bandScore = score
        this.band = band
        this.bandHits = most
        this.bandFrom = mostFrom
      }
    }
  }
}

/** Logarithm of the likelihood ratio for `hits` of `count` against the chance; 0 where hits are no more than that. */
function likelihood(hits: number, count: number, chance: number): number {
  const rate = hits / count
  if (rate <= chance || chance >= 1) return 0
  const lower = Math.max(chance, 1e-12)
  let sum = hits * Math.log(rate / lower)
  if (hits < count) sum += (count - hits) * Math.log((1 - rate) / (1 - lower))
  return sum
}
