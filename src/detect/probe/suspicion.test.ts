import { createHash } from 'node:crypto'
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import {
  ask,
  digestOf,
  hiddenDocument,
  hiddenValue,
  turned,
  underKey,
  wide,
  wider,
} from '../../../test/support/suspects.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import { base32, base58 } from '../../../tools/accuracy/codecs.ts'
import { containers } from '../../../tools/accuracy/containers.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { written } from '../../decode/encodings/lzma.ts'
import { Detector } from '../detector.ts'
import { compile } from '../indicators.ts'
import { Suspicion } from './suspicion.ts'

const value = hiddenValue
const document = hiddenDocument
const detector = new Detector(profileOf({ imei: [value] }))

const compressions = { gzipSync, deflateSync, deflateRawSync, brotliCompressSync, zstdCompressSync }
const messages: Readonly<Record<string, (blob: Buffer) => Buffer>> = {
  protobuf: (blob) => Buffer.concat([Buffer.from([8, 5, 0x12, blob.length]), blob]),
  MessagePack: (blob) =>
    Buffer.concat([Buffer.from('82a17601a164c4', 'hex'), Buffer.from([blob.length]), blob]),
  CBOR: (blob) => Buffer.concat([Buffer.from('a261760161645818', 'hex').fill(blob.length, 7), blob]),
  'a length': (blob) => Buffer.concat([Buffer.from([0, 0, 0, blob.length]), blob]),
}

function places(text: string): [string, readonly string[], Buffer][] {
  return [
    ['/t', [], Buffer.from(JSON.stringify({ a: 'view', d: text }))],
    ['/t', [], Buffer.from(new URLSearchParams([['d', text]]).toString())],
    [`/t?${new URLSearchParams([['d', text]]).toString()}`, [], Buffer.alloc(0)],
    ['/t', [`X-Data: ${text}`], Buffer.alloc(0)],
    [`/v1/collect/${text.replaceAll('/', '%2F')}`, [], Buffer.alloc(0)],
    ['/t', [], Buffer.from(text)],
  ]
}

describe.each(Object.keys(messages))('compressed bytes in %s, as text', (message) => {
  test.each(Object.keys(compressions))('%s', (compression) => {
    const blob = compressions[compression as keyof typeof compressions](document)
    const inside = messages[message]?.(blob) as Buffer
    for (const text of [inside.toString('base64'), inside.toString('base64url'), inside.toString('hex')]) {
      for (const [target, headers, body] of places(text)) {
        const input = request(target, headers, body)
        const where = [target, ...headers, body.toString()].join(' ')
        expect(isWorthDecoding(detector, input), where).toBe(true)
        expect(summary(detect(detector, input)).join(), where).toContain(value)
      }
    }
  })
})

test('compressed bytes in base64, behind a length that is a letter or digit, with another field behind', () => {
  const head = Buffer.concat([Buffer.from('7205', 'hex'), Buffer.from('com.f'), Buffer.from('1007', 'hex')])
  for (const compress of [gzipSync, deflateSync])
    for (let more = 0; more < 24; more++) {
      const text = compress(
        JSON.stringify({ did: value, p: '3c9f0b7e62d1a854'.repeat(2).slice(0, more) }),
      ).toString('base64')
      const field = (tag: string): Buffer =>
        Buffer.concat([Buffer.from(tag, 'hex'), Buffer.from([text.length]), Buffer.from(text)])
      const behind = Buffer.from('4a023133', 'hex')
      for (const body of [
        Buffer.concat([head, field('9a01'), behind]),
        Buffer.concat([head, field('22'), behind]),
        Buffer.concat([field('0a'), behind]),
        field('0a'),
        Buffer.concat([
          Buffer.from('82a17605a17ad9', 'hex'),
          Buffer.from([text.length + 3]),
          Buffer.from(`${text};nb`),
        ]),
      ]) {
        const input = request('/t', [], body)
        expect(isWorthDecoding(detector, input), body.toString('latin1')).toBe(true)
        expect(summary(detect(detector, input)).join(), body.toString('latin1')).toContain(value)
      }
    }
})

describe('documents that are no text', () => {
  const rng = new Rng('documents')
  const fields = Object.entries({ app: 'com.example.weather', did: value, os: '13', lang: 'nb-NO' }).map(
    ([key, text]) => ({ key, value: Buffer.from(text) }),
  )
  const write = (name: string): Buffer => (containers[name] as (typeof containers)[string])(fields, rng)
  const documents = {
    MessagePack: write('MessagePack'),
    CBOR: write('CBOR'),
    BSON: write('BSON'),
    'a property list': write('plist'),
    'UTF-16': Buffer.from(document, 'utf16le'),
  }
  const found = (body: Buffer | string): string => {
    const input = request('/t', [], body)
    return isWorthDecoding(detector, input) ? summary(detect(detector, input)).join() : 'passed over'
  }

  test.each(Object.entries(documents))(
    '%s under compression without a header, also in base64',
    (_name, bytes) => {
      const options = { strategy: constants.Z_FIXED }
      for (const packed of [
        deflateRawSync(bytes),
        deflateRawSync(bytes, options),
        brotliCompressSync(bytes),
      ]) {
        expect(found(packed)).toContain(value)
        expect(found(JSON.stringify({ d: packed.toString('base64') }))).toContain(value)
      }
    },
  )

  test.each(Object.entries(documents))('%s in base32', (_name, bytes) => {
    expect(found(JSON.stringify({ d: base32(bytes) }))).toContain(value)
  })
})

test('hex with hyphens inside other text', () => {
  const printed = Array.from(Buffer.from(value), (byte) => byte.toString(16).toUpperCase()).join('-')
  for (const body of [
    `I/App: id ${printed} ok`,
    JSON.stringify({ x: `a13|${printed}|nb` }),
    `a,b\n1,"${printed}"\n`,
  ]) {
    const input = request('/t', [], Buffer.from(body))
    expect(isWorthDecoding(detector, input), body).toBe(true)
    expect(summary(detect(detector, input)).join(), body).toContain(value)
  }
})

test('what is read as a field and as compressed bytes inside is one place', () => {
  const inside = messages['protobuf']?.(gzipSync(document)) as Buffer
  for (const body of [inside, Buffer.from(JSON.stringify({ d: inside.toString('base64') }))])
    expect(summary(detect(detector, request('/t', [], body)))).toHaveLength(1)
})

test('a ZIP archive as a body, in a form, in base64', () => {
  const archive = zipFile([
    { name: 'logs/a.txt', bytes: Buffer.from(`hello, id: ${value}\n`), isUnsized: true },
  ])
  const form = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="f"; filename="a.zip"\r\n\r\n'),
    archive,
    Buffer.from('\r\n--b--\r\n'),
  ])
  for (const body of [archive, form, Buffer.from(JSON.stringify({ f: archive.toString('base64') }))]) {
    const input = request('/t', body === form ? ['Content-Type: multipart/form-data; boundary=b'] : [], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toContain(value)
  }
})

test('headerless deflate of a message with texts, and of a document behind a length', () => {
  const packed = deflateRawSync(
    Buffer.concat([Buffer.from([8, 5, 18, 15]), Buffer.from(`${value}\x1a\x08SM-G991B`)]),
  )
  const document64 = deflateRawSync(document)
  const behind = Buffer.concat([Buffer.from([0, 0, 0, document64.length]), document64])
  for (const body of [packed, behind, Buffer.from(JSON.stringify({ d: packed.toString('base64') }))]) {
    const input = request('/t', [], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toContain(value)
  }
})

test('LZMA behind a head of any length', () => {
  for (let head = 1; head < 9; head++) {
    const body = Buffer.concat([Buffer.alloc(head, 0xc5), written.encode(Buffer.from(document))])
    const input = request('/t', [], body)
    expect(isWorthDecoding(detector, input), String(head)).toBe(true)
    expect(summary(detect(detector, input)).join(), String(head)).toContain(value)
  }
})

test('zlib and gzip in base58', () => {
  for (const packed of [deflateSync(document), gzipSync(document)]) {
    const input = request('/t', [], Buffer.from(JSON.stringify({ d: base58(packed) })))
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toContain(value)
  }
})

test('random tokens are rarely suspected', () => {
  const rng = new Rng('tokens')
  let suspected = 0
  for (let round = 0; round < 3_000; round++) {
    const token = rng.bytes(rng.whole(24, 300))
    const text = round % 2 === 0 ? token.toString('base64') : token.toString('hex')
    if (isWorthDecoding(detector, request('/t', [], Buffer.from(JSON.stringify({ a: 'view', d: text })))))
      suspected++
  }
  expect(suspected / 3_000).toBeLessThan(0.075)
})

describe('each question alone', () => {
  const { digests, bareXor } = compile(profileOf({ imei: [value] }))
  const suspicion = new Suspicion(digests, bareXor)
  const rng = new Rng('questions')
  const plain32 = (bytes: Buffer, alphabet?: string): string => base32(bytes, alphabet, false)
  const [md5, sha1, sha256] = ['md5', 'sha1', 'sha256'].map(digestOf) as [Buffer, Buffer, Buffer]
  const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

  const isWordOdd = (text: string): boolean => ask((...range) => suspicion.isWordOdd(...range), text)
  test.each([
    ['a cell of H3', '8928308280fffff'],
    ['bytes with hyphens', Array.from(Buffer.from(value), (byte) => byte.toString(16)).join('-')],
    ['eight of them', '33-35-38-34-36-31-30-39'],
    ['a digest as a UUID', uuidOf(md5.toString('hex'))],
    ['the beginning of a digest as a number', String(md5.readBigUInt64BE())],
    ['the same with a sign', String(sha1.readBigInt64BE())],
    ['base32 of text', plain32(Buffer.from(value))],
    ['base32 of text in small letters', plain32(Buffer.from(value)).toLowerCase()],
    ['base32 of text behind a name', `device_${plain32(Buffer.from(value))}`],
    ['base32 of text in front of a number', `${plain32(Buffer.from(value))}-17`],
    ['the other base32 of text', plain32(Buffer.from(value), '0123456789ABCDEFGHIJKLMNOPQRSTUV')],
    [
      'base32 of a message',
      plain32(Buffer.concat([Buffer.from([8, 0xff, 0xff, 3, 18, 15]), Buffer.from(value)])),
    ],
    ['base32 of gzip', plain32(gzipSync(value))],
    ['base32 of UTF-16', plain32(wide)],
    ['base32 of a digest', plain32(md5)],
    ['base58 of text', base58(Buffer.from(value))],
    [
      'base58 of text with a version and a check sum',
      base58(Buffer.from(`\u0005${value}\u0001\u0002\u0003\u0004`)),
    ],
    ['base58 behind the mark of Multibase', `z${base58(Buffer.from(value))}`],
    ['base32 behind the mark of Multibase', `b${plain32(Buffer.from(value)).toLowerCase()}`],
    ['base58 of gzip', base58(gzipSync(value))],
    ...[1, 5, 6, 9].map((level) => [
      `base58 of zlib at level ${level}`,
      base58(deflateSync(value, { level })),
    ]),
    ['base58 of a digest', base58(md5)],
  ] as [string, string][])('%s is an odd word', (_, text) => expect(isWordOdd(text)).toBe(true))
  test.each([
    ['a word', 'information_about_everything'],
    ['an address of a radio', 'a4-50-46-9c-1e-7b'],
    ['seven bytes', '33-35-38-34-36-31-30'],
    ['another UUID', '2f1c9a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'],
    ['a number', '12345678901234567890'],
    ['hex', 'd2c96e760e819b85'],
    ['random base32', plain32(rng.bytes(20))],
  ])('%s is none', (_, text) => expect(isWordOdd(text)).toBe(false))

  const inText: [string, Buffer][] = [
    ['a digest of 16 bytes', md5],
    ['one of 32 bytes', sha256],
    ['gzip', gzipSync(document)],
    ['zlib', deflateSync(document)],
    ['deflate', deflateRawSync(document)],
    ['gzip behind a head', Buffer.concat([Buffer.from([8, 5, 0x12, 90, 1, 2]), gzipSync(document)])],
    ['UTF-16', wide],
    ['UTF-32', wider],
    ['UTF-16 behind a head', Buffer.concat([rng.bytes(20), wide])],
    ['a message', Buffer.concat([Buffer.from([8, 5, 18, 15]), Buffer.from(`${value}\u001a\u0008SM-G991B`)])],
    ['a property list', Buffer.concat([Buffer.from('bplist00'), rng.bytes(40)])],
    ['a document under XOR', underKey],
    ['the value under a text as long', turned(Buffer.from(value), '974826139570481')],
    ['the value under XOR', turned(Buffer.from(value), 'k3y')],
  ]
  const isHexOdd = (text: string): boolean => ask((...range) => suspicion.isHexOdd(...range), text)
  test.each([
    ...inText.map(([name, bytes]) => [name, bytes.toString('hex')]),
    ['a digest behind the length of its label', `2${md5.toString('hex')}`],
    [
      'one of 28 bytes behind the length of its label',
      `8${createHash('sha224').update(value).digest('hex')}`,
    ],
    ['a digest behind a time', `1764403200${sha256.toString('hex')}`],
    ['text', Buffer.from(document).toString('hex')],
  ] as [string, string][])('hex of %s is odd', (_, text) => expect(isHexOdd(text)).toBe(true))
  const isBase64Odd = (text: string): boolean =>
    ask((buf, start, end) => suspicion.isBase64Odd(buf, start, end), text)
  test.each([
    ...inText.flatMap(([name, bytes]) => [
      [name, bytes.toString('base64').replace(/=+$/, '')],
      [`${name}, behind a path`, `v1/collect/${bytes.toString('base64url')}`],
    ]),
    ['a digest behind a name', `a_${md5.toString('base64url')}`],
  ] as [string, string][])('base64 of %s is odd', (_, text) => expect(isBase64Odd(text)).toBe(true))
  test('base64 behind its length is odd', () => {
    const text = gzipSync(value).toString('base64url')
    const inBinary = (sent: string): boolean =>
      ask((buf, start, end) => suspicion.isBase64Odd(buf, start, end, true), sent)
    expect(isBase64Odd(String.fromCharCode(text.length) + text)).toBe(true)
    for (const behind of ['', 'ab', 'abcd'])
      for (const tag of ['', 'J'])
        expect(inBinary(tag + String.fromCharCode(text.length) + text + behind)).toBe(true)
  })
  test('random bytes are rarely odd in hex or base64', () => {
    const all = Array.from({ length: 400 }, () => rng.bytes(rng.whole(20, 60)))
    expect(all.filter((bytes) => isHexOdd(bytes.toString('hex'))).length).toBeLessThan(20)
    expect(all.filter((bytes) => isBase64Odd(bytes.toString('base64url'))).length).toBeLessThan(20)
  })

  test('what hides a document is asked for where nothing is known, too', () => {
    const nothing = compile(null)
    const none = new Suspicion(nothing.digests, nothing.bareXor)
    for (const [name, bytes] of inText.filter(([one]) => !/digest|value|one of/.test(one))) {
      expect(
        ask((...range) => none.isHexOdd(...range), bytes.toString('hex')),
        name,
      ).toBe(true)
      expect(
        ask((...range) => none.isBase64Odd(...range), bytes.toString('base64url')),
        name,
      ).toBe(true)
    }
  })
})
