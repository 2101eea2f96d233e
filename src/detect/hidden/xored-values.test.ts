import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { formsFound, hidingPhone, under } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = '', by: Detector = detector): string[] {
  return formsFound(by, target, body)
}

test.each([
  [
    'JSON in a form',
    `m=${encodeURIComponent(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' }))}&n=1`,
  ],
  [
    'JSON in JSON',
    JSON.stringify({ m: JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' }), n: 1 }),
  ],
])('XOR with a key that repeats: %s', (_, document) => {
  for (const key of ['17c3', '9ab1f00d', '085be57f2eb8', 'a1b2c3d4e5f607']) {
    const bytes = Buffer.from(key, 'hex')
    const hidden = Buffer.from(document).map((byte, at) => byte ^ (bytes[at % bytes.length] as number))
    const body = JSON.stringify({ blob: Buffer.from(hidden).toString('base64') })
    expect(written('/t', body), key).toEqual([expect.stringMatching(/^serial XOR, key /)])
  }
})

test('a document under XOR behind a length of two bytes', () => {
  const hidden = under(`app=page%20view&v=NX7PLUS12345&n=start&lang=nb`, '17c3')
  for (const head of ['fa01002e', '01002e', 'fa012e00'])
    expect(written('/t', Buffer.concat([Buffer.from(head, 'hex'), hidden])), head).toEqual([
      expect.stringMatching(/^serial/),
    ])
})

test('a document under XOR behind a head in clear that is no length', () => {
  const document = JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start', lang: 'nb' })
  const heads = ['9f', 'd3e1a7c4', '00000000', '4fd12c9a77b3e805', '0000004b0b2c4d9e0001']
  const pairs = heads.flatMap((head) => ['c3', '47', '9a31f00d', 'a1b2c3d4e5f6'].map((key) => [head, key]))
  for (const [head = '', key = ''] of [...pairs, ['76312e30', 'c3'], ['76312e30', '9a31f00d']]) {
    const bytes = Buffer.concat([Buffer.from(head, 'hex'), under(document, key)])
    for (const body of [bytes, `d=${encodeURIComponent(bytes.toString('base64'))}`, bytes.toString('hex')])
      expect(written('/t', body), `${head} ${key}`).toEqual([expect.stringMatching(/^serial/)])
  }
})

test.each([
  ['one byte that sets the highest bit', 'c3'],
  ['four bytes', '9a31f00d'],
])('a document under XOR with %s as bytes of protobuf, MessagePack and CBOR', (_, key) => {
  const hidden = under(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start', lang: 'nb' }), key)
  for (const [head, tail] of [
    ['0a0637c2b12e313212', '18ff01'],
    ['82a37665729164c4', 'c3'],
    ['a2637665721901f4616458', ''],
  ] as const)
    expect(
      written(
        '/t',
        Buffer.concat([
          Buffer.from(head, 'hex'),
          Buffer.from([hidden.length]),
          hidden,
          Buffer.from(tail, 'hex'),
        ]),
      ),
      head,
    ).toEqual([expect.stringMatching(/^serial/)])
})

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

const imei = '352099001761481'

test.each([
  ['one byte', '5a'],
  ['one byte that leaves the high bit set', 'c3'],
  ['two bytes', '11ee'],
  ['text', Buffer.from('key').toString('hex')],
  ['seven bytes', '91c3f00718aa5b'],
])('a value alone under XOR with %s', (_, key) => {
  const hidden = under(imei, key)
  for (const body of [
    JSON.stringify({ x: hidden.toString('hex') }),
    JSON.stringify({ x: hidden.toString('base64') }),
    hidden,
  ])
    expect(written('/t', body)).toEqual([expect.stringMatching(`^imei XOR, key ${key}`)])
})

test.each([
  ['as text', Buffer.from('e1f0c27a9d').toString('hex'), 'e1f0c27a9d'],
  ['in hex', '91c3f00718aa5bd2436e8f1c27b0d9e5', '91c3f00718aa5bd2436e8f1c27b0d9e5'],
  ['in base64', '91c3f00718aa5bd2436e8f1c27b0d9e5', 'kcPwBxiqW9JDbo8cJ7DZ5Q=='],
])('a value alone under XOR with a key beside it: %s', (_, key, sent) => {
  const body = JSON.stringify({ ja: under(imei, key).toString('hex'), jb: sent })
  expect(written('/t', body)).toEqual([expect.stringMatching(/^imei XOR, "jb" of the message/)])
})

const wide = new Detector(profileOf({ 'person-name': ['Åse Bjørkhøy'], ssid: ['Bjørns nett på hytta'] }))
test.each([
  ['bytes', 'sha1'],
  ['hex', 'sha1'],
  ['bytes', 'sha256'],
  ['hex', 'md5'],
])('a digest under XOR with a key beside it: %s of %s', (form, algorithm) => {
  // Only the first tokens of one name are tried.
  const fresh = (): Detector => new Detector(profileOf({ imei: ['352099001761481'] }))
  const digestOf = (imei: string): Buffer => {
    const digest = createHash(algorithm).update(imei).digest()
    return form === 'hex' ? Buffer.from(digest.toString('hex')) : digest
  }
  const under = (bytes: Buffer, key: Buffer): string =>
    Buffer.from(bytes.map((byte, at) => byte ^ (key[at % key.length] ?? 0))).toString('base64')
  const text = Buffer.from('k3yAbCd9')
  const random = Buffer.from('8c03d95ea1f7426be0197cd2b5348f6a91ce20f3', 'hex')
  for (const [key, sent] of [
    [text, 'k3yAbCd9'],
    [random, random.toString('base64')],
    [random, random.toString('hex')],
  ] as const) {
    const hidden = under(digestOf('352099001761481'), key)
    for (const u of [hidden, Buffer.from(hidden).toString('base64')]) {
      const found = written('/t', JSON.stringify({ u, key: sent }), fresh())
      expect(found, sent).toEqual([
        expect.stringMatching(/^imei .* in (?:raw|hex) under XOR, "key" of the message/),
      ])
    }
  }
  const u = under(digestOf('352099001761499'), text)
  expect(written('/t', JSON.stringify({ u, key: 'k3yAbCd9' }), fresh())).toEqual([])
})

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

test('a short document is XORed, and is text still', () => {
  for (const key of ['5a', '07'])
    expect(written('/t', under(`{"device":"${imei}"}`, key)), key).toEqual([
      // Read as JSON, or found by the value.
      expect.stringMatching(`^imei (?:XOR, key ${key})?`),
    ])
})

test('a value under XOR in a container, beside a pad as long as it, and a name that is legible still', () => {
  const hidden = under(imei, '5a')
  const field = Buffer.concat([Buffer.from([0x08, 0x05, 0x12, hidden.length]), hidden])
  expect(written('/t', field)).toEqual([expect.stringMatching(/^imei XOR, key 5a/)])
  const pad = '91c3f00718aa5bd2436e8f1c27b0d9'
  expect(written('/t', JSON.stringify({ one: under(imei, pad).toString('hex'), two: pad }))).toEqual([
    expect.stringMatching(/^imei XOR, "two" of the message, from hex/),
  ])
  expect(written('/t', JSON.stringify({ x: under('NX7PLUS12345', '07').toString('base64') }))).toEqual([
    expect.stringMatching(/^serial XOR, key 07/),
  ])
})

test('what is XORed counts where a part of its base64 gives text by chance', () => {
  const fields = { tree1: 'tree', width9: 'sound', v: imei, cart7: 'offer cart', ht: '1.29.2', n: 'event' }
  const document = JSON.stringify({ m: JSON.stringify(fields), n: 1 })
  // Under 1f the quotes are `=`, and it looks like a form.
  for (let key = 1; key < 31; key++) {
    const hidden = under(document, key.toString(16).padStart(2, '0')).toString('base64')
    expect(written('/t', JSON.stringify({ x: hidden }))[0], String(key)).toMatch(/^imei /)
  }
})

test('numbers, names and tokens of the same length are no XOR', () => {
  const others = [
    '352099001761473',
    '174609001712345',
    'abcdefghijklmno',
    'aaaaaaaaaaaaaaa',
    '000000000000000',
  ]
  for (const other of others)
    for (const value of [other, Buffer.from(other).toString('base64'), Buffer.from(other).toString('hex')])
      expect(written('/t', JSON.stringify({ salt: value, x: other, y: '12345678' })), value).toEqual([])
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

test('where one value gives the key, the others under it are told, too', () => {
  const form =
    'report of TA-1046 | imei: 352099001761481 | os: 9 | sn: NX7PLUS12345 | phone: +4790000001 | end'
  for (const key of ['c3', '9ac3', '85c7f2']) {
    const found = written('/t', under(form, key))
    expect(found, key).toEqual(['imei', 'serial', 'msisdn'].map((name) => `${name} XOR, key ${key}`))
    const packed = JSON.stringify({ blob: under(form, key).toString('base64') })
    expect(written('/t', packed).toSorted(), key).toEqual(
      ['imei', 'msisdn', 'serial'].map((name) => expect.stringMatching(`^${name} XOR, key ${key}`) as string),
    )
  }
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
