import type { CustodyRecord } from './ledger.ts'

/** The clock went otherwise than time did between two acts. */
export interface ClockJump {
  /** Numbers of the two records. */
  readonly from: number
  readonly to: number
  /** By how many seconds the clock was set forward (or, below 0, back) against the time that passed. */
  readonly seconds: number
}

/** Smaller ones are the work of a time server, and of the accuracy of both clocks. */
const secondsMin = 2

/**
 * Where the machine's clock was set between acts: within one run of the machine, time by the clock is held against time
 * since the start. Over a restart only a clock that goes back is seen.
 */
export function clockJumps(records: readonly CustodyRecord[]): ClockJump[] {
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

function upBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null || to < from ? null : to - from
}
