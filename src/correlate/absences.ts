import type { DeviceEventKind } from '../device/events/types.ts'
import { binomialTail } from './exact.ts'
import { firstAfter } from './sorted.ts'
import type { Interval, ObservedTime } from './observed.ts'

/** What shows that somebody uses the phone, or that it starts: a chance to see what it sends then. */
export const uses: readonly DeviceEventKind[] = ['screen-on', 'unlock', 'app-start', 'boot']

/**
 * What takes a phone off the network, and what shows that it is back. A Wi-Fi that sleeps with the phone and wakes with it
 * is lost many times a day, and nothing is missed: only where the phone was used without it was it elsewhere.
 */
const leavings: readonly {
  readonly by: DeviceEventKind
  readonly until: readonly DeviceEventKind[]
  readonly mayBeSleep: boolean
}[] = [
  { by: 'network-down', until: ['network-up', 'boot'], mayBeSleep: true },
  { by: 'airplane-on', until: ['airplane-off', 'network-up', 'boot'], mayBeSleep: false },
  // Not every log tells of the start: a phone that is used is on.
  { by: 'power-off', until: ['boot', 'network-up', 'screen-on', 'unlock'], mayBeSleep: false },
]

/** What happens so shortly before the phone is back, in seconds, may be answered when it is: the longest window. */
const answeredLaterSeconds = 300

/**
 * A phone that lost one network may go on in another that is captured, too (Wi-Fi, then mobile data): with this share of
 * the connections of other times or more it did not leave. Not none: other devices of the network connect now and then.
 */
const stayedShare = 0.1

/** Within so many seconds after a use of the phone a connection may be its answer; uses no further apart are one. */
const answerSeconds = 10
/** The chance at which connections of other devices are taken for answers to the uses of one stretch. */
const answersAlpha = 1e-4

/** What was captured of the network, for whether the phone was there. Times in seconds since 1970, ascending. */
export interface Heard {
  /** When connections began, and when what identifies was sent, by whomever. */
  readonly contacts: Float64Array
  /** When what identifies was sent by the phone, as far as no other device can have sent it. */
  readonly own: Float64Array
}

/**
 * The stretches in which the phone was off the network that was captured, as its own events say and its connections do not
 * deny. What it sends then nobody sees. `margin`: how long after it left there may be sends of before, in seconds.
 */
export function absencesOf(
  events: ReadonlyMap<DeviceEventKind, Float64Array>,
  heardOf: () => Heard,
  observed: ObservedTime,
  margin: number,
): Interval[] {
  if (leavings.every(({ by }) => (events.get(by)?.length ?? 0) === 0)) return []
  const heard = heardOf()
  const last = observed.intervals.at(-1)?.end ?? 0
  const absences: Interval[] = []
  const used = Float64Array.from(uses.flatMap((kind) => [...(events.get(kind) ?? [])])).sort()
  for (const { by, until, mayBeSleep } of leavings) {
    const backs = Float64Array.from(until.flatMap((kind) => [...(events.get(kind) ?? [])])).sort()
    for (const left of events.get(by) ?? []) {
      const back = backs[firstAfter(backs, left)]
      const start = left + margin
      // What never came back was away until the end.
      const end = back === undefined ? last : back - answeredLaterSeconds
      if (end <= start || (mayBeSleep && firstAfter(used, start) === firstAfter(used, end))) continue
      const stretch = { start, end }
      const isThere = inOf(stretch, heard.own).length > 0 || isAnswered(stretch, used, heard.contacts, margin)
      if (!isThere && isSilent(stretch, heard.contacts, observed)) absences.push(stretch)
    }
  }
  return absences
}

/** Whether so few connections began in a stretch, against the rest of the observed time, that the phone was not there. */
function isSilent({ start, end }: Interval, contacts: Float64Array, observed: ObservedTime): boolean {
  const inside = inOf({ start, end }, contacts).length
  if (inside === 0) return true
  const outside = observed.without([{ start, end }]).total
  const rest = contacts.length - inside
  return outside > 0 && inside / (end - start) < (stayedShare * rest) / outside
}

/** Whether connections follow the uses of the phone more often than chance explains: those of other devices do not. */
function isAnswered(stretch: Interval, used: Float64Array, contacts: Float64Array, margin: number): boolean {
  const inside = inOf(stretch, contacts)
  if (inside.length === 0) return false
  const window = answerSeconds + margin
  const apart = inOf(stretch, used).filter((at, place, all) => at - (all[place - 1] ?? 0) > window)
  const answered = apart.filter(
    (at) => (inside[firstAfter(inside, at)] ?? Number.POSITIVE_INFINITY) <= at + window,
  )
  const chance = -Math.expm1((-window * inside.length) / (stretch.end - stretch.start))
  return binomialTail(answered.length, apart.length, chance) <= answersAlpha
}

function inOf({ start, end }: Interval, times: Float64Array): Float64Array {
  return times.subarray(firstAfter(times, start), firstAfter(times, end))
}
