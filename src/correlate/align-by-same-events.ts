import { limits } from '../core/limits.ts'
import { firstAfter } from './sorted.ts'
import { quantile } from './quantile.ts'
import type { ClockAlignment } from './types.ts'
import { count, secondsText } from './words.ts'
import { aheadText, firstsText, offsetSecondsMax, phoneClock, standsOut } from './clock.ts'

/**
 * The offset at which the phone's own events meet the same events as the traffic shows them (a join of the network and
 * its DHCP exchange). `phone` on the phone's clock, `traffic` on the capture's; both ascending, in seconds. `named`: what the
 * first is called, where it may not be the phone's. Regular events meet at many offsets: then the smallest of those that fit
 * best is given, and it is said.
 */
export function alignBySameEvents(
  phone: Float64Array,
  traffic: Float64Array,
  named: string = phoneClock,
): ClockAlignment | null {
  const differences = differencesOf(
    phone.subarray(0, limits.correlate.clockEventsMax),
    traffic.subarray(0, limits.correlate.clockEventsMax),
  )
  const chance = (differences.length / (2 * offsetSecondsMax)) * sameWidth
  // Half of the rarer ones; and so far above chance that it takes seven at least.
  const needed = Math.max(0.5 * Math.min(phone.length, traffic.length), chance + 6 * Math.sqrt(chance + 1))
  const [fullest, ...others] = meetingsOf(differences)
  if (fullest === undefined || fullest.events < needed) return null
  const rivals = others.filter(({ events }) => events * standsOut >= fullest.events && events >= needed)
  const best = [fullest, ...rivals].filter(({ events }) => events === fullest.events)
  const taken = nearestOf(best, 0) ?? fullest
  const { from } = taken
  const rival = nearestOf(
    [fullest, ...rivals].filter((one) => one !== taken),
    from,
  )
  const inside = differences.filter((one) => one >= from && one <= from + sameWidth)
  const offset = quantile(inside, 0.5)
  const deviations = inside.map((one) => Math.abs(one - offset)).sort((left, right) => left - right)
  // What the traffic shows comes a little after what the phone notes, by an unknown constant.
  const uncertainty = Math.max(0.5, quantile(deviations, 0.9))
  return {
    offsetMs: Math.round(offset * 1_000),
    uncertaintyMs: Math.ceil(uncertainty * 1_000),
    driftMsPerDay: 0,
    referenceS: 0,
    method: 'same-events',
    ...(rival === undefined ? {} : { isOneOfSeveral: true as const }),
    sentence: `${aheadText(offset, named)}, by ${count(taken.events, 'event')} that both the phone and the traffic show, give or take ${secondsText(uncertainty)}.${rival === undefined ? '' : severalText(rival, taken)}${Math.max(phone.length, traffic.length) > limits.correlate.clockEventsMax ? firstsText : ''}`,
  }
}

/** All differences send - event within the range of offsets, ascending; a bounded number of them. */
function differencesOf(events: Float64Array, sends: Float64Array): number[] {
  const differences: number[] = []
  for (const at of events) {
    let next = firstAfter(sends, at - offsetSecondsMax)
    while (next < sends.length && differences.length < 2_000_000) {
      const difference = (sends[next++] as number) - at
      if (difference > offsetSecondsMax) break
      differences.push(difference)
    }
  }
  return differences.sort((left, right) => left - right)
}

/** An offset at which events of both sides meet: from where on, and how many. */
interface Meeting {
  readonly from: number
  readonly events: number
}

/** Notes of the same event on both sides are so far apart, at most, where the offset is right, in seconds. */
const sameWidth = 3
/** Offsets that are nearer to each other than this are one. */
const sameApart = 10

/** Where differences (ascending) lie densest, the fullest first; of what lies close together the fullest. */
function meetingsOf(differences: readonly number[]): Meeting[] {
  const starts: Meeting[] = []
  let end = 0
  for (const [first, from] of differences.entries()) {
    while (end < differences.length && (differences[end] as number) - from <= sameWidth) end++
    const last = starts.at(-1)
    const events = end - first
    if (last === undefined || from - last.from > sameApart) starts.push({ from, events })
    else if (events > last.events) starts[starts.length - 1] = { from, events }
  }
  return starts.sort((left, right) => right.events - left.events)
}

function nearestOf(meetings: readonly Meeting[], to: number): Meeting | undefined {
  return meetings.toSorted((left, right) => Math.abs(left.from - to) - Math.abs(right.from - to))[0]
}

function severalText(rival: Meeting, taken: Meeting): string {
  return ` An offset ${secondsText(Math.abs(rival.from - taken.from))} away from it fits ${count(rival.events, 'event')}, too: events at regular distances meet at many offsets, and of those that fit best the smallest was taken.`
}
