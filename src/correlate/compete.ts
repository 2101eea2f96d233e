import { binomialTail, fisherGreater } from './exact.ts'
import { firstAfter } from './sorted.ts'

/** One kind of event with the window in which a series answers it, as the pair's own test found it. */
export interface Contender {
  /** Exposed events, ascending, in seconds. */
  readonly events: Float64Array
  readonly from: number
  readonly to: number
  /** Chance that a window holds a send although the event has nothing to do with it. */
  readonly chance: number
}

/** An event this long after another one belongs to it, at most: what a person does after the screen went on. */
const nestedSeconds = 300
/** Separating events that are needed before anything is said. */
const separatingMin = 5
/** Chance of taking noise for an effect, for each of the two questions. */
const alpha = 0.005

/** What adds a send to no more than this share of its events adds nothing worth a word. */
const addedMax = 0.25
/** One-sided 95 % of the normal distribution. */
const normal95 = 1.645

/** What becomes of a contender beside another one, see {@link judge}. */
export type ContenderFate = 'stands' | 'explained' | 'together'

/**
 * Of two kinds of event that often come together (an unlock follows a screen-on), does `one` still have anything to say
 * when `other` is known? Two questions, each of events that separate them:
 *
 * 1. Alone: do events of `one` without `other` near still have sends more often than chance? And the reverse.
 * 2. Added: after `one` that follows `other`, are there more sends than at the same delay after `other` alone?
 *
 * `explained`: `one` has no effect of its own, and `other` does. `together`: too few events separate them.
 */
export function judge(one: Contender, other: Contender, sends: Float64Array): ContenderFate {
  const oneAlone = alone(one, other)
  const pairs = one.events.length - oneAlone.length
  if (pairs === 0) return 'stands'
  const otherAlone = alone(other, one)
  const oneHas = effect(oneAlone, one, sends)
  const otherHas = effect(otherAlone, other, sends)
  if (oneHas === 'some') return 'stands'
  const oneAdds = adds(one, other, otherAlone, sends)
  if (oneAdds === 'yes') return 'stands'
  if (oneHas === 'none') {
    if (otherHas === 'some' || adds(other, one, oneAlone, sends) === 'yes') return 'explained'
    return otherHas === 'unknown' ? 'explained' : 'stands'
  }
  if (otherHas === 'some' && oneAdds === 'no') return 'explained'
  return share(one, pairs) > 0.5 ? 'together' : 'stands'
}

/** Whether enough events of `one` came without `other` near to say what follows these. */
export function isSeenAlone(one: Contender, other: Contender): boolean {
  return alone(one, other).length >= separatingMin
}

function share(one: Contender, pairs: number): number {
  return one.events.length === 0 ? 0 : pairs / one.events.length
}

/** Events of `one` without any of `other` that could be the cause of the sends in the window, or of the event itself. */
function alone(one: Contender, other: Contender): number[] {
  const kept: number[] = []
  for (const at of one.events) {
    const next = firstAfter(other.events, at - Math.max(other.to, Math.min(nestedSeconds, one.to)) - 1e-9)
    const near = other.events[next]
    if (near === undefined || near > at + one.to) kept.push(at)
  }
  return kept
}

function hitsOf(events: readonly number[], from: number, to: number, sends: Float64Array): number {
  let hits = 0
  for (const at of events) {
    const next = sends[firstAfter(sends, at + from - 1e-9)]
    if (next !== undefined && next <= at + to) hits++
  }
  return hits
}

function effect(events: readonly number[], of: Contender, sends: Float64Array): 'some' | 'none' | 'unknown' {
  if (events.length < separatingMin) return 'unknown'
  const hits = hitsOf(events, of.from, of.to, sends)
  return binomialTail(hits, events.length, of.chance) < alpha ? 'some' : 'none'
}

/** Events of the inner kind behind one of the outer, and as many moments behind outer ones that came alone. */
interface Nested {
  readonly hits: number
  readonly inner: number
  readonly controlHits: number
  readonly controls: number
}

/** Null where too few events separate the two. `outerAlone` are the outer events without inner. */
function nested(
  inner: Contender,
  outer: Contender,
  outerAlone: readonly number[],
  sends: Float64Array,
): Nested | null {
  const delays: number[] = []
  let hits = 0
  for (const at of inner.events) {
    const before = outer.events[firstAfter(outer.events, at) - 1]
    if (before === undefined || at - before > nestedSeconds) continue
    delays.push(at - before)
    const next = sends[firstAfter(sends, at + inner.from - 1e-9)]
    if (next !== undefined && next <= at + inner.to) hits++
  }
  if (delays.length < separatingMin || outerAlone.length < separatingMin) return null
  // Every delay stands for the control equally often, in turn.
  let controlHits = 0
  let controls = 0
  for (const [index, at] of outerAlone.entries()) {
    for (let turn = 0; turn < 3; turn++) {
      const delay = delays[(index * 3 + turn) % delays.length] as number
      controlHits += hitsOf([at + delay], inner.from, inner.to, sends)
      controls++
    }
  }
  const rate = Math.round((controlHits / controls) * outerAlone.length)
  return { hits, inner: delays.length, controlHits: rate, controls: outerAlone.length }
}

/** Question 2: does `inner` add to `outer`, which came before it? */
function adds(
  inner: Contender,
  outer: Contender,
  outerAlone: readonly number[],
  sends: Float64Array,
): 'yes' | 'no' | 'unknown' {
  const seen = nested(inner, outer, outerAlone, sends)
  if (seen === null) return 'unknown'
  const { hits, inner: count, controlHits, controls } = seen
  return fisherGreater(hits, count - hits, controlHits, controls - controlHits) < alpha ? 'yes' : 'no'
}

/**
 * Of a kind that is explained by another one, which it follows: may it add a send to more than a quarter of its events all the
 * same? That no difference shows is no evidence that there is none. Upper bound of the difference of two shares, 95 %, one-sided
 * (Agresti and Caffo 2000).
 */
export function mayAdd(one: Contender, other: Contender, sends: Float64Array): boolean {
  const seen = nested(one, other, alone(other, one), sends)
  if (seen === null) return true
  const share = (seen.hits + 1) / (seen.inner + 2)
  const control = (seen.controlHits + 1) / (seen.controls + 2)
  const variance = (share * (1 - share)) / (seen.inner + 2) + (control * (1 - control)) / (seen.controls + 2)
  return share - control + normal95 * Math.sqrt(variance) > addedMax
}
