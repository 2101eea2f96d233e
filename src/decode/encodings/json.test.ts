import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'

function json(text: string): string[] {
  return lines(decodeBody(text)).map((line) => line.replace('body → JSON ', ''))
}

test('strings and numbers are values with their path; literals are none', () => {
  expect(json('{"a":"x","b":[1,-2.5e3,true,null,{"c":""}],"odd key":{"é":"y"}}')).toEqual([
    '$.a = x',
    '$.b[0] = 1',
    '$.b[1] = -2.5e3',
    '$.b[4].c = ',
    '$["odd key"]["é"] = y',
  ])
})

test('elements of an array go by the name of the array', () => {
  expect(nodeWith(decodeBody('{"imei":["490154203237518"]}'), '490154203237518')?.key).toBe('imei')
})

test('escapes are undone, surrogate pairs and halves too', () => {
  expect(json('{"a":"\\u0041\\n\\"\\/\\\\","b":"\\ud83d\\ude00","c":"\\ud83d","d":"\\u12"}')).toEqual([
    '$.a = A\n"/\\',
    '$.b = 😀',
    '$.c = �',
    '$.d = u12',
  ])
})

test('an escaped name is undone, and is a value too', () => {
  expect(json('{"\\u0069mei":"1"}')).toEqual(['$ name imei = imei', '$.imei = 1'])
})

test('a span is exact without escapes, and the text between the quotes with them', () => {
  const body = '{"a":"plain","b":"l\\u0069ne"}'
  const result = decodeBody(body)
  const plain = nodeWith(result, 'plain')
  const line = nodeWith(result, 'line')
  expect(body.slice(plain?.spanStart, plain?.spanEnd)).toBe('plain')
  expect(body.slice(line?.spanStart, line?.spanEnd)).toBe('l\\u0069ne')
})

test('what is cut gives what there is', () => {
  expect(json('{"a":"x","b":{"c":"890147')).toEqual(['$.a = x', '$.b.c = 890147'])
  expect(json('{"a":["x",')).toEqual(['$.a[0] = x'])
})

test('JSON lines, concatenated values, prefixes and JSONP', () => {
  expect(json('{"a":"x"}\n{"a":"y"}\n')).toEqual(['$.a = x', '$#2.a = y'])
  expect(json('{"a":"x"}{"a":"y"}')).toEqual(['$.a = x', '$#2.a = y'])
  expect(json(')]}\'\n{"a":"x"}')).toEqual(['$.a = x'])
  expect(json('while(1);{"a":"x"}')).toEqual(['$.a = x'])
  expect(json('cb_1({"a":"x"});')).toEqual(['$.a = x'])
  expect(json('\ufeff{"a":"x"}')).toEqual(['$.a = x'])
})

test('careless writers: bare names, single quotes, trailing commas', () => {
  expect(json("{imei:'490154203237518',n:7,}")).toEqual(['$.imei = 490154203237518', '$.n = 7'])
})

test('a document that is escaped as a text of another one', () => {
  const inner = JSON.stringify({ imei: '49', note: 'a "b" \\ c', list: [{ id: '9f' }] })
  for (const [text, path] of [
    [inner, ''],
    [`[${inner}]`, '[0]'],
  ] as const) {
    const escaped = JSON.stringify(text).slice(1, -1)
    expect(lines(decodeBody(escaped)).map((line) => line.replace('JSON escaped → ', ''))).toEqual(
      expect.arrayContaining([
        `body → JSON $${path}.imei = 49`,
        `body → JSON $${path}.note = a "b" \\ c`,
        `body → JSON $${path}.list[0].id = 9f`,
      ]),
    )
  }
})

test('colons inside of values that have no quotes are of the value', () => {
  expect(json('{Imei:49 WifiMac:0a:1c:5e:10:20:30 At:12:30}')).toEqual([
    '$.Imei = 49',
    '$.WifiMac = 0a:1c:5e:10:20:30',
    '$.At = 12:30',
  ])
  expect(json('{a:1, b: 2, c:3}')).toEqual(['$.a = 1', '$.b = 2', '$.c = 3'])
})

test.each([
  [
    'prefixes and tuples of Python',
    "{'imei': u'49', 'id': b'9f', 'at': (59.9, 10.7), 'x': None}",
    ['$.imei = 49', '$.id = 9f', '$.at[0] = 59.9', '$.at[1] = 10.7', '$.x = None'],
  ],
  [
    'a list of tuples',
    "[('imei', '49'), ('id', '9f')]",
    ['$[0][0] = imei', '$[0][1] = 49', '$[1][0] = id', '$[1][1] = 9f'],
  ],
  [
    'values in calls, as shells of databases print them',
    '{"_id" : ObjectId("49"), "n" : NumberLong(17), "b" : "y"}',
    ['$._id[0] = 49', '$.n[0] = 17', '$.b = y'],
  ],
  [
    'an array as PHP dumps it',
    'array(3) {\n  ["imei"]=>\n  string(2) "49"\n  ["n"]=>\n  int(5)\n  [0]=>\n  array(1) {\n    ["id"]=>\n    string(2) "9f"\n  }\n}',
    ['$.imei = 49', '$.n[0] = 5', '$["0"].id = 9f'],
  ],
])('%s', (_, text, wanted) => {
  for (const line of wanted) expect(json(text)).toContain(line)
})

test('a name in brackets is no value', () => {
  const values = json('array(2) {\n  ["imei"]=>\n  string(2) "49"\n  ["id"]=>\n  string(2) "9f"\n}')
  expect(values.some((line) => /= (?:imei|id)$/.test(line))).toBe(false)
})

test('a list of nothing but numbers', () => {
  expect(json('[490154203237518,-2.5]')).toEqual(['$[0] = 490154203237518', '$[1] = -2.5'])
})

test('round brackets around prose make no JSON of it', () => {
  expect(json('[(see below) and "that"] (or this: "x")')).toEqual([])
  expect(json('{"a":"x"} ("b")')).toEqual(['$.a = x', 'rest = ("b")'])
})

test('what follows a broken place is a value of its own', () => {
  const values = json('{"a":"x"} <- {"b":"y"}')
  expect(values).toContain('$.a = x')
  expect(values).toContain('rest = <- {"b":"y"}')
})

test('JSON inside a JSON string', () => {
  expect(json(JSON.stringify({ outer: JSON.stringify({ inner: 'x' }) }))).toEqual([
    '$.outer = {"inner":"x"}',
    '$.outer → JSON $.inner = x',
  ])
})

test('names of objects that JavaScript knows are only text', () => {
  expect(json('{"__proto__":{"x":"1"},"constructor":"y","toString":"z"}')).toEqual([
    '$.__proto__.x = 1',
    '$.constructor = y',
    '$.toString = z',
  ])
})

test('every string of any JSON is found', () => {
  const strings = (value: unknown): string[] => {
    if (typeof value === 'string') return [value]
    if (typeof value !== 'object' || value === null) return []
    return Object.values(value).flatMap(strings)
  }
  fc.assert(
    fc.property(fc.object({ maxDepth: 4, withNullPrototype: true }), (value) => {
      const text = JSON.stringify(value)
      const parsed: unknown = JSON.parse(text)
      const result = decodeBody(text)
      for (const wanted of strings(parsed)) {
        // A lone half of a surrogate pair has no bytes of its own.
        const bytes = Buffer.from(wanted).toString()
        expect(nodeWith(result, bytes)).toBeDefined()
      }
    }),
    { numRuns: 150 },
  )
})

test.each([
  ['an event of Socket.IO', '42["log",{"imei":"1"}]', '$[1].imei = 1'],
  ['one with a namespace and a number', '42/live,17["log",{"imei":"1"}]', '$[1].imei = 1'],
  ['the opening of Engine.IO', '0{"sid":"x","imei":"1"}', '$.imei = 1'],
  ['a message of SockJS', 'a["{\\"imei\\":\\"1\\"}"]', '$[0] = {"imei":"1"}'],
])('the type in front of a message is left out: %s', (_, text, line) => {
  expect(json(text)).toContain(line)
})
