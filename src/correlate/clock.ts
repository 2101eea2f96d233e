import { grouped } from '../core/grouped.ts'
import { limits } from '../core/limits.ts'
import { secondsText } from './words.ts'

/** Offsets up to this are searched for, in seconds. */
export const offsetSecondsMax = 3_900
/** Behind a sentence about clocks, where there was more than was looked at. */
export const firstsText: string = ` Of each kind the first ${grouped(limits.correlate.clockEventsMax)} events and ${grouped(limits.correlate.clockSendsMax)} sends were compared.`

/** How sentences name the clock of the phone. */
export const phoneClock = 'The phone’s clock'

/** Whose clock is ahead, with `offset` seconds to be added to the phone’s, or the one that is `named`. */
export function aheadText(offset: number, named: string = phoneClock): string {
  if (Math.abs(offset) < 0.05) return `${named} and the capture’s agree`
  return `${named} is ${secondsText(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} the capture’s`
}

/** The best offset must show so many times what any other does. */
export const standsOut = 1.5
