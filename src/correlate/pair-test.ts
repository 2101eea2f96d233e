import { binomialTail, overdispersedTail } from './exact.ts'
import type { Random } from './random.ts'
import { Draws } from './draws.ts'
import { bandSeconds, isAsGood, Tally, windowMax } from './tally.ts'
import type { Mark, PairInput } from './tally.ts'
import { windowSeconds } from './window-counts.ts'

/** Shifts stay within this time, so that day and night are compared with themselves. */
const shiftSecondsMax = 3 * 3_600
/** Exceedances after which a pair is settled (Besag and Clifford 1991). */
const exceedancesEnough = 8
/** Below this many exceedances the tail of the fitted distribution must agree. */
const exceedancesFew = 10
const shiftsMin = 49
/** Steps that one pair may take: bounds time for very long series. */
const stepsMax = 10_000_000

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

interface Scores {
  readonly window: number
  readonly band: number
}

/** A part of the events that holds less than this share of what speaks for the pair says nothing of the rest. */
const partShareMin = 0.5

const neither = { window: false, band: false } as const

/** Whether a shift does as well as the truth: all events, or those that it does not move round the end. */
class StepKeeper {
  private readonly state: Tally
  private readonly seen: Scores
  private readonly input: PairInput
  private readonly own: Map<number, Mark> = new Map()

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
    const share = (partShareMin * (to - from)) / count
    const offset = isFront ? shift : shift - input.total
    const known = this.own.get(from * (count + 1) + to)
    // What has too few hits with the events out of step has no more without them.
    if (known !== undefined) {
      const mayWindow = !whole.window && known.window >= share * seen.window && state.reachesMark(known)
      const mayBand = !whole.band && known.band > 0 && known.band >= share * seen.band
      if (!mayWindow && !mayBand) return whole
    }
    const own = known ?? this.markOf(from, to)
    state.part(from, to, offset, own)
    const { windowScore, bandScore } = state
    return {
      window: whole.window || (own.window >= share * seen.window && isAsGood(windowScore, own.window)),
      band: whole.band || (own.band >= share * seen.band && isAsGood(bandScore, own.band)),
    }
  }

  /** What the same events show unmoved. */
  private markOf(from: number, to: number): Mark {
    this.state.part(from, to, 0)
    const own = this.state.markOf(to - from)
    this.own.set(from * (this.input.events.length + 1) + to, own)
    return own
  }
}
