import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { pseudoEsn } from '../telephony/pseudo-esn.ts'
import { cases, grouped, hexOnly, integerForms, isCounting, isRepeated } from '../spellings/written.ts'

/** The decimal form: 10 digits of the first 32 bits, 8 digits of the other 24 (3GPP2 C.S0072). */
function decimalOf(hex: string): string {
  const manufacturer = String(Number.parseInt(hex.slice(0, 8), 16)).padStart(10, '0')
  return manufacturer + String(Number.parseInt(hex.slice(8, 14), 16)).padStart(8, '0')
}

/** 56 bits: 14 hex digits, or 18 digits of the decimal form (3GPP2 C.S0072). */
export const identifier: IdentifierType = defineIdentifier({
  name: 'meid',
  title: 'MEID (number of a CDMA phone)',
  subject: 'device',
  stability: 'for the life of the phone',
  whyPersonal: 'The MEID numbers one phone in the world, like the IMEI.',
  names: [
    'meid',
    'meidnumber',
    'meidno',
    'meids',
    'devicemeid',
    'mmeid',
    'meidhex',
    'meiddec',
    'imeimeid',
    'meidimei',
    'mobileequipmentidentifier',
  ],
  proof: 'it has 14 hex digits and begins with A0 or above, or the 18 digits of the decimal form',
  lengthMin: 14,
  normalise(value: string): string {
    const hex = hexOnly(value)
    if (hex.length === 18 && /^\d+$/.test(hex)) {
      const high = Number(hex.slice(0, 10))
      const low = Number(hex.slice(10))
      if (high > 0xffffffff || low > 0xffffff) return ''
      return high.toString(16).padStart(8, '0') + low.toString(16).padStart(6, '0')
    }
    return hex.length === 14 ? hex : ''
  },
  fault: (hex: string): string =>
    /^[a-f]/.test(hex) || hex.startsWith('99') ? '' : 'it does not begin like a MEID',
  placeholder: (hex: string): string =>
    isRepeated(hex)
      ? 'one digit over and over'
      : isCounting(hex)
        ? 'counting digits'
        : /^..0+$/.test(hex)
          ? 'zeros behind the region: no maker has such a number'
          : '',
  spellings: (hex: string): readonly string[] => [
    // As it is printed beside its bar code.
    ...cases(hex),
    grouped(hex.toUpperCase(), [2, 6], '-'),
    decimalOf(hex),
    grouped(hex.toUpperCase(), [2, 6], ' '),
    // Labels print the 18 digits in groups.
    ...[' ', '-'].map((sign) => grouped(decimalOf(hex), [5, 5, 4], sign)),
    String(BigInt(`0x${hex}`)),
  ],
  binary: (hex: string): readonly WrittenForm[] => [
    { form: '7 raw bytes', bytes: Buffer.from(hex, 'hex') },
    { form: '7 raw bytes, least first', bytes: Buffer.from(hex, 'hex').reverse() },
    ...integerForms(BigInt(`0x${hex}`)),
  ],
  derived: pseudoEsn,
})
