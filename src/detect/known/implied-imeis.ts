import { luhnDigit } from '../../core/luhn.ts'
import type { Profile } from '../../device/types.ts'
import { isNoValue } from '../identifier-type.ts'
import { identifier as imeisv } from '../identifiers/imeisv.ts'
import { identifier as imei } from '../identifiers/imei.ts'

/** Of an IMEISV, what the IMEI of the same phone has, too (3GPP TS 23.003, 6.2.2). */
const sharedDigits = 14

/** The IMEIs of the phones whose IMEISV a profile has: their first digits, and the check digit that follows from them. */
export function impliedImeis(profile: Profile): readonly string[] {
  const given = new Set(
    (profile.identifiers.get(imei.name) ?? []).map((value) => sharedOf(imei.normalise(value))),
  )
  const implied = (profile.identifiers.get(imeisv.name) ?? [])
    .map((value) => imeisv.normalise(value))
    .filter((normal) => !isNoValue(imeisv, normal))
    .map(sharedOf)
    .filter((digits) => !given.has(digits))
  return [...new Set(implied)].map((digits) => `${digits}${luhnDigit(digits)}`)
}

function sharedOf(normal: string): string {
  return normal.slice(0, sharedDigits)
}
