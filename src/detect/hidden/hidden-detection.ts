import type { DigestInput } from '../digests/digest-input.ts'
import type { Detection } from '../types.ts'
import type { Node } from '../../decode/types.ts'

/** A value of the profile that no spelling shows, at these bytes of `node`. `writtenAs`: what hides it, for people. */
export function detection(
  known: DigestInput,
  node: Node,
  start: number,
  end: number,
  writtenAs: string,
  reasons: readonly string[],
): Detection {
  return {
    identifier: known.identifier,
    value: known.value,
    normal: known.normal,
    node,
    start,
    end: Math.min(end, node.bytes.length),
    writtenAs,
    confidence: 'certain',
    by: 'profile',
    reasons,
  }
}
