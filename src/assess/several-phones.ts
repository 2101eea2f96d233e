import type { Observation } from './types.ts'

/** A phone has so many IMEIs at most: one for each SIM card. */
export const seatsMax = 2
/** The last digit is only a check, and not sent everywhere (3GPP TS 23.003, 6.2.1). */
const ownDigits = 14

/** How many IMEIs were sent that are more than possibly ones. */
export function imeisOf(
  observations: readonly Pick<Observation, 'identifier' | 'confidence' | 'normal'>[],
): number {
  const sure = observations.filter(
    ({ identifier, confidence }) => identifier === 'imei' && confidence !== 'possible',
  )
  return new Set(sure.map(({ normal }) => normal.slice(0, ownDigits))).size
}
