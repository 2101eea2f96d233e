import { hasParent } from '../has-parent.ts'
import { hasSeat } from '../has-seat.ts'
import type { Recipient } from '../types.ts'
import type { AdequacyDecision, Bridge, Day, LawData, LegalSetting, RecipientPlace } from './types.ts'

/** Where the server is said to be, where its operator is established, and where the operator's parent sits: apart, each with its source. */
export function placesOf(
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
