import { ownerSource } from '../owner-source.ts'
import type { DataSet } from '../../attribute/types.ts'
import { observationsOf, transmissionsOf } from '../finding-transmissions.ts'
import type { Facts } from '../findings.ts'
import type { Finding, Recipient } from '../types.ts'
import { findingDays, isWithin, periodsOf, placesIn, spanOf, within } from './periods.ts'
import type { FindingDays } from './periods.ts'
import type {
  Day,
  EngagedProvision,
  FindingAssessment,
  LawData,
  LegalAssessment,
  LegalSetting,
  Provision,
} from './types.ts'
import { authoritiesFor, isInOneCountry } from './authorities.ts'
import {
  lawBefore,
  leadReservations,
  ownerReservations,
  reservationsOf,
  seatReservations,
} from './reservations.ts'
import { isImpossibleDay } from './impossible-day.ts'
import { clocksOf } from './due.ts'
import { Judge, inForce } from './judge.ts'
import { placesOf } from './places.ts'

/**
 * Says which provisions the findings raise questions under: by the law of the day of each transmission and the place of
 * the user, and what of it differs today. It decides nothing: every provision comes with the facts that engage it, what
 * the controller would have to answer, what is missing, and what speaks against.
 */
export function assessLaw(
  findings: readonly Finding[],
  facts: Facts & { readonly dataSets?: readonly DataSet[] },
  setting: LegalSetting,
  law: LawData,
): LegalAssessment {
  const owners = ownerSource(facts.dataSets ?? [])
  const recipients = new Map(facts.recipients.map((recipient) => [recipient.id, recipient]))
  const provisions = provisionsFor(setting, law)
  const assessed: FindingAssessment[] = []
  const days = new Set<Day>()
  for (const finding of findings) {
    const counted = findingDays(
      finding,
      transmissionsOf(finding, facts.transmissions),
      observationsOf(finding, facts.observations),
      setting.dayZone,
    )
    for (const day of counted.days) days.add(day)
    const recipient = recipients.get(finding.recipient)
    if (recipient !== undefined)
      assessed.push(assessFinding(counted, recipient, owners, setting, law, provisions))
  }
  const sorted = [...days].sort()
  const span = sorted.length === 0 ? null : spanOf(sorted)
  const possible = sorted.filter((day) => !isImpossibleDay(day, setting))
  // Without a finding, or with a clock that was wrong, who is in charge is so by the law of today.
  const isUnderGdpr = provisions.some(
    (one) =>
      one.law === 'GDPR' &&
      (possible.length === 0 ? [setting.today] : possible).some((day) => isWithin(day, inForce(one))),
  )
  return {
    setting,
    captureDay: span?.first ?? null,
    lastDay: span?.last ?? null,
    asOf: law.asOf,
    authoritiesAsOf: law.authoritiesAsOf,
    adequacyAsOf: law.adequacyAsOf,
    findings: assessed,
    rightsToday: provisions.filter((one) => one.isRight && isWithin(setting.today, inForce(one))),
    authorities: authoritiesFor(setting, law, isUnderGdpr),
    clocks: clocksOf(assessed, setting),
    reservations: [
      ...reservationsOf(assessed, setting, law, span),
      ...seatReservations(assessed, recipients),
      ...ownerReservations(assessed, owners),
      ...lawBefore(possible, provisions, setting, law),
      ...leadReservations(setting, law, isUnderGdpr),
    ],
  }
}

/** The provisions of the user's place, with their days there. */
function provisionsFor(setting: LegalSetting, law: LawData): Provision[] {
  const { userCountry } = setting
  return law.provisions
    .filter(
      ({ places, isCrossBorder }) =>
        places.includes(userCountry) && !(isCrossBorder && isInOneCountry(setting)),
    )
    .map((provision) => ({
      ...provision,
      from: provision.fromIn[userCountry] ?? provision.from,
      to: provision.toIn[userCountry] ?? provision.to,
    }))
}

function assessFinding(
  whole: FindingDays,
  recipient: Recipient,
  owners: string,
  setting: LegalSetting,
  law: LawData,
  provisions: readonly Provision[],
): FindingAssessment {
  const { finding, days } = whole
  const periods = periodsOf(days, (day) => placesOf(recipient, owners, setting, law, day))
  const judge = new Judge(whole, periods, recipient, owners, setting.maker)
  const engaged: EngagedProvision[] = []
  const sinceThen: EngagedProvision[] = []
  const { first } = spanOf(days)
  for (const provision of provisions) {
    const { from, to } = provision
    const isToday = from <= setting.today && (to === null || setting.today <= to)
    // A day that has begun while it is today is none that only a wrong clock says.
    const isAhead = (setting.latestDay ?? setting.today) < from
    const state = { isReplaced: to !== null && to < setting.today, isAhead }
    const then = judge.whileInForce(provision)
    if (then !== null) engaged.push({ ...then, ...state })
    else if (first < from && isToday) {
      const now = judge.today(provision)
      if (now !== null) sinceThen.push({ ...now, ...state })
    }
  }
  return {
    finding: finding.id,
    title: finding.title,
    recipient: recipient.id,
    facts: judge.facts(),
    places: placesIn(periods),
    laws: [...new Set(provisions.flatMap((one) => (within(whole, inForce(one)) === null ? [] : [one.law])))],
    engaged,
    sinceThen,
  }
}
