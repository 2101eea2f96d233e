import type { Transmission } from './types.ts'

/** Whether nothing shows that a transmission took place: a browser lists its request, and gave it up before it had a server. */
export function mayBeUnsent({ summary }: Pick<Transmission, 'summary'>): boolean {
  return summary.mayBeUnsent === true
}
