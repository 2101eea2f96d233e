import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { formsFound, hidingPhone } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'
import { SaltTrials } from './salt-search.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = ''): string[] {
  return formsFound(detector, target, body)
}

const imei = '352099001761481'
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
