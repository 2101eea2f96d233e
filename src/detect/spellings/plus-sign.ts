import { plusForBlank } from '../../core/signs/percent-escape.ts'
import type { Node } from '../../decode/types.ts'

/**
 * Whether `node` is a value of a pair that has `+` and no escapes. In forms it stands for a blank; in a query of CoAP
 * (RFC 7252, 6.5), and where a program forgot to escape, for itself: both readings count.
 */
export function isPlusSigned({ children }: Node): boolean {
  const [only] = children
  return children.length === 1 && only?.step.step === 'percent' && only.step.detail === plusForBlank
}
