import type { NextTest } from './scope/next-tests.ts'
import { nextTests } from './scope/next-tests.ts'
import type { Prevalence, Stratum } from './scope/prevalence.ts'
import { prevalenceOf, prevalenceSentence, strataOf } from './scope/prevalence.ts'
import type { Separator } from './scope/separators.ts'
import { separators } from './scope/separators.ts'
import type { Unit } from './scope/unit.ts'

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
