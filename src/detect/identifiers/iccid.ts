import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { callingCode } from '../telephony/calling-codes.ts'
import { hasLuhnDigit, luhnDigit } from '../../core/luhn.ts'
import { measureNames } from '../names/measure-names.ts'
import {
  bcdForms,
  cases,
  digitsOnly,
  grouped,
  inGroups,
  integerForms,
  isRepeated,
  longIntegerForms,
} from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** China Mobile writes the part of a telephone number that a card belongs to as one hex digit: `898600810115F0387588`. */
const chinese = /^8986(?=\d*[A-F]\d*(?:[A-F]\d*)?$)[0-9A-F]{15,16}$/i

/**
 * As the card holds it and modems hand it on (3GPP TS 31.102, 4.2 of EF ICCID: BCD, halves of bytes swapped): 20 digits that
 * begin with 98, the last of 19 in front of the F that fills them up.
 */
const swappedForm = /^98(?:\d{18}|\d{16}F\d)$/i

function unswapped(text: string): string {
  const hex = text.replaceAll(/[ :]/g, '')
  return swappedForm.test(hex) ? hex.replaceAll(/(.)(.)/g, '$2$1').replace(/F$/i, '') : text
}

/** As a whole number: its first 19 digits fit in 64 bits, all 20 in more; none with letters among them. */
function longForms(digits: string): WrittenForm[] {
  if (chinese.test(digits)) return []
  const short = integerForms(BigInt(digits.slice(0, 19)))
  return digits.length === 20 ? [...short, ...longIntegerForms(BigInt(digits))] : short
}

/** What is shown without its check digit, with it, as the network has it; '' where digits end in one, or are all there. */
function completed(digits: string): string {
  const isShort = digits.length < 20 && !chinese.test(digits) && !hasLuhnDigit(digits)
  return isShort ? `${digits}${luhnDigit(digits)}` : ''
}

/** With the filler of the card, and in groups as people write it. */
function writtenForms(digits: string): string[] {
  return [
    `${digits}F`,
    `${digits}f`,
    grouped(digits, [4, 4, 4, 4, 4], ' '),
    grouped(digits, [6, 4, 4, 4], ' '),
    grouped(digits, [4, 4, 4, 4, 4], '-'),
    grouped(digits, [2, 2, 4, 4, 4, 4], ' '),
  ]
}

function completedForms(digits: string): string[] {
  const whole = completed(digits)
  return whole === '' ? [] : [whole, ...writtenForms(whole)]
}

/** The number of a SIM card: 18 to 20 digits that begin with 89, the last one is Luhn's (ITU-T E.118). */
export const identifier: IdentifierType = defineIdentifier({
  name: 'iccid',
  title: 'ICCID (number of the SIM card)',
  subject: 'sim',
  stability: 'for the life of the SIM card',
  whyPersonal:
    'The ICCID numbers one SIM card; the operator holds it beside the name and address of the subscriber.',
  names: [
    'iccid',
    'simiccid',
    'iccidnumber',
    'iccidno',
    'iccidraw',
    'iccidhex',
    'iccidbcd',
    'simserial',
    'simserialnumber',
    'simserialno',
    'simsn',
    'simid',
    'simcardnumber',
    'simno',
    'simnumber',
    'ccid',
    'simcardserial',
    'simcardserialnumber',
    'simcardserialno',
    'simcardid',
    'uiccid',
    'iccids',
    'iccidlist',
    'simserials',
    // Of Apple's activation.
    'integratedcircuitcardidentity',
  ],
  hints: ['cardid', 'simcard', 'sim', 'eid'],
  foreignNames: measureNames,
  proof: 'it begins with 89 and a country code',
  remark: (digits: string): string =>
    hasLuhnDigit(digits)
      ? `the last of its ${digits.length} digits is a right check digit (Luhn)`
      : hasLuhnDigit(digits.slice(0, 19))
        ? `the 19th of its ${digits.length} digits is a right check digit (Luhn)`
        : '',
  confidence: { alone: 'possible' },
  // i-mode has it in the user agent: `DoCoMo/2.0 N905i(c100;TB;W24H16;ser…;icc89…)`.
  pattern: /(?:(?<![0-9A-Za-z])|(?<=(?:^|;)icc))89\d{17,18}[Ff]?(?![0-9A-Za-z])/g,
  mayMatch: ({ digitRun }: TextShape): boolean => digitRun >= 19,
  lengthMin: 18,
  /** The filler F that makes the number full bytes on the card is left off. */
  normalise(value: string): string {
    const text = unswapped(value.trim()).replace(/[Ff]$/, '')
    if (chinese.test(text)) return text.toUpperCase()
    const digits = digitsOnly(text)
    return digits.length >= 18 && digits.length <= 20 && (digits.startsWith('89') || isRepeated(digits))
      ? digits
      : ''
  },
  /** The digits before the last of 20 are those of the card. */
  alike: (digits: string): readonly string[] =>
    digits.length === 20 && !chinese.test(digits) ? [digits, digits.slice(0, 19)] : [digits],
  fault(digits: string): string {
    if (!digits.startsWith('89') || callingCode(digits.slice(2)) === '') return 'no country code follows 89'
    // With letters among them no check digit is known.
    if (chinese.test(digits)) return ''
    // Of 20 digits the last is the check digit with some operators, and none of the check at all with others.
    if (hasLuhnDigit(digits) || (digits.length === 20 && hasLuhnDigit(digits.slice(0, 19)))) return ''
    return digits.length === 20
      ? 'the check digit (Luhn) is wrong'
      : 'the check digit (Luhn) is wrong, or it is left off'
  },
  placeholder: (digits: string): string => (isRepeated(digits.slice(2)) ? 'one digit over and over' : ''),
  spellings: (digits: string): readonly string[] => [
    ...cases(digits),
    ...completedForms(digits),
    // Cards and phones show 19 digits where the network has 20, and the other way round.
    ...(digits.length === 20 ? [digits.slice(0, 19)] : []),
    // Some phones leave the check digit off.
    ...(digits.length === 19 && hasLuhnDigit(digits) ? [digits.slice(0, 18)] : []),
    ...writtenForms(digits),
  ],
  derived: inGroups,
  binary: (digits: string): readonly WrittenForm[] => [
    ...bcdForms(digits),
    ...(completed(digits) === '' ? [] : bcdForms(completed(digits))),
    ...(digits.length === 20 ? bcdForms(digits.slice(0, 19)) : []),
    ...longForms(digits),
  ],
})
