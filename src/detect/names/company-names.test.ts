import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'
import { isCompanyName } from './company-names.ts'

const companies = [
  'Fjord Energi AS',
  'Nordlys Consulting GmbH',
  'Acme Trading Ltd.',
  'Nordlys Systems Inc.',
  'Bryggen Invest ASA',
  'Skog Oy',
  'Skog Förvaltning AB',
  'Harbour Freight LLC',
  'Molen Beheer B.V.',
  'Olio Verde S.p.A.',
  'OOO Romashka',
  'Nordlys Group',
]

test.each(companies)('a company is told by its form: %s', (name) => {
  expect(isCompanyName(name)).toBe(true)
})

test.each([
  'Kari Fjordheim',
  'Ola As',
  'Asa Butter',
  'MARIA DE SA',
  'Maria Sa',
  'Ab Klink',
  'AB de Villiers',
  'Nguyen Cao Ky',
  'Lakshmi A.S.',
  'Limited',
])('people and single words are no companies: %s', (name) => {
  expect(isCompanyName(name)).toBe(false)
})

const number = 'msisdn=+4791738205'
test.each(['account', 'client', 'member', 'resident', 'insured'])(
  'beside a number, only people under "%s" have names',
  (of) => {
    expect(foundIn({ [of]: { name: 'Fjord Energi AS', phone: '+4791738205' } })).toEqual([
      `${number} (probable)`,
    ])
    expect(foundIn({ [of]: { name: 'Kari Fjordheim', phone: '+4791738205' } })).toEqual([
      `${number} (probable)`,
      'person-name=Kari Fjordheim (possible)',
    ])
  },
)

test('an address that is made of the name of a company makes no person of it', () => {
  const mail = 'fjord.energi@fjordpost.no'
  const names = (body: object): string[] => foundIn(body).filter((found) => found.startsWith('person'))
  expect(names({ name: 'Fjord Energi AS', email: mail })).toEqual([])
  expect(names({ name: 'Kari Fjord', email: mail })).toEqual(['person-name=Kari Fjord (possible)'])
})

test('under a name of people a company is less sure', () => {
  expect(foundIn({ accountHolder: 'Fjord Energi AS' })).toEqual(['person-name=Fjord Energi AS (possible)'])
  expect(foundIn({ accountHolder: 'Kari Fjordheim' })).toEqual(['person-name=Kari Fjordheim (probable)'])
})

test.each([
  [{ lastName: 'Karthik S.A.' }, ['person-name=Karthik S.A. (probable)']],
  [{ firstName: 'Rajesh N.V.' }, ['person-name=Rajesh N.V. (probable)']],
  [{ fullName: 'Lakshmi R' }, ['person-name=Lakshmi R (probable)']],
  // Accounts are of companies, too.
  [{ accountHolderName: 'Molen N.V.' }, ['person-name=Molen N.V. (possible)']],
  [{ lastName: 'Nordlys GmbH' }, ['person-name=Nordlys GmbH (possible)']],
])('initials behind a name are no form of a company where people alone have names: %j', (body, expected) => {
  expect(foundIn(body)).toEqual(expected)
})
