import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { formsFound, hidingPhone, under } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = ''): string[] {
  return formsFound(detector, target, body)
}

const imei = '352099001761481'

test('messages inside messages are not read in full for the few highest bits in them', () => {
  // Bits of no period stand around.
  const around = Buffer.from('12289f3a07c1e85511d2b4806fa9173ce3905b', 'hex')
  const blob = Buffer.concat([around, Buffer.from('c70288f14d9e6ab3127dd5e80b94a16c3ff25a83b7', 'hex')])
  for (const numbers of [['b7f201'], ['07', 'b7f201'], ['8001', '8101'], ['b7f2c103']]) {
    const inner = Buffer.concat([
      Buffer.from('0a046f70656e', 'hex'),
      ...numbers.map((number) => Buffer.from(`10${number}1a056e625f4e4f`, 'hex')),
      Buffer.from('220c7365742e2e2e6c6973742e2e', 'hex'),
    ])
    const body = Buffer.concat([blob, Buffer.from([0x1a, inner.length]), inner, blob])
    expect(isWorthDecoding(detector, request('/t', [], body)), numbers.join()).toBe(false)
  }
})

test('random bytes under no key are nothing', () => {
  const noise = Buffer.from(Array.from({ length: 240 }, (_, at) => (at * 7919 + 31 * at * at) & 0x7f))
  expect(written('/t', JSON.stringify({ blob: noise.toString('base64') }))).toEqual([])
})

const wide = new Detector(profileOf({ 'person-name': ['Åse Bjørkhøy'], ssid: ['Bjørns nett på hytta'] }))

const wideKeys = ['5a', 'c3', '11ee', '6b6579', '91c3f00718aa', '91c3f00718aa5bd2']

function writtenWide(body: Buffer | string): string[] {
  const input = request('/t', ['Content-Type: application/json'], body)
  return isWorthDecoding(wide, input)
    ? detect(wide, input)
        .detections.filter(({ by }) => by === 'profile')
        .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
    : []
}

test.each(wideKeys)('a value with letters beyond ASCII alone under XOR with %s', (key) => {
  const text = 'Bjørns nett på hytta'
  for (const body of [
    JSON.stringify({ x: under(text, key).toString('hex') }),
    JSON.stringify({ x: under(text, key).toString('base64') }),
    under(text, key),
  ])
    expect(writtenWide(body)).toEqual([expect.stringMatching(`^ssid XOR, key ${key}`)])
})

test.each(wideKeys)('a document with letters beyond ASCII under XOR with %s', (key) => {
  const fields = { app: 'page view', v: 'Bjørns nett på hytta', w: 'Åse Bjørkhøy', n: 'start', l: 'nb-NO' }
  for (const document of [
    JSON.stringify(fields),
    JSON.stringify({ ...fields, title: 'Været på Røros: sol, øst 3 m/s, gråværsdag på lørdag' }),
    JSON.stringify({ m: JSON.stringify(fields), n: 1 }),
  ])
    for (const body of [
      under(document, key),
      JSON.stringify({ x: under(document, key).toString('hex') }),
      JSON.stringify({ x: under(document, key).toString('base64') }),
    ])
      expect(writtenWide(body).join(), `${key} ${document.length}`).toMatch(
        /ssid.*person-name|person-name.*ssid/,
      )
})

test('random bytes, and names of others, hide no letters beyond ASCII', () => {
  const random = (seed: number): Buffer =>
    Buffer.concat([1, 2, 3, 4].map((part) => createHash('sha256').update(`${seed} ${part}`).digest()))
  for (let seed = 0; seed < 300; seed++) {
    expect(writtenWide(random(seed)), String(seed)).toEqual([])
    expect(writtenWide(JSON.stringify({ x: random(seed).subarray(0, 22).toString('base64') }))).toEqual([])
  }
  for (const key of wideKeys)
    for (const text of ['Bjørgs nett på hyttå', '{"v":"Øyvinds nett på hytta","w":"Åge Bjørkhøl"}'])
      expect(writtenWide(under(text, key)), key).toEqual([])
})

test('the key stands in front of a value, and of a document', () => {
  const key = '91c3f00718aa5bd2'
  for (const text of [imei, JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' })]) {
    const hidden = Buffer.concat([Buffer.from(key, 'hex'), under(text, key)])
    expect(written('/t', JSON.stringify({ x: hidden.toString('base64') }))).toEqual([
      expect.stringMatching(/^(?:imei|serial) XOR, the key in front of it/),
    ])
  }
})

const sha256 = (input: string | Buffer): string => createHash('sha256').update(input).digest('hex')

test('what was unzipped, and binary fields with text in them, are not said to be closed to the keys beside them', () => {
  const field = (number: number, text: string): number[] => [
    (number << 3) | 2,
    text.length,
    ...Buffer.from(text),
  ]
  const log = Buffer.from(
    Array.from({ length: 80 }, (_, at) => [
      0x0a,
      23,
      ...field(1, sha256(`${at}`).slice(0, 8)),
      ...field(2, 'screen open'),
    ]).flat(),
  )
  const { limits: reached } = detect(
    detector,
    request('/log', ['Content-Type: application/x-protobuf'], gzipSync(log)),
  )
  expect(reached).toEqual([])
})

test('what its own text opened is no reason to tell of keys that were not tried', () => {
  const key = Buffer.from('a1b2c3d4e5f607', 'hex')
  const document = Buffer.from(
    JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start '.repeat(12) }),
  )
  const x = Buffer.from(document.map((byte, at) => byte ^ (key[at % key.length] as number))).toString('hex')
  const others = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, `value ${at}`]))
  const found = detect(
    detector,
    request('/t', ['Content-Type: application/json'], JSON.stringify({ x, ...others })),
  )
  expect(found.detections.map(({ writtenAs }) => writtenAs)).toContainEqual(
    expect.stringMatching(/^XOR, key /),
  )
  expect([...found.limits]).toEqual([])
})

test('JSON under one byte that leaves it legible is read without a profile', () => {
  const blind = new Detector(null)
  const document = JSON.stringify({ imei: '356938035643809', model: 'TA-1046', os: 'Android 9' })
  for (const key of ['01', '11', '13', '5a', '20', 'aa']) {
    const input = request('/t', [], under(document, key))
    expect(isWorthDecoding(blind, input), key).toBe(true)
    expect(
      detect(blind, input).detections.map(({ identifier }) => identifier),
      key,
    ).toEqual(['imei'])
  }
  for (const text of [
    'h1 of a page that is long enough',
    'a8=1&b=2&c=3&d=4&e=5&f=6',
    'c:/windows/system32/x.dll',
  ])
    expect(isWorthDecoding(blind, request('/t', [], text)), text).toBe(false)
})
