import { exchangeKey } from './exchange-key.ts'
import { sharedKinds } from './shared-kinds.ts'
import type { Observation, Transmission } from './types.ts'

/** A phone has so many IMEIs at most: one for each SIM card. */
export const seatsMax = 2
/** The last digit is only a check, and not sent everywhere (3GPP TS 23.003, 6.2.1). */
const ownDigits = 14

/** How many IMEIs were sent that are more than possibly ones. */
export function imeisOf(
  observations: readonly Pick<Observation, 'identifier' | 'confidence' | 'normal'>[],
): number {
  const sure = observations.filter(
    ({ identifier, confidence }) => identifier === 'imei' && confidence !== 'possible',
  )
  return new Set(sure.map(({ normal }) => normal.slice(0, ownDigits))).size
}

/**
 * Groups the addresses of each local network of IPv4 that sent what identifies: two that sent the same value are in one group,
 * being one phone whose address changed. The group by capture and address, as `senderKey` writes them.
 */
export function senderGroups(
  transmissions: readonly Transmission[],
  observations: readonly Observation[],
): ReadonlyMap<string, string> {
  const groups = new Map<string, string>()
  const groupOf = (key: string): string => {
    const above = groups.get(key) ?? key
    return above === key ? key : groupOf(above)
  }
  const senders = new Map(
    transmissions.flatMap((one) =>
      one.sender === undefined ? [] : [[exchangeKey(one), senderKey(one)] as const],
    ),
  )
  const firsts = new Map<string, string>()
  for (const observation of observations) {
    const key = senders.get(exchangeKey(observation))
    if (key === undefined || observation.direction !== 'sent' || sharedKinds.has(observation.identifier))
      continue
    if (!groups.has(key)) groups.set(key, key)
    const value = `${observation.identifier} ${observation.normal}`
    const first = firsts.get(value)
    if (first === undefined) firsts.set(value, key)
    else groups.set(groupOf(key), groupOf(first))
  }
  return new Map([...groups.keys()].map((key) => [key, groupOf(key)]))
}

/** Of these transmissions the addresses of one network that nothing joins, one of each group; none where there is one only. */
export function unjoinedSenders(
  transmissions: readonly Transmission[],
  groups: ReadonlyMap<string, string>,
): readonly string[] {
  const networks = new Map<string, Map<string, string>>()
  for (const transmission of transmissions) {
    const { sender, capture } = transmission
    const group = groups.get(senderKey(transmission))
    if (sender === undefined || group === undefined) continue
    const network = `${capture} ${sender.slice(0, sender.lastIndexOf('.'))}`
    const known = networks.get(network) ?? new Map<string, string>()
    if (!known.has(group)) known.set(group, sender)
    networks.set(network, known)
  }
  const several = [...networks.values()].filter(({ size }) => size > 1)
  return [...new Set(several.flatMap((known) => [...known.values()]))]
}

function senderKey({ capture, sender = '' }: Pick<Transmission, 'capture' | 'sender'>): string {
  return `${capture} ${sender}`
}
