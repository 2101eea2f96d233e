import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { times } from '../../../test/support/depth.ts'
import { containers } from '../../../tools/accuracy/containers.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { Detector } from '../detector.ts'
import { hexPieceCharsMin } from './encoded-runs.ts'
import { isBinaryPiece, isElementPiece, isListedPiece, isNumberedPiece } from './cut-fields.ts'

function at(text: string, piece: string): [buf: Buffer, start: number, end: number, limit: number] {
  const start = text.indexOf(piece)
  return [Buffer.from(`${text}data2=behind data2_b=behind`), start, start + piece.length, text.length]
}

const piece = 'eyJpbWVpIjoiMzU2'

test.each([
  [`data1=${piece}&data2=xyz`, true],
  [`{"p0":"${piece}","p1":"xyz"}`, true],
  [`{\\"p0\\":\\"${piece}\\",\\"p1\\":\\"xyz\\"}`, true],
  [`%7B%22p0%22%3A%22${piece}%22%2C%22p1%22%3A%22xyz`, true],
  [`X-Data-1: ${piece}\r\nX-Data-2: xyz\r\n`, true],
  [`name="c0"\r\n\r\n${piece}\r\n--b7\r\nContent-Disposition: form-data; name="c1"\r\n\r\nx`, true],
  [`data1_b=${piece}&data2_b=xyz`, true],
  [`data1b=${piece}&data2c=xyz`, false],
  [`data09=${piece}&data10=xyz`, false],
  [`data10=${piece}&data9=xyz`, true],
  [`data3=${piece}&data1=xyz`, true],
  [`data3=xyz&x=1&data2=xyz&data1=${piece}`, true],
  [`data3=xyz&data1=${piece}`, false],
  [`sha256=${piece}&sha256=xyz`, false],
  [`data2=${piece}&data3=xyz`, false],
  [`data1=${piece}&other=xyz`, false],
  [`data1=${piece}&data21=xyz`, false],
  [`1=${piece}&2=xyz`, false],
  [`data1=${piece}`, false],
  [piece, false],
])('%s: the first of numbered pieces %s', (text, is) => {
  const [buf, start, end, limit] = at(text, piece)
  expect(isNumberedPiece(buf, 0, start, end, limit)).toBe(is)
})

test.each([
  [`["${piece}","xyz"]`, true],
  [`["${piece}",\n    "xyz"]`, true],
  [`[{"d":"${piece}"},{"d":"xyz"}]`, true],
  [`["${piece}"]`, false],
  [`{"a":"${piece}","":1}`, false],
  [`${piece}, and`, false],
])('%s: an element in front of another %s', (text, is) => {
  const [buf, , end, limit] = at(text, piece)
  expect(isListedPiece(buf, end, limit)).toBe(is)
})

test.each([
  [`<p n="1">${piece}</p><p n="2">xyz</p>`, true],
  [`<p n="1" d="${piece}"/>\n<p n="2" d="xyz"/>`, true],
  [`<x:p><![CDATA[${piece}]]></x:p><x:p>xyz</x:p>`, true],
  [`<p>${piece}</p><pq>xyz</pq>`, false],
  [`<p>${piece}</p>`, false],
  [`1 < 2 ${piece} 1 < 2`, false],
])('%s: in an element in front of another one of its name %s', (text, is) => {
  const [buf, start, end, limit] = at(text, piece)
  expect(isElementPiece(buf, 0, start, end, limit)).toBe(is)
})

test.each([
  [`\x92\xb0${piece}\xb0xyzu`, true],
  [`\x02p0\0\x10\0\0\0${piece}\0\x02p1\0\x10\0\0\0xyzu`, true],
  [`\x92\xb0${piece}\xb0xyz`, false],
  [`${piece}, and`, false],
  [`${piece}\r\n\tand more`, false],
])('%j: in front of another in a binary document %s', (text, is) => {
  const start = text.indexOf(piece)
  const buf = Buffer.from(`${text}zyx`, 'latin1')
  expect(isBinaryPiece(buf, start + piece.length, text.length)).toBe(is)
})

const blind = new Detector(null)
const knowing = new Detector(
  profileOf({
    imei: ['352099001761481'],
    iccid: ['8947010000000000017'],
    'wifi-mac': ['0a:00:5e:10:20:30'],
    serial: ['NX7P12'],
    'cell-id': ['75091'],
    'android-id': ['a375db57ef62d1c5'],
  }),
)
const values = [
  '352099001761481',
  '8947010000000000017',
  '0a:00:5e:10:20:30',
  'NX7P12',
  '75091',
  'a375db57ef62d1c5',
  '1209d0b9-b959-42e6-b921-aa5d9d08c1af',
  'kari.nordmann@mail.test',
  '59.9139,10.7522',
]
const names = ['imei', 'iccid', 'mac', 'serial', 'cellId', 'android_id', 'idfa', 'email', 'll', 'x']

type Fields = readonly (readonly [name: string, value: string])[]

/** Documents that hold texts under names. */
const holders: Readonly<Record<string, (fields: Fields) => Buffer>> = {
  form: (fields) =>
    Buffer.from(fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')),
  JSON: (fields) => Buffer.from(JSON.stringify(Object.fromEntries(fields))),
  'JSON, indented': (fields) => Buffer.from(JSON.stringify({ v: 1, d: Object.fromEntries(fields) }, null, 4)),
  list: (fields) => Buffer.from(JSON.stringify({ v: 1, chunks: fields.map(([, value]) => value) })),
  'list of objects': (fields) => Buffer.from(JSON.stringify(fields.map(([name, d]) => ({ name, d, of: 3 })))),
  'list of objects that count': (fields) =>
    Buffer.from(JSON.stringify(fields.map(([name, d]) => ({ seq: Number(name.replace(/\D/g, '')), d })))),
  'elements of XML': (fields) =>
    Buffer.from(`<d>${fields.map(([name, value]) => `<${name}>${value}</${name}>`).join('\n')}</d>`),
  'attributes of XML': (fields) =>
    Buffer.from(`<d ${fields.map(([name, value]) => `${name}="${value}"`).join('\n')}/>`),
  'elements of XML with attributes': (fields) =>
    Buffer.from(
      `<d>${fields.map(([name, value]) => `<part n="${name.replace(/\D/g, '')}" d="${value}"/>`).join('\n')}</d>`,
    ),
  'elements of XML by name': (fields) =>
    Buffer.from(
      `<d>${fields.map(([name, value]) => `<string name="${name}">${value}</string>`).join('\n')}</d>`,
    ),
  'property list': (fields) =>
    Buffer.from(
      `<plist><dict>${fields.map(([name, value]) => `<key>${name}</key>\n<string>${value}</string>`).join('\n')}</dict></plist>`,
    ),
  ...Object.fromEntries(
    ['MessagePack', 'CBOR', 'BSON', 'plist'].map((name) => [
      name,
      (fields: Fields) =>
        (containers[name] as (typeof containers)[string])(
          fields.slice(0, 14).map(([key, value]) => ({ key, value: Buffer.from(value) })),
          new Rng('documents'),
        ),
    ]),
  ),
}

/** Any order, the same for the same seed. */
function hashOf(text: string, seed: number): number {
  return Buffer.from(text).reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, seed)
}

test('says yes to values that are cut over fields which count', () => {
  const name = fc.constantFrom('data', 'p', 'd_', 'X-Part-', 'chunk', 'imei', 'info.', 'a', 'sha25', 'blob0')
  const text = fc.tuple(fc.constantFrom(...values), fc.constantFrom(...names), fc.string({ maxLength: 60 }))
  fc.assert(
    fc.property(
      fc.record({
        text,
        name,
        tail: fc.constantFrom('', 'b', '_v'),
        coding: fc.constantFrom('base64', 'base64url', 'hex', 'gzip', 'gzip in hex'),
        holder: fc.constantFrom(...Object.keys(holders)),
        size: fc.integer({ min: 16, max: 200 }),
        first: fc.nat(1),
        orderedBy: fc.constantFrom('number', 'reverse', 'seed'),
        seed: fc.nat(),
        isKnowing: fc.boolean(),
      }),
      ({
        text: [value, key, filler],
        name: stem,
        tail,
        coding,
        holder,
        size,
        first,
        orderedBy,
        seed,
        isKnowing,
      }) => {
        const document = JSON.stringify({ a: filler.replace(/[^ -~]/g, ''), [key]: value, os: '9' })
        const whole = coding.startsWith('gzip')
          ? gzipSync(Buffer.from(document)).toString(coding === 'gzip' ? 'base64' : 'hex')
          : Buffer.from(document).toString(coding as 'hex')
        // Of shorter ones registers are full.
        const length = coding === 'gzip in hex' ? Math.max(size, hexPieceCharsMin) : size
        const pieces = whole.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []
        const fields = pieces.map((piece, at) => [`${stem}${at + first}${tail}`, piece] as const)
        const order =
          orderedBy === 'number'
            ? fields
            : orderedBy === 'reverse'
              ? fields.toReversed()
              : fields.toSorted(([one], [other]) => hashOf(one, seed) - hashOf(other, seed))
        const body = (holders[holder] as (fields: Fields) => Buffer)(order)
        const detector = isKnowing ? knowing : blind
        const found = summary(detect(detector, request('/v1/x', [], body)))
        if (found.length > 0)
          expect(isWorthDecoding(detector, request('/v1/x', [], body)), found.join(' ')).toBe(true)
      },
    ),
    { numRuns: times(700, 20_000) },
  )
})
