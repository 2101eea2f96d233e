import { exchangeKey } from './exchange-key.ts'
import { sharedKinds } from './shared-kinds.ts'
import type { LocalDevice, Observation, Transmission } from './types.ts'

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
    const network = `${capture} ${networkOf(sender)}`
    const known = networks.get(network) ?? new Map<string, string>()
    if (!known.has(group)) known.set(group, sender)
    networks.set(network, known)
  }
  const several = [...networks.values()].filter(({ size }) => size > 1)
  return [...new Set(several.flatMap((known) => [...known.values()]))]
}

/** A sender that opened few of the connections in its network, beside the one that opened most. */
export interface QuietSender {
  readonly address: string
  readonly flows: number
  readonly busiest: string
  readonly most: number
}

/** So many times as many connections: a phone that rests opens fewer than one that is used, and less of a difference says little. */
const busyTimes = 4

/**
 * Of these transmissions the sender, where all came from addresses that opened few of the connections in their networks: it
 * may be another device than the phone that was recorded. Null where one of them came from elsewhere, or a value of the
 * profile says that it is the phone.
 */
export function quietSender(
  transmissions: readonly Transmission[],
  observations: readonly Pick<Observation, 'by'>[],
  devices: readonly LocalDevice[],
): QuietSender | null {
  if (observations.some(({ by }) => by === 'profile')) return null
  let first: QuietSender | null = null
  for (const { sender, capture } of transmissions) {
    const own = devices.find((one) => one.capture === capture && one.address === sender)
    if (own === undefined) return null
    const network = networkOf(own.address)
    const neighbours = devices.filter((one) => one.capture === capture && networkOf(one.address) === network)
    const busiest = neighbours.reduce((most, one) => (one.flows > most.flows ? one : most), own)
    if (busiest.flows < own.flows * busyTimes) return null
    first ??= { address: own.address, flows: own.flows, busiest: busiest.address, most: busiest.flows }
  }
  return first
}

/** The first 24 bits, as nearly all local networks are divided. */
function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'))
}

function senderKey({ capture, sender = '' }: Pick<Transmission, 'capture' | 'sender'>): string {
  return `${capture} ${sender}`
}
