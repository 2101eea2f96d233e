import { isDay } from '../../core/day.ts'
import { hasLuhnDigit } from '../../core/luhn.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { grouped, isCounting, isRepeated } from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** Characters of the one that is known by its form alone: China's. */
export const chineseIdChars = 18

/** One country's number, in its normal form. */
interface Country {
  readonly is: RegExp
  readonly whose: string
  /** A day in it is one of the calendar. */
  readonly hasDay: (text: string) => boolean
  /** Null where the form knows no check digit for this number. */
  readonly isChecked: (text: string) => boolean | null
  /** By which names alone it is known, for its digits say too little under those of others. */
  readonly names?: readonly string[]
}

/** A day whose century the number does not say: one of two will do. */
function isDayOf(year: string, month: number, day: number): boolean {
  const rest = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return ['19', '20'].some((century) => isDay(`${century}${year}-${rest}`))
}

/** What each digit counts, modulo 11; it is right where nothing is left. */
function isMultipleOf11(digits: string, weights: readonly number[]): boolean {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits.charAt(at)), 0) % 11 === 0
}

const norwegianWeights = [
  [3, 7, 6, 1, 8, 9, 4, 5, 2, 1],
  [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1],
] as const
/** In numbers of tests months begin at 41 (NAV), 66 or 81 (Tenor). */
const testMonths = [80, 65, 40]
const danishWeights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]
const finnish = /^\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]$/
const finnishSigns = '0123456789ABCDEFHJKLMNPRSTUVWXY'
const chineseWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

function pair(text: string, at: number): number {
  return Number(text.slice(at, at + 2))
}

/** The month of a Norwegian number, without what a number of a test adds to it. */
function norwegianMonth(text: string): number {
  const month = pair(text, 2)
  return month - (testMonths.find((added) => month > added) ?? 0)
}

function isNorwegianTest(text: string): boolean {
  return text.length === 11 && /^\d+$/.test(text) && pair(text, 2) > 12
}

const countries: readonly Country[] = [
  {
    is: /^\d{11}$/,
    whose: 'Norway',
    // From 41 on the day is that of a D-number.
    hasDay: (text) =>
      isDayOf(text.slice(4, 6), norwegianMonth(text), pair(text, 0) - (pair(text, 0) > 40 ? 40 : 0)),
    isChecked: (text) => norwegianWeights.every((weights) => isMultipleOf11(text, weights)),
  },
  {
    is: /^\d{10}$/,
    whose: 'Sweden',
    // From 61 on the day is that of a number for who is not registered (samordningsnummer).
    hasDay: (text) => isDayOf(text.slice(0, 2), pair(text, 2), pair(text, 4) - (pair(text, 4) > 60 ? 60 : 0)),
    isChecked: hasLuhnDigit,
  },
  {
    is: /^\d{10}$/,
    whose: 'Denmark',
    hasDay: (text) => isDayOf(text.slice(4, 6), pair(text, 2), pair(text, 0)),
    // Since 2007 some have no check digit: a wrong one says little.
    isChecked: (text) => isMultipleOf11(text, danishWeights) || null,
  },
  {
    is: finnish,
    whose: 'Finland',
    hasDay: (text) => isDayOf(text.slice(4, 6), pair(text, 2), pair(text, 0)),
    isChecked: isFinnishSign,
  },
  {
    is: /^[1-8]\d{16}[\dX]$/,
    whose: 'China',
    hasDay: (text) => isDay(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`),
    isChecked: (text) =>
      '10X98765432'.charAt(
        chineseWeights.reduce((sum, weight, at) => sum + weight * Number(text.charAt(at)), 0) % 11,
      ) === text.charAt(17),
  },
]

/** Numbers of no day, which too many numbers of their length look like. */
const namedCountries: readonly Country[] = [
  {
    // CPF: two check digits (Receita Federal).
    is: /^\d{11}$/,
    whose: 'Brazil',
    hasDay: () => true,
    isChecked: (text) => [9, 10].every((count) => isBrazilianDigit(text, count)),
    names: ['cpf', 'nucpf', 'numerocpf', 'cpfcnpj'],
  },
  {
    // Aadhaar: the last digit is that of Verhoeff (UIDAI).
    is: /^[2-9]\d{11}$/,
    whose: 'India',
    hasDay: () => true,
    isChecked: hasVerhoeffDigit,
    names: ['aadhaar', 'aadhar', 'aadhaarnumber', 'aadharnumber', 'aadhaarno', 'aadharno', 'adhaar'],
  },
  {
    // PAN: the fourth letter is that of a person (Income Tax Department).
    is: /^[A-Z]{3}P[A-Z]\d{4}[A-Z]$/,
    whose: 'India',
    hasDay: () => true,
    isChecked: () => true,
    names: ['pan', 'pannumber', 'panno', 'pancard', 'pancardno', 'pancardnumber'],
  },
]

/** The digit behind the first `count`, each of which counts by its place from the right. */
function isBrazilianDigit(text: string, count: number): boolean {
  const sum = Array.from(text.slice(0, count)).reduce(
    (total, digit, at) => total + Number(digit) * (count + 1 - at),
    0,
  )
  return ((sum * 10) % 11) % 10 === Number(text.charAt(count))
}

/** Of the group of symmetries of a pentagon, as Verhoeff has it: what a digit counts at each place, and which two give which. */
const places = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]
const products =
  '0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210'.split(
    ' ',
  )

function hasVerhoeffDigit(text: string): boolean {
  const left = Array.from(text)
    .reverse()
    .reduce((sum, digit, at) => {
      const counted = Number(places[at % places.length]?.charAt(Number(digit)))
      return Number(products[sum]?.charAt(counted))
    }, 0)
  return left === 0
}

/** Six digits, a hyphen and four digits are as often of Sweden or Denmark: then the check sign decides. */
function isFinnish(text: string): boolean {
  return finnish.test(text) && (!/^\d{6}[-+]\d{4}$/.test(text) || isFinnishSign(text))
}

function isFinnishSign(text: string): boolean {
  const number = Number(text.slice(0, 6) + text.slice(7, 10))
  return finnishSigns.charAt(number % finnishSigns.length) === text.charAt(10)
}

/** The countries whose number it may be by its form and the day in it, those first whose check digits are right. */
function countriesOf(text: string): readonly Country[] {
  const may = countries.filter(({ is, hasDay }) => is.test(text) && hasDay(text))
  const sure = may.filter(({ isChecked }) => isChecked(text) === true)
  if (sure.length > 0) return sure
  return may.length > 0 ? may : namedCountriesOf(text)
}

function namedCountriesOf(text: string): readonly Country[] {
  return namedCountries.filter(({ is, isChecked }) => is.test(text) && isChecked(text) === true)
}

/** What a text is by its name: those of some countries go by their own alone. */
function isNamedRight(value: string, name: string): boolean {
  const text = plainOf(value)
  const own = namedCountries.filter(({ names: ownNames = [] }) => ownNames.includes(name))
  if (own.length > 0) return own.some(({ is, isChecked }) => is.test(text) && isChecked(text) === true)
  return countries.some(({ is, hasDay }) => is.test(text) && hasDay(text))
}

/** Without what is written between its parts. */
function plainOf(value: string): string {
  const text = value.trim().toUpperCase()
  const plain = isFinnish(text)
    ? text
    : text
        .replace(/^(\d{6}) (?=\d{5}$)|^((?:19|20)?\d{6})[-+ ](?=\d{4}$)/, '$1$2')
        .replace(/^(\d{3})\.(\d{3})\.(\d{3})-(?=\d\d$)/, '$1$2$3')
        .replace(/^(\d{4})([ -])(\d{4})\2(?=\d{4}$)/, '$1$3')
  // Sweden writes the century, or leaves it out.
  const short = plain.replace(/^(?:19|20)(?=\d{10}$)/, '')
  return countriesOf(short).length > 0 ? short : plain
}

/** Of the agencies that give them, of standards and encyclopaedias. */
const examples: ReadonlySet<string> = new Set([
  '8112189876',
  '6408233234',
  '0707614285',
  '2110625629',
  '131052-308T',
  '11010519491231002X',
  '440524188001010014',
  '11144477735',
])

/** In what their countries call them, in English and in short; behind what is left of `fødselsnummer`, `henkilötunnus`. */
const names = (
  'fodselsnummer foedselsnummer fodselsnr foedselsnr dselsnummer dselsnr dnummer personnummer personnr samordningsnummer ' +
  'cprnummer cprnr cprnumber hetu henkilotunnus henkilotunnut sotu nationalid nationalidnumber nationalidentitynumber ' +
  'nationalidentificationnumber personalidentitynumber personalidnumber personalnumber personalidentitycode socialsecuritynumber ' +
  'socialsecurityno ssn idcard idcardno idcardnum idcardnumber citizenid identitycard identitycardnumber identitynumber shenfenzheng'
).split(' ')

/**
 * What a state numbers its people by: of Norway (fødselsnummer, D-number), Sweden, Denmark, Finland and China, and of Brazil (CPF) and India (Aadhaar, PAN) by their own names alone. Its digits are known
 * by the name of their field: of 1,500 numbers of eleven digits one is a Norwegian one by chance. Only the Chinese one has
 * so many that it is told alone.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'national-id',
  title: 'national identity number',
  subject: 'person',
  stability: 'for life',
  whyPersonal: 'A state gives it to one person for life; offices, banks and doctors know who that is.',
  names: [...names, ...namedCountries.flatMap(({ names: own = [] }) => own)],
  // Also of journeys and orders. (`pid`, as Norway's portal of logins has it, is also `<p id=…>`: it would cost every page.)
  hints: ['fnr', 'pnr', 'cpr', 'nin', 'idnumber', 'idno', 'personid', 'certno', 'idnum', 'tunnus'],
  nearNames: ['sub', 'user', 'userid', 'username', 'login', 'person'],
  proof: 'what can be checked in it, as a day and check digits, is right',
  confidence: { alone: 'possible' },
  pattern:
    /(?<![\w-])[1-8]\d{5}(?:19[3-9]|20[012])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?![\w-])/g,
  mayMatch: ({ digitRun }: TextShape): boolean => digitRun >= 17,
  lengthMin: 10,
  normalise(value: string): string {
    const text = plainOf(value)
    return countriesOf(text).length > 0 ? text : ''
  },
  isNamed: isNamedRight,
  isLikely: isNamedRight,
  fault(text: string): string {
    const may = countriesOf(text)
    if (may.some(({ isChecked }) => isChecked(text) === true)) return ''
    return may.some(({ isChecked }) => isChecked(text) === null)
      ? 'it has no right check digit, which Danish ones since 2007 may lack'
      : 'its check digits are wrong'
  },
  placeholder(text: string): string {
    if (examples.has(text)) return 'an example of documentation'
    if (isRepeated(text) || isCounting(text)) return 'one digit over and over, or counting digits'
    if (isNorwegianTest(text) && countriesOf(text).some(({ whose }) => whose === 'Norway'))
      return 'a number for tests, which nobody has'
    // Numbers of Finland from 900 on are for tests, those of Sweden by its tax agency stand in a list.
    return /^\d{6}[-+A-FU-Y]9\d\d/.test(text) ? 'a number for tests or for the time being' : ''
  },
  remark(text: string): string {
    const whose = countriesOf(text).map((country) => country.whose)
    return whose.length === 0 ? '' : `it has the form of ${whose.join(' and ')}`
  },
  spellings(text: string): readonly string[] {
    if (/^\d{11}$/.test(text)) return [text, grouped(text, [6, 5], ' ')]
    if (!/^\d{10}$/.test(text)) return [...new Set([text, text.toLowerCase()])]
    const groups = [grouped(text, [6, 4], '-'), grouped(text, [6, 4], ' ')]
    const written = [text, ...groups]
    return countriesOf(text).some(({ whose }) => whose === 'Sweden')
      ? [...written, ...['19', '20'].flatMap((century) => written.map((one) => century + one))]
      : written
  },
})
