import { grouped } from '../../core/grouped.ts'
import { clopperPearson, finiteBounds } from '../../correlate/exact.ts'
import type { Bounds } from '../../correlate/exact.ts'
import { boundText, count } from '../../correlate/words.ts'
import { valuesPerAttributeMax } from './conditions.ts'
import type { Unit } from './unit.ts'

/** Affected units `k` of `n` that were tested enough, with the exact interval at 95 % as shares (0 to 1). */
export interface Prevalence extends Bounds {
  readonly k: number
  readonly n: number
  /** Where the number of units that were made is known: bounds as counts of them. */
  readonly population?: number
  readonly lowCount?: number
  readonly highCount?: number
}

/** Units that are not in a prevalence, since they were not tested enough: those that sent all the same, and the others. */
export interface Uncounted {
  readonly affected: number
  readonly undetermined: number
}

/** How many of the units are not counted. */
export function uncountedOf(units: readonly Unit[]): Uncounted {
  const uncounted = units.filter((unit) => !unit.isCounted)
  const affected = uncounted.filter((unit) => unit.state === 'affected').length
  return { affected, undetermined: uncounted.length - affected }
}

/** The prevalence among units of which an attribute has one value; `affectedUncounted` and `undetermined` ones are not in `n`. */
export interface Stratum extends Prevalence {
  readonly attribute: string
  readonly value: string
  readonly affectedUncounted: number
  readonly undetermined: number
}

/** The prevalence among those of the units that were tested enough; where the state of all that were made is known, of all. */
export function prevalenceAmong(units: readonly Unit[], population: number | null): Prevalence {
  const affected = units.filter((unit) => unit.state === 'affected').length
  const uncounted = uncountedOf(units)
  if (uncounted.undetermined === 0 && units.length === population)
    return prevalenceOf(affected, units.length, population)
  const n = units.length - uncounted.affected - uncounted.undetermined
  const one = prevalenceOf(affected - uncounted.affected, n, population)
  if (one.population === undefined) return one
  // So many are affected for certain, whatever the sample says.
  const lowCount = Math.max(one.lowCount ?? 0, affected)
  const highCount = Math.max(one.highCount ?? 0, affected)
  return { ...one, low: lowCount / one.population, high: highCount / one.population, lowCount, highCount }
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

/** A prevalence in a sentence, with what is not counted in it. */
export function prevalenceSentence(one: Prevalence, { affected, undetermined }: Uncounted): string {
  const verb = one.k === 1 ? 'is' : 'are'
  if (one.n === 0)
    return `No unit was tested enough (${count(undetermined, 'unit')} could not be determined${affected === 0 ? '' : `, ${grouped(affected)} ${affected === 1 ? 'is' : 'are'} affected`}): how many are affected can not be said.`
  if (one.n > 0 && one.n === one.population)
    return `${grouped(one.k)} of ${count(one.n, 'unit')} that ${one.n === 1 ? 'was' : 'were'} made ${verb} affected: the state of all is known.`
  const fleet =
    one.population === undefined
      ? ''
      : ` (${grouped(one.lowCount ?? 0)} to ${grouped(one.highCount ?? 0)} of ${count(one.population, 'unit')} that ${one.population === 1 ? 'was' : 'were'} made)`
  return `${grouped(one.k)} of ${count(one.n, 'unit')} that ${one.n === 1 ? 'was' : 'were'} tested enough ${verb} affected: between ${boundText(one.low, 'least')} and ${boundText(one.high, 'most')}${fleet} (exact, 95 %).${undetermined === 0 ? '' : ` ${count(undetermined, 'unit')} could not be determined and ${undetermined === 1 ? 'is' : 'are'} not counted.`}${affected === 0 ? '' : ` ${count(affected, 'more unit')} ${affected === 1 ? 'is' : 'are'} affected and not counted, since a clean one that was tested as little is not counted either.`} This holds for units chosen without regard to whether they are affected.`
}

/** The prevalence for each value of each attribute that has several. */
export function strataOf(units: readonly Unit[]): Stratum[] {
  const strata: Stratum[] = []
  const names = new Set(units.flatMap((unit) => [...unit.attributes.keys()]))
  for (const attribute of names) {
    const groups = Map.groupBy(
      units.filter((unit) => unit.attributes.has(attribute)),
      (unit) => unit.attributes.get(attribute) as string,
    )
    if (groups.size > valuesPerAttributeMax || groups.size < 2) continue
    for (const [value, own] of [...groups].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      const { affected, undetermined } = uncountedOf(own)
      strata.push({
        attribute,
        value,
        ...prevalenceAmong(own, null),
        affectedUncounted: affected,
        undetermined,
      })
    }
  }
  return strata
}
