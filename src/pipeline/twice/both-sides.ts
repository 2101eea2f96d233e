import { exchangeKey } from '../../assess/exchange-key.ts'
import { sharedKinds } from '../../assess/shared-kinds.ts'
import type { Observation, Transmission } from '../../assess/types.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { parseAddress } from '../../core/address.ts'
import { isOnInternet, scopeOfText } from '../../core/address-scope.ts'
import type { Flow } from '../../stream/types.ts'
import { hasChosenPort } from './same-sends.ts'
import { isWholeUrl, withoutOrigin } from '../recipients/whole-url.ts'
import { compareInstants, secondsBetween } from '../../core/time.ts'

/** What the machine of a proxy captures, or a router on all its interfaces. */
const bothSidesAnomaly: AnomalyCode = {
  code: 'message.proxy.both_sides',
  kind: 'ambiguous',
  sentence:
    'A request was captured on both sides of a proxy, or of a translation of addresses: what it shows counts once, as it came there, or as it went on where only that was not encrypted; connections and bytes count twice.',
}

/** A transmission with the ends of the connection that it went over: the client is who sent it, whoever opened that. */
export interface SentBetween {
  readonly transmission: Transmission
  readonly flow: Pick<Flow, 'transport'>
  readonly clientAddress: string
  readonly clientPort: number
  readonly serverAddress: string
  readonly serverPort: number
}

/** The ends of a flow, as of {@link SentBetween}. `isServed`: the sender is its server. */
export function endsOf(
  { clientAddress, clientPort, serverAddress, serverPort }: Flow,
  isServed: boolean,
): Omit<SentBetween, 'transmission' | 'flow'> {
  if (!isServed) return { clientAddress, clientPort, serverAddress, serverPort }
  return {
    clientAddress: serverAddress,
    clientPort: serverPort,
    serverAddress: clientAddress,
    serverPort: clientPort,
  }
}

/** What was sent, and what shows in it. */
export interface Sent {
  readonly observations: readonly Observation[]
  readonly transmissions: readonly Transmission[]
}

/** A proxy hands on a request within this time. */
const secondsMax = 10
/** And who stands in between unseen, or translates addresses, within this. */
const unseenSecondsMax = 1
/** So many stand one behind the other at most. */
const sidesMax = 16
/** Of more requests that are alike and near in time, as many are compared. */
const comparedMax = 64

/**
 * What was sent, without what a proxy handed on of it where it was captured there, too: its fields and its connection are the
 * proxy's. `logOf` gives the log of a capture, in which that is noted.
 */
export function withoutHandedOn(
  all: readonly SentBetween[],
  observations: readonly Observation[],
  logOf: (capture: number) => AnomalyLog,
): Sent {
  const left = handedOn(all, observations)
  for (const { capture, frames } of left) logOf(capture).note(bothSidesAnomaly, frames[0] ?? 0)
  const transmissions = all.map(({ transmission }) => transmission)
  return withoutSends({ observations, transmissions }, left)
}

/** What was seen, without these transmissions and what they show. */
export function withoutSends(seen: Sent, left: ReadonlySet<Transmission>): Sent {
  if (left.size === 0) return seen
  const exchanges = new Set([...left].map((one) => exchangeKey(one)))
  return {
    observations: seen.observations.filter((one) => !exchanges.has(exchangeKey(one))),
    transmissions: seen.transmissions.filter((one) => !left.has(one)),
  }
}

/**
 * Which of several that are one send counts: the first, but where it was encrypted, one that travelled over the Internet as anyone
 * on the way can read it. That a server hands on what it got within its own network is no way of the phone's.
 */
export function countedOf(sends: readonly [SentBetween, ...SentBetween[]]): SentBetween {
  const [first] = sends
  return first.transmission.protection === 'plaintext' ? first : (sends.find(isOpen) ?? first)
}

function isOpen({ transmission: { protection }, serverAddress }: SentBetween): boolean {
  // Logs need not say where the server is.
  return protection === 'plaintext' && (serverAddress === '' || isOnInternet(serverAddress))
}

/** Of all transmissions those that do not count, since a proxy handed on another, or they are handed on by it. */
function handedOn(
  all: readonly SentBetween[],
  observations: readonly Observation[],
): ReadonlySet<Transmission> {
  const left = new Set<Transmission>()
  const alike = Map.groupBy(all, ({ transmission }) => keyOf(transmission))
  if (alike.size === all.length) return left
  const told = valuesOf(observations)
  const behind = nextSides(alike.values(), told)
  const taken = new Set(behind.values())
  for (const head of behind.keys()) {
    if (taken.has(head)) continue
    const sends: [SentBetween, ...SentBetween[]] = [head]
    for (let next = behind.get(head); next !== undefined; next = behind.get(next)) sends.push(next)
    const counted = countedOf(sends)
    const shown = new Map(told(counted))
    for (const one of sends) {
      if (one === counted) continue
      // What tells a phone and was not there before, a proxy added: an operator's, the number of who calls.
      const added = [...told(one)].filter(([value, kind]) => !shown.has(value) && !sharedKinds.has(kind))
      if (added.length === 0) left.add(one.transmission)
      for (const [value, kind] of added) shown.set(value, kind)
    }
  }
  return left
}

type Told = (one: SentBetween) => ReadonlyMap<string, string>

/** What each transmission shows, with the kind of it. */
function valuesOf(observations: readonly Observation[]): Told {
  const observed = Map.groupBy(observations, exchangeKey)
  return ({ transmission }) =>
    new Map(
      (observed.get(exchangeKey(transmission)) ?? []).map(({ identifier, normal }) => [
        `${identifier} ${normal}`,
        identifier,
      ]),
    )
}

/**
 * By which other transmission a proxy handed on each: to the same recipient, with the same method and path and all its values.
 * Each of them stands for one at most, the nearest in time.
 */
function nextSides(alike: Iterable<SentBetween[]>, told: Told): ReadonlyMap<SentBetween, SentBetween> {
  const behind = new Map<SentBetween, SentBetween>()
  const before = new Map<SentBetween, SentBetween>()
  for (const group of alike) {
    group.sort((left, right) => compareInstants(left.transmission.at, right.transmission.at))
    for (const [at, one] of group.entries()) {
      if (group.length === 1) break
      const values = [...told(one).keys()]
      const isOwn = one.transmission.identifiers.some((identifier) => !sharedKinds.has(identifier))
      for (const index of nearest(group, at)) {
        const other = group[index] as SentBetween
        const mayBe =
          (mayHandOn(one, other) && !isOfSender(one, other, before)) ||
          (isOwn && index > at && mayBeUnseen(one, other, before))
        if (before.has(other) || !mayBe || isOneConnection(one, other)) continue
        const there = told(other)
        if (!values.every((value) => there.has(value))) continue
        behind.set(one, other)
        before.set(other, one)
        break
      }
    }
  }
  return behind
}

/** Whether both went over one connection between the same two ends: a proxy has another one on its other side. */
function isOneConnection(one: SentBetween, other: SentBetween): boolean {
  return (
    one.clientPort === other.clientPort &&
    one.clientPort > 0 &&
    one.serverPort === other.serverPort &&
    one.flow.transport === other.flow.transport &&
    one.clientAddress === other.clientAddress &&
    one.serverAddress === other.serverAddress
  )
}

/** Whether `other` comes from one whose own send `one` is, or is a side of; or whether `one` is the last of as many as may be. */
function isOfSender(
  one: SentBetween,
  other: SentBetween,
  before: ReadonlyMap<SentBetween, SentBetween>,
): boolean {
  let side: SentBetween | undefined = one
  for (let count = 1; count < sidesMax && side !== undefined; count++) {
    const isClient = side.clientAddress === other.clientAddress && side.clientAddress !== side.serverAddress
    if (side === other || isClient) return true
    side = before.get(side)
  }
  return side !== undefined
}

/** Where those of a group are that are near in time to the one at `at`, the nearest first. */
function* nearest(group: readonly SentBetween[], at: number): Generator<number> {
  const secondsTo = (index: number): number => {
    const [one, other] = [group[at], group[index]]
    if (one === undefined || other === undefined) return Infinity
    return Math.abs(secondsBetween(one.transmission.at, other.transmission.at))
  }
  let before = at - 1
  let behind = at + 1
  for (let count = 0; count < comparedMax; count++) {
    const index = secondsTo(before) < secondsTo(behind) ? before-- : behind++
    if (secondsTo(index) > secondsMax) return
    yield index
  }
}

/**
 * Whether `other` may come from the proxy that `one` went to: from its address, or from another one of its machine where it
 * listens on that alone, or was asked for a whole URL and has an address on each side.
 */
function mayHandOn(
  { transmission: { summary }, serverAddress, serverPort }: SentBetween,
  other: SentBetween,
): boolean {
  const isThere = other.serverAddress === serverAddress && other.serverPort === serverPort
  if (isThere || other.clientAddress === '') return false
  return (
    other.clientAddress === serverAddress ||
    isWholeUrl(summary.path) ||
    scopeOfText(serverAddress) === 'loopback'
  )
}

/**
 * Whether `other` is the same request on its way to the same server, from another address: behind one that asks in the phone's
 * place; or from the same port to a private address, to which that of the server is translated.
 */
function mayBeUnseen(
  one: SentBetween,
  other: SentBetween,
  before: ReadonlyMap<SentBetween, SentBetween>,
): boolean {
  if (secondsBetween(one.transmission.at, other.transmission.at) > unseenSecondsMax) return false
  if (one.serverAddress === '' || other.serverAddress === '' || other.clientAddress === '') return false
  const isSamePort = one.serverPort === other.serverPort
  if (isSamePort && isSameServer(one.serverAddress, other.serverAddress))
    return one.clientAddress !== other.clientAddress && !isOfSender(one, other, before)
  const isSameClient = one.clientAddress === other.clientAddress && one.clientPort === other.clientPort
  const { transport } = one.flow
  return (
    isSameClient &&
    hasChosenPort({ transport, clientPort: one.clientPort }) &&
    scopeOfText(other.serverAddress) === 'private'
  )
}

/** Whether two addresses are of one server: the same, or one of IPv4 that stands at the end of one of IPv6, behind a translator. */
function isSameServer(one: string, other: string): boolean {
  if (one === other) return true
  if (one.includes(':') === other.includes(':')) return false
  const [left, right] = [parseAddress(one), parseAddress(other)]
  return left !== null && right !== null && left[3] === right[3]
}

/** What is the same on both sides of a proxy. */
function keyOf({ capture, recipient, summary }: Transmission): string {
  return JSON.stringify([capture, recipient, summary.method, withoutOrigin(summary.path)])
}
