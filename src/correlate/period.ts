import { limits } from '../core/limits.ts'
import { largest } from '../core/extremes.ts'
import { grouped } from '../core/grouped.ts'
import { binomialTail } from './exact.ts'
import { firstAfter } from './sorted.ts'
import { daySeconds, dayTimeText, secondOfDay, timeOfDay, weekdaysText } from './time-of-day.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import type { ObservedTime } from './observed.ts'
import type { EventSeries, Period, Series } from './types.ts'
import { count, eventText, secondsText, timesText } from './words.ts'

/** How far an interval may be from its period, as a share of it: exact, constant, jittered, loose. */
const tolerances: readonly number[] = [0.0005, 0.004, 0.02, 0.08, 0.2]
/** Shorter ones are not stated: what lies between sends is then the network's as much as the sender's. */
const periodSecondsMin = 0.5
/** Below this a period is stated of sends that keep to it all the time; of some of them it is how a page or a stack works. */
const rhythmSecondsMin = 2
/** So many intervals in a row are a rhythm, although it stops. */
const rhythmIntervalsMin = 8
const periodSecondsMax = 9 * 86_400
/** Distances of sends so far apart are looked at. */
const placesApartMax = 4
/** From here on distances are looked at: also those too short to be stated, of which longer ones are multiples. */
const distanceSecondsMin = periodSecondsMin / placesApartMax
const { periodSendsMax } = limits.correlate
const candidatesMax = 12
/** Chance of calling a series periodic that is not, for each series (Bonferroni over what is tried). */
const alpha = 1e-5
const weekSeconds = 7 * daySeconds
const halfSeconds = 1_800

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

/** Sends no further apart than so many of their period are of one burst. */
const burstGap = 1.5

/** The sends before which there was none for so many seconds. */
function firstsOf(times: Float64Array, seconds: number): Float64Array {
  return times.filter((at, place) => at - (times[place - 1] ?? Number.NEGATIVE_INFINITY) > seconds)
}

const burstPrefix = 'burst of '

/** The same series, as sentences name it where bursts are counted, not sends. */
function burstsOf(series: Series): Series {
  if (series.noun.startsWith(burstPrefix)) return series
  // Many of one; what tells of its size stands behind that.
  return { ...series, noun: `${burstPrefix}${series.noun.replace(/(?= of )|$/, 's')}` }
}

function distancesOfSends(
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

function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) < 0.1 * Math.min(left, right)
}

/** Whether it is long enough, or a rhythm that sends keep to for long. */
function isStated({ periodS, law, stopsAfter }: Period): boolean {
  if (periodS >= rhythmSecondsMin) return true
  if (periodS < periodSecondsMin) return false
  return law === 'constant' || law === 'jittered' || (stopsAfter ?? 0) >= rhythmIntervalsMin
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
    period: describe(series, {
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

/** Sends no further apart than this share of a distance are of one burst, where that distance is looked at. */
const burstShare = 1 / 20

/** Whether most sends that come after such a quiet have others right behind them. */
function areBursts(times: Float64Array, quiet: number): boolean {
  const gaps = times.map((at, place) => at - (times[place - 1] ?? Number.NEGATIVE_INFINITY))
  const begun = gaps.filter((gap) => gap >= quiet).length
  const followed = gaps.filter((gap, place) => gap >= quiet && (gaps[place + 1] ?? quiet) < quiet).length
  return 2 * followed > begun
}

/** First sends of bursts: those that come at least `quiet` seconds after the one kept before. */
function withoutBursts(times: Float64Array, quiet: number): Float64Array {
  const kept: number[] = []
  let last = Number.NEGATIVE_INFINITY
  let previous = Number.NEGATIVE_INFINITY
  for (const at of times) {
    // The last send of a burst is what an alarm is set from; the distance is taken from it, the burst counts once.
    if (at - previous >= quiet) {
      kept.push(at)
      last = at
    } else if (at - last < quiet) kept[kept.length - 1] = at
    previous = at
  }
  return Float64Array.from(kept)
}

function distancesNear(times: Float64Array, seconds: number, width: number): number[] {
  const found: number[] = []
  let place = 0
  for (const at of times) {
    while (place < times.length && (times[place] as number) <= at + seconds - width) place++
    const next = times[place]
    if (next === undefined) break
    if (next <= at + seconds + width) found.push(next - at)
  }
  return found.sort((left, right) => left - right)
}

/** The sends that have another one at that distance before or after them. */
function pairedAt(times: Float64Array, seconds: number, width: number): number[] {
  const paired = new Set<number>()
  let place = 0
  for (const at of times) {
    while (place < times.length && (times[place] as number) <= at + seconds - width) place++
    const next = times[place]
    if (next !== undefined && next <= at + seconds + width) paired.add(at).add(next)
  }
  return [...paired].sort((left, right) => left - right)
}

function pairsAt(
  times: Float64Array,
  seconds: number,
  width: number,
  observed: ObservedTime,
): { hits: number; eligible: number } {
  let hits = 0
  let eligible = 0
  let place = 0
  for (const at of times) {
    while (place < times.length && (times[place] as number) <= at + seconds - width) place++
    if (!observed.covers(at + seconds - width, at + seconds + width)) continue
    eligible++
    const next = times[place]
    if (next !== undefined && next <= at + seconds + width) hits++
  }
  return { hits, eligible }
}

interface Chain {
  readonly start: number
  readonly end: number
  /** Intervals of about one period, one after the other. */
  readonly length: number
  /** What came after: silence of at least two periods, another send out of turn, or the end of what was observed. */
  readonly ending: 'silence' | 'other' | 'unobserved'
  readonly nextSend: number
}

function chainsOf(times: Float64Array, seconds: number, width: number, observed: ObservedTime): Chain[] {
  const chains: Chain[] = []
  let from = 0
  while (from < times.length) {
    let to = from
    while (
      to + 1 < times.length &&
      Math.abs((times[to + 1] as number) - (times[to] as number) - seconds) <= width
    )
      to++
    if (to > from) {
      const end = times[to] as number
      const nextSend = times[to + 1] ?? Number.POSITIVE_INFINITY
      const isObserved = observed.covers(end, Math.min(nextSend, end + 2 * seconds))
      const isSilent = nextSend - end >= 1.5 * seconds
      chains.push({
        start: times[from] as number,
        end,
        length: to - from,
        ending: isObserved ? (isSilent ? 'silence' : 'other') : 'unobserved',
        nextSend,
      })
    }
    from = to + 1
  }
  return chains
}

function describe(
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

/** Of the sends of a rhythm so many may be missing for each that came, at most: with more of them it is another law. */
const missingShareMax = 0.25

/** Days are of local time, which is set by an hour twice a year, in seconds. */
const localSlack = 3_600

/** Whether a distance is about a whole number of days; also none of them. */
function isOfDays(seconds: number): boolean {
  return Math.abs(seconds / daySeconds - Math.round(seconds / daySeconds)) < 0.02
}

/** Shorter distances are of bursts, longer ones between times of day, in seconds. */
const betweenTimesMin = 3 * 3_600

/** Whether sends so far apart keep to times of day: some days, or a whole part of one. */
function isTimeOfDay(seconds: number): boolean {
  const parts = daySeconds / seconds
  return (
    seconds >= betweenTimesMin &&
    (isOfDays(seconds) || (parts > 1 && Math.abs(parts - Math.round(parts)) < 0.02))
  )
}

/**
 * The silences that are an end, and how many sends are missing in the others: where sends go on in step behind all but few of
 * the beats, a packet was lost or the phone was away, and nothing gave up.
 */
function silencesOf(
  chains: readonly Chain[],
  seconds: number,
  loose: number,
): { silent: readonly Chain[]; missing: number } {
  const silent = chains.filter((chain) => chain.ending === 'silence')
  const slack = loose + (isOfDays(seconds) ? localSlack : 0)
  const beatsOf = ({ end, nextSend }: Chain): number => Math.round((nextSend - end) / seconds)
  const lapses = silent.filter((chain) => {
    const away = chain.nextSend - chain.end - beatsOf(chain) * seconds
    return Number.isFinite(chain.nextSend) && Math.abs(away) <= slack
  })
  const missing = lapses.reduce((sum, chain) => sum + beatsOf(chain) - 1, 0)
  const kept = chains.reduce((sum, chain) => sum + chain.length, 0)
  // Of times of day many may be left out, as at weekends, and none was given up, where all go on in step: of days any number; of
  // parts of one fewer than come, or the rest of a day behind retries that its hour began would be none.
  const timesShareMax = seconds > 0.9 * daySeconds ? Number.POSITIVE_INFINITY : 0.5
  const isOfTimes = isTimeOfDay(seconds) && lapses.length >= silent.filter(hasReturned).length
  const shareMax = isOfTimes ? timesShareMax : missingShareMax
  return missing === 0 || missing > shareMax * kept
    ? { silent, missing: 0 }
    : { silent: silent.filter((chain) => !lapses.includes(chain)), missing }
}

/** How many sends of a rhythm were not seen between others. */
function missingText(missing: number): string {
  return missing === 0
    ? ''
    : `; ${count(missing, 'send')} in between ${missing === 1 ? 'was' : 'were'} not seen`
}

/**
 * After how many retries there is silence: the number that half of all of them keep to. One stop could be chance; the same
 * number twice, or once after many, is a rule.
 */
function lengthOfMost(silent: readonly Chain[]): number | null {
  const retries = silent.reduce((sum, chain) => sum + chain.length, 0)
  for (const length of new Set(silent.map((chain) => chain.length))) {
    const alike = silent.filter((chain) => chain.length === length).length
    const isRule = length >= 2 && alike >= (length >= rhythmIntervalsMin ? 1 : 2)
    if (isRule && 2 * alike * length >= retries) return length
  }
  return null
}

/** So long before sending began again, in seconds, lies what made it begin, at most. */
const returnSecondsMax = 300

/**
 * The kind of event that ended each of these silences: the first of its kind behind the last retry came shortly before
 * sending began again. One that came earlier, and was followed by more silence, ended none.
 */
function causeOfReturn(
  chains: readonly Chain[],
  events: readonly EventSeries[],
  observed: ObservedTime,
): DeviceEventKind | null {
  if (!chains.some(hasReturned)) return null
  // Rare kinds explain more than frequent ones.
  const byCount = events.toSorted((left, right) => left.times.length - right.times.length)
  const cause = byCount.find(({ times }) =>
    chains.every((chain) => {
      const first = times[firstAfter(times, chain.end)]
      if (hasReturned(chain))
        return first !== undefined && first <= chain.nextSend && chain.nextSend - first <= returnSecondsMax
      // Where nothing came any more, the event did not come either, or nobody looked for long enough.
      return first === undefined || !observed.covers(first, first + returnSecondsMax)
    }),
  )
  return cause?.kind ?? null
}

function hasReturned(chain: Chain): boolean {
  return Number.isFinite(chain.nextSend)
}

/** Of sends at random times, how often one distance is so much longer than the one before that a ladder may begin. */
const growthChance = 0.24
/** And how often the next grows by the same factor again. */
const sameGrowthChance = 0.055

/** The chance of so many ladders of at least their length among `sends` at random times; the length that says most counts. */
function backOffChance(lengths: readonly number[], sends: number): number {
  const ownLengths = [...new Set(lengths)]
  const tails = ownLengths.map((least) =>
    binomialTail(
      lengths.filter((length) => length >= least).length,
      sends,
      growthChance * sameGrowthChance ** (least - 2),
    ),
  )
  return Math.min(1, ownLengths.length * Math.min(...tails))
}

/** Intervals that grow by a constant factor: 1, 2, 4, 8 minutes. */
function findBackOff(series: Series, times: Float64Array): Period | null {
  const ladders: { first: number; factor: number; length: number }[] = []
  let at = 0
  while (at + 3 < times.length) {
    let length = 1
    let factor = 0
    while (at + length + 1 < times.length) {
      const gap = (times[at + length] as number) - (times[at + length - 1] as number)
      const next = (times[at + length + 1] as number) - (times[at + length] as number)
      const ratio = next / gap
      if (!(ratio > 1.4 && ratio < 4.5) || gap < 0.5) break
      if (factor !== 0 && Math.abs(ratio - factor) > 0.12 * factor) break
      factor = factor === 0 ? ratio : (factor + ratio) / 2
      length++
    }
    if (length >= 4)
      ladders.push({ first: (times[at + 1] as number) - (times[at] as number), factor, length })
    at += Math.max(1, length - 1)
  }
  const [model] = ladders
  if (model === undefined) return null
  const alike = ladders.filter((one) => Math.abs(one.factor - model.factor) < 0.2 * model.factor)
  if (alike.length < 2 && model.length < 6) return null
  const pValue = backOffChance(
    alike.map((one) => one.length),
    times.length,
  )
  if (pValue > alpha) return null
  const first = quantile(
    alike.map((one) => one.first).sort((left, right) => left - right),
    0.5,
  )
  const longest = largest(alike.map((one) => one.length))
  const intervals = alike.reduce((sum, one) => sum + one.length, 0)
  return {
    recipient: series.recipient,
    ...(series.size === undefined ? {} : { flows: series.size }),
    law: 'back-off',
    periodS: rounded(first),
    jitterS: 0,
    count: intervals,
    stopsAfter: longest,
    ladders: alike.length,
    factor: Number(model.factor.toFixed(1)),
    pValue,
    sentence: `${series.name}: waits ${secondsText(first)} and then each time about ${model.factor.toFixed(1)} times as long, up to ${count(longest, 'retry', 'retries')} (seen ${timesText(alike.length)}).`,
  }
}

/** The hour of each day that begins with a half hour (0 to 47), also over midnight: the number of its day; null outside of it. */
function dayOfHour(at: number, half: number): number | null {
  const since = at - half * halfSeconds
  return secondOfDay(since) < 2 * halfSeconds ? Math.floor(since / daySeconds) : null
}

/** The days on which at least half of that hour was observed: on others a send there would hardly have been seen. */
function daysObserved(half: number, observed: ObservedTime): Set<number> {
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
function findDaily(series: Series, times: Float64Array, observed: ObservedTime): Period | null {
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

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000
}

/** Quantile of an ascending list, between its neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)] as number
  const high = sorted[Math.ceil(place)] as number
  return low + (high - low) * (place - Math.floor(place))
}
