/**
 * What a window behind events is held against where chance is no explanation, and something that comes with the events is: as
 * long a time just before or behind it (apps that send while the phone is used), and the same time of other days (what both keep
 * to a timetable of their own).
 */
import type { ObservedTime } from './observed.ts'
import { firstAfter } from './sorted.ts'

/** Events, ascending, and the sends in the window from `from` to `to` seconds after each. */
export interface Answered {
  readonly events: Float64Array
  readonly sends: Float64Array
  readonly from: number
  readonly to: number
  readonly observed: ObservedTime
}

/** So far before the window, and behind it, or as far as it is long, is looked at, in seconds. */
const besideSeconds = 60
const windowsMax = 10
/** Windows begin and end at sends, which are no part of what lies beside them. */
const apartSeconds = 0.001
/** So many events, from the whole time, tell enough. */
const eventsMax = 2_000
/** It takes so many windows to tell anything. */
const windowsMin = 5

/**
 * The share of windows as long as that of the answers, just before it or just behind it (on the side that has more), that hold a
 * send; 0 where too little of it was observed.
 */
export function shareBeside(answered: Answered): number {
  const width = answered.to - answered.from
  const step = Math.max(width, besideSeconds / windowsMax)
  const count = Math.max(1, Math.floor(besideSeconds / step))
  const side = (sign: number): number[] =>
    Array.from({ length: count }, (_, index) => sign * (width + apartSeconds + index * step))
  return Math.max(shareMoved(answered, side(-1)), shareMoved(answered, side(1)))
}

const daySeconds = 86_400
/** So many days before and behind are looked at: weeks and seasons move timetables. */
const daysMax = 3

/** The share of the same windows of other days that hold a send; 0 where too little of them was observed. */
export function shareOnOtherDays(answered: Answered): number {
  const days = Array.from({ length: daysMax }, (_, index) => (index + 1) * daySeconds)
  return shareMoved(answered, [...days, ...days.map((by) => -by)])
}

/** The share of windows that hold a send where the events are moved by so many seconds each time. */
function shareMoved({ events, sends, from, to, observed }: Answered, moves: readonly number[]): number {
  const every = Math.ceil(events.length / eventsMax)
  let windows = 0
  let hits = 0
  for (let index = 0; index < events.length; index += every) {
    for (const by of moves) {
      const start = (events[index] as number) + by + from
      const end = start + to - from
      if (!observed.covers(start, end)) continue
      windows++
      const next = sends[firstAfter(sends, start)]
      if (next !== undefined && next <= end) hits++
    }
  }
  return windows < windowsMin ? 0 : hits / windows
}
