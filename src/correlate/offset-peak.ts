import { largest } from '../core/extremes.ts'
import { shareOnOtherDays } from './beside.ts'
import { ObservedTime } from './observed.ts'
import { firstAfter } from './sorted.ts'
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

/**
 * For every offset (in steps of half a second) and window: how many events have a send in it? An event counts once, so
 * that a burst of sends is one reaction. The score is the logarithm of the likelihood ratio against the mean of all offsets, or
 * that of the minute before the offset or behind it where it is more, for as many events as there are occasions.
 */
export function search(events: Float64Array, sends: Float64Array, total: number): Peak | null {
  const step = 0.5
  const bins = Math.ceil((2 * offsetSecondsMax) / step)
  const scores = new Float64Array(bins + 1)
  const occasions = events.filter((at, index) => isOccasion(events, at, index)).length
  let best: Omit<Peak, 'second'> | null = null
  for (const window of searchWindows) {
    // An event is hit at offset o where some send lies in [event + o, event + o + window]: each send makes a run of
    // offsets; runs of one event are joined. Counted by differences, then summed up.
    const edges = new Int32Array(bins + 2)
    for (const at of events) {
      let next = firstAfter(sends, at - offsetSecondsMax)
      let open = 0
      for (; next < sends.length; next++) {
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
    let hits = 0
    let sum = 0
    const counts = new Int32Array(bins + 1)
    const sums = new Float64Array(bins + 2)
    for (let bin = 0; bin <= bins; bin++) {
      hits += edges[bin] as number
      counts[bin] = hits
      sum += hits
      sums[bin + 1] = sum
    }
    const chanceAnywhere = Math.max(sum / (bins + 1) / events.length, window / total)
    const near = (window + besidePeakSeconds) / step
    const reach = near + besideSeconds / step
    for (let bin = 0; bin <= bins; bin++) {
      const rate = (counts[bin] as number) / events.length
      if (rate <= chanceAnywhere) continue
      const around = Math.max(
        meanOf(sums, bin - reach, bin - near),
        meanOf(sums, bin + near + 1, bin + reach + 1),
      )
      const chance = Math.min(0.999, Math.max(chanceAnywhere, around / events.length))
      if (rate <= chance) continue
      const misses = events.length - (counts[bin] as number)
      const score =
        (occasions / events.length) *
        ((counts[bin] as number) * Math.log(rate / chance) +
          (misses === 0 ? 0 : misses * Math.log((1 - rate) / (1 - chance))))
      if (score > (scores[bin] as number)) scores[bin] = score
      if (best === null || score > best.score)
        best = { score, offset: bin * step - offsetSecondsMax, window, hits: counts[bin] as number }
    }
  }
  if (best === null) return null
  const reach = apartSeconds / step
  const middle = Math.round((best.offset + offsetSecondsMax) / step)
  const second = Math.max(
    largest(scores.subarray(0, Math.max(1, middle - reach))),
    largest(scores.subarray(Math.min(bins, middle + reach))),
  )
  return { ...best, second }
}

/** The mean from one place to another, which are cut to what there is; of nothing 0. `sums` up to each place. */
function meanOf(sums: Float64Array, from: number, to: number): number {
  const first = Math.max(0, from)
  const end = Math.min(sums.length - 1, to)
  return first >= end ? 0 : ((sums[end] as number) - (sums[first] as number)) / (end - first)
}
