import { binomialTail, overdispersedTail } from './exact.ts'
import type { Random } from './random.ts'
import { lowerBound, WindowCounts, windowSeconds } from './window-counts.ts'

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
 * that choosing costs nothing of the test's honesty. Where no or few shifts do as well, the tail of a beta-binomial
 * distribution with the shifts' mean and variance must agree: a handful of lucky coincidences is not taken for a law.
 */
export function testPair(input: PairInput, random: Random): PairTest {
  const { events, total } = input
  const count = events.length
  const state = new Tally(input)
  state.at(0)
  const best = state.best
  const seen = state.score
  const { from, to, hits, width } = state.describe()
  const nothing = { from, to, hits, expected: hits, pValue: 1, shifts: 0, exceedances: 0 }
  if (seen <= 0 || count === 0) return nothing
  const reach = Math.min(shiftSecondsMax, total / 2)
  const guard = Math.min(2 * windowMax, reach / 5)
  const perShift = state.steps
  const shiftsAllowed = Math.max(shiftsMin, Math.min(input.shifts, Math.floor(stepsMax / perShift)))
  let exceedances = 0
  let shifts = 0
  let sum = 0
  let squares = 0
  while (shifts < shiftsAllowed && (exceedances < exceedancesEnough || shifts < shiftsMin)) {
    const distance = random.between(guard, reach)
    state.at(random.chance(0.5) ? distance : total - distance)
    shifts++
    if (state.score >= seen - 1e-9) exceedances++
    const chance = best < windowSeconds.length ? (state.cumulative[best] as number) : 0
    sum += chance
    squares += chance * chance
  }
  const mean = sum / shifts
  let pValue = (exceedances + 1) / (shifts + 1)
  let expected = mean
  if (best >= windowSeconds.length) expected = count * state.coverage(width)
  if (exceedances < exceedancesFew) {
    const tail =
      best < windowSeconds.length
        ? windowSeconds.length *
          overdispersedTail(hits, count, Math.max(mean, 0.5 / shifts) / count, squares / shifts - mean * mean)
        : bandSeconds.length * (windowMax / width) * binomialTail(hits, count, state.coverage(width))
    const floor = shifts < shiftsAllowed || shiftsAllowed === input.shifts ? pValue : 1 / (input.shifts + 1)
    pValue = Math.min(1, Math.max(floor, tail))
  }
  return { from, to, hits, expected, pValue, shifts, exceedances }
}

/** Counts hits for one shift of the events, without allocating. */
class Tally {
  readonly cumulative: Int32Array = new Int32Array(windowSeconds.length)
  score = 0
  /** Index of the window of the best score; behind the windows come the bands. */
  best = 0
  private readonly events: Float64Array
  private readonly sends: Float64Array
  private readonly total: number
  private readonly counts: WindowCounts
  private readonly chances: readonly number[]
  private readonly bandChances: readonly number[]
  private readonly hasBands: boolean
  private readonly latencies: Float64Array
  private readonly owners: Int32Array
  private readonly perOwner: Int32Array
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

  /** Moves all events by `shift` seconds, circularly, and sets `cumulative`, `score` and `best`. */
  at(shift: number): void {
    const { events, cumulative } = this
    const { counts } = this.counts
    this.counts.at(shift)
    this.score = 0
    this.best = 0
    let hits = 0
    for (let window = 0; window < cumulative.length; window++) {
      hits += counts[window] as number
      cumulative[window] = hits
      const score = likelihood(hits, events.length, this.chances[window] as number)
      if (score > this.score + 1e-9) {
        this.score = score
        this.best = window
      }
    }
    if (this.hasBands) this.scanBands(shift)
  }

  describe(): { from: number; to: number; hits: number; width: number } {
    const band = this.best - windowSeconds.length
    if (band < 0) {
      const to = windowSeconds[this.best] as number
      return { from: 0, to, hits: this.cumulative[this.best] as number, width: to }
    }
    const width = bandSeconds[band] as number
    return { from: this.bandFrom, to: this.bandFrom + width, hits: this.bandHits, width }
  }

  /** Few events: is there a delay after which nearly all of them are followed by a send? */
  private scanBands(shift: number): void {
    const { events, sends, total, latencies, owners, perOwner } = this
    let size = 0
    for (let event = 0; event < events.length; event++) {
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
        likelihood(most, events.length, this.bandChances[band] as number) - Math.log(windowMax / width)
      if (score > this.score + 1e-9 && most > 1) {
        this.score = score
        this.best = windowSeconds.length + band
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
