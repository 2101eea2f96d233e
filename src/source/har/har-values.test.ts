import { expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import type { HarEntryOptions } from '../../../test/support/recordings.ts'
import type { Entry, ExchangeEntry } from '../entry.ts'
import { pairsOf, parseExactly, writtenOf } from './har-values.ts'

function sent(request: HarEntryOptions['request']): { text: string; codes: readonly string[] } {
  const file = harFile([harEntryOf({ method: 'POST', url: 'https://a.example/p', request: request ?? {} })])
  const read = readEntries('har', file)
  const { request: message } = (read.entries[0] as { entry: Entry }).entry as ExchangeEntry
  expect(accountedBytes(read)).toBe(file.length)
  const text = Buffer.concat([message.head, message.body, message.trailer]).toString('utf8')
  return { text, codes: Object.keys(read.codes) }
}

const odd = ['source.entry.odd_shape']

test.each([
  [
    'a number as a header',
    { headers: [{ name: 'X-Imei', value: 490_154_203_237_518 }] },
    'X-Imei: 490154203237518',
    [],
  ],
  [
    'a number in the query',
    { queryString: [{ name: 'i', value: 490_154_203_237_518 }] },
    '/p?i=490154203237518',
    [],
  ],
  ['a number in a form', { postData: { params: [{ name: 'i', value: 42 }] } }, 'i=42', []],
  ['trailers', { _trailers: [{ name: 'x-id', value: '77' }] }, 'x-id: 77\r\n', []],
  [
    'a header with several values',
    {
      headers: [
        { name: 'Host', value: ['b.example'] },
        { name: 'X-Id', value: ['a', 77] },
      ],
    },
    'Host: b.example\r\nX-Id: a\r\nX-Id: 77\r\n',
    [],
  ],
  [
    'a form with several values of one name',
    { postData: { params: [{ name: 'i', value: ['a', { b: 1 }] }] } },
    'i=a&i=%7B%22b%22%3A1%7D',
    [],
  ],
  ['headers as an object', { headers: { 'X-Id': '77', 'X-More': ['a', 'b'] } }, 'X-More: b', odd],
  ['headers as pairs', { headers: [['X-Id', '77']] }, 'X-Id: 77', []],
  ['a body as an object', { postData: { text: { imei: '77' } } }, '{"imei":"77"}', odd],
  ['a body without its record', { postData: 'imei=77' }, 'imei=77', odd],
  ['headers as records of names', { headers: [{ 'X-Id': '77' }] }, 'X-Id: 77', odd],
  [
    'headers with other names for both',
    { headers: [{ key: 'X-Id', val: '77' }] },
    'key: X-Id\r\nval: 77',
    odd,
  ],
  ['a query without names', { queryString: [{ value: '77' }] }, '77', odd],
  ['cookies as records of names', { cookies: [{ id: '77' }] }, 'id=77', odd],
  [
    'a list with members that hold nothing',
    { headers: [null, {}, { name: 'X-Id', value: 77 }] },
    'X-Id: 77',
    [],
  ],
  [
    'a file of a form without a name',
    {
      postData: {
        mimeType: 'multipart/form-data; boundary=b',
        params: [{ fileName: '77.txt', contentType: 'text/plain' }],
      },
    },
    'filename="77.txt"\r\nContent-Type: text/plain\r\n',
    odd,
  ],
  [
    'a member of a form beside the name of a file',
    { postData: { params: [{ fileName: '77.txt', imei: '88' }] } },
    'fileName=77.txt&imei=88',
    odd,
  ],
  ['a form as an object', { postData: { params: { imei: 77 } } }, 'imei=77', odd],
])('%s is read', (_name, request, expected, codes) => {
  const read = sent(request)
  expect(read.text).toContain(expected)
  expect(read.codes).toEqual(codes)
})

test('a body that lost bytes counts as not recorded', () => {
  const file = harFile([
    harEntryOf({ request: { bodySize: -1, postData: { text: '\u001f\ufffd\u0000ab' } } }),
  ])
  const read = readEntries('har', file)
  expect(read.entries[0]?.entry).toMatchObject({ request: { isBodyLeftOut: true } })
  expect(read.codes).toEqual({ 'source.entry.lossy_text': 1 })
})

test('values and pairs of any type are text', () => {
  expect([null, undefined, true, 1.5, ['a']].map(writtenOf)).toEqual(['', '', 'true', '1.5', '["a"]'])
  expect(pairsOf(['a=b', 'c: d', 'e']).map(({ name, value }) => `${name}|${value}`)).toEqual([
    'a|b',
    'c|d',
    'e|',
  ])
  expect(pairsOf(7)).toMatchObject([{ name: '7', value: '' }])
  expect(pairsOf(null)).toEqual([])
})

test('whole numbers keep all their digits', () => {
  expect(parseExactly('{"a":89860116703012345675,"b":[-12345678901234567890,1],"c":1.5}').value).toEqual({
    a: '89860116703012345675',
    b: ['-12345678901234567890', 1],
    c: 1.5,
  })
  expect(parseExactly('{"a":89860116703012345675,"b":NaN}')).toEqual({
    value: { a: '89860116703012345675', b: null },
    isLoose: true,
  })
  expect(parseExactly('{')).toEqual({ value: undefined, isLoose: false })
})

test('an entry that is no strict JSON is read, and said', () => {
  const text = harFile([harEntryOf({ request: { postData: { text: 'imei=77LINE' } } })]).toString()
  const odd = Buffer.from(text.replace('LINE', '\n\\x41').replace('120.5', 'NaN'))
  const read = readEntries('har', odd, 7)
  expect(read.codes).toEqual({ 'source.entry.odd_shape': 1 })
  const entry = read.entries[0]?.entry
  expect(entry?.kind === 'exchange' && entry.request.body.toString()).toBe('imei=77\nA')
  expect(accountedBytes(read)).toBe(odd.length)
})

test('a member that is named twice is said', () => {
  const whole = harFile([harEntryOf({ entry: { a: [], b: {}, c: [{}, [1, [2]], 'x,{['], d: null } })])
  expect(readEntries('har', whole).codes).toEqual({})
  const twice = Buffer.from(
    whole.toString().replace('"request":{', '"request":{"url":"http://b.example/"},"request":{'),
  )
  expect(readEntries('har', twice).codes).toEqual({ 'source.entry.named_twice': 1 })
})

test('a value that is nested beyond any stack is read as it is written', () => {
  const deep = `${'['.repeat(200_000)}"imei=490154203237518"${']'.repeat(200_000)}`
  const file = Buffer.from(
    harFile([
      harEntryOf({
        method: 'POST',
        url: 'https://a.example/p',
        request: { postData: { mimeType: '', text: 'HERE' } },
      }),
    ])
      .toString()
      .replace('"HERE"', deep),
  )
  const read = readEntries('har', file).entries[0] as { entry: Entry }
  expect((read.entry as ExchangeEntry).request.body.toString()).toBe(deep)
})

test('a long name with many values makes no many times longer message', () => {
  const values = Array.from({ length: 4_000 }, () => 'v')
  for (const long of [
    { headers: { ['n'.repeat(1e5)]: values } },
    { headers: Array.from({ length: 4 }, () => ({ name: 'n'.repeat(1e5), value: values })) },
    { headers: [{ name: 'n'.repeat(1e5), value: 'v\n'.repeat(30_000) }] },
    { headers: Array.from({ length: 500 }, () => ({ name: 'n'.repeat(100), value: 'v\n'.repeat(400) })) },
    { queryString: { ['n'.repeat(1e5)]: values } },
    {
      postData: {
        mimeType: `multipart/form-data; boundary=${'b'.repeat(1e5)}`,
        params: values.map((value) => ({ name: 'n', value })),
      },
    },
    {
      postData: {
        mimeType: 'multipart/form-data',
        params: [{ name: 'n', fileName: 'f'.repeat(1e5), value: values }],
      },
    },
  ]) {
    const { text } = sent(long)
    expect(text.length).toBeLessThan(3e6)
    expect(text).toMatch(/v.{1,99}v/s)
  }
  expect(sent({ headers: { 'X-Id': values } }).text.split('X-Id: v\r\n')).toHaveLength(4_001)
})
