import { fisherGreater } from './exact.ts'
import type { ObservedTime } from './observed.ts'
import type { TriggerDoubt } from './types.ts'

/** An event whose window was observed, in seconds since 1970, and whether a send followed it. */
export interface Exposed {
  readonly at: number
  readonly isHit: boolean
}

/** Chance of taking noise for a change, over all borders between stretches. */
const alpha = 0.001
/** Of the part with fewer sends at most this share of the other's: a smaller change may be use of the phone. */
const shareMost = 0.2

/**
 * Where captures of several stretches do not show the same (a phone before and after its update), the sum of all is true of
 * none: what each part shows; null where they are alike. `exposed` ascends.
 */
export function unevenDoubt(
  exposed: readonly Exposed[],
  { intervals }: ObservedTime,
): Extract<TriggerDoubt, { code: 'uneven' }> | null {
  const borders = intervals.length - 1
  const all = sumOf(exposed)
  let best = alpha
  let doubt: ReturnType<typeof unevenDoubt> = null
  let [index, events, hits] = [0, 0, 0]
  for (let border = 0; border < borders; border++) {
    const [until, from] = [intervals[border]?.end ?? 0, intervals[border + 1]?.start ?? 0]
    for (let one = exposed[index]; one !== undefined && one.at < from; one = exposed[++index]) {
      events++
      if (one.isHit) hits++
    }
    const [later, laterHits] = [all.events - events, all.hits - hits]
    if (events === 0 || later === 0) continue
    const [share, laterShare] = [hits / events, laterHits / later]
    if (Math.min(share, laterShare) > shareMost * Math.max(share, laterShare)) continue
    const chance =
      share > laterShare
        ? fisherGreater(hits, events - hits, laterHits, later - laterHits)
        : fisherGreater(laterHits, later - laterHits, hits, events - hits)
    if (2 * chance * borders > best) continue
    best = 2 * chance * borders
    doubt = { code: 'uneven', hits, events, untilS: until, laterHits, laterEvents: later, fromS: from }
  }
  return doubt
}

function sumOf(exposed: readonly Exposed[]): { events: number; hits: number } {
  return { events: exposed.length, hits: exposed.filter(({ isHit }) => isHit).length }
}
