import { exchangeKey } from './exchange-key.ts'
import { fieldOf } from './field-of.ts'
import type { Observation, Transmission } from './types.ts'

/**
 * Observations of one kind by the field of its messages to one recipient that one sender wrote them into. `apartBy`: what
 * tells fields apart beside.
 */
export function bySendersField(
  observations: readonly Observation[],
  transmissions: readonly Transmission[],
  apartBy: (one: Observation) => string = () => '',
): ReadonlyMap<string, readonly Observation[]> {
  const senders = new Map(transmissions.map((one) => [exchangeKey(one), one.sender ?? '']))
  return Map.groupBy(observations, (one) =>
    JSON.stringify([
      one.capture,
      senders.get(exchangeKey(one)) ?? '',
      one.recipient,
      one.identifier,
      fieldOf(one),
      apartBy(one),
    ]),
  )
}
