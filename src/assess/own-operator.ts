import { operatorNetworkOf } from '../core/operator-network.ts'
import type { FamilyMatch } from '../detect/types.ts'
import type { Observation, Recipient } from './types.ts'

/** What of a recipient tells whether it is the operator that it is called by: its name, where it is, where the operator is licensed. */
export type OperatorPlace = Pick<Recipient, 'host' | 'addresses' | 'organisation'>
/** What was sent there. */
export type SentValue = Pick<Observation, 'identifier' | 'normal'>

/** Whether the phone's own operator is told: a message says so itself, and nothing else speaks against it. */
export function isToOwnOperator(
  match: FamilyMatch,
  recipient: OperatorPlace,
  sent: readonly SentValue[],
): boolean {
  return match.isOperatorSignalling === true && operatorDoubts(match, recipient, sent).length === 0
}

/** What speaks against it that a message which names the phone's own operator goes to it. */
export function operatorDoubts(
  match: FamilyMatch,
  recipient: OperatorPlace,
  sent: readonly SentValue[],
): string[] {
  if (match.isOperatorSignalling !== true) return []
  return [
    ...(isForeign(recipient, sent)
      ? ['an IMSI of another operator was sent there: the recipient is not the phone’s own operator']
      : []),
    ...abroad(recipient).map(
      ({ address, countries }) =>
        `only the message names the operator: its address ${address} is ${countries.length === 0 ? 'in no known country' : `in ${[...new Set(countries.map(({ country }) => country))].join(' or ')}`}, so that it may be somebody else’s`,
    ),
  ]
}

/** Whether an IMSI of another operator than the one that a recipient is called by was sent there. */
export function isForeign({ host }: Pick<OperatorPlace, 'host'>, sent: readonly SentValue[]): boolean {
  return sent.some(({ identifier, normal }) => identifier === 'imsi' && !isOfOperator(normal, host))
}

/**
 * Whether an IMSI begins with the codes in the operator's name, as the name of the home network is made of it (TS 23.003, 13.2).
 * One that is masked says nothing of it: whoever masked it has said it.
 */
function isOfOperator(imsi: string, host: string): boolean {
  const codes = operatorNetworkOf(host)
  if (codes === null || !/^\d+$/.test(imsi)) return true
  const { country, network } = codes
  const isOf = (digits: string): boolean => imsi.startsWith(country + digits)
  return isOf(network) || (network.startsWith('0') && isOf(network.slice(1)))
}

/** Its addresses of the Internet that no source has in the operator's country: a network code belongs to one (ITU E.212). */
function abroad({ addresses, organisation }: OperatorPlace): Recipient['addresses'] {
  return addresses.filter(
    ({ scope, countries }) =>
      scope === 'public' && !countries.some(({ country }) => country === organisation?.seat),
  )
}
