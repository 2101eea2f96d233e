import type { Node } from '../../decode/types.ts'
import type { IdentifierType } from '../identifier-type.ts'
import type { Detection, Dismissal } from '../types.ts'

/** A value, in `[start, end)` of its node, in its normal form. */
interface TextValue {
  readonly node: Node
  readonly value: string
  readonly normal: string
  readonly start: number
  readonly end: number
  /** How the value is written, where that is not usual. */
  readonly writtenAs?: string
}

/** What a value is that `reason`, in what stands around it, names as one of `type`: probably that, or a placeholder. */
export function toldByContext(
  type: IdentifierType,
  { node, value, normal, start, end, writtenAs = '' }: TextValue,
  reason: string,
): (Detection | Dismissal)[] {
  const identifier = type.name
  const placeholder = type.placeholder(normal)
  if (placeholder !== '') return [{ identifier, value, node, reason: placeholder }]
  return [
    {
      identifier,
      value,
      normal,
      node,
      start,
      end,
      writtenAs,
      confidence: 'probable',
      by: `recogniser:${identifier}`,
      reasons: [reason, type.proof],
    },
  ]
}
