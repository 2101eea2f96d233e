import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { codecs } from '../../../tools/accuracy/codecs.ts'
import { mayBeByteList } from './byte-lists.ts'
import { Detector } from '../detector.ts'

const document = Buffer.from(JSON.stringify({ app: 'screen of a page', imei: '352099001761481', n: 'start' }))
const lists = [
  'decimal bytes',
  'decimal bytes, blanks',
  'decimal bytes, bracketed',
  'hex with colons',
  'hex with blanks',
  'hex, as an array',
  'quoted-printable, every byte',
  'typed array in JSON',
]
const detector = new Detector(null)

test.each(lists)('%s: what they stand for is found without a profile', (name) => {
  const list = codecs.find((codec) => codec.name === name)?.encode(document) as Buffer
  for (const body of [
    list,
    Buffer.from(JSON.stringify({ a: 'view', data: list.toString(), b: '1' })),
    Buffer.from(
      new URLSearchParams([
        ['a', 'view'],
        ['data', list.toString()],
      ]).toString(),
    ),
  ]) {
    expect(mayBeByteList(body, 0, body.length)).toBe(true)
    const input = request('/', ['Content-Type: text/plain'], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).some((line) => line.startsWith('imei='))).toBe(true)
  }
})

const pairs = Array.from(document, (byte) => byte.toString(16).padStart(2, '0'))
const rows = (items: readonly string[], count: number): string[] =>
  Array.from({ length: Math.ceil(items.length / count) }, (_, at) =>
    items.slice(at * count, at * count + count).join(' '),
  )
const inGroups = (size: number): string => pairs.join('').replace(new RegExp(`(.{${size}})(?=.)`, 'g'), '$1 ')

test.each([
  ['od -An -tx1', ` ${rows(pairs, 16).join('\n ')}\n`],
  ['a pair a line', pairs.join('\n')],
  ['a number a line', [...document].join('\n')],
  ['sixteen numbers a line', rows(Array.from(document, String), 16).join('\n')],
  ['data as iOS prints it', `<${inGroups(8)}>`],
  ['groups of eight bytes', inGroups(16)],
  ['a list of a program', `const x[] = {\n  ${pairs.map((pair) => `0x${pair}`).join(', ')}\n};`],
])('%s: what they stand for is found without a profile', (_, text) => {
  for (const [target, body] of [
    ['/', Buffer.from(text)],
    ['/', Buffer.from(JSON.stringify({ x: text }))],
    [`/?d=${encodeURIComponent(text)}`, ''],
  ] as const) {
    const input = request(target, ['Content-Type: text/plain'], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).some((line) => line.startsWith('imei='))).toBe(true)
  }
})

test('a list in a field of a binary message is found without a profile', () => {
  const list = [...document].join(' ')
  const size = list.length
  const message = Buffer.concat([
    Buffer.from([0, 0, 0, 1, 0, 0x12, (size & 0x7f) | 0x80, size >> 7]),
    Buffer.from(list),
    Buffer.from([0x18, 0x01]),
  ])
  expect(isWorthDecoding(detector, request('/', ['Content-Type: application/grpc'], message))).toBe(true)
})

test.each([
  ['JSON', JSON.stringify({ user: 'view', list: [1, 2, 3], text: 'an ordinary sentence with words in it' })],
  ['numbers that are no characters', Array.from({ length: 60 }, (_, at) => at * 37).join(',')],
  ['bytes of nothing', Array.from({ length: 80 }, (_, at) => (at * 97) % 256).join(',')],
  ['hex without marks', '0123456789abcdef'.repeat(12)],
  ['coordinates', Array.from({ length: 30 }, (_, at) => `${59 + at / 100}, ${10 + at / 90}`).join(' ')],
  ['little', '33,34,35'],
  ['nothing', ''],
])('%s is none', (_, text) => {
  const bytes = Buffer.from(text)
  expect(mayBeByteList(bytes, 0, bytes.length)).toBe(false)
})

test('members under their numbers are seen where JSON is four times in JSON, between numbers', () => {
  const list = JSON.stringify(Object.fromEntries([...document].map((byte, at) => [at, byte])))
  const nested = [0, 1, 2, 3].reduce((text) => JSON.stringify(text), list)
  const bytes = Buffer.from(`${'2019,'.repeat(5_000)}${nested}`)
  expect(nested).toContain(`${'\\'.repeat(15)}"12${'\\'.repeat(15)}":`)
  expect(mayBeByteList(bytes, 0, bytes.length)).toBe(true)
})

test('only the range that is asked for counts', () => {
  const list = [...document].join(',')
  const bytes = Buffer.from(`${'words and more words '.repeat(40)}${list}`)
  const start = bytes.length - list.length
  expect(mayBeByteList(bytes, start, bytes.length)).toBe(true)
  expect(mayBeByteList(bytes, 0, start)).toBe(false)
})

test('of the bytes that are sampled some may be of other fields, and no more', () => {
  // As short as this the first 48 bytes are the samples.
  const behind = (others: number): boolean => {
    const text = Buffer.from(`${'z'.repeat(others)}${'65,'.repeat(22)}`)
    return mayBeByteList(text, 0, text.length)
  }
  expect([behind(0), behind(14), behind(15)]).toEqual([true, true, false])
})

test('a list in a part of the bytes is looked for in that part only', () => {
  const list = Buffer.from('65,'.repeat(22))
  const around = Buffer.concat([Buffer.from('z'.repeat(60)), list, Buffer.from('z'.repeat(60))])
  expect(mayBeByteList(around, 60, 60 + list.length)).toBe(true)
  expect(mayBeByteList(around, 0, 60)).toBe(false)
  expect(mayBeByteList(around, 60, 60 + 63)).toBe(false)
})

test.each(['-', '.', '_', '/', '|', '*', '#', '~'])(
  'bytes in decimals or hex with %s between them',
  (sign) => {
    for (const items of [[...document], [...document].map((byte) => byte.toString(16))]) {
      for (const body of [
        `data=${items.join(sign)}`,
        JSON.stringify({ a: 'view', data: items.join(sign) }),
      ]) {
        const input = request('/', [], Buffer.from(body))
        expect(isWorthDecoding(detector, input)).toBe(true)
        expect(summary(detect(detector, input))).toContain('imei=352099001761481 (probable)')
      }
    }
  },
)

const wide = (text: string): string =>
  Array.from(text, (char) => `00${char.charCodeAt(0).toString(16)}`).join('')

test.each([
  [`${wide('AB')} ${wide('CD')}`],
  ['41424344 41424344 41424344 '],
  ['4142434441424344 4142434441424344 '],
  ['4142 '.repeat(7)],
  ['"0":1,"1":2,"2":3,"3":4,"4":5,"5":6,'],
  [String.raw`\"0\":1,\"1\":2,\"2\":3,\"3\":4,\"4\":5,\"5\":6,`],
  ['%220%22%3A1%2C%221%22%3A2%2C%222%22%3A3%2C%223%22%3A4%2C%224%22%3A5%2C%225%22%3A6%2C'],
  ['65,'.repeat(16)],
  [String.raw`0x41\n`.repeat(16)],
  ['65%0D%0A'.repeat(16)],
  ['=41'.repeat(16)],
  ['%3d41'.repeat(16)],
  ['%5C101'.repeat(16)],
  ['101 '.repeat(16)],
])('%s is looked for at each place among other fields', (list) => {
  // What the samples take for a list, and what is none.
  const filler = ':0000000000000g'.repeat(12)
  for (let before = 0; before < 20; before++) {
    const bytes = Buffer.from(`${filler}${'g'.repeat(before)}${list}${filler}`)
    expect([before, mayBeByteList(bytes, 0, bytes.length)]).toEqual([before, true])
  }
})
