/** What looks encrypted is told with what can be said of it; what is readable, or media, is not. */
import { generateKeyPairSync } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { entropyOf } from '../../../src/core/signs/entropy.ts'
import { limits } from '../../../src/core/limits.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { opaqueText } from '../../../src/report/opaque.ts'
import { technicalReport } from '../../../src/report/technical/report.ts'
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion } from '../../support/dns-message.ts'
import { scanFrames } from '../../support/scan-frames.ts'
import { jpegSample, mediaSamples } from '../../support/media-samples.ts'
import { sealedBytes } from '../../support/sealed-bytes.ts'
import { base32 as base32Of } from '../../../tools/accuracy/codecs.ts'

async function sent(bodies: readonly Buffer[], path = '/v1/c', port = 80): Promise<ScanResult> {
  const conversation = new TcpConversation({ targetPort: port }).open()
  for (const body of bodies) {
    const head = `POST ${path} HTTP/1.1\r\nHost: collect.example.com\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`
    conversation
      .send(Buffer.concat([Buffer.from(head), body]))
      .reply(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))
  }
  return scanFrames(conversation.close().frames)
}

test('sealed bodies: how many, how long, how random, and what they have in common', async () => {
  const head = Buffer.from('0001beef', 'hex')
  const result = await sent([1, 2, 3].map((seed) => Buffer.concat([head, sealedBytes(400 + seed, seed)])))
  expect(result.opaque).toHaveLength(1)
  const [payload] = result.opaque
  expect(payload).toMatchObject({
    place: 'POST /v1/c',
    field: '',
    written: 'bytes',
    count: 3,
    judged: 3,
    bytes: 1218,
    bytesMin: 405,
    bytesMax: 407,
    distinct: 3,
    sameFirstBytes: 4,
  })
  expect(payload?.entropyBits).toBeGreaterThan(7)
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text.replace(/\s+/g, ' ')).toContain(
    'WHAT RESISTS (looks encrypted) collect.example.com, POST /v1/c: 3 payloads of 405 to 407 bytes, 7.5 bits of entropy per byte, never the same, the first 4 bytes alike',
  )
})

test.each(['', 'base64'] as const)(
  'of what is random behind a head of its own the head is compared and measured, too (%s)',
  async (encoding) => {
    const head = Buffer.concat([Buffer.from('0001beef', 'hex'), Buffer.alloc(56)])
    const bodies = [1, 2, 3].map((seed) => Buffer.concat([head, sealedBytes(400, seed)]))
    const result = await sent(
      bodies.map((body) => (encoding === '' ? body : Buffer.from(body.toString(encoding)))),
    )
    expect(result.opaque).toMatchObject([{ count: 3, distinct: 3, sameFirstBytes: 60 }])
    const average = bodies.reduce((sum, body) => sum + entropyOf(body, 0, body.length), 0) / 3
    expect(result.opaque[0]?.entropyBits).toBeCloseTo(average, 2)
  },
)

test('the technical report lists them, too', async () => {
  const result = await sent([sealedBytes(400, 1), sealedBytes(400, 2)])
  const page = technicalReport(result, { version: '0.1.0', isRevealed: false })
  expect(page).toContain('<h3>What was read and looks encrypted</h3>')
  const row = /<tr><th scope="row">collect\.example\.com.*?<\/tr>/s.exec(
    page.slice(page.indexOf('looks encrypted</h3>')),
  )
  expect(row?.[0]).toContain('POST /v1/c')
  expect(row?.[0]).toContain('2 payloads of 400 bytes')
})

test('what is the same or another each time is said of those that were compared', async () => {
  const [payload] = (await sent([sealedBytes(400, 1), sealedBytes(400, 1)])).opaque
  if (payload === undefined) throw new Error('nothing looks encrypted')
  const said = (count: number, judged: number, distinct: number): string =>
    opaqueText({ ...payload, count, judged, distinct, sameFirstBytes: 0 }).replace(/.* per byte/, '')
  expect(said(300, 256, 1)).toBe(', of the first 256 compared all the same')
  expect(said(300, 256, 256)).toBe(', of the first 256 compared none the same twice')
  expect(said(300, 256, 7)).toBe(', of the first 256 compared 7 different')
  expect([said(256, 256, 1), said(256, 256, 256), said(256, 256, 7)]).toEqual([
    ', the same each time',
    ', never the same',
    ', 7 different',
  ])
})

test('the same each time, in base64 and in hex', async () => {
  const one = await sent([1, 1].map(() => Buffer.from(sealedBytes(300, 1).toString('base64'))))
  expect(one.opaque).toMatchObject([{ written: 'base64', count: 2, distinct: 1 }])
  const other = await sent([Buffer.from(sealedBytes(300, 1).toString('hex'))])
  expect(other.opaque).toMatchObject([{ written: 'hex', count: 1, distinct: 1, sameFirstBytes: 0 }])
})

test('a sealed field of a document that was read in full', async () => {
  const body = JSON.stringify({ imei: '356938035643809', data: sealedBytes(300, 1).toString('base64') })
  expect((await sent([Buffer.from(body)])).opaque).toMatchObject([{ field: 'data', written: 'base64' }])
})

test('a value that is longer than what is looked at of a text is told with its whole length', async () => {
  const vid = sealedBytes(60_000, 1).toString('base64')
  expect((await sent([Buffer.from(JSON.stringify({ vid }))])).opaque).toMatchObject([{ bytes: vid.length }])
})

test('the first piece of a film, whole and in base64', async () => {
  const film = Buffer.concat([
    Buffer.from('000000186674797069736f6d0000020069736f6d6d703431', 'hex'),
    Buffer.from('00000008667265650fffffff6d646174', 'hex'),
    sealedBytes(60_000, 1),
  ])
  expect((await sent([film])).opaque).toEqual([])
  expect((await sent([Buffer.from(JSON.stringify({ vid: film.toString('base64') }))])).opaque).toEqual([])
})

test('a value that is told as an identifier is not told as resisting', async () => {
  const token = sealedBytes(120, 1).toString('base64url')
  const result = await sent([Buffer.from(JSON.stringify({ push_token: `APA91b${token}` }))])
  expect(result.observations.map(({ identifier }) => identifier)).toEqual(['push-token'])
  expect(result.opaque).toEqual([])
})

test('ids in a path do not make each send a place of its own', async () => {
  const first = await sent([sealedBytes(300, 1)], '/u/5f4dcc3b5aa765d61d8327deb882cf99/log')
  expect(first.opaque[0]?.place).toBe('POST /u/*/log')
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function inBinary(word: string): Buffer {
  return Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
    Buffer.alloc(160, Buffer.from('03003e00', 'hex')),
    Buffer.from(`${word}\0\x01\x02libown.so\0`, 'latin1'),
  ])
}

/** A palette of 256 greys, and one picture in it. */
function greys(head: string): Buffer {
  const colours = Array.from({ length: 256 }, (_, at) => [at, at, at]).flat()
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    Buffer.from(colours),
    Buffer.from('2c00000000c800c8000008ff', 'hex'),
    Buffer.alloc(255, 7),
    Buffer.from([0, 0x3b]),
  ])
}

/** Shades that grow dark and bright again. */
function rowOf(darkest: number): Buffer {
  const row = Array.from({ length: 150 }, (_, at) => darkest + Math.abs(75 - at))
  return Buffer.from([...row, 0x80, 0, 0x90, 0])
}

/** Goes up and down by a few steps, among the bytes that are letters. */
function loudness(length: number): Buffer {
  let level = 100
  return Buffer.from(
    sealedBytes(length, 5).map((byte) => {
      level = Math.max(60, Math.min(126, level + (byte % 13) - 6))
      return level
    }),
  )
}

const text = Buffer.from(JSON.stringify({ text: 'The quick brown fox jumps over the lazy dog. '.repeat(20) }))

test.each<readonly [string, Buffer]>([
  ['text', text],
  ['compressed text', gzipSync(text)],
  ...mediaSamples(1),
  ['few bytes', sealedBytes(24, 1)],
  ['one word of 52 random bytes in binary data', inBinary(sealedBytes(52, 1).toString('base64'))],
  ['the alphabet of base64 in a program', inBinary(alphabet)],
  ['a picture with all greys in its colours', greys('GIF89a\xc8\0\xc8\0\xf7\0\0')],
  ['one of a form that is not known', greys('MINE')],
  ['one of rows that grow dark and bright', Buffer.concat([33, 37, 41, 45].map(rowOf))],
  ['sound of eight bits', Buffer.concat([Buffer.from([0, 1]), loudness(20_000)])],
])('%s is no opaque payload', async (_, body) => {
  const result = await sent([body])
  expect(result.opaque).toEqual([])
  expect(renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })).not.toContain(
    'RESISTS',
  )
})

test.each([
  'ffd8ffe0',
  'ffd8ffe000104a46494600010100000100010000',
  '474946383961',
  '255044462d312e340a',
  '1f8b',
  '425a6839',
  '504b0304',
  '377abcaf271c',
])('%s in front of it makes it no medium and no archive', async (head) => {
  const result = await sent([Buffer.concat([Buffer.from(head, 'hex'), sealedBytes(900, 1)])])
  expect(result.opaque).toHaveLength(1)
})

const armour = `-----BEGIN DATA-----\n${sealedBytes(900, 1)
  .toString('base64')
  .replaceAll(/.{64}/g, '$&\n')}\n-----END DATA-----\n`

test.each<[string, string]>([
  ['a command', `DD ${sealedBytes(300, 1).toString('base64')}\r\n`],
  ['a command, beside an IMEI', `IMEI: 356938035643809\r\nDD ${sealedBytes(300, 1).toString('base64')}\r\n`],
  ['armour', armour],
  ['armour, beside an IMEI', `IMEI: 356938035643809\r\n${armour}`],
])('base64 in lines behind %s', async (_, text) => {
  const frames = new TcpConversation({ targetPort: 9_443 }).open().send(text).close().frames
  expect((await scanFrames(frames)).opaque).toMatchObject([{ written: 'base64', count: 1 }])
})

const found = 'IMEI: 356938035643809'

test.each<[string, string]>([
  [
    'an address of a page',
    'https://changelog.example.com/blog/2014/11/19/adventures-in-debugging-a-potential-osx-kernel-bug/',
  ],
  [
    'an address of a product',
    'https://www.example.com/no/products/electronics/phones-and-tablets/Nokia-7-plus-64GB-black-copper/reviews',
  ],
  [
    'a place in a program',
    'https://git.example.com/python/cpython/blob/edad4d89e357c92f70c0324b937845d652b20afd/Lib/asyncio/tasks.py#L12',
  ],
  ['a decimal number', '314159265358979323846264338327950288419716939937510582097494459230781'],
])('%s in a text is no payload, and taken for no token', async (_, word) => {
  for (const body of [`${found}, ${word} and on`, JSON.stringify({ imei: '356938035643809', d: word })]) {
    const { opaque, coverage } = await sent([Buffer.from(body)])
    expect(opaque).toEqual([])
    expect(coverage.searched.tokenValues).toBe(0)
  }
})

test.each(['', `${found}, `])(
  'a word of a text is a payload from the size of a value on: behind “%s”',
  async (before) => {
    const texts = [1, 2, 3].map((at) => Buffer.from(`${before}and ${base64(at, 52)} here`))
    const once = await sent(texts.slice(0, 1))
    expect(once.opaque).toEqual([])
    expect(once.coverage.searched.tokenValues).toBe(1)
    expect((await sent(texts)).opaque).toMatchObject([{ count: 3, written: 'base64' }])
    const long = await sent([Buffer.from(`${before}and ${base64(1, 96)} here`)])
    expect(long.opaque).toMatchObject([{ count: 1, written: 'base64' }])
  },
)

test.each(['key-', 'a/path/to/what_is/'])('base64 behind “%s” is told', async (before) => {
  for (const text of [`and ${before}${base64(1)} here`, `${found}, ${before}${base64(1)} here`])
    expect((await sent([Buffer.from(text)])).opaque).toMatchObject([{ count: 1, written: 'base64' }])
})

test('an unknown protocol over TCP', async () => {
  const frames = new TcpConversation({ targetPort: 9_443 }).open().send(sealedBytes(700, 1)).close().frames
  const result = await scanFrames(frames)
  expect(result.opaque).toMatchObject([{ place: '', protocol: 'unrecognised', count: 1 }])
})

const times = 10

test('what questions of DNS carry in front of a domain', async () => {
  const asked = (at: number): Buffer[] => {
    const labels = sealedBytes(60, at)
      .toString('hex')
      .replaceAll(/.{60}(?=.)/g, '$&.')
    const question = dnsMessage({ flags: 0x0100, questions: [dnsQuestion(`${labels}.t.example.com`)] })
    // For addresses of both kinds.
    return [question, question].map((payload) =>
      udpPacket({ sourcePort: 40_000 + at, targetPort: 53, payload }),
    )
  }
  const few = await scanFrames([1, 2].flatMap(asked))
  expect(few.opaque).toEqual([])
  expect(few.coverage.searched.tokenValues).toBe(4)
  const { opaque } = await scanFrames([1, 2, 3].flatMap(asked))
  expect(opaque).toMatchObject([
    { protocol: 'dns', field: 'example.com', written: 'hex', count: 6, distinct: 3, bytesMax: 120 },
  ])
})

test.each(['abc.io', 't.co', '360.cn', 'example.co.uk'])(
  'what questions of DNS carry below “%s”',
  async (domain) => {
    const names = [1, 2, 3].map((at) => `${base32Of(sealedBytes(35, at)).toLowerCase()}.n${at}.${domain}`)
    const frames = names.map((name, at) =>
      udpPacket({
        sourcePort: 40_000 + at,
        targetPort: 53,
        payload: dnsMessage({ flags: 0x0100, questions: [dnsQuestion(name)] }),
      }),
    )
    expect((await scanFrames(frames)).opaque).toMatchObject([{ field: domain, written: 'base32', count: 3 }])
  },
)

test('a question that is asked again in letters of other case is the same', async () => {
  const carried = sealedBytes(39, 1).toString('base64url')
  const names = [carried, carried.toLowerCase(), carried.toUpperCase()].flatMap((text, at) =>
    // The first is random, the second is of one case, and so on.
    [text, swapped(text, at + 1)].map((name) => `${name}.t.example.com`),
  )
  const frames = names.map((name, at) =>
    udpPacket({
      sourcePort: 40_000 + at,
      targetPort: 53,
      payload: dnsMessage({ flags: 0x0100, questions: [dnsQuestion(name)] }),
    }),
  )
  expect((await scanFrames(frames)).opaque).toEqual([])
})

/** The case of each letter whose place a random byte chooses is the other one. */
function swapped(text: string, seed: number): string {
  const chosen = sealedBytes(text.length, seed)
  return text.replaceAll(/./g, (sign, at: number) => {
    if (((chosen[at] ?? 0) & 1) === 0) return sign
    return sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase()
  })
}

test('what hosts of requests carry in front of a domain', async () => {
  const conversation = new TcpConversation().open()
  for (const at of [1, 2, 3]) {
    const labels = sealedBytes(60, at)
      .toString('hex')
      .replaceAll(/.{60}(?=.)/g, '$&.')
    conversation
      .send(`GET /${at} HTTP/1.1\r\nHost: ${labels}.example.com\r\n\r\n`)
      .reply('HTTP/1.1 204 No Content\r\n\r\n')
  }
  const { opaque } = await scanFrames(conversation.close().frames)
  expect(opaque).toMatchObject([{ field: 'example.com', written: 'hex', count: 3, distinct: 3 }])
})

interface Sent {
  readonly target?: string
  readonly lines?: readonly string[]
  readonly body?: Buffer | string
  readonly answer?: string
}

/** As many requests, each with an answer. */
async function sentAs(make: (index: number) => Sent): Promise<ScanResult> {
  const conversation = new TcpConversation().open()
  for (let index = 0; index < times; index++) {
    const {
      target = '/v1/c',
      lines = [],
      body = '',
      answer = 'HTTP/1.1 204 No Content\r\n\r\n',
    } = make(index)
    const content = Buffer.from(body as string)
    const head = [
      `POST ${target} HTTP/1.1`,
      'Host: collect.example.com',
      ...lines,
      `Content-Length: ${content.length}`,
    ]
    conversation.send(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content])).reply(answer)
  }
  return scanFrames(conversation.close().frames)
}

const base64 = (index: number, length = 256): string => sealedBytes(length, index).toString('base64')
const forUrls = (index: number, length = 256): string => sealedBytes(length, index).toString('base64url')
const hex = (index: number, length = 256): string => sealedBytes(length, index).toString('hex')

const keyId = Buffer.from('8f1d2c3b-aaaa-4bbb-8ccc-123456789abc')
const headed = (head: Buffer, at: number): Buffer => Buffer.concat([head, sealedBytes(256, at)])

const base32 = (at: number): string => base32Of(sealedBytes(255, at))
const otherDigit = (digit: string): string => 'ghijklmnopqrstuv'[Number.parseInt(digit, 16)] ?? ''
const characters = (at: number): string => sealedBytes(256, at).toString('latin1')

const encryptedToken = (at: number): string =>
  [
    JSON.stringify({ alg: 'dir', enc: 'A256GCM' }),
    '',
    sealedBytes(12, at),
    sealedBytes(256, at),
    sealedBytes(16, at),
  ]
    .map((part) => Buffer.from(part as string).toString('base64url'))
    .join('.')

test.each<[string, (index: number) => Sent, object]>([
  [
    'base64 in JSON',
    (at) => ({ body: JSON.stringify({ v: 1, d: base64(at) }) }),
    { field: 'd', written: 'base64' },
  ],
  [
    'hex in JSON',
    (at) => ({ body: JSON.stringify({ v: 1, d: hex(at) }) }),
    { field: 'd', written: 'hex', bytes: 5_120 },
  ],
  [
    '64 bytes in JSON',
    (at) => ({ body: JSON.stringify({ v: 1, d: base64(at, 64) }) }),
    { field: 'd', written: 'base64', bytesMin: 88, bytesMax: 88 },
  ],
  [
    'base64 with escaped strokes in a list in JSON',
    (at) => ({ body: JSON.stringify({ v: 1, d: [base64(at)] }).replaceAll('/', '\\/') }),
    { field: 'd', bytesMax: 344 },
  ],
  [
    'base64 on several lines in JSON',
    (at) => ({ body: JSON.stringify({ d: base64(at).replaceAll(/.{76}/g, '$&\n') }) }),
    { field: 'd', bytesMax: 348 },
  ],
  [
    'a form',
    (at) => ({ body: `v=1&data=${encodeURIComponent(base64(at))}` }),
    { field: 'data', bytesMax: 344 },
  ],
  ['XML', (at) => ({ body: `<a><b>${base64(at)}</b></a>` }), { field: 'b' }],
  [
    'JSON, compressed',
    (at) => ({ body: gzipSync(JSON.stringify({ d: hex(at) })) }),
    { field: 'd', written: 'hex' },
  ],
  ['a query', (at) => ({ target: `/v1/c?v=1&d=${forUrls(at)}` }), { field: 'd', bytesMax: 342 }],
  [
    'a query with escapes',
    (at) => ({ target: `/v1/c?v=1&d=${encodeURIComponent(base64(at))}` }),
    { field: 'd', bytesMax: 344 },
  ],
  ['a path', (at) => ({ target: `/v1/${forUrls(at)}/end` }), { field: 'path', bytesMax: 342 }],
  ['a header', (at) => ({ lines: [`X-Payload: ${base64(at)}`] }), { field: 'X-Payload', bytesMax: 344 }],
  ['the name of a header', (at) => ({ lines: [`X-${forUrls(at)}: 1`] }), { field: '' }],
  ['a cookie', (at) => ({ lines: [`Cookie: a=1; s=${forUrls(at, 90)}`] }), { field: 's', bytesMax: 120 }],
  ['a body of one word', (at) => ({ body: hex(at, 64) }), { field: '', written: 'hex' }],
  [
    'a body behind a head of its own',
    (at) => ({ body: Buffer.concat([Buffer.from('HEADERHEADER'.repeat(6)), sealedBytes(200, at)]) }),
    { field: '', written: 'bytes', bytesMax: 272 },
  ],
  [
    'a value behind an id, in base64',
    (at) => ({ body: JSON.stringify({ d: headed(keyId, at).toString('base64') }) }),
    { field: 'd', written: 'base64', bytesMax: 392 },
  ],
  [
    'a value behind an id, among others that identify',
    (at) => ({ body: JSON.stringify({ imei: '356938035643809', d: headed(keyId, at).toString('base64') }) }),
    { field: 'd', written: 'base64', bytesMax: 392 },
  ],
  [
    'a value behind a name and a version, among others that identify',
    (at) => ({
      body: JSON.stringify({
        imei: '356938035643809',
        d: headed(Buffer.from('EXAMPLE/1.0;k=0007'), at).toString('base64'),
      }),
    }),
    { field: 'd', written: 'base64', bytesMax: 368 },
  ],
  [
    'a value behind zeros, in hex',
    (at) => ({ body: JSON.stringify({ d: headed(Buffer.alloc(32), at).toString('hex') }) }),
    { field: 'd', written: 'hex', bytesMax: 576 },
  ],
  [
    'characters in JSON',
    (at) => ({ body: JSON.stringify({ d: characters(at) }) }),
    { field: 'd', written: 'characters' },
  ],
  [
    'characters in JSON, escaped',
    (at) => ({
      body: JSON.stringify({ d: characters(at) }).replaceAll(
        /[\u0080-\u00ff]/g,
        (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`,
      ),
    }),
    { field: 'd', written: 'characters' },
  ],
  [
    'base32 in JSON',
    (at) => ({ body: JSON.stringify({ d: base32(at) }) }),
    { field: 'd', written: 'base32' },
  ],
  [
    'base32 among others that identify',
    (at) => ({ body: JSON.stringify({ imei: '356938035643809', d: base32(at) }) }),
    { field: 'd', written: 'base32' },
  ],
  ['base32 in a query', (at) => ({ target: `/v1/c?d=${base32(at)}` }), { field: 'd', written: 'base32' }],
  ['a body of base32', (at) => ({ body: base32(at) }), { field: '', written: 'base32' }],
  [
    'hex with signs in it',
    (at) => ({ body: JSON.stringify({ d: hex(at).match(/../g)?.join('-') }) }),
    { field: 'd', written: 'hex' },
  ],
  [
    'hex in other letters',
    (at) => ({ body: JSON.stringify({ d: hex(at).replaceAll(/./g, otherDigit) }) }),
    { field: 'd', written: 'text' },
  ],
  [
    'base64 of which each sign is the next one, among others that identify',
    (at) => ({
      body: JSON.stringify({
        imei: '356938035643809',
        d: Buffer.from(base64(at, 255))
          .map((byte) => byte + 1)
          .toString(),
      }),
    }),
    { field: 'd', written: 'text' },
  ],
  ['a body of characters', (at) => ({ body: characters(at) }), { field: '', written: 'characters' }],
  ['a body', (at) => ({ body: sealedBytes(256, at) }), { field: '', bytes: 2_560 }],
  [
    'an encrypted token (JWE) in JSON',
    (at) => ({ body: JSON.stringify({ d: encryptedToken(at) }) }),
    { field: 'd', bytesMax: 342 },
  ],
  [
    'an encrypted token among values that identify',
    (at) => ({ body: JSON.stringify({ imei: '356938035643809', d: encryptedToken(at) }) }),
    { field: 'd', bytesMax: 342 },
  ],
  ['an encrypted token as a body', (at) => ({ body: encryptedToken(at) }), { field: '', bytesMax: 342 }],
  [
    'an encrypted token as a body, with a head that identifies',
    (at) => ({ lines: ['X-Imei: 356938035643809'], body: encryptedToken(at) }),
    { field: '', bytesMax: 342 },
  ],
  ['an encrypted token in a query', (at) => ({ target: `/v1/c?e=${encryptedToken(at)}` }), { field: 'e' }],
  [
    'what stands behind the beginning of a token',
    (at) => ({ body: JSON.stringify({ d: `eyJ.${forUrls(at)}` }) }),
    { field: 'd', bytesMax: 342 },
  ],
  [
    'a value among others that identify',
    (at) => ({ body: JSON.stringify({ imei: '356938035643809', at, d: base64(at, 64) }) }),
    { field: 'd', bytesMax: 88 },
  ],
])('each sealed value is counted: %s', async (_, make, expected) => {
  const { opaque } = await sentAs(make)
  expect(opaque).toMatchObject([{ count: times, judged: times, distinct: times, ...expected }])
})

const token = (at: number): string =>
  [JSON.stringify({ alg: 'RS256' }), JSON.stringify({ sub: 'a', exp: at }), sealedBytes(256, at)]
    .map((part) => Buffer.from(part as string).toString('base64url'))
    .join('.')
const sshKey = Buffer.concat([
  Buffer.from('000000077373682d727361000000030100010000010100', 'hex'),
  sealedBytes(256, 1),
])
const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64')
const picture = `HTTP/1.1 200 OK\r\nContent-Type: image/webp\r\nContent-Length: 2000\r\n\r\n${'x'.repeat(2_000)}`

test.each<[string, (index: number) => Sent]>([
  ['a session’s id', () => ({ lines: [`Cookie: SESSION=${hex(1, 16)}`] })],
  [
    'a new id for each request',
    (at) => ({ lines: [`X-Request: ${hex(at, 16)}`], body: `{"rid":"${hex(at, 16)}"}` }),
  ],
  ['digests', (at) => ({ body: JSON.stringify({ sha512: hex(at, 64), h: hex(at, 32) }) })],
  [
    'signatures',
    (at) => ({ target: `/a?x=1&signature=${forUrls(at)}`, body: `{"sig":"${base64(at, 64)}"}` }),
  ],
  ['a token in a header', (at) => ({ lines: [`Authorization: Bearer ${token(at)}`] })],
  ['a token in a body', (at) => ({ body: JSON.stringify({ grant: token(at) }) })],
  ['a token by its name', (at) => ({ body: JSON.stringify({ refreshToken: forUrls(at) }) })],
  ['a value that stays', () => ({ lines: [`X-Client: ${base64(1)}`], target: `/a?c=${forUrls(2)}` })],
  ['a short one that stays', () => ({ body: JSON.stringify({ app: base64(1, 64) }) })],
  ['a public key', () => ({ body: JSON.stringify({ mine: publicKey }) })],
  ['a public key of SSH', () => ({ body: `my key is ssh-rsa ${sshKey.toString('base64')} me@host` })],
  ['against forgery', (at) => ({ body: `authenticity_token=${encodeURIComponent(base64(at, 64))}` })],
  ['a version of a page', (at) => ({ lines: [`If-None-Match: "${hex(at, 32)}"`] })],
  [
    'a cookie that the server sets',
    (at) => ({
      lines: [`Cookie: mine=${forUrls(at, 200)}`],
      answer: `HTTP/1.1 204 No Content\r\nSet-Cookie: mine=${forUrls(at + 1, 200)}; Path=/\r\n\r\n`,
    }),
  ],
  ['names of pictures', (at) => ({ target: `/p/${forUrls(at, 120)}`, answer: picture })],
  ['a page that was come from', (at) => ({ lines: [`Referer: https://a.example/?q=${forUrls(at)}`] })],
  [
    'a page that was come from, beside what identifies',
    (at) => ({
      lines: ['X-Imei: 356938035643809', `Referer: https://a.example/${forUrls(at)}/?q=${forUrls(at)}`],
    }),
  ],
  [
    'a picture in JSON',
    (at) => ({
      body: JSON.stringify({
        i: jpegSample(at).toString('base64'),
      }),
    }),
  ],
])('ordinary tokens are none: %s', async (_, make) => {
  expect((await sentAs(make)).opaque).toEqual([])
})

test.each<[string, (index: number) => Sent, object]>([
  ['by its name', (at) => ({ body: JSON.stringify({ state: base64(at, 200) }) }), { tokenBytes: 2_680 }],
  ['by what it signs', (at) => ({ lines: [`X-Grant: ${token(at)}`] }), { tokenBytes: 3_420 }],
  ['as it stays', () => ({ target: `/a?c=${forUrls(2)}` }), { tokenBytes: 3_420 }],
])(
  'a random value that is taken for a token %s is counted, and not said to be read',
  async (_, make, counts) => {
    const result = await sentAs(make)
    expect(result.opaque).toEqual([])
    expect(result.coverage.searched).toMatchObject({ tokenValues: times, ...counts })
    const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replace(
      /\s+/g,
      ' ',
    )
    expect(text).not.toContain('all of it could be read')
    expect(text).not.toContain('every byte of payload was read')
    expect(text).toContain('10 values (')
    expect(text).toContain(
      'look random and are taken for tokens, signatures or keys by their names, their sizes, or how they come: what they hold is not known.',
    )
  },
)

test.each<[string, Sent]>([
  ['POST /v1/c, “q”', { target: `/v1/c?q=${forUrls(1)}` }],
  ['POST /v1/c, “X-Data”', { lines: [`X-Data: ${base64(1)}`] }],
  ['POST /v1/c, “data”', { lines: [`Cookie: data=${forUrls(1)}`] }],
])('a long value that stays is named: %s', async (place, given) => {
  const result = await sentAs(() => given)
  expect(result.opaque).toEqual([])
  expect(result.steady).toMatchObject([{ count: times, distinct: 1 }])
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text.replace(/\s+/g, ' ')).toContain(
    `10 of them, as long as what is encrypted, are the same each time: they may name whoever sends them, or be the same for all (collect.example.com, ${place}).`,
  )
})

test.each<[string, Sent]>([
  ['a header', { lines: [`X-Data: ${base64(1, 120)}`] }],
  ['two headers', { lines: [`X-Data: ${base64(1, 120)}`, `X-More: ${hex(2, 100)}`] }],
  ['a cookie', { lines: [`Cookie: data=${forUrls(1, 120)}`] }],
])('each of those in a line that was seen before is counted: %s', async (_, given) => {
  const values = (given.lines?.length ?? 0) * times
  const { steady, coverage } = await sentAs(() => given)
  expect(coverage.searched.tokenValues).toBe(values)
  expect(steady.map(({ count }) => count)).toEqual(given.lines?.map(() => times))
})

test('the address of what the phone has already is not named', async () => {
  const answer = 'HTTP/1.1 304 Not Modified\r\n\r\n'
  const result = await sentAs(() => ({ target: `/p/${forUrls(1, 120)}`, answer }))
  expect(result.coverage.searched.tokenValues).toBe(times)
  expect(result.steady).toEqual([])
})

test('a cookie that the server sets is not named', async () => {
  const answer = `HTTP/1.1 204 No Content\r\nSet-Cookie: data=${forUrls(1)}; Path=/\r\n\r\n`
  const result = await sentAs(() => ({ lines: [`Cookie: data=${forUrls(1)}`], answer }))
  expect(result.steady).toEqual([])
})

test('beyond the room for places those of one field are told together, so that none is left out of the sum', async () => {
  const conversation = new TcpConversation().open()
  const room = limits.report.opaquePayloadsMax
  for (let index = 0; index < room + 20; index++) {
    const body = sealedBytes(64, (index % 3) + 1)
    const head = `POST /v${index}/c HTTP/1.1\r\nHost: collect.example.com\r\nContent-Length: ${body.length}\r\n\r\n`
    conversation.send(Buffer.concat([Buffer.from(head), body]))
  }
  const { opaque, anomalies } = await scanFrames(conversation.close().frames)
  expect(opaque).toHaveLength(room + 1)
  expect(opaque.at(-1)).toMatchObject({ place: 'POST *', field: '', count: 20 })
  expect(anomalies.map(({ tally }) => tally.code.code)).not.toContain('report.opaque.too_many')
})

const inDecimals = (bytes: Buffer): string => String(BigInt(`0x${bytes.toString('hex')}`))

test.each([
  ['read in full', { imei: '356938035643809' }],
  ['passed over by the quick look', {}],
])('a number of a thousand bits in decimals, in a message that is %s', async (_, beside) => {
  const bodies = [1, 2].map((seed) =>
    Buffer.from(JSON.stringify({ ...beside, data: inDecimals(sealedBytes(128, seed)) })),
  )
  expect((await sent(bodies)).opaque).toMatchObject([
    { field: 'data', written: 'text', count: 2, distinct: 2 },
  ])
})

test.each([
  ['moments in a row', Array.from({ length: 30 }, (_, at) => 1_764_500_000_000 + at * 4_713).join('')],
  [
    'numbers filled up with zeros',
    Array.from({ length: 60 }, (_, at) => String(at * 37).padStart(8, '0')).join(''),
  ],
  ['one digit after the other', '0123456789'.repeat(30)],
  ['fewer digits', inDecimals(sealedBytes(60, 1))],
])('decimals that are no ciphertext: %s', async (_, data) => {
  for (const beside of [{}, { imei: '356938035643809' }])
    expect((await sent([Buffer.from(JSON.stringify({ ...beside, data }))])).opaque).toEqual([])
})

test('what is cut over fields is one payload, and each byte of it counts once', async () => {
  const text = sealedBytes(1500, 7).toString('base64')
  const parts = text.match(/.{1,250}/g)?.map((part, at) => `<part${at}>${part}</part${at}>`) ?? []
  const rest = Array.from({ length: 500 }, (_, at) => `<w>word ${at}</w>`)
  const result = await sent([Buffer.from(`<up>${[...parts, ...rest].join('')}</up>`)])
  expect(result.opaque.map(({ count, bytes }) => [count, bytes])).toEqual([[1, text.length]])
})
