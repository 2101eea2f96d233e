import { isOnInternet } from '../core/address-scope.ts'
import { confidenceRank } from '../core/confidence-rank.ts'
import { operatorProtocols } from '../core/operator-protocols.ts'
import { compareInstants } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import type { Confidence, FamilyMatch } from '../detect/types.ts'
import { exchangeKey } from './exchange-key.ts'
import { isAmongNeighbours, isLocal, isOnDevice, isReachedFromInternet } from './is-local.ts'
import { mayChange } from './may-change.ts'
import { isToOwnOperator } from './own-operator.ts'
import { ApartImeis, QuietSenders, senderGroups, unjoinedSenders } from './several-phones.ts'
import { hedgedTitle, senderTitle } from './sender-title.ts'
import { heaviestFirst, severityOf, severityRank, weightOf } from './severity.ts'
import { OtherSenders } from './other-senders.ts'
import { callerEvidence, callerReasons } from './caller-texts.ts'
import type {
  Callers,
  Finding,
  LocalDevice,
  NamedContact,
  Observation,
  Recipient,
  Transmission,
} from './types.ts'
import {
  copyEvidence,
  countedAtLeast,
  familyEvidence,
  othersEvidence,
  phonesEvidence,
  quietEvidence,
  receiptEvidence,
  unsentEvidence,
  waySeenEvidence,
} from './finding-evidence.ts'
import { isInClear, isOpenable, titleFor } from './sent-title.ts'
import {
  appReasons,
  askedReasons,
  observedObjections,
  observedReasons,
  sealedReasons,
} from './finding-reasons.ts'
import { contactFinding, nameOnlySeverity } from './contact-finding.ts'

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
  const clear = kindsSent(observations, best, isInClear)
  const openable = kindsSent(observations, best, isOpenable)
  const isOwnOperator = family !== null && isToOwnOperator(family, recipient, observations)
  const isCalledOut = transmissions.some(({ summary }) => summary.protocol === 'probe-request')
  const isNameInLog = transmissions.every(({ summary }) => summary.protocol === 'device-log')
  const { severity, reasons } = severityOf({
    identifiers: [...best].map(([name, confidence]) => ({
      name,
      confidence,
      isClear: clear.has(name),
      isOpenable: openable.has(name),
    })),
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
      ...sealedReasons(observations),
      ...observedReasons(observations),
    ],
    counterEvidence: [
      ...familyEvidence(family, recipient, observations),
      ...observedObjections(observations),
      ...(isCalledOut ? callerEvidence(callers) : []),
      // Nobody answers what is called out to all, nor a message of a WebSocket; of a contact the device's log does not say it.
      ...receiptEvidence(
        transmissions.filter(
          ({ summary }) => !withoutAnswer.has(summary.protocol) && summary.hasNoAnswer !== true,
        ),
      ),
      ...unsentEvidence(transmissions),
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

const withoutAnswer: ReadonlySet<string> = new Set(['probe-request', 'device-log', 'websocket'])

/**
 * Kinds that were sent in such a way. What is only possibly one of a kind says nothing of how a surer one travelled, unless it
 * is the same value.
 */
function kindsSent(
  observations: readonly Observation[],
  best: ReadonlyMap<string, Confidence>,
  isSo: (observation: Observation) => boolean,
): ReadonlySet<string> {
  const valueOf = ({ identifier, normal }: Observation): string => `${identifier} ${normal}`
  const sure = new Set(observations.filter(({ confidence }) => confidence !== 'possible').map(valueOf))
  const told = observations.filter(
    (one) => isSo(one) && (best.get(one.identifier) === 'possible' || sure.has(valueOf(one))),
  )
  return new Set(told.map(({ identifier }) => identifier))
}

/** Identifiers of weight 3 of the message in clear text that had the most of them; of several such the first. */
function heavyInOne(observations: readonly Observation[]): readonly string[] {
  const heavy = observations.filter(
    (one) => isInClear(one) && one.confidence !== 'possible' && weightOf(one.identifier) === 3,
  )
  let most: readonly string[] = []
  for (const told of Map.groupBy(heavy, exchangeKey).values()) {
    const names = [...new Set(told.map(({ identifier }) => identifier))]
    if (names.length > most.length) most = names
  }
  return most
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
