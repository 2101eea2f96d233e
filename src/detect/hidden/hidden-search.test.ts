import { createHash, createHmac } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { BareXorTable } from './bare-xor.ts'
import { Detector } from '../detector.ts'
import type { DetectContext } from '../family-type.ts'
import { SaltTrials } from '../digests/salt-search.ts'
import { placeUnderOwnKey } from './xor-search.ts'

const detector = new Detector(
  profileOf({ imei: ['352099001761481'], msisdn: ['+4790000001'], serial: ['NX7PLUS12345'] }),
)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = '', by: Detector = detector): string[] {
  const input = request(target, ['Content-Type: application/json'], body)
  if (!isWorthDecoding(by, input)) return []
  return detect(by, input)
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
}

test.each([
  ['two', '/t?v=1&a=35209900&b=1761481&c=9', ['imei cut in two']],
  ['three', '/t?v=1&a=35209900&b=1761&c=481&d=9', ['imei cut in three']],
  ['four', '/t?v=1&a=35209900&b=17&c=61&d=481', ['imei cut in four']],
  [
    'two, the first of one byte that is escaped',
    '/t?a=%33&b=52099001761481&c=x',
    ['imei cut in two', 'imei 14 of its 15 digits'],
  ],
  ['two, with a plus that stands for a blank', '/t?a=+4790000&b=001&c=x', ['msisdn cut in two']],
  ['the wrong order', '/t?v=1&b=1761481&a=35209900&c=9', []],
  ['two with something between', '/t?v=1&a=35209900&x=7&b=1761481', []],
])('a value cut in %s', (_, target, expected) => {
  expect(written(target)).toEqual(expected)
})

test('a name of letters beyond ASCII cut in two, and under XOR with a key beside it', () => {
  const named = new Detector(profileOf({ 'person-name': ['Åse Bjørkhøy'] }))
  const forms = (body: string): string[] =>
    detect(named, request('/t', ['Content-Type: application/json'], body)).detections.map(
      ({ identifier, writtenAs }) => `${identifier} ${writtenAs}`,
    )
  expect(forms(JSON.stringify({ a: 'Åse Bjørk', b: 'høy', c: 1 }))).toEqual(['person-name cut in two'])
  const fields = { app: 'page', v: 'Åse Bjørkhøy', n: 'start' }
  for (const document of [JSON.stringify(fields), new URLSearchParams(fields).toString()]) {
    const hidden = under(document, '17c3')
    // Read as JSON, or found by the value.
    expect(forms(JSON.stringify({ k: '17c3', d: hidden.toString('base64') }))).toEqual([
      expect.stringMatching(/^person-name (?:XOR)?/),
    ])
  }
})

test('a push token cut in two', () => {
  const token = `dQw4w9WgXcQ:APA91b${'Hk3_zP-9'.repeat(18)}`
  const known = new Detector(profileOf({ 'push-token': [token] }))
  const body = JSON.stringify({ a: token.slice(0, 80), b: token.slice(80) })
  expect(
    detect(known, request('/t', ['Content-Type: application/json'], body)).detections.map(
      ({ writtenAs }) => writtenAs,
    ),
  ).toEqual(['cut in two'])
})

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

test.each([
  ['deflate', deflateRawSync],
  ['brotli', brotliCompressSync],
] as const)('%s behind a length of two bytes', (_, pack) => {
  const packed = pack(Buffer.from(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start of it' })))
  const head = Buffer.from([0xfa, 1, packed.length >> 8, packed.length & 255])
  expect(written('/t', Buffer.concat([head, packed]))).toEqual(['serial '])
})

test('random bytes under no key are nothing', () => {
  const noise = Buffer.from(Array.from({ length: 240 }, (_, at) => (at * 7919 + 31 * at * at) & 0x7f))
  expect(written('/t', JSON.stringify({ blob: noise.toString('base64') }))).toEqual([])
})

/** XOR of a text with a key, given in hex. */
function under(text: string, key: string): Buffer {
  const bytes = Buffer.from(key, 'hex')
  return Buffer.from(Buffer.from(text).map((byte, at) => byte ^ (bytes[at % bytes.length] as number)))
}

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

test('small numbers are no document under a key that a value would give', () => {
  // All are below 16: under digits they are digits and signs, a colon in front of the value among them.
  const opened = '6670>=?3<83>?26905108?1<<:3>3<8?6:92=>3584610927351807:0<1'
  const numbers = under(opened, '3b38373b343b38323e3b3439')
  expect(numbers.every((byte) => byte < 16)).toBe(true)
  const value = '3584610927351807'
  expect(placeUnderOwnKey(numbers, [{ identifier: 'imeisv', value, normal: value, text: value }])).toBeNull()
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

test('a value that shares most of its characters is no XOR, nor is it under a key of its own', () => {
  const value = 'kari.fjellstad@posten-nord.example'
  const other = 'kari.fjellvang@posten-nord.example'
  const texts = [{ identifier: 'email', value, normal: value, text: value }]
  const table = new BareXorTable(texts)
  const hidden = (text: string, key: string): Buffer =>
    Buffer.from(text).map((byte, at) => byte ^ key.charCodeAt(at % key.length)) as Buffer
  for (const key of ['\0', 'Z', '\xb7', '*']) {
    const document = (mail: string): Buffer => hidden(JSON.stringify({ os: 'android', did: mail, n: 3 }), key)
    const bare = (mail: string): unknown => table.find(hidden(mail, key), 0, mail.length)
    expect(placeUnderOwnKey(document(other), texts), key).toBeNull()
    expect(bare(other), key).toBeNull()
    if (key === '\0') continue
    expect(placeUnderOwnKey(document(value), texts), key).toMatchObject({ text: texts[0] })
    expect(bare(value), key).toMatchObject({ text: texts[0] })
  }
})

const salt = '9f3a71c04be2d856'
const sha256 = (input: string | Buffer): string => createHash('sha256').update(input).digest('hex')
const rawSalt = Buffer.from(salt, 'hex')

test.each<[string, Record<string, string>]>([
  ['HMAC, key in hex', { key: salt, p: createHmac('sha256', rawSalt).update(imei).digest('hex') }],
  [
    'HMAC, key in base64',
    { k: rawSalt.toString('base64'), p: createHmac('sha256', rawSalt).update(imei).digest('hex') },
  ],
  ['HMAC, keyed by the value', { nonce: salt, p: createHmac('sha256', imei).update(salt).digest('hex') }],
  ['salt in hex', { salt, p: sha256(Buffer.concat([rawSalt, Buffer.from(imei)])) }],
  ...['.', ',', '&', '|', ';', '/'].flatMap((mark): [string, Record<string, string>][] => [
    [`salt${mark}value`, { salt, p: sha256(salt + mark + imei) }],
    [`value${mark}salt`, { salt, p: sha256(imei + mark + salt) }],
  ]),
  ['salt on both sides', { salt, p: sha256(salt + imei + salt) }],
  ['salt in front of a digest', { salt, p: sha256(salt + sha256(imei)) }],
  ['value, time and salt', { t: '1746090017', nonce: salt, p: sha256(`${imei}1746090017${salt}`) }],
  ['cut', { salt, p: sha256(salt + imei).slice(0, 16) }],
  [
    'BLAKE2b',
    {
      salt,
      p: createHash('blake2b512')
        .update(salt + imei)
        .digest('hex'),
    },
  ],
  [
    'SHA-512/256',
    {
      salt,
      p: createHash('sha512-256')
        .update(salt + imei)
        .digest('hex'),
    },
  ],
  ['in front of the digest', { p: `${salt}:${sha256(salt + imei)}` }],
  // What no name tells of is tried twice under one name: these have names of their own.
  ['the host', { byHost: sha256(`api.example.com${imei}`) }],
  [
    'twelve fields away',
    {
      rq: salt,
      far: sha256(salt + imei),
      ...Object.fromEntries(
        Array.from({ length: 24 }, (_, at) => [`g${at}`, `${at}b3f0c7e`.padStart(8, '0')]),
      ),
    },
  ],
])('a salted digest: %s', (_, fields) => {
  expect(written('/t', JSON.stringify(fields))).toEqual([expect.stringMatching(/^imei /)])
})

test('a salted digest in fields without names, whose salt is decoded first', () => {
  const drawn = Buffer.from('800_1f8dac58ea1071c24dfbe6157457d'.replace('_', ''), 'hex')
  const fields = [
    sha256(Buffer.concat([drawn, Buffer.from('NX7PLUS12345')])),
    drawn.toString('base64'),
    'page',
  ]
  const body = fields.map((text, at) =>
    Buffer.concat([Buffer.from([10 + at * 8, text.length]), Buffer.from(text)]),
  )
  expect(written('/t', Buffer.concat(body))).toEqual([expect.stringMatching(/^serial sha256, salt in front/)])
})

test('a salted digest in base64 and its salt, with their signs escaped or as they are', () => {
  const sessionSalt = '+YbV1RmZmaHq1ign'
  const digest = createHash('sha256')
    .update(sessionSalt + imei)
    .digest('base64')
  expect(digest).toMatch(/[+/]/)
  for (const query of [
    `v=${encodeURIComponent(digest)}&session=${encodeURIComponent(sessionSalt)}`,
    `v=${encodeURIComponent(digest)}&session=${sessionSalt}`,
  ])
    expect(written(`/t?${query}`), query).toEqual([expect.stringMatching(/^imei sha256, salt in front/)])
})

test.each([
  ['Client-Id', `${imei}example-client-7`],
  ['User-Name', `${imei}:example-client-7`],
  ['Nonce', `example-client-7${imei}`],
])('a salt in a field of a head: %s', (name, text) => {
  const found = detect(
    detector,
    request('CONNECT', [`${name}: example-client-7`, `Password: ${sha256(text)}`, 'User-Agent: example/1.0']),
  )
  const forms = found.detections.filter(({ by }) => by === 'profile').map(({ writtenAs }) => writtenAs)
  expect(forms).toEqual([expect.stringMatching(/^sha256/)])
})

test.each([40, 60, 200])('a salt behind %d other fields', (count) => {
  const others = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`f${at}`, sha256(`${at}`).slice(0, 12)]),
  )
  const fields = { d: sha256(`${imei}examplesalt9`), ...others, zz: 'examplesalt9' }
  expect(written('/t', JSON.stringify(fields))).toEqual([expect.stringMatching(/^imei sha256, salt behind/)])
})

test('more fields than are tried as salts or as keys are a limit that is told', () => {
  const others = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, `value ${at}`]))
  const body = { d: sha256(`${imei}other`), x: sealedBytes(120, 1).toString('hex'), ...others }
  const { limits: reached } = detect(
    detector,
    request('/t', ['Content-Type: application/json'], JSON.stringify(body)),
  )
  expect(reached).toContain('detect.saltFieldsMax')
  expect(reached).not.toContain('detect.saltTrialsMax')
  expect(reached).toContain('detect.keyFieldsMax')
})

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

test('a salted digest among many others, and one of bytes', () => {
  const assets = Array.from({ length: 40 }, (_, at) => sha256(`asset ${at}`))
  expect(written('/t', JSON.stringify({ salt, assets, p: sha256(salt + imei) }))).toEqual([
    expect.stringMatching(/^imei sha256, salt in front/),
  ])
  const digest = Buffer.from(sha256(salt + imei), 'hex')
  const fields = [Buffer.from([0x0a, salt.length]), Buffer.from(salt), Buffer.from([0x12, 32]), digest]
  expect(written('/t', Buffer.concat(fields))).toEqual([expect.stringMatching(/^imei sha256, salt in front/)])
})

test.each([
  ['in front of its digest', `${salt}:${sha256(salt + imei)}`, 'in front of it'],
  ['between the name of the hash and the digest', `sha256$${salt}$${sha256(salt + imei)}`, 'in front of it'],
  ['behind its digest', `${sha256(imei + salt)}.${salt}`, 'behind it'],
  ['behind its digest', `${sha256(`${imei}:${salt}`)}:${salt}`, 'behind it'],
])('a salt %s', (_, p, place) => {
  expect(written('/t', JSON.stringify({ v: 1, p }))).toEqual([expect.stringContaining(place)])
  expect(written(`/t?v=1&p=${encodeURIComponent(p)}`)).toEqual([expect.stringContaining(place)])
})

test('digests of others behind or in front of their salt are nothing', () => {
  for (const p of [`${sha256(`1${imei}${salt}`)}.${salt}`, `sha256$${salt}$${sha256(`${salt}${imei}1`)}`])
    expect(written('/t', JSON.stringify({ v: 1, p })), p).toEqual([])
})

test('digests of others with the same salt are nothing', () => {
  const others = {
    salt,
    p: sha256(`${salt}352099001761473`),
    q: sha256('x').slice(0, 16),
    r: `${salt}:${sha256('y')}`,
  }
  expect(written('/t', JSON.stringify(others))).toEqual([])
})

test('a value in clear is no digest: no salt is tried on it, and one beside it is found', () => {
  const known = new Detector(profileOf({ 'android-id': ['9f3b6c1d2e4a5807'] }))
  const digest = createHash('md5').update('pepper-19f3b6c1d2e4a5807').digest('hex').slice(0, 16)
  const trials = vi.spyOn(SaltTrials.prototype, 'find')
  const clear = request(
    '/t',
    ['Content-Type: application/json'],
    '{"android_id":"9f3b6c1d2e4a5807","nonce":"pepper-1"}',
  )
  expect(detect(known, clear).detections.map(({ identifier }) => identifier)).toEqual(['android-id'])
  expect(trials).not.toHaveBeenCalled()
  const both = request(
    '/t',
    ['Content-Type: application/json'],
    `{"android_id":"9f3b6c1d2e4a5807","salt":"pepper-1","h":"${digest}"}`,
  )
  expect(detect(known, both).detections).toHaveLength(2)
  expect(trials).toHaveBeenCalledOnce()
  trials.mockRestore()
})

test('what is not tried any more is said', () => {
  detector.nextCapture()
  const reached = (fields: object): readonly string[] =>
    detect(detector, request('/t', ['Content-Type: application/json'], JSON.stringify(fields))).limits
  const few = { salt, p: sha256('x') }
  expect(reached(few)).toEqual([])
  const drawn = Array.from({ length: 12 }, (_, at) => [`salt${at}`, sha256(`${at}`).slice(0, 24)] as const)
  const others = {
    q: createHash('sha1').update('y').digest('hex'),
    r: createHash('sha512').update('z').digest('hex'),
  }
  expect(reached({ ...few, ...others, ...Object.fromEntries(drawn) })).toContain('detect.saltTrialsMax')
  const noise = Array.from({ length: 3_000 }, (_, at) => ((at * 7_919 + 31 * at * at) >> 3) & 0xff)
  const blobs = Array.from(
    { length: 200 },
    (_, at) => [`k${at}`, Buffer.from(noise.map((byte) => byte ^ at)).toString('base64')] as const,
  )
  expect(reached({ ...Object.fromEntries(drawn), ...Object.fromEntries(blobs) })).toContain(
    'detect.xorBytesMax',
  )
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

const addresses = [
  'a4:91:b1:2c:30:7e',
  'a4-91-b1-2c-30-7e',
  'a491b12c307e',
  'a491.b12c.307e',
  'a4.91.b1.2c.30.7e',
]

test.each(addresses.flatMap((address) => [address, address.toUpperCase()]))(
  'an address hashed with and without a salt: %s',
  (address) => {
    const known = new Detector(profileOf({ 'wifi-mac': ['a4:91:b1:2c:30:7e'] }))
    const found = (fields: object): boolean => {
      const input = request('/t', ['Content-Type: application/json'], JSON.stringify(fields))
      return detect(known, input).detections.some(({ identifier }) => identifier === 'wifi-mac')
    }
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
    const session = 'd8Qm20Lz'
    expect(found({ q: md5(address) })).toBe(true)
    for (const [name, sent] of [
      ['salt', salt],
      ['session', session],
    ] as const)
      for (const text of [sent + address, address + sent, `${address}:${sent}`])
        expect(found({ [name]: sent, q: md5(text) }), `${name} ${text}`).toBe(true)
    for (const text of [`${salt}_${address}`, `${address}|${salt}`])
      expect(found({ salt, q: md5(text) }), text).toBe(true)
    const other = address.replace(/7e$/i, (end) => (end === '7e' ? '7f' : '7F'))
    for (const text of [other, salt + other, session + other])
      expect(found({ salt, session, q: md5(text) }), text).toBe(false)
  },
)

describe('salted and keyed digests of the bytes that a value stands for', () => {
  const mac = '7c:2a:31:90:be:4f'
  const uuid = '5d0e7a92-6b13-4f88-a4c7-31e9d2075bfa'
  const id = 'b81f40c97ae2635d'
  const owner = new Detector(profileOf({ 'wifi-mac': [mac], 'advertising-id': [uuid], 'android-id': [id] }))
  const keyOfHead = '0a93cc517b20e6f4'
  const made = (hash: string, ...parts: readonly (Buffer | string)[]): string =>
    createHash(hash)
      .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .digest('hex')

  test.each([
    ['wifi-mac', mac, '6 raw bytes'],
    ['advertising-id', uuid, '16 raw bytes'],
    ['android-id', id, '64 bits'],
  ])('%s', (kind, value, form) => {
    const raw = Buffer.from(value.replace(/[:-]/g, ''), 'hex')
    for (const hash of ['md5', 'sha1', 'sha256', 'sha512'])
      for (const digest of [
        made(hash, salt, raw),
        made(hash, raw, salt),
        made(hash, raw, ':', salt),
        made(hash, salt, '|', raw),
        createHmac(hash, salt).update(raw).digest('hex'),
        createHmac(hash, rawSalt).update(raw).digest('hex'),
        createHmac(hash, salt).update(raw).digest('base64'),
      ]) {
        const input = request(
          '/t',
          ['Content-Type: application/json'],
          JSON.stringify({ a: 1, salt, h: digest }),
        )
        const found = detect(owner, input).detections.filter(({ by }) => by === 'profile')
        expect(
          found.map(({ identifier }) => identifier),
          digest,
        ).toEqual([kind])
        expect(found[0]?.writtenAs).toMatch(`, the value as ${form}`)
      }
    const h = createHmac('sha256', keyOfHead).update(raw).digest('hex')
    const inHead = request(
      '/t',
      [`X-Key: ${keyOfHead}`, 'Content-Type: application/json'],
      JSON.stringify({ h }),
    )
    expect(detect(owner, inHead).detections.map(({ identifier }) => identifier)).toEqual([kind])
  })
})

test('of what a phone is answered only digests and cut values are opened; of what it answers all', () => {
  const xored = under(JSON.stringify({ imei, os: 'android', model: 'TA-1046' }), '5a17c3').toString('base64')
  const salted = createHash('sha256').update(`k2Jd93hQ${imei}`).digest('hex')
  const plain = createHash('md5').update(imei).digest('hex')
  const body = JSON.stringify({
    salt: 'k2Jd93hQ',
    h: salted,
    d: xored,
    p: plain,
    a: '35209900',
    b: '1761481',
  })
  const forms = (given: Partial<DetectContext>): string[] =>
    detect(detector, request('/t', ['Content-Type: application/json'], body), given).detections.map(
      ({ node, writtenAs }) => `${node.key} ${writtenAs}`,
    )
  const open = ['p MD5 in hex', 'a cut in two']
  expect(forms({ direction: 1, isReceived: true })).toEqual(open)
  const all = forms({ direction: 1 })
  expect(all).toEqual(expect.arrayContaining(open))
  expect(all.map((form) => form.slice(0, 1)).toSorted()).toEqual(['a', 'd', 'h', 'p'])
  expect(forms({ direction: 0 })).toEqual(all)
})
