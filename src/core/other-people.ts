/**
 * When numbers, addresses and names are those of other people, in one message (`src/detect/address-book.ts`) or in several
 * (`src/assess/one-by-one.ts`): a phone has one telephone number or two, and its owner a few mail addresses.
 */

/** So many different ones of a kind are no longer one person's. */
export const othersMin = 5

/** Kinds of which this is asked. */
export const personKinds: ReadonlySet<string> = new Set(['msisdn', 'email', 'person-name'])

/** What they are told as. */
const contacts = 'contacts'

/** What a value is told as, and why. */
interface Told {
  readonly identifier: string
  readonly by: string
  readonly reasons: readonly string[]
}

/** The same value, as one of other people. */
export function asOfOthers<One extends Told>(one: One, reason: string): One {
  return {
    ...one,
    identifier: contacts,
    by: one.by.startsWith('recogniser:') ? `recogniser:${contacts}` : one.by,
    reasons: [...one.reasons, reason],
  }
}
