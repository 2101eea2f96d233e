import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { partOfNumber } from './weak-values.ts'

const detector = new Detector(
  profileOf({
    'cell-id': ['41377'],
    ssid: ['home'],
    'user-id': ['10458'],
    msisdn: ['+4799912837'],
    email: ['max@web.de'],
  }),
)

const known = (target: string, body: unknown = null): string[] => {
  const input = body === null ? request(target) : request(target, [], JSON.stringify(body))
  const found = detect(detector, input).detections.filter(({ by }) => by === 'profile')
  if (found.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return found.map(({ identifier, confidence }) => `${identifier} (${confidence})`)
}

describe('short values and words', () => {
  test.each([
    ['a counter', { count: 41_377, len: 41_377, port: '41377' }],
    ['an ordinary word', { page: 'home', tab: 'home' }],
    ['a price', { price: 10_458.0, text: 'price=10458' }],
    ['in hex', { h: '686f6d65' }],
  ])('%s is none', (_what, body) => expect(known('/x', body)).toEqual([]))

  test('nor is a telephone number of seven digits without its calling code', () => {
    const iceland = new Detector(profileOf({ msisdn: ['+3546912837'] }))
    const found = (body: unknown): number =>
      detect(iceland, request('/x', [], JSON.stringify(body))).detections.length
    expect(found({ size: 6_912_837 })).toBe(0)
    expect(found({ text: '+354 691 2837' })).toBe(1)
  })

  test('nor is a word of a mail address under a name of its kind, but what stands in front of its @', () => {
    const kari = new Detector(profileOf({ 'user-id': ['kari'] }))
    const found = (target: string): number =>
      detect(kari, request(target)).detections.filter(({ by }) => by === 'profile').length
    for (const value of ['kari.berg@post.no', 'berg-kari%40post.no', 'berg@kari.no'])
      expect(found(`/x?user_id=${value}`)).toBe(0)
    for (const value of ['kari', 'kari@post.no', 'no.kari']) expect(found(`/x?user_id=${value}`)).toBe(1)
  })

  test('a path of an ordinary word is none', () => expect(known('/home/index.html')).toEqual([]))

  test.each([
    [{ cellid: 41_377 }, 'cell-id (certain)'],
    [{ cid: '41377' }, 'cell-id (probable)'],
    [{ log: 'attached, lcid=41377' }, 'cell-id (probable)'],
    [{ wifi: 'home' }, 'ssid (probable)'],
    [{ ssid: 'home' }, 'ssid (certain)'],
    [{ text: 'ssid="home"' }, 'ssid (certain)'],
    [{ uid: 10_458 }, 'user-id (probable)'],
  ])('%j is one under its name', (body, found) => expect(known('/x', body)).toContain(found))
})

describe('what a value is a part of', () => {
  test.each([
    ['a fraction', { ratio: 0.999_128_37 }],
    ['hex', { h: 'ab4799912837cdef4799912837abcdef' }],
    ['another address', { email: 'x.max@web.de' }],
    ['another address with a hyphen', { email: 'anna-max@web.de' }],
    ['another address with a plus', { email: 'anna+max@web.de' }],
    ['a longer domain', { email: 'max@web.de.example.org' }],
  ])('%s is not the value', (_what, body) => expect(known('/x', body)).toEqual([]))

  test('nor is another address in a form', () => expect(known('/x?m=x.max%40web.de')).toEqual([]))

  test.each([
    [{ m: 'max@web.de' }, 'email (certain)'],
    [{ m: 'Write to max@web.de.' }, 'email (certain)'],
    [{ m: 'mailto:max@web.de,x' }, 'email (certain)'],
    [{ ts: 99_912_837 }, 'msisdn (possible)'],
    [{ text: 'sku=99912837' }, 'msisdn (possible)'],
    [{ t: 99_912_837 }, 'msisdn (probable)'],
    [{ phone: 99_912_837 }, 'msisdn (certain)'],
    [{ t: 'id4799912837' }, 'msisdn (certain)'],
    [{ t: '99912837.0' }, 'msisdn (probable)'],
  ])('%j is', (body, found) => expect(known('/x', body)).toContain(found))
})

describe('a value of fifteen digits and more in a longer number', () => {
  const imei = '864125039172648'
  const phone = new Detector(profileOf({ imei: [imei] }))
  const found = (text: string): string[] =>
    detect(phone, request('/x', [], JSON.stringify({ tid: text }))).detections.map(
      ({ identifier, confidence, reasons }) => `${identifier} ${confidence}: ${reasons.at(-1)}`,
    )

  test.each([
    `${imei}1760000001234`,
    `1760000001${imei}`,
    `A${imei}20251009104512`,
    `${imei}242014837261950`,
  ])('%s holds it', (text) => {
    expect(found(text)).toContain('imei certain: it is a part of a longer number')
    expect(isWorthDecoding(phone, request('/x', [], JSON.stringify({ tid: text })))).toBe(true)
  })

  test.each([`9${imei}`, `${imei}177`, `12${imei}34`])('%s is another number', (text) =>
    expect(found(text).filter((one) => one.startsWith('imei certain'))).toEqual([]),
  )
})

const subscriber = '240017090442727'

test.each([
  [`"${subscriber}"`, ''],
  [`%22${subscriber}%22`, ''],
  [`\\u0022${subscriber}\\u0022`, ''],
  [`71${subscriber}6`, null],
  // The digits of an escape are of no number.
  [`%2271${subscriber}6%22`, null],
  [`%22712${subscriber}6%22`, null],
  [`\\u002271${subscriber}6`, null],
  [`%2271${subscriber}612`, 'it is a part of a longer number'],
  [`${subscriber}1700000000`, 'it is a part of a longer number'],
  [`1700000000${subscriber}`, 'it is a part of a longer number'],
])('%s', (text, says) => {
  const at = text.indexOf(subscriber)
  expect(partOfNumber(Buffer.from(text), at, at + subscriber.length)).toBe(says)
})
