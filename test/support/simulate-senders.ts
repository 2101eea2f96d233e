/**
 * A phone in numbers: when things happen to it, and when its senders send. The laws of each sender are given, so that
 * what the statistics find can be held against what is true. No sockets, no capture: times only.
 */
import { ObservedTime } from '../../src/correlate/observed.ts'
import { Random } from '../../src/correlate/random.ts'
import type { EventSeries, Series } from '../../src/correlate/types.ts'
import type { DeviceEventKind } from '../../src/device/events/types.ts'

export type Latency =
  | { readonly law: 'uniform'; readonly from: number; readonly to: number }
  | { readonly law: 'exponential'; readonly from: number; readonly mean: number }
  | { readonly law: 'constant'; readonly seconds: number; readonly jitter: number }

export interface SenderLaw {
  readonly name: string
  readonly triggers?: readonly {
    readonly kind: DeviceEventKind
    readonly probability: number
    readonly latency: Latency
  }[]
  /** Sends an hour that nothing triggers, in waking hours; a tenth of it at night. */
  readonly perHour?: number
  /** Sends of one burst, at most; the first counts as above, the others follow within seconds. */
  readonly burst?: number
  readonly period?: { readonly seconds: number; readonly jitter: number }
  /** After each send that was triggered: so many retries at that distance, then silence. */
  readonly retries?: { readonly count: number; readonly seconds: number }
}

export interface PhoneLaw {
  readonly seed: number
  readonly days: number
  readonly screenOnsPerDay: number
  /** The person looks at the phone so often in all, and then never again. */
  readonly screenOnsMax?: number
  readonly unlockShare: number
  readonly bootsPerDay?: number
  readonly senders: readonly SenderLaw[]
  /** Share of the time in which nobody captured, in stretches of an hour. */
  readonly missedShare?: number
  /** The phone's clock is behind by this many seconds: its events' times are smaller. */
  readonly offset?: number
}

export interface SimulatedPhone {
  readonly series: readonly Series[]
  readonly events: readonly EventSeries[]
  readonly observed: ObservedTime
}

const day = 86_400
/** 2026-03-02, a Monday, at 00:00 UTC. */
const start = 1_772_409_600

/** True time of day at which a person is awake: 06:30 to 23:30. */
function isAwake(at: number): boolean {
  const second = at % day
  return second > 6.5 * 3_600 && second < 23.5 * 3_600
}

function poisson(random: Random, perHour: number, from: number, to: number): number[] {
  const times: number[] = []
  if (perHour <= 0) return times
  let at = from
  for (;;) {
    at += random.exponential(3_600 / perHour)
    if (at >= to) return times
    if (isAwake(at) || random.chance(0.1)) times.push(at)
  }
}

function delay(random: Random, latency: Latency): number {
  if (latency.law === 'uniform') return random.between(latency.from, latency.to)
  if (latency.law === 'exponential') return latency.from + random.exponential(latency.mean)
  return Math.max(0, latency.seconds + random.normal() * latency.jitter)
}

/** Times of what happens to a phone in `days` days. */
function simulateEvents(random: Random, law: PhoneLaw): Map<DeviceEventKind, number[]> {
  const end = start + law.days * day
  const events = new Map<DeviceEventKind, number[]>()
  const add = (kind: DeviceEventKind, at: number): void => {
    const list = events.get(kind)
    if (list === undefined) events.set(kind, [at])
    else list.push(at)
  }
  let last = 0
  for (const at of poisson(random, law.screenOnsPerDay / 18, start, end)) {
    // A screen that is on can not go on.
    if (
      at < last + 20 ||
      (events.get('screen-on')?.length ?? 0) >= (law.screenOnsMax ?? Number.POSITIVE_INFINITY)
    )
      continue
    add('screen-on', at)
    let off = at + random.between(6, 15)
    if (random.chance(law.unlockShare)) {
      const unlock = at + random.between(0.8, 5)
      add('unlock', unlock)
      off = unlock + random.between(10, 200)
    }
    add('screen-off', off)
    last = off
  }
  for (const at of poisson(random, (law.bootsPerDay ?? 0.4) / 18, start, end)) {
    add('boot', at)
    add('network-up', at + random.between(18, 30))
  }
  for (const at of poisson(random, 8 / 18, start, end)) add('network-up', at)
  for (const at of poisson(random, 6 / 18, start, end)) add('location-move', at)
  for (const at of poisson(random, 2 / 18, start, end)) add('charger-on', at)
  for (const list of events.values()) list.sort((left, right) => left - right)
  return events
}

/** Times of what one sender sends. */
function simulateSender(
  random: Random,
  law: SenderLaw,
  events: ReadonlyMap<DeviceEventKind, readonly number[]>,
  end: number,
): number[] {
  const times: number[] = []
  const ladder: number[] = []
  for (const { kind, probability, latency } of law.triggers ?? []) {
    for (const at of events.get(kind) ?? []) {
      if (random.chance(probability)) times.push(at + delay(random, latency))
    }
  }
  if (law.retries !== undefined) {
    for (const at of times)
      for (let turn = 1; turn <= law.retries.count; turn++)
        ladder.push(at + turn * law.retries.seconds + random.normal() * 0.2)
  }
  times.push(...ladder)
  for (const at of poisson(random, law.perHour ?? 0, start, end)) {
    times.push(at)
    const more = random.whole(law.burst ?? 1)
    let next = at
    for (let index = 0; index < more; index++) times.push((next += random.exponential(2)))
  }
  if (law.period !== undefined) {
    let at = start + random.next() * law.period.seconds
    while (at < end) {
      times.push(at)
      at += Math.max(0.5, law.period.seconds + random.normal() * law.period.jitter)
    }
  }
  return times.sort((left, right) => left - right)
}

/** The whole phone: its series, events, and when it was observed. */
export function simulatePhone(law: PhoneLaw): SimulatedPhone {
  const random = new Random(law.seed, 77)
  const end = start + law.days * day
  const events = simulateEvents(new Random(law.seed, 1), law)
  const intervals: { start: number; end: number }[] = []
  const pieces = Math.round(law.days * 24)
  for (let piece = 0; piece < pieces; piece++) {
    if (random.chance(law.missedShare ?? 0)) continue
    intervals.push({
      start: start + (piece * (end - start)) / pieces,
      end: start + ((piece + 1) * (end - start)) / pieces,
    })
  }
  const observed = new ObservedTime(intervals)
  const offset = law.offset ?? 0
  return {
    observed,
    series: law.senders.map((sender, index) => ({
      key: sender.name,
      recipient: `r${index + 1}`,
      noun: 'send',
      name: sender.name,
      times: Float64Array.from(
        simulateSender(new Random(law.seed, 1_000 + index), sender, events, end).filter(
          (at) => !Number.isNaN(observed.line(at)),
        ),
      ),
    })),
    events: [...events].map(([kind, times]) => ({
      kind,
      isDerived: false,
      times: Float64Array.from(times, (at) => at - offset),
    })),
  }
}

/** The recipients of an ordinary phone, none of which cares for what happens to it: beacons, pollers, bursty apps. */
export function ordinarySenders(random: Random, howMany: number): SenderLaw[] {
  return Array.from({ length: howMany }, (_, index): SenderLaw => {
    const name = `app-${index + 1}.example`
    switch (index % 4) {
      case 0:
        return { name, perHour: random.between(0.2, 3), burst: random.whole(8) + 1 }
      case 1:
        return { name, perHour: random.between(2, 20), burst: random.whole(4) + 1 }
      case 2:
        return { name, period: { seconds: random.between(240, 7_200), jitter: random.between(0, 60) } }
      default:
        return {
          name,
          perHour: random.between(0.1, 1),
          burst: 3,
          period: { seconds: random.between(900, 3_600), jitter: 5 },
        }
    }
  })
}

/** Distances between heartbeats, in seconds, that fit into ten minutes or that ten minutes fit into. */
const beatSeconds: readonly number[] = [60, 100, 120, 150, 200, 300, 600, 1_200]

/**
 * A phone that a script unlocks every ten minutes, twenty times, while eight heartbeats go on that know nothing of it:
 * they meet each unlock at the same delay, or at one of few.
 */
export function simulateScript(random: Random): SimulatedPhone {
  const end = start + 13_000
  const unlocks = Float64Array.from(
    { length: 20 },
    (_, index) => start + 300 + index * 600 + random.between(0, 1),
  )
  const series = beatSeconds.map((seconds, index) => {
    const phase = random.between(0, seconds)
    const times = Array.from(
      { length: Math.floor(12_900 / seconds) },
      (_, beat) => start + phase + beat * seconds + random.between(0, 0.2),
    )
    return {
      key: `r${index}`,
      recipient: `r${index}`,
      name: 'beat.example',
      noun: 'send' as const,
      times: Float64Array.from(times).toSorted(),
    }
  })
  return {
    series,
    events: [{ kind: 'unlock', times: unlocks, isDerived: false }],
    observed: new ObservedTime([{ start, end }]),
  }
}

/** How often, in uses of a phone, something happens: the mean distance in seconds. */
export interface UseLaw {
  readonly startSeconds: number
  readonly sendSeconds: number
  /** Recipients of which nothing answers anything. */
  readonly senders: number
}

/**
 * A day of a phone that is used 15 times, for 2 to 30 minutes. In use apps start, and recipients are sent something, each at any
 * time of it and independent of all else; the unlocks begin the uses.
 */
export function simulateUse(random: Random, { startSeconds, sendSeconds, senders }: UseLaw): SimulatedPhone {
  const end = start + 86_400
  const uses: { from: number; to: number }[] = []
  for (let at = start; ; ) {
    at += random.exponential(86_400 / 15)
    if (at >= end) break
    uses.push({ from: at, to: Math.min(end, at + random.between(120, 1_800)) })
  }
  const inUse = (mean: number): Float64Array => {
    const times: number[] = []
    for (const { from, to } of uses)
      for (let at = from + random.exponential(mean); at < to; at += random.exponential(mean)) times.push(at)
    return Float64Array.from(times).sort()
  }
  return {
    series: Array.from({ length: senders }, (_, index) => ({
      key: `r${index}`,
      recipient: `r${index}`,
      name: `app${index}.example`,
      noun: 'send' as const,
      times: inUse(sendSeconds),
    })),
    events: [
      { kind: 'app-start', times: inUse(startSeconds), isDerived: false },
      { kind: 'unlock', times: Float64Array.from(uses, ({ from }) => from), isDerived: false },
    ],
    observed: new ObservedTime([{ start, end }]),
  }
}

/**
 * A fortnight in which an alarm clock, the charger at night and twenty recipients each keep to a time of day of their own: what
 * comes close together does so each day, and has nothing to do with each other. `spread`: of the events, in seconds.
 */
export function simulateTimetables(random: Random, spread: number): SimulatedPhone {
  const days = Array.from({ length: 14 }, (_, index) => start + index * 86_400)
  const daily = (draw: () => number): Float64Array => Float64Array.from(days, (day) => day + draw()).sort()
  const habits = [
    ['screen-on', 6.5],
    ['charger-on', 22.5],
    ['charger-off', 6.8],
  ] as const
  return {
    series: Array.from({ length: 20 }, (_, index) => {
      const at = random.between(0, 86_300)
      return {
        key: `r${index}`,
        recipient: `r${index}`,
        name: `sync${index}.example`,
        noun: 'send' as const,
        times: daily(() => at + random.between(0, 30)),
      }
    }),
    events: habits.map(([kind, hour]) => ({
      kind,
      times: daily(() => hour * 3_600 + spread * random.normal()),
      isDerived: false,
    })),
    observed: new ObservedTime([{ start, end: start + 14 * 86_400 }]),
  }
}

/** Three days of bursts of two to nine sends, whose pauses are drawn evenly from a range: no period. */
export function simulatePauses(random: Random): { series: Series; observed: ObservedTime } {
  const longest = Math.exp(random.between(Math.log(2), Math.log(300)))
  const shortest = random.between(0.05, 1 / 3) * longest
  const end = start + 3 * 86_400
  const times: number[] = []
  for (let burst = start; burst < end; burst += random.exponential(4_320)) {
    let at = burst
    for (let left = 2 + random.whole(8); left > 0 && at < end; left--) {
      times.push(at)
      at += random.between(shortest, longest)
    }
  }
  return {
    series: {
      key: 'r0',
      recipient: 'r0',
      name: 'app.example',
      noun: 'send',
      times: Float64Array.from(times).sort(),
    },
    observed: new ObservedTime([{ start, end }]),
  }
}
