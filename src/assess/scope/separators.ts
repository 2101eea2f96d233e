import { fisherGreater } from '../../correlate/exact.ts'
import { Random } from '../../correlate/random.ts'
import { count, probabilityText } from '../../correlate/words.ts'
import type { Condition } from './conditions.ts'
import { conditionsText, holds, imply } from './conditions.ts'
import type { Conjunction } from './conjunctions.ts'
import { bitsOf, conjunctionsOf, isEqual, overlap, setBit } from './conjunctions.ts'
import type { Unit } from './unit.ts'

/** A conjunction of conditions that separates affected units from clean ones. */
export interface Separator {
  readonly conditions: readonly Condition[]
  readonly affectedInside: number
  readonly cleanInside: number
  readonly affectedOutside: number
  readonly cleanOutside: number
  readonly undeterminedInside: number
  /** Affected units outside that were not tested enough to be counted. */
  readonly affectedOutsideUncounted: number
  /** Fisher's exact test, one-sided. */
  readonly pValue: number
  /** Share of random relabellings of the units for which any conjunction separates as well: corrected for the search. */
  readonly pCorrected: number
  /** Other conjunctions that select the same determined units: the data can not tell them apart. */
  readonly confoundedWith: readonly (readonly Condition[])[]
  readonly sentence: string
}

const relabellings = 999
const significance = 0.05

/**
 * The smallest conjunctions that hold affected units of `known` and not the clean ones, and how many were tried. `seed` is that
 * of the relabellings; a conjunction has up to `conditionsMax` conditions.
 */
export function separators(
  all: readonly Unit[],
  known: readonly Unit[],
  options: { readonly seed: number; readonly conditionsMax: number },
): { separating: Separator[]; conjunctions: number } {
  const affected = known.filter((unit) => unit.state === 'affected').length
  if (affected === 0 || affected === known.length) return { separating: [], conjunctions: 0 }
  const conjunctions = conjunctionsOf(known, options.conditionsMax)
  const labels = bitsOf(known, (unit) => unit.state === 'affected')
  const p = table(known.length, affected)
  const scored = conjunctions.map((one) => ({ one, pValue: p(overlap(one.inside, labels), one.size) }))
  scored.sort(
    (left, right) =>
      left.pValue - right.pValue ||
      left.one.conditions.length - right.one.conditions.length ||
      left.one.size - right.one.size,
  )
  // Distinct sets of units only: the correction is for what can differ.
  const random = new Random(options.seed, 31)
  const order = Array.from({ length: known.length }, (_, index) => index)
  const best: number[] = []
  for (let round = 0; round < relabellings; round++) {
    random.shuffle(order)
    const shuffled = new Uint32Array(labels.length)
    for (const index of order.slice(0, affected)) setBit(shuffled, index)
    let least = 1
    for (const { inside, size } of conjunctions) {
      const value = p(overlap(inside, shuffled), size)
      if (value < least) least = value
    }
    best.push(least)
  }
  best.sort((left, right) => left - right)
  const separating: Separator[] = []
  const taken: Conjunction[] = []
  for (const { one, pValue } of scored) {
    const asGood = best.filter((value) => value <= pValue * (1 + 1e-9)).length
    const pCorrected = (asGood + 1) / (relabellings + 1)
    if (pCorrected > significance || separating.length >= 10) break
    // A longer conjunction that holds no other units than a shorter one, or is a part of one already told, adds nothing.
    const same = taken.find((other) => isEqual(other.inside, one.inside))
    if (same !== undefined) continue
    if (taken.some((other) => isImpliedBy(other, one, labels) || imply(one.conditions, other.conditions)))
      continue
    taken.push(one)
    separating.push(describe(all, known, one, { affected, labels, pValue, pCorrected }))
  }
  return { separating, conjunctions: conjunctions.length }
}

/** One told before selects fewer clean units and no fewer affected ones, with no more conditions. */
function isImpliedBy(other: Conjunction, one: Conjunction, labels: Uint32Array): boolean {
  const hits = overlap(one.inside, labels)
  const otherHits = overlap(other.inside, labels)
  return (
    otherHits >= hits &&
    other.size - otherHits <= one.size - hits &&
    other.conditions.length <= one.conditions.length &&
    overlap(other.inside, one.inside) === Math.min(other.size, one.size)
  )
}

/** P-values of Fisher's test by (affected inside, size inside), each computed once. */
function table(total: number, affected: number): (hits: number, size: number) => number {
  const cache = new Map<number, number>()
  return (hits, size) => {
    const key = size * (total + 1) + hits
    let value = cache.get(key)
    if (value === undefined) {
      value = fisherGreater(hits, size - hits, affected - hits, total - size - (affected - hits))
      cache.set(key, value)
    }
    return value
  }
}

function describe(
  all: readonly Unit[],
  known: readonly Unit[],
  one: Conjunction,
  facts: { affected: number; labels: Uint32Array; pValue: number; pCorrected: number },
): Separator {
  const same = one.equals
  const affectedInside = overlap(one.inside, facts.labels)
  const cleanInside = one.size - affectedInside
  const affectedOutside = facts.affected - affectedInside
  const cleanOutside = known.length - one.size - affectedOutside
  const undeterminedInside = all.filter(
    (unit) => unit.state === 'undetermined' && one.conditions.every((condition) => holds(unit, condition)),
  ).length
  const affectedOutsideUncounted = all.filter(
    (unit) =>
      unit.state === 'affected' &&
      !unit.isCounted &&
      !one.conditions.every((condition) => holds(unit, condition)),
  ).length
  return {
    conditions: one.conditions,
    affectedInside,
    cleanInside,
    affectedOutside,
    cleanOutside,
    undeterminedInside,
    affectedOutsideUncounted,
    pValue: facts.pValue,
    pCorrected: facts.pCorrected,
    confoundedWith: same,
    sentence: `${conditionsText(one.conditions)}: ${affectedInside} of ${count(one.size, 'unit')} affected; of the others ${affectedOutside} of ${affectedOutside + cleanOutside} (${probabilityText(facts.pCorrected)}, the search counted in).${uncountedText(affectedOutsideUncounted)}${confoundedText(same)}`,
  }
}

/** That units are affected which contradict “only”, and are not counted; a space before it, '' where there are none. */
function uncountedText(outside: number): string {
  if (outside === 0) return ''
  return ` ${count(outside, 'more affected unit')} outside of it ${outside === 1 ? 'is' : 'are'} not counted, not being tested enough.`
}

/** What else selects the same units, as a sentence with a space before it; '' where nothing does. */
export function confoundedText(same: Separator['confoundedWith']): string {
  if (same.length === 0) return ''
  const [verb, them] = same.length === 1 ? ['selects', 'the two'] : ['select', 'them']
  return ` ${same.slice(0, 3).map(conditionsText).join('; ')}${same.length > 3 ? ' and others' : ''} ${verb} the same units: these units can not tell ${them} apart.`
}
