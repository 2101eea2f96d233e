import { clopperPearson, finiteBounds, fisherGreater } from '../correlate/exact.ts'
import type { Bounds } from '../correlate/exact.ts'
import { Random } from '../correlate/random.ts'
import { count, percentText, probabilityText } from '../correlate/words.ts'

/** `affected`: it sent; `clean`: it did not, in enough exposures to say so; `undetermined`: it did not, in too few. */
export type UnitState = 'affected' | 'clean' | 'undetermined'

/** One physical device of a fleet. Of its serial number only the beginning is kept, as an attribute. */
export interface Unit {
  readonly id: string
  readonly attributes: ReadonlyMap<string, string>
  readonly state: UnitState
  /** Events (or observed hours) without a send: what "clean" rests on. */
  readonly exposures: number
  readonly hits: number
  /** Why it is in this state, in a few words. */
  readonly reason: string
}

/** One condition on units: an attribute has a value, or lies at or below (above) a border. */
export interface Condition {
  readonly attribute: string
  readonly relation: 'is' | 'at most' | 'at least'
  readonly value: string
}

/** A conjunction of conditions that separates affected units from clean ones. */
export interface Separator {
  readonly conditions: readonly Condition[]
  readonly affectedInside: number
  readonly cleanInside: number
  readonly affectedOutside: number
  readonly cleanOutside: number
  readonly undeterminedInside: number
  /** Fisher's exact test, one-sided. */
  readonly pValue: number
  /** Share of random relabellings of the units for which any conjunction separates as well: corrected for the search. */
  readonly pCorrected: number
  /** Other conjunctions that select the same determined units: the data can not tell them apart. */
  readonly confoundedWith: readonly (readonly Condition[])[]
  readonly sentence: string
}

/** Affected units `k` of `n` determined ones, with the exact interval at 95 % as shares (0 to 1). */
export interface Prevalence extends Bounds {
  readonly k: number
  readonly n: number
  /** Where the number of units that were made is known: bounds as counts of them. */
  readonly population?: number
  readonly lowCount?: number
  readonly highCount?: number
}

/** The prevalence among units of which an attribute has one value; `undetermined` ones are not in `n`. */
export interface Stratum extends Prevalence {
  readonly attribute: string
  readonly value: string
  readonly undetermined: number
}

/** What to test next, and why. */
export interface NextTest {
  readonly conditions: readonly Condition[]
  readonly without: readonly Condition[]
  readonly units: number
  readonly reason: string
}

/**
 * The answer of `scopeOf`: how many are affected, where, what separates them, and which tests would tell most.
 * `conjunctions`: how many were tried, which the corrected p-values pay for.
 */
export interface Scope {
  readonly units: readonly Unit[]
  readonly prevalence: Prevalence
  readonly strata: readonly Stratum[]
  readonly separating: readonly Separator[]
  readonly next: readonly NextTest[]
  readonly conjunctions: number
  readonly sentences: readonly string[]
}

/**
 * What the user says of a fleet: how many units were made (null where that is not known), and the seed of the
 * relabellings.
 */
export interface ScopeOptions {
  readonly population: number | null
  readonly seed: number
  /** How many conditions a conjunction has at most. */
  readonly conditionsMax: number
}

const relabellings = 999
const significance = 0.05
/** Distinct conditions and conjunctions that are looked at: bounds the search. */
const conditionsMax = 400
const conjunctionsMax = 60_000
const valuesPerAttributeMax = 60

/**
 * How many units, and which? The prevalence among the units whose state is known, with exact bounds; and the smallest
 * conjunctions of attributes that hold the affected units and not the clean ones. The search over many conjunctions is
 * paid for: what is reported must separate better than the best conjunction does after shuffling who is affected.
 */
export function scopeOf(units: readonly Unit[], options: ScopeOptions): Scope {
  const known = units.filter((unit) => unit.state !== 'undetermined')
  const affected = known.filter((unit) => unit.state === 'affected')
  const prevalence = prevalenceOf(affected.length, known.length, options.population)
  const { separating, conjunctions } = separators(units, known, options)
  return {
    units,
    prevalence,
    strata: strataOf(units),
    separating,
    next: nextTests(units, separating),
    conjunctions,
    sentences: [
      prevalenceSentence(prevalence, units.length - known.length),
      ...(separating[0] === undefined
        ? [
            affected.length === 0
              ? 'No unit is affected, so there is nothing to separate.'
              : 'No attribute separates affected from clean units better than chance explains.',
          ]
        : separating.slice(0, 3).map((one) => one.sentence)),
    ],
  }
}

/**
 * The exact interval for `k` affected of `n` tested units: Clopper and Pearson, or the hypergeometric one of Wendell
 * and Schmee where the number of units that were made is known and not smaller than `n`.
 */
export function prevalenceOf(k: number, n: number, population: number | null): Prevalence {
  const bounds = clopperPearson(k, n)
  if (population === null || population < n) return { k, n, ...bounds }
  const finite = n === 0 ? { low: 0, high: population } : finiteBounds(k, n, population)
  return {
    k,
    n,
    low: finite.low / population,
    high: finite.high / population,
    population,
    lowCount: finite.low,
    highCount: finite.high,
  }
}

function prevalenceSentence(one: Prevalence, undetermined: number): string {
  const fleet =
    one.population === undefined
      ? ''
      : ` (${one.lowCount} to ${one.highCount} of ${one.population} units that were made)`
  return `${one.k} of ${count(one.n, 'unit')} whose state is known ${one.k === 1 ? 'is' : 'are'} affected: between ${percentText(one.low)} and ${percentText(one.high)}${fleet} (exact, 95 %).${undetermined === 0 ? '' : ` ${count(undetermined, 'unit')} could not be determined and ${undetermined === 1 ? 'is' : 'are'} not counted.`} This holds for units chosen without regard to whether they are affected.`
}

function strataOf(units: readonly Unit[]): Stratum[] {
  const strata: Stratum[] = []
  const names = new Set(units.flatMap((unit) => [...unit.attributes.keys()]))
  for (const attribute of names) {
    const groups = Map.groupBy(
      units.filter((unit) => unit.attributes.has(attribute)),
      (unit) => unit.attributes.get(attribute) as string,
    )
    if (groups.size > valuesPerAttributeMax || groups.size < 2) continue
    for (const [value, own] of [...groups].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      const known = own.filter((unit) => unit.state !== 'undetermined')
      const k = known.filter((unit) => unit.state === 'affected').length
      strata.push({
        attribute,
        value,
        ...prevalenceOf(k, known.length, null),
        undetermined: own.length - known.length,
      })
    }
  }
  return strata
}

/** A conjunction while it is searched: which known units it holds, as bits. */
interface Conjunction {
  readonly conditions: readonly Condition[]
  readonly inside: Uint32Array
  readonly size: number
}

function separators(
  all: readonly Unit[],
  known: readonly Unit[],
  options: ScopeOptions,
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
    if (taken.some((other) => isImpliedBy(other, one, labels))) continue
    taken.push(one)
    separating.push(
      describe(
        all,
        known,
        one,
        { affected, labels, pValue, pCorrected },
        conjunctionsEqual(one, known, options.conditionsMax),
      ),
    )
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
  same: readonly (readonly Condition[])[],
): Separator {
  const affectedInside = overlap(one.inside, facts.labels)
  const cleanInside = one.size - affectedInside
  const affectedOutside = facts.affected - affectedInside
  const cleanOutside = known.length - one.size - affectedOutside
  const undeterminedInside = all.filter(
    (unit) => unit.state === 'undetermined' && one.conditions.every((condition) => holds(unit, condition)),
  ).length
  const confounded =
    same.length === 0
      ? ''
      : ` ${same.slice(0, 3).map(conditionsText).join('; ')} ${same.length === 1 ? 'selects' : 'select'} the same units: these units can not tell ${same.length === 1 ? 'the two' : 'them'} apart.`
  return {
    conditions: one.conditions,
    affectedInside,
    cleanInside,
    affectedOutside,
    cleanOutside,
    undeterminedInside,
    pValue: facts.pValue,
    pCorrected: facts.pCorrected,
    confoundedWith: same,
    sentence: `${conditionsText(one.conditions)}: ${affectedInside} of ${count(one.size, 'unit')} affected; of the others ${affectedOutside} of ${affectedOutside + cleanOutside} (${probabilityText(facts.pCorrected)}, the search counted in).${confounded}`,
  }
}

/** Conditions as a reader reads them: `model is TA-1055 and build at most 00WW_3_22B`. */
export function conditionsText(conditions: readonly Condition[]): string {
  return conditions.map(({ attribute, relation, value }) => `${attribute} ${relation} ${value}`).join(' and ')
}

function holds(unit: Unit, { attribute, relation, value }: Condition): boolean {
  const own = unit.attributes.get(attribute)
  if (own === undefined) return false
  if (relation === 'is') return own === value
  const order = compareValues(own, value)
  return relation === 'at most' ? order <= 0 : order >= 0
}

/** Numbers by size, dates and all else by their letters. */
function compareValues(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)]
  if (left !== '' && right !== '' && Number.isFinite(a) && Number.isFinite(b)) return a - b
  return left < right ? -1 : left > right ? 1 : 0
}

const isOrdered = /^(-?\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?)$/

/** Single conditions over the known units: every value, and borders of values that have an order. */
function conditionsOf(known: readonly Unit[]): Condition[] {
  const conditions: Condition[] = []
  const names = new Set(known.flatMap((unit) => [...unit.attributes.keys()]))
  for (const attribute of names) {
    const values = [...new Set(known.flatMap((unit) => unit.attributes.get(attribute) ?? []))].sort(
      compareValues,
    )
    if (values.length < 2) continue
    if (values.length <= valuesPerAttributeMax)
      for (const value of values) conditions.push({ attribute, relation: 'is', value })
    if (values.every((value) => isOrdered.test(value))) {
      const step = Math.max(1, Math.floor(values.length / valuesPerAttributeMax))
      for (let at = 1; at < values.length - 1; at += step) {
        const value = values[at] as string
        conditions.push({ attribute, relation: 'at most', value }, { attribute, relation: 'at least', value })
      }
    }
  }
  return conditions.slice(0, conditionsMax)
}

function conjunctionsOf(known: readonly Unit[], most: number): Conjunction[] {
  const bySet = new Map<string, Conjunction>()
  const add = (one: Conjunction): boolean => {
    if (one.size === 0 || one.size === known.length) return false
    const key = one.inside.join(',')
    if (bySet.has(key)) return false
    bySet.set(key, one)
    return true
  }
  const singles = conditionsOf(known).map((condition) => conjunction([condition], known))
  let level = singles.filter(add)
  for (let length = 2; length <= most && bySet.size < conjunctionsMax; length++) {
    const next: Conjunction[] = []
    for (const one of level) {
      for (const single of singles) {
        if (bySet.size >= conjunctionsMax) break
        const [condition] = single.conditions as [Condition]
        if (one.conditions.some(({ attribute }) => attribute === condition.attribute)) continue
        const inside = one.inside.map((word, index) => word & (single.inside[index] as number))
        const joined = { conditions: [...one.conditions, condition], inside, size: overlap(inside, inside) }
        if (add(joined)) next.push(joined)
      }
    }
    level = next
  }
  return [...bySet.values()]
}

/** Other conjunctions, no longer than this one, that hold exactly the same known units. */
function conjunctionsEqual(one: Conjunction, known: readonly Unit[], _most: number): Condition[][] {
  const singles = conditionsOf(known).map((condition) => conjunction([condition], known))
  const own = new Set(one.conditions.map((condition) => conditionsText([condition])))
  return singles
    .filter((single) => isEqual(single.inside, one.inside) && !own.has(conditionsText(single.conditions)))
    .map((single) => [...single.conditions])
}

function conjunction(conditions: readonly Condition[], known: readonly Unit[]): Conjunction {
  const inside = bitsOf(known, (unit) => conditions.every((condition) => holds(unit, condition)))
  return { conditions, inside, size: overlap(inside, inside) }
}

function bitsOf(units: readonly Unit[], isIn: (unit: Unit) => boolean): Uint32Array {
  const bits = new Uint32Array(Math.ceil(units.length / 32))
  for (const [index, unit] of units.entries()) if (isIn(unit)) setBit(bits, index)
  return bits
}

function setBit(bits: Uint32Array, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] as number) | (1 << (index & 31))
}

function overlap(left: Uint32Array, right: Uint32Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) {
    let word = (left[at] as number) & (right[at] as number)
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    sum += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return sum
}

function isEqual(left: Uint32Array, right: Uint32Array): boolean {
  return left.every((word, index) => word === right[index])
}

/** An explanation, and how many units with it, clean one and all, would refute it. */
interface Rival {
  readonly conditions: readonly Condition[]
  readonly needed: number
}

/** With the share of units that are affected inside, so many clean ones in a row would be seen in 5 % of cases at most. */
function cleanToRefute({ affectedInside, cleanInside }: Separator): number {
  const rate = affectedInside / (affectedInside + cleanInside)
  // Where all are affected, one alone does not refute it all the same.
  return Math.max(2, Math.ceil(Math.log(0.05) / Math.log1p(-rate)))
}

/** So many units, clean one and all, show at 95 % that at most 5 % are affected: 0.95 to the 59th power is below 5 %. */
const cleanOutsideMin = 59

/** Units that would tell rival explanations apart: those for which two of them say different things. */
function nextTests(units: readonly Unit[], separating: readonly Separator[]): NextTest[] {
  const tests: NextTest[] = []
  const [first] = separating
  if (first === undefined) return tests
  const ofFirst: Rival = { conditions: first.conditions, needed: cleanToRefute(first) }
  const rivals: Rival[] = [
    ...first.confoundedWith.map((conditions) => ({ ...ofFirst, conditions })),
    ...separating.slice(1, 4).map((one) => ({ conditions: one.conditions, needed: cleanToRefute(one) })),
  ]
  for (const rival of rivals) {
    for (const [{ conditions: inside, needed }, { conditions: outside }] of [
      [ofFirst, rival],
      [rival, ofFirst],
    ] as const) {
      const waiting = units.filter(
        (unit) =>
          unit.state === 'undetermined' &&
          inside.every((condition) => holds(unit, condition)) &&
          !outside.every((condition) => holds(unit, condition)),
      ).length
      tests.push({
        conditions: inside,
        without: outside,
        units: needed,
        reason: `${count(needed, 'unit')} with ${conditionsText(inside)} but not ${conditionsText(outside)}: if all are clean, “${conditionsText(inside)}” is not the cause${waiting === 0 ? '' : ` (${count(waiting, 'such unit')} in the table wait to be tested)`}.`,
      })
    }
  }
  if (rivals.length === 0 && first.affectedOutside === 0 && first.cleanOutside < cleanOutsideMin) {
    const more = cleanOutsideMin - first.cleanOutside
    tests.push({
      conditions: [],
      without: first.conditions,
      units: more,
      reason: `${count(more, 'more unit')} without ${conditionsText(first.conditions)}: if all are clean, at most 5 % of the units outside are affected (95 %).`,
    })
  }
  return tests.slice(0, 8)
}
