import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const find = (body: string): string[] => {
  const input = request('/me', ['Content-Type: text/plain'], body)
  const found = summary(detect(blind, input))
  if (found.length > 0) expect(isWorthDecoding(blind, input)).toBe(true)
  return found
}
const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n`
const [first, last] = ['BEGIN:VCARD', 'END:VCARD']
const named = 'person-name=Kari Haugen (possible)'

test.each([
  lines(first, 'VERSION:3.0', 'N:Haugen;Kari;;;', 'FN:Kari Haugen', last),
  lines(first, 'VERSION:4.0', 'FN;LANGUAGE=nb:Kari Haugen', last),
  'dn: cn=x,dc=fjell\nobjectClass: top\nobjectClass: person\ncn: Kari Haugen\no: Fjell\n',
])('the name of a card and of a person in a directory: %j', (body) => {
  expect(find(body)).toContain(named)
})

test('halves of a name in a directory are told by each other', () => {
  expect(find('dn: cn=x,dc=fjell\nobjectClass: top\ngivenName: Kari\nsn: Haugen\n')).toEqual([
    'person-name=Kari (probable)',
    'person-name=Haugen (probable)',
  ])
  expect(find(JSON.stringify({ givenName: 'Kari', sn: 'Haugen' }))).toHaveLength(2)
})

test.each([
  lines('FN:Kari Haugen', 'VERSION:3', 'X:1'),
  lines('fn: Start Page', 'arg: x', 'begin: now'),
  lines('BEGIN:VEVENT', 'FN:Weekly Meeting', 'END:VEVENT'),
  'dn: cn=x,dc=fjell\nobjectClass: device\ncn: Hall Printer\no: Fjell\n',
  'dn: cn=x,dc=fjell\nobjectClass: groupOfNames\ncn: All Staff\no: Fjell\n',
  lines('cn: Norge', 'lang: nb', 'x: 1'),
  JSON.stringify({ fn: 'Kari Haugen', version: '3.0' }),
  JSON.stringify({ sn: 'Haugen', model: 'x' }),
])('where nothing says that they are of people, they say nothing: %j', (body) => {
  expect(find(body)).toEqual([])
})

test('names of several cards are of other people, whose numbers are told', () => {
  const card = (at: number): string =>
    lines(first, 'VERSION:3.0', `FN:Kari Haug${'e'.repeat(at)}n`, `TEL:+4791${at}38205`, last)
  expect(find([1, 2].map(card).join(''))).toEqual([
    expect.stringMatching(/^msisdn=/),
    expect.stringMatching(/^msisdn=/),
  ])
  const found = find([1, 2, 3, 4, 5, 6].map(card).join(''))
  expect(found).toHaveLength(6)
  expect(found.every((one) => one.startsWith('contacts='))).toBe(true)
})
