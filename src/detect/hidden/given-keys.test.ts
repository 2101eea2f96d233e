import { createCipheriv, createHash } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import {
  sealed,
  sealedDocument,
  sealingPhone,
  seededBytes,
  under,
} from '../../../test/support/hidden-values.ts'
import { givenKeyStep } from '../../core/opened-step.ts'
import { passphrase, passphraseCiphertexts } from '../../../test/support/passphrase-ciphertexts.ts'
import { parsePayloadKey } from '../../message/payload-key-line.ts'
import type { PayloadKey } from '../../core/payload-key.ts'
import { decodeInside } from '../../decode/decode.ts'
import type { Profile } from '../../device/types.ts'
import { spell } from '../indicators.ts'
import { Detector } from '../detector.ts'
import { rc4 } from './rc4.ts'

const document = '{"app":"page view","imei":"352099001761481","v":12}'
const key = seededBytes('app', 16)
const iv = seededBytes('iv', 16)

function given(...lines: readonly string[]): PayloadKey[] {
  return lines.map((line) => {
    const read = parsePayloadKey(`PAYLOAD_KEY ${line}`)
    if ('fault' in read) throw new Error(read.fault)
    return read
  })
}

function detectorOf(keys: readonly PayloadKey[], profile: Profile | null = null): Detector {
  return new Detector(profile, spell(profile), null, 'named', decodeInside, keys)
}

/** What is found in a message with this body: `imei 352099001761481 decrypted AES-128-CBC, …`. */
function found(
  detector: Detector,
  body: Buffer | string,
  field: string = 'Content-Type: application/octet-stream',
): string[] {
  const { detections } = detect(detector, request('/t', [field], body))
  return detections.map(({ identifier, value, node }) => {
    const steps = []
    for (let at = node; at.parent !== null; at = at.parent) steps.unshift(at.step)
    const opened = steps.find(({ step }) => step === givenKeyStep)
    return `${identifier} ${value} ${opened?.detail ?? ''}`.trim()
  })
}

describe.each([
  ['aes-128-ecb', 'AES-128-ECB', 16, 0],
  ['aes-256-cbc', 'AES-256-CBC', 32, 16],
  ['aes-192-cfb', 'AES-192-CFB', 24, 16],
  ['aes-128-cfb8', 'AES-128-CFB8', 16, 16],
  ['aes-128-ofb', 'AES-128-OFB', 16, 16],
  ['aes-128-ctr', 'AES-128-CTR', 16, 16],
  ['aes-256-gcm', 'AES-256-GCM', 32, 12],
  ['sm4-ecb', 'SM4-ECB', 16, 0],
  ['sm4-cbc', 'SM4-CBC', 16, 16],
  ['sm4-ctr', 'SM4-CTR', 16, 16],
  ['des-ede3-ecb', '3DES-ECB', 24, 0],
  ['des-ede3-cbc', '3DES-CBC', 24, 8],
  ['des-ede3-cfb', '3DES-CFB', 24, 8],
  ['des-ede3-cfb8', '3DES-CFB8', 24, 8],
  ['des-ede3-ofb', '3DES-OFB', 24, 8],
])('%s', (algorithm, form, keyBytes, ivBytes) => {
  const own = seededBytes('own', keyBytes)
  const ownIv = ivBytes === 0 ? null : seededBytes('iv', ivBytes)
  const body = sealed(algorithm, own, ownIv, document)
  const expected = [`imei 352099001761481 ${form}, key 1`]

  test('as a body, under an IV that is given, in front, or sent in a field of the head', () => {
    const withIv = ownIv === null ? '' : ` iv=${ownIv.toString('hex')}`
    expect(found(detectorOf(given(`${form} ${own.toString('hex')}${withIv}`)), body)).toEqual(expected)
    const bare = given(`any ${own.toString('hex')}`)
    const front = Buffer.concat([ownIv ?? Buffer.alloc(0), body])
    expect(found(detectorOf(bare), front)).toEqual(expected)
    if (ownIv !== null)
      expect(found(detectorOf(bare), body, `X-Iv: ${ownIv.toString('base64')}`)).toEqual(expected)
  })

  test('another key, and one that is for another mode', () => {
    const front = Buffer.concat([ownIv ?? Buffer.alloc(0), body])
    expect(found(detectorOf(given(`any ${seededBytes('other', keyBytes).toString('hex')}`)), front)).toEqual(
      [],
    )
    const other = form.endsWith('ECB') ? 'CBC' : 'ECB'
    expect(found(detectorOf(given(`AES-${other} ${own.toString('hex')}`)), front)).toEqual([])
  })
})

test('3DES under two keys, and DES, which is 3DES under one', () => {
  const expected = (form: string): string[] => [`imei 352099001761481 ${form}, key 1`]
  const two = seededBytes('two', 16)
  const front = seededBytes('front', 8)
  const underTwo = sealed('des-ede-cbc', two, front, document)
  const lines = (cipher: string, own: Buffer): PayloadKey[] =>
    given(`${cipher} ${own.toString('hex')} iv=${front.toString('hex')}`)
  expect(found(detectorOf(lines('DESede', two)), underTwo)).toEqual(expected('3DES-CBC'))
  const one = Buffer.from('8bytekey')
  const underOne = sealed('des-ede3-cbc', Buffer.concat([one, one, one]), front, document)
  expect(found(detectorOf(lines('DES/CBC/PKCS5Padding', one)), underOne)).toEqual(expected('DES-CBC'))
  expect(found(detectorOf(lines('any', one)), Buffer.concat([front, underOne]))).toEqual(expected('DES-CBC'))
})

test('RC4 under any key, and a key that is for AES', () => {
  const body = rc4(Buffer.from('key of the app'), Buffer.from(document))
  const line = Buffer.from('key of the app').toString('hex')
  expect(found(detectorOf(given(`RC4 ${line} name=MTA`)), body)).toEqual(['imei 352099001761481 RC4, "MTA"'])
  expect(
    found(
      detectorOf(given('AES text:0123456789abcdef')),
      rc4(Buffer.from('0123456789abcdef'), Buffer.from(document)),
    ),
  ).toEqual([])
})

test('XOR with a key that repeats, and what was compressed before RC4, XOR or a stream', () => {
  const hex = Buffer.from('key of the app').toString('hex')
  const text = `{"imei":"352099001761481","pad":"${'abcdefgh'.repeat(9)}"}`
  const told = (form: string): string[] => [`imei 352099001761481 ${form}, key 1`]
  expect(found(detectorOf(given(`XOR ${hex}`)), under(text, hex))).toEqual(told('XOR'))
  expect(found(detectorOf(given(`any ${hex}`)), under(text, hex))).toEqual(told('XOR'))
  expect(found(detectorOf(given(`RC4 ${hex}`)), under(text, hex))).toEqual([])
  const packed = gzipSync(text)
  const xored = Buffer.from(packed.map((byte, at) => byte ^ (Buffer.from(hex, 'hex')[at % 14] as number)))
  expect(found(detectorOf(given(`XOR ${hex}`)), xored)).toEqual(told('XOR'))
  expect(found(detectorOf(given(`RC4 ${hex}`)), rc4(Buffer.from(hex, 'hex'), packed))).toEqual(told('RC4'))
  const ctr = createCipheriv('aes-128-ctr', key, iv)
  const streamed = Buffer.concat([iv, ctr.update(packed), ctr.final()])
  expect(found(detectorOf(given(`AES-CTR ${key.toString('hex')}`)), streamed)).toEqual(told('AES-128-CTR'))
})

test('one number alone, in base64 and hex of JSON, forms and lines as MIME cuts them', () => {
  const detector = detectorOf(given(`AES-CBC ${key.toString('hex')} iv=${iv.toString('hex')}`))
  const one = sealed('aes-128-cbc', key, iv, '352099001761481')
  const opened = (written: string): string[] => [`imei 352099001761481 AES-128-CBC, key 1 in ${written}`]
  const json = 'Content-Type: application/json'
  expect(found(detector, JSON.stringify({ v: 1, imei: one.toString('base64') }), json)).toEqual(
    opened('base64'),
  )
  expect(found(detector, JSON.stringify({ v: 1, imei: one.toString('hex') }), json)).toEqual(opened('hex'))
  const form = 'Content-Type: application/x-www-form-urlencoded'
  const long = sealed('aes-128-cbc', key, iv, `{"imei":"352099001761481","pad":"${'x'.repeat(99)}"}`)
  const lines = `${long.toString('base64').replaceAll(/.{76}/g, '$&\n')}\n`
  expect(found(detector, `v=1&imei=${encodeURIComponent(lines)}`, form)).toEqual(opened('base64'))
})

test('what was compressed first, behind a head of its own, and before a check of its own', () => {
  const detector = detectorOf(given(`AES-CBC ${key.toString('hex')} iv=${iv.toString('hex')}`))
  const form = 'AES-128-CBC, key 1'
  const text = `{"imei":"352099001761481","pad":"${'x'.repeat(99)}"}`
  const cipher = (bytes: Buffer): Buffer => {
    const made = createCipheriv('aes-128-cbc', key, iv)
    return Buffer.concat([made.update(bytes), made.final()])
  }
  expect(found(detector, cipher(gzipSync(text)))).toEqual([`imei 352099001761481 ${form}`])
  expect(found(detector, cipher(deflateSync(text)))).toEqual([`imei 352099001761481 ${form}`])
  const behind = Buffer.concat([Buffer.from([1, 0, 0, 0, 7]), iv, cipher(Buffer.from(text))])
  expect(found(detectorOf(given(`AES ${key.toString('hex')}`)), behind)).toEqual([
    `imei 352099001761481 AES-128-CBC behind 5 bytes, key 1`,
  ])
  const check = createHash('sha256').update('check').digest()
  expect(found(detector, Buffer.concat([cipher(Buffer.from(text)), check]))).toEqual([
    `imei 352099001761481 ${form}`,
  ])
})

test('a message of Protocol Buffers that is filled up, or whose tag is right', () => {
  const message = Buffer.concat([
    Buffer.from([0x0a, 15]),
    Buffer.from('352099001761481'),
    Buffer.from([0x10, 1]),
  ])
  const body = createCipheriv('aes-128-cbc', key, iv)
  const filled = Buffer.concat([body.update(message), body.final()])
  const hex = key.toString('hex')
  const expected = (form: string): string[] => [`imei 352099001761481 ${form}, key 1`]
  const profile = profileOf({ imei: ['352099001761481'] })
  const lines = given(`AES-CBC ${hex} iv=${iv.toString('hex')}`)
  expect(found(detectorOf(lines, profile), filled)).toEqual(expected('AES-128-CBC'))
  const nonce = seededBytes('nonce', 12)
  const tagged = createCipheriv('aes-128-gcm', key, nonce)
  const sealedMessage = Buffer.concat([nonce, tagged.update(message), tagged.final(), tagged.getAuthTag()])
  expect(found(detectorOf(given(`AES-GCM ${hex}`), profile), sealedMessage)).toEqual(expected('AES-128-GCM'))
})

test('ChaCha20-Poly1305 with its nonce in front', () => {
  const [own, nonce] = [seededBytes('own', 32), seededBytes('nonce', 12)]
  const cipher = createCipheriv('chacha20-poly1305', own, nonce, { authTagLength: 16 })
  const body = Buffer.concat([nonce, cipher.update(document), cipher.final(), cipher.getAuthTag()])
  for (const name of ['ChaCha20-Poly1305', 'any'])
    expect(found(detectorOf(given(`${name} ${own.toString('hex')}`)), body)).toEqual([
      'imei 352099001761481 ChaCha20-Poly1305, key 1',
    ])
  expect(found(detectorOf(given(`AES ${own.toString('hex')}`)), body)).toEqual([])
})

test.each(passphraseCiphertexts)('a passphrase, as %s takes it', (_, by, sealedText) => {
  const detector = detectorOf(given(`any text:${passphrase} name=web`))
  expect(found(detector, JSON.stringify({ v: 1, d: sealedText }), 'Content-Type: application/json')).toEqual([
    `imei 352099001761481 AES-256-CBC of a passphrase by ${by}, "web" in base64`,
    `serial NX7PLUS12345 AES-256-CBC of a passphrase by ${by}, "web" in base64`,
  ])
})

test('a key that is for another host is not tried, and which keys opened something is counted', () => {
  const body = Buffer.concat([iv, sealed('aes-128-cbc', key, iv, sealedDocument)])
  const hex = key.toString('hex')
  const keys = given(
    `AES ${hex} host=other.example name=other`,
    `AES ${hex} host=*.example.net name=own`,
    'RC4 00112233',
  )
  const detector = detectorOf(keys, sealingPhone)
  const input = request('/t', ['Content-Type: application/octet-stream'], body)
  expect([detector.mayOpen('api.example.net'), detector.mayOpen('x.example.org')]).toEqual([true, true])
  const told = (host: string, isAgain = false): number =>
    detect(detector, input, { host, isAgain }).detections.length
  expect([told('x.example.org'), told('api.Example.NET'), told('api.example.net', true)]).toEqual([0, 2, 2])
  expect(detector.keyUses()).toEqual([
    { name: 'other', payloads: 0 },
    { name: 'own', payloads: 1 },
    { name: '', payloads: 0 },
  ])
})

test('what an answer holds under a key is read, too', () => {
  const body = Buffer.concat([iv, sealed('aes-128-cbc', key, iv, sealedDocument)])
  const detector = detectorOf(given(`AES ${key.toString('hex')}`), sealingPhone)
  const input = request('/t', ['Content-Type: application/octet-stream'], body)
  const { detections } = detect(detector, input, { direction: 1, isReceived: true })
  expect(detections.map(({ identifier }) => identifier)).toEqual(['imei', 'serial'])
})

test('random bytes are opened by none of many keys', () => {
  const keys = Array.from({ length: 64 }, (_, index) => seededBytes(`key ${index}`, 16).toString('hex'))
  const detector = detectorOf(given(...keys.map((hex) => `any ${hex}`)))
  for (let seed = 0; seed < 64; seed++) {
    const body = Buffer.concat([seededBytes(`a${seed}`, 64), seededBytes(`b${seed}`, 16 + (seed % 32))])
    detect(detector, request('/t', ['Content-Type: application/octet-stream'], body))
  }
  expect(detector.keyUses().filter(({ payloads }) => payloads > 0)).toEqual([])
})

test('zeros and small numbers under a key of text are nothing that was encrypted', () => {
  const detector = detectorOf(given('any text:0123456789abcdef'))
  for (const body of [Buffer.alloc(64), Buffer.from(Array.from({ length: 64 }, (_, at) => at % 8))])
    detect(detector, request('/t', ['Content-Type: application/octet-stream'], body))
  expect(detector.keyUses()).toEqual([{ name: '', payloads: 0 }])
})

test('a word of twelve letters is not taken for text that is filled up', () => {
  const detector = detectorOf(given('any 00112233445566778899aabbccddeeff'))
  detect(detector, request('/t', ['Content-Type: application/json'], '{"path":"handshake/heartb"}'))
  expect(detector.keyUses()).toEqual([{ name: '', payloads: 0 }])
})

test('of many keys on many values so many are tried, and that is told', () => {
  const keys = Array.from(
    { length: 1_024 },
    (_, index) => `any ${seededBytes(`key ${index}`, 16).toString('hex')}`,
  )
  const detector = detectorOf(given(...keys))
  const fields = Array.from({ length: 100 }, (_, index) => [
    `f${index}`,
    seededBytes(`v ${index}`, 48).toString('base64'),
  ])
  const input = request('/t', ['Content-Type: application/json'], JSON.stringify(Object.fromEntries(fields)))
  expect(detect(detector, input).limits).toContain('detect.givenKeyTriesMax')
  expect(detect(detectorOf(given(...keys.slice(0, 8))), input).limits).toEqual([])
})

test('what is read for keys alone is read no further where they open nothing, and all of it where they open something', () => {
  const detector = detectorOf(given(`AES-128-CBC ${key.toString('hex')} iv=${iv.toString('hex')}`))
  const ciphertext = sealed('aes-128-cbc', key, iv, document)
  const told = (d: Buffer): string[] => {
    const body = JSON.stringify({ android_id: '3f1b7c92e4a05d68', d: d.toString('base64') })
    const input = request('/t', ['Content-Type: application/json'], body)
    return detect(detector, input, { isForKeys: true }).detections.map(({ identifier }) => identifier)
  }
  expect(told(seededBytes('random', ciphertext.length))).toEqual([])
  expect(told(ciphertext).toSorted()).toEqual(['android-id', 'imei'])
})
