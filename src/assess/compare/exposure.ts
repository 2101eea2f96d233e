import { fisherGreater, fisherWithin } from '../../correlate/exact.ts'
import type { TwoByTwo } from '../../correlate/exact.ts'
import { firstAfter } from '../../correlate/sorted.ts'
import { grouped } from '../../core/grouped.ts'
import { count, countedEvents } from '../../correlate/words.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import { LookUp } from '../../core/look-up.ts'
import { nearestTime } from './nearest-time.ts'
import { sentTo } from '../side.ts'
import type { Side, SideTransmission, SideTrigger } from '../side.ts'

/** Stimuli (or observed hours, where no event triggers the sends), and how many of them were followed by a send. */
export interface Exposure {
  readonly hits: number
  readonly exposures: number
}

/** One identifier that a host is sent, by a sender of `family` ('' where that is not known). */
export interface Pair {
  readonly host: string
  readonly family: string
  readonly identifier: string
}

/** What a side shows to be sent: each host with each identifier, once. */
export function pairsOf(side: Side): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const { host, family, identifiers } of side.transmissions) {
    for (const identifier of identifiers) pairs.set(`${host} ${identifier}`, { host, family, identifier })
  }
  return [...pairs.values()]
}

/** What a send may follow: a kind of event, and the window after it in seconds; null: the time itself. */
export interface Stimulus {
  readonly event: DeviceEventKind | null
  readonly fromS: number
  readonly toS: number
}

const wholeTime: Stimulus = { event: null, fromS: 0, toS: 0 }

const triggersByHost = new LookUp<SideTrigger, string>(({ host }) => host)

/** The triggers that stand by themselves; where there is none, the time itself. */
export function stimuliOf(side: Side, host: string): Stimulus[] {
  const own = triggersByHost.allOf(side.triggers, host).filter(({ isExplained }) => !isExplained)
  return own.length === 0 ? [wholeTime] : own.map(({ event, fromS, toS }) => ({ event, fromS, toS }))
}

/** True where a transmission takes the identifier to the host. */
export function carries(one: SideTransmission, { host, identifier }: Pair): boolean {
  return one.host === host && one.identifiers.includes(identifier)
}

/** When the identifier was sent to the host, ascending. */
function sendsOf(side: Side, pair: Pair): Float64Array {
  const own = sentTo(side, pair.host).filter((one) => carries(one, pair))
  return Float64Array.from(own, ({ at }) => at).sort()
}

/** How many exposed events were followed by a send of this identifier to this host; by hours where there is no event. */
export function exposureOf(side: Side, pair: Pair, stimulus: Stimulus): Exposure {
  const times = sendsOf(side, pair)
  const { timing } = side
  if (stimulus.event === null) {
    const known = hoursOf(side, pair)
    if (known !== null) return exposureIn(known)
    const hours = Math.floor(side.observedSeconds / 3_600)
    const busy = new Set([...times].map((at) => Math.floor(at / 3_600))).size
    return { hits: Math.min(busy, Math.max(1, hours)), exposures: Math.max(hours, Math.min(busy, 1)) }
  }
  if (timing === null) {
    const known = triggersByHost.allOf(side.triggers, pair.host).find(({ event }) => event === stimulus.event)
    // The trigger is that of all sends to the host.
    if (known !== undefined) return { hits: Math.min(known.hits, times.length), exposures: known.exposures }
    const { seconds, slackS } = side.nearEnd ?? { seconds: new Map<DeviceEventKind, number[]>(), slackS: 0 }
    // What was not seen whole is no exposure.
    const cut = (seconds.get(stimulus.event) ?? []).filter((left) => left < stimulus.toS + slackS).length
    const exposures = Math.max(0, (side.eventCounts.get(stimulus.event) ?? 0) - cut)
    return { hits: Math.min(exposures, times.length), exposures }
  }
  let hits = 0
  let exposures = 0
  for (const at of timing.events.get(stimulus.event) ?? []) {
    const hit = hitOf(timing, times, at, stimulus)
    if (hit === null) continue
    exposures++
    if (hit) hits++
  }
  return { hits, exposures }
}

/** An hour of observation: at which second of the day (of UTC) its middle lies, and whether a send came. */
interface Hour {
  readonly ofDay: number
  readonly isHit: boolean
}

const ofDayKept = new WeakMap<Side, readonly number[]>()

/**
 * At which seconds of the day (of UTC) the middles of the hours of a side lie, of which a first one is that of a side that
 * has no whole one. Null where it is not known when was observed.
 */
export function hoursOfDay(side: Side): readonly number[] | null {
  const observed = side.timing?.observed ?? side.observed
  if (observed === undefined) return null
  const kept = ofDayKept.get(side)
  if (kept !== undefined) return kept
  const number = Math.max(1, Math.floor(side.observedSeconds / 3_600))
  const found = Array.from({ length: number }, (_, hour) => {
    const middle = observed.at(Math.min(observed.total / 2, 1_800) + hour * 3_600)
    return middle % 86_400
  })
  ofDayKept.set(side, found)
  return found
}

/**
 * Hours of observation, not of the clock: two hours from half past on lie in three hours of the clock. What is left at the
 * end is of the last one; less than an hour is one where a send came. Null where it is not known when was observed.
 */
function hoursOf(side: Side, pair: Pair): Hour[] | null {
  const observed = side.timing?.observed ?? side.observed
  const ofDay = hoursOfDay(side)
  if (observed === undefined || ofDay === null) return null
  const times = sendsOf(side, pair)
  if (side.observedSeconds < 3_600)
    return times.length === 0 ? [] : ofDay.map((own) => ({ ofDay: own, isHit: true }))
  const hourOf = (at: number): number => Math.min(ofDay.length - 1, Math.floor(observed.line(at) / 3_600))
  const busy = new Set([...times].map(hourOf))
  return ofDay.map((own, hour) => ({ ofDay: own, isHit: busy.has(hour) }))
}

function exposureIn(hours: readonly Hour[]): Exposure {
  return { hits: hours.filter(({ isHit }) => isHit).length, exposures: hours.length }
}

/** The middles of hours, ascending. */
function middlesOf(hours: readonly Hour[]): Float64Array {
  return Float64Array.from(hours, ({ ofDay }) => ofDay).sort()
}

/**
 * The hours of two sides that have half an hour of the day or more in common with one of the other, by hours of the day:
 * these begin where the first one before does, since what was captured begins at any minute.
 */
function sharedHours(
  before: readonly Hour[],
  after: readonly Hour[],
): { readonly hours: readonly Hour[]; readonly others: readonly Hour[] }[] {
  const [early, late] = [middlesOf(before), middlesOf(after)]
  const begin = (before[0]?.ofDay ?? 0) - 1_800
  const groupOf = (ofDay: number): number => Math.floor(((ofDay - begin + 86_400) % 86_400) / 3_600)
  const others = Map.groupBy(after, ({ ofDay }) => {
    const nearest = nearestTime(early, ofDay)
    return nearest === null ? null : groupOf(nearest)
  })
  const own = before.filter(({ ofDay }) => nearestTime(late, ofDay) !== null)
  return [...Map.groupBy(own, ({ ofDay }) => groupOf(ofDay))].flatMap(([group, hours]) => {
    const same = others.get(group)
    return same === undefined ? [] : [{ hours, others: same }]
  })
}

/** What two sides show under one stimulus, as far as the one can be held against the other. */
export interface Contrast {
  readonly before: Exposure
  readonly after: Exposure
  /** Some hours are left out, at times of day that one side alone observed. */
  readonly isPart: boolean
  /** Hours of which it is not known at what times of day they lie. */
  readonly isUntimed: boolean
  /** The same for each hour of the day; one for all of it where the stimulus is an event. */
  readonly tables: readonly { readonly before: Exposure; readonly after: Exposure }[]
}

/**
 * How many exposed events were followed by a send on each side; of hours only those at times of day that both sides observed:
 * what is sent by day says nothing of the night, nor the night of the day.
 */
export function contrastOf(before: Side, after: Side, pair: Pair, stimulus: Stimulus): Contrast {
  const [earlier, later] =
    stimulus.event === null ? [hoursOf(before, pair), hoursOf(after, pair)] : [null, null]
  if (earlier === null || later === null) {
    const own = {
      before: exposureOf(before, pair, stimulus),
      after: exposureOf(after, pair, windowAfter(after, pair.host, stimulus)),
    }
    return { ...own, isPart: false, isUntimed: stimulus.event === null, tables: [own] }
  }
  const shared = sharedHours(earlier, later)
  const own = {
    before: exposureIn(shared.flatMap(({ hours }) => hours)),
    after: exposureIn(shared.flatMap(({ others }) => others)),
  }
  return {
    ...own,
    isPart: own.before.exposures < earlier.length || own.after.exposures < later.length,
    isUntimed: false,
    tables: shared.map(({ hours, others }) => ({ before: exposureIn(hours), after: exposureIn(others) })),
  }
}

/** Stimuli (or hours) without a send, in their order. */
export interface Silences {
  /** The most in a row. */
  readonly longest: number
  /** How many there were, and of how many in all. */
  readonly silent: number
  readonly all: number
  /** Of those that came behind one without a send: how many had none either, and how many ended the silence. */
  readonly kept: number
  readonly ended: number
}

/**
 * The silences of a side; none where only a document of results is at hand, which does not say when stimuli were. The tests
 * take stimuli for independent of each other: where sends come in spells, a long silence is nothing new.
 */
export function silencesOf(side: Side, pair: Pair, stimulus: Stimulus): Silences {
  let [longest, silent, all, kept, ended, run] = [0, 0, 0, 0, 0, 0]
  for (const isHit of hitsOf(side, pair, stimulus)) {
    all++
    if (run > 0 && isHit) ended++
    if (run > 0 && !isHit) kept++
    run = isHit ? 0 : run + 1
    if (!isHit) silent++
    longest = Math.max(longest, run)
  }
  return { longest, silent, all, kept, ended }
}

/** Whether a send came, for each stimulus (or hour) that was observed whole, in their order. */
function hitsOf(side: Side, pair: Pair, stimulus: Stimulus): boolean[] {
  const { timing } = side
  if (stimulus.event === null) return (hoursOf(side, pair) ?? []).map(({ isHit }) => isHit)
  if (timing === null) return []
  const times = sendsOf(side, pair)
  return [...(timing.events.get(stimulus.event) ?? [])]
    .map((at) => hitOf(timing, times, at, stimulus))
    .filter((hit) => hit !== null)
}

/**
 * The chance that so many stimuli in a row go without a send although nothing changed, where sends come in spells: that the
 * first falls into a silence, and that none of the next ends it, as silences before were ended (Fisher). 0 where no
 * silence was seen to go on or to end.
 */
export function chanceOfSilence({ silent, all, kept, ended }: Silences, stimuli: number): number {
  if (kept + ended === 0 || stimuli === 0) return 0
  return ((silent + 1) / (all + 1)) * fisherGreater(ended, kept, 0, stimuli - 1)
}

/** Whether a send follows an event in the window; null where the window was not observed whole. */
function hitOf(
  { observed, slackS }: NonNullable<Side['timing']>,
  times: Float64Array,
  at: number,
  { fromS, toS }: Stimulus,
): boolean | null {
  if (!observed.covers(at, at + toS + slackS)) return null
  const next = times[firstAfter(times, at + fromS - slackS - 1e-4)]
  return next !== undefined && next <= at + toS + slackS + 1e-4
}

/** The chance of so many hits of `more` beside those of `fewer`, were both the same (Fisher, one-sided); 1 where one has no exposure. */
export function chanceOf(more: Exposure, fewer: Exposure): number {
  return fisherGreater(more.hits, more.exposures - more.hits, fewer.hits, fewer.exposures - fewer.hits)
}

/**
 * The chance of so few hits after, were both sides the same (Fisher, one-sided; of hours within each hour of the day); 1
 * where one has no exposure.
 */
export function chanceOfFewer({ tables }: Contrast): number {
  return fisherWithin(tables.map(({ before, after }) => twoByTwo(before, after)))
}

/** The same of so few hits before. */
export function chanceOfMore({ tables }: Contrast): number {
  return fisherWithin(tables.map(({ before, after }) => twoByTwo(after, before)))
}

function twoByTwo(more: Exposure, fewer: Exposure): TwoByTwo {
  return {
    hits: more.hits,
    misses: more.exposures - more.hits,
    otherHits: fewer.hits,
    otherMisses: fewer.exposures - fewer.hits,
  }
}

/** The same window after; a wider one where the sender answers more slowly there. */
export function windowAfter(after: Side, host: string, given: Stimulus): Stimulus {
  const own = triggersByHost.allOf(after.triggers, host).find(({ event }) => event === given.event)
  return own === undefined || own.toS <= given.toS ? given : { ...given, toS: own.toS }
}

/** So many stimuli, or observed hours, in words. */
export function stimuliText(number: number, event: DeviceEventKind | null): string {
  if (event === null) return count(number, 'observed hour')
  return countedEvents(number, event)
}

/** `47 of 60 unlocks`. */
export function shareText({ hits, exposures }: Exposure, event: DeviceEventKind | null): string {
  return `${grouped(hits)} of ${stimuliText(exposures, event)}`
}

/** The same of a side, which may have been observed for too short a time to count a whole hour. */
export function sideShareText(side: Side, exposure: Exposure, event: DeviceEventKind | null): string {
  return event === null && side.observedSeconds < 3_600 && exposure.hits > 0
    ? 'sent in less than one observed hour'
    : shareText(exposure, event)
}
