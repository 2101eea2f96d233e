import { isEncrypted } from '../core/protection.ts'
import type { Transmission } from './types.ts'

/** Who could read a message between sender and recipient: anybody, nobody without keys, or nobody told. */
export type OnTheWay = 'clear' | 'encrypted' | 'untold'

/**
 * How a message travelled; a log of the device tells of a contact, and not of that. What the program encrypted itself was encrypted
 * on the way, too.
 */
export function onTheWay({ protection, summary }: Pick<Transmission, 'protection' | 'summary'>): OnTheWay {
  if (isEncrypted(protection) || summary.isSealedByProgram === true) return 'encrypted'
  return protection === 'unknown' || summary.protocol === 'device-log' ? 'untold' : 'clear'
}
