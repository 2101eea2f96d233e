import type { Scope } from '../scope.ts'
import type { Side } from '../side.ts'

/** Forms that a statement can be tested in. */
export const claimForms = [
  'no-personal-identifier',
  'only-on-activation',
  'only-units',
  'fixed-by-update',
  'server-did-not-accept',
  'only-country',
] as const

/** Name of a testable form; `judgeClaims` says how each is decided. */
export type ClaimForm = (typeof claimForms)[number]

/** A sentence of a maker or operator, with its testable form. */
export interface Claim {
  readonly id: string
  readonly text: string
  readonly by: string
  readonly source: string
  readonly form: ClaimForm
  /** Whom it is about: a host or a family; '' for all recipients. */
  readonly sender: string
  /** `only-country`: codes (ISO 3166). */
  readonly countries: readonly string[]
  /** `only-country`: whose servers they are said to be; none where the statement does not say. */
  readonly operators: readonly string[]
  /** `only-units`: attribute → its value, or the values of which it has one. */
  readonly units: ReadonlyMap<string, readonly string[]>
  /** Names of the model that it is about; none where the statement does not say. */
  readonly devices: readonly string[]
}

/**
 * What the evidence allows to say of a claim. `not-testable`: what would be needed was not observed; it is no verdict
 * of doubt.
 */
export type ClaimVerdict = 'supported' | 'contradicted' | 'not-testable'

/**
 * What claims are held against: traffic before and after an update, the tested units, and the host of a planted
 * request. Null where the user gave none; each claim says which of them it needs.
 */
export interface Evidence {
  readonly before: Side | null
  readonly after: Side | null
  /** Which units are affected as to a host or family ('': any recipient). */
  readonly scope: ((sender: string) => Scope) | null
  readonly canary: string | null
}

/**
 * A transmission that decided a claim, so that it can be looked up: numbers of the capture (from 0), the exchange and
 * the frames (from 1) as in the results of its side.
 */
export interface DecidingTransmission {
  readonly side: 'before' | 'after'
  readonly capture: number
  readonly exchange: number
  readonly frames: readonly number[]
  readonly host: string
  readonly identifiers: readonly string[]
}

/**
 * A claim with its verdict and the sentence that gives the reason; `transmissions` are the ones that decided it, up to
 * as many as a reader looks up.
 */
export interface ClaimResult {
  readonly claim: Claim
  readonly verdict: ClaimVerdict
  readonly reason: string
  /** What would decide it; '' where it is decided. */
  readonly wouldTest: string
  readonly transmissions: readonly DecidingTransmission[]
}

/** What the judge of one form says: the verdict, its reason, and where it is open what would decide it. */
export interface Answer {
  readonly verdict: ClaimVerdict
  readonly reason: string
  readonly wouldTest?: string
  readonly transmissions?: readonly DecidingTransmission[]
}
