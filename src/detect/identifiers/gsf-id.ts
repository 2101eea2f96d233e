import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { integerForms, isRepeated, isShortLong, longHex, longSpellings } from '../spellings/written.ts'

/** The number that Google's check-in gives a phone: 64 bits, as 16 hex digits or a decimal number. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'gsf-id',
  title: 'Google Services Framework ID',
  subject: 'device',
  stability: 'until the phone is reset',
  whyPersonal: 'By this number Google knows one phone and the account on it.',
  names: [
    'gsfid',
    'gsfandroidid',
    'googleserviceframeworkid',
    'googleservicesframeworkid',
    'gservicesid',
    'gsf',
    // As Google's shop of apps sends it, in a field of the head (`X-DFE-Device-Id`).
    'dfedeviceid',
  ],
  proof: 'it has 16 hex digits, or as many as are left without zeros in front, or 17 to 20 digits',
  lengthMin: 13,
  normalise(value: string): string {
    const text = value.trim().toLowerCase()
    if (/^[0-9]{17,20}$/.test(text)) {
      const hex = BigInt(text).toString(16).padStart(16, '0')
      return hex.length === 16 ? hex : ''
    }
    return longHex(text)
  },
  isWhole: (value: string): boolean => !isShortLong(value.trim()),
  placeholder: (hex: string): string => (isRepeated(hex) ? 'one digit over and over' : ''),
  spellings: (hex: string): readonly string[] => [...longSpellings(hex), String(BigInt(`0x${hex}`))],
  binary: (hex: string): readonly WrittenForm[] => integerForms(BigInt.asIntN(64, BigInt(`0x${hex}`))),
})
