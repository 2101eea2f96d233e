import { countryInSentence } from '../../core/country-name.ts'
import { utc, zoneName } from '../../core/zoned-time.ts'
import type { Recipient } from '../types.ts'
import { daysText } from './periods.ts'
import type {
  Day,
  Days,
  FindingAssessment,
  LawData,
  LegalSetting,
  Provision,
  RecipientPlace,
} from './types.ts'
import { isImpossibleDay } from './impossible-day.ts'
import { isInOneCountry } from './authorities.ts'

/** What every assessment says of itself, then what holds of these findings, days and provisions. */
export function reservationsOf(
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
export function seatReservations(
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
export function ownerReservations(findings: readonly FindingAssessment[], owners: string): string[] {
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
export function lawBefore(
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
export function leadReservations(setting: LegalSetting, law: LawData, isUnderGdpr: boolean): string[] {
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
