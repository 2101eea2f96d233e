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
