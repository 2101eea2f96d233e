import { isModel } from './compare/premises.ts'
import { perhapsText } from './compare/perhaps.ts'
import type { Answer, Claim, ClaimForm, ClaimResult, Evidence } from './claims/claim.ts'
import { isPersonal, noPersonalIdentifier } from './claims/no-personal-identifier.ts'
import { onlyOnActivation } from './claims/only-on-activation.ts'
import { onlyUnits } from './claims/only-units.ts'
import { fixedByUpdate } from './claims/fixed-by-update.ts'
import { isMeant } from './claims/sends.ts'
import { serverDidNotAccept } from './claims/server-did-not-accept.ts'
import { onlyCountry } from './claims/only-country.ts'
import { heaviestFirst } from './severity.ts'

/** Judges each statement by what the evidence shows. A statement that nothing contradicts is not thereby supported. */
export function judgeClaims(claims: readonly Claim[], evidence: Evidence): ClaimResult[] {
  return claims.map((claim) => {
    const judged = withPerhaps(claim, evidence, judges[claim.form](claim, evidence))
    const answer = ofDevice(claim, evidence, judged)
    return {
      claim,
      verdict: answer.verdict,
      reason: `${answer.reason}${answer.verdict === 'supported' ? intentText(claim) : ''}`,
      wouldTest: answer.wouldTest ?? '',
      transmissions: answer.transmissions ?? [],
    }
  })
}

/**
 * The answer beside requests that may have been sent or not: they contradict nothing, and where they are what the statement is
 * about nothing supports it. A comparison of before and after, and a table of units, say it themselves.
 */
function withPerhaps(claim: Claim, { before }: Evidence, answer: Answer): Answer {
  if (['fixed-by-update', 'only-units'].includes(claim.form) || answer.verdict === 'contradicted')
    return answer
  const isAbout = claim.form === 'no-personal-identifier' ? isPersonal : (): boolean => true
  const perhaps = (before?.perhapsSent ?? []).filter(
    (one) => isMeant(claim, one) && one.identifiers.some(isAbout),
  )
  if (perhaps.length === 0) return answer
  const kinds = heaviestFirst(new Set(perhaps.flatMap(({ identifiers }) => identifiers.filter(isAbout))))
  const text = `${perhapsText(perhaps, `with ${kinds.join(', ')}`)}.`
  return answer.verdict === 'supported'
    ? {
        verdict: 'not-testable',
        reason: `${answer.reason} But ${text}`,
        wouldTest: 'A capture of packets, or of a proxy, which shows what was sent.',
      }
    : { ...answer, reason: `${answer.reason} Beside that, ${text}` }
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
