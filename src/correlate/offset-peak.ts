import { largest } from '../core/extremes.ts'
import { shareOnOtherDays } from './beside.ts'
import { ObservedTime } from './observed.ts'
import { firstAfter, firstWhere } from './sorted.ts'
import type { Relation } from './types.ts'
import { offsetSecondsMax, standsOut } from './clock.ts'

/** Windows in which events may find their sends while the offset is searched. */
export const searchWindows: readonly number[] = [2, 5, 12, 30]
/** What is nearer to an offset than this is the same reaction, or its burst. */
const apartSeconds = 300
/** Events that follow each other so closely are one occasion: that one of them meets a send says the same of all. */
const occasionSeconds = 60

/** The offset at which one relation meets best, and the best score of offsets that lie apart from it. */
export interface Peak {
  readonly score: number
  readonly offset: number
  readonly window: number
  readonly hits: number
  readonly second: number
}

/** Where both sides are regular, or come in bursts, many offsets do as well: then none is the clock's. */
export function isAlone({ score, second }: Peak): boolean {
  return score >= standsOut * second
}

/** Whether events of other days meet sends nearly as often: each may keep to a time of day of its own, which is no offset. */
export function isOfTimetables({ events, sends }: Relation, { offset, window, hits }: Peak): boolean {
  const observed = new ObservedTime([{ start: sends[0] ?? 0, end: sends.at(-1) ?? 0 }])
  const share = shareOnOtherDays({ events, sends, from: offset, to: offset + window, observed })
  return share * standsOut * events.length > hits
}

/**
 * So long a stretch before an offset, and behind it, is looked at, in seconds. Apps that send while the phone is used do so at
 * any time of that use: many offsets do as well as each other, and the best of them is a draw. What answers an event is over
 * soon.
 */
const besideSeconds = 60
/** What is nearer to an offset than this may be of its own reaction. */
const besidePeakSeconds = 4

/** Whether an event is the first, or does not follow another so closely that both say the same. */
function isOccasion(events: Float64Array, at: number, index: number): boolean {
  return index === 0 || at - (events[index - 1] as number) > occasionSeconds
}

const step = 0.5
const bins: number = Math.ceil((2 * offsetSecondsMax) / step)
/** Hits are as good as sure where every event of another time has them, too: no chance is taken for more. */
const chanceMost = 0.999

/** What one search after the other works in: by offset. */
export class SearchRoom {
  readonly scores: Float64Array = new Float64Array(bins + 1)
  readonly edges: Int32Array = new Int32Array(bins + 2)
  readonly counts: Int32Array = new Int32Array(bins + 1)
  /** Of the counts before each offset. */
  readonly sums: Float64Array = new Float64Array(bins + 2)
}

/**
 * For every offset (in steps of half a second) and window: how many events have a send in it? An event counts once, so
 * that a burst of sends is one reaction. The score is the logarithm of the likelihood ratio against the mean of all offsets, or
 * that of the minute before the offset or behind it where it is more, for as many events as there are occasions. Null where no
 * score is `needed` or more. What is too low to matter beside such a one ({@link isAlone}) is not worked out: `second` is 0 then.
 */
export function search(
  { scores, edges, counts, sums }: SearchRoom,
  events: Float64Array,
  sends: Float64Array,
  total: number,
  needed: number,
): Peak | null {
  scores.fill(0)
  const occasions = events.filter((at, index) => isOccasion(events, at, index)).length
  const scoreOf = (hits: number, chance: number): number =>
    (occasions / events.length) * likelihoodRatio(hits, events.length, chance)
  // A little below, for what rounding does.
  const least = (needed / standsOut) * (1 - 1e-9)
  let best: Omit<Peak, 'second'> | null = null
  for (const window of searchWindows) {
    markRuns(edges, events, sends, window)
    let hits = 0
    let sum = 0
    let most = 0
    for (let bin = 0; bin <= bins; bin++) {
      hits += edges[bin] as number
      counts[bin] = hits
      if (hits > most) most = hits
      sum += hits
    }
    const chanceAnywhere = Math.max(sum / (bins + 1) / events.length, window / total)
    const fewest = firstWhere(events.length, (some) => {
      const isMore = some / events.length > chanceAnywhere
      return isMore && scoreOf(some, Math.min(chanceMost, chanceAnywhere)) >= least
    })
    if (most < fewest) continue
    for (let bin = 0; bin <= bins; bin++) sums[bin + 1] = (sums[bin] as number) + (counts[bin] as number)
    const near = (window + besidePeakSeconds) / step
    const reach = near + besideSeconds / step
    for (let bin = 0; bin <= bins; bin++) {
      const found = counts[bin] as number
      // What comes with events at other offsets, too, only lowers the score.
      if (found < fewest) continue
      const around = Math.max(
        meanOf(sums, bin - reach, bin - near),
        meanOf(sums, bin + near + 1, bin + reach + 1),
      )
      const chance = Math.min(chanceMost, Math.max(chanceAnywhere, around / events.length))
      if (found / events.length <= chance) continue
      const score = scoreOf(found, chance)
      if (score > (scores[bin] as number)) scores[bin] = score
      if (best === null || score > best.score)
        best = { score, offset: bin * step - offsetSecondsMax, window, hits: found }
    }
  }
  if (best === null || best.score < needed) return null
  const reach = apartSeconds / step
  const middle = Math.round((best.offset + offsetSecondsMax) / step)
  const second = Math.max(
    largest(scores.subarray(0, Math.max(1, middle - reach))),
    largest(scores.subarray(Math.min(bins, middle + reach))),
  )
  return { ...best, second }
}

/**
 * Sets `edges` to how the number of events that have a send in the window changes from each offset to the next. An event is hit
 * at offset o where some send lies in [event + o, event + o + window]: each send makes a run of offsets; runs of one event are
 * joined.
 */
function markRuns(edges: Int32Array, events: Float64Array, sends: Float64Array, window: number): void {
  edges.fill(0)
  for (const at of events) {
    let open = 0
    for (let next = firstAfter(sends, at - offsetSecondsMax); next < sends.length; next++) {
      const difference = (sends[next] as number) - at
      if (difference > offsetSecondsMax + window) break
      const from = Math.max(open, Math.ceil((difference - window + offsetSecondsMax) / step))
      const to = Math.min(bins, Math.floor((difference + offsetSecondsMax) / step))
      if (to < from) continue
      edges[from] = (edges[from] as number) + 1
      edges[to + 1] = (edges[to + 1] as number) - 1
      open = to + 1
    }
  }
}

/** Logarithm of how much likelier so many hits are at their own rate than at a lower chance. */
function likelihoodRatio(hits: number, count: number, chance: number): number {
  const rate = hits / count
  const misses = count - hits
  return hits * Math.log(rate / chance) + (misses === 0 ? 0 : misses * Math.log((1 - rate) / (1 - chance)))
}

/** The mean from one place to another, which are cut to what there is; of nothing 0. `sums` up to each place. */
function meanOf(sums: Float64Array, from: number, to: number): number {
  const first = Math.max(0, from)
  const end = Math.min(sums.length - 1, to)
  return first >= end ? 0 : ((sums[end] as number) - (sums[first] as number)) / (end - first)
}
