import type { DeviceEventKind } from '../device/events/types.ts'
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

/**
 * The stretches in which the phone was off the network that was captured, as its own events say and its connections do not
 * deny. What it sends then nobody sees. `contacts`: when connections began, ascending; `margin`: how long after it left
 * there may be sends of before, in seconds.
 */
export function absencesOf(
  events: ReadonlyMap<DeviceEventKind, Float64Array>,
  contacts: () => Float64Array,
  observed: ObservedTime,
  margin: number,
): Interval[] {
  if (leavings.every(({ by }) => (events.get(by)?.length ?? 0) === 0)) return []
  const begun = contacts()
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
      if (isSilent({ start, end }, begun, observed)) absences.push({ start, end })
    }
  }
  return absences
}

/** Whether so few connections began in a stretch, against the rest of the observed time, that the phone was not there. */
function isSilent({ start, end }: Interval, contacts: Float64Array, observed: ObservedTime): boolean {
  const inside = firstAfter(contacts, end) - firstAfter(contacts, start)
  if (inside === 0) return true
  const outside = observed.without([{ start, end }]).total
  const rest = contacts.length - inside
  return outside > 0 && inside / (end - start) < (stayedShare * rest) / outside
}
