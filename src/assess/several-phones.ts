import { exchangeKey } from './exchange-key.ts'
import { sharedKinds } from './shared-kinds.ts'
import type { LocalDevice, Observation, Transmission } from './types.ts'

/** A phone has so many IMEIs at most: one for each SIM card. */
export const seatsMax = 2
/** Digits of an IMEI that stand for the model (3GPP TS 23.003, 6.2.1). */
export const typeDigits = 8
/** Numbers that one phone has one of, beside IMEIs. */
export const loneNumbers: ReadonlySet<string> = new Set(['serial', 'meid', 'eid'])
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
  return joined(
    new Map(
      transmissions.flatMap((one) =>
        one.sender === undefined ? [] : [[exchangeKey(one), senderKey(one)] as const],
      ),
    ),
    observations,
  )
}

/** Groups senders, of which `senders` says which one sent each exchange, by the values that they sent; the group of each. */
function joined(
  senders: ReadonlyMap<string, string>,
  observations: readonly Observation[],
): ReadonlyMap<string, string> {
  const groups = new Map<string, string>()
  const groupOf = (key: string): string => {
    const above = groups.get(key) ?? key
    return above === key ? key : groupOf(above)
  }
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

/**
 * IMEIs that no sender joins: each came from an address of its own, of whatever network, or in a capture of its own where its
 * address is not known, and nothing else that was sent shows these to be one. A phone with two SIM cards has two; that it sent
 * both is not shown then.
 */
export class ApartImeis {
  private readonly senders: ReadonlyMap<string, string>
  private readonly groups: ReadonlyMap<string, string>

  constructor(transmissions: readonly Transmission[], observations: readonly Observation[]) {
    this.senders = new Map(
      transmissions.map((one) => [
        exchangeKey(one),
        senderKey({ capture: one.capture, sender: one.clientAddress ?? '' }),
      ]),
    )
    this.groups = joined(this.senders, observations)
  }

  /** How many senders that nothing joins sent IMEIs among these observations, unless the profile has all of them. */
  sendersOf(observations: readonly Observation[]): number {
    const imeis = observations.filter(
      ({ identifier, confidence, direction }) =>
        identifier === 'imei' && confidence !== 'possible' && direction === 'sent',
    )
    if (imeis.every(({ by }) => by === 'profile')) return 0
    return new Set(imeis.flatMap((one) => this.groups.get(this.senders.get(exchangeKey(one)) ?? '') ?? []))
      .size
  }
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
 * The senders of which it is not said that they are the phone: they opened few of the connections in their networks, and sent
 * no value of the profile but such as all in a house have.
 */
export class QuietSenders {
  private readonly senders: ReadonlyMap<string, QuietSender>

  constructor(
    transmissions: readonly Transmission[],
    observations: readonly Pick<Observation, 'by' | 'identifier' | 'capture' | 'exchange'>[],
    devices: readonly LocalDevice[],
  ) {
    const busiest = new Map<string, LocalDevice>()
    for (const device of devices) {
      const known = busiest.get(networkKey(device))
      if (known === undefined || device.flows > known.flows) busiest.set(networkKey(device), device)
    }
    const proven = new Set(
      observations
        .filter(({ by, identifier }) => by === 'profile' && !sharedKinds.has(identifier))
        .map((one) => exchangeKey(one)),
    )
    const own = new Set(
      transmissions.filter((one) => proven.has(exchangeKey(one))).map((one) => senderKey(one)),
    )
    this.senders = new Map(
      devices.flatMap((device) => {
        const { address, flows, capture } = device
        const most = busiest.get(networkKey(device)) as LocalDevice
        const key = senderKey({ capture, sender: address })
        if (own.has(key) || most.flows < flows * busyTimes) return []
        return [[key, { address, flows, busiest: most.address, most: most.flows }] as const]
      }),
    )
  }

  /** The first sender of these transmissions, where each of them is a quiet one; else null. */
  of(transmissions: readonly Transmission[]): QuietSender | null {
    if (this.senders.size === 0) return null
    let first: QuietSender | null = null
    for (const transmission of transmissions) {
      const quiet = this.senders.get(senderKey(transmission))
      if (quiet === undefined) return null
      first ??= quiet
    }
    return first
  }
}

function networkKey({ capture, address }: LocalDevice): string {
  return `${capture} ${networkOf(address)}`
}

/** The first 24 bits, as nearly all local networks are divided. */
function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'))
}

/** Who sent a transmission: its address in a local network, if that is known, of its capture. */
export function senderKey({ capture, sender = '' }: Pick<Transmission, 'capture' | 'sender'>): string {
  return `${capture} ${sender}`
}
