import { count } from '../correlate/words.ts'
import { attributesLeftOut } from './scope/conditions.ts'
import type { NextTest } from './scope/next-tests.ts'
import { nextTests } from './scope/next-tests.ts'
import type { Prevalence, Stratum, Uncounted } from './scope/prevalence.ts'
import { prevalenceAmong, prevalenceSentence, strataOf, uncountedOf } from './scope/prevalence.ts'
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
 * How many units, and which? The prevalence among the units that were tested enough, with exact bounds; and the smallest
 * conjunctions of attributes that hold the affected ones of them and not the clean ones. The search over many conjunctions
 * is paid for: what is reported must separate better than the best conjunction does after shuffling who is affected.
 */
export function scopeOf(units: readonly Unit[], options: ScopeOptions): Scope {
  const counted = units.filter((unit) => unit.isCounted)
  const affected = counted.filter((unit) => unit.state === 'affected').length
  const uncounted = uncountedOf(units)
  const prevalence = prevalenceAmong(units, options.population)
  const notTried = notTriedSentence(counted)
  const { separating, conjunctions } = separators(units, counted, options)
  return {
    units,
    prevalence,
    strata: strataOf(units),
    separating,
    next: nextTests(units, separating),
    conjunctions,
    notTried,
    sentences: [
      `${prevalenceSentence(prevalence, uncounted)}${contactsText(counted)}${otherTimesText(counted)}`,
      ...(separating[0] === undefined
        ? [nothingSeparates(affected, counted.length, uncounted, options.sender ?? null)]
        : separating.slice(0, 3).map((one) => one.sentence)),
      ...(notTried === '' ? [] : [notTried]),
    ],
  }
}

/** Why nothing is said to separate. */
function nothingSeparates(
  affected: number,
  counted: number,
  uncounted: Uncounted,
  sender: string | null,
): string {
  if (counted === 0) return 'No unit was tested enough, so there is nothing to separate.'
  if (affected === 0) {
    // Of units that were not tested enough nothing is said, neither that they are affected nor whom they contacted.
    const isAll = uncounted.affected + uncounted.undetermined === 0
    const slip =
      sender === null || uncounted.affected > 0
        ? ''
        : ` None ${isAll ? '' : 'of these '}sent anything to ${sender}, contacted it or asked for its name; a slip in that name would look the same.`
    return `No unit ${isAll ? '' : 'that was tested enough '}is affected, so there is nothing to separate.${slip}`
  }
  if (affected === counted)
    return 'Every unit that was tested enough is affected, so there is nothing to separate.'
  return 'No attribute separates affected from clean units better than chance explains.'
}

/** That clean units may send at other times of day, as a sentence behind another; '' where that is not so. */
function otherTimesText(counted: readonly Unit[]): string {
  const doubtful = counted.filter(({ isAtOtherTimes }) => isAtOtherTimes === true).length
  return doubtful === 0
    ? ''
    : ` That ${count(doubtful, 'unit is', 'units are')} clean is in doubt: no affected unit was observed long enough to say at which times of day such units send, and ${doubtful === 1 ? 'it was' : 'these were'} observed mostly at others.`
}

/** A sender that is still there may send nothing that identifies any more: contacts alone do not show that it does. */
function contactsText(counted: readonly Unit[]): string {
  const contacts = counted.filter(({ isByContact }) => isByContact === true).length
  return contacts === 0
    ? ''
    : ` Of the affected units ${count(contacts, 'counts', 'count')} by contacts with the sender alone: what identifies was not seen in what ${contacts === 1 ? 'it' : 'they'} sent there.`
}

/** Attributes that were not tried: one of them may separate all the same. */
function notTriedSentence(counted: readonly Unit[]): string {
  const names = attributesLeftOut(counted)
  return names.length === 0
    ? ''
    : `Not tried, or not whole, since there are too many values: ${names.join(', ')}.`
}
