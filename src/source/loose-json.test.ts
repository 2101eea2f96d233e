import { expect, test } from 'vitest'
import { parseLooseJson } from './loose-json.ts'

test.each<[string, unknown]>([
  ['{"a": NaN, "b": -Infinity, "c": [1, 2,], }', { a: null, b: null, c: [1, 2] }],
  ['{"a":"x\ny\tz\u0001"}', { a: 'x\ny\tz\u0001' }],
  [String.raw`{"a":"\x41\'\q\u0041\n\\x41\""}`, { a: 'A\'qA\n\\x41"' }],
  ['{"a":True,"b":False,"c":None}', { a: true, b: false, c: null }],
  ['{"a":"NaN, ] \\" True","b":1e5}', { a: 'NaN, ] " True', b: 1e5 }],
  ['{"a":"b', undefined],
  ['{"a" 1}', undefined],
  ['nonsense', undefined],
])('%j', (text, value) => {
  expect(parseLooseJson(text)).toEqual(value)
})

test('long texts are read or given up, whatever is in them', () => {
  for (const body of ['x'.repeat(4_000_000), '\\n'.repeat(500_000), 'a\n'.repeat(500_000)]) {
    expect(parseLooseJson(`{"a":"${body}","b":NaN}`)).toMatchObject({ b: null })
    const long = body.repeat(Math.ceil(4_300_000 / body.length))
    expect(parseLooseJson(`{"a":"${long}","b":NaN}`)).toBe(undefined)
  }
})

test('takes no longer than its length', () => {
  for (const text of ['"', '\\', ',', ', ', 'x', '"\\', '-'])
    expect(parseLooseJson(`[${text.repeat(400_000)}`)).toBe(undefined)
})
