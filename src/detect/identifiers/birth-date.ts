import { isDay } from '../../core/day.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'

/** In German, Dutch, the languages of the north, Finnish, French, Italian, Spanish, Portuguese, Polish, and Chinese in letters. */
const inOtherLanguages = (
  'geburtsdatum geburtstag geboortedatum fodselsdato foedselsdato fodselsdag fodelsedatum fodelsedag syntymaaika syntymapaiva ' +
  'datedenaissance datenaissance datadinascita datanascita fechadenacimiento fechanacimiento datadenascimento datanascimento ' +
  'dataurodzenia shengri chushengriqi'
).split(' ')
/** What is left of `fødselsdato`, `födelsedatum`: a letter of another alphabet ends a word. */
const cutNames = ['dselsdato', 'dselsdag', 'delsedatum', 'delsedag']

/** Midnight behind it is that of a program that knows no days. */
const yearFirst = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/
/** Born before nobody lives, and by the time that anybody has a phone. */
const [yearMin, yearMax] = [1900, 2025]

function dayOf(year: string, month: string, day: string): string {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return Number(year) >= yearMin && Number(year) <= yearMax && isDay(text) ? text : ''
}

/** `10/26/1984` can be one day only; of `05/06/1984` the day is taken to stand first, but behind slashes, where it is the month (Meta's `birthday`). */
function dayOfThree(first: string, sign: string, second: string, year: string): string {
  const dayFirst = dayOf(year, second, first)
  const monthFirst = dayOf(year, first, second)
  return sign === '/' ? monthFirst || dayFirst : dayFirst || monthFirst
}

/**
 * When the owner was born. A day is any day: it is known by the name of its field alone. It describes, and with a name or a place
 * it is one person.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'birth-date',
  title: 'date of birth',
  subject: 'person',
  stability: 'for life',
  whyPersonal:
    'It tells one person from thousands of the same name or town, and banks and offices ask for it.',
  names: [
    'birthdate',
    'birthday',
    'birthdaydate',
    'dateofbirth',
    'dob',
    'dobirth',
    'bdate',
    'bday',
    'birthdt',
    'bornon',
    ...inOtherLanguages,
    ...cutNames,
  ],
  hints: ['birth', 'born'],
  nearNames: ['date', 'age', 'year'],
  // Of programs and their makers.
  foreignNames: new Set(['companybirthday', 'accountbirthday', 'processbirthdate', 'filebirthdate']),
  proof: 'it is a day on which people who live were born',
  lengthMin: 8,
  /** The day, as ISO 8601 writes it. */
  normalise(value: string): string {
    const text = value.trim()
    const [, year = '', sign = '', month = '', day = ''] = yearFirst.exec(text) ?? []
    // Without signs both have two digits.
    if (year !== '') return sign === '' && month.length + day.length < 4 ? '' : dayOf(year, month, day)
    const [, first = '', between = '', second = '', last = ''] = yearLast.exec(text) ?? []
    return last === '' ? '' : dayOfThree(first, between, second, last)
  },
  // What forms begin with, and where machines begin to count.
  placeholder: (day: string): string =>
    /^(?:1900|1970|1980|1990|2000)-01-01$|^1969-12-31$|^1899|^1904-01-01$/.test(day)
      ? 'what stands where nobody gave a day'
      : '',
  spellings(normal: string): readonly string[] {
    const [year = '', month = '', day = ''] = normal.split('-')
    const [shortMonth, shortDay] = [String(Number(month)), String(Number(day))]
    return [
      ...new Set([
        normal,
        `${year}${month}${day}`,
        ...['.', '/', '-'].flatMap((sign) => [
          [year, month, day].join(sign),
          [day, month, year].join(sign),
          [month, day, year].join(sign),
          [shortDay, shortMonth, year].join(sign),
        ]),
      ]),
    ]
  },
})
