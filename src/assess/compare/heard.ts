/**
 * When the phone was heard at all. A capture goes on while the phone is elsewhere (on mobile data, at work): it is used
 * there, and not one packet of that is seen. Such a stretch is no silence of a sender, and shows nothing to be absent.
 */
import { largest } from '../../core/extremes.ts'
import { uses } from '../../correlate/absences.ts'
import { firstAfter } from '../../correlate/sorted.ts'
import type { Interval } from '../../correlate/observed.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import type { Side } from '../side.ts'

/**
 * So long a stretch, in seconds, without one connection: phones that are on a network ask for times, push messages and
 * leases every few minutes, and many of them less often at night, but seldom two hours without anything.
 */
const silentSecondsMin = 7_200
/** And so many times as long as any in the other side: a phone with little on it may rest for hours. */
const beyondOther = 2
/** Of use in it there is at least so much: a phone that lies unused says nothing, and nothing is expected of it. */
const useMin = 3
/** Events so close to each other are one use. */
const useSeconds = 60

/**
 * A side without the time in which the phone was used and not heard of; the same where there is none, or where nobody knows
 * when it was heard (documents of results). `other`: the side that it is held against; null where there is none.
 */
export function whereHeard(side: Side, other: Side | null): Side {
  const { timing } = side
  if (timing === null) return side
  const least = Math.max(silentSecondsMin, beyondOther * longestUnheard(other))
  const silent = unheardOf(side).filter(({ start, end }) => end - start > least)
  if (silent.length === 0) return side
  const observed = timing.observed.without(silent)
  const events = [...timing.events].map(([kind, times]) => [
    kind,
    times.filter((at) => !Number.isNaN(observed.line(at))).length,
  ]) satisfies [DeviceEventKind, number][]
  return {
    ...side,
    observedSeconds: observed.total,
    observed,
    eventCounts: new Map([...side.eventCounts, ...events]),
    timing: { ...timing, observed },
  }
}

function longestUnheard(side: Side | null): number {
  return side === null ? 0 : largest([0, ...unheardOf(side).map(({ start, end }) => end - start)])
}

/** The stretches between what was heard in which the phone was used; none where nothing says when it was heard. */
function unheardOf({ timing, transmissions }: Side): Interval[] {
  if (timing === null || timing.contacts.size === 0) return []
  const heard = Float64Array.from([
    ...[...timing.contacts.values()].flatMap((times) => [...times]),
    ...transmissions.map(({ at }) => at),
  ]).sort()
  const used = Float64Array.from(uses.flatMap((kind) => [...(timing.events.get(kind) ?? [])])).sort()
  const margin = 1 + timing.slackS
  return timing.observed.intervals.flatMap(({ start, end }) => {
    const own = heard.subarray(firstAfter(heard, start), firstAfter(heard, end))
    return [start, ...own].flatMap((from, index) => {
      const silent = { start: from + margin, end: (own[index] ?? end) - margin }
      return isUsed(used, silent) ? [silent] : []
    })
  })
}

function isUsed(used: Float64Array, { start, end }: Interval): boolean {
  let [times, last] = [0, Number.NEGATIVE_INFINITY]
  for (let at = firstAfter(used, start); at < used.length && (used[at] as number) < end; at++) {
    if ((used[at] as number) - last <= useSeconds) continue
    last = used[at] as number
    if (++times === useMin) return true
  }
  return false
}
