import { isSealedByProgram } from '../../assess/sealed-by-program.ts'
import type { Observation, Transmission } from '../../assess/types.ts'
import { isEncrypted } from '../../core/protection.ts'

/** Whether the program had encrypted all that was observed itself, and nothing else encrypts it on the way. */
export function areSealed(
  observed: readonly Pick<Observation, 'protection' | 'chain'>[],
  protection: Transmission['protection'],
): boolean {
  return observed.length > 0 && !isEncrypted(protection) && observed.every(isSealedByProgram)
}
