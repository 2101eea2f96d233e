import { count } from '../../correlate/words.ts'
import { isSameName } from '../is-same-name.ts'
import { notGivenText, profileTest } from '../own-numbers.ts'
import { isUnread } from '../side.ts'
import type { Side } from '../side.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, noCapture, nothingSent, sendsOf } from './sends.ts'

/** “It goes to servers in this country only”: decided by where sources place the servers. */
export function onlyCountry(claim: Claim, { before }: Evidence): Answer {
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
  const notGiven = notGivenText(before)
  const hidden = before.recipients
    .filter(
      (one) => claim.sender === '' && one.flows > 0 && !one.isLocal && (isUnread(one) || notGiven !== ''),
    )
    .map((one) => placeOf(claim, before, one.host))
    .filter((one) => one.where !== 'inside')
  const [first] = hidden
  if (first !== undefined)
    return {
      verdict: 'not-testable',
      reason: `What was seen to be sent stayed in ${claim.countries.join(', ')}, but there ${hidden.length === 1 ? 'is' : 'are'} ${count(hidden.length, 'recipient')} elsewhere, or nobody knows where, of which ${notGiven === '' ? 'not all can be read' : `not all would be known: ${notGiven}`} (${first.text}).`,
      wouldTest:
        notGiven === ''
          ? 'The same traffic in clear (a key log, or interception on a test phone).'
          : profileTest(before),
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
