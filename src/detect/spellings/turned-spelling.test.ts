import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { base64, reversed, rot13 } from '../../../test/support/turned-text.ts'
import { Detector } from '../detector.ts'
import { inBase32, inLargeBase, turnedSpellings } from './turned-spelling.ts'
import { edges } from './matcher.ts'

const imei = '358461092735184'
const ssid = 'Kafé 家庭网络'
const detector = new Detector(profileOf({ imei: [imei], ssid: [ssid] }))
const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const crypt = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const first = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'
const python = {
  base62: 'NOvYgU5J4kQpHBHH1lUC',
  base36: 'fcij3s2jzmjetafdf4hnkfo',
  uuencode: 'M>R)D:60B.B(S-3@T-C$P.3(W,S4Q.#0B+")O<R(Z(F%N9\')O:60B+")V97(B\n&.B(Q-")]\n',
  base45: 'EL6X47D%6F46UF6EL60A671',
  oddBase45: 'J.EYW61R6$96HA71:6RW6X47',
  utf7: '+AGkAbQBlAGkAPQAzADUAOAA0ADYAMQAwADkAMgA3ADMANQAxADgANA-',
  yenc: ']_b^`[Zc\\a]_[b^',
  zbase32: 'gc4uopbsgrad1ctzgc4unqbw',
}
const document = JSON.stringify({ did: imei, os: 'android', ver: '14' })

describe('a value in an encoding that is turned', () => {
  test.each([
    ['base64 of a document, reversed', reversed(base64(document))],
    ['hex of a document, reversed', reversed(Buffer.from(document).toString('hex'))],
    ['base64 of a document in ROT13', rot13(base64(document))],
    [
      'base64 of crypt',
      base64(imei)
        .replace(/=+$/, '')
        .replace(/./g, (char) => crypt.charAt(standard.indexOf(char))),
    ],
    ['base32 of Crockford', inBase32(Buffer.from(imei), '0123456789ABCDEFGHJKMNPQRSTVWXYZ')],
    [
      'base58 of Flickr',
      inLargeBase(Buffer.from(imei), '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ'),
    ],
    ['%u', imei.replace(/./g, '%u003$&')],
    ['octal', '\\063\\065\\070\\064\\066\\061\\060\\071\\062\\067\\063\\065\\061\\070\\064'],
    [
      'base64, small letters first',
      base64(imei).replace(/[a-z]/gi, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase())),
    ],
    // As Python writes them: int.from_bytes, binascii.b2a_uu.
    ['base62 of the text', python.base62],
    ['base36 of the text', python.base36],
    ['uuencode of a document', python.uuencode],
    ['z-base-32', python.zbase32],
    [
      'binary digits',
      imei
        .split('')
        .map((digit) => `0011${Number(digit).toString(2).padStart(4, '0')}`)
        .join(' '),
    ],
    ['U+', imei.replace(/./g, 'U+003$& ').trim()],
    [
      'base64, digits first',
      base64(document)
        .replace(/=+$/, '')
        .replace(/./g, (char) => first.charAt(standard.indexOf(char))),
    ],
    ['\\u{}', imei.replace(/./g, '\\u{3$&}')],
    ['octal numbers', imei.replace(/./g, '6$& ').replaceAll('68', '70').replaceAll('69', '71').trim()],
    [
      'octal numbers of a shell',
      imei.replace(/./g, '06$&, ').replaceAll('068', '070').replaceAll('069', '071'),
    ],
    // As the programs of Python have it: base45.b45encode, "imei=…".encode("utf-7") with every character encoded.
    ['base45', python.base45],
    ['base45, behind an odd byte', python.oddBase45],
    ['UTF-7', python.utf7],
  ])('%s', (_, text) => {
    const input = request('/t', [], Buffer.from(JSON.stringify({ a: 'view', d: text })))
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toContain(imei)
  })

  test('what escape() of JavaScript makes of a network name', () => {
    const input = request('/t?n=Kaf%E9%20%u5BB6%u5EAD%u7F51%u7EDC', [], Buffer.alloc(0))
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toContain(ssid)
  })
})

test('base58check is what Bitcoin makes of it', () => {
  const payload = Buffer.from('00010966776006953d5567439e5e39f86a0d273bee', 'hex')
  const twice = createHash('sha256').update(createHash('sha256').update(payload).digest()).digest()
  // The example of the Bitcoin wiki: "Technical background of version 1 Bitcoin addresses".
  expect(inLargeBase(Buffer.concat([payload, twice.subarray(0, 4)]))).toBe(
    '16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM',
  )
})

test('short values are not turned where nothing can be checked', () => {
  const forms = [...turnedSpellings('4711081', Buffer.from('4711081'), edges.number)].map(({ form }) => form)
  expect(new Set(forms)).toEqual(
    new Set([
      '%u escapes',
      '%u escapes, URL-encoded',
      'octal escapes',
      'octal escapes, in JSON',
      'binary digits',
      'U+ code points',
      '\\u{} escapes',
    ]),
  )
})

test.each([
  ['of Crockford', '0123456789ABCDEFGHJKMNPQRSTVWXYZ'],
  ['of Zimmermann', 'ybndrfg8ejkmcpqxot1uwisza345h769'],
])('base32 %s of a token, however long', (_, alphabet) => {
  const token = `Pz3kRiuAwXsx1H1-9_9VAQ:${'APA91bJzc_ZhMjiBFPocSBx1zALxfQ2bCk7RngMeZzRByseGlMkF8XzisEOJEAne'.repeat(2)}`
  const withToken = new Detector(profileOf({ 'push-token': [token] }))
  const input = request('/t', [], Buffer.from(JSON.stringify({ d: inBase32(Buffer.from(token), alphabet) })))
  expect(isWorthDecoding(withToken, input)).toBe(true)
  expect(summary(detect(withToken, input)).join()).toContain('push-token')
})

test('a file in yEnc', () => {
  const body = Buffer.from(`=ybegin line=128 size=15 name=a.txt\r\n${python.yenc}\r\n=yend size=15\r\n`)
  const input = request('/t', [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input)).join()).toContain(imei)
})

test('ROT47 in a URL, where a digit becomes a sign that is escaped', () => {
  const turned = imei.replace(/./g, (digit) => String.fromCharCode(33 + ((digit.charCodeAt(0) + 14) % 94)))
  expect(turned).toContain('`')
  const input = request(`/t?d=${encodeURIComponent(turned)}`)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`imei=${imei} (certain)`])
})

test('a typed array in JSON that is a small part of binary bytes', () => {
  const list = JSON.stringify(Uint8Array.from(Buffer.from(imei)))
  const filled = Buffer.concat([
    Buffer.from([0xa5, 90]),
    Buffer.alloc(400, 0xd9),
    Buffer.from(list),
    Buffer.from([0xcd, 1]),
  ])
  const input = request('/t', [], filled)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`imei=${imei} (certain)`])
})

const rotations: readonly (readonly [string, (text: string) => string])[] = [
  ['ROT5', (text) => text.replace(/\d/g, (digit) => String((Number(digit) + 5) % 10))],
  [
    'ROT47',
    (text) => text.replace(/[!-~]/g, (char) => String.fromCharCode(33 + ((char.charCodeAt(0) + 14) % 94))),
  ],
]

test.each(
  rotations.flatMap(([form, turn]) =>
    (['', 'n', 'no'] as const).flatMap((before) => [
      [`${form}, base64 behind ${before.length}`, Buffer.from(before + turn(imei)).toString('base64')],
      [`${form}, base64 for URLs`, Buffer.from(before + turn(imei)).toString('base64url')],
      [`${form}, hex`, Buffer.from(turn(imei)).toString('hex')],
    ]),
  ),
)('%s', (_, written) => {
  const input = request('/t', [], `{"q":"${written}"}`)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`imei=${imei} (certain)`])
})

test.each([
  ['blanks', '{"q":"3 5 8 4 6 1 0 9 2 7 3 5 1 8 4"}'],
  ['hyphens', '{"q":"3-5-8-4-6-1-0-9-2-7-3-5-1-8-4"}'],
  ['a list of digits', '{"q":[3,5,8,4,6,1,0,9,2,7,3,5,1,8,4]}'],
  ['a list of characters', '{"q":["3","5","8","4","6","1","0","9","2","7","3","5","1","8","4"]}'],
  ['a list in a URL', 'q=3%2C5%2C8%2C4%2C6%2C1%2C0%2C9%2C2%2C7%2C3%2C5%2C1%2C8%2C4'],
])('character by character: %s', (_, body) => {
  const input = request('/t', [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`imei=${imei} (certain)`])
})

test('a longer list of digits is another number', () => {
  const input = request('/t', [], '{"q":"13 5 8 4 6 1 0 9 2 7 3 5 1 8 4"}')
  expect(summary(detect(detector, input))).toEqual([])
})
