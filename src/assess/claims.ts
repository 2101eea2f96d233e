import { largest, smallest } from '../core/extremes.ts'
import { upperBound } from '../correlate/exact.ts'
import { boundText, count, eventsText, probabilityText } from '../correlate/words.ts'
import { compareSides } from './compare.ts'
import type { CompareRow } from './compare.ts'
import { isModel, premiseDoubtOf } from './compare/premises.ts'
import type { Scope } from './scope.ts'
import { conditionsText } from './scope/conditions.ts'
import { confoundedText } from './scope/separators.ts'
import type { Unit } from './scope/unit.ts'
import { heaviestFirst, weightOf } from './severity.ts'
import { seatsMax } from './several-phones.ts'
import { isUnread } from './side.ts'
import type { Side, SideTransmission } from './side.ts'

/** Forms that a statement can be tested in. */
export const claimForms = [
  'no-personal-identifier',
  'only-on-activation',
  'only-units',
  'fixed-by-update',
  'server-did-not-accept',
  'only-country',
] as const

/** Name of a testable form; `judgeClaims` says how each is decided. */
export type ClaimForm = (typeof claimForms)[number]

/** A sentence of a maker or operator, with its testable form. */
export interface Claim {
  readonly id: string
  readonly text: string
  readonly by: string
  readonly source: string
  readonly form: ClaimForm
  /** Whom it is about: a host or a family; '' for all recipients. */
  readonly sender: string
  /** `only-country`: codes (ISO 3166); `only-units`: attribute → value. */
  readonly countries: readonly string[]
  /** `only-country`: whose servers they are said to be; none where the statement does not say. */
  readonly operators: readonly string[]
  readonly units: ReadonlyMap<string, string>
  /** Names of the model that it is about; none where the statement does not say. */
  readonly devices: readonly string[]
}

/**
 * What the evidence allows to say of a claim. `not-testable`: what would be needed was not observed; it is no verdict
 * of doubt.
 */
export type ClaimVerdict = 'supported' | 'contradicted' | 'not-testable'

/**
 * What claims are held against: traffic before and after an update, the tested units, and the host of a planted
 * request. Null where the user gave none; each claim says which of them it needs.
 */
export interface Evidence {
  readonly before: Side | null
  readonly after: Side | null
  readonly scope: Scope | null
  readonly canary: string | null
}

/**
 * A transmission that decided a claim, so that it can be looked up: numbers of the capture (from 0), the exchange and
 * the frames (from 1) as in the results of its side.
 */
export interface DecidingTransmission {
  readonly side: 'before' | 'after'
  readonly capture: number
  readonly exchange: number
  readonly frames: readonly number[]
  readonly host: string
  readonly identifiers: readonly string[]
}

/**
 * A claim with its verdict and the sentence that gives the reason; `transmissions` are the ones that decided it, up to
 * as many as a reader looks up.
 */
export interface ClaimResult {
  readonly claim: Claim
  readonly verdict: ClaimVerdict
  readonly reason: string
  /** What would decide it; '' where it is decided. */
  readonly wouldTest: string
  readonly transmissions: readonly DecidingTransmission[]
}

interface Answer {
  readonly verdict: ClaimVerdict
  readonly reason: string
  readonly wouldTest?: string
  readonly transmissions?: readonly DecidingTransmission[]
}

/** Identifiers that single out a person, a SIM card, a device, an account or a place: all but those that only describe. */
function isPersonal(identifier: string): boolean {
  // Of an address the operator knows whose line had it (CJEU C-582/14), though each packet tells it anyway.
  return weightOf(identifier) > 1 || identifier === 'ip-address'
}

const decidingMax = 20
/** Sends within so many seconds are one occasion. */
const occasionSeconds = 600

/** Judges each statement by what the evidence shows. A statement that nothing contradicts is not thereby supported. */
export function judgeClaims(claims: readonly Claim[], evidence: Evidence): ClaimResult[] {
  return claims.map((claim) => {
    const answer = ofDevice(claim, evidence, judges[claim.form](claim, evidence))
    return {
      claim,
      verdict: answer.verdict,
      reason: `${answer.reason}${answer.verdict === 'supported' ? intentText(claim) : ''}`,
      wouldTest: answer.wouldTest ?? '',
      transmissions: answer.transmissions ?? [],
    }
  })
}

/** The answer as far as the captures are of the model that the statement is about: another one says nothing of it. */
function ofDevice(claim: Claim, { before, after }: Evidence, answer: Answer): Answer {
  // A table of units says by itself which these are.
  if (claim.devices.length === 0 || claim.form === 'only-units' || answer.verdict === 'not-testable')
    return answer
  const sides = [before, claim.form === 'fixed-by-update' ? after : null].filter((side) => side !== null)
  const models = sides.map((side) => isModel(side, claim.devices))
  const device = claim.devices[0] ?? ''
  const other = models.find(({ answer: is }) => is === 'no')
  if (other !== undefined)
    return {
      verdict: 'not-testable',
      reason: `The statement is about ${device}, and the capture is of another phone (${other.shown}).`,
      wouldTest: `A capture of ${device}; or, where it is one, the name that it calls itself by, beside the other under “device”.`,
    }
  return models.every(({ answer: is }) => is === 'yes')
    ? answer
    : { ...answer, reason: `${answer.reason} That the capture is of ${device} it does not show.` }
}

/** Words of a statement about what somebody meant or did not mean. */
const intentWords =
  /\b(?:mistak\w*|acciden\w*|inadverten\w*|unintend\w*|unintention\w*|intend\w*|intent\w*|deliberate\w*|on purpose|oversight)\b/i

/** What traffic supports of a statement is never why it was so: that stays as said by who said it. */
function intentText({ form, text }: Claim): string {
  return form === 'only-units' || intentWords.test(text)
    ? ' This is of what was measured: whether it was a mistake, or meant, no measurement shows.'
    : ''
}

const judges: Readonly<Record<ClaimForm, (claim: Claim, evidence: Evidence) => Answer>> = {
  'no-personal-identifier': noPersonalIdentifier,
  'only-on-activation': onlyOnActivation,
  'only-units': onlyUnits,
  'fixed-by-update': fixedByUpdate,
  'server-did-not-accept': serverDidNotAccept,
  'only-country': onlyCountry,
}

function isMeant(claim: Claim, one: SideTransmission): boolean {
  return claim.sender === '' || one.host === claim.sender || one.family === claim.sender
}

function sendsOf(claim: Claim, side: Side | null): SideTransmission[] {
  return side === null ? [] : side.transmissions.filter((one) => isMeant(claim, one))
}

function deciding(
  sends: readonly SideTransmission[],
  side: 'before' | 'after' = 'before',
): DecidingTransmission[] {
  return sends.slice(0, decidingMax).map(({ capture, exchange, frames, host, identifiers }) => ({
    side,
    capture,
    exchange,
    frames,
    host,
    identifiers,
  }))
}

/** True where part of what the claim is about can not be read, beside what is missing; the sends of a family go to the hosts that it was seen at. */
function unread(claim: Claim, side: Side): boolean {
  const hosts = new Set(sendsOf(claim, side).map((one) => one.host))
  return side.recipients.some(
    (one) =>
      (claim.sender === '' || one.host === claim.sender || hosts.has(one.host)) &&
      isUnread({ ...one, missing: 0 }),
  )
}

const noCapture: Answer = {
  verdict: 'not-testable',
  reason: 'No capture of the phone before the update is at hand.',
  wouldTest: 'A capture of an affected unit while it is started, switched on and unlocked.',
}

const nothingSent: Answer = {
  verdict: 'not-testable',
  reason: 'Nothing was sent in these captures.',
  wouldTest: 'A capture of a unit that sends.',
}

function noPersonalIdentifier(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before).filter((one) => one.identifiers.some(isPersonal))
  if (sends.length > 0) {
    const kinds = heaviestFirst(new Set(sends.flatMap((one) => one.identifiers.filter(isPersonal))))
    return {
      verdict: 'contradicted',
      reason: `${count(sends.length, 'transmission')} carried ${kinds.join(', ')}: each of these singles out a person’s SIM card, device, account or place, and whoever holds the register behind it (operator, maker) knows the person.`,
      transmissions: deciding(sends),
    }
  }
  if (unread(claim, before))
    return {
      verdict: 'not-testable',
      reason:
        'Nothing that was readable carries such an identifier, but part of what was sent there is encrypted or in a form that can not be read.',
      wouldTest: 'The same traffic in clear (a key log, or interception on a test phone).',
    }
  const reached = before.recipients.some((one) => one.host === claim.sender && one.flows > 0)
  if (claim.sender !== '' && !reached)
    return {
      verdict: 'not-testable',
      reason: `${claim.sender} was not contacted in these captures.`,
      wouldTest: 'A capture of a unit that contacts it.',
    }
  if (before.missingBytes > 0 || !before.sumsHold)
    return {
      verdict: 'not-testable',
      reason: `Nothing that was captured carries such an identifier, but the capture is not whole: ${before.sumsHold ? `${count(before.missingBytes, 'byte')} ${before.missingBytes === 1 ? 'is' : 'are'} missing in it` : 'the sums of its coverage statement do not hold'}.`,
      wouldTest: 'A capture without losses.',
    }
  if (!before.hasProfile)
    return {
      verdict: 'not-testable',
      reason:
        'Nothing that was sent looks like such an identifier, but the phone’s own numbers were not given: a digest of one is not known without them.',
      wouldTest: 'The same captures with a profile of the phone (--profile).',
    }
  if (before.unsearchedBytes > 0)
    return {
      verdict: 'not-testable',
      reason: `Nothing that was readable carries such an identifier, but ${count(before.unsearchedBytes, 'byte')} of the capture could not be looked into: whose they are, and what is in them, is not known.`,
      wouldTest: 'A capture in which all can be read: see what the coverage statement of varde scan says.',
    }
  const media =
    before.mediaBytes === 0
      ? ''
      : ` ${count(before.mediaBytes, 'byte')} of pictures, sound or film, sent or got, ${before.mediaBytes === 1 ? 'was' : 'were'} not searched.`
  return {
    verdict: 'supported',
    reason: `All that was sent could be read, and none of it carries such an identifier.${media}`,
  }
}

/** A registration in several messages, or tried again at once, is one occasion. */
function isOneOccasion(times: readonly number[]): boolean {
  return times.length < 2 || largest(times) - smallest(times) <= occasionSeconds
}

/** Whether a number of its own shows that all captures of a side are of one phone: of each kind it has one, of IMEIs two. */
function isOnePhone({ phone }: Side): boolean {
  const signs = phone.filter(({ kind, isDoubtful }) => kind !== 'model' && isDoubtful !== true)
  const counts = [...Map.groupBy(signs, ({ kind, name }) => `${kind} ${name}`)].map(
    ([name, own]) => own.length - (name.startsWith('imei ') ? seatsMax : 1),
  )
  return counts.length > 0 && counts.every((count) => count <= 0)
}

/** In which of several captures, or by whom in one. */
function whereText(sends: readonly SideTransmission[], senders: number): string {
  const captures = new Set(sends.map(({ capture }) => capture)).size
  return captures > 1 ? `in each of ${captures} captures` : `by each of ${senders} devices of one network`
}

const activationTest = 'A capture from the first start of a new unit on, over several starts and days.'

function onlyOnActivation(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before)
  const times = sends.map((one) => one.at)
  const isLong = !isOneOccasion(times)
  // Two phones are activated twice.
  const own = [...Map.groupBy(sends, ({ capture, sender = '' }) => `${capture} ${sender}`).values()]
  if (isLong && own.every((some) => isOneOccasion(some.map(({ at }) => at))) && !isOnePhone(before))
    return {
      verdict: 'not-testable',
      reason: `It was sent at one time ${whereText(sends, own.length)}: that these are one phone is not known.`,
      wouldTest: activationTest,
    }
  if (isLong) {
    const triggers = before.triggers
      .filter((trigger) => !trigger.isExplained && sends.some((one) => one.host === trigger.host))
      .map((trigger) => `${trigger.hits} of ${trigger.exposures} ${eventsText(trigger.event)}`)
    return {
      verdict: 'contradicted',
      reason: `It was sent ${count(sends.length, 'time')} in ${(before.observedSeconds / 3_600).toFixed(1)} hours${triggers.length === 0 ? '' : `; sends follow ${triggers.join(', ')}`}. An activation that happens once is sent once.`,
      transmissions: deciding(sends),
    }
  }
  return {
    verdict: 'not-testable',
    reason:
      sends.length === 0
        ? 'It was not sent in what was captured.'
        : `It was sent ${sends.length === 1 ? 'once' : `in ${sends.length} messages at one time`} in what was captured; what happened before and after was not seen.`,
    wouldTest: activationTest,
  }
}

function onlyUnits(claim: Claim, { scope }: Evidence): Answer {
  if (scope === null)
    return {
      verdict: 'not-testable',
      reason: 'One phone says nothing of others.',
      wouldTest:
        'A table of units with their attributes and captures (--fleet): affected and clean ones, inside and outside of what is claimed.',
    }
  const absent = [...claim.units.keys()].find(
    (name) => !scope.units.some((unit) => unit.attributes.has(name)),
  )
  if (absent !== undefined)
    return {
      verdict: 'not-testable',
      reason: `The table of units says nothing of “${absent}”.`,
      wouldTest: `A table with a column ${absent}, written like this.`,
    }
  const isInside = (unit: Unit): boolean =>
    [...claim.units].every(([name, value]) => unit.attributes.get(name) === value)
  // A unit of which the table does not say it lies neither inside nor outside.
  const isOutside = (unit: Unit): boolean =>
    [...claim.units].some(([name, value]) => (unit.attributes.get(name) ?? value) !== value)
  const outside = scope.units.filter((unit) => isOutside(unit) && unit.state !== 'undetermined')
  const affected = outside.filter((unit) => unit.state === 'affected')
  const what = [...claim.units].map(([name, value]) => `${name} ${value}`).join(' and ')
  if (affected.length > 0)
    return {
      verdict: 'contradicted',
      reason: `${count(affected.length, 'unit')} outside of ${what} ${affected.length === 1 ? 'is' : 'are'} affected: ${affected
        .slice(0, 5)
        .map((unit) => unit.id)
        .join(', ')}.`,
    }
  const inside = scope.units.filter((unit) => isInside(unit) && unit.state === 'affected').length
  const [best] = scope.separating
  const unplaced = scope.units.filter(
    (unit) => unit.state === 'affected' && !isInside(unit) && !isOutside(unit),
  )
  if (unplaced.length > 0)
    return {
      verdict: 'not-testable',
      reason: `${count(unplaced.length, 'affected unit')} may be outside of ${what}: the table does not say (${unplaced
        .slice(0, 5)
        .map((unit) => unit.id)
        .join(', ')}).`,
      wouldTest: `The missing ${[...claim.units.keys()].join(', ')} of ${unplaced.length === 1 ? 'that unit' : 'these units'}.`,
    }
  if (inside === 0 || outside.length < 20)
    return {
      verdict: 'not-testable',
      reason: `${inside} affected units inside and ${outside.length} tested units outside of ${what} are too few.`,
      wouldTest: `At least 20 units outside of ${what}, and some inside.`,
    }
  return {
    verdict: 'supported',
    reason: `All ${count(inside, 'affected unit')} are inside of ${what}, and none of ${outside.length} outside is: at most ${boundText(upperBound(0, outside.length), 'most')} of those outside may be (95 %).${best === undefined ? '' : ` What separates best: ${conditionsText(best.conditions)} (${probabilityText(best.pCorrected)}).${confoundedText(best.confoundedWith)}`}`,
  }
}

/** The sender is still there, and this was not seen to be sent: that neither contradicts a fix nor supports it. */
function isSilent({ status, movedTo }: CompareRow): boolean {
  return status === 'changed' && movedTo === undefined
}

/** What would show what goes to such a sender. */
function silentTest({ presence }: CompareRow): string {
  return presence === 'readable' || presence === 'sending'
    ? 'Why it is still contacted: more of the same stimuli after the update, with the phone’s own numbers (--profile).'
    : 'What is sent there after the update in clear (a key log, or interception on a test phone).'
}

const updateTest =
  'A capture of the same phone after the update, with the same things done to it (files behind --), and a planted canary request.'

function fixedByUpdate(claim: Claim, { before, after, canary }: Evidence): Answer {
  if (before === null) return noCapture
  if (after === null)
    return {
      verdict: 'not-testable',
      reason: 'No capture after the update is at hand.',
      wouldTest: updateTest,
    }
  const comparison = compareSides(before, after, { canary, boundMax: 0.1 })
  const doubt = premiseDoubtOf(comparison.premises)
  if (doubt !== null)
    return {
      verdict: 'not-testable',
      reason: `Of this pair of captures nothing can be said: ${doubt}.`,
      wouldTest: updateTest,
    }
  const meant = comparison.rows.filter(
    (one) => claim.sender === '' || one.recipient === claim.sender || one.family === claim.sender,
  )
  // The sentence quoted is that of what weighs most, not of the first letter.
  const order = heaviestFirst(new Set(meant.map((one) => one.identifier)))
  const rows = meant.toSorted(
    (left, right) => order.indexOf(left.identifier) - order.indexOf(right.identifier),
  )
  if (rows.length === 0)
    return {
      verdict: 'not-testable',
      reason: 'It was not sent before, so there is nothing to be fixed.',
      wouldTest: 'A capture of an affected unit before the update.',
    }
  const [still] = rows.filter((one) => one.status !== 'gone' && !isSilent(one))
  if (still !== undefined)
    return {
      verdict: 'contradicted',
      reason: still.sentence,
      transmissions: deciding(
        after.transmissions.filter((one) => isMeant(claim, one) || one.host === still.movedTo),
        'after',
      ),
    }
  const [silent] = rows.filter(isSilent)
  if (silent !== undefined)
    return {
      verdict: 'not-testable',
      reason: silent.sentence,
      wouldTest: silentTest(silent),
    }
  const shown = rows.filter((one) => one.isProven)
  const open = rows.filter((one) => !one.isProven)
  // One event that shows it is enough for a recipient, and says nothing of another one.
  const unshown = open.find((one) => shown.every(({ recipient }) => recipient !== one.recipient))
  const openKinds = [
    ...new Set(open.map(({ event }) => (event === null ? 'the observed time' : eventsText(event)))),
  ]
  if (unshown !== undefined)
    return {
      verdict: 'not-testable',
      reason: unshown.sentence,
      wouldTest:
        canary !== null && unshown.doubt !== null
          ? 'A capture after the update in which nothing stands against it, with more of the same stimuli.'
          : `More of the same stimuli after the update${canary === null ? ', and a planted canary request (--canary)' : ''}.`,
    }
  return {
    verdict: 'supported',
    reason: `${shown[0]?.sentence ?? ''}${openKinds.length === 0 ? '' : ` For ${openKinds.join(', ')} alone ${open.every((one) => one.doubt === null) ? 'there were too few events to show it' : 'it is not shown'}.`}${comparison.caveats.map((text) => ` ${text}`).join('')}`,
    wouldTest: openKinds.length === 0 ? '' : `More of: ${openKinds.join(', ')}.`,
  }
}

function serverDidNotAccept(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before)
  if (sends.length === 0) return nothingSent
  const accepted = sends.filter((one) => one.accepted === true)
  const refused = sends.filter((one) => one.accepted === false)
  if (accepted.length > 0)
    return {
      verdict: 'contradicted',
      reason: `The server said that it accepted ${accepted.length} of ${sends.length} transmissions.`,
      transmissions: deciding(accepted),
    }
  if (refused.length < sends.length)
    return {
      verdict: 'not-testable',
      reason: `The server refused ${refused.length} of ${sends.length} transmissions; the answers to the others were not seen or do not say.`,
      wouldTest: 'A capture in both directions, with all answers.',
      transmissions: deciding(refused),
    }
  return {
    verdict: 'supported',
    reason: `The server refused all ${count(sends.length, 'transmission')}. It had received each of them whole by then: a refusal says nothing of what it kept.`,
    transmissions: deciding(refused),
  }
}

function onlyCountry(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before)
  if (sends.length === 0) return nothingSent
  const places = [...new Set(sends.map((one) => one.host))].map((host) => placeOf(claim, before, host))
  const elsewhere = places.filter((one) => one.where === 'outside' || one.isOthers)
  if (elsewhere.length > 0) {
    const hosts = new Set(elsewhere.map((one) => one.host))
    return {
      verdict: 'contradicted',
      reason: `Data went to ${elsewhere.map((one) => one.text).join('; ')}, not to ${claimed(claim)} only.`,
      transmissions: deciding(sends.filter((one) => hosts.has(one.host))),
    }
  }
  const disputed = places.find((one) => one.where === 'disputed')
  if (disputed !== undefined)
    return {
      verdict: 'not-testable',
      reason: `The sources do not agree where it is: ${disputed.text}.`,
      wouldTest:
        'Times of answers measured from several countries, or what the operator of the network says.',
    }
  const unknown = places.filter((one) => one.where === 'unknown')
  if (unknown.length > 0) {
    const operated = unknown.some((one) => one.owner !== null)
    return {
      verdict: 'not-testable',
      reason: `Data went to ${unknown
        .slice(0, 3)
        .map((one) => one.text)
        .join('; ')}.${operated ? ' Who operates a server does not say where it stands.' : ''}`,
      wouldTest: `A capture that shows the real addresses, and times of answers measured from several countries${operated ? ', or what the operator says' : ''}.`,
    }
  }
  const strangers = claim.operators.length === 0 ? [] : places.filter((one) => one.operated === '')
  const [stranger] = strangers
  if (stranger !== undefined)
    return {
      verdict: 'not-testable',
      reason: `All is in ${claim.countries.join(', ')} as far as the data sets say, but whether ${claim.operators.join(', ')} operates ${stranger.host} is not known.`,
      wouldTest: 'What the owner of the name or of the network says; a certificate that names who it is for.',
    }
  const hidden = before.recipients
    .filter(
      (one) => claim.sender === '' && one.flows > 0 && !one.isLocal && (isUnread(one) || !before.hasProfile),
    )
    .map((one) => placeOf(claim, before, one.host))
    .filter((one) => one.where !== 'inside')
  const [first] = hidden
  if (first !== undefined)
    return {
      verdict: 'not-testable',
      reason: `What was seen to be sent stayed in ${claim.countries.join(', ')}, but there ${hidden.length === 1 ? 'is' : 'are'} ${count(hidden.length, 'recipient')} elsewhere, or nobody knows where, of which ${before.hasProfile ? 'not all can be read' : 'not all would be known: the phone’s own numbers were not given, and a digest of one is not known without them'} (${first.text}).`,
      wouldTest: before.hasProfile
        ? 'The same traffic in clear (a key log, or interception on a test phone).'
        : 'The same captures with a profile of the phone (--profile).',
    }
  const foreign = places.find((one) => one.owner !== null && !claim.countries.includes(one.owner))
  return {
    verdict: 'supported',
    reason: `All recipients of what was seen to be sent are in ${claim.countries.join(', ')} as far as the data sets say.${foreign === undefined ? '' : ` The seat of who operates them is not: ${foreign.text}.`}`,
  }
}

function claimed({ countries, operators }: Claim): string {
  return operators.length === 0
    ? countries.join(', ')
    : `servers of ${operators.join(', ')} in ${countries.join(', ')}`
}

/** Where a host is and whose it is, held against what a claim says of both. */
interface Place {
  readonly host: string
  readonly where: 'inside' | 'outside' | 'disputed' | 'unknown'
  /** The claim says whose servers they are, and this one is known to be another's. */
  readonly isOthers: boolean
  /** Who operates it, '' where that is not known; and where that one is established. */
  readonly operated: string
  readonly owner: string | null
  readonly text: string
}

/**
 * The countries of the servers decide, and nothing else: an operator of one state has servers in others. Who operates
 * one decides only where the claim says that, too.
 */
function placeOf(claim: Claim, side: Side, host: string): Place {
  const recipient = side.recipients.find((one) => one.host === host)
  const countries = recipient?.countries ?? []
  const operators = recipient?.operators ?? []
  const operated = operators.length === 0 ? '' : (recipient?.organisation ?? '')
  const inside = countries.filter((country) => claim.countries.includes(country)).length
  const where =
    countries.length === 0
      ? 'unknown'
      : inside === countries.length
        ? 'inside'
        : inside === 0
          ? 'outside'
          : 'disputed'
  const isOthers =
    claim.operators.length > 0 &&
    operators.length > 0 &&
    !claim.operators.some((name) => operators.some((own) => isSameName(name, own)))
  const stands =
    countries.length === 0
      ? 'no source says where its server stands'
      : `its server is in ${countries.join(' or ')}`
  return {
    host,
    where,
    isOthers,
    operated,
    owner: /\(([A-Z]{2})\)$/.exec(operated)?.[1] ?? null,
    // Where a server stands and who operates it are two things, and a reader has to see both.
    text: `${host} (${operated === '' ? '' : `${operated} operates it; `}${stands})`,
  }
}

/** One name of an organisation begins with the words of the other: HMD Global, HMD Global Oy. */
function isSameName(left: string, right: string): boolean {
  const words = (name: string): string[] => name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const [shorter, longer] = [words(left), words(right)].sort((one, other) => one.length - other.length)
  return (
    shorter !== undefined &&
    longer !== undefined &&
    shorter.length > 0 &&
    shorter.every((word, index) => word === longer[index])
  )
}
