import { ownerSource } from '../owner-source.ts'
import type { DataSet } from '../../attribute/types.ts'
import { hasParent } from '../has-parent.ts'
import { hasSeat } from '../has-seat.ts'
import { countryInSentence } from '../../core/country-name.ts'
import { utc, zoneName } from '../../core/zoned-time.ts'
import { observationsOf, transmissionsOf } from '../finding-transmissions.ts'
import type { Facts } from '../findings.ts'
import type { Finding, Recipient } from '../types.ts'
import { dueAfter, isOverOn, offsetOf } from './due.ts'
import { factNames, factsOf } from './facts.ts'
import type { FactName } from './facts.ts'
import { daysText, findingDays, isWithin, periodsOf, placesIn, spanOf, within } from './periods.ts'
import type { FindingDays, Period } from './periods.ts'
import type {
  AdequacyDecision,
  Authority,
  AuthorityRole,
  Bridge,
  Day,
  Days,
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

function inForce({ from, to }: Provision): Days {
  return { first: from, last: to ?? '9999-12-31' }
}

/** A provision with what engages it. */
type Reasoned = Omit<EngagedProvision, 'isReplaced' | 'isAhead'>
type FactsByName = ReadonlyMap<FactName, LegalFact>

/** Says of one finding which facts hold while a provision is in force, and whether they engage it. */
class Judge {
  private readonly whole: FindingDays
  private readonly periods: readonly Period[]
  private readonly recipient: Recipient
  private readonly owners: string
  private readonly maker: string
  /** Laws share their days: what happened on them, by first and last day, and its facts, by period. */
  private readonly known = new Map<string, { part: FindingDays; facts: Map<Period, FactsByName> }>()

  constructor(
    whole: FindingDays,
    periods: readonly Period[],
    recipient: Recipient,
    owners: string,
    maker: string,
  ) {
    this.whole = whole
    this.periods = periods
    this.recipient = recipient
    this.owners = owners
    this.maker = maker
  }

  /** The provision with the facts of the days on which it was in force and its facts held; null where there is none. */
  whileInForce(provision: Provision): Reasoned | null {
    const part = within(this.whole, inForce(provision))
    if (part === null) return null
    const held = this.periods
      .filter((period) => within(part, period) !== null)
      .flatMap((period) => {
        const facts = this.factsOn(part, period)
        const reasons = reasonsFor(provision, facts)
        return reasons === null ? [] : [{ period, reasons, against: present(provision.against, facts) }]
      })
    if (held.length === 0) return null
    const days = part.days.filter((day) => held.some(({ period }) => isWithin(day, period)))
    return {
      provision,
      facts: joined(held.map(({ reasons }) => reasons)),
      against: joined(held.map(({ against }) => against)),
      ...(days.length === this.whole.days.length ? {} : { part: this.partOf(days) }),
    }
  }

  /** The provision with the facts of the finding, as they would engage it if they happened now. */
  today(provision: Provision): Reasoned | null {
    const period = this.periods.at(-1)
    if (period === undefined) return null
    const facts = this.factsOn(this.whole, period)
    const reasons = reasonsFor(provision, facts)
    return reasons === null ? null : { provision, facts: reasons, against: present(provision.against, facts) }
  }

  /** All facts of the finding. */
  facts(): LegalFact[] {
    return joined(this.periods.map((period) => [...this.factsOn(this.whole, period).values()]))
  }

  private factsOn(part: FindingDays, period: Period): FactsByName {
    const key = daysText(spanOf(part.days))
    const known = this.known.get(key) ?? { part, facts: new Map<Period, FactsByName>() }
    this.known.set(key, known)
    const facts =
      known.facts.get(period) ??
      new Map(
        factsOf({
          finding: part.finding,
          recipient: this.recipient,
          owners: this.owners,
          transmissions: part.transmissions,
          observations: part.observations,
          places: period.places,
          days: this.periods.length > 1 ? period : null,
          maker: this.maker,
        }).map((fact) => [fact.name, fact]),
      )
    known.facts.set(period, facts)
    return facts
  }

  private partOf(days: readonly Day[]): Days & { transmissions: number } {
    const counted = new Set(days)
    const { length } = this.whole.dayOf.filter((day) => counted.has(day))
    return { ...spanOf(days), transmissions: length }
  }
}

/** Facts of several periods as one list in the order of their names: sentences that differ are told one after the other. */
function joined(lists: readonly (readonly LegalFact[])[]): LegalFact[] {
  const [only] = lists
  if (lists.length === 1 && only !== undefined) return [...only]
  const all = lists.flat()
  return factNames.flatMap((name) => {
    const sentences = [...new Set(all.flatMap((fact) => (fact.name === name ? [fact.sentence] : [])))]
    return sentences.length === 0 ? [] : [{ name, sentence: sentences.join('; ') }]
  })
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

/** Where the server is said to be, where its operator is established, and where the operator's parent sits: apart, each with its source. */
function placesOf(
  recipient: Recipient,
  owners: string,
  setting: LegalSetting,
  law: LawData,
  day: Day,
): RecipientPlace[] {
  const places: RecipientPlace[] = []
  const add = (role: RecipientPlace['role'], country: string, source: string, isVerified = true): void => {
    if (!/^[A-Z]{2}$/.test(country) || country === 'ZZ' || country === 'EU') return
    if (places.some((place) => place.role === role && place.country === country)) return
    const whole = law.partOf[country] ?? country
    const isAbroad = isOutside(whole, setting.userCountry, law, day)
    const bridge = isAbroad ? bridgeFor(whole, setting.userCountry, law, day) : null
    const isBridged = bridge?.places.includes(setting.userCountry) === true
    const isThirdCountry = isAbroad && !isBridged
    const adequacy = isThirdCountry ? adequacyFor(whole, setting.userCountry, law, day) : null
    const hasAdequacyList = law.adequacy.some(
      (decision) => decision.from <= day && countsFor(decision, setting.userCountry, law, day),
    )
    const isAdequacyUnsure =
      adequacy !== null && (adequacy.isPartial || adequacy.doubtfulFor.includes(setting.userCountry))
    places.push({
      role,
      country,
      source,
      isVerified,
      isThirdCountry,
      adequacy,
      isAdequacyUnsure,
      hasAdequacyList,
      bridge,
    })
  }
  for (const { countries, scope } of recipient.addresses) {
    if (scope !== 'public') continue
    for (const { country, source } of countries) add('server', country, source)
  }
  const { organisation } = recipient
  if (organisation !== null) {
    const { seat, seatSource, isSeatVerified, country, ownershipConfidence } = organisation
    add('operator', seat, seatSource === '' ? owners : seatSource, isSeatVerified)
    if (hasParent(organisation, day) && hasSeat(organisation))
      add('parent', country, `${owners}; ${ownershipConfidence}`)
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

function bridgeFor(country: string, userCountry: string, law: LawData, day: Day): Bridge | null {
  return (
    law.bridges.find(
      (bridge) =>
        bridge.country === country &&
        bridge.from <= day &&
        day <= bridge.to &&
        [...bridge.places, ...bridge.doubtfulFor].includes(userCountry),
    ) ?? null
  )
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

/** Whom it concerns. Leads and those concerned came with the GDPR. */
function authoritiesFor(setting: LegalSetting, law: LawData, isUnderGdpr: boolean): AuthorityRole[] {
  const roles: AuthorityRole[] = []
  const of = (country: string): Authority | undefined =>
    law.authorities.find((authority) => authority.country === country)
  const lead = of(setting.makerCountry)
  const own = of(setting.userCountry)
  const isOneStopShop = isUnderGdpr && isCrossBorder(setting, law)
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
      reason:
        isUnderGdpr && law.eea.includes(setting.userCountry)
          ? 'takes the complaint of a user who lives there (GDPR Article 77), and rules on access to the device are never under the one-stop shop'
          : 'takes the complaint of a user who lives there, under the law of that country',
    })
  }
  return roles
}

/** What would be due, and when: from the provisions that are engaged, where it was said when the controller became aware. */
function clocksOf(findings: readonly FindingAssessment[], setting: LegalSetting): DueClock[] {
  const { awareAt, today, timeZone } = setting
  if (awareAt === '') return []
  const zones = [offsetOf(awareAt), ...(timeZone === undefined ? [] : [timeZone])]
  const provisions = new Map(
    findings.flatMap(({ engaged }) => engaged.map(({ provision }) => [provision.id, provision])),
  )
  return [...provisions.values()].flatMap(({ law, citation, clocks }) =>
    clocks.map(({ hours, what }) => {
      const due = dueAfter(awareAt, hours)
      return { law, citation, what, hours, due, isOver: isOverOn(today, due, zones) }
    }),
  )
}

/** Before mobile data that a capture could show: a clock that starts at its zero was not set. */
const clockSetFrom: Day = '2000-01-01'

/** Whether a capture can not be of that day of the setting's zone: it has not begun yet, or lies before any clock of a phone was set. */
export function isImpossibleDay(
  day: Day,
  { today, latestDay = today }: Pick<LegalSetting, 'today' | 'latestDay'>,
): boolean {
  return day > latestDay || day < clockSetFrom
}

function reservationsOf(
  findings: readonly FindingAssessment[],
  setting: LegalSetting,
  law: LawData,
  days: Days | null,
): string[] {
  const reservations = [
    'This says which provisions the facts raise questions under. It decides nothing and is no legal advice.',
    `Law data as of ${law.asOf}; adequacy decisions as of ${law.adequacyAsOf}; authorities as of ${law.authoritiesAsOf}: check an address before you write to it. What the capture cannot show (consent, purpose, contracts) is asked, never assumed.`,
    'What else stood in the messages, such as health or beliefs, was not looked for: rules on such data may be in question without being named here.',
  ]
  const zone = setting.dayZone ?? utc
  const inZone = zone === utc ? '' : ` in ${zoneName(zone)}`
  if (days !== null && days.first < setting.today)
    reservations.push(
      days.first === days.last
        ? `The law of the day of the capture (${days.first}${inZone}) was applied; what came later is listed apart.`
        : `The law of the day of each transmission (${daysText(days)}${inZone}) was applied; what came later is listed apart.`,
    )
  const impossible = [days?.first ?? '', days?.last ?? ''].find(
    (day) => day !== '' && isImpossibleDay(day, setting),
  )
  if (impossible !== undefined)
    reservations.push(
      `The capture says that it is of ${impossible}, which ${impossible > setting.today ? `is after today (${setting.today})` : 'no such capture can be'}: the clock of the machine that captured was wrong, and the law of another day may apply.`,
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
  const bridged = findings.flatMap(({ places }) => places.filter(({ bridge }) => bridge !== null))
  for (const text of new Set(bridged.map((place) => bridgeText(place, setting)))) reservations.push(text)
  if (findings.some(({ places }) => places.some((place) => place.isThirdCountry && !place.hasAdequacyList)))
    reservations.push(
      `Which countries were recognised as adequate for a user in ${countryInSentence(setting.userCountry)} on that day is not in the data.`,
    )
  if (findings.some(({ places }) => places.some(({ isVerified }) => !isVerified)))
    reservations.push(
      'Where an operator is established was checked against a register, a filing or its own words only where it is not marked "not verified".',
    )
  return reservations
}

/** An operator of which only the parent's seat is in the data; of days before it had that parent, and of some parents, not even that. */
function seatReservations(
  findings: readonly FindingAssessment[],
  recipients: ReadonlyMap<string, Recipient>,
): string[] {
  const unseated = findings.filter(({ recipient, places }) => {
    const organisation = recipients.get(recipient)?.organisation ?? null
    // The Union is no country, and no third one.
    const isKnown = organisation === null || [organisation.seat, organisation.country].includes('EU')
    return !isKnown && !places.some(({ role }) => role === 'operator')
  })
  const isOfParent = unseated.some(({ places }) => places.some(({ role }) => role === 'parent'))
  const isOfNone = unseated.some(({ places }) => !places.some(({ role }) => role === 'parent'))
  return [
    ...(isOfParent
      ? [
          'Where the operator itself is established is not in the data for every recipient: the seat of its parent stands apart from the place of the server.',
        ]
      : []),
    ...(isOfNone
      ? [
          'Of some recipients neither the operator’s own place nor that of a parent on that day is in the data: that no third country is named for an operator does not say that it was in none.',
        ]
      : []),
  ]
}

/** Owners change, and few of the changes are in the list. */
function ownerReservations(findings: readonly FindingAssessment[], owners: string): string[] {
  const isTold = findings.some(
    ({ places, facts }) =>
      places.some(({ role }) => role === 'parent') || facts.some(({ name }) => name === 'state-controlled'),
  )
  return isTold
    ? [
        `Parents of recipients, and which of them a state controls, are those of the list (${owners}): on the day of what was sent they may have been others.`,
      ]
    : []
}

function bridgeText({ country, isThirdCountry, bridge }: RecipientPlace, setting: LegalSetting): string {
  if (bridge === null) return ''
  const { name, limit, from, to, isVerified } = bridge
  const unread = isVerified ? '' : ' It was not checked against an official text.'
  const place = countryInSentence(country)
  return isThirdCountry
    ? `By ${name} what was sent to ${place} from ${from} to ${to} was sent to no third country, ${limit}. Whether that counted for a user in ${countryInSentence(setting.userCountry)} on that day is not in the data.${unread}`
    : `By ${name} what was sent to ${place} from ${from} to ${to} was sent to no third country, ${limit}.${unread}`
}

/** Of days that can be, before the general data protection law that the data has of the place. */
function lawBefore(
  days: readonly Day[],
  provisions: readonly Provision[],
  setting: LegalSetting,
  law: LawData,
): string[] {
  const starts = provisions.flatMap(({ isDataProtection, from }) => (isDataProtection ? [from] : []))
  const start = starts.sort()[0]
  if (!days.some((day) => start === undefined || day < start)) return []
  const place = countryInSentence(setting.userCountry)
  if (start === undefined)
    return [
      `The general data protection law of ${place} is not in the data: only what is named was looked at.`,
    ]
  const carried = law.eea.includes(setting.userCountry)
    ? ' (in the EEA the one by which the country carried out Directive 95/46/EC)'
    : ''
  return [
    `The general data protection law that applied in ${place} before ${start}${carried} is not in the data: what was sent until then may have raised questions under it.`,
  ]
}

/** Why no authority leads, where one could. */
function leadReservations(setting: LegalSetting, law: LawData, isUnderGdpr: boolean): string[] {
  const { userCountry, makerCountry } = setting
  // Elsewhere no authority leads.
  if (!law.eea.includes(userCountry)) return []
  if (!isUnderGdpr)
    return ['That one authority leads came with the GDPR, which was not in force there then: none is named.']
  if (isInOneCountry(setting))
    return [
      `The user and the maker are both said to be in ${countryInSentence(userCountry)}: no lead authority is named, as nothing here shows that people in other countries are affected (GDPR Article 4(23)).`,
    ]
  if (law.eea.includes(makerCountry)) return []
  return [
    makerCountry === ''
      ? 'The maker’s main establishment was not given: no lead authority is named.'
      : `The maker is said to have its main establishment in ${countryInSentence(makerCountry)}, outside the EEA: no lead authority is named (GDPR Article 56).`,
  ]
}
