import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import type { DecodeInput } from '../../decode/types.ts'
import { hashInputs, outputForms } from '../../../tools/accuracy/digest-disguises.ts'
import { digests } from '../../../tools/accuracy/digests.ts'
import { Detector } from '../detector.ts'

const given: Readonly<Record<string, string>> = {
  imei: '352099001761481',
  msisdn: '+4790000001',
  'wifi-mac': '0a:00:5e:10:20:30',
  'advertising-id': '1209d0b9-b959-42e6-b921-aa5d9d08c1af',
  email: 'kari@mail.test',
}
const detector = new Detector(
  profileOf(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]]))),
)

function message(content: Buffer): DecodeInput {
  return request('/', ['Content-Type: application/json'], content)
}

function isFound(identifier: string, input: DecodeInput): boolean {
  // Each is the first that its field holds.
  detector.nextCapture()
  return (
    isWorthDecoding(detector, input) &&
    summary(detect(detector, input)).some((line) => line.startsWith(`${identifier}=`))
  )
}

/** The value in a field among others; bytes as the whole content. */
function carrying({ bytes, isText }: { bytes: Buffer; isText: boolean }): DecodeInput {
  return message(isText ? Buffer.from(JSON.stringify({ a: 'x', v: bytes.toString(), b: '1' })) : bytes)
}

/** Numbers of so few digits are met by chance, and not looked for. */
const digitsMin = 8

describe.each(Object.entries(given))('digests of %s', (identifier, value) => {
  const inputs = hashInputs(identifier, value)
  const plain = (inputs[0] as { bytes: Buffer }).bytes

  test.each(Object.keys(digests))('%s in every output form', (name) => {
    const digest = digests[name]?.(plain) as Buffer
    const missed = outputForms(digest)
      .filter(({ bytes }) => bytes.length >= digitsMin)
      .filter((form) => !isFound(identifier, carrying(form)))
    expect(missed.map(({ form }) => form)).toEqual([])
  })

  test.each(inputs)('of it $form', ({ bytes }) => {
    const missed = Object.entries(digests).filter(
      ([, digest]) =>
        !isFound(identifier, carrying({ bytes: Buffer.from(digest(bytes).toString('hex')), isText: true })),
    )
    expect(missed.map(([name]) => name)).toEqual([])
  })
})

test.each(['1767323045123', '1767323045', '0001'])('a hash in hex behind a number: %s', (number) => {
  const missed = ['md5', 'sha1', 'sha256'].filter((name) => {
    const hash = createHash(name)
      .update(given['imei'] as string)
      .digest('hex')
    return !isFound('imei', carrying({ bytes: Buffer.from(number + hash), isText: true }))
  })
  expect(missed).toEqual([])
})

test('a hash of a hash, whatever of it was hashed', () => {
  const hash = (name: string, bytes: Buffer | string): Buffer => createHash(name).update(bytes).digest()
  const missed: string[] = []
  for (const inner of ['md5', 'sha1', 'sha256', 'sha512']) {
    const once = hash(inner, given['imei'] as string)
    const hex = once.toString('hex')
    for (const [form, again] of Object.entries({
      hex,
      HEX: hex.toUpperCase(),
      base64: once.toString('base64'),
      raw: once,
    })) {
      for (const outer of ['md5', 'sha1', 'sha256', 'sha512']) {
        const bytes = Buffer.from(hash(outer, again).toString('base64url'))
        if (!isFound('imei', carrying({ bytes, isText: true }))) missed.push(`${inner}, ${form}, ${outer}`)
      }
    }
  }
  expect(missed).toEqual([])
})

test('the UUID that Java makes of a name', () => {
  const md5 = createHash('md5').update('352099001761481').digest()
  md5[6] = ((md5[6] as number) & 15) | 0x30
  md5[8] = ((md5[8] as number) & 63) | 0x80
  const uuid = md5.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const input = carrying({ bytes: Buffer.from(uuid), isText: true })
  expect(isFound('imei', input)).toBe(true)
  const [found] = detect(detector, input).detections.filter(({ by }) => by === 'profile')
  expect(found?.writtenAs).toBe('UUID of MD5 (version 3) in spaced hex')
  expect(found?.node.bytes.toString('latin1', found.start, found.end)).toBe(uuid)
})

test('a salted digest beside a salt that looks like a digest itself, and in base64 with its plus as a blank', () => {
  const salt = createHash('md5').update('anything').digest('hex')
  const digest = createHash('sha256').update(`${salt}352099001761481`).digest('hex')
  expect(isFound('imei', message(Buffer.from(JSON.stringify({ v: digest, hash_salt: salt }))))).toBe(true)
  const withPlus = Array.from({ length: 100 }, (_, index) => `n${index}`).find((text) =>
    createHash('sha256').update(`${text}352099001761481`).digest('base64').includes('+'),
  ) as string
  const token = createHash('sha256')
    .update(`${withPlus}352099001761481`)
    .digest('base64')
    .replaceAll('+', ' ')
  expect(isFound('imei', message(Buffer.from(JSON.stringify({ v: token, nonce: withPlus }))))).toBe(
    withPlus.length >= 4,
  )
})

test('digests of nothing that is known are nothing', () => {
  for (const [name, digest] of Object.entries(digests)) {
    for (const form of outputForms(digest(Buffer.from('somebody else')))) {
      const found = detect(detector, carrying(form)).detections.filter(({ by }) => by === 'profile')
      expect(found, `${name} ${form.form}`).toEqual([])
    }
  }
})

describe('what is hashed', () => {
  const values: Readonly<Record<string, string>> = {
    ssid: 'WLAN-Kastanie 27',
    'user-id': 'kari.nordmann',
    serial: '25031/A0XR12345',
    'android-id': 'c93fe7b15a2d8046',
    imei: '352099001761481',
  }
  const others = new Detector(
    profileOf(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]))),
  )
  const sha256 = (input: string | Buffer): Buffer => createHash('sha256').update(input).digest()
  const found = (written: string | number): string[] => {
    const input = message(Buffer.from(JSON.stringify({ a: 1, p: written })))
    return isWorthDecoding(others, input) ? summary(detect(others, input)) : []
  }

  test.each(['ssid', 'user-id', 'serial'])('a text with signs of its own: %s', (name) => {
    expect(found(sha256(values[name] as string).toString('hex'))[0]).toMatch(`${name}=`)
  })

  test('the bytes of an Android ID, a text with its line end, a text in UTF-16', () => {
    const imei = values['imei'] as string
    expect(found(sha256(Buffer.from(values['android-id'] as string, 'hex')).toString('hex'))[0]).toMatch(
      'android-id=',
    )
    expect(found(sha256(`${imei}\n`).toString('hex'))[0]).toMatch('imei=')
    expect(found(sha256(Buffer.from(imei, 'utf16le')).toString('hex'))[0]).toMatch('imei=')
    // As C, Windows and Java (`getBytes("UTF-16")`) have it, and what programs do before they hash.
    for (const changed of [
      `${imei}\0`,
      `${imei}\r\n`,
      Buffer.from(imei, 'utf16le').swap16(),
      Buffer.from(`\ufeff${imei}`, 'utf16le').swap16(),
      Buffer.from(imei).toString('base64'),
      imei.split('').reverse().join(''),
    ])
      expect(found(sha256(changed).toString('hex'))[0], String(changed)).toMatch('imei=')
    expect(found(sha256(`${imei}1`).toString('hex'))).toEqual([])
  })

  test('eight bytes as a number, all bytes in base58, a CRC with 0x', () => {
    const digest = sha256(values['imei'] as string)
    for (const number of [digest.readBigUInt64BE(0), digest.readBigInt64BE(0), digest.readBigInt64LE(0)])
      expect(found(String(number))[0], String(number)).toMatch('imei=')
    expect(found(base58(digest))[0]).toMatch('imei=')
    expect(found(base58(sha256('somebody else')))).toEqual([])
    const crc = crc32(values['imei'] as string)
    expect(found(`0x${crc.toString(16).padStart(8, '0')}`)[0]).toMatch('imei=')
  })
})

function base58(bytes: Buffer): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  let text = ''
  for (let number = BigInt(`0x${bytes.toString('hex')}`); number > 0n; number /= 58n)
    text = alphabet.charAt(Number(number % 58n)) + text
  return text
}

describe('digests as programs print them', () => {
  const phone = { imei: '352914177763170', 'wifi-mac': 'd8:69:9f:c1:f7:cd', 'android-id': '5bbe80c46d1fb6df' }
  const known = new Detector(
    profileOf(Object.fromEntries(Object.entries(phone).map(([name, value]) => [name, [value]]))),
  )
  const hex = (name: string, text: string | Buffer): string => createHash(name).update(text).digest('hex')
  const seen = (text: string): string[] =>
    detect(known, request('/x', [], JSON.stringify({ x: text }))).detections.map(
      ({ identifier }) => identifier,
    )
  const found = (text: string): string[] => {
    const input = request('/x', [], JSON.stringify({ x: text }))
    const kinds = seen(text)
    expect(isWorthDecoding(known, input)).toBe(kinds.length > 0)
    return kinds
  }
  const imei14 = hex('md5', phone.imei.slice(0, 14))
  const bytes = [...createHash('md5').update(phone.imei).digest()]

  test('without a zero in front, as Java prints a number', () => {
    expect(imei14).toMatch(/^0[1-9a-f]/)
    expect(found(imei14.slice(1))).toEqual(['imei'])
  })

  test('each byte without its zero', () => {
    const text = bytes.map((byte) => byte.toString(16)).join('')
    expect(text.length).toBeLessThan(32)
    expect(found(text)).toEqual(['imei'])
  })

  test('as a UUID of version 5', () => {
    const domains = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex')
    const sha1 = createHash('sha1').update(domains).update(phone['android-id']).digest()
    sha1[6] = ((sha1[6] as number) & 15) | 0x50
    sha1[8] = ((sha1[8] as number) & 63) | 0x80
    const uuid = sha1.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')
    expect(found(uuid)).toEqual(['android-id'])
  })

  test('as one whole number, signed or not', () => {
    for (const name of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = createHash(name).update(phone.imei).digest().subarray(0, 32)
      const number = BigInt(`0x${digest.toString('hex')}`)
      for (const one of [number, BigInt.asIntN(digest.length * 8, number)]) {
        expect(found(String(one)), `${name} ${one}`).toEqual(['imei'])
        const input = request('/x', [], `{"x":${one},"y":1}`)
        expect(isWorthDecoding(known, input)).toBe(true)
        expect(detect(known, input).detections.map(({ identifier }) => identifier)).toEqual(['imei'])
      }
      // A number that begins as it does is another.
      expect(seen(String(number ^ 1n))).toEqual([])
    }
    expect(found('9'.repeat(39))).toEqual([])
  })

  test.each([
    ['sha256', 'imei:', phone.imei],
    ['md5', 'imei=', phone.imei],
    ['sha1', 'IMEI', phone.imei],
    ['md5', 'IMEI_', phone.imei],
    ['sha256', 'mac:', phone['wifi-mac']],
    ['sha1', 'MAC', 'd8699fc1f7cd'],
    ['sha256', 'android_id:', phone['android-id']],
    ['md5', 'androidId=', phone['android-id']],
  ])('%s behind %s', (name, prefix, value) => {
    expect(found(hex(name, prefix + value))).toHaveLength(1)
    expect(seen(hex(name, `${prefix}x${value}`))).toEqual([])
    // Whatever else stands in front is not guessed.
    expect(seen(hex(name, `acct:${value}`))).toEqual([])
  })

  test('behind its name, and with another value', () => {
    expect(found(hex('md5', `imei=${phone.imei}`))).toEqual(['imei'])
    expect(found(hex('md5', phone.imei + phone['wifi-mac']))).toEqual(['imei'])
    expect(found(hex('sha1', phone['wifi-mac'] + phone.imei))).toEqual(['wifi-mac'])
  })
})

const hexOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')
const formsIn = (v: string): string[] => {
  const input = message(Buffer.from(JSON.stringify({ a: 'x', v, b: '1' })))
  return isWorthDecoding(detector, input)
    ? detect(detector, input).detections.map(({ identifier, writtenAs }) => `${identifier}: ${writtenAs}`)
    : []
}
const joined: readonly (readonly [string, string])[] = [
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
]

describe.each(joined)('%s joined to other digests', (title, algorithm) => {
  const own = hexOf(algorithm, '352099001761481')
  test.each(joined)('of %s', (_, other) => {
    const [one, two] = [hexOf(other, 'one'), hexOf(other, 'two')]
    for (const text of [own + one, one + own, own + one + two, one + own + two, one + two + own])
      expect(formsIn(text), text).toEqual([`imei: ${title} in hex`])
    expect(formsIn((one + own + two).toUpperCase())).toEqual([`imei: ${title} in hex`])
    expect(formsIn(one + two)).toEqual([])
    expect(formsIn(`${one}${own.slice(2)}${two}`)).toEqual([])
  })

  test('all of them of known values', () => {
    const [mail, imei] = [hexOf(algorithm, 'kari@mail.test'), own]
    for (const text of [mail + imei, imei + mail, mail + hexOf('sha1', 'one') + imei])
      expect(formsIn(text).toSorted()).toEqual([`email: ${title} in hex`, `imei: ${title} in hex`])
  })
})
