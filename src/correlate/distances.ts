import { binomialTail } from './exact.ts'
import type { ObservedTime } from './observed.ts'
import type { EventSeries, Period, Series } from './types.ts'
import { areBursts, burstShare, withoutBursts } from './bursts.ts'
import { distancesNear, pairedAt, pairsAt } from './pairs.ts'
import { quantile } from './quantile.ts'
import { alpha } from './period-alpha.ts'
import { periodOf } from './period-law.ts'
import { chainsOf } from './chains.ts'

/** How far an interval may be from its period, as a share of it: exact, constant, jittered, loose. */
const tolerances: readonly number[] = [0.0005, 0.004, 0.02, 0.08, 0.2]
/** Shorter ones are not stated: what lies between sends is then the network's as much as the sender's. */
export const periodSecondsMin = 0.5
/** Below this a period is stated of sends that keep to it all the time; of some of them it is how a page or a stack works. */
export const rhythmSecondsMin = 2
const periodSecondsMax = 9 * 86_400
/** Distances of sends so far apart are looked at. */
const placesApartMax = 4
/** From here on distances are looked at: also those too short to be stated, of which longer ones are multiples. */
const distanceSecondsMin = periodSecondsMin / placesApartMax
const candidatesMax = 12

/** The distances that sends keep to, the shorter first; multiples of a shorter one only where they bring more of their own. */
export function distancesOfSends(
  series: Series,
  times: Float64Array,
  observed: ObservedTime,
  events: readonly EventSeries[],
): Period[] {
  const measured: { period: Period; score: number }[] = []
  for (const candidate of candidatesOf(times)) {
    const one = measure(series, times, candidate, observed, events)
    if (one !== null) measured.push(one)
  }
  // Of several widths that see the same period the one that says most: too narrow a one sees a part of it, off centre.
  measured.sort((left, right) => right.score - left.score)
  const found: Period[] = []
  for (const { period } of measured) {
    if (!found.some((known) => isSame(known.periodS, period.periodS))) found.push(period)
  }
  // Shorter ones first, so that their multiples are recognised; a multiple must bring more of its own.
  found.sort((left, right) => left.periodS - right.periodS)
  const kept: Period[] = []
  for (const period of found) {
    if (kept.some((known) => isMultiple(period.periodS, known.periodS) && known.count >= period.count / 2))
      continue
    kept.push(period)
  }
  return kept
}

/** Whether two distances are one, in seconds. */
export function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) < 0.1 * Math.min(left, right)
}

/** Multiples of the distances within a burst say nothing of what lies between bursts. */
function isMultiple(long: number, short: number): boolean {
  const factor = long / short
  if (short < rhythmSecondsMin && factor > placesApartMax + 0.1) return false
  return factor > 1.5 && Math.abs(factor - Math.round(factor)) < 0.1
}

/** Common distances of sends up to four apart, the most frequent (for their length) first. */
function candidatesOf(times: Float64Array): { seconds: number; tolerance: number }[] {
  const all: { seconds: number; tolerance: number; count: number }[] = []
  for (const tolerance of tolerances) {
    const step = Math.log1p(tolerance)
    const bins = new Map<number, number>()
    for (let at = 0; at < times.length; at++) {
      for (let next = at + 1; next < times.length && next <= at + placesApartMax; next++) {
        const distance = (times[next] as number) - (times[at] as number)
        if (distance < distanceSecondsMin) continue
        if (distance > periodSecondsMax) break
        const bin = Math.round(Math.log(distance) / step)
        bins.set(bin, (bins.get(bin) ?? 0) + 1)
      }
    }
    const at = (bin: number): number => bins.get(bin) ?? 0
    const listed = [...bins]
      .map(([bin, own]) => ({
        seconds: Math.exp(bin * step),
        tolerance,
        count: own + Math.max(at(bin - 1), at(bin + 1)),
        beside: (at(bin - 4) + at(bin - 3) + at(bin + 3) + at(bin + 4)) / 2,
      }))
      .filter((one) => one.count >= 3 && one.count > 1.3 * one.beside)
    listed.sort((left, right) => right.count - left.count)
    // Each length has places of its own: the many short distances of bursts must not take those of what lies between bursts.
    const long = listed.filter(({ seconds }) => seconds >= rhythmSecondsMin)
    const short = listed.filter(({ seconds }) => seconds < rhythmSecondsMin)
    all.push(...long.slice(0, candidatesMax), ...short.slice(0, candidatesMax))
  }
  return all
}

/** Moments are no more exact than this many seconds; of short distances it is a share, so that those beside it are others. */
function widthOf(seconds: number): number {
  return Math.min(0.05, 0.08 * seconds)
}

function measure(
  series: Series,
  times: Float64Array,
  candidate: { seconds: number; tolerance: number },
  observed: ObservedTime,
  events: readonly EventSeries[],
): { period: Period; score: number } | null {
  const base = withoutBursts(times, candidate.seconds * burstShare)
  const width = Math.max(widthOf(candidate.seconds), candidate.seconds * candidate.tolerance)
  // The bin's middle is not the period's: start from the median of what lies around it.
  const rough = distancesNear(base, candidate.seconds, 2 * width)
  if (rough.length < 3) return null
  const centre = quantile(rough, 0.5)
  const near = distancesNear(base, centre, width)
  if (near.length < 3) return null
  const matched = pairsAt(base, centre, width, observed)
  // Beside it, on both sides: distances of the same width, far enough to hold nothing of it, near enough to share its
  // rhythm. The busier side counts, so that the slope of a burst's distances is not taken for a peak.
  let rate = 0
  for (const side of [-1, 1]) {
    let hits = 0.5
    let eligible = 1
    for (const step of [2.4, 3.2, 4, 4.8]) {
      const distance = centre + side * step * width
      if (distance <= width / 2) continue
      const other = pairsAt(base, distance, width, observed)
      hits += other.hits
      eligible += other.eligible
    }
    if (eligible === 1) return null
    rate = Math.max(rate, hits / eligible)
  }
  // Beside a rare distance may lie none at all: no fewer are expected than of sends at any time.
  const chance = Math.max(rate, chanceWithin(base, 2 * width, observed))
  const pValue = Math.min(
    1,
    distancesOf(times, candidate.tolerance) * binomialTail(matched.hits, matched.eligible, chance),
  )
  const isEnough = matched.hits >= 3 && matched.hits >= 0.1 * Math.min(matched.eligible, 40)
  if (pValue > alpha || !isEnough || !isPeak(base, centre, width, observed, matched)) return null
  const median = quantile(near, 0.5)
  const close = near.filter((one) => Math.abs(one - median) <= 0.75 * width)
  const periodS = close.reduce((sum, one) => sum + one, 0) / close.length
  const deviations = near.map((one) => Math.abs(one - periodS)).sort((left, right) => left - right)
  const jitterS = quantile(deviations, 2 / 3)
  const loose = Math.max(width, 3 * jitterS)
  const chains = chainsOf(base, periodS, loose, observed)
  const share = matched.hits / matched.eligible
  return {
    period: periodOf(series, {
      periodS,
      jitterS,
      count: matched.hits,
      pValue,
      chains,
      loose,
      times,
      isOfBursts: areBursts(times, candidate.seconds * burstShare),
      base,
      paired: pairedAt(base, centre, width),
      observed,
      events,
    }),
    score: matched.hits * Math.log(share / rate) - (matched.hits - matched.eligible * rate),
  }
}

/**
 * Whether distances at it are twice as common as those just shorter and just longer, what other sends give at any time
 * taken off. Pauses that are drawn evenly from a range have no length of their own: they fill what adjoins, too.
 */
function isPeak(
  times: Float64Array,
  centre: number,
  width: number,
  observed: ObservedTime,
  inside: { hits: number; eligible: number },
): boolean {
  const own = inside.hits / inside.eligible - chanceWithin(times, 2 * width, observed)
  return [-1, 1].every((side) => {
    // Half as wide as what is inside.
    const { hits, eligible } = pairsAt(times, centre + 1.5 * side * width, width / 2, observed)
    return eligible === 0 || own >= 2 * 2 * (hits / eligible - chanceWithin(times, width, observed))
  })
}

/** The chance of a send within so many seconds of a moment taken at random. */
function chanceWithin(times: Float64Array, seconds: number, observed: ObservedTime): number {
  return -Math.expm1((-seconds * times.length) / observed.total)
}

/**
 * How many distances are told apart: a candidate is one of all of them, picked because it is common, and its middle is
 * then moved to where most are.
 */
function distancesOf(times: Float64Array, tolerance: number): number {
  const span = (times.at(-1) as number) - (times[0] as number)
  const longest = Math.max(2 * distanceSecondsMin, Math.min(span, periodSecondsMax))
  return (tolerances.length * Math.log(longest / distanceSecondsMin)) / Math.log1p(tolerance)
}
