import { countedEvents } from '../correlate/words.ts'
import { exposuresMin } from '../correlate/triggers.ts'
import type { Correlation } from '../pipeline/events/correlation.ts'

/**
 * How many events of which kind were compared: those that were given, or seen in the traffic where none of these helps. Of
 * a kind that is too rare to be compared it is said: that no send follows it was not shown.
 */
export function eventCounts({ events, aligned, observed, outside }: Correlation): string[] {
  const few = new Set(
    aligned
      .filter(({ times }) => times.filter((at) => !Number.isNaN(observed.line(at))).length < exposuresMin)
      .map(({ kind }) => kind),
  )
  const isDerived = new Set(aligned.filter((one) => one.isDerived).map((one) => one.kind))
  return events.flatMap(({ kind, given, derived }) => {
    const isUsed = outside === null || outside.outside < outside.given
    const rare = few.has(kind) ? ' (too few to compare)' : ''
    if (given > 0 && isUsed && !isDerived.has(kind)) return [`${countedEvents(given, kind)}${rare}`]
    return derived > 0 ? [`${countedEvents(derived, kind)} (seen in the traffic)${rare}`] : []
  })
}

/** What is said where no trigger was found: a comparison that could not be made is no negative result. */
export function noTriggerText({ pairs, isZoneOpen }: Correlation): string {
  const text =
    pairs === 0
      ? 'Nothing could be compared with events: it takes two of a kind in the time of the capture, and two sends.'
      : 'No kind of event is followed by sends more often than chance explains.'
  return isZoneOpen
    ? `${text} The times of the events name no zone and were taken as UTC: in another zone sends may follow them (--events-zone).`
    : text
}
