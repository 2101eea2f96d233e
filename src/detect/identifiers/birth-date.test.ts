import { expect, test } from 'vitest'
import { foundIn, profileOf } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const knowing = new Detector(profileOf({ 'birth-date': ['1987-04-23'] }))

test('a day under a name for the date of birth is one, in whatever order it is written', () => {
  for (const [key, value] of [
    ['birthdate', '1984-10-26'],
    ['dob', '19841026'],
    ['user_birthday', '10/26/1984'],
    ['bdate', '26.10.1984'],
    ['dateOfBirth', '1984-10-26T00:00:00.000Z'],
    ['fodselsdato', '26.10.1984'],
    ['fødselsdato', '1984/10/26'],
    ['geburtsdatum', '26-10-1984'],
    ['syntymaaika', '26.10.1984'],
  ] as const)
    expect([key, foundIn({ [key]: value })]).toEqual([key, ['birth-date=1984-10-26 (probable)']])
  // As Meta's `birthday` has it.
  expect(foundIn({ birthday: '05/06/1984' })).toEqual(['birth-date=1984-05-06 (probable)'])
  expect(foundIn({ birthday: '5.6.1984' })).toEqual(['birth-date=1984-06-05 (probable)'])
})

test('other days, moments and what stands where nobody gave one are none', () => {
  for (const value of [
    { date: '1984-10-26' },
    { birthday: '2031-10-26' },
    { birthday: '1984-02-30' },
    { birthday: '1984-10-26T12:41:07Z' },
    { dob: '1990-01-01' },
    { birthday: '1970-01-01' },
    { birthday: 'tomorrow' },
    { dob: '1984106' },
    { hasBirthday: '12345678' },
  ])
    expect([value, foundIn(value)]).toEqual([value, []])
  expect(foundIn({ doctor: { dob: '1984-10-26' } })).toEqual(['birth-date=1984-10-26 (possible)'])
})

test('so is a day with the name of its month, a moment that is midnight somewhere, and one of a short year', () => {
  for (const value of [
    'Apr 23, 1987',
    'April 23, 1987',
    '23 April 1987',
    '23. april 1987',
    '23 de abril de 1987',
    '23-Apr-1987',
    '23041987',
    '04/23/87',
    '230487',
    '23.4.87',
    '1987-04-22T22:00:00.000Z',
    546_134_400,
    '546134400',
    // Midnight in Oslo and in New York.
    546_134_400_000 - 7_200_000,
    546_134_400_000 + 14_400_000,
    '/Date(546134400000)/',
    '/Date(546127200000+0200)/',
    '$D_546134400',
    { $date: 546_134_400_000 },
  ])
    expect([value, foundIn({ dob: value })]).toEqual([value, ['birth-date=1987-04-23 (probable)']])
  expect(foundIn({ birthday: -86_400_000 * 365 })).toEqual(['birth-date=1969-01-01 (probable)'])
})

test('numbers that are no midnight, and short years that may be several days, are none', () => {
  for (const dob of [
    546_134_401,
    546_134_400_123,
    900,
    86_400,
    1_987_200,
    '040506',
    '04/05/06',
    '999999',
    'May',
  ])
    expect([dob, foundIn({ dob })]).toEqual([dob, []])
  expect(foundIn({ date: 546_134_400, v: '230487' }, knowing)).toEqual([])
})

test('of what may be several days it is that of the profile', () => {
  for (const dob of ['870423', '230487', '042387', '04/23/87', '23041987', '04231987', 546_134_400])
    expect([dob, foundIn({ dob }, knowing)]).toEqual([dob, ['birth-date=1987-04-23 (certain)']])
  const early = new Detector(profileOf({ 'birth-date': ['2004-05-06'] }))
  for (const dob of ['040506', '06.05.04', '05/06/2004', '06/05/2004'])
    expect([dob, foundIn({ dob }, early)]).toEqual([dob, ['birth-date=2004-05-06 (certain)']])
})
