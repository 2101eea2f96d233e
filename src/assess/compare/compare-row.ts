import type { DeviceEventKind } from '../../device/events/types.ts'
import type { Presence } from '../side.ts'
import type { Exposure } from './exposure.ts'

/**
 * What became of a sender: seen before and not after, seen in both, seen in both with other identifiers or elsewhere,
 * seen only after.
 */
export type CompareStatus = 'gone' | 'present' | 'changed' | 'new'

/** One recipient, one identifier, one kind of event (or all of them): what became of it. */
export interface CompareRow {
  readonly recipient: string
  readonly family: string
  readonly identifier: string
  /** The stimulus; null where no kind of event triggers the sends: then the hours that were observed. */
  readonly event: DeviceEventKind | null
  readonly status: CompareStatus
  /** How the recipient shows after. */
  readonly presence: Presence
  readonly before: Exposure
  readonly after: Exposure
  /** Fisher's exact test, one-sided (of hours within each hour of the day): the chance of so few after, if nothing had changed. */
  readonly pValue: number
  /** What may remain at most (share of events, exact, 95 %). */
  readonly upperBound: number
  /** True where "gone" is shown: enough stimuli, comparable captures, and the alarm itself was tested. */
  readonly isProven: boolean
  /** How many more events without a send make the bound smaller than `bound`. */
  readonly moreNeeded: { readonly events: number; readonly bound: number }
  readonly movedTo?: string
  /** Who may get it now, unseen: then no number of events without a send would show that it is gone. */
  readonly maybeMovedTo?: string
  /** What stands against "gone", or against "new", beside the numbers; null where nothing does, and of other rows. */
  readonly doubt: string | null
  readonly sentence: string
}

/** The bound for which a row says how many more stimuli it takes. */
export const boundWanted = 0.01
