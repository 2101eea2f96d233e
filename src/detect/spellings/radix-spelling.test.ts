import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    imei: ['358461092735184'],
    imsi: ['262023849105762'],
    iccid: ['8949020000145392817'],
    'advertising-id': ['7b2f94d1-3e8a-4c65-9f07-d81ea6432bc9'],
    'android-id': ['c93fe7b15a2d8046'],
  }),
)

function kindsIn(value: string): string {
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', x: value }))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)).join() : 'not suspected'
}

// In bases: of Python's `numpy.base_repr` and `shortuuid`, and of JavaScript's `toString(36)`.
test.each([
  ['imei', 'base36', '3j2ar3f8pc'],
  ['imei', 'digits as letters', 'DFIEGBAJCHDFBIE'],
  ['imsi', 'digits as small letters', 'cgcacdiejbafhgc'],
  ['android-id', 'each character one on', 'd:4gf8c26b3e9157'],
  ['imei', 'each character one back', '247350/81624073'],
  ['imei', 'decimal bytes with hyphens', [...Buffer.from('358461092735184')].join('-')],
  ['imei', 'hex with points', [...Buffer.from('358461092735184')].map((byte) => byte.toString(16)).join('.')],
  ['imei', 'base36, large', '3J2AR3F8PC'],
  ['android-id', 'base36', 0xc93fe7b15a2d8046n.toString(36)],
  ['android-id', 'base36 with its sign', (0xc93fe7b15a2d8046n - (1n << 64n)).toString(36)],
  ['advertising-id', 'base62', '3kRneozg3OFTvgbb3Aqmdt'],
  ['advertising-id', 'shortuuid', 'PvJY2RxXcuorhbJYNcekPR'],
  ['imei', 'base58', '3oMAaGpF1'],
  ['android-id', 'base58', 'afNfSuUrfSm'],
  ['imei', 'base32 of Crockford', 'A60JX1JA6G'],
  ['imei', 'base32 of Crockford, small', 'a60jx1ja6g'],
  ['imei', 'base 32 of JavaScript', (358_461_092_735_184).toString(32)],
  ['imei', 'base 32 in capitals', (358_461_092_735_184).toString(32).toUpperCase()],
  ['imei', 'base 32 in the digits of RFC 4648', 'KGAS5BSKGQ'],
  ['imsi', 'base 32 of JavaScript', (262_023_849_105_762).toString(32)],
  ['advertising-id', 'base 32 of JavaScript', 0x7b2f94d13e8a4c659f07d81ea6432bc9n.toString(32)],
  ['imei', 'seven bits in a byte, highest first', 'd1c0cbd0e4d150'],
  ['imei', 'in thousands', '358,461,092,735,184'],
  ['imei', 'in thousands, escaped as in a path', '358%2C461%2C092%2C735%2C184'],
  ['imei', 'in thousands of Germany', '358.461.092.735.184'],
  ['imei', 'in thousands of Norway', '358\u00a0461\u00a0092\u00a0735\u00a0184'],
  ['imei', 'in lakhs', '35,84,61,09,27,35,184'],
  ['imsi', 'with dots', '262.02.3849105762'],
  ['imsi', 'a name of 5G that conceals nothing', 'suci-0-262-02-0012-0-0-3849105762'],
  [
    'imsi',
    'the same for access over Wi-Fi',
    'type0.rid12.schid0.userid3849105762@5gc.mnc002.mcc262.3gppnetwork.org',
  ],
])('%s: %s', (kind, _title, text) => expect(kindsIn(text)).toContain(`${kind}=`))

test.each([
  '358,461,092,735,185',
  '0-0-38491057621',
  '3j2ar3f8pd',
  '3oMAaGpF2',
  'a3j2ar3f8pc',
  'a60in1h9qh',
  'xKGAS5BSKGQ',
  'd1c0cbd0e4d151',
])('not %s', (text) => expect(kindsIn(text)).not.toContain('(certain)'))

test.each([
  ['a double', '1.0142043666229E13'],
  ['hex', (10_142_043_666_229).toString(16)],
  ['base36', (10_142_043_666_229).toString(36)],
  ['thousands', '10,142,043,666,229'],
])('an IMEI with a zero in front as %s, of which nothing shows the zero', (_, text) => {
  const old = new Detector(profileOf({ imei: ['010142043666229'] }))
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', x: text }))
  expect(isWorthDecoding(old, input)).toBe(true)
  expect(summary(detect(old, input))).toEqual(['imei=010142043666229 (certain)'])
})

const others = new Detector(
  profileOf({
    email: ['Kari.Hansen74+shop@gmail.com'],
    'wifi-mac': ['a4:50:46:1b:3c:9d'],
    imei: ['358461092735184'],
    'android-id': ['c93fe7b15a2d8046'],
    serial: ['NX7PLUS12345'],
  }),
)

function otherKindsIn(value: string): string {
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', x: value }))
  return isWorthDecoding(others, input) ? summary(detect(others, input)).join() : 'not suspected'
}

const sha256 = (text: string, form: 'hex' | 'base64url' = 'hex'): string =>
  createHash('sha256').update(text).digest(form)

test.each([
  ['email', 'as Google takes it, hashed', sha256('karihansen74@gmail.com')],
  ['email', 'the same behind a mark of its tag', `tv.1~em.${sha256('karihansen74@gmail.com', 'base64url')}`],
  ['email', 'as Google takes it', 'karihansen74@gmail.com'],
  ['email', 'under the other name of the service', 'kari.hansen74@googlemail.com'],
  ['email', 'a key of Firebase', '/users/kari,hansen74+shop@gmail,com'],
  ['email', 'a topic', 'user_kari_hansen74_shop_gmail_com'],
  ['email', 'the sender of a list', 'bounces+77-kari.hansen74+shop=gmail.com@mail.list.example'],
  ['email', 'hidden from machines', 'kari.hansen74+shop [at] gmail [dot] com'],
  ['email', 'hidden from machines, the sign alone', 'kari.hansen74+shop(at)gmail.com'],
  ['wifi-mac', 'its last byte first', '9D:3C:1B:46:50:A4'],
  ['wifi-mac', 'its last byte first, without colons', '9d3c1b4650a4'],
  [
    'android-id',
    'digest of three values',
    createHash('md5').update('c93fe7b15a2d8046358461092735184NX7PLUS12345').digest('hex'),
  ],
])('%s: %s', (kind, _title, text) => expect(otherKindsIn(text)).toContain(`${kind}=`))

test('another address of the same service is not the own one', () => {
  expect(otherKindsIn('kari.hansen@gmail.com')).not.toContain('(certain)')
  expect(otherKindsIn('karihansen74@mail.com')).not.toContain('(certain)')
})

test.each<[kind: string, value: string, halves: object]>([
  ['imei', '864125039172648', { low: -905_946_072, high: 201_194, unsigned: true }],
  ['imei', '864125039172648', { low: 3_389_021_224, high: 201_194 }],
  ['android-id', '7c41e9a05bd2386f', { low: 1_540_503_663, high: 2_084_694_432, unsigned: false }],
])('%s %s in the halves that JavaScript keeps it in: %j', (kind, value, halves) => {
  const one = new Detector(profileOf({ [kind]: [value] }))
  for (const body of [{ id: halves, n: 1 }, { d: JSON.stringify({ id: halves }) }]) {
    const input = request('/t', [], JSON.stringify(body))
    expect(isWorthDecoding(one, input)).toBe(true)
    expect(summary(detect(one, input))).toContain(`${kind}=${value} (certain)`)
  }
})

test.each([
  ['imei', '864125039172648', '8641-2503-9172-648'],
  ['imei', '864125039172648', '86412 50391 72648'],
  ['imsi', '242014837261950', '242 014 837 261 950'],
  ['iccid', '89470801234567890137', '89470 80123 45678 90137'],
  ['iccid', '89470801234567890137', '8947.0801.2345.6789.0137'],
  ['android-id', '7c41e9a05bd2386f', '7C41 E9A0 5BD2 386F'],
])('%s %s in groups: %s', (kind, value, text) => {
  const one = new Detector(profileOf({ [kind]: [value] }))
  const input = request('/t', [], JSON.stringify({ v: 2, os: 'android', x: `no. ${text}.` }))
  expect(isWorthDecoding(one, input)).toBe(true)
  expect(summary(detect(one, input))).toContain(`${kind}=${value} (certain)`)
})

test('a telephone number as libphonenumber keeps it in protobuf', () => {
  const one = new Detector(profileOf({ msisdn: ['+4791738264'] }))
  const found = (hex: string): string[] => {
    const input = request('/t', [], Buffer.from(hex, 'hex'))
    return isWorthDecoding(one, input) ? summary(detect(one, input)) : []
  }
  expect(found('0a0474657374220708 2f 1098a1df2b 2801'.replaceAll(' ', ''))).toEqual([
    'msisdn=+4791738264 (certain)',
  ])
  // Of another country only its digits are the same.
  expect(found('0a0474657374220708 2e 1098a1df2b 2801'.replaceAll(' ', ''))).toEqual([
    'msisdn=+4791738264 (probable)',
  ])
})
