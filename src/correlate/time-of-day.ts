import type { DayTime } from './types.ts'

/** Seconds of a day of UTC. */
export const daySeconds = 86_400
/** Times of day no further from each other than this are one time of day. */
const oneTimeSeconds = 1_800
/** So far beside a time of day others are looked for. */
const besideSeconds = 3_600
/** This share of sends tells the time of day: others may lie anywhere. */
const mostShare = 0.9
/** So many sends on either side show that the time of day was changed. */
const changedMin = 3

/** Where sends lie in the day. */
export interface TimeOfDay {
  readonly time: DayTime
  /** The days of the sends, ascending and each once, as numbers that count from any day; midnight parts none of them. */
  readonly days: readonly number[]
  /** The middle of that time, in seconds: it is at `day * daySeconds + second` on each of the days. */
  readonly second: number
}

/**
 * Tells the time of day of sends, and of those of `all` about it, where it is one of many that are as common. Both are
 * seconds since 1970, ascending; `sends` has at least one.
 */
export function timeOfDay(sends: readonly number[], all: Float64Array): TimeOfDay {
  const { days, second } = told(sends)
  return { time: told(widened(sends, all)).time, days, second }
}

/** "at about 07:00 UTC", "between 08:00 and 10:00 UTC", or both times where it changed on one day. */
export function dayTimeText(time: DayTime): string {
  switch (time.kind) {
    case 'at':
      return `at about ${time.at} UTC`
    case 'between':
      return `${time.isMostly ? 'mostly ' : ''}between ${time.from} and ${time.to} UTC`
    default:
      return `at about ${time.at} UTC until ${time.until}, at about ${time.later} UTC from ${time.from} on`
  }
}

/** With the sends of the hours before and after, as long as these hold at least half as many for their length. */
function widened(sends: readonly number[], all: Float64Array): readonly number[] {
  let own = sends
  for (let turn = 0; turn < 10; turn++) {
    const arc = shortestArc(own.map(secondOfDay))
    const length = Math.max(arc.length, oneTimeSeconds)
    const from = arc.from + (arc.length - length) / 2
    const after = (at: number, start: number): number => secondOfDay(at - start)
    const inside = all.filter((at) => after(at, from) <= length).length
    const before = all.filter((at) => after(at, from - besideSeconds) < besideSeconds).length
    const behind = all.filter((at) => after(at, from + length) < besideSeconds).length
    if (Math.max(before, behind) / besideSeconds < (0.5 * inside) / length) return own
    own = Array.from(all.filter((at) => after(at, from - besideSeconds) <= length + 2 * besideSeconds))
    if (length + 2 * besideSeconds >= daySeconds / 2) return own
  }
  return own
}

function told(times: readonly number[]): TimeOfDay {
  const arc = shortestArc(times.map(secondOfDay))
  const middle = arc.from + arc.length / 2
  // Around the middle, so that neither midnight nor the day's other half parts what is together.
  const placed = times.map((at) => ({
    at,
    day: Math.floor((at - middle) / daySeconds + 0.5),
    second: middle + secondOfDay(at - middle + daySeconds / 2) - daySeconds / 2,
  }))
  const days = [...new Set(placed.map(({ day }) => day))]
  const seconds = placed.map(({ second }) => second)
  const within = seconds.filter((second) => Math.abs(second - middle) <= arc.length / 2 + 1)
  if (arc.length <= oneTimeSeconds)
    return { time: { kind: 'at', at: clockText(median(within)) }, days, second: middle }
  const change = changeIn(seconds)
  const last = placed[change - 1]
  const first = placed[change]
  if (last !== undefined && first !== undefined) {
    const time: DayTime = {
      kind: 'changed',
      at: clockText(median(seconds.slice(0, change))),
      until: dayText(last.at),
      later: clockText(median(seconds.slice(change))),
      from: dayText(first.at),
    }
    return { time, days, second: middle }
  }
  const time: DayTime = {
    kind: 'between',
    from: clockText(arc.from),
    to: clockText(arc.from + arc.length),
    isMostly: within.length < seconds.length,
  }
  return { time, days, second: middle }
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
/** So often a weekday was without a send, at least, before it is called one that never has any. */
const weekdayMin = 2

/**
 * `, never on a Saturday or Sunday`: the weekdays (of UTC) on which nothing is sent, where something is on each of the others;
 * empty where weekdays do not tell the days with a send from the `missed` ones. Days and `second` as of `TimeOfDay`.
 */
export function weekdaysText(days: readonly number[], missed: readonly number[], second: number): string {
  const of = (day: number): number => new Date((day * daySeconds + second) * 1_000).getUTCDay()
  const sent = new Set(days.map(of))
  const free = Map.groupBy(missed, of)
  const isRule = [...free].every(([weekday, own]) => !sent.has(weekday) && own.length >= weekdayMin)
  if (!isRule || free.size === 0) return ''
  // From Monday on.
  const names = [1, 2, 3, 4, 5, 6, 0].flatMap((weekday) =>
    free.has(weekday) ? (weekdays[weekday] ?? []) : [],
  )
  const last = names.length === 1 ? '' : ` or ${names.at(-1)}`
  return `, never on a ${last === '' ? names.join('') : names.slice(0, -1).join(', ') + last}`
}

/** The shortest stretch of the day that holds most of the seconds. */
function shortestArc(seconds: readonly number[]): { from: number; length: number } {
  const sorted = seconds.toSorted((left, right) => left - right)
  const needed = Math.ceil(mostShare * sorted.length)
  let best = { from: 0, length: daySeconds }
  sorted.forEach((from, place) => {
    const end = place + needed - 1
    const to = (sorted[end % sorted.length] ?? from) + (end >= sorted.length ? daySeconds : 0)
    if (to - from < best.length) best = { from, length: to - from }
  })
  return best
}

/** The place from which on it is another time of day than before it; 0 where no day parts them so. */
function changeIn(seconds: readonly number[]): number {
  const before = rangesOf(seconds)
  const after = rangesOf(seconds.toReversed()).toReversed()
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let place = changedMin; place <= seconds.length - changedMin; place++) {
    const left = before[place - 1] ?? Number.POSITIVE_INFINITY
    const right = after[place] ?? Number.POSITIVE_INFINITY
    if (Math.max(left, right) > oneTimeSeconds || left + right >= least) continue
    least = left + right
    best = place
  }
  return best
}

/** For each place, how far those up to it are apart. */
function rangesOf(seconds: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  return seconds.map((second) => {
    least = Math.min(least, second)
    most = Math.max(most, second)
    return most - least
  })
}

function median(seconds: readonly number[]): number {
  const sorted = seconds.toSorted((left, right) => left - right)
  const place = (sorted.length - 1) / 2
  return ((sorted[Math.floor(place)] ?? 0) + (sorted[Math.ceil(place)] ?? 0)) / 2
}

/** Seconds since midnight (UTC) of a time in seconds since 1970. */
export function secondOfDay(at: number): number {
  return ((at % daySeconds) + daySeconds) % daySeconds
}

function clockText(second: number): string {
  const minutes = Math.round(secondOfDay(second) / 60) % 1_440
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function dayText(at: number): string {
  return new Date(at * 1_000).toISOString().slice(0, 10)
}
