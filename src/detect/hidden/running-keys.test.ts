import { expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { Detector } from '../detector.ts'

const imei = '352099001761481'
const detector = new Detector(profileOf({ imei: [imei], 'android-id': ['7c31e9a04bd852f6'] }))

const document = Buffer.from(
  JSON.stringify({ app: 'com.example', v: 7, a: imei, b: '7c31e9a04bd852f6', text: 'no more than that' }),
)

function forms(bytes: Buffer): string[] {
  const body = JSON.stringify({ d: bytes.toString('base64') })
  return detect(detector, request('/t', ['Content-Type: application/json'], body))
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs.replace(/ in base64$/, '')}`)
}

const chained = (join: (byte: number, last: number) => number): Buffer => {
  let last = 0x55
  return document.map((byte) => {
    last = join(byte, last) & 0xff
    return last
  }) as Buffer
}
const withKey = (key: string): Buffer =>
  document.map((byte, at) => (byte + key.charCodeAt(at % key.length)) & 0xff) as Buffer

test.each<[string, Buffer, string]>([
  ['XORed with the byte before', chained((byte, last) => byte ^ last), 'XOR with the byte before'],
  [
    'XORed with the character before',
    document.map((byte, at) => byte ^ (document[at - 1] ?? 0)) as Buffer,
    'XOR with the character before',
  ],
  ['added to the byte before', chained((byte, last) => byte + last), 'sum with the byte before'],
  ['13 added to each byte', withKey('\r'), 'added key 0d'],
])('a document, %s', (_, bytes, form) => {
  expect(forms(bytes).sort()).toEqual([`android-id ${form}`, `imei ${form}`])
})

test('a document to which a key is added', () => {
  expect(forms(withKey('abcde'))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^imei added key [0-9a-f]{10}$/)]),
  )
})

test('nothing in random bytes', () => {
  for (let seed = 0; seed < 20; seed++) expect(forms(sealedBytes(400, seed))).toEqual([])
})
