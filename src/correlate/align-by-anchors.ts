import { largest, smallest } from '../core/extremes.ts'
import { quantile } from './quantile.ts'
import type { ClockAlignment } from './types.ts'
import { count, momentText, secondsText } from './words.ts'
import { aheadText } from './clock.ts'

/** So many anchors are compared with each other. */
const slopeAnchorsMax = 200

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
