import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { bcdForms, digitsOnly, grouped, integerForms, isCounting, isRepeated } from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/**
 * 16 digits: those of the IMEI without the last, then two of the software (3GPP TS 23.003, 6.2.2). Nothing in it can be
 * checked but its beginning.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'imeisv',
  title: 'IMEISV (number of the phone with its software version)',
  subject: 'device',
  stability: 'its first 14 digits for the life of the phone',
  whyPersonal: 'Its first 14 digits are those of the IMEI, which numbers one phone in the world.',
  names: ['imeisv', 'imeisoftwareversion', 'imei'],
  // Android calls it the version of the software (`getDeviceSoftwareVersion`).
  hints: ['devicesoftwareversion', 'softwareversion', 'svn'],
  proof: 'it has 16 digits and begins like an IMEI',
  confidence: { alone: 'probable' },
  patternProof: 'it stands behind "imeisv-", as 5G writes it (3GPP TS 29.571, 5.3.2)',
  pattern: /(?<=(?<![0-9A-Za-z])imeisv-)\d{16}(?![0-9A-Za-z])/gi,
  mayMatch: ({ digitRun, hyphens }: TextShape): boolean => digitRun >= 16 && hyphens > 0,
  lengthMin: 16,
  normalise(value: string): string {
    // The number of a slot behind an IMEI.
    if (/[0-9]{15}[ ./-][0-9]$/.test(value)) return ''
    const digits = digitsOnly(value)
    return digits.length === 16 && /^(?:01|35|86|91|99|00|4[459])/.test(digits) ? digits : ''
  },
  placeholder(digits: string): string {
    if (isRepeated(digits.slice(0, 14))) return 'one digit over and over'
    if (digits.startsWith('00')) return 'a test number (type allocation code 00…)'
    return isCounting(digits) ? 'counting digits' : ''
  },
  // Its first 14 digits alone are those of the IMEI, and are searched for as such (`impliedImeis`).
  spellings: (digits: string): readonly string[] => [
    digits,
    grouped(digits, [2, 6, 6, 2], '-'),
    // As programs show those of the IMEI.
    ...['-', ' ', '/'].map((sign) => grouped(digits, [8, 6, 2], sign)),
    ...[' ', '/'].map((sign) => grouped(digits, [2, 6, 6, 2], sign)),
  ],
  binary: (digits: string): readonly WrittenForm[] => [...bcdForms(digits), ...integerForms(BigInt(digits))],
})
