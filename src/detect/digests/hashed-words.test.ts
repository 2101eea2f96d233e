import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    'person-name': ['Åse Marie Bjørkhøy'],
    'user-id': ['kari77', '48213', 'berg'],
    'push-token': [`dQw4w9WgXcQ:APA91b${'Hk3_zP-9'.repeat(16)}`],
    'account-credential': ['Zk29xQp1-vJ7'],
  }),
)

const hex = (name: string, text: string): string => createHash(name).update(text).digest('hex')

function found(body: string): string[] {
  const input = request('/t', ['Content-Type: application/json'], body)
  if (!isWorthDecoding(detector, input)) return []
  return detect(detector, input)
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier, writtenAs, confidence }) => `${identifier} ${writtenAs} (${confidence})`)
}

test.each([
  ['ud[fn]', hex('sha256', 'åse'), 'SHA-256 of the first name in hex', 'probable'],
  ['sha256_first_name', hex('sha256', 'åse marie'), 'SHA-256 of the first name in hex', 'probable'],
  ['ln', hex('md5', 'bjørkhøy'), 'MD5 of the last name in hex', 'probable'],
  ['q7', hex('sha256', 'Bjørkhøy').toUpperCase(), 'SHA-256 of the last name in hex', 'possible'],
  [
    'em',
    `tv.1~em.${createHash('sha256').update('a@example.net').digest('base64url')}~fn0.${createHash('sha256').update('åse').digest('base64url')}`,
    'SHA-256 of the first name in base64',
    'probable',
  ],
])('the words of a name, hashed under %s', (name, value, form, confidence) => {
  expect(found(JSON.stringify({ [name]: value, n: 1 }))).toEqual([`person-name ${form} (${confidence})`])
})

test('of a whole name nothing is changed', () => {
  expect(found(JSON.stringify({ q7: hex('sha256', 'åse marie bjørkhøy') }))).toEqual([
    'person-name SHA-256 of the value in small letters in hex (certain)',
  ])
})

test.each([
  ['without blanks', 'åsemariebjørkhøy', 'the value written xxxxxxxxxxxxxxxx'],
  ['without blanks, as it is given', 'ÅseMarieBjørkhøy', 'the value written XxxXxxxxXxxxxxxx'],
  ['with dots', 'åse.marie.bjørkhøy', 'the value written xxx.xxxxx.xxxxxxxx'],
  ['with underlines', 'Åse_Marie_Bjørkhøy', 'the value written Xxx_Xxxxx_Xxxxxxxx'],
  ['the last in front', 'bjørkhøy åse marie', 'the value written in another way'],
  ['the last in front of a comma', 'Bjørkhøy, Åse Marie', 'the value written in another way'],
])('a name %s, hashed', (_, text, form) => {
  expect(found(JSON.stringify({ q7: hex('sha256', text) }))).toEqual([
    `person-name SHA-256 of ${form} in hex (certain)`,
  ])
})

test.each([
  ['a short name of a user', 'kari77', 'user-id MD5 in hex (certain)'],
  ['the same in capitals', 'KARI77', 'user-id MD5 of the value in capitals in hex (certain)'],
  [
    'a token in small letters',
    'zk29xqp1-vj7',
    'account-credential MD5 of the value in small letters in hex (certain)',
  ],
  ['a token in capitals', 'ZK29XQP1-VJ7', 'account-credential MD5 of the value in capitals in hex (certain)'],
  [
    'a push token in small letters',
    `dqw4w9wgxcq:apa91b${'hk3_zp-9'.repeat(16)}`,
    'push-token MD5 of the value in small letters in hex (certain)',
  ],
])('%s, hashed', (_, text, expected) => {
  expect(found(JSON.stringify({ q7: hex('md5', text), n: 1 }))).toEqual([expected])
})

test.each([
  ['digits that are any number', '48213'],
  ['a word', 'berg'],
  ['the name of another', 'kari78'],
  ['initials', 'å'],
  ['a middle name', 'marie'],
])('nothing is said of %s, hashed', (_, text) => {
  expect(found(JSON.stringify({ name: hex('sha256', text), q7: hex('md5', text) }))).toEqual([])
})
