import type { CustodyRecord } from './ledger.ts'
import type { Manifest } from './manifest.ts'

/** The clock went otherwise than time did between two acts. */
export interface ClockJump {
  /** Numbers of the two records. */
  readonly from: number
  readonly to: number
  /** By how many seconds the clock was set forward (or, below 0, back) against the time that passed. */
  readonly seconds: number
  /** By how many seconds the time since the start, which nobody sets, goes back within one run of the machine; 0 where it does not. */
  readonly upBackSeconds: number
}

type Timed = Pick<CustodyRecord, 'at' | 'clock' | 'sequence'>

/** Smaller ones are the work of a time server, and of the accuracy of both clocks. */
const secondsMin = 2

/**
 * Where the machine's clock was set between acts: within one run of the machine, time by the clock is held against time
 * since the start, which must not go back. Over a restart only a clock that goes back is seen.
 */
export function clockJumps(records: readonly Timed[]): ClockJump[] {
  const jumps: ClockJump[] = []
  for (const [index, { at, clock, sequence }] of records.entries()) {
    const before = records[index - 1]
    if (before === undefined) continue
    const passed = (Date.parse(at) - Date.parse(before.at)) / 1_000
    if (Number.isNaN(passed)) continue
    const isSameRun = clock !== undefined && clock.run !== '' && clock.run === before.clock?.run
    const up = isSameRun ? upBetween(before.clock?.upSeconds ?? null, clock.upSeconds) : null
    const upBack = Math.max(0, -(up ?? 0))
    const seconds = up === null || upBack > 0 ? Math.min(0, passed) : passed - up
    if (Math.max(Math.abs(seconds), upBack) >= secondsMin)
      jumps.push({
        from: before.sequence,
        to: sequence,
        seconds: Math.round(seconds),
        upBackSeconds: Math.round(upBack),
      })
  }
  return jumps
}

/** What the clock did between the acts, in sentences without a stop. */
export function clockLines(records: readonly Timed[]): string[] {
  return clockJumps(records).flatMap((jump) => jumpLines(jump, `#${jump.to}`))
}

/** The same of a bundle: also between its last act and the moment when its manifest was written. */
export function bundleClockLines(
  records: readonly Timed[],
  { sealedAt, host, redaction }: Pick<Manifest, 'sealedAt' | 'host' | 'redaction'>,
): string[] {
  const last = records.at(-1)
  if (last === undefined) return []
  // The host of a redacted bundle is that of its original, which was written at another time.
  const clock = redaction === undefined && host.clock !== undefined ? { clock: host.clock } : {}
  const sealed = { at: sealedAt, sequence: last.sequence + 1, ...clock }
  return [
    ...clockLines(records),
    ...clockJumps([last, sealed]).flatMap((jump) => jumpLines(jump, 'the writing of the bundle')),
  ]
}

function jumpLines({ from, seconds, upBackSeconds }: ClockJump, to: string): string[] {
  const between = `between #${from} and ${to}`
  return [
    ...(Math.abs(seconds) < secondsMin
      ? []
      : [`the clock was set ${seconds < 0 ? 'back' : 'forward'} by ${Math.abs(seconds)} s ${between}`]),
    ...(upBackSeconds < secondsMin
      ? []
      : [
          `the time since the start of the machine goes back by ${upBackSeconds} s ${between}, though it was not started anew: no clock does that`,
        ]),
  ]
}

function upBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from
}
