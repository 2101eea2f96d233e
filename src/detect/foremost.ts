import { limits } from '../core/limits.ts'
import type { Detection } from './types.ts'

/** What says which value a detection shows. */
export type Identified = Pick<Detection, 'identifier' | 'normal'>

/** The value by its kind: the same for each place that shows it. */
export function valueOf({ identifier, normal }: Identified): string {
  return `${identifier} ${normal}`
}

/**
 * As many as are listed of one message, in their order: what is known first, each value before any comes again, and each kind
 * before one that has many (an address book).
 */
export function foremost<Found extends Identified & Pick<Detection, 'by'>>(
  found: readonly Found[],
): readonly Found[] {
  const counts = new Map<string, number>()
  const next = (of: string): number => {
    const times = counts.get(of) ?? 0
    counts.set(of, times + 1)
    return times
  }
  const ranked = found.map((one) => {
    const times = next(valueOf(one))
    const rank = times * 2 + (one.by === 'profile' ? 0 : 1)
    return { one, rank, among: times === 0 ? next(one.identifier) : 0 }
  })
  ranked.sort((one, other) => one.rank - other.rank || one.among - other.among)
  const listed = new Set(ranked.slice(0, limits.detect.observationsPerExchangeMax).map(({ one }) => one))
  return found.filter((one) => listed.has(one))
}
