import { binomialTail } from './exact.ts'
import { daySeconds, dayTimeText, secondOfDay, timeOfDay } from './time-of-day.ts'
import type { ObservedTime } from './observed.ts'
import type { Period, Series } from './types.ts'
import { count } from './words.ts'
import { alpha } from './period-alpha.ts'

/** Half an hour, in which the day is looked through, in seconds. */
export const halfSeconds = 1_800

/** The hour of each day that begins with a half hour (0 to 47), also over midnight: the number of its day; null outside of it. */
function dayOfHour(at: number, half: number): number | null {
  const since = at - half * halfSeconds
  return secondOfDay(since) < 2 * halfSeconds ? Math.floor(since / daySeconds) : null
}

/** The days on which at least half of that hour was observed: on others a send there would hardly have been seen. */
export function daysObserved(half: number, observed: ObservedTime): Set<number> {
  const days = new Set<number>()
  for (const { start, end } of observed.intervals) {
    const last = Math.floor((end - half * halfSeconds) / daySeconds)
    for (let day = Math.floor((start - half * halfSeconds) / daySeconds); day <= last; day++) {
      const from = day * daySeconds + half * halfSeconds
      if (observed.secondsIn(from, from + 2 * halfSeconds) >= halfSeconds) days.add(day)
    }
  }
  return days
}

/** Sends at the same hour of (nearly) every day, whatever lies between. */
export function findDaily(series: Series, times: Float64Array, observed: ObservedTime): Period | null {
  if (times.length < 4) return null
  const perHalf = new Map<number, Set<number>>()
  const all = new Set<string>()
  for (const at of times) {
    const half = Math.floor(secondOfDay(at) / halfSeconds)
    all.add(`${Math.floor(at / daySeconds)} ${half}`)
    // It lies in the hour that begins with its half hour, and in the one that ends with it.
    for (const first of [half, (half + 47) % 48]) {
      const day = dayOfHour(at, first)
      const set = perHalf.get(first) ?? new Set()
      if (day !== null) perHalf.set(first, set.add(day))
    }
  }
  let best = 0
  let most = 0
  for (let half = 0; half < 48; half++) {
    const own = perHalf.get(half)?.size ?? 0
    if (own > most) {
      most = own
      best = half
    }
  }
  if (most < 4 || all.size > 3 * most) return null
  const days = daysObserved(best, observed)
  const bestDays = [...(perHalf.get(best) ?? [])].filter((day) => days.has(day)).length
  if (days.size < 4) return null
  const chance = Math.min(1, (2 * all.size * halfSeconds) / observed.total)
  const pValue = Math.min(1, 48 * binomialTail(bestDays, days.size, chance))
  if (bestDays < 0.8 * days.size || all.size > 3 * bestDays || pValue > alpha) return null
  const inside = [...times].filter((at) => dayOfHour(at, best) !== null)
  const { time } = timeOfDay(inside, times)
  return {
    recipient: series.recipient,
    ...(series.size === undefined ? {} : { flows: series.size }),
    law: 'calendar',
    periodS: daySeconds,
    jitterS: halfSeconds,
    count: bestDays,
    days: days.size,
    timeOfDay: time,
    pValue,
    sentence: `${series.name}: on ${bestDays} of ${count(days.size, 'day')} ${dayTimeText(time)}.`,
  }
}
