import { limits } from '../core/limits.ts'
import { grouped } from '../core/grouped.ts'
import { daySeconds } from './time-of-day.ts'
import type { ObservedTime } from './observed.ts'
import type { EventSeries, Period, Series } from './types.ts'
import { distancesOfSends, isSame, periodSecondsMin, rhythmSecondsMin } from './distances.ts'
import { betweenTimesMin, rhythmIntervalsMin } from './chains.ts'
import { findBackOff } from './back-off.ts'
import { findDaily } from './daily.ts'
import { burstGap, burstsOf, firstsOf } from './bursts.ts'

const { periodSendsMax } = limits.correlate

/**
 * Finds the regular intervals of a series, also where other sends lie between. A candidate is a common interval; it is
 * kept where sends have a follower at that distance far more often than at distances beside it, so that the rhythm of
 * the day, which is in both, is not taken for a period. Multiples of a shorter period are left out, also where it is itself
 * too short to be stated.
 */
export function findPeriods(
  series: Series,
  observed: ObservedTime,
  events: readonly EventSeries[],
): Period[] {
  if (series.times.length <= periodSendsMax) return periodsIn(series, series.times, observed, events)
  const times = series.times.subarray(0, periodSendsMax)
  // Behind them it goes on: that must not be taken for silence.
  return periodsIn(series, times, observed.until(series.times[periodSendsMax] as number), events).map(
    (period) => ({
      ...period,
      sentence: `${period.sentence.slice(0, -1)} (looked for in the first ${grouped(periodSendsMax)} only).`,
    }),
  )
}

function periodsIn(
  series: Series,
  times: Float64Array,
  observed: ObservedTime,
  events: readonly EventSeries[],
): Period[] {
  if (times.length < 4) return []
  const kept = distancesIn(series, times, observed, events).filter(isStated)
  const backOff = findBackOff(series, times)
  if (backOff !== null && kept.length === 0) kept.push(backOff)
  const daily = findDaily(series, times, observed)
  // What goes on all day comes at that hour, too; retries, or sends twice a day, may be of one hour each day.
  const isTold = kept.some(
    ({ law, periodS }) => law === 'calendar' || (law !== 'retry-ladder' && periodS < daySeconds),
  )
  if (daily !== null && !isTold) kept.push(daily)
  return kept.toSorted((left, right) => right.count - left.count).slice(0, 4)
}

/** The regular distances of sends, and those of the bursts that sends at a shorter one make. */
function distancesIn(
  series: Series,
  times: Float64Array,
  observed: ObservedTime,
  events: readonly EventSeries[],
): Period[] {
  const found = distancesOfSends(series, times, observed, events)
  const burst = found.find(({ law, periodS }) => law === 'retry-ladder' && periodS < betweenTimesMin)
  const firsts = burst === undefined ? times : firstsOf(times, burstGap * burst.periodS)
  if (firsts.length === times.length || firsts.length < 4) return found
  const ofBursts = distancesIn(burstsOf(series), firsts, observed, events)
  return [...found, ...ofBursts.filter((one) => !found.some((known) => isSame(known.periodS, one.periodS)))]
}

/** Whether it is long enough, or a rhythm that sends keep to for long. */
function isStated({ periodS, law, stopsAfter }: Period): boolean {
  if (periodS >= rhythmSecondsMin) return true
  if (periodS < periodSecondsMin) return false
  return law === 'constant' || law === 'jittered' || (stopsAfter ?? 0) >= rhythmIntervalsMin
}
