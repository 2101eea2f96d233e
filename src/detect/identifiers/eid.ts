import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { bcdForms, digitsOnly, grouped, isRepeated, longIntegerForms } from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** ISO/IEC 7064, MOD 97-10: the number with its two check digits leaves 1. */
function hasCheckDigits(digits: string): boolean {
  return BigInt(digits) % 97n === 1n
}

/** Sixteen bytes in base64, as programs for eSIM hand on what the card answers (GSMA SGP.22, `GetEuiccDataResponse`). */
const inBase64 = /^[0-9A-Za-z+/]{22}==$/
const base64Chars = 24

/** The digits of that, two in each byte; '' for any other text. */
function ofBase64(text: string): string {
  return inBase64.test(text) ? Buffer.from(text, 'base64').toString('hex') : ''
}

const names = [
  'eid',
  'euiccid',
  'esimid',
  'esimeid',
  'esimserial',
  'euiccidentifier',
  'eidnumber',
  'eidvalue',
  'esim',
  'euicc',
]

/** The number of an embedded SIM card (eUICC): 32 digits that begin with 89, the last two are check digits (GSMA SGP.29). */
export const identifier: IdentifierType = defineIdentifier({
  name: 'eid',
  title: 'EID (number of the embedded SIM card)',
  subject: 'device',
  stability: 'for the life of the phone: the card is soldered in',
  whyPersonal: 'The EID numbers one phone for good, and every operator whose eSIM is on it holds it.',
  names,
  hintLengthMin: Object.fromEntries(names.map((name) => [name, base64Chars])),
  proof: 'it begins with 89 and has 32 digits with right check digits (ISO 7064)',
  confidence: { alone: 'probable' },
  // The certificate that a phone shows when it fetches an eSIM has it without a name (GSMA SGP.22, 4.5.2).
  pattern: /(?<![0-9A-Za-z])89\d{30}(?![0-9A-Za-z])/g,
  mayMatch: ({ digitRun }: TextShape): boolean => digitRun >= 32,
  lengthMin: 32,
  normalise(value: string): string {
    const digits = ofBase64(value.trim()) || digitsOnly(value)
    return /^\d{32}$/.test(digits) && (digits.startsWith('89') || isRepeated(digits)) ? digits : ''
  },
  fault: (digits: string): string =>
    hasCheckDigits(digits) ? '' : 'the check digits (ISO 7064, MOD 97-10) are wrong',
  placeholder: (digits: string): string => (isRepeated(digits.slice(2)) ? 'one digit over and over' : ''),
  spellings: (digits: string): readonly string[] => [
    digits,
    grouped(digits, [4, 4, 4, 4, 4, 4, 4, 4], ' '),
    grouped(digits, [4, 4, 4, 4, 4, 4, 4, 4], '-'),
    grouped(digits, [8, 8, 8, 8], ' '),
  ],
  binary: (digits: string): readonly WrittenForm[] => [
    ...bcdForms(digits),
    ...longIntegerForms(BigInt(digits)),
  ],
})
