import { limits } from '../core/limits.ts'
import { isOnInternet } from '../core/address-scope.ts'
import { confidenceRank } from '../core/confidence-rank.ts'
import { grouped } from '../core/grouped.ts'
import { objectionText, speaksFor } from '../core/objections.ts'
import { operatorProtocols } from '../core/operator-protocols.ts'
import { compareInstants } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import type { Confidence, FamilyMatch } from '../detect/types.ts'
import { contactsText, isAsked } from './contact-words.ts'
import { exchangeKey } from './exchange-key.ts'
import { isAmongNeighbours, isLocal, isOnDevice, isReachedFromInternet } from './is-local.ts'
import { isSeenOnThisSideOnly } from './on-this-side.ts'
import { mayChange } from './may-change.ts'
import { isToOwnOperator, operatorDoubts } from './own-operator.ts'
import {
  ApartImeis,
  imeisOf,
  QuietSenders,
  seatsMax,
  senderGroups,
  unjoinedSenders,
} from './several-phones.ts'
import type { QuietSender } from './several-phones.ts'
import { hedgedTitle, senderTitle } from './sender-title.ts'
import { heaviestFirst, severityOf, severityRank, weightOf } from './severity.ts'
import { OtherSenders } from './other-senders.ts'
import { sureIdentifiers } from './sure-identifiers.ts'
import { callerEvidence, callerReasons } from './caller-texts.ts'
import type {
  Callers,
  Finding,
  LocalDevice,
  NamedContact,
  Observation,
  Recipient,
  Severity,
  Transmission,
} from './types.ts'

/** The facts that findings are made of. */
export interface Facts {
  readonly recipients: readonly Recipient[]
  readonly observations: readonly Observation[]
  readonly transmissions: readonly Transmission[]
  readonly contacts: readonly NamedContact[]
  readonly callers?: Callers | null
  /** Addresses in local networks, with the connections that each opened; none where it is left out. */
  readonly localDevices?: readonly LocalDevice[]
  /** Kinds of numbers of a device that the profile of the phone has; none where it is left out. */
  readonly deviceKinds?: ReadonlySet<string>
  /** Recipients that were sent more than the transmissions tell; none where it is left out. */
  readonly uncounted?: ReadonlySet<string>
}

/**
 * Findings from facts: one for each known sender and recipient, one for the other identifiers that a recipient was
 * sent, and one for a known sender that was seen by its name only. Worst first; order and ids are deterministic.
 */
export function findingsOf(facts: Facts): Finding[] {
  const groups = groupTransmissions(facts.transmissions)
  const observationsOf = Map.groupBy(facts.observations, (observation) => exchangeKey(observation))
  const recipients = new Map(facts.recipients.map((recipient) => [recipient.id, recipient]))
  const senders = senderGroups(facts.transmissions, facts.observations)
  const apart = new ApartImeis(facts.transmissions, facts.observations)
  const quiet = new QuietSenders(facts.transmissions, facts.observations, facts.localDevices ?? [])
  const others = new OtherSenders(facts.transmissions, facts.observations, facts.deviceKinds ?? new Set())
  const isOnWayOut = facts.recipients.some(isSeenOnInternet)
  const drafts: Omit<Finding, 'id'>[] = []
  for (const group of groups) {
    const recipient = recipients.get(group.recipient)
    if (recipient === undefined) continue
    const observations = group.transmissions.flatMap(
      (transmission) => observationsOf.get(exchangeKey(transmission)) ?? [],
    )
    const sent = observations.filter((observation) => observation.direction === 'sent')
    if (sent.length === 0 && group.family === null) continue
    drafts.push(
      transmissionFinding(
        recipient,
        group,
        sent,
        [
          ...phonesEvidence(sent, unjoinedSenders(group.transmissions, senders), apart),
          ...quietEvidence(quiet.of(group.transmissions)),
          ...othersEvidence(others.countOf(group.transmissions), group.transmissions.length),
        ],
        facts.callers ?? null,
        facts.uncounted?.has(group.recipient) === true,
        isOnWayOut,
      ),
    )
  }
  for (const [key, contacts] of Map.groupBy(
    facts.contacts,
    (contact) => `${contact.family.family} ${contact.recipient}`,
  )) {
    const recipient = recipients.get((contacts[0] as NamedContact).recipient)
    if (recipient === undefined) continue
    if (groups.some((group) => `${group.family?.family} ${group.recipient}` === key)) continue
    drafts.push(contactFinding(recipient, contacts, facts.uncounted?.has(recipient.id) === true))
  }
  drafts.sort(
    (left, right) =>
      severityRank(right.severity) - severityRank(left.severity) ||
      confidenceRank[right.confidence] - confidenceRank[left.confidence] ||
      compareInstants(left.first, right.first) ||
      recipientNumber(left.recipient) - recipientNumber(right.recipient) ||
      (left.title < right.title ? -1 : 1),
  )
  return drafts.map((draft, index) => ({ id: `f${index + 1}`, ...draft }))
}

/** Connections to an address of the Internet were seen. */
function isSeenOnInternet({ flows, addresses }: Recipient): boolean {
  return flows > 0 && addresses.some(({ address, isAsked }) => isAsked !== true && isOnInternet(address))
}

/** It is an operator, or speaks what the servers of one do. */
function isLikeOperators({ organisation, protocols }: Recipient): boolean {
  return organisation?.kind === 'operator' || protocols.some((protocol) => operatorProtocols.has(protocol))
}

function recipientNumber(id: string): number {
  return Number(id.slice(1))
}

interface Group {
  readonly recipient: string
  /** The surest match of any of the transmissions. */
  family: FamilyMatch | null
  readonly transmissions: Transmission[]
}

function groupTransmissions(transmissions: readonly Transmission[]): Group[] {
  const groups = new Map<string, Group>()
  for (const transmission of transmissions) {
    const families: (FamilyMatch | null)[] =
      transmission.families.length === 0 ? [null] : [...transmission.families]
    for (const family of families) {
      const key = `${family?.family ?? ''} ${transmission.recipient}`
      const group = groups.get(key)
      if (group === undefined)
        groups.set(key, { recipient: transmission.recipient, family, transmissions: [transmission] })
      else {
        group.transmissions.push(transmission)
        if (isSurer(family, group.family)) group.family = family
      }
    }
  }
  return [...groups.values()]
}

function isSurer(family: FamilyMatch | null, than: FamilyMatch | null): boolean {
  return (
    family !== null && than !== null && confidenceRank[family.confidence] > confidenceRank[than.confidence]
  )
}

function transmissionFinding(
  recipient: Recipient,
  { family, transmissions }: Group,
  observations: readonly Observation[],
  sendersAgainst: readonly string[],
  callers: Callers | null,
  isAtLeast: boolean,
  /** Servers of the Internet were met: a phone's way to them is the network of its operator, and the capture not that of a server. */
  isOnWayOut: boolean,
): Omit<Finding, 'id'> {
  const best = new Map<string, Confidence>()
  for (const { identifier, confidence } of observations) {
    const known = best.get(identifier)
    if (known === undefined || confidenceRank[confidence] > confidenceRank[known])
      best.set(identifier, confidence)
  }
  const identifiers = heaviestFirst(best.keys())
  const clear = new Set(observations.filter(isInClear).map(({ identifier }) => identifier))
  const isOwnOperator = family !== null && isToOwnOperator(family, recipient, observations)
  const isCalledOut = transmissions.some(({ summary }) => summary.protocol === 'probe-request')
  const isNameInLog = transmissions.every(({ summary }) => summary.protocol === 'device-log')
  const { severity, reasons } = severityOf({
    identifiers: [...best].map(([name, confidence]) => ({ name, confidence, isClear: clear.has(name) })),
    heavyInOne: heavyInOne(observations),
    mayChange: mayChange(observations),
    isLocal: isLocal(recipient),
    isFromInternet: isReachedFromInternet(recipient, transmissions),
    mayBeOperators: isOnWayOut || isLikeOperators(recipient),
    isOnDevice: isOnDevice(recipient),
    isAmongNeighbours: isAmongNeighbours(recipient),
    isForEntry: recipient.protocols.includes('eap'),
    isAtLine: recipient.protocols.includes('ppp'),
    isCalledOut,
    isStateControlled: recipient.organisation?.state === 'controls',
    isKnownSender: family !== null && family.confidence === 'certain' && family.isUsual !== true,
    isOperatorSignalling: isOwnOperator,
    isNameInLog,
  })
  const ofIdentifiers = highest([...best.values()])
  const confidence = family === null ? ofIdentifiers : highest([family.confidence, ofIdentifiers])
  const span = timeSpan(transmissions)
  return {
    title:
      family !== null && confidence === family.confidence
        ? senderTitle(family)
        : titleFor(identifiers, observations, isNameInLog) +
          (family === null ? '' : `: ${hedgedTitle(family)}`),
    severity: identifiers.length === 0 ? nameOnlySeverity(family) : severity,
    confidence,
    reasons: [
      ...(family === null ? [] : family.reasons),
      ...reasons,
      ...(isCalledOut ? callerReasons(callers) : []),
      ...askedReasons(transmissions),
      ...appReasons(recipient),
      ...observedReasons(observations),
    ],
    counterEvidence: [
      ...familyEvidence(family, recipient, observations),
      ...faults(observations),
      ...(isCalledOut ? callerEvidence(callers) : []),
      // Nobody answers what is called out to all, nor a message of a WebSocket; of a contact the device's log does not say it.
      ...receiptEvidence(
        transmissions.filter(
          ({ summary }) => !withoutAnswer.has(summary.protocol) && summary.hasNoAnswer !== true,
        ),
      ),
      ...waySeenEvidence(recipient, transmissions),
      ...copyEvidence(observations),
      ...(isAtLeast ? [countedAtLeast] : []),
      ...sendersAgainst,
      ...(recipient.ambiguity === '' || isCalledOut
        ? []
        : [`it is not certain who the recipient is: ${recipient.ambiguity}`]),
      ...(confidence === 'possible'
        ? [
            'only its form, or only its name, says what the value is: it may be something else of the same shape',
          ]
        : []),
    ],
    recipient: recipient.id,
    identifiers,
    family: family?.family ?? '',
    transmissions: transmissions.length,
    ...(isAtLeast ? { isAtLeast } : {}),
    observations: observations.map((observation) => observation.id),
    ...span,
  }
}

/** What is usual towards the own operator speaks for nothing where it is another's. */
function familyEvidence(
  family: FamilyMatch | null,
  recipient: Recipient,
  observations: readonly Observation[],
): readonly string[] {
  if (family === null) return []
  const doubts = operatorDoubts(family, recipient, observations)
  return doubts.length > 0 ? doubts : family.counterEvidence
}

/** There was no room for all that a recipient was sent. */
const countedAtLeast =
  'more was sent there than there is room for: how often, and until when, is the least that is known'

const contactedAtLeast =
  'it was contacted more often than there is room for: how often, and until when, is the least that is known'

const withoutAnswer: ReadonlySet<string> = new Set(['probe-request', 'device-log', 'websocket'])

/** Addresses that are named of those from which a name was asked for. */
const sendersListed = 3

/** Where a name was seen. */
const sourceTexts: Readonly<Record<NamedContact['source'], string>> = {
  'dns-question': 'a question of DNS',
  'dns-answer': 'an answer of DNS',
  sni: 'a hello of TLS or QUIC',
  certificate: 'its certificate',
  proxied: 'what a proxy was asked for',
  host: 'host',
  'device-log': 'the device’s own log',
  'device-lookup': 'a look-up in the device’s own log',
}

function contactFinding(
  recipient: Recipient,
  contacts: readonly NamedContact[],
  isAtLeast: boolean,
): Omit<Finding, 'id'> {
  const { family } = contacts[0] as NamedContact
  const sources = distinct(contacts.map(({ source }) => sourceTexts[source]))
  const sorted = contacts.map((contact) => contact.at).sort(compareInstants)
  return {
    title: `${senderTitle(family)}: contact by name only`,
    severity: nameOnlySeverity(family),
    confidence: family.confidence,
    reasons: [
      ...family.reasons,
      `the name was seen in ${sources.join(' and ')} (${isAtLeast ? 'at least ' : ''}${contacts.length}×${fromWhom(contacts)})`,
      ...appReasons(recipient),
    ],
    counterEvidence: [
      ...family.counterEvidence,
      'no content was readable: what was sent, if anything, is not known',
      ...deniedEvidence(recipient, contacts),
      ...(isAtLeast ? [contactedAtLeast] : []),
    ],
    recipient: recipient.id,
    identifiers: [],
    family: family.family,
    transmissions: 0,
    ...(isAtLeast ? { isAtLeast } : {}),
    observations: [],
    first: sorted[0] as Instant,
    last: sorted.at(-1) as Instant,
  }
}

/** From which addresses of a local network, as far as they tell: there several devices may be at home. */
function fromWhom(contacts: readonly NamedContact[]): string {
  const senders = distinct(contacts.flatMap(({ sender }) => sender ?? []))
  const rest = senders.length - sendersListed
  const listed = senders.slice(0, sendersListed).join(' and ')
  if (senders.length === 0) return ''
  return rest > 0
    ? `, from ${senders.slice(0, sendersListed).join(', ')} and ${rest} more`
    : `, from ${listed}`
}

/** A name that leads to no server is known to have been asked for, and nothing more. */
function deniedEvidence({ isDenied, flows }: Recipient, contacts: readonly NamedContact[]): string[] {
  const isAskedOnly = contacts.every(isAsked)
  if (isDenied !== true || flows > 0 || !isAskedOnly) return []
  return [
    'DNS gave no address of a server for it (a filter, or a name that is gone): by that it could not be reached',
  ]
}

/** A resolver asks on: whose names are asked for gets them as well (RFC 1034, 5.3.1). */
function askedReasons(transmissions: readonly Transmission[]): string[] {
  const domains = distinct(transmissions.flatMap(({ summary }) => summary.asked ?? []))
  if (domains.length === 0) return []
  return [
    `as a rule a resolver passes such names on to the name servers of ${listed(domains)}: whoever runs these gets them, too`,
  ]
}

/** Which app it was, where the device's own log says. */
function appReasons(recipient: Recipient): string[] {
  return recipient.apps
    .filter(({ app }) => app !== '')
    .slice(0, 3)
    .map(
      ({ app, contacts, lookups }) =>
        `the device’s own log names the app ${app} (${contactsText(contacts, lookups)})`,
    )
}

/**
 * What speaks for the observations, in their order. Of more than are listed, each kind of identifier keeps its first
 * before any keeps its second, and the last line says how many are left out.
 */
function observedReasons(observations: readonly Observation[]): string[] {
  const all = distinct(observations.flatMap((observation) => observation.reasons.filter(speaksFor)))
  const left = all.length - limits.report.reasonsMax
  if (left <= 0) return all
  const ofKind = new Map<string, Set<string>>()
  for (const { identifier, reasons } of observations) {
    const known = ofKind.get(identifier) ?? new Set()
    for (const reason of reasons.filter(speaksFor)) known.add(reason)
    ofKind.set(identifier, known)
  }
  const listed = new Set<string>()
  const kinds = [...ofKind.values()].map((reasons) => [...reasons])
  for (let turn = 0; listed.size < limits.report.reasonsMax; turn++)
    for (const reasons of kinds) {
      const reason = reasons[turn]
      if (reason !== undefined && listed.size < limits.report.reasonsMax) listed.add(reason)
    }
  return [
    ...all.filter((reason) => listed.has(reason)),
    `${left} more ${left === 1 ? 'reason' : 'reasons'}, of observations of the same kinds`,
  ]
}

function nameOnlySeverity(family: FamilyMatch | null): Severity {
  if (family === null || family.isOperatorSignalling === true || family.isUsual === true) return 'low'
  return family.confidence === 'certain' ? 'medium' : 'low'
}

function receiptEvidence(transmissions: readonly Transmission[]): string[] {
  const answered = transmissions.filter((transmission) => transmission.receipt !== null)
  const refused = answered.filter((transmission) => transmission.receipt?.accepted === false)
  const evidence: string[] = []
  const all = transmissions.length
  if (refused.length > 0)
    evidence.push(
      all === 1
        ? 'the server refused the transmission (it had received it by then)'
        : `the server refused ${refused.length} of ${all} transmissions (it had received them by then)`,
    )
  const unanswered = transmissions.filter(({ receipt, copy }) => receipt === null && copy !== 'other').length
  if (unanswered > 0)
    evidence.push(
      unanswered === all
        ? 'no answer was seen'
        : `no answer was seen to ${unanswered} of ${all} transmissions`,
    )
  const unshown = answered.filter(({ receipt }) => receipt?.unshown !== undefined).length
  if (unshown > 0)
    evidence.push(
      `the server answered ${unshown === all ? '' : `${unshown} of ${all} transmissions `}before all was sent, or that it did not come whole: whether it was received is not shown`,
    )
  return evidence
}

/** A proxy, or what DNS was made to answer with (a filter), need not hand on what it gets. */
function waySeenEvidence(recipient: Recipient, transmissions: readonly Transmission[]): string[] {
  if (!isSeenOnThisSideOnly(recipient, transmissions)) return []
  if (recipient.proxies.length === 0)
    return [
      'the network on the way answered, as one does that asks to log in: whether it was handed on is not known',
    ]
  const addresses = listed(recipient.proxies.map(({ address }) => address))
  return [
    `it was seen as far as ${addresses} only, a proxy or a redirect: whether it was handed on is not known`,
  ]
}

/** What is seen where the capture holds different bytes for one place of a stream. */
function copyEvidence(observations: readonly Observation[]): string[] {
  const doubtful = observations.filter(({ copy }) => copy !== undefined).length
  if (doubtful === 0) return []
  const all = doubtful === observations.length
  return [
    `${all ? 'what was observed stands' : `${doubtful} of ${observations.length} observations stand`} in bytes of which the capture holds different copies: which one was received is not known`,
  ]
}

/** A capture of a router, or several captures, can be of several phones. `senders`: addresses of one network that nothing joins. */
function phonesEvidence(
  observations: readonly Observation[],
  senders: readonly string[],
  apart: ApartImeis,
): string[] {
  const imeis = imeisOf(observations)
  const many =
    imeis <= seatsMax
      ? []
      : [
          `${imeis} IMEIs were sent, and a phone has two at most: they are of several phones, or not all are the sender’s`,
        ]
  if (many.length > 0 || senders.length > 1) return [...many, ...sendersEvidence(senders)]
  return imeis > 1 && apart.sendersOf(observations) > 1
    ? [
        `${imeis} IMEIs were sent from different addresses or in different captures, and no value joins these: they are of several phones, or of one with two SIM cards`,
      ]
    : []
}

/** So can one of all who are in a network. */
function sendersEvidence(senders: readonly string[]): string[] {
  return senders.length < 2
    ? []
    : [
        `it was sent from ${senders.length} addresses of one network (${listed(senders)}), which no value joins: by several devices, or by one whose address changed`,
      ]
}

/** And by a device of which there is a profile beside another. */
function othersEvidence(others: number, all: number): string[] {
  return others === 0
    ? []
    : [
        `of these transmissions, ${others} of ${all} came from a sender that sent other numbers of a device than those of the profile, and none of these: it may be another device`,
      ]
}

/** And what is sent there by another device. */
function quietEvidence(quiet: QuietSender | null): string[] {
  if (quiet === null) return []
  const { address, flows, busiest, most } = quiet
  return [
    `it was sent from ${address}; of the connections in its network that address opened ${grouped(flows)}, and ${busiest} opened ${grouped(most)}: it may be another device than the phone`,
  ]
}

/** Some of several names; the others are counted. */
function listed(names: readonly string[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
}

/** What was sent, and how it travelled as far as that is known. */
function titleFor(
  identifiers: readonly string[],
  observations: readonly Observation[],
  isNameInLog: boolean,
): string {
  if (isNameInLog)
    return `${surestFirst(identifiers, observations)} in the name of a server, by the device’s own log`
  const namesOf = (some: readonly Observation[]): ReadonlySet<string> =>
    new Set(some.map(({ identifier }) => identifier))
  const inClear = observations.filter(isInClear)
  const clear = namesOf(inClear)
  const untold = namesOf(observations.filter(({ protection }) => protection === 'unknown'))
  const open = identifiers.filter((name) => clear.has(name))
  const closed = identifiers.filter((name) => !clear.has(name) && !untold.has(name))
  const rest = identifiers.filter((name) => !clear.has(name) && untold.has(name))
  const parts = [
    ...(open.length === 0 ? [] : [`${surestFirst(open, inClear)} sent in clear text`]),
    ...(closed.length === 0
      ? []
      : [`${surestFirst(closed, observations)} ${open.length === 0 ? 'sent encrypted' : 'encrypted'}`]),
    ...(rest.length === 0 ? [] : [`${surestFirst(rest, observations)} sent`]),
  ]
  return parts.join(', ')
}

/** `imei, possibly email`: what is more than possible, and behind it what is not. */
function surestFirst(names: readonly string[], observations: readonly Observation[]): string {
  const sure = sureIdentifiers(observations)
  const first = names.filter((name) => sure.has(name))
  const doubtful = names.filter((name) => !sure.has(name))
  return listed([...first, ...doubtful.map((name, at) => (at === 0 ? `possibly ${name}` : name))])
}

function isInClear({ protection }: { readonly protection: string }): boolean {
  return protection === 'plaintext'
}

/** Identifiers of weight 3 of the message in clear text that had the most of them; of several such the first. */
function heavyInOne(observations: readonly Observation[]): readonly string[] {
  const heavy = observations.filter(
    (one) => isInClear(one) && one.confidence !== 'possible' && weightOf(one.identifier) === 3,
  )
  let most: readonly string[] = []
  for (const of of Map.groupBy(heavy, exchangeKey).values()) {
    const names = [...new Set(of.map(({ identifier }) => identifier))]
    if (names.length > most.length) most = names
  }
  return most
}

/** What speaks against single observations. */
function faults(observations: readonly Observation[]): string[] {
  const against = observations.flatMap(({ reasons }) => reasons.filter((reason) => !speaksFor(reason)))
  return distinct(against).slice(0, limits.report.reasonsMax).map(objectionText)
}

function timeSpan(transmissions: readonly Transmission[]): { first: Instant; last: Instant } {
  const sorted = transmissions.map((transmission) => transmission.at).sort(compareInstants)
  return { first: sorted[0] as Instant, last: sorted.at(-1) as Instant }
}

function highest(all: readonly Confidence[]): Confidence {
  return all.reduce(
    (best, next) => (confidenceRank[next] > confidenceRank[best] ? next : best),
    'possible' as Confidence,
  )
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
