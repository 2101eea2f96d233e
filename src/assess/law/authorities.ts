import { countryInSentence } from '../../core/country-name.ts'
import type { Authority, AuthorityRole, LawData, LegalSetting } from './types.ts'

/** Whether all that is known happens in one country: that is no cross-border processing (GDPR Article 4(23)). */
export function isInOneCountry({ userCountry, makerCountry }: LegalSetting): boolean {
  return userCountry === makerCountry
}

/** Whether an authority may lead. */
function isCrossBorder(setting: LegalSetting, { eea }: LawData): boolean {
  return eea.includes(setting.userCountry) && eea.includes(setting.makerCountry) && !isInOneCountry(setting)
}

/** Whom it concerns. Leads and those concerned came with the GDPR. */
export function authoritiesFor(setting: LegalSetting, law: LawData, isUnderGdpr: boolean): AuthorityRole[] {
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
