import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const find = (body: string, detector = blind, type = 'application/json'): string[] => {
  const input = request('/x', [`Content-Type: ${type}`], body)
  const found = summary(detect(detector, input))
  if (found.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return found
}
const kari = (sure: string): string => `person-name=Kari Fjordheim (${sure})`

test.each([
  [{ full_name: 'Kari Fjordheim' }, [kari('probable')]],
  [{ user: { firstName: 'Kari', 'last-name': 'Fjordheim' } }, ['Kari', 'Fjordheim']],
  [{ vorname: 'Jörg', surname: "O'Neill-Sørensen" }, ['Jörg', "O'Neill-Sørensen"]],
  [{ realName: '王小明' }, ['王小明']],
  [{ surname: 'Li', fullName: '  Kari   Fjordheim ' }, ['Li', kari('probable')]],
  [{ holderName: 'Kari Fjordheim' }, [kari('probable')]],
  [{ patientName: 'Kari Fjordheim' }, [kari('probable')]],
  [{ etunimi: 'aino' }, ['person-name=aino (possible)']],
])('a name stands under its name: %j', (body, expected) => {
  const whole = expected.map((one) => (one.includes('=') ? one : `person-name=${one} (probable)`))
  expect(find(JSON.stringify(body))).toEqual(whole)
})

test.each([
  ['deviceName', "Ada Lovelace's iPhone", 'Ada Lovelace'],
  ['device_name', 'Ingrid’s iPhone', 'Ingrid'],
  ['DeviceName', 'Ingrid Bergs iPhone', 'Ingrid Bergs'],
  ['deviceName', 'Ingrids iPhone', 'Ingrids'],
  ['sourceName', 'Ingrid’s Apple Watch', 'Ingrid'],
  ['deviceName', 'iPhone von Max Berg', 'Max Berg'],
  ['deviceName', 'iPhone de Marie Dupont', 'Marie Dupont'],
  ['deviceName', "Fiona Apple's iPhone", 'Fiona Apple'],
  ['deviceName', 'Jonas iPad', 'Jonas'],
  ['userAssignedDeviceName', "Jens' Galaxy S21", 'Jens'],
])('a device is called by whose it is: %s %s', (key, value, name) => {
  expect(find(JSON.stringify({ [key]: value }))).toEqual([`person-name=${name} (possible)`])
})

test.each([
  'iPhone',
  'iPhone 14 Pro',
  'Apple iPhone',
  'My iPhone',
  'Galaxy S21',
  'Samsung Galaxy S21',
  'SM-G991B',
  'Business iPhone',
  'iPhone de test',
  'Windows phone',
  'Asus phone',
  'Nexus phone',
  'Xiaomis Handy',
  'Atlas Pixel',
  'Mars Galaxy',
  'Kids iPad',
  "Samsung's Galaxy S21",
  "Company's iPhone",
  "Acme Company's iPhone",
  "Office's iPad",
  "Mother's phone",
  "My's iPhone",
  'iPhone von Mama',
  'Kari Fjordheim',
])('other names of devices are of nobody: %s', (value) => {
  expect(find(JSON.stringify({ deviceName: value }))).toEqual([])
})

test.each([
  { firstName: '', lastName: 'null' },
  { fullname: 'John Doe', first_name: 'test', legalName: 'Erika Mustermann', realName: 'foo bar' },
  { firstName: 'required', lastName: 'Optional', surname: 'hidden' },
  { surname: 'abc123', full_name: 'user_42', firstname: 'x' },
  { lastName: 'https://a.example/x' },
  // Of anything else.
  { name: 'Kari Fjordheim', displayName: 'Blue Shoes', filename: 'Kari' },
])('other things under such names, and names under others, are none: %j', (body) => {
  expect(find(JSON.stringify(body))).toEqual([])
})

test.each([
  'First name',
  'Last name',
  'Enter your full name',
  'Your name as in passport',
  'Fornavn',
  'Etternavn',
  'F\u00f6rnamn',
  'Nombre',
  'Nombre completo',
  'Apellidos',
  'Vollst\u00e4ndiger Name',
  'Nom de famille',
  'PERSON',
])('%s is what a form calls its field', (label) => {
  expect(find(JSON.stringify({ full_name: label, last_name: label }))).toEqual([])
})

test.each(['Nomi Prenaud', 'Kari Navnsen', 'Namita Rao'])('%s is a name that only looks like one', (name) =>
  expect(find(JSON.stringify({ full_name: name }))).toEqual([`person-name=${name} (probable)`]),
)

test.each([
  { fullName: 'Roboto Condensed', postScriptName: 'RobotoCondensed' },
  { full_name: 'Los Angeles Lakers', abbreviation: 'LAL' },
  { familyName: 'Felidae', genus: 'Panthera', kingdom: 'Animalia' },
  { fullName: 'Roboto Condensed Bold' },
])('%j may be called so, and is no person', (body) =>
  expect(find(JSON.stringify(body))).toEqual([expect.stringMatching(/ \(possible\)$/)]),
)

test('a person may be called like a cut of type', () =>
  expect(find(JSON.stringify({ fullName: 'Kari Bold', kingdomOf: 'x' }))).toEqual([
    'person-name=Kari Bold (probable)',
  ]))

test('a name of the profile is found as programs write it, and in what hides it', () => {
  const detector = new Detector(profileOf({ 'person-name': ['Kari Fjordheim'] }))
  const form = (text: string): string[] => find(text, detector, 'application/x-www-form-urlencoded')
  expect(form('q=Hei+Kari+Fjordheim')).toEqual([kari('certain')])
  expect(form('q=FJORDHEIM%2C+KARI')).toHaveLength(1)
  expect(form(`q=${Buffer.from('from kari.fjordheim').toString('base64')}`)).toHaveLength(1)
  expect(form('q=kari_fjordheim')).toHaveLength(1)
  expect(form('q=Fjordheim+Kari')).toHaveLength(1)
  expect(form('q=Kari+Fjord')).toEqual([])
  const three = new Detector(profileOf({ 'person-name': ['Kari Marie Fjordheim'] }))
  expect(find('q=Fjordheim,+Kari+Marie', three, 'application/x-www-form-urlencoded')).toHaveLength(1)
})

test('one word of the profile is a name under names only', () => {
  const detector = new Detector(profileOf({ 'person-name': ['Kari'] }))
  for (const name of [
    'name',
    'nickname',
    'username',
    'displayName',
    'contact_name',
    'customerName',
    'ownerName',
  ])
    expect(find(JSON.stringify({ [name]: 'Kari' }), detector)).toEqual(['person-name=Kari (probable)'])
  expect(find(JSON.stringify({ city: 'Kari' }), detector)).toEqual([])
})

test.each([
  { name: 'Kari Fjordheim', email: 'kari@mail.postbox.no' },
  { customer: { name: 'Kari Fjordheim', emailAddress: 'kari@mail.postbox.no' } },
  { profile: { Name: 'Kari Fjordheim', DOB: '1987-04-23' } },
  { name: 'Kari Fjordheim', mail: 'k-fjordheim84@mail.postbox.no' },
  { customer: { name: 'Kari Fjordheim', email: 'sun22@mail.postbox.no' } },
  { customerName: 'Kari Fjordheim', email: 'sun22@mail.postbox.no' },
  { patient: { nationalId: '15076500565', name: 'Kari Fjordheim' } },
  { user: { name: 'Kari Fjordheim', phone: '+4799013774' } },
  { policyHolder: { name: 'Kari Fjordheim', mobile_number: '990 13 774' } },
  { employee: { displayName: 'Kari Fjordheim', dateOfBirth: '1987-04-23' } },
])('a name beside an address, a number or a birthday may be that of a person: %j', (body) => {
  expect(find(JSON.stringify(body))).toContain(kari('possible'))
})

test.each(["Anne-Marie O'Neill", 'Ludwig van Beethoven', 'María de la Cruz López', 'Kari M. Fjordheim'])(
  '%s has the form of a name',
  (name) => {
    expect(find(JSON.stringify({ user_details: { name, email: 'sun22@mail.postbox.no' } }))).toContain(
      `person-name=${name} (possible)`,
    )
  },
)

test.each([
  { name: 'Kari', email: 'kari@mail.postbox.no' },
  { name: 'checkout started', email: 'kari@mail.postbox.no' },
  { name: 'Order 4711', email: 'kari@mail.postbox.no' },
  { name: 'Fjordheim Bakery', email: 'info@bakery.postbox.no' },
  { name: 'Blue Shoes', user: { email: 'kari@mail.postbox.no' } },
  { name: 'Blue Shoes', email: '' },
  { name: 'Summer Sale', email: 'kari@mail.postbox.no' },
  { filename: 'Kari Fjordheim', email: 'kari@mail.postbox.no' },
  { name: 'John Doe', email: 'kari@mail.postbox.no' },
  { store: { name: 'Kari Fjordheim', phone: '+4799013774' } },
  { policyHolder: { name: 'Kari Fjordheim', phone: '' } },
])('%j holds no name of a person', (body) => {
  expect(find(JSON.stringify(body)).filter((one) => one.startsWith('person-name'))).toEqual([])
})

test('who pays, travels and gets something is called so', () => {
  for (const key of ['cardholderName', 'cc-name', 'passenger_name', 'nameOnCard'])
    expect([key, find(JSON.stringify({ [key]: 'Kari Fjordheim' }))]).toEqual([key, [kari('probable')]])
  expect(find(JSON.stringify({ recipient_name: 'Kari Fjordheim' }))).toEqual([kari('possible')])
})

test('names of several people are contacts', () => {
  const names = ['Kari Fjordheim', 'Ola Fjellvik', 'Per Dalsgaard', 'Anne Vikan', 'Nils Brekke']
  const found = find(JSON.stringify({ rows: names.map((fullName) => ({ fullName })) }))
  expect(found).toEqual(names.map((name) => `contacts=${name} (probable)`))
})

test.each([{ holderName: 'Expander' }, { holder_name: 'Kari' }, { sourceName: 'Google Fit' }])(
  '%j: one word is nobody’s name there, and a program is none',
  (body) => expect(find(JSON.stringify(body))).toEqual([]),
)
