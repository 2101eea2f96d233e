import { count } from '../../correlate/words.ts'
import { heaviestFirst, weightOf } from '../severity.ts'
import { isUnread } from '../side.ts'
import type { Side } from '../side.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, noCapture, sendsOf } from './sends.ts'

/** Identifiers that single out a person, a SIM card, a device, an account or a place: all but those that only describe. */
function isPersonal(identifier: string): boolean {
  // Of an address the operator knows whose line had it (CJEU C-582/14), though each packet tells it anyway.
  return weightOf(identifier) > 1 || identifier === 'ip-address' || identifier === birthDate
}

/** A fact of a person, that names nobody by itself. */
const birthDate = 'birth-date'

function meaningOf(kinds: readonly string[]): string {
  if (kinds.every((kind) => kind === birthDate))
    return 'a fact of a person, of whom few are left where it is known beside a place or a name'
  const [but, beside] = kinds.includes(birthDate)
    ? [' but the date of birth', '; of those born on one day it leaves few']
    : ['', '']
  return `each of these${but} singles out a person’s SIM card, device, account or place, and whoever holds the register behind it (operator, maker) knows the person${beside}`
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

/** “Nothing personal is sent”: contradicted by one transmission, supported by captures that could be read as a whole. */
export function noPersonalIdentifier(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before).filter((one) => one.identifiers.some(isPersonal))
  if (sends.length > 0) {
    const kinds = heaviestFirst(new Set(sends.flatMap((one) => one.identifiers.filter(isPersonal))))
    return {
      verdict: 'contradicted',
      reason: `${count(sends.length, 'transmission')} carried ${kinds.join(', ')}: ${meaningOf(kinds)}.`,
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
