import { grouped } from '../core/grouped.ts'
import { limits } from '../core/limits.ts'
import { largest, smallest } from '../core/extremes.ts'
import { shareOnOtherDays } from './beside.ts'
import { ObservedTime } from './observed.ts'
import { firstAfter } from './sorted.ts'
import { quantile } from './quantile.ts'
import type { ClockAlignment } from './types.ts'
import { count, momentText, secondsText } from './words.ts'

/** Offsets up to this are searched for, in seconds. */
const offsetSecondsMax = 3_900
const { clockEventsMax, clockSendsMax, onsetEventsMax } = limits.correlate
/** So many anchors are compared with each other. */
const slopeAnchorsMax = 200
/** Windows in which events may find their sends while the offset is searched. */
const searchWindows: readonly number[] = [2, 5, 12, 30]

/** A comparison of both clocks at one moment (capture clock, seconds): add `offset` to the phone's time. */
export interface Anchor {
  readonly at: number
  readonly offset: number
  readonly uncertainty: number
  readonly source: string
}

/** Comparisons that differ by more than this, and by more than clocks drift, show one that was set between them, in seconds. */
const jumpSeconds = 30
const driftSecondsPerDayMax = 20
/** As much as the quartz of a phone is off (about 20 ppm), where comparisons do not show how much it is. */
const driftSecondsPerDayUsual = 2
const daySeconds = 86_400

/** What comparisons of both clocks give: their uncertainty holds from the first to the last of them. */
export interface AnchoredAlignment extends ClockAlignment {
  /** The times of the first and the last comparison, in seconds since 1970 on the capture's clock. */
  readonly comparedFrom: number
  readonly comparedTo: number
  /** How far from the drift given the clocks may drift, in seconds a day. */
  readonly driftUncertainty: number
}

/** The alignment that anchors give: their line where they show a drift, else their middle. */
export function alignByAnchors(anchors: readonly Anchor[]): AnchoredAlignment | null {
  if (anchors.length === 0) return null
  const sorted = anchors.toSorted((left, right) => left.uncertainty - right.uncertainty)
  const best = sorted[0] as Anchor
  const good = anchors.filter((anchor) => anchor.uncertainty <= 5 * best.uncertainty + 0.001)
  const offset = quantile(
    good.map((anchor) => anchor.offset).sort((left, right) => left - right),
    0.5,
  )
  const times = good.map((anchor) => anchor.at)
  const [comparedFrom, comparedTo] = [smallest(times), largest(times)]
  const span = comparedTo - comparedFrom
  const reference = quantile(
    [...times].sort((left, right) => left - right),
    0.5,
  )
  const jump = jumpOf(good)
  const spreadWith = (drift: number): number =>
    largest(good.map((anchor) => Math.abs(anchor.offset - offset - drift * (anchor.at - reference))))
  // A jump is no drift: the line would miss both sides of it.
  const fitted = good.length >= 3 && span > 3_600 && jump === null ? slope(good) : 0
  const unsure = Math.max(largest(good.map((anchor) => anchor.uncertainty)), spreadWith(fitted))
  // Comparisons that are off by as much, to either side, look like so much drift.
  const seeming = (2 * unsure) / span
  const isShown = Math.abs(fitted) > seeming && Math.abs(fitted) * daySeconds <= driftSecondsPerDayMax
  const drift = isShown ? fitted : 0
  // What the drift does not explain.
  const uncertainty = Math.max(best.uncertainty, spreadWith(drift))
  const sources = [...new Set(good.map((anchor) => anchor.source))].join(', ')
  return {
    offsetMs: Math.round(offset * 1_000),
    uncertaintyMs: Math.ceil(uncertainty * 1_000),
    driftMsPerDay: Math.round(0 - drift * daySeconds * 1_000),
    referenceS: reference,
    method: 'anchor',
    comparedFrom,
    comparedTo,
    driftUncertainty: isShown
      ? seeming * daySeconds
      : Math.min(seeming * daySeconds, driftSecondsPerDayUsual),
    sentence: `${aheadText(offset)}, by ${count(good.length, 'comparison')} of both clocks (${sources}), give or take ${secondsText(uncertainty)}.${isShown ? driftText(drift) : ''}${jump === null ? '' : jumpText(jump)}`,
  }
}

/** `drift`: by how much the offset grows, in seconds a second. */
function driftText(drift: number): string {
  return ` It ${drift > 0 ? 'loses' : 'gains'} ${secondsText(Math.abs(drift) * daySeconds)} a day.`
}

/**
 * The same for events at such moments (capture's clock, seconds, ascending): the farther from the comparisons, the less is
 * known. One uncertainty holds for all of them, that of the farthest.
 */
export function carriedTo(alignment: AnchoredAlignment, moments: Float64Array): AnchoredAlignment {
  const { comparedFrom, comparedTo, driftUncertainty, uncertaintyMs } = alignment
  const first = moments[0] ?? comparedFrom
  const last = moments.at(-1) ?? comparedTo
  const away = Math.max(0, comparedFrom - first, last - comparedTo)
  const grown = Math.ceil(uncertaintyMs + (away / daySeconds) * driftUncertainty * 1_000)
  const text = secondsText(grown / 1_000)
  if (text === secondsText(uncertaintyMs / 1_000)) return { ...alignment, uncertaintyMs: grown }
  return {
    ...alignment,
    uncertaintyMs: grown,
    sentence: `${alignment.sentence} Clocks drift: at the event farthest from these comparisons it is give or take ${text}.`,
  }
}

/** Two comparisons, one after the other, between which a clock was set. */
interface Jump {
  readonly from: Anchor
  readonly to: Anchor
}

/** The comparison and the next that differ most, where that is no drift. */
function jumpOf(anchors: readonly Anchor[]): Jump | null {
  const inTime = anchors.toSorted((left, right) => left.at - right.at)
  let most: Jump | null = null
  for (const [index, to] of inTime.entries()) {
    const from = inTime[index - 1]
    if (from === undefined) continue
    const usual = jumpSeconds + ((to.at - from.at) / daySeconds) * driftSecondsPerDayMax
    const size = sizeOf({ from, to })
    if (size > usual + from.uncertainty + to.uncertainty && (most === null || size > sizeOf(most)))
      most = { from, to }
  }
  return most
}

function sizeOf({ from, to }: Jump): number {
  return Math.abs(to.offset - from.offset)
}

/** What is uncertain then is on which side of it an event lies. */
function jumpText(jump: Jump): string {
  return ` Between ${momentText(jump.from.at)} and ${momentText(jump.to.at)} one of the clocks was set by ${secondsText(sizeOf(jump))}: give the events of each side of it with a capture of that side, and they are known better.`
}

/** Theil and Sen: the median of all slopes, between anchors from the whole time. */
function slope(anchors: readonly Anchor[]): number {
  const step = Math.max(1, anchors.length / slopeAnchorsMax)
  const length = Math.min(anchors.length, slopeAnchorsMax)
  const some = Array.from({ length }, (_, index) => anchors[Math.floor(index * step)] as Anchor)
  const slopes: number[] = []
  for (const [index, left] of some.entries()) {
    for (const right of some.slice(index + 1)) {
      if (Math.abs(right.at - left.at) > 600) slopes.push((right.offset - left.offset) / (right.at - left.at))
    }
  }
  return slopes.length === 0
    ? 0
    : quantile(
        slopes.sort((left, right) => left - right),
        0.5,
      )
}

/**
 * The offset at which the phone's own events meet the same events as the traffic shows them (a join of the network and
 * its DHCP exchange). `phone` on the phone's clock, `traffic` on the capture's; both ascending, in seconds. `named`: what the
 * first is called, where it may not be the phone's. Regular events meet at many offsets: then the smallest of those that fit
 * best is given, and it is said.
 */
export function alignBySameEvents(
  phone: Float64Array,
  traffic: Float64Array,
  named: string = phoneClock,
): ClockAlignment | null {
  const differences = differencesOf(phone.subarray(0, clockEventsMax), traffic.subarray(0, clockEventsMax))
  const chance = (differences.length / (2 * offsetSecondsMax)) * sameWidth
  // Half of the rarer ones; and so far above chance that it takes seven at least.
  const needed = Math.max(0.5 * Math.min(phone.length, traffic.length), chance + 6 * Math.sqrt(chance + 1))
  const [fullest, ...others] = meetingsOf(differences)
  if (fullest === undefined || fullest.events < needed) return null
  const rivals = others.filter(({ events }) => events * standsOut >= fullest.events && events >= needed)
  const best = [fullest, ...rivals].filter(({ events }) => events === fullest.events)
  const taken = nearestOf(best, 0) ?? fullest
  const { from } = taken
  const rival = nearestOf(
    [fullest, ...rivals].filter((one) => one !== taken),
    from,
  )
  const inside = differences.filter((one) => one >= from && one <= from + sameWidth)
  const offset = quantile(inside, 0.5)
  const deviations = inside.map((one) => Math.abs(one - offset)).sort((left, right) => left - right)
  // What the traffic shows comes a little after what the phone notes, by an unknown constant.
  const uncertainty = Math.max(0.5, quantile(deviations, 0.9))
  return {
    offsetMs: Math.round(offset * 1_000),
    uncertaintyMs: Math.ceil(uncertainty * 1_000),
    driftMsPerDay: 0,
    referenceS: 0,
    method: 'same-events',
    ...(rival === undefined ? {} : { isOneOfSeveral: true as const }),
    sentence: `${aheadText(offset, named)}, by ${count(taken.events, 'event')} that both the phone and the traffic show, give or take ${secondsText(uncertainty)}.${rival === undefined ? '' : severalText(rival, taken)}${Math.max(phone.length, traffic.length) > clockEventsMax ? firstsText : ''}`,
  }
}

/**
 * A kind of event and the sends that are thought to follow it: both in seconds since 1970, ascending, each on its own
 * clock.
 */
export interface Relation {
  readonly events: Float64Array
  readonly sends: Float64Array
  /** A reaction to such events may take up to so many seconds where the clocks agree; ten where it is absent. */
  readonly reactionSeconds?: number
}

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
 * {@link alignBySameEvents}.
 */
export function alignByCorrelation(
  relations: readonly Relation[],
  observed: ObservedTime,
  named: string = phoneClock,
): FoundAlignment | null {
  const peaks: (Peak & { relation: Relation; isCut: boolean })[] = []
  let tried = 0
  for (const relation of relations) {
    if (relation.events.length < 5 || relation.sends.length < 5) continue
    const events = relation.events.subarray(0, clockEventsMax)
    const sends = relation.sends.subarray(0, clockSendsMax)
    const found = search(events, sends, observed.total)
    tried++
    const own = { ...relation, events, sends }
    const isCut = events.length < relation.events.length || sends.length < relation.sends.length
    if (found !== null && isAlone(found) && !isOfTimetables(own, found))
      peaks.push({ ...found, relation: own, isCut })
  }
  const needed = Math.log((2 * offsetSecondsMax * searchWindows.length * tried) / 1e-3)
  const shown = peaks
    .filter(({ score }) => score >= needed)
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

/** Behind a sentence about clocks, where there was more than was looked at. */
const firstsText = ` Of each kind the first ${grouped(clockEventsMax)} events and ${grouped(clockSendsMax)} sends were compared.`

const phoneClock = 'The phone’s clock'

/** Whose clock is ahead, with `offset` seconds to be added to the phone’s, or the one that is `named`. */
export function aheadText(offset: number, named: string = phoneClock): string {
  if (Math.abs(offset) < 0.05) return `${named} and the capture’s agree`
  return `${named} is ${secondsText(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} the capture’s`
}

/** All differences send - event within the range of offsets, ascending; a bounded number of them. */
function differencesOf(events: Float64Array, sends: Float64Array): number[] {
  const differences: number[] = []
  for (const at of events) {
    let next = firstAfter(sends, at - offsetSecondsMax)
    while (next < sends.length && differences.length < 2_000_000) {
      const difference = (sends[next++] as number) - at
      if (difference > offsetSecondsMax) break
      differences.push(difference)
    }
  }
  return differences.sort((left, right) => left - right)
}

/** An offset at which events of both sides meet: from where on, and how many. */
interface Meeting {
  readonly from: number
  readonly events: number
}

/** Notes of the same event on both sides are so far apart, at most, where the offset is right, in seconds. */
const sameWidth = 3
/** Offsets that are nearer to each other than this are one. */
const sameApart = 10

/** Where differences (ascending) lie densest, the fullest first; of what lies close together the fullest. */
function meetingsOf(differences: readonly number[]): Meeting[] {
  const starts: Meeting[] = []
  let end = 0
  for (const [first, from] of differences.entries()) {
    while (end < differences.length && (differences[end] as number) - from <= sameWidth) end++
    const last = starts.at(-1)
    const events = end - first
    if (last === undefined || from - last.from > sameApart) starts.push({ from, events })
    else if (events > last.events) starts[starts.length - 1] = { from, events }
  }
  return starts.sort((left, right) => right.events - left.events)
}

function nearestOf(meetings: readonly Meeting[], to: number): Meeting | undefined {
  return meetings.toSorted((left, right) => Math.abs(left.from - to) - Math.abs(right.from - to))[0]
}

function severalText(rival: Meeting, taken: Meeting): string {
  return ` An offset ${secondsText(Math.abs(rival.from - taken.from))} away from it fits ${count(rival.events, 'event')}, too: events at regular distances meet at many offsets, and of those that fit best the smallest was taken.`
}

/** What is nearer to an offset than this is the same reaction, or its burst. */
const apartSeconds = 300
/** The best offset must show so many times what any other does. */
const standsOut = 1.5
/** Events that follow each other so closely are one occasion: that one of them meets a send says the same of all. */
const occasionSeconds = 60

/** The offset at which one relation meets best, and the best score of offsets that lie apart from it. */
interface Peak {
  readonly score: number
  readonly offset: number
  readonly window: number
  readonly hits: number
  readonly second: number
}

/** Where both sides are regular, or come in bursts, many offsets do as well: then none is the clock's. */
function isAlone({ score, second }: Peak): boolean {
  return score >= standsOut * second
}

/** Whether events of other days meet sends nearly as often: each may keep to a time of day of its own, which is no offset. */
function isOfTimetables({ events, sends }: Relation, { offset, window, hits }: Peak): boolean {
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
function search(events: Float64Array, sends: Float64Array, total: number): Peak | null {
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

/**
 * Where, near `offset`, do the sends begin? Maximum likelihood of a rate that is flat before the onset and has an
 * exponential excess behind it; the spread is how far the onset may move before the likelihood falls by 2.
 */
function onsetOf(relation: Relation, offset: number, window: number): { at: number; spread: number } {
  const before = 40 + window
  const after = 40 + 2 * window
  const differences: number[] = []
  for (const at of relation.events.subarray(0, onsetEventsMax)) {
    let next = firstAfter(relation.sends, at + offset - before)
    // The first send of a reaction only: what follows in the same burst is no sign of when it began.
    let last = Number.NEGATIVE_INFINITY
    while (next < relation.sends.length) {
      const difference = (relation.sends[next++] as number) - at - offset
      if (difference > after) break
      if (difference - last > 5) differences.push(difference)
      last = difference
    }
  }
  differences.sort((left, right) => left - right)
  const early = differences.filter((one) => one < -window - 2).length
  const background = Math.max(0.02, early / (before - window - 2))
  let most = Number.NEGATIVE_INFINITY
  let at = 0
  const profile: { at: number; score: number }[] = []
  for (const onset of differences) {
    if (onset < -window - 2 || onset > window + 5) continue
    let score = Number.NEGATIVE_INFINITY
    for (const scale of [0.3, 1, 3, 8]) {
      const inside = differences.filter((one) => one >= onset && one < onset + 4 * scale).length
      const excess = Math.max(0.5, inside - background * 4 * scale)
      let sum = -excess
      for (const one of differences) {
        const late = one - onset
        if (late >= 0) sum += Math.log1p(((excess / scale) * Math.exp(-late / scale)) / background)
      }
      if (sum > score) score = sum
    }
    profile.push({ at: onset, score })
    if (score > most) {
      most = score
      at = onset
    }
  }
  const likely = profile.filter((one) => one.score >= most - 2).map((one) => one.at)
  const spread = likely.length === 0 ? 0 : Math.max(...likely.map((one) => Math.abs(one - at)))
  return { at: offset + at, spread }
}
