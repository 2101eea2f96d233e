import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

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
