import { expect, test } from 'vitest'
import {
  detect,
  foundIn,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../test/support/decoded-tree.ts'
import { decode } from '../decode/decode.ts'
import { asContacts } from './address-book.ts'
import { Detector } from './detector.ts'
import type { Candidate } from './merge.ts'

const blind = new Detector(null)
const kindsOf = (body: unknown, detector = blind): string[] => {
  const input = request('/x', ['Content-Type: application/json'], JSON.stringify(body))
  const found = summary(detect(detector, input))
  if (found.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return found.map((one) => one.slice(0, one.indexOf('=')))
}
const numbers = ['+4791738204', '+4793847561', '+4745678923', '+4798123476', '+4792561834']
const mails = ['kari@fjord.no', 'ola@fjell.no', 'per@dal.no', 'anne@vik.no', 'nils@bre.no']
const all = (kind: string, count: number): string[] => Array.from({ length: count }, () => kind)

test.each([
  [{ phones: numbers }, all('contacts', 5)],
  [{ rows: numbers.map((phone, at) => ({ phone, email: mails[at] })) }, all('contacts', 10)],
  [{ text: mails.join('\n') }, all('contacts', 5)],
  [{ contacts: [{ phone: numbers[0] }, { phone: numbers[1] }] }, all('contacts', 2)],
  [{ call_log: [{ number: numbers[0] }, { number: numbers[1] }] }, all('contacts', 2)],
  [{ contacts: numbers.slice(0, 2) }, all('contacts', 2)],
  [{ phoneContacts: 'Kari Fjord;+47 917 38 204\nOla Fjell;0047 93847561' }, all('contacts', 2)],
  [{ address_book: numbers.slice(0, 3).join(',') }, all('contacts', 3)],
  [{ contacts: { '+4791738204': 'Kari Fjord', '+4793847561': 'Ola Fjell' } }, all('contacts', 2)],
  // One number alone may be the owner's; numbers of entries have no +, and orders no name of people above them.
  [{ contacts: numbers.slice(0, 1) }, []],
  [{ contacts: ['91738204', '93847561'] }, []],
  [{ contacts: ['0047 917 38 204 12 12 33 44', '+00 000 000'] }, []],
  [{ orders: numbers.slice(0, 2) }, []],
  // Two cards, and as many accounts as people have.
  [{ phone1: numbers[0], phone2: numbers[1] }, all('msisdn', 2)],
  [{ accounts: mails.slice(0, 4).map((email) => ({ email })) }, all('email', 4)],
  [{ contacts: [{ phone: numbers[0] }] }, all('msisdn', 1)],
  [{ phones: [numbers[0], numbers[0], numbers[0], numbers[0], numbers[0]] }, all('msisdn', 5)],
  // A form in which to write to somebody.
  [{ contact_form: { email: mails[0] }, phone: numbers[0] }, ['email', 'msisdn']],
])('numbers and addresses of several people are no longer those of one: %j', (body, expected) => {
  expect(kindsOf(body)).toEqual(expected)
})

test.each([
  'contacts',
  'contact-list',
  'contactList',
  'address_book',
  'addressBook',
  'phonebook',
  'phone_book',
  'callLogs',
  'calls',
  'friends',
  'invitees',
  'recipients',
])('two under %s are of other people', (name) => {
  expect(kindsOf({ [name]: numbers.slice(0, 2).map((phone) => ({ phone })) })).toEqual(all('contacts', 2))
})

const cards = (count: number): string =>
  numbers
    .slice(0, count)
    .map(
      (number) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kari Fjord\r\nTEL;TYPE=CELL:${number}\r\nEND:VCARD\r\n`,
    )
    .join('')

test.each([
  ['text/vcard', cards(3), all('contacts', 3)],
  ['text/vcard', cards(2), all('msisdn', 2)],
  ['text/csv', `name,phone\nKari,${numbers[0]}\nOla,${numbers[1]}\nPer,${numbers[2]}\n`, all('contacts', 3)],
])('three numbers in cards or a table are of other people: %s %j', (type, text, expected) => {
  const found = summary(detect(blind, request('/x', [`Content-Type: ${type}`], text)))
  expect(found.map((one) => one.slice(0, one.indexOf('=')))).toEqual(expected)
})

test('a contact says how it was found, and how many stand there', () => {
  const found = (body: unknown): string[] =>
    detect(blind, request('/x', ['Content-Type: application/json'], JSON.stringify(body))).detections.map(
      ({ by, reasons }) => `${by}: ${reasons.at(-1)}`,
    )
  const reason = (count: number): string =>
    `recogniser:contacts: ${count} different ones stand in the message: most are of other people`
  expect(found({ phones: numbers })).toEqual(Array.from(numbers, () => reason(5)))
  expect(
    found({ phone: numbers[0], contacts: [{ phone: numbers[1] }, { phone: numbers[2] }] }).slice(1),
  ).toEqual([reason(3), reason(3)])
})

test('who knows a field stays the one that found it', () => {
  const { root } = decode(request('/x'))
  const by = (found: string): string[] => {
    const candidates = mails.map(
      (mail): Candidate => ({
        identifier: 'email',
        value: mail,
        normal: mail,
        node: root,
        start: 0,
        end: mail.length,
        writtenAs: '',
        confidence: 'probable',
        by: found,
        reasons: [],
        isAlone: false,
        isGeneric: false,
        hasForm: true,
      }),
    )
    return asContacts(candidates, false).map((one) => `${one.identifier} ${one.by}`)
  }
  expect(new Set(by('adapter:mailer'))).toEqual(new Set(['contacts adapter:mailer']))
  expect(new Set(by('recogniser:email'))).toEqual(new Set(['contacts recogniser:contacts']))
  expect(new Set(by('profile'))).toEqual(new Set(['email profile']))
})

test('so many numbers with the code of a country are surer than one', () => {
  const list = (count: number): string[] =>
    summary(
      detect(
        blind,
        request(
          '/x',
          [],
          numbers
            .slice(0, count)
            .map((one) => `<a uri="tel:${one}"/>`)
            .join(''),
        ),
      ),
    )
  expect(list(2).join()).toBe('msisdn=+4791738204 (possible),msisdn=+4793847561 (possible)')
  expect(list(5)).toHaveLength(5)
  for (const one of list(5)) expect(one).toMatch(/^contacts=\+\d+ \(probable\)$/)
})

test('so many numbers of shops are no surer than a few, and those of other people are', () => {
  const sureness = (list: string, row: (phone: string, at: number) => object): string[] => [
    ...new Set(
      foundIn({ [list]: numbers.map(row) })
        .filter((one) => one.startsWith('contacts='))
        .map((one) => one.slice(one.indexOf('('))),
    ),
  ]
  const named = (phone: string, at: number): object => ({ name: `Kiwi ${at}`, phone })
  expect(sureness('stores', named)).toEqual(['(possible)'])
  expect(sureness('results', (phone, at) => ({ storeName: `Kiwi ${at}`, phone }))).toEqual(['(possible)'])
  expect(sureness('results', (phone, at) => ({ '@type': 'Restaurant', title: at, phone }))).toEqual([
    '(possible)',
  ])
  expect(sureness('results', (phone, at) => ({ name: at, phone, website: `https://${at}.no` }))).toEqual([
    '(possible)',
  ])
  // Where the list says whose they are, or where nothing says that they are of somebody else than of people.
  for (const list of ['contacts', 'results', 'emergency', 'friend'])
    expect([list, sureness(list, named)]).toEqual([list, ['(probable)']])
  expect(sureness('log', (number, at) => ({ event: 'call', number, duration: at }))).toEqual(['(probable)'])
  expect(sureness('results', (phone) => ({ phone }))).toEqual(['(probable)'])
})

test('who sends a list stands beside it, and is no contact', () => {
  const sends = (target: string, ...fields: string[]): string[] => {
    const body = JSON.stringify({ phones: numbers.slice(1) })
    const own = new Set([numbers[0], '+4790817263'])
    const result = detect(blind, request(target, ['Content-Type: application/json', ...fields], body))
    return result.detections.flatMap(({ identifier, normal }) => (own.has(normal) ? [identifier] : []))
  }
  expect(sends(`/resource-lists/users/sip:${numbers[0]}@op.example/index`)).toEqual(['msisdn'])
  expect(sends('/x', `X-MSISDN: ${numbers[0]}`)).toEqual(['msisdn'])
  expect(
    sends(`/contacts/sync?msisdn=${encodeURIComponent(numbers[0] ?? '')}`, 'X-MSISDN: +4790817263'),
  ).toEqual(['msisdn', 'msisdn'])
  const asked = `/lookup?${numbers.map((number) => `phone=${encodeURIComponent(number)}`).join('&')}`
  expect(summary(detect(blind, request(asked))).map((one) => one.split('=')[0])).toEqual(all('contacts', 5))
})

test('what the profile knows is of the phone, whatever stands beside it', () => {
  const detector = new Detector(profileOf({ msisdn: numbers.slice(0, 1) }))
  expect(kindsOf({ phones: numbers }, detector)).toEqual(['msisdn', ...all('contacts', 4)])
})

test('a contact that was put into the phone to be found is found in any disguise', () => {
  const detector = new Detector(profileOf({ contacts: ['kari@fjord.no', '+4791738204'] }))
  expect(kindsOf({ q: Buffer.from('xx kari@fjord.no').toString('base64') }, detector)).toEqual(['contacts'])
  expect(kindsOf({ q: 'tel 917 38 204' }, detector)).toEqual(['contacts'])
})

test.each([400, 3_000])('an address book of %d hides nothing else of a message', (length) => {
  const many = Array.from({ length }, (_, at) => `+4791${String(738_204 + at * 7)}`)
  const body = { contacts: many.map((phone) => ({ phone })), imei: '352099001761481' }
  expect(kindsOf(body)).toContain('imei')
})

test('a book that is longer than the room for it has at least so many', () => {
  const book = (count: number): string[] => [
    ...new Set(
      detect(
        blind,
        request(
          '/x',
          ['Content-Type: application/json'],
          JSON.stringify({
            contacts: Array.from({ length: count }, (_, at) => ({ phone: `+4791${738_204 - at}` })),
          }),
        ),
      ).detections.flatMap(({ reasons }) => reasons.filter((text) => text.includes('different'))),
    ),
  ]
  expect(book(40)).toEqual(['40 different ones stand in the message: most are of other people'])
  expect(book(4_000)).toEqual([
    expect.stringMatching(/^at least \d+ different ones stand in the message: most are of other people$/),
  ])
})

test('a path that is called so names the list that is sent there', () => {
  const sent = (target: string, body: unknown): string[] => {
    const input = request(target, ['Content-Type: application/json'], JSON.stringify(body))
    return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
  }
  const people = [
    { fn: 'Mamma', p: [numbers[0]], tag: 'family' },
    { fn: 'Ola Hansen', p: [numbers[1]] },
  ]
  const both = [`contacts=${numbers[0]} (probable)`, `contacts=${numbers[1]} (probable)`]
  for (const target of ['/v2/contacts', '/api/address-book?v=3', '/v1/phoneContacts/sync', '/friends/find'])
    expect([target, sent(target, people)]).toEqual([target, both])
  for (const target of ['/v2/orders', '/contact', '/contacts/17/notes', '/x?next=/contacts'])
    expect([target, sent(target, people)]).toEqual([target, []])
  // Whatever stands behind the name, in whatever case.
  for (const name of [
    'CallLogs',
    'sms_log',
    'friend-s',
    'invitees2',
    'contacts%20',
    'recipients/',
    'friends?x#y',
  ])
    expect([name, sent(`/v1/${name}`, people)]).toEqual([name, both])
  for (const action of ['sync', 'upload', 'bulk/', 'Add?x=1', 'batch#a'])
    expect([action, sent(`/phonebook/${action}`, people)]).toEqual([action, both])
  // One of them may be the owner's.
  expect(sent('/v2/contacts', people.slice(0, 1))).toEqual([])
})
