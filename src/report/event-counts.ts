import { countedEvents } from '../correlate/words.ts'
import type { Correlation } from '../pipeline/correlation.ts'

/** How many events of which kind were compared: those that were given, or seen in the traffic where none of these helps. */
export function eventCounts({ events, aligned, outside }: Correlation): string[] {
  const isDerived = new Set(aligned.filter((one) => one.isDerived).map((one) => one.kind))
  return events.flatMap(({ kind, given, derived }) => {
    const isUsed = outside === null || outside.outside < outside.given
    if (given > 0 && isUsed && !isDerived.has(kind)) return [countedEvents(given, kind)]
    return derived > 0 ? [`${countedEvents(derived, kind)} (seen in the traffic)`] : []
  })
}

/** What is said where no trigger was found: a comparison that could not be made is no negative result. */
export function noTriggerText(pairs: number): string {
  return pairs === 0
    ? 'Nothing could be compared with events.'
    : 'No kind of event is followed by sends more often than chance explains.'
}
