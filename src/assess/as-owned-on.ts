import type { Recipient } from './types.ts'
import { hasParent } from './has-parent.ts'

/**
 * A recipient as it was on a day (`YYYY-MM-DD`): without the parent that its operator came to later, and what is so of that
 * parent alone, its country and whether a state controls it. Of the days before the list says nothing of a parent.
 */
export function asOwnedOn(recipient: Recipient, day: string): Recipient {
  const { organisation } = recipient
  if (organisation === null || organisation.parent === '' || hasParent(organisation, day)) return recipient
  const { parentSince: _since, seat, ...own } = organisation
  // ZZ: the list knows of no place.
  const country = seat === '' ? 'ZZ' : seat
  return { ...recipient, organisation: { ...own, seat, parent: '', country, state: 'none-known' } }
}
