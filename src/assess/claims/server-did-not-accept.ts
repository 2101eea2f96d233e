import { count, timesText } from '../../correlate/words.ts'
import type { SideTransmission } from '../side.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, noCapture, nothingSent, sendsOf } from './sends.ts'

/** “The server refused what was sent”: decided by what its answers say. */
export function serverDidNotAccept(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before)
  if (sends.length === 0) return nothingSent
  const isTaken = (one: SideTransmission): boolean => one.accepted === null && one.isTaken === true
  const accepted = sends.filter((one) => one.accepted === true || isTaken(one))
  const taken = accepted.filter(isTaken)
  const refused = sends.filter((one) => one.accepted === false)
  if (accepted.length > 0)
    return {
      verdict: 'contradicted',
      reason: `The server said that it accepted ${accepted.length} of ${sends.length} transmissions${taken.length === 0 ? '' : ` (${statusesText(taken)}: so HTTP says that a request was accepted; RFC 9110, 15.3)`}.`,
      transmissions: deciding(accepted),
    }
  if (refused.length < sends.length) return undecided(sends, refused)
  return {
    verdict: 'supported',
    reason: `The server refused all ${count(sends.length, 'transmission')}. It had received each of them whole by then: a refusal says nothing of what it kept.`,
    transmissions: deciding(refused),
  }
}

/** From this status on HTTP says that a request failed (RFC 9110, 15.5): not what became of what it carried. */
const failedLeast = 400

/** Some answers were not seen, or do not say whether the server took what was sent: what they say is told. */
function undecided(sends: readonly SideTransmission[], refused: readonly SideTransmission[]): Answer {
  const open = sends.filter(({ accepted }) => accepted !== false)
  const silent = open.filter(({ status }) => status !== undefined)
  const unseen = open.length - silent.length
  const statuses = statusesText(silent)
  const parts = [
    ...(silent.length === 0
      ? []
      : [
          `${count(silent.length, 'answer')} ${silent.length === 1 ? 'does' : 'do'} not say${statuses === '' ? '' : ` (${statuses})`}`,
        ]),
    ...(unseen === 0 ? [] : [`${count(unseen, 'answer')} ${unseen === 1 ? 'was' : 'were'} not seen`]),
  ]
  const hasFailed = silent.some(({ status = 0 }) => status >= failedLeast)
  return {
    verdict: 'not-testable',
    reason: `The server refused ${refused.length} of ${sends.length} transmissions in words that are known; ${parts.join(', ')}.${hasFailed ? ' A status that tells of an error comes when the server has the request: it does not say that what it carried was not kept.' : ''}`,
    wouldTest:
      unseen > 0
        ? 'A capture in both directions, with all answers.'
        : 'What its operator, or the program that sends, takes such answers for.',
    transmissions: deciding(refused),
  }
}

/** So many different statuses are told. */
const statusesMax = 3

/** The statuses of answers, the most frequent first: `status 201 6 times`. */
function statusesText(answered: readonly SideTransmission[]): string {
  return [...Map.groupBy(answered, ({ status = 0 }) => status)]
    .filter(([status]) => status > 0)
    .toSorted(([, left], [, right]) => right.length - left.length)
    .slice(0, statusesMax)
    .map(([status, own]) => `status ${status} ${timesText(own.length)}`)
    .join(', ')
}
