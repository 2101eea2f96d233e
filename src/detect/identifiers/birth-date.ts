import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { daysIn } from '../written-days.ts'

/** In German, Dutch, the languages of the north, Finnish, French, Italian, Spanish, Portuguese, Polish, Indonesian, and Chinese in letters. */
const inOtherLanguages = (
  'geburtsdatum geburtstag geboortedatum fodselsdato foedselsdato fodselsdag fodelsedatum fodelsedag syntymaaika syntymapaiva ' +
  'datedenaissance datenaissance datadinascita datanascita fechadenacimiento fechanacimiento datadenascimento datanascimento ' +
  'nascimento tanggallahir tgllahir ' +
  'dataurodzenia shengri chushengriqi'
).split(' ')
/** What is left of `fødselsdato`, `födelsedatum`: a letter of another alphabet ends a word. */
const cutNames = ['dselsdato', 'dselsdag', 'delsedatum', 'delsedag']

/** Three times two digits. */
const isShort = /^\d{1,2}([-/.]?)\d{1,2}\1\d{1,2}$/

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
    'birthdays',
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
  lengthMin: 6,
  /** The day, as ISO 8601 writes it. Of a short year the only day that it may be. */
  normalise(value: string): string {
    const [day = '', ...others] = daysIn(value)
    return others.length === 0 || !isShort.test(value.trim()) ? day : ''
  },
  readings: daysIn,
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
