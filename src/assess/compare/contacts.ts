import { firstAfter } from '../../correlate/sorted.ts'
import type { Side, SideTrigger } from '../side.ts'
import type { Exposure, Stimulus } from './exposure.ts'

/** Connections after one stimulus that are told apart: one at least, two at least … */
export const connectionsMax = 3

/** Of how many stimuli (or hours) so many connections were begun, by their number; kept, since many rows ask for the same. */
const contactsKept = new WeakMap<Side, Map<string, readonly Exposure[] | null>>()

/** Stimuli (or hours) with at least one new connection to a host, at least two …; null where the times are not known. */
export function contactsAfter(side: Side, host: string, stimulus: Stimulus): readonly Exposure[] | null {
  const kept = contactsKept.get(side) ?? new Map<string, readonly Exposure[] | null>()
  contactsKept.set(side, kept)
  const key = JSON.stringify([host, stimulus])
  const known = kept.get(key)
  if (known !== undefined) return known
  const counted = countAfter(side, side.timing?.contacts.get(host) ?? new Float64Array(), stimulus)
  kept.set(key, counted)
  return counted
}

/** Stimuli (or hours) with at least one of these times, at least two …; null where the times of stimuli are not known. */
export function countAfter(
  { timing, observedSeconds }: Side,
  times: Float64Array,
  stimulus: Stimulus,
): Exposure[] | null {
  if (timing === null) return null
  const hits = Array.from({ length: connectionsMax }, () => 0)
  const add = (connections: number): void => {
    for (let number = 0; number < Math.min(connections, hits.length); number++)
      hits[number] = (hits[number] as number) + 1
  }
  let exposures = 0
  if (stimulus.event === null) {
    exposures = Math.floor(observedSeconds / 3_600)
    const hourOf = (at: number): number => Math.floor(timing.observed.line(at) / 3_600)
    for (const [hour, own] of Map.groupBy(times, hourOf)) if (hour < exposures) add(own.length)
  } else {
    const { observed, slackS } = timing
    const { fromS, toS } = stimulus
    for (const at of timing.events.get(stimulus.event) ?? []) {
      if (!observed.covers(at, at + toS + slackS)) continue
      exposures++
      add(firstAfter(times, at + toS + slackS + 1e-4) - firstAfter(times, at + fromS - slackS - 1e-4))
    }
  }
  return hits.map((number) => ({ hits: number, exposures }))
}

/**
 * What the trigger of a host says of the stimuli that it followed within a window, where the times of its connections are
 * not known: at least so many where it was before, at most so many after, as its classes of delay show. Null where it
 * follows no such event after, or it is not known how late.
 */
export function followedBy(
  before: Side,
  after: Side,
  host: string,
  stimulus: Stimulus,
): { readonly was: Exposure; readonly is: Exposure } | null {
  const of = ({ triggers }: Side): SideTrigger | undefined =>
    triggers.find((one) => one.host === host && one.event === stimulus.event)
  const [earlier, later] = [of(before), of(after)]
  if (stimulus.event === null || later === undefined) return null
  const toS = Math.max(stimulus.toS, later.toS)
  const exposures = before.eventCounts.get(stimulus.event) ?? 0
  if (earlier === undefined) return { was: { hits: 0, exposures }, is: later }
  const within = (earlier.delays ?? [{ untilS: earlier.toS, count: earlier.hits }])
    .filter(({ untilS }) => untilS <= toS)
    .reduce((sum, { count }) => sum + count, 0)
  return { was: { hits: Math.min(within, earlier.hits), exposures: earlier.exposures }, is: later }
}
