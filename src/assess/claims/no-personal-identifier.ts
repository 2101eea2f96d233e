import { count } from '../../correlate/words.ts'
import { notGivenText, profileTest } from '../own-numbers.ts'
import { heaviestFirst, weightOf } from '../severity.ts'
import { isUnread } from '../side.ts'
import type { Side, SideTransmission } from '../side.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, noCapture, sendsOf } from './sends.ts'

/** All identifiers but those that only describe. */
export function isPersonal(identifier: string): boolean {
  return weightOf(identifier) > 1 || registers[identifier] !== undefined || identifier === 'birth-date'
}

const operator = 'the mobile operator'
const seller = 'whoever made, sold or repaired the phone'
const account = 'whoever runs the account'
const named = 'whoever reads the name'

/**
 * Who may hold a register in which such a value stands beside a name. A point is a home or a place of work, which stand in
 * such registers, and Article 4(1) GDPR names location data. A cell or a network is an area, and identifiers of programs, of
 * radio interfaces and of advertising stand in no list of persons: a link has to be shown (CJEU C-319/22, C-413/23 P;
 * Rechtbank Overijssel, ECLI:NL:RBOVE:2024:594).
 */
const registers: Readonly<Record<string, readonly string[]>> = {
  imei: [operator, seller],
  imeisv: [operator, seller],
  meid: [operator, seller],
  esn: [operator, seller],
  iccid: [operator],
  eid: [operator],
  imsi: [operator],
  msisdn: [operator],
  serial: [seller],
  email: [account],
  'account-credential': [account],
  'user-id': [account],
  'person-name': [named],
  contacts: [named],
  'national-id': ['the register of the state'],
  vin: ['the register of vehicles'],
  location: ['the registers of land and of residents'],
  // CJEU C-582/14, though each packet tells it anyway.
  'ip-address': ['the provider of the line'],
}

/** `2 transmissions carried imei, cell-id` of those kinds, and the word for them. */
function carried(sends: readonly SideTransmission[], kinds: readonly string[]): [string, 'it' | 'them'] {
  const those = sends.filter((one) => one.identifiers.some((identifier) => kinds.includes(identifier)))
  return [
    `${count(those.length, 'transmission')} carried ${kinds.join(', ')}`,
    kinds.length === 1 ? 'it' : 'them',
  ]
}

function registeredText(sends: readonly SideTransmission[], kinds: readonly string[]): string {
  const [what, them] = carried(sends, kinds)
  const holders = [...new Set(kinds.flatMap((kind) => registers[kind] ?? []))]
  return `${what}: ${them === 'it' ? 'it' : 'these'} can identify a person, because whoever holds the register behind ${them} (${holders.join(', ')}) may know who it is.`
}

function unregisteredText(sends: readonly SideTransmission[], kinds: readonly string[]): string {
  const [what, them] = carried(sends, kinds)
  return `${what}: no register of persons is known to stand behind ${them}; ${them === 'it' ? 'it' : 'they'} can identify a person only together with other things that somebody knows, which traffic does not show.`
}

/** What law covers is wider than what a register shows: `varde assess` says it of the same values. */
const lawText =
  'Law may cover it all the same: what can identify a person together with other things is personal data, too (Article 4(1) GDPR; see varde assess).'

/** What was sent decides where a register of persons may stand behind it; of the rest a capture does not show who can join it. */
function sentSuch(sends: readonly SideTransmission[]): Answer {
  const kinds = heaviestFirst(new Set(sends.flatMap((one) => one.identifiers.filter(isPersonal))))
  const registered = kinds.filter((kind) => registers[kind] !== undefined)
  const others = kinds.filter((kind) => registers[kind] === undefined)
  const open = others.length === 0 ? '' : unregisteredText(sends, others)
  if (registered.length === 0)
    return {
      verdict: 'not-testable',
      reason: `${open} ${lawText}`,
      wouldTest: `What the recipient holds beside ${others.length === 1 ? 'it' : 'them'} (an account, an address, a register), and whether it can join them.`,
      transmissions: deciding(sends),
    }
  return {
    verdict: 'contradicted',
    reason: [registeredText(sends, registered), open].filter((text) => text !== '').join(' '),
    transmissions: deciding(
      sends.filter((one) => one.identifiers.some((identifier) => registers[identifier] !== undefined)),
    ),
  }
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

/** What a capture lacks, as half a sentence; '' where nothing does. */
function lackingText({ sumsHold, missingBytes, lostFrames = 0, unseenContents = 0 }: Side): string {
  if (!sumsHold) return 'the sums of its coverage statement do not hold'
  const were = (number: number): string => (number === 1 ? 'was' : 'were')
  return [
    missingBytes === 0
      ? ''
      : `${count(missingBytes, 'byte')} ${missingBytes === 1 ? 'is' : 'are'} missing in it`,
    lostFrames === 0
      ? ''
      : `${count(lostFrames, 'frame')} ${were(lostFrames)} lost by the program that captured`,
    unseenContents === 0
      ? ''
      : `${count(unseenContents, 'content')} of messages ${were(unseenContents)} not recorded`,
  ]
    .filter((text) => text !== '')
    .join(', ')
}

/**
 * “Nobody could be identified”: contradicted by one transmission with what a register may hold beside a name, supported
 * by captures that could be read as a whole.
 */
export function noPersonalIdentifier(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before).filter((one) => one.identifiers.some(isPersonal))
  if (sends.length > 0) return sentSuch(sends)
  // Of other recipients nothing is known here: what is said must not sound as if it were.
  const to = claim.sender === '' ? '' : ` to ${claim.sender}`
  if (unread(claim, before))
    return {
      verdict: 'not-testable',
      reason: `Nothing that was sent${to} and readable carries such an identifier, but part of what was sent there is encrypted or in a form that can not be read.`,
      wouldTest: 'The same traffic in clear (a key log, or interception on a test phone).',
    }
  const reached = before.recipients.some((one) => one.host === claim.sender && one.flows > 0)
  if (claim.sender !== '' && !reached)
    return {
      verdict: 'not-testable',
      reason: `${claim.sender} was not contacted in these captures.`,
      wouldTest: 'A capture of a unit that contacts it.',
    }
  const lacking = lackingText(before)
  if (lacking !== '')
    return {
      verdict: 'not-testable',
      reason: `Nothing that was sent${to} and captured carries such an identifier, but the capture is not whole: ${lacking}.`,
      wouldTest: 'A capture without losses.',
    }
  const notGiven = notGivenText(before)
  if (notGiven !== '')
    return {
      verdict: 'not-testable',
      reason: `Nothing that was sent${to} looks like such an identifier, but ${notGiven}.`,
      wouldTest: profileTest(before),
    }
  if (before.unsearchedBytes > 0)
    return {
      verdict: 'not-testable',
      reason: `Nothing that was sent${to} and readable carries such an identifier, but ${count(before.unsearchedBytes, 'byte')} of the capture could not be looked into: whose they are, and what is in them, is not known.`,
      wouldTest: 'A capture in which all can be read: see what the coverage statement of varde scan says.',
    }
  const media =
    before.mediaBytes === 0
      ? ''
      : ` ${count(before.mediaBytes, 'byte')} of pictures, sound or film, sent or got, ${before.mediaBytes === 1 ? 'was' : 'were'} not searched.`
  return {
    verdict: 'supported',
    reason: `All that was sent${to} could be read, and none of it carries such an identifier.${media} A digest of what no profile gives would not be known.`,
  }
}
