import type { CustodyRecord } from './ledger.ts'
import type { Manifest } from './manifest.ts'

/** The clock went otherwise than time did between two acts. */
export interface ClockJump {
  /** Numbers of the two records. */
  readonly from: number
  readonly to: number
  /** By how many seconds the clock was set forward (or, below 0, back) against the time that passed. */
  readonly seconds: number
}

type Timed = Pick<CustodyRecord, 'at' | 'clock' | 'sequence'>

/** Smaller ones are the work of a time server, and of the accuracy of both clocks. */
const secondsMin = 2

/**
 * Where the machine's clock was set between acts: within one run of the machine, time by the clock is held against time
 * since the start. Over a restart only a clock that goes back is seen.
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
    const seconds = up === null ? Math.min(0, passed) : passed - up
    if (Math.abs(seconds) >= secondsMin)
      jumps.push({ from: before.sequence, to: sequence, seconds: Math.round(seconds) })
  }
  return jumps
}

/** What the clock did between the acts, in sentences without a stop. */
export function clockLines(records: readonly Timed[]): string[] {
  return clockJumps(records).map(({ from, to, seconds }) => clockLine(from, `#${to}`, seconds))
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
    ...clockJumps([last, sealed]).map(({ from, seconds }) =>
      clockLine(from, 'the writing of the bundle', seconds),
    ),
  ]
}

function clockLine(from: number, to: string, seconds: number): string {
  return `the clock was set ${seconds < 0 ? 'back' : 'forward'} by ${Math.abs(seconds)} s between #${from} and ${to}`
}

function upBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null || to < from ? null : to - from
}
