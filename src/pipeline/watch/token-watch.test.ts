import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { input } from '../../../test/support/decoded-message.ts'
import { limits } from '../../core/limits.ts'
import { TokenWatch } from './token-watch.ts'

const where = { host: 'h.example', method: 'POST', flow: 'f', sec: 1_700_000_000, nsec: 0 }

function tokensOf(values: readonly string[]): string[] {
  const watch = new TokenWatch(0)
  const body = JSON.stringify(Object.fromEntries(values.map((value, index) => [`k${index}`, value])))
  watch.request(input(body), where)
  return [...watch.tokens.values()].map(({ value }) => value)
}

test('ids of every make are taken, also random ones with few digits', () => {
  const ids = [
    '9f3b6c1d2e4a5807',
    '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37',
    '490154203237518',
    'xKfPqaBcTeFgHiJkLmNoPq',
    'aB1xQzRmWpLkVbNcHd',
  ]
  expect(tokensOf(ids).sort()).toEqual([...ids].sort())
})

test('numbers are from eight digits on, but for days and a few digits again and again', () => {
  const numbers = ['71117802', '711178002', '28034063', '20241301', '4280387012']
  expect(tokensOf(numbers).sort()).toEqual(numbers.toSorted())
  expect(tokensOf(['7111780', '20240501', '19700101', '10000000', '123.456.789', '-28034063'])).toEqual([])
})

test('an id may be long, as tokens for messages are; beyond the limit it is counted', () => {
  const drawn = Array.from({ length: 80 }, (_, index) =>
    createHash('sha512').update(`${index}`).digest('base64url'),
  ).join(':')
  const long = (chars: number): string => drawn.slice(0, chars)
  const { charsMax, keptCharsMax } = limits.link
  expect(tokensOf([long(128), long(160), long(keptCharsMax)])).toEqual([
    long(128),
    long(160),
    long(keptCharsMax),
  ])
  // They differ behind what is shown of them.
  const kept = long(keptCharsMax + 16)
  expect(tokensOf([`${kept}a1`, `${kept}b2`])).toEqual(
    Array.from({ length: 2 }, () => `${long(keptCharsMax)}…`),
  )
  const watch = new TokenWatch(0)
  watch.request(
    input(JSON.stringify({ a: long(charsMax), b: `${long(charsMax)}1`, c: 'x'.repeat(charsMax + 1) })),
    where,
  )
  expect([watch.tokens.size, watch.long, watch.next().long]).toEqual([1, 1, 1])
})

test('ids with marks between are values of their own, each with its place; sentences and sizes are not taken apart', () => {
  const watch = new TokenWatch(0)
  const id = '9f3b6c1d2e4a5807'
  for (const [index, nonce] of ['QxZ7kLm0aB12', 'pLo93KxWq8Zz'].entries())
    watch.request(input(JSON.stringify({ s: `${where.sec}|${id}|${nonce}` })), { ...where, flow: `${index}` })
  expect([...watch.tokens.values()].map(({ value, count, fields }) => [value, count, [...fields]])).toEqual([
    [id, 2, ['h.example s → part 2']],
    ['QxZ7kLm0aB12', 1, ['h.example s → part 3']],
    ['pLo93KxWq8Zz', 1, ['h.example s → part 3']],
  ])
  for (const mark of ['|', ';', ',', '~', '!', '*', '$', '#', '&', '||'])
    expect(tokensOf([`k1${mark}${id}`]), mark).toEqual([id])
  expect(
    tokensOf([
      'Mozilla/5.0 (Linux; Android 13; SM-G991B Build/TP1A.220624.014)',
      '1080,1920,420,2.75',
      '59.913912,10.752245',
      'x86|en-US|wifi',
      Array.from({ length: 17 }, () => id).join('|'),
    ]),
  ).toEqual([])
})

test('words, names and versions are none', () => {
  expect(
    tokensOf([
      'TelephonyRegistrationService',
      'getAdvertisingIdentifier2',
      'android',
      '10.2.33.4',
      'aaaaaaaa11',
      'com.example.app',
    ]),
  ).toEqual([])
})

test('the same connection in another capture is another one', () => {
  const first = new TokenWatch(0)
  first.request(input('{"id":"9f3b6c1d2e4a5807"}'), where)
  const second = first.next()
  second.request(input('{"id":"9f3b6c1d2e4a5807"}'), where)
  const facts = ({ tokens }: TokenWatch): unknown[] =>
    [...tokens.values()].map(({ flows, count }) => [flows.size, count])
  expect(facts(second)).toEqual([[2, 2]])
  expect(second.messages).toBe(2)
  // It may be read again: what went before stays what it was.
  expect(facts(first)).toEqual([[1, 1]])
})

test('beyond the limit it is noted that there were more, not how many', () => {
  const watch = new TokenWatch(0)
  const send = (flow: number): void => {
    watch.request(input('{"id":"9f3b6c1d2e4a5807"}'), { ...where, flow: `f${flow}` })
  }
  const facts = (): unknown[] =>
    [...watch.tokens.values()].map(({ flows, limited }) => [flows.size, [...limited]])
  const { placesMax } = limits.link
  for (let flow = 0; flow < placesMax; flow++) send(flow)
  send(0)
  expect(facts()).toEqual([[placesMax, []]])
  send(placesMax)
  expect(facts()).toEqual([[placesMax, ['flows']]])
})

test('a value without a name is told by where it stands', () => {
  const watch = new TokenWatch(0)
  const id = '9f3b6c1d2e4a5807'
  const head = `POST /d/${id}/x?${id} HTTP/1.1\r\nX-Device: ${id}; v=1\r\n\r\n`
  watch.request(input(`["${id}"]`, { head }), where)
  watch.request(input(id), where)
  expect([...watch.tokens.values()].flatMap(({ fields }) => [...fields]).toSorted()).toEqual([
    'h.example X-Device, without a name',
    'h.example body',
    'h.example json $[]',
    'h.example path',
    'h.example query, without a name',
  ])
})

test('nor is how it is written', () => {
  const watch = new TokenWatch(0)
  const head = 'GET /u/9f3b6c1d%2B4a5807/x HTTP/1.1\r\n\r\n'
  watch.request(input('', { head }), where)
  expect([...watch.tokens.values()].flatMap(({ fields }) => [...fields])).toEqual(['h.example path'])
})

test('the time of its own request is no identifier, another time may be one', () => {
  const own = [
    '1700000000',
    '1700000003123',
    '1700000003123456',
    '2023-11-14T22:13:21Z',
    '2023-11-14T22:13:21.123Z',
  ]
  expect(tokensOf(own)).toEqual([])
  const others = ['1699871234', '1699990000123', '2023-11-13T22:13:21.123Z']
  expect(tokensOf(others).sort()).toEqual(others.toSorted())
})
