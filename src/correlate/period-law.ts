import { daySeconds, dayTimeText, timeOfDay, weekdaysText } from './time-of-day.ts'
import type { ObservedTime } from './observed.ts'
import type { EventSeries, Period, Series } from './types.ts'
import { count, eventText, secondsText, timesText } from './words.ts'
import {
  causeOfReturn,
  hasReturned,
  lengthOfMost,
  missingShareMax,
  rhythmIntervalsMin,
  silencesOf,
} from './chains.ts'
import type { Chain } from './chains.ts'
import { rounded } from './rounded.ts'
import { burstPrefix, burstsOf } from './bursts.ts'
import { daysObserved, halfSeconds } from './daily.ts'
import { quantile } from './quantile.ts'

const weekSeconds = 7 * daySeconds

/** The law that sends at one distance keep to (times of day, retries that stop, an interval), and its sentence. */
export function periodOf(
  series: Series,
  facts: {
    periodS: number
    jitterS: number
    count: number
    pValue: number
    chains: readonly Chain[]
    /** How far from the period, or a multiple of it, a distance may be. */
    loose: number
    times: Float64Array
    base: Float64Array
    /** Most of what comes at that distance is several sends. */
    isOfBursts: boolean
    /** Sends with another one at that distance before or after them. */
    paired: readonly number[]
    observed: ObservedTime
    events: readonly EventSeries[]
  },
): Period {
  const { periodS, jitterS, chains } = facts
  const { silent, missing } = silencesOf(chains, periodS, facts.loose)
  const longest = Math.max(0, ...chains.map((chain) => chain.length))
  const stopsAfter = lengthOfMost(silent)
  const full = silent.filter((chain) => chain.length === stopsAfter)
  const size = series.size === undefined ? {} : { flows: series.size }
  const common = {
    recipient: series.recipient,
    ...size,
    periodS: rounded(periodS),
    jitterS: rounded(jitterS),
    count: facts.count,
    pValue: facts.pValue,
  }
  const days = periodS / daySeconds
  if (Math.abs(days - Math.round(days)) < 0.02 && days > 0.9 && stopsAfter === null)
    return { ...common, ...calendarOf(series, Math.round(days), common, facts) }
  const every = `${secondsText(periodS)} apart${jitterS > 0.005 * periodS ? ` (give or take ${secondsText(jitterS)})` : ''}`
  if (stopsAfter !== null) {
    const until = causeOfReturn(full, facts.events, facts.observed)
    const seen = until === null ? full : full.filter(hasReturned)
    return {
      ...common,
      law: 'retry-ladder',
      stopsAfter,
      ladders: seen.length,
      ...(until === null ? {} : { until }),
      sentence: `${series.name}: ${count(stopsAfter, 'retry', 'retries')}, ${every}, then silence${until === null ? '' : ` until the next ${eventText(until)}`} (seen ${timesText(seen.length)}).`,
    }
  }
  const chained = chains.reduce((sum, chain) => sum + chain.length, 0)
  const isShort = longest < rhythmIntervalsMin && silent.length >= 2
  const isPart =
    chains.length > 1 && (isShort || chained < 0.6 * facts.base.length || missing > missingShareMax * chained)
  if (isPart) {
    return {
      ...common,
      law: 'retry-ladder',
      sentence: `${series.name}: while nothing else makes it send, it sends again ${every}: ${count(facts.count, 'such interval')}, at most ${longest} in a row.`,
    }
  }
  const { noun } = facts.isOfBursts ? burstsOf(series) : series
  return {
    ...common,
    law: jitterS > 0.01 * periodS ? 'jittered' : 'constant',
    ...(noun.startsWith(burstPrefix) ? { isOfBursts: true } : {}),
    sentence: `${series.name}: one ${noun} every ${secondsText(periodS)}${jitterS > 0.005 * periodS ? ` (give or take ${secondsText(jitterS)})` : ''}, ${count(facts.count, 'interval')}${missingText(missing)}.`,
  }
}

/** The days of a time of day: each of them, every so many of them, or so many of those that were observed. */
function calendarOf(
  series: Series,
  days: number,
  common: Pick<Period, 'periodS' | 'count'>,
  facts: {
    readonly paired: readonly number[]
    readonly times: Float64Array
    readonly observed: ObservedTime
  },
): Pick<Period, 'law' | 'periodS' | 'count' | 'everyDays' | 'days' | 'timeOfDay' | 'sentence'> {
  const { time, days: sent, second } = timeOfDay(facts.paired, facts.times)
  const what = `${series.name}: ${series.noun.startsWith(burstPrefix) ? `one ${series.noun} ` : ''}`
  const steps = sent.slice(1).map((day, place) => day - (sent[place] ?? day))
  // What comes each day also comes every second one.
  const step = Math.round(
    quantile(
      steps.toSorted((left, right) => left - right),
      0.5,
    ),
  )
  const missed = missedDays(sent, second, facts.observed)
  const skipped = missed.filter((day) => {
    const before = sent.findLast((one) => one < day)
    return before !== undefined && day < (sent.at(-1) ?? day) && (day - before) % step === 0
  }).length
  const intervals = steps.filter((one) => one === step).length
  if (2 * intervals <= steps.length || skipped > missingShareMax * intervals)
    return {
      law: 'calendar',
      periodS: daySeconds,
      count: sent.length,
      days: sent.length + missed.length,
      timeOfDay: time,
      sentence: `${what}on ${sent.length} of ${count(sent.length + missed.length, 'day')} ${dayTimeText(time)}${weekdaysText(sent, missed, second)}.`,
    }
  const rhythm =
    step === weekSeconds / daySeconds ? 'each week' : step === 1 ? 'each day' : `every ${step} days`
  return {
    law: 'calendar',
    periodS: step === days ? common.periodS : step * daySeconds,
    count: intervals,
    everyDays: step,
    timeOfDay: time,
    sentence: `${what}${rhythm} ${dayTimeText(time)} (${count(intervals, 'interval')}${missingText(skipped)}).`,
  }
}

/** The days on which that time of day (seconds since midnight) was observed, and nothing was sent then. */
function missedDays(sent: readonly number[], second: number, observed: ObservedTime): number[] {
  const own = new Set(sent)
  const hour = Math.round(second / halfSeconds) - 1
  return [...daysObserved(hour, observed)].filter((day) => !own.has(day))
}

/** How many sends of a rhythm were not seen between others. */
function missingText(missing: number): string {
  return missing === 0
    ? ''
    : `; ${count(missing, 'send')} in between ${missing === 1 ? 'was' : 'were'} not seen`
}
