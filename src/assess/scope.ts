import { attributesLeftOut } from './scope/conditions.ts'
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
  /** Which attributes were not tried, or not whole; '' where all were. It is among the sentences, too. */
  readonly notTried: string
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
  /** Host or family that makes a unit affected, as the user gave it; null or absent: any identifier that is sent. */
  readonly sender?: string | null
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
  const notTried = notTriedSentence(known)
  const { separating, conjunctions } = separators(units, known, options)
  return {
    units,
    prevalence,
    strata: strataOf(units),
    separating,
    next: nextTests(units, separating),
    conjunctions,
    notTried,
    sentences: [
      prevalenceSentence(prevalence, units.length - known.length),
      ...(separating[0] === undefined
        ? [nothingSeparates(affected.length, known.length, options.sender ?? null)]
        : separating.slice(0, 3).map((one) => one.sentence)),
      ...(notTried === '' ? [] : [notTried]),
    ],
  }
}

/** Why nothing is said to separate. */
function nothingSeparates(affected: number, known: number, sender: string | null): string {
  if (known === 0) return 'The state of no unit is known, so there is nothing to separate.'
  if (affected === 0)
    return `No unit is affected, so there is nothing to separate.${sender === null ? '' : ` None sent anything to ${sender}, contacted it or asked for its name; a slip in that name would look the same.`}`
  if (affected === known)
    return 'Every unit whose state is known is affected, so there is nothing to separate.'
  return 'No attribute separates affected from clean units better than chance explains.'
}

/** Attributes that were not tried: one of them may separate all the same. */
function notTriedSentence(known: readonly Unit[]): string {
  const names = attributesLeftOut(known)
  return names.length === 0
    ? ''
    : `Not tried, or not whole, since there are too many values: ${names.join(', ')}.`
}
