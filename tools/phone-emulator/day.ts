import type { Random } from './random.ts'

/** What happens to the phone: done by its owner, not by the network. The plan depends on the seed alone. */
type StimulusKind =
  | 'boot'
  | 'shutdown'
  | 'screen-on'
  | 'unlock'
  | 'screen-off'
  | 'power-connected'
  | 'power-disconnected'
  | 'moved'

export interface Stimulus {
  /** Milliseconds after the start of the scenario. */
  readonly atMs: number
  readonly kind: StimulusKind
  /** Where to, for `moved`. */
  readonly place: string | null
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** The scenario's clock starts at 06:30 of the phone's local time and runs to 06:30 of the next day. */
const START_HOUR = 6.5
export const DAY_LENGTH_MS: number = 24 * HOUR_MS
export const SHORT_LENGTH_MS: number = 12 * MINUTE_MS

function clock(hour: number, minute: number): number {
  return (hour - START_HOUR) * HOUR_MS + minute * MINUTE_MS
}

const SCREEN_ONS = 44
/** Between two glances at the phone, at least. */
const GLANCE_GAP_MS = 4 * MINUTE_MS
const UNLOCK_SHARE = 0.72

function fixed(atMs: number, kind: StimulusKind, place: string | null = null): Stimulus {
  return { atMs, kind, place }
}

/** A day: two boots, about 44 times screen on, a commute, charging at the desk and over night. */
export function planDay(random: Random): Stimulus[] {
  const moves = [
    fixed(clock(7, 38) + random.between(0, MINUTE_MS), 'moved', 'tram'),
    fixed(clock(8, 7) + random.between(0, MINUTE_MS), 'moved', 'work'),
    fixed(clock(16, 31) + random.between(0, MINUTE_MS), 'moved', 'tram'),
    fixed(clock(16, 58) + random.between(0, MINUTE_MS), 'moved', 'home'),
    fixed(clock(18, 24) + random.between(0, MINUTE_MS), 'moved', 'gym'),
    fixed(clock(20, 9) + random.between(0, MINUTE_MS), 'moved', 'home'),
  ]
  const power = [
    fixed(clock(12, 40) + random.between(0, 5 * MINUTE_MS), 'power-connected'),
    fixed(clock(15, 4) + random.between(0, 5 * MINUTE_MS), 'power-disconnected'),
    fixed(clock(22, 47) + random.between(0, 5 * MINUTE_MS), 'power-connected'),
  ]
  const firstBoot = clock(6, 41) + random.between(0, 2 * MINUTE_MS)
  const shutdown = clock(15, 21) + random.between(0, MINUTE_MS)
  const secondBoot = shutdown + random.between(35_000, 50_000)
  const boots = [fixed(firstBoot, 'boot'), fixed(shutdown, 'shutdown'), fixed(secondBoot, 'boot')]

  const glances: Stimulus[] = []
  for (const atMs of glanceTimes(random, firstBoot, shutdown, secondBoot))
    glances.push(...glance(random, atMs))
  return [...moves, ...power, ...boots, ...glances].sort((a, b) => a.atMs - b.atMs)
}

/** Times of screen-ons: from after breakfast to bed, none in the meeting nor around a reboot. */
function glanceTimes(random: Random, firstBoot: number, shutdown: number, secondBoot: number): number[] {
  const times = [firstBoot + random.between(100_000, 140_000), secondBoot + random.between(95_000, 130_000)]
  const forbidden: readonly (readonly [number, number])[] = [
    [clock(12, 52), clock(14, 35)],
    [shutdown - 3 * MINUTE_MS, secondBoot + MINUTE_MS],
  ]
  for (let tries = 0; times.length < SCREEN_ONS && tries < 10_000; tries++) {
    const at = random.between(firstBoot + 5 * MINUTE_MS, clock(23, 18))
    const isForbidden = forbidden.some(([from, to]) => at >= from && at <= to)
    if (isForbidden || times.some((other) => Math.abs(other - at) < GLANCE_GAP_MS)) continue
    times.push(at)
  }
  return times.sort((a, b) => a - b)
}

function glance(random: Random, atMs: number): Stimulus[] {
  const on = fixed(atMs, 'screen-on')
  if (!random.chance(UNLOCK_SHARE)) return [on, fixed(atMs + random.between(6000, 15_000), 'screen-off')]
  const unlockAt = atMs + random.between(900, 4500)
  return [on, fixed(unlockAt, 'unlock'), fixed(unlockAt + random.between(20_000, 150_000), 'screen-off')]
}

/** Twelve minutes: a boot, two unlocks and a glance. For tests of the emulator itself. */
export function planShort(random: Random): Stimulus[] {
  return [
    fixed(1000, 'boot'),
    ...glanceWithUnlock(random, 2 * MINUTE_MS),
    ...glanceWithUnlock(random, 5 * MINUTE_MS),
    fixed(9 * MINUTE_MS, 'screen-on'),
    fixed(9 * MINUTE_MS + 9000, 'screen-off'),
  ]
}

function glanceWithUnlock(random: Random, atMs: number): Stimulus[] {
  const unlockAt = atMs + random.between(900, 4500)
  return [fixed(atMs, 'screen-on'), fixed(unlockAt, 'unlock'), fixed(unlockAt + 20_000, 'screen-off')]
}
