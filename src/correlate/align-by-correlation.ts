import { limits } from '../core/limits.ts'
import { ObservedTime } from './observed.ts'
import type { ClockAlignment, Relation } from './types.ts'
import { count, secondsText } from './words.ts'
import { onsetOf } from './onset.ts'
import { isAlone, isOfTimetables, search, SearchRoom, searchWindows } from './offset-peak.ts'
import type { Peak } from './offset-peak.ts'
import { aheadText, firstsText, offsetSecondsMax, phoneClock } from './clock.ts'

/** What correlation shows of the clocks. */
export interface FoundAlignment extends ClockAlignment {
  /**
   * Set where clocks that agree explain what was found as well: after so many milliseconds the reaction begins then. That of
   * the strongest relation of which this holds, which need not be the one that the offset is of.
   */
  readonly delayMs: number | null
  /** Set where so few of the events meet a send that it may as well be a timer of an app: then it is no offset of clocks. */
  readonly isOfFew: boolean
  /** How many events of how many meet a send, in words. */
  readonly met: string
}

/** The clocks' own offset makes so large a share of the events meet a send, at least. */
const eventShareMin = 0.5
/** An offset smaller than this can as well be the time that reactions take, in seconds. */
const reactionSecondsUsual = 10
/** A reaction can not come before its event; what is so little before is not told from it. */
const earlySeconds = 0.5
/** Of so many relations, the strongest, it is looked at when the reaction begins. */
const onsetsMax = 16

/**
 * The offset that makes events and sends meet best (the maximum of their cross-correlation), and where the reaction
 * begins there. Null where no offset stands out: then nothing can be said. Events that lie outside of `observed` with an offset
 * do not speak against it. A constant delay of every reaction can not be told from an offset, so the uncertainty is at least one second. `named` as in
 * `alignBySameEvents`.
 */
export function alignByCorrelation(
  relations: readonly Relation[],
  observed: ObservedTime,
  named: string = phoneClock,
): FoundAlignment | null {
  const tested = relations.filter(({ events, sends }) => events.length >= 5 && sends.length >= 5)
  const needed = Math.log((2 * offsetSecondsMax * searchWindows.length * tested.length) / 1e-3)
  const room = new SearchRoom()
  const peaks: (Peak & { relation: Relation; isCut: boolean })[] = []
  for (const relation of tested) {
    const events = relation.events.subarray(0, limits.correlate.clockEventsMax)
    const sends = relation.sends.subarray(0, limits.correlate.clockSendsMax)
    const found = search(room, events, sends, observed.total, needed)
    const own = { ...relation, events, sends }
    const isCut = events.length < relation.events.length || sends.length < relation.sends.length
    if (found !== null && isAlone(found) && !isOfTimetables(own, found))
      peaks.push({ ...found, relation: own, isCut })
  }
  const shown = peaks
    .toSorted((left, right) => right.score - left.score)
    .slice(0, onsetsMax)
    .map((peak) => ({ ...peak, onset: onsetOf(peak.relation, peak.offset, peak.window) }))
  const best = shown.find((peak) => !isOfFew(peak, observed)) ?? shown[0]
  if (best === undefined) return null
  // One relation that needs no offset is enough: an offset would bring its sends before their events.
  const delayed = shown.find(
    ({ onset, relation: { reactionSeconds = reactionSecondsUsual } }) =>
      onset.at > -earlySeconds && onset.at < reactionSeconds,
  )
  const { onset } = best
  const uncertainty = 1 + onset.spread
  const met = `${best.hits} of ${count(best.relation.events.length, 'event')}`
  return {
    offsetMs: Math.round(onset.at * 1_000),
    uncertaintyMs: Math.ceil(uncertainty * 1_000),
    driftMsPerDay: 0,
    referenceS: 0,
    method: 'cross-correlation',
    met,
    sentence: `${aheadText(onset.at, named)}: with this offset ${met} meet a send, more than with any other up to ${secondsText(offsetSecondsMax)}; give or take ${secondsText(uncertainty)}, a constant delay of the reaction not counted.${best.isCut ? firstsText : ''}`,
    delayMs: delayed === undefined ? null : Math.round(delayed.onset.at * 1_000),
    isOfFew: isOfFew(best, observed),
  }
}

/** Whether most events that were observed meet no send at the offset. */
function isOfFew({ relation, offset, hits }: Peak & { relation: Relation }, observed: ObservedTime): boolean {
  const seen = relation.events.filter((at) => !Number.isNaN(observed.line(at + offset))).length
  return hits < eventShareMin * seen
}
