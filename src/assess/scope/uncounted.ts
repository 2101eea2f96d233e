import type { Unit } from './unit.ts'

/** A unit that was not tested enough after all, and why. */
export function withoutCount(unit: Unit, lack: string): Unit {
  return unit.state === 'affected'
    ? { ...unit, isCounted: false, reason: uncountedReason(unit.reason, lack) }
    : { ...unit, isCounted: false, state: 'undetermined', reason: lack }
}

/** Why a unit is affected, and why it is not counted. */
export function uncountedReason(reason: string, lack: string): string {
  return `${reason}; not counted: ${lack}`
}
