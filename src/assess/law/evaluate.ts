import { hasSeat } from '../has-seat.ts'
import { countryInSentence } from '../../core/country-name.ts'
import { formatInstant } from '../../core/time.ts'
import { observationsOf, transmissionsOf } from '../finding-transmissions.ts'
import type { Facts } from '../findings.ts'
import type { Finding, Recipient } from '../types.ts'
import { dueAfter } from './due.ts'
import { factsOf } from './facts.ts'
import type { FactName } from './facts.ts'
import type {
  AdequacyDecision,
  Authority,
  AuthorityRole,
  Day,
  DueClock,
  EngagedProvision,
  FindingAssessment,
  LawData,
  LegalAssessment,
  LegalFact,
  LegalSetting,
  Provision,
  RecipientPlace,
} from './types.ts'

/**
 * Says which provisions the findings raise questions under: by the law of the day of the capture and the place of the
 * user, and what of it differs today. It decides nothing: every provision comes with the facts that engage it, what the
 * controller would have to answer, what is missing, and what speaks against.
 */
export function assessLaw(
  findings: readonly Finding[],
  facts: Facts,
  setting: LegalSetting,
  law: LawData,
): LegalAssessment {
  const recipients = new Map(facts.recipients.map((recipient) => [recipient.id, recipient]))
  const assessed: FindingAssessment[] = []
  for (const finding of findings) {
    const recipient = recipients.get(finding.recipient)
    if (recipient !== undefined) assessed.push(assessFinding(finding, recipient, facts, setting, law))
  }
  const days = findings.map(dayOf).sort()
  const captureDay = days[0] ?? null
  return {
    setting,
    captureDay,
    asOf: law.asOf,
    authoritiesAsOf: law.authoritiesAsOf,
    adequacyAsOf: law.adequacyAsOf,
    findings: assessed,
    authorities: authoritiesFor(setting, law),
    clocks: clocksOf(assessed, setting),
    reservations: reservationsOf(assessed, setting, law, captureDay),
  }
}

function assessFinding(
  finding: Finding,
  recipient: Recipient,
  facts: Facts,
  setting: LegalSetting,
  law: LawData,
): FindingAssessment {
  const day = dayOf(finding)
  const places = placesOf(recipient, setting, law, day)
  const known = factsOf({
    finding,
    recipient,
    transmissions: transmissionsOf(finding, facts.transmissions),
    observations: observationsOf(finding, facts.observations),
    places,
    maker: setting.maker,
  })
  const byName = new Map(known.map((fact) => [fact.name, fact]))
  const engaged: EngagedProvision[] = []
  const sinceThen: EngagedProvision[] = []
  for (const provision of law.provisions) {
    if (!provision.places.includes(setting.userCountry)) continue
    if (provision.isCrossBorder && isInOneCountry(setting)) continue
    const reasons = reasonsFor(provision, byName)
    if (reasons === null) continue
    const from = provision.fromIn[setting.userCountry] ?? provision.from
    const to = provision.toIn[setting.userCountry] ?? provision.to
    const isToday = from <= setting.today && (to === null || setting.today <= to)
    const entry: EngagedProvision = {
      // With its days in this place.
      provision: { ...provision, from, to },
      facts: reasons,
      against: present(provision.against, byName),
      isReplaced: to !== null && to < setting.today,
      isAhead: setting.today < from,
    }
    if (from <= day && (to === null || day <= to)) engaged.push(entry)
    else if (from > day && isToday) sinceThen.push(entry)
  }
  return {
    finding: finding.id,
    title: finding.title,
    recipient: recipient.id,
    facts: known,
    places,
    engaged,
    sinceThen,
  }
}

/** The facts that engage the provision, null where one that it needs is not there. */
function reasonsFor(provision: Provision, facts: ReadonlyMap<FactName, LegalFact>): LegalFact[] | null {
  const needed = present(provision.needs, facts)
  if (needed.length < provision.needs.length) return null
  const any = present(provision.anyOf, facts)
  return provision.anyOf.length > 0 && any.length === 0 ? null : [...new Set([...needed, ...any])]
}

function present(names: readonly FactName[], facts: ReadonlyMap<FactName, LegalFact>): LegalFact[] {
  return names.flatMap((name) => facts.get(name) ?? [])
}

function dayOf(finding: Finding): Day {
  return formatInstant(finding.first, 0).slice(0, 10)
}

/** Where the server is said to be, where its operator is established, and where the operator's parent sits: apart, each with its source. */
function placesOf(recipient: Recipient, setting: LegalSetting, law: LawData, day: Day): RecipientPlace[] {
  const places: RecipientPlace[] = []
  const add = (role: RecipientPlace['role'], country: string, source: string, isVerified = true): void => {
    if (!/^[A-Z]{2}$/.test(country) || country === 'ZZ' || country === 'EU') return
    if (places.some((place) => place.role === role && place.country === country)) return
    const isThirdCountry = isOutside(country, setting.userCountry, law, day)
    const adequacy = isThirdCountry ? adequacyFor(country, setting.userCountry, law, day) : null
    const hasAdequacyList = law.adequacy.some(
      (decision) => decision.from <= day && countsFor(decision, setting.userCountry, law, day),
    )
    places.push({ role, country, source, isVerified, isThirdCountry, adequacy, hasAdequacyList })
  }
  for (const { countries, scope } of recipient.addresses) {
    if (scope !== 'public') continue
    for (const { country, source } of countries) add('server', country, source)
  }
  const { organisation } = recipient
  if (organisation !== null) {
    const { seat, seatSource, isSeatVerified, source } = organisation
    add('operator', seat, seatSource === '' ? source : seatSource, isSeatVerified)
    if (organisation.parent !== '' && hasSeat(organisation))
      add('parent', organisation.country, organisation.source)
  }
  return places
}

/** Whether a country was of the EEA on that day, or was treated as if it were. */
function isMember(country: string, law: LawData, day: Day): boolean {
  return law.eea.includes(country) || day <= (law.formerEea[country] ?? '')
}

function isOutside(country: string, userCountry: string, law: LawData, day: Day): boolean {
  if (!isMember(userCountry, law, day)) return country !== userCountry
  return !isMember(country, law, day)
}

/** The Commission's decisions bind in the EEA; others keep lists of their own. */
function countsFor(decision: AdequacyDecision, userCountry: string, law: LawData, day: Day): boolean {
  return (
    decision.places.includes(userCountry) ||
    (isMember(userCountry, law, day) && law.eea.some((member) => decision.places.includes(member)))
  )
}

function adequacyFor(country: string, userCountry: string, law: LawData, day: Day): AdequacyDecision | null {
  return (
    law.adequacy.find(
      (decision) =>
        decision.country === country &&
        countsFor(decision, userCountry, law, day) &&
        decision.from <= day &&
        (decision.to === null || day <= decision.to),
    ) ?? null
  )
}

/** Whether all that is known happens in one country: that is no cross-border processing (GDPR Article 4(23)). */
function isInOneCountry({ userCountry, makerCountry }: LegalSetting): boolean {
  return userCountry === makerCountry
}

/** Whether an authority may lead. */
function isCrossBorder(setting: LegalSetting, { eea }: LawData): boolean {
  return eea.includes(setting.userCountry) && eea.includes(setting.makerCountry) && !isInOneCountry(setting)
}

function authoritiesFor(setting: LegalSetting, law: LawData): AuthorityRole[] {
  const roles: AuthorityRole[] = []
  const of = (country: string): Authority | undefined =>
    law.authorities.find((authority) => authority.country === country)
  const lead = of(setting.makerCountry)
  const own = of(setting.userCountry)
  const isOneStopShop = isCrossBorder(setting, law)
  if (lead !== undefined && isOneStopShop) {
    roles.push({
      role: 'lead',
      authority: lead,
      reason: `presumed, since the maker is said to have its main establishment in ${countryInSentence(setting.makerCountry)} (GDPR Article 56); whether it decides there is for the maker to show`,
    })
  }
  if (own !== undefined) {
    if (isOneStopShop) {
      roles.push({
        role: 'concerned',
        authority: own,
        reason: `the user is in ${countryInSentence(setting.userCountry)} (GDPR Article 4(22))`,
      })
    }
    roles.push({
      role: 'complaint',
      authority: own,
      reason: law.eea.includes(setting.userCountry)
        ? 'takes the complaint of a user who lives there (GDPR Article 77), and rules on access to the device are never under the one-stop shop'
        : 'takes the complaint of a user who lives there, under the law of that country',
    })
  }
  return roles
}

/** What would be due, and when: from the provisions that are engaged, where it was said when the controller became aware. */
function clocksOf(findings: readonly FindingAssessment[], setting: LegalSetting): DueClock[] {
  if (setting.awareAt === '') return []
  const provisions = new Map(
    findings.flatMap(({ engaged }) => engaged.map(({ provision }) => [provision.id, provision])),
  )
  return [...provisions.values()].flatMap(({ law, citation, clocks }) =>
    clocks.map(({ hours, what }) => {
      const due = dueAfter(setting.awareAt, hours)
      return { law, citation, what, hours, due, isOver: due.slice(0, 10) < setting.today }
    }),
  )
}

/** Before mobile data that a capture could show: a clock that starts at its zero was not set. */
const clockSetFrom: Day = '2000-01-01'

/** Whether a capture can not be of that day: it lies behind `today`, or before any clock of a phone was set. */
export function isImpossibleDay(day: Day, today: Day): boolean {
  return day > today || day < clockSetFrom
}

function reservationsOf(
  findings: readonly FindingAssessment[],
  setting: LegalSetting,
  law: LawData,
  captureDay: Day | null,
): string[] {
  const reservations = [
    'This says which provisions the facts raise questions under. It decides nothing and is no legal advice.',
    `Law data as of ${law.asOf}; adequacy decisions as of ${law.adequacyAsOf}; authorities as of ${law.authoritiesAsOf}: check an address before you write to it. What the capture cannot show (consent, purpose, contracts) is asked, never assumed.`,
  ]
  if (captureDay !== null && captureDay < setting.today)
    reservations.push(
      `The law of the day of the capture (${captureDay}) was applied; what came later is listed apart.`,
    )
  if (captureDay !== null && isImpossibleDay(captureDay, setting.today))
    reservations.push(
      `The capture says that it is of ${captureDay}, which ${captureDay > setting.today ? `is after today (${setting.today})` : 'no such capture can be'}: the clock of the machine that captured was wrong, and the law of another day may apply.`,
    )
  const unverified = new Set(
    findings.flatMap(({ engaged, sinceThen }) =>
      [...engaged, ...sinceThen]
        .filter(({ provision }) => !provision.isVerified)
        .map(({ provision }) => provision.id),
    ),
  )
  if (unverified.size > 0)
    reservations.push(
      `${unverified.size} of the provisions named here ${unverified.size === 1 ? 'was' : 'were'} not checked against an official text (marked "not verified").`,
    )
  const decisions = new Set(
    findings.flatMap(({ places }) =>
      places.flatMap(({ adequacy }) => (adequacy?.isVerified === false ? [adequacy.number] : [])),
    ),
  )
  if (decisions.size > 0)
    reservations.push(
      `The adequacy decisions ${[...decisions].sort().join(', ')} were not checked against an official text.`,
    )
  if (findings.some(({ places }) => places.some((place) => place.isThirdCountry && !place.hasAdequacyList)))
    reservations.push(
      `Which countries were recognised as adequate for a user in ${countryInSentence(setting.userCountry)} on that day is not in the data.`,
    )
  if (findings.some(({ places }) => places.some(({ isVerified }) => !isVerified)))
    reservations.push(
      'Where an operator is established was checked against a register, a filing or its own words only where it is not marked "not verified".',
    )
  if (law.eea.includes(setting.userCountry) && isInOneCountry(setting))
    reservations.push(
      `The user and the maker are both said to be in ${countryInSentence(setting.userCountry)}: no lead authority is named, as nothing here shows that people in other countries are affected (GDPR Article 4(23)).`,
    )
  // Elsewhere no authority leads.
  if (law.eea.includes(setting.userCountry) && !law.eea.includes(setting.makerCountry))
    reservations.push(
      setting.makerCountry === ''
        ? 'The maker’s main establishment was not given: no lead authority is named.'
        : `The maker is said to have its main establishment in ${countryInSentence(setting.makerCountry)}, outside the EEA: no lead authority is named (GDPR Article 56).`,
    )
  if (
    findings.some(
      ({ places }) =>
        places.some(({ role }) => role === 'parent') && !places.some(({ role }) => role === 'operator'),
    )
  )
    reservations.push(
      'Where the operator itself is established is not in the data for every recipient: the seat of its parent stands apart from the place of the server.',
    )
  return reservations
}
