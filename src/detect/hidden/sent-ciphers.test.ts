import { createCipheriv } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import {
  formsInFields,
  sealed,
  sealedDocument,
  sealingPhone,
  seededBytes,
} from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'
import { rc4 } from './rc4.ts'
import { aes } from './block-ciphers.ts'
import { KeptKeys } from './cipher-key.ts'

const detector = new Detector(sealingPhone)

const found = (fields: Readonly<Record<string, unknown>>): string[] => formsInFields(detector, fields)

describe.each([
  ['aes-128-ecb', 'AES-128-ECB', 16, 0],
  ['aes-256-ecb', 'AES-256-ECB', 32, 0],
  ['aes-128-cbc', 'AES-128-CBC', 16, 16],
  ['aes-192-cbc', 'AES-192-CBC', 24, 16],
  ['aes-256-cbc', 'AES-256-CBC', 32, 16],
  ['aes-128-ctr', 'AES-128-CTR', 16, 16],
  ['aes-256-ctr', 'AES-256-CTR', 32, 16],
  ['aes-128-gcm', 'AES-128-GCM', 16, 12],
  ['aes-256-gcm', 'AES-256-GCM', 32, 12],
  ['des-ede3-ecb', '3DES-ECB', 24, 0],
  ['des-ede3-cbc', '3DES-CBC', 24, 8],
])('%s with its key beside it', (algorithm, form, keyBytes, ivBytes) => {
  const key = seededBytes('key', keyBytes)
  const iv = ivBytes === 0 ? null : seededBytes('iv', ivBytes)
  const d = sealed(algorithm, key, iv, sealedDocument)
  const expected = (from: string): unknown => [
    expect.stringMatching(`^imei ${form}, "aes_key" of the message${from} in base64$`),
    expect.stringMatching(`^serial ${form}, "aes_key" of the message${from} in base64$`),
  ]

  test('in hex, in base64 and as text', () => {
    const sent = { v: 1, d: d.toString('base64'), iv: iv?.toString('hex') }
    expect(found({ ...sent, aes_key: key.toString('hex') })).toEqual(expected(', from hex'))
    expect(found({ ...sent, aes_key: key.toString('base64') })).toEqual(expected(', from base64'))
    const text = Buffer.from(seededBytes('text', 64).toString('hex').slice(0, keyBytes))
    expect(
      found({
        ...sent,
        d: sealed(algorithm, text, iv, sealedDocument).toString('base64'),
        aes_key: text.toString(),
      }),
    ).toEqual(expected(''))
  })

  test('its IV in front of it, or known to nobody', () => {
    const front = Buffer.concat([iv ?? Buffer.alloc(0), d]).toString('base64')
    expect(found({ v: 1, d: front, aes_key: key.toString('hex') })).toEqual(expected(', from hex'))
  })

  test('another key, and another phone', () => {
    const sent = { v: 1, d: d.toString('base64'), iv: iv?.toString('hex') }
    expect(found({ ...sent, aes_key: seededBytes('other', keyBytes).toString('hex') })).toEqual([])
    const other = sealed(algorithm, key, iv, sealedDocument.replace('352099', '352098').replace('NX7', 'NX8'))
    expect(found({ ...sent, d: other.toString('base64'), aes_key: key.toString('hex') })).toEqual([])
  })
})

test('DES, whose key has 8 bytes, in a field that is called a key, and in no other', () => {
  const [one, front] = [Buffer.from('8bytekey'), seededBytes('front', 8)]
  const d = sealed('des-ede3-cbc', Buffer.concat([one, one, one]), front, sealedDocument).toString('base64')
  expect(found({ v: 1, d, iv: front.toString('hex'), desKey: '8bytekey' })).toEqual([
    'imei DES-CBC, "desKey" of the message in base64',
    'serial DES-CBC, "desKey" of the message in base64',
  ])
  expect(found({ v: 1, d, iv: front.toString('hex'), word: '8bytekey' })).toEqual([])
})

test.each([
  ['serial', '{"sn":"NX7PLUS12345","imei":"352099001761481"}'],
  ['imei', '{"imei":"352099001761481","sn":"NX7PLUS12345"}'],
  [
    'imei, behind binary',
    Buffer.from('0a0f333532303939303031373631343831120c4e58', 'hex').toString() + '7PLUS12345',
  ],
])('of CBC also what the first block holds, whatever else may be an IV: %s', (_, text) => {
  const key = seededBytes('key', 16)
  const iv = seededBytes('iv', 16)
  const sent = {
    session: seededBytes('session', 16).toString('hex'),
    aes_key: key.toString('hex'),
    trace: seededBytes('trace', 16).toString('hex'),
    iv: iv.toString('hex'),
    data: sealed('aes-128-cbc', key, iv, text).toString('hex'),
  }
  const form = 'AES-128-CBC, "aes_key" of the message, from hex in hex'
  expect(found(sent).toSorted()).toEqual([`imei ${form}`, `serial ${form}`])
  // Without the IV nobody can read the first block.
  const [first] = text.includes('{"sn') ? ['imei'] : ['serial']
  expect(found({ ...sent, iv: seededBytes('other', 16).toString('hex') })).toEqual([`${first} ${form}`])
})

test('RC4, which has no IV', () => {
  expect(rc4(Buffer.from('Key'), Buffer.from('Plaintext')).toString('hex')).toBe('bbf316e8d940af0ad3')
  const key = seededBytes('key', 16)
  const d = rc4(key, Buffer.from(sealedDocument)).toString('hex')
  expect(found({ v: 1, d, aes_key: key.toString('hex') })).toEqual([
    'imei RC4, "aes_key" of the message, from hex in hex',
    'serial RC4, "aes_key" of the message, from hex in hex',
  ])
})

test.each(['k3y!5', 'pass phrase of an app', 's'.repeat(20) + 't'.repeat(20)])(
  'RC4 with a key of another length, where the field is called one: %s',
  (key) => {
    const d = rc4(Buffer.from(key), Buffer.from(sealedDocument)).toString('base64')
    // What signs the message makes it one that is read in full.
    const sign = seededBytes('sign', 16).toString('hex')
    expect(found({ v: 1, d, rc4_key: key, sign })).toEqual([
      'imei RC4, "rc4_key" of the message in base64',
      'serial RC4, "rc4_key" of the message in base64',
    ])
    expect(found({ v: 1, d, rc4_key: `${key}x`, sign })).toEqual([])
  },
)

test('a value that stands first inside of another word, and then alone', () => {
  const text = '{"trace":"0NX7PLUS123456","v":1,"sn":"NX7PLUS12345"}'
  const key = seededBytes('key', 16)
  const d = sealed('aes-128-ecb', key, null, text).toString('base64')
  expect(found({ v: 1, d, aes_key: key.toString('hex') })).toEqual([
    'serial AES-128-ECB, "aes_key" of the message, from hex in base64',
  ])
})

describe.each([
  ['AES-128-ECB', 'aes-128-ecb', 16, 0],
  ['AES-256-CBC', 'aes-256-cbc', 32, 16],
  ['AES-128-CTR', 'aes-128-ctr', 16, 16],
  ['AES-256-CFB', 'aes-256-cfb', 32, 16],
  ['AES-128-CFB8', 'aes-128-cfb8', 16, 16],
  ['AES-128-OFB', 'aes-128-ofb', 16, 16],
  ['AES-128-GCM', 'aes-128-gcm', 16, 12],
  ['RC4', 'rc4', 16, 0],
])('%s of a few bytes', (form, algorithm, keyBytes, ivBytes) => {
  const key = seededBytes('key', keyBytes)
  const iv = ivBytes === 0 ? null : seededBytes('iv', ivBytes)
  const seal = (text: string): Buffer =>
    algorithm === 'rc4' ? rc4(key, Buffer.from(text)) : sealed(algorithm, key, iv, text)
  const send = (d: Buffer, written: 'hex' | 'base64'): string[] =>
    found({ v: 1, d: d.toString(written), iv: iv?.toString(written), aes_key: key.toString(written) })

  test.each([
    ['imei', '352099001761481'],
    ['serial', 'NX7PLUS12345'],
    ['serial', 'sn=NX7PLUS12345&v=2'],
    ['serial', 'version=100&sn=NX7PLUS12345&mode=full&when=now'],
  ])('%s in "%s", alone', (identifier, text) => {
    for (const written of ['hex', 'base64'] as const) {
      const mode =
        /-C(?:TR|FB)$|-OFB/.test(form) && text.length <= 16 ? `${form.slice(0, 7)}-CTR, CFB or OFB` : form
      const opened = `${identifier} ${mode}, "aes_key" of the message, from ${written} in ${written}`
      expect(send(seal(text), written)).toEqual([opened])
      if (iv !== null) expect(send(Buffer.concat([iv, seal(text)]), written)).toEqual([opened])
      // The tag in a field of its own.
      if (form.endsWith('GCM')) expect(send(seal(text).subarray(0, text.length), written)).toEqual([opened])
    }
  })

  test('another phone, part of a value, and another key', () => {
    expect(send(seal('352099001761473'), 'hex')).toEqual([])
    expect(send(seal('3520990017614815'), 'hex')).toEqual([])
    expect(send(seal('52099001761481'), 'hex')).toEqual([])
    const other = seededBytes('other', keyBytes).toString('hex')
    expect(
      found({ d: seal('352099001761481').toString('hex'), iv: iv?.toString('hex'), key: other }),
    ).toEqual([])
  })
})

test.each(['aes-128-ecb', 'aes-128-cbc'])('%s of a value that zeros fill up', (algorithm) => {
  const key = seededBytes('key', 16)
  const iv = algorithm.endsWith('cbc') ? seededBytes('iv', 16) : null
  const cipher = createCipheriv(algorithm, key, iv).setAutoPadding(false)
  const d = cipher.update('352099001761481\0').toString('hex')
  expect(found({ d, iv: iv?.toString('hex'), k: key.toString('hex') })).toEqual([
    `imei ${algorithm.toUpperCase()}, "k" of the message, from hex in hex`,
  ])
})

test('a value alone in one block', () => {
  const key = seededBytes('key', 16)
  const d = sealed('aes-128-cbc', key, key, '352099001761481').toString('hex')
  expect(found({ v: 1, d, aes_key: key.toString('hex') })).toEqual([
    'imei AES-128-CBC, "aes_key" of the message, from hex in hex',
  ])
})

test('a few bytes of which none is a control character', () => {
  const key = seededBytes('key', 16)
  let d: Buffer = Buffer.alloc(0)
  let iv: Buffer = d
  for (let at = 0; d.length === 0 || d.some((byte) => byte < 0x20 || byte > 0xf4 || byte === 0x7f); at++) {
    iv = seededBytes(`iv ${at}`, 16)
    d = sealed('aes-128-ctr', key, iv, 'NX7PLUS12345')
  }
  expect(found({ d: d.toString('hex'), iv: iv.toString('hex'), k: key.toString('hex') })).toEqual([
    'serial AES-128-CTR, CFB or OFB, "k" of the message, from hex in hex',
  ])
})

describe.each(['ctr', 'cfb', 'ofb'])('%s of what was filled up to whole blocks, as for CBC', (mode) => {
  const [key, iv] = [seededBytes('key', 16), seededBytes('iv', 16)]
  const openedOf = (text: string, front: Buffer = Buffer.alloc(0)): string[] => {
    const missing = 16 - (text.length % 16)
    const filled = Buffer.concat([Buffer.from(text), Buffer.alloc(missing, missing)])
    const d = Buffer.concat([front, sealed(`aes-128-${mode}`, key, iv, filled.toString('latin1'))])
    return found({ d: d.toString('base64'), iv: iv.toString('hex'), k: key.toString('hex') })
  }
  const expected = (kind: string, shown: string): string =>
    `${kind} AES-128-${shown}, "k" of the message, from hex in base64`

  test.each([
    ['imei', '352099001761481'],
    ['serial', 'NX7PLUS12345'],
  ])('a %s in less than a block', (kind, text) => {
    expect(openedOf(text)).toEqual([expected(kind, 'CTR, CFB or OFB')])
    expect(openedOf(text, iv)).toEqual([expected(kind, 'CTR, CFB or OFB')])
  })

  test.each([
    ['imei', '352099001761481;'],
    ['serial', 'sn=NX7PLUS12345&'],
    ['serial', 'sn=NX7PLUS12345&v'],
    ['imei', '352099001761481;v=12;'],
  ])('a %s in the first block of "%s"', (kind, text) => {
    expect(openedOf(text)).toEqual([expected(kind, mode.toUpperCase())])
  })
})

test('of two modes that open a short rest alike neither is named alone', () => {
  const [key, iv] = [seededBytes('key', 16), seededBytes('iv', 16)]
  const shown = ['ctr', 'cfb', 'ofb'].map((mode) => {
    const d = sealed(`aes-128-${mode}`, key, iv, '352099001761481;a').toString('hex')
    return found({ d, iv: iv.toString('hex'), k: key.toString('hex') })
  })
  const form = (modes: string): string[] => [`imei AES-128-${modes}, "k" of the message, from hex in hex`]
  expect(shown).toEqual([form('CTR or OFB'), form('CFB'), form('CTR or OFB')])
})

test.each(['cfb', 'ofb', 'ctr'])(
  'both values of a document under %s, of which one is in the first block',
  (mode) => {
    const [key, iv] = [seededBytes('key', 16), seededBytes('iv', 16)]
    const d = sealed(`aes-128-${mode}`, key, iv, 'NX7PLUS12345 abc\x00\xff\x01\x02 352099001761481').toString(
      'hex',
    )
    expect(found({ d, iv: iv.toString('hex'), k: key.toString('hex') }).toSorted()).toEqual(
      ['imei', 'serial'].map(
        (kind) => `${kind} AES-128-${mode.toUpperCase()}, "k" of the message, from hex in hex`,
      ),
    )
  },
)

test('what follows from keys is kept for so many, of which the last used stay, and is made of a copy', () => {
  const kept = new KeptKeys(aes, true)
  const bytes = Buffer.from(seededBytes('key', 16))
  const first = kept.of(bytes)
  const others = Array.from({ length: 1_000 }, (_, at) => seededBytes(`other ${at}`, 16))
  for (const other of others.slice(0, 200)) kept.of(other)
  expect(kept.of(seededBytes('key', 16))).toBe(first)
  for (const other of others.slice(200, 400)) kept.of(other)
  expect(kept.of(seededBytes('key', 16))).toBe(first)
  bytes.fill(0)
  expect(first.bytes.equals(seededBytes('key', 16))).toBe(true)
  for (const other of others) kept.of(other)
  expect(kept.of(seededBytes('key', 16))).not.toBe(first)
})

test('a key that opened many ciphertexts opens the next ones in each mode', () => {
  const key = seededBytes('key', 32)
  for (let at = 0; at < 3; at++)
    for (const mode of ['ecb', 'cbc', 'ctr']) {
      const iv = mode === 'ecb' ? null : seededBytes(`iv ${at}`, 16)
      const d = sealed(`aes-256-${mode}`, key, iv, `${sealedDocument}${' '.repeat(at)}`).toString('base64')
      expect(found({ d, iv: iv?.toString('base64'), k: key.toString('hex') })).toHaveLength(2)
    }
})

test.each(['hex', 'base64'] as const)(
  'each message of a peer whose key in %s opened one is read',
  (written) => {
    detector.nextCapture()
    const told = Array.from({ length: 12 }, (_, at) => {
      const [key, iv] = [seededBytes(`key ${at}`, 16), seededBytes(`iv ${at}`, 16)]
      const text = `{"imei":"352099001761481","n":${1000 + at}}`
      const d = Buffer.concat([iv, sealed('aes-128-cbc', key, iv, text)]).toString('base64')
      const sent = { v: 1, own: key.toString(written), d }
      const input = request('/t', ['Content-Type: application/json'], JSON.stringify(sent))
      return isWorthDecoding(detector, input) ? detect(detector, input).detections.length : 0
    })
    expect(told).toEqual(Array.from({ length: 12 }, () => 1))
  },
)
