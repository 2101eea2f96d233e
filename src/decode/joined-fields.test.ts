import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { decodeBody, lines, nodesOf } from '../../test/support/decoded-message.ts'

const document = JSON.stringify({ imei: '356938035643809', model: 'TA-1046', os: '9' })
const base64 = Buffer.from(document).toString('base64')

function cut(text: string, size: number): string[] {
  return text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
}

function joinedIn(body: string): string[] {
  return nodesOf(decodeBody(body))
    .filter(({ step }) => step.step === 'joined')
    .map(({ step, key, bytes }) => `${step.detail} | ${key} = ${bytes.toString()}`)
}

test('pieces are put together in the order of their numbers, and stay values beside it', () => {
  const [one = '', two = '', three = ''] = cut(base64, 30)
  const result = decodeBody(`v=3&data3=${three}&data1=${one}&other=x&data2=${two}`)
  expect(joinedIn(`v=3&data3=${three}&data1=${one}&other=x&data2=${two}`)).toEqual([
    `3 form fields, data1 to data3 | data = ${base64}`,
  ])
  expect(lines(result)).toContain(`body → form data2 = ${two}`)
  expect(lines(result)).toContain(
    'body → joined 3 form fields, data1 to data3 → base64 → JSON $.imei = 356938035643809',
  )
  const [joined] = nodesOf(result).filter(({ step }) => step.step === 'joined')
  // From the first of them on the wire to the last.
  expect([joined?.spanStart, joined?.spanEnd]).toEqual([
    10,
    `v=3&data3=${three}&data1=${one}&other=x&data2=${two}`.length,
  ])
  expect(joined?.seams).toEqual([30, 60])
})

test('elements of a list, and members of its elements, are put together', () => {
  const pieces = cut(base64, 40)
  expect(joinedIn(JSON.stringify({ chunks: pieces }))).toEqual([
    `${pieces.length} JSON values, $.chunks[0] to $.chunks[${pieces.length - 1}] | chunks = ${base64}`,
  ])
  const members = pieces.map((b64, seq) => ({ seq, b64 }))
  expect(joinedIn(JSON.stringify({ parts: members }))).toEqual([
    `${pieces.length} JSON values, $.parts[0].b64 to $.parts[${pieces.length - 1}].b64 | b64 = ${base64}`,
  ])
})

test.each([
  ['from 0', 'seq', [0, 1, 2], [2, 0, 1]],
  ['from 1', 'index', [1, 2, 3], [1, 2, 0]],
  ['behind a word', 'name', ['p-1', 'p-2', 'p-3'], [2, 1, 0]],
])('objects of a list are put in the order in which a field counts, %s', (_, name, numbers, order) => {
  const pieces = cut(base64.slice(0, 90), 40)
  const objects = pieces.map((data, at) => ({ [name]: numbers[at], data, of: 3 }))
  const body = JSON.stringify({ v: 1, parts: order.map((at) => objects[at]) })
  expect(joinedIn(body).map((line) => line.split(' = ')[1])).toEqual([base64.slice(0, 90)])
})

test('objects of a list stay in their order where no field counts', () => {
  const pieces = cut(base64, 40)
  const body = JSON.stringify(pieces.map((data, at) => ({ size: [40, 40, 28][at], data })))
  expect(joinedIn(body).map((line) => line.split(' = ')[1])).toEqual([base64])
})

test.each([
  ['hex of bytes', '0805127028b52ffd205a8d0200a245131a8039e9ba102ea4a1fbcd0ab1883b09036984fe45ab'],
  ['base32', 'MV4UU222LBNHAWJSKZTGCV2RNFHWSSLXJFUXO2KRKU2UKVLLHFFFERRZJJJEGSJWJFVFU3KNKRRX'],
  ['base85', 'DM)qJiWe]Qb5H]BeU+<Vb05%MB7ol4wO@Slx>EqG[a$M$yB7ol4wO%H*tP#jla#H#de&W8Welx'],
  ['quoted-printable', 'imei=3D356938035643809&name=3DTA=2D1046&os=3D9&lang=3Dnb&time=3D1500000000000'],
  ['percent escapes', '%7B%22imei%22%3A%22356938035643809%22%2C%22model%22%3A%22TA-1046%22%7D%0A%0A%0A'],
  [
    'hex escapes',
    '\\x7b\\x22\\x69\\x6d\\x65\\x69\\x22\\x3a\\x22\\x33\\x35\\x36\\x39\\x33\\x38\\x30\\x33\\x35',
  ],
  ['hex with blanks', '7b 22 69 6d 65 69 22 3a 22 33 35 36 39 33 38 30 33 35 36 34 33 38 30 39 22 7d'],
  ['decimal bytes', '123,34,105,109,101,105,34,58,34,51,53,54,57,51,56,48,51,53,54,52,51,56,48,57,34'],
  ['a form', 'imei=356938035643809&model=TA-1046&os=9&lang=nb&time=1500000000000&other=some'],
])('text of which a rest is left is put together: %s', (_, text) => {
  const pieces = cut(text, 34)
  expect(joinedIn(JSON.stringify({ v: '1', chunks: pieces })).map((line) => line.split(' | ')[1])).toEqual([
    `chunks = ${text}`,
  ])
  const fields = Object.fromEntries(pieces.map((piece, at) => [`p${at}`, piece]))
  expect(joinedIn(JSON.stringify(fields)).map((line) => line.split(' | ')[1])).toEqual([`p = ${text}`])
})

test('escapes that leave no rest are put together', () => {
  const escaped = String.raw`\x63\x33\x20\x38\x35\x20\x37\x33\x20\x36\x35\x20\x32\x30\x20\x63\x33\x20\x39\x38\x20\x37\x33\x20`
  const fields = cut(escaped, 32).map((piece, at) => [`p${at}`, piece])
  expect(joinedIn(JSON.stringify(Object.fromEntries(fields)))).toEqual([
    `3 JSON values, $.p0 to $.p2 | p = ${escaped}`,
  ])
})

test('the name in front of the number may end in a digit', () => {
  const pieces = cut(Buffer.from(document.repeat(2).replace('}', ',')).toString('base64'), 10)
  const body = pieces.map((piece, at) => `x1${at + 1}=${piece}`).join('&')
  expect(pieces.length).toBeGreaterThan(10)
  expect(joinedIn(body).map((line) => line.split(' = ')[1])).toEqual([pieces.join('')])
  const elements = pieces.map((piece, at) => `<x1${at + 1}>${piece}</x1${at + 1}>`).join('')
  expect(joinedIn(`<r>${elements}</r>`).map((line) => line.split(' = ')[1])).toEqual([pieces.join('')])
})

test('escapes of XML are undone before lengths are compared', () => {
  const form = 'imei=356938035643809&model=TA-1046&os=9&lang=nb&time=1500000000000&other=some'
  const elements = cut(form, 36).map((piece) => `<p>${piece.replaceAll('&', '&amp;')}</p>`)
  expect(joinedIn(`<r>${elements.join('')}</r>`).map((line) => line.split('| ')[1])).toEqual([`p = ${form}`])
})

test('pieces may be equally long in characters', () => {
  const form = `{"name":"Åse Østby Ærø","imei":"356938035643809","model":"TA-1046","os":"9"}`
  const fields = cut(form, 30).map((piece, at) => [`p${at}`, piece])
  expect(joinedIn(JSON.stringify(Object.fromEntries(fields))).map((line) => line.split(' = ')[1])).toEqual([
    form,
  ])
})

test('what is written in an encoding twice may begin alike in each piece', () => {
  const fields = ['JTI1M0ElMjU1Q3UwMDMzJTI1NUN1MDAz', 'JTI1NUN1MDAzMSUyNTVDdTAwNjMlMjU1', 'dTAwMzMlMjU1Q3Uw']
  expect(
    joinedIn(fields.map((piece, at) => `d${at}=${piece}`).join('&')).map((line) => line.split(' = ')[1]),
  ).toEqual([fields.join('')])
})

test('an escape may be cut, too', () => {
  const escaped = encodeURIComponent(document)
  for (const size of [25, 30, 31, 32, 33]) {
    const body = cut(escaped, size)
      .map((text, at) => `p${at}=${text}`)
      .join('&')
    expect(joinedIn(body).map((line) => line.split(' = ')[1])).toEqual([document])
  }
})

test.each([
  ['a number is missing', `data1=${base64.slice(0, 40)}&data3=${base64.slice(40, 80)}`],
  ['it begins with 2', `data2=${base64.slice(0, 40)}&data3=${base64.slice(40, 80)}`],
  ['a number comes twice', `a1=${base64.slice(0, 40)}&a1=${base64.slice(40, 80)}&a2=${base64.slice(80)}`],
  ['the last is longer', `a1=${base64.slice(0, 30)}&a2=${base64.slice(30)}`],
  ['they begin alike', 'imei1=356938035643809&imei2=356938031111111'],
  ['words', 'a0=wifi&a1=cell'],
  [
    'ids in a list',
    '{"a":["9f3c5a7e21b04d689f3c5a7e21","1c8e4b9f3c5a7e21b04d682199","7b04d689f3c5a7e21b04d689"]}',
  ],
  [
    'digests, which leave no rest',
    JSON.stringify({
      a: ['3b58f86a1195095f2a4d926d4598f8147e21b04d', '5185a30068dd1bb7654b698ea302c84a1c8e4b9f'],
    }),
  ],
  ['sentences in a list', '{"a":["Nothing of this is a value that was cut.","So it stays."]}'],
  ['numbers with fractions', 'x0=52.12345&x1=13.54321'],
  ['documents that are whole', '{"a":["{\\"model\\":\\"TA-1046\\"}","[\\"model\\",\\"TA-1046\\"]"]}'],
])('nothing is put together where %s', (_, body) => {
  expect(joinedIn(body)).toEqual([])
})

test('more pieces than the limit are not put together, and it is told', () => {
  const piece = (at: number): string => `p${at}=${String(at * 7_919 + 10_000_000)}Ab`
  const many = Array.from({ length: limits.decode.joinedFieldsMax + 1 }, (_, at) => piece(at)).join('&')
  const result = decodeBody(many)
  expect(result.limits).toContain('joinedFieldsMax')
  expect(nodesOf(result).filter(({ step }) => step.step === 'joined')).toEqual([])
})

test('hostile rows of numbers take no more than the message has', () => {
  const rows = Array.from(
    { length: 3_000 },
    (_, at) => `n${at}_0=${base64.slice(0, 12)}&n${at}_1=${base64.slice(12, 24)}`,
  )
  const result = decodeBody(rows.join('&'))
  expect(result.expandedBytes).toBeLessThan(2 * rows.join('&').length)
  expect(result.nodes).toBeLessThanOrEqual(limits.decode.nodesMax)
})

test('hostile lists of objects that count are read once', () => {
  const names = Array.from(
    { length: 40 },
    (_, at) => `m${'abcdefghij'[at % 10]}${'klmn'[at % 4]}${'x'.repeat(at)}`,
  )
  const objects = Array.from({ length: 300 }, (_, at) =>
    Object.fromEntries(names.map((name) => [name, `${base64.slice(0, 36)}${String(at % 7)}`])),
  )
  const body = JSON.stringify(objects)
  const result = decodeBody(body)
  expect(result.nodes).toBeLessThanOrEqual(limits.decode.nodesMax)
  expect(result.expandedBytes).toBeLessThan(3 * body.length)
})
