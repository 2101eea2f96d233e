import type { FamilyMatch } from '../detect/types.ts'
import type { Recipient } from './types.ts'

/** Where a recipient is, and where the operator that its name stands for is licensed. */
export type OperatorPlace = Pick<Recipient, 'addresses' | 'organisation'>

/** Whether the phone's own operator is told: a message says so itself, and nothing else speaks against it. */
export function isToOwnOperator(match: FamilyMatch, recipient: OperatorPlace): boolean {
  return match.isOperatorSignalling === true && abroad(recipient).length === 0
}

/** What speaks against it that a message which names the phone's own operator goes to it. */
export function operatorDoubts(match: FamilyMatch, recipient: OperatorPlace): string[] {
  if (match.isOperatorSignalling !== true) return []
  return abroad(recipient).map(
    ({ address, countries }) =>
      `only the message names the operator: its address ${address} is ${countries.length === 0 ? 'in no known country' : `in ${[...new Set(countries.map(({ country }) => country))].join(' or ')}`}, so that it may be somebody else’s`,
  )
}

/** Its addresses of the Internet that no source has in the operator's country: a network code belongs to one (ITU E.212). */
function abroad({ addresses, organisation }: OperatorPlace): Recipient['addresses'] {
  return addresses.filter(
    ({ scope, countries }) =>
      scope === 'public' && !countries.some(({ country }) => country === organisation?.seat),
  )
}
