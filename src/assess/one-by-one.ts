/**
 * Numbers and addresses of other people that come one in a message: a program that sends an address book entry by entry, or
 * asks for each caller who it is. A message alone does not show it (`src/detect/address-book.ts`): the field does, which
 * never held so many different values of one owner.
 */
import { asOfOthers, othersMin, personKinds } from '../core/other-people.ts'
import { exchangeKey } from './exchange-key.ts'
import { bySendersField } from './sender-fields.ts'
import type { Observation, Transmission } from './types.ts'

/** What was seen to be sent. */
interface Seen {
  readonly observations: readonly Observation[]
  readonly transmissions: readonly Transmission[]
}

/** The same, in which what one sender wrote of several people into one field of its messages to a recipient are contacts. */
export function asContactsOneByOne(seen: Seen): Seen {
  const { observations, transmissions } = seen
  const own = observations.filter(isOfPerson)
  if (own.length < othersMin) return seen
  const fields = bySendersField(own, transmissions)
  const reasons = new Map<Observation, string>()
  for (const field of fields.values()) {
    const count = new Set(field.map(({ normal }) => normal)).size
    if (count < othersMin) continue
    const reason = `${count} different ones were sent in this field of several messages: most are of other people`
    for (const one of field) reasons.set(one, reason)
  }
  if (reasons.size === 0) return seen
  const settled = observations.map((one): Observation => {
    const reason = reasons.get(one)
    return reason === undefined ? one : asOfOthers(one, reason)
  })
  const kindsOf = Map.groupBy(settled.filter(isSent), exchangeKey)
  const changed = new Set([...reasons.keys()].map((one) => exchangeKey(one)))
  return {
    observations: settled,
    transmissions: transmissions.map((one) =>
      changed.has(exchangeKey(one))
        ? {
            ...one,
            identifiers: [
              ...new Set((kindsOf.get(exchangeKey(one)) ?? []).map(({ identifier }) => identifier)),
            ].sort(),
          }
        : one,
    ),
  }
}

/** What the profile knows is the phone's own. */
function isOfPerson(one: Observation): boolean {
  return isSent(one) && one.by !== 'profile' && personKinds.has(one.identifier)
}

function isSent({ direction }: Observation): boolean {
  return direction === 'sent'
}
