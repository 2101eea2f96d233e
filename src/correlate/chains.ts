import { firstAfter } from './sorted.ts'
import { daySeconds } from './time-of-day.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import type { ObservedTime } from './observed.ts'
import type { EventSeries } from './types.ts'

/** So many intervals in a row are a rhythm, although it stops. */
export const rhythmIntervalsMin = 8

/** Sends of a series that follow each other at about one distance. Moments are in seconds since 1970. */
export interface Chain {
  readonly start: number
  readonly end: number
  /** Intervals of about one period, one after the other. */
  readonly length: number
  /** What came after: silence of at least two periods, another send out of turn, or the end of what was observed. */
  readonly ending: 'silence' | 'other' | 'unobserved'
  readonly nextSend: number
}

/** The chains of sends `seconds` apart, give or take `width`, in the order of `times` (ascending). */
export function chainsOf(
  times: Float64Array,
  seconds: number,
  width: number,
  observed: ObservedTime,
): Chain[] {
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

/** Of the sends of a rhythm so many may be missing for each that came, at most: with more of them it is another law. */
export const missingShareMax = 0.25
/** Days are of local time, which is set by an hour twice a year, in seconds. */
const localSlack = 3_600

/** Whether a distance is about a whole number of days; also none of them. */
function isOfDays(seconds: number): boolean {
  return Math.abs(seconds / daySeconds - Math.round(seconds / daySeconds)) < 0.02
}

/** Shorter distances are of bursts, longer ones between times of day, in seconds. */
export const betweenTimesMin: number = 3 * 3_600

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
export function silencesOf(
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

/**
 * After how many retries there is silence: the number that half of all of them keep to. One stop could be chance; the same
 * number twice, or once after many, is a rule.
 */
export function lengthOfMost(silent: readonly Chain[]): number | null {
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
export function causeOfReturn(
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

/** Whether anything was sent after the chain. */
export function hasReturned(chain: Chain): boolean {
  return Number.isFinite(chain.nextSend)
}
