import { utc, zonedDay } from '../../core/zoned-time.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import { placeKilometresMax } from '../place-distance.ts'
import { exchangeKey } from '../exchange-key.ts'
import { isLocal, isOnDevice } from '../is-local.ts'
import { isSameName } from '../is-same-name.ts'
import { sentApart } from '../may-be-unsent.ts'
import { mayChange } from '../may-change.ts'
import { onTheWay } from '../on-the-way.ts'
import { isToOwnOperator } from '../own-operator.ts'
import { beyondOperator, isAccount, isPermanent } from '../severity.ts'
import { sureIdentifiers } from '../sure-identifiers.ts'
import type { Finding, Observation, Recipient, Transmission } from '../types.ts'
import { daysText } from './periods.ts'
import type { Days, LegalFact, RecipientPlace } from './types.ts'

/** Facts that provisions name. Each is derived from findings alone; see `factsOf`. */
export const factNames = [
  'identifier-sent',
  'permanent-identifier',
  'several-identifiers',
  'location-sent',
  'place-series',
  'special-category',
  'device-read',
  'may-be-typed',
  'clear-text',
  'repeated',
  'single-transmission',
  'known-sender',
  'other-organisation',
  'maybe-other-organisation',
  'operator-signalling',
  'state-controlled',
  'third-country',
  'parent-abroad',
  'operator-abroad',
  'adequacy',
  'adequacy-unsure',
  'no-adequacy',
  'bridge-unsure',
  'country-disagreed',
  'local-recipient',
  'refused',
  'no-account',
  'weak-evidence',
] as const
/** Name of a fact that a provision can rest on. */
export type FactName = (typeof factNames)[number]

const placeIdentifiers: ReadonlySet<string> = new Set(['location', 'cell-id', 'bssid', 'ssid'])
/** Places that are points: a series of them shows where a person lives, works, prays or is treated. A cell is an area. */
const pointIdentifiers: ReadonlySet<string> = new Set(['location', 'bssid'])
const seriesLeast = 5
const accountIdentifiers: ReadonlySet<string> = new Set(['email', 'user-id', 'msisdn', 'account-credential'])
/** What people write into a form. */
const typedIdentifiers: ReadonlySet<string> = new Set([
  ...accountIdentifiers,
  'person-name',
  'birth-date',
  'national-id',
  'vin',
])
const specialIdentifiers: ReadonlySet<string> = new Set(['installed-apps'])

/** What a finding rests on. */
export interface FindingBasis {
  readonly finding: Finding
  readonly recipient: Recipient
  /** What says who owns the recipient, and whether a state controls the owner. */
  readonly owners: string
  /** The transmissions that the finding counts. */
  readonly transmissions: readonly Transmission[]
  readonly observations: readonly Observation[]
  readonly places: readonly RecipientPlace[]
  /** For which days the places are so, where they are not so for all; null else. */
  readonly days: Days | null
  /** Name of the maker, '' where it is not known. */
  readonly maker: string
}

/** The facts that hold for a finding, each with its sentence. Order is that of `factNames`. */
export function factsOf(basis: FindingBasis): LegalFact[] {
  const facts: LegalFact[] = []
  for (const name of factNames) {
    const sentence = sentences[name](basis)
    if (sentence !== null) facts.push({ name, sentence })
  }
  return facts
}

/** Title of the known sender of a finding; '' where there is none, and where it is only possibly that one. */
function senderOf({ finding, transmissions }: FindingBasis): string {
  const known = transmissions.flatMap(({ families }) =>
    families.filter(({ family }) => family === finding.family),
  )
  if (known.length > 0) return known.find(({ confidence }) => confidence !== 'possible')?.title ?? ''
  return finding.family === '' || finding.confidence === 'possible' ? '' : finding.title
}

/** The identifiers of a finding of which not all observations are only possible. */
function sureOf(finding: Finding, observations: readonly Observation[]): string[] {
  const sure = sureIdentifiers(observations)
  return finding.identifiers.filter((identifier) => sure.has(identifier))
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** By fact: its sentence where it holds, null where it does not. */
const sentences: Record<FactName, (basis: FindingBasis) => string | null> = {
  'identifier-sent': ({ finding, observations, transmissions }) => {
    if (finding.identifiers.length === 0) return null
    const sure = new Set(sureOf(finding, observations))
    const names = finding.identifiers.map((identifier) =>
      sure.has(identifier) ? identifier : `${identifier} (possible)`,
    )
    const perhaps = sentApart(transmissions).perhaps.length
    const doubt =
      perhaps === 0
        ? ''
        : `, of which ${perhaps} ${perhaps === 1 ? 'was' : 'were'} given up and may never have been sent`
    return `${names.join(', ')} sent in ${countOf(transmissions.length, 'transmission', 'transmissions')}${doubt}`
  },
  'permanent-identifier': ({ finding, observations }) => {
    const changing = mayChange(observations)
    const permanent = sureOf(finding, observations).filter(
      (identifier) =>
        (isPermanent(identifier) && !changing.has(identifier)) ||
        // A password or token can be changed.
        (isAccount(identifier) && identifier !== 'account-credential'),
    )
    return permanent.length === 0
      ? null
      : `${permanent.join(', ')} cannot be reset by the user, or only with a new SIM or account`
  },
  'several-identifiers': ({ finding, observations }) => {
    const { length } = sureOf(finding, observations)
    return length < 2 ? null : `${length} kinds of identifiers went to one recipient`
  },
  'location-sent': ({ finding }) => {
    const places = finding.identifiers.filter((identifier) => placeIdentifiers.has(identifier))
    return places.length === 0
      ? null
      : `where the phone was, as an area or a point, can be told from: ${places.join(', ')}`
  },
  'place-series': ({ finding, transmissions, observations }) => {
    const points = finding.identifiers.filter((identifier) => pointIdentifiers.has(identifier))
    const count = sentApart(transmissions).sent.filter(({ identifiers }) =>
      identifiers.some((identifier) => pointIdentifiers.has(identifier)),
    ).length
    return count < seriesLeast || !isOfSeveralPlaces(observations)
      ? null
      : `${points.join(', ')} sent ${count} times, from more than one place: a series of points can show where a person lives, works, prays or is treated`
  },
  'special-category': ({ finding }) =>
    finding.identifiers.some((identifier) => specialIdentifiers.has(identifier))
      ? 'a list of installed apps can reveal health, beliefs or sex life'
      : null,
  'device-read': ({ finding, recipient }) =>
    finding.identifiers.length === 0 || isOnDevice(recipient)
      ? null
      : 'the values left the device: they may have been read from what is stored on it',
  'may-be-typed': ({ finding }) =>
    finding.identifiers.length > 0 &&
    finding.identifiers.every((identifier) => typedIdentifiers.has(identifier))
      ? `${finding.identifiers.join(', ')} may have been typed in by the user, and not read from the device`
      : null,
  'clear-text': ({ transmissions, recipient }) => {
    // Between programs of one device nobody is on the way.
    if (isOnDevice(recipient)) return null
    const clear = transmissions.filter((one) => onTheWay(one) === 'clear').length
    if (clear === 0) return null
    return transmissions.length === 1
      ? 'it travelled in clear text'
      : `${clear} of ${transmissions.length} transmissions travelled in clear text`
  },
  repeated: ({ finding, observations, transmissions }) => {
    const perhaps = new Set(sentApart(transmissions).perhaps.map(exchangeKey))
    const times = mostTimesOf(observations.filter((one) => !perhaps.has(exchangeKey(one))))
    const kinds = finding.identifiers.filter((identifier) => (times.get(identifier) ?? 0) > 1)
    if (kinds.length === 0) return null
    const most = Math.max(...kinds.map((kind) => times.get(kind) ?? 0))
    return `the same value of ${kinds.join(', ')} was sent ${kinds.length === 1 ? '' : 'up to '}${most} times in this capture`
  },
  'single-transmission': ({ transmissions }) =>
    transmissions.length === 1 ? 'it happened once in this capture' : null,
  'known-sender': (basis) => {
    const sender = senderOf(basis)
    return sender === '' || isSignalling(basis) ? null : `the messages are of a known sender (${sender})`
  },
  'other-organisation': ({ recipient, maker }) => {
    const { organisation } = recipient
    if (organisation === null || maker === '') return null
    const isMaker = [organisation.name, organisation.parent].some((name) => isSameName(maker, name))
    return isMaker ? null : `the recipient is ${organisation.name}`
  },
  'maybe-other-organisation': ({ recipient, maker }) =>
    recipient.organisation === null || maker !== ''
      ? null
      : `the recipient is ${recipient.organisation.name}; the maker was not named, so that they may be the same`,
  'operator-signalling': (basis) =>
    isSignalling(basis) && beyondOperator(sureOf(basis.finding, basis.observations)).length === 0
      ? 'the recipient is the phone’s own operator, which needs it to serve'
      : null,
  'state-controlled': ({ finding, recipient: { organisation }, owners }) => {
    if (organisation?.state !== 'controls') return null
    // Where it came to its parent later, it was controlled by none before, as far as is known.
    const { parentSince = '', name, ownershipConfidence } = organisation
    if (zonedDay(finding.last, utc) < parentSince) return null
    return `${name} is controlled by a state (${owners}; ${ownershipConfidence}); that a state had access is not shown by traffic`
  },
  'third-country': ({ places }) => {
    const outside = placesAbroad(places)
    return outside.length === 0 ? null : outside.map(placeText).join('; ')
  },
  'operator-abroad': ({ places }) => {
    const abroad = places.filter((place) => place.role === 'operator' && place.isThirdCountry)
    return abroad.length === 0 ? null : abroad.map(placeText).join('; ')
  },
  'parent-abroad': ({ places }) => {
    const own = new Set(placesAbroad(places).map(({ country }) => country))
    const parents = places.filter(
      ({ role, isThirdCountry, country }) => role === 'parent' && isThirdCountry && !own.has(country),
    )
    return parents.length === 0
      ? null
      : `${parents.map(placeText).join('; ')}: that it can get at the data is not shown by traffic`
  },
  adequacy: ({ places, days }) => {
    const outside = placesAbroad(places)
    if (outside.length === 0 || outside.some((place) => place.adequacy === null)) return null
    const when = days === null ? '' : `, ${daysText(days)}`
    return outside
      .map(
        ({ country, adequacy }) =>
          `${country}: ${adequacy?.number ?? ''}${limitText(adequacy?.limit ?? '')}${when}`,
      )
      .join('; ')
  },
  'adequacy-unsure': ({ places, days }) => {
    const when = days === null ? '' : `, ${daysText(days)}`
    const unsure = placesAbroad(places).flatMap(({ country, adequacy, isAdequacyUnsure }) =>
      isAdequacyUnsure && adequacy !== null
        ? [
            `it is not known whether ${adequacy.number} covers this recipient in ${country}${limitText(adequacy.limit)}${when}`,
          ]
        : [],
    )
    return unsure.length === 0 ? null : [...new Set(unsure)].join('; ')
  },
  'no-adequacy': ({ places, days }) => {
    const bare = placesAbroad(places).filter((place) => place.hasAdequacyList && place.adequacy === null)
    const countries = [...new Set(bare.map((place) => place.country))]
    const when = days === null ? 'on that day' : `on the days of ${daysText(days)}`
    return countries.length === 0 ? null : `no adequacy decision for ${countries.join(', ')} ${when}`
  },
  'bridge-unsure': ({ places }) => {
    const names = placesAbroad(places).flatMap(({ country, bridge }) =>
      bridge === null ? [] : [`by ${bridge.name} ${country} may have counted as no third country`],
    )
    return names.length === 0 ? null : [...new Set(names)].join('; ')
  },
  'country-disagreed': ({ recipient }) =>
    recipient.addresses.some((address) => address.countries.length > 0 && !address.isCountryAgreed)
      ? 'the sources do not agree on the server’s country, or only one names it'
      : null,
  'local-recipient': ({ recipient }) => localText(recipient),
  refused: ({ transmissions }) => {
    const refused = transmissions.filter(({ receipt }) => receipt?.accepted === false).length
    return refused === 0
      ? null
      : `the server refused ${refused} of ${transmissions.length} transmissions (it had received them by then)`
  },
  'no-account': ({ finding }) =>
    finding.identifiers.length === 0 ||
    finding.identifiers.some((identifier) => accountIdentifiers.has(identifier))
      ? null
      : 'no account, e-mail address or phone number was among them',
  'weak-evidence': ({ finding }) =>
    finding.confidence === 'possible'
      ? 'only their form, or only their names, say what the values are: they may be something else'
      : null,
}

/** By kind of identifier: in how many messages that were sent the value stands that stands in most of them. */
function mostTimesOf(observations: readonly Observation[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  const sent = observations.filter(({ direction }) => direction === 'sent')
  for (const [identifier, ofKind] of Map.groupBy(sent, (one) => one.identifier)) {
    const byValue = Map.groupBy(ofKind, ({ normal }) => normal)
    most.set(
      identifier,
      Math.max(...[...byValue.values()].map((same) => new Set(same.map(exchangeKey)).size)),
    )
  }
  return most
}

/** Whether the points were not all the same place, which shows no way. */
function isOfSeveralPlaces(observations: readonly Observation[]): boolean {
  const values = (kind: string): string[] => [
    ...new Set(observations.flatMap(({ identifier, normal }) => (identifier === kind ? [normal] : []))),
  ]
  const [first, ...others] = values('location').map((value) => value.split(',').map(Number))
  const [lat = 0, lon = 0] = first ?? []
  return (
    others.some(
      ([otherLat = 0, otherLon = 0]) => kilometresBetween(lat, lon, otherLat, otherLon) > placeKilometresMax,
    ) || new Set(values('bssid').map(accessPointOf)).size > 1
  )
}

/** Addresses of the networks of one access point (12 hex digits) differ in their first and last byte. */
function accessPointOf(bssid: string): string {
  return bssid.slice(2, -2)
}

function localText(recipient: Recipient): string | null {
  if (isOnDevice(recipient)) return 'the recipient is a program on the device itself'
  return isLocal(recipient) ? 'the recipient has a private address' : null
}

function isSignalling({ recipient, transmissions, observations }: FindingBasis): boolean {
  const sent = observations.filter(({ direction }) => direction === 'sent')
  return transmissions.some(({ families }) =>
    families.some((match) => isToOwnOperator(match, recipient, sent)),
  )
}

/** Third countries in which the recipient itself is: its server, and who operates it. A parent need not receive anything. */
function placesAbroad(places: readonly RecipientPlace[]): RecipientPlace[] {
  return places.filter(({ role, isThirdCountry }) => role !== 'parent' && isThirdCountry)
}

const placeNames: Readonly<Record<RecipientPlace['role'], string>> = {
  server: 'the server',
  operator: 'the operator',
  parent: 'the seat of the parent',
}

function placeText({ role, country, source, isVerified }: RecipientPlace): string {
  return `${placeNames[role]} is in ${country} (${source}${isVerified ? '' : '; not verified'})`
}

function limitText(limit: string): string {
  return limit === '' ? '' : ` (${limit})`
}
