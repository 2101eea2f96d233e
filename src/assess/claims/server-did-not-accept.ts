import { count } from '../../correlate/words.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, noCapture, nothingSent, sendsOf } from './sends.ts'

/** “The server refused what was sent”: decided by what its answers say. */
export function serverDidNotAccept(claim: Claim, { before }: Evidence): Answer {
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
