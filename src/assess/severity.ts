import type { Confidence } from '../detect/types.ts'
import { readersOn } from './readers.ts'
import type { Severity } from './types.ts'

/**
 * How much an identifier tells a stranger who reads it on the way. Three steps, argued in docs/severity.md:
 * 3: names a person, a line or a device for good, or the place; 2: names an installation or can be joined with other
 * data; 1: describes without naming.
 */
export const weights: Readonly<Record<string, 1 | 2 | 3>> = {
  imei: 3,
  imeisv: 3,
  meid: 3,
  esn: 3,
  iccid: 3,
  eid: 3,
  imsi: 3,
  msisdn: 3,
  serial: 3,
  'widevine-id': 3,
  'wifi-mac': 3,
  'bluetooth-mac': 3,
  'cell-id': 3,
  location: 3,
  bssid: 3,
  'account-credential': 3,
  email: 3,
  'person-name': 3,
  'national-id': 3,
  vin: 3,
  contacts: 3,
  'installed-apps': 2,
  'android-id': 2,
  'advertising-id': 2,
  'gsf-id': 2,
  'device-id': 2,
  'install-id': 2,
  'user-id': 2,
  'push-token': 2,
  ssid: 2,
  'birth-date': 1,
  'ip-address': 1,
  build: 1,
  'device-model': 1,
}

/**
 * What an operator knows of its phones by its own network (IMSI, device, cell, the access point that calls go by: 3GPP TS 23.501,
 * TS 24.229), and the number that the registration itself is told apart by (RFC 5626). Neither who else is known nor coordinates.
 */
const knownToOperator: ReadonlySet<string> = new Set([
  'imei',
  'imeisv',
  'imsi',
  'msisdn',
  'cell-id',
  'bssid',
  'install-id',
])

/** Of these names those of weight 3 that no operator knows by its own network. */
export function beyondOperator(names: readonly string[]): string[] {
  return names.filter((name) => weightOf(name) === 3 && !knownToOperator.has(name))
}

/** Identifier names with the heaviest first; those of the same weight in the order of the table. */
export function heaviestFirst(names: Iterable<string>): string[] {
  const order = Object.keys(weights)
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return [...names].sort(
    (left, right) =>
      weightOf(right) - weightOf(left) || place(left) - place(right) || (left < right ? -1 : 1),
  )
}

/** 3: names for good; 2: names an installation; 1: describes. */
export function weightOf(identifier: string): 1 | 2 | 3 {
  return weights[identifier] ?? 1
}

/** What the heaviest identifiers tell, besides the device, the line or the person themselves. */
const heavyKinds: Readonly<Record<string, keyof typeof heavyTexts>> = {
  'cell-id': 'place',
  location: 'place',
  bssid: 'place',
  email: 'account',
  'account-credential': 'account',
  'person-name': 'name',
  contacts: 'others',
}
const heavyTexts = {
  place: 'the place of the phone',
  account: 'an account',
  name: "the owner's name",
  others: 'numbers or addresses of other people',
} as const

/** It cannot be reset by the user, or only with a new SIM: neither a place nor an account. */
export function isPermanent(identifier: string): boolean {
  return weightOf(identifier) === 3 && heavyKinds[identifier] === undefined
}

/** It opens an account, or is where one is written to. */
export function isAccount(identifier: string): boolean {
  return heavyKinds[identifier] === 'account'
}

/** The heaviest identifiers for a sentence, each kind of them counted: `4 permanent identifiers and the phone's place`. */
function heavyText(names: readonly string[], mayChange: ReadonlySet<string>): string {
  const permanent = names.filter((name) => isPermanent(name) && !mayChange.has(name)).length
  const changing = names.filter((name) => isPermanent(name) && mayChange.has(name)).length
  const parts = [
    ...(permanent === 0
      ? []
      : [permanent === 1 ? 'a permanent identifier' : `${permanent} permanent identifiers`]),
    ...(changing === 0
      ? []
      : [changing === 1 ? 'an address that may change' : `${changing} addresses that may change`]),
    ...Object.entries(heavyTexts)
      .filter(([kind]) => names.some((name) => heavyKinds[name] === kind))
      .map(([, text]) => text),
  ]
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}

const ladder: readonly Severity[] = ['low', 'medium', 'high', 'critical']

/** What weighs in one finding. */
export interface SeverityFacts {
  /**
   * Identifier names with the best confidence of each, whether any of them travelled in clear text, and whether any travelled so that
   * whoever is on the way can open it: under a key that is published, and nothing else around it.
   */
  readonly identifiers: readonly {
    readonly name: string
    readonly confidence: Confidence
    readonly isClear: boolean
    readonly isOpenable: boolean
  }[]
  /** Identifiers of weight 3 of the message in clear text that had the most of them. */
  readonly heavyInOne: readonly string[]
  /** Names of those whose values say of themselves that they may change. */
  readonly mayChange: ReadonlySet<string>
  /** True where the recipient is on the local network or is the user's own operator's private service. */
  readonly isLocal: boolean
  /** True where the recipient has a private address, and who sent to it one of the Internet. */
  readonly isFromInternet?: boolean
  /** True where the recipient may be in the network of the phone's operator, by what else is known. */
  readonly mayBeOperators?: boolean
  /** True where the recipient is another program on the device: nobody is on the way. */
  readonly isOnDevice?: boolean
  /** True where the recipient is whoever is on the local network. */
  readonly isAmongNeighbours?: boolean
  /** True where the recipient is asked to let the phone in (EAP). */
  readonly isForEntry?: boolean
  /** True where the recipient stands at the other end of a line of PPP, and is asked to let the user in. */
  readonly isAtLine?: boolean
  /** True where a phone calls it out by radio, to find a network. */
  readonly isCalledOut?: boolean
  readonly isStateControlled: boolean
  /** True where the sender is one that registers devices with a stranger, and surely so. */
  readonly isKnownSender: boolean
  /** It stands in the names of servers only, of which a log of the device tells: how these travelled is not known. */
  readonly isNameInLog?: boolean
  /** The phone's own operator is told what its service needs. */
  readonly isOperatorSignalling?: boolean
}

/** So many of weight 3 name one person's phone. */
const heavyTogether = 3

/** The severity of a finding, with the sentences that led there. */
export function severityOf(facts: SeverityFacts): { severity: Severity; reasons: string[] } {
  const reasons: string[] = []
  const heavy = heavyInClear(facts.identifiers)
  let rank = heaviestRank(facts.identifiers)
  const what = heavyText(heavy, facts.mayChange)
  const [travel, stand] = isPlural(what) ? ['travel', 'stand'] : ['travels', 'stands']
  if (heavy.length >= heavyTogether) {
    reasons.push(
      facts.heavyInOne.length >= heavyTogether
        ? togetherText(heavy, facts)
        : `${what} ${travel} in clear text, in several messages: whoever reads them all knows one person's phone`,
    )
  } else if (heavy.length > 0 && facts.isOnDevice !== true) {
    reasons.push(
      facts.isNameInLog === true
        ? `${what} ${stand} in the name of a server: who is asked for names, and often anyone on the way, can read it`
        : `${what} ${travel} in clear text: ${readersOn(facts)} can read it`,
    )
  }
  const isOperator = facts.isOperatorSignalling === true
  if (facts.isKnownSender && !isOperator && heavy.length > 0 && rank < 3) {
    rank = 3
    reasons.push('it is a known sender that registers the device with a stranger')
  }
  if (facts.isStateControlled) reasons.push('the recipient is controlled by a state')
  const localSteps = stepsOf(facts)
  rank = Math.max(0, rank - localSteps)
  if (facts.isLocal) reasons.push(localText(facts))
  if (isOperator) {
    // Within its network it tells nobody anything new; outside, whoever is on the way can read it.
    rank = facts.isLocal ? 0 : Math.max(0, rank - 1)
    reasons.push('the recipient is the phone’s own operator: it is signalling, not a report to a third party')
    const unknown = new Set(beyondOperator(facts.identifiers.map(({ name }) => name)))
    const more = facts.identifiers.filter(
      ({ name, confidence }) => unknown.has(name) && confidence !== 'possible',
    )
    if (more.length > 0) {
      rank = Math.max(rank, heaviestRank(more) - localSteps)
      const names = more.map(({ name }) => name)
      const told = heavyText(names, facts.mayChange)
      reasons.push(`an operator does not know ${told} by its network: that counts as told to anybody`)
    }
  }
  return { severity: ladder[Math.min(rank, 3)] as Severity, reasons }
}

/** How many steps of the ladder it is that a recipient is near. */
function stepsOf({ isLocal, isOnDevice, isFromInternet, mayBeOperators }: SeverityFacts): number {
  if (!isLocal) return 0
  if (isOnDevice === true) return 2
  return isFromInternet === true && mayBeOperators !== true ? 0 : 1
}

function isPlural(what: string): boolean {
  return / and |^\d|^numbers/.test(what)
}

/** What one message has of these, and what only others have: nobody joined that with the rest. */
function togetherText(heavy: readonly string[], { heavyInOne, mayChange }: SeverityFacts): string {
  const joined = new Set(heavyInOne)
  const apart = heavy.filter((name) => !joined.has(name))
  const what = heavyText(heavyInOne, mayChange)
  const together = `${what} ${isPlural(what) ? 'travel' : 'travels'} together in clear text: together they name one person's phone`
  if (apart.length === 0) return together
  const rest = heavyText(apart, mayChange)
  return `${together}; ${rest} ${isPlural(rest) ? 'travel' : 'travels'} in other messages`
}

/** Names of weight 3 in clear text: what is encrypted, nobody on the way can join with them. */
function heavyInClear(identifiers: SeverityFacts['identifiers']): string[] {
  return identifiers
    .filter(({ name, confidence, isClear }) => weightOf(name) === 3 && confidence !== 'possible' && isClear)
    .map(({ name }) => name)
}

/** Where identifiers begin on the ladder, before it counts who is told. */
function heaviestRank(identifiers: SeverityFacts['identifiers']): number {
  if (heavyInClear(identifiers).length >= heavyTogether) return 3
  const ranks = identifiers.map(
    ({ name, confidence, isClear, isOpenable }) =>
      weightOf(name) - 1 - (confidence === 'possible' ? 1 : 0) - (isClear || isOpenable ? 0 : 1),
  )
  return Math.max(0, ...ranks)
}

function localText({
  isOnDevice,
  isFromInternet,
  isAmongNeighbours,
  isForEntry,
  isAtLine,
  isCalledOut,
}: SeverityFacts): string {
  if (isOnDevice === true)
    return 'the recipient has a loopback address: it is another program on the same device, and nothing of it was on a network'
  if (isCalledOut === true)
    return 'it is called out by radio to find a network that the device knows: whoever is near can hear it, also where no such network is'
  if (isForEntry === true)
    return 'it is told to an access point, which hands it on to whoever lets the phone in: whoever is near can hear it'
  if (isAtLine === true)
    return 'it is told to the other end of a line, which hands it on to whoever lets the user in'
  if (isFromInternet === true)
    return 'the recipient has a private address, and who sent it one of the Internet: it is behind another address that stands for it, or in the operator’s network'
  return isAmongNeighbours === true
    ? 'it goes to the local network only: whoever is on it can hear it, and no server outside of it does'
    : 'the recipient has a private address: it is on the local or the operator’s network'
}

/** Place of a severity on the ladder, from 0 (low) to 3 (critical): for comparisons and `--fail-on`. */
export function severityRank(severity: Severity): number {
  return ladder.indexOf(severity)
}
