import type { EngagedProvision, LegalAssessment } from '../assess/law/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { Masker } from './masking/masker.ts'
import { printableJson } from './writing/printable.ts'
import { whenOfFindings } from './writing/when-of-findings.ts'

/** The assessment as one JSON document, `varde/assessment@1` (docs/schema/assessment.schema.json). */
export function renderAssessmentJson(
  assessment: LegalAssessment,
  result: ScanResult,
  isRevealed: boolean,
): string {
  const masker = new Masker(result, isRevealed)
  const hide = (text: string): string => masker.hide(text)
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  const provisionOf = ({
    provision,
    facts,
    against,
    isReplaced,
    isAhead,
    part,
  }: EngagedProvision): object => ({
    id: provision.id,
    law: provision.law,
    lawTitle: provision.lawTitle,
    citation: provision.citation,
    title: provision.title,
    from: provision.from,
    to: provision.to,
    source: provision.source,
    verified: provision.isVerified,
    pointer: provision.isPointer,
    procedure: provision.isProcedure,
    replaced: isReplaced,
    ...(isAhead ? { notYetInForce: true } : {}),
    ...(part === undefined ? {} : { part }),
    because: provision.because,
    facts: facts.map(({ name }) => name),
    against: against.map(({ name }) => name),
    asks: provision.asks,
    onlyController: provision.onlyController,
    missing: provision.missing,
    authority: provision.authority === 'other' ? provision.competent : provision.authority,
  })
  const { userCountry, makerCountry, maker, awareAt, today } = assessment.setting
  const document = {
    schema: 'varde/assessment@1',
    setting: { userCountry, makerCountry, maker, awareAt, today },
    captureDay: assessment.captureDay,
    lastDay: assessment.lastDay,
    lawAsOf: assessment.asOf,
    adequacyAsOf: assessment.adequacyAsOf,
    authoritiesAsOf: assessment.authoritiesAsOf,
    findings: assessment.findings.map((finding) => ({
      finding: finding.finding,
      title: hide(finding.title),
      recipient: finding.recipient,
      host: hide(hosts.get(finding.recipient) ?? ''),
      facts: finding.facts.map(({ name, sentence }) => ({ name, sentence: hide(sentence) })),
      places: finding.places.map(
        ({
          role,
          country,
          source,
          isVerified,
          isThirdCountry,
          hasAdequacyList,
          adequacy,
          isAdequacyUnsure,
          bridge,
          days,
        }) => ({
          role,
          country,
          source,
          verified: isVerified,
          thirdCountry: isThirdCountry,
          adequacyListKnown: hasAdequacyList,
          adequacy:
            adequacy === null
              ? null
              : {
                  number: adequacy.number,
                  limit: adequacy.limit,
                  verified: adequacy.isVerified,
                  ...(isAdequacyUnsure ? { unsure: true } : {}),
                },
          ...(bridge === null ? {} : { bridge: { name: bridge.name, verified: bridge.isVerified } }),
          ...(days === undefined ? {} : { days }),
        }),
      ),
      engaged: finding.engaged.map(provisionOf),
      sinceThen: finding.sinceThen.map(provisionOf),
    })),
    when: whenValue(result, hide),
    authorities: assessment.authorities.map(({ role, authority, reason }) => ({
      role,
      country: authority.country,
      name: authority.name,
      english: authority.english,
      host: authority.host,
      languages: authority.languages,
      verified: authority.isVerified,
      reason,
    })),
    clocks: assessment.clocks.map(({ law, citation, what, hours, due, isOver }) => ({
      law,
      citation,
      what,
      hours,
      due,
      over: isOver,
    })),
    reservations: assessment.reservations,
  }
  return `${printableJson(JSON.stringify(document, null, 2))}\n`
}

/** When and why the recipients of findings were sent something; the numbers in full are in the document of the scan. */
function whenValue(result: ScanResult, hide: (text: string) => string): object {
  const { triggers, periods, notes } = whenOfFindings(result)
  return {
    triggers: triggers.map(({ recipient, event, exposures, hits, sentence }) => ({
      recipient,
      event,
      exposures,
      hits,
      sentence: hide(sentence),
    })),
    periods: periods.map(({ recipient, law, periodS, count, sentence }) => ({
      recipient,
      law,
      periodS,
      count,
      sentence: hide(sentence),
    })),
    notes: notes.map(hide),
  }
}
