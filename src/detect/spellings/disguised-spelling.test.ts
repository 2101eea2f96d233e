import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const imei = '358461092735184'
const mac = 'a4:50:46:3b:9e:d1'
const detector = new Detector(
  profileOf({ imei: [imei], 'wifi-mac': [mac], 'advertising-id': ['8d2f6b14-73ce-4a95-b0e1-6f52c9a7d318'] }),
)
const reversed = (text: string): string => text.split('').reverse().join('')

function found(body: Buffer | string): string[] {
  const input = request('/t', ['Content-Type: application/json'], body)
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

test.each([
  ['an address with hyphens', 'A4-50-46-3B-9E-D1', 'wifi-mac'],
  ['an address without signs', 'A450463B9ED1', 'wifi-mac'],
  ['a UUID without hyphens, in capitals', '8D2F6B1473CE4A95B0E16F52C9A7D318', 'advertising-id'],
])('reversed in a message of protobuf: %s', (_, text, kind) => {
  const field = Buffer.from(reversed(text))
  const body = Buffer.concat([
    Buffer.from([0x08, 0xb7, 0xf2, 1, 0x12, field.length]),
    field,
    Buffer.from([0x18, 1]),
  ])
  expect(found(body)).toEqual([expect.stringContaining(kind)])
})

test('a value whose second part stands in front', () => {
  for (const text of [imei, mac.replaceAll(':', '')])
    for (const at of [1, 5, text.length - 1])
      expect(found(JSON.stringify({ a: text.slice(at) + text.slice(0, at) })), `${text} ${at}`).toEqual([
        expect.stringMatching(text === imei ? /^imei=/ : /^wifi-mac=/),
      ])
})

test.each([
  ['one digit is another', `${imei.slice(5)}${imei.slice(0, 4)}7`],
  ['it stands in a longer number', `7${imei.slice(5)}${imei.slice(0, 5)}`],
  ['it stands in a longer word', `k${imei.slice(5)}${imei.slice(0, 5)}q`],
  ['two characters are swapped', `${imei.slice(6)}${imei.charAt(5)}${imei.slice(0, 5)}`.replace('35', '53')],
])('nothing where %s', (_, text) => {
  expect(found(JSON.stringify({ a: text }))).toEqual([])
})

const shuffled: Readonly<Record<string, (text: string) => string>> = {
  'characters swapped in pairs': (text) => text.replace(/(.)(.)/g, '$2$1'),
  'every second one first': (text) => text.replace(/(.)./g, '$1') + text.replace(/.(.)|./g, '$1'),
  'those between first': (text) => text.replace(/.(.)|./g, '$1') + text.replace(/(.)./g, '$1'),
  'hex with the halves of bytes swapped': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replace(/(.)(.)/g, '$2$1'),
  'digits three on': (text) => text.replace(/\d/g, (digit) => String((Number(digit) + 3) % 10)),
  'digits nine on': (text) => text.replace(/\d/g, (digit) => String((Number(digit) + 9) % 10)),
  'digits taken from nine': (text) => text.replace(/\d/g, (digit) => String(9 - Number(digit))),
}

test.each(Object.entries(shuffled))('%s: a value is found, and its neighbour is not', (name, write) => {
  expect(found(JSON.stringify({ a: write(imei) }))).toContain(`imei=${imei} (certain)`)
  expect(found(JSON.stringify({ a: write('358461092735192') })).join()).not.toContain(imei)
  // In pairs and in hex it may stand in a message of digits or hex, as BCD does.
  if (!name.includes('swapped'))
    expect(found(JSON.stringify({ a: `7${write(imei)}7` })).join(), 'in a longer one').not.toContain(imei)
})

test('digits of an address, which other addresses have, are not shifted', () => {
  const shifted = mac.replace(/\d/g, (digit) => String((Number(digit) + 3) % 10))
  expect(found(JSON.stringify({ a: shifted })).join()).not.toContain(mac)
})

test.each([
  ['imei', '111111111111119', '222222222222220'],
  ['imei', '123456789012345', '876543210987654'],
  ['serial', '0123456789ABCDEF', '1234567890ABCDEF'],
  ['bluetooth-mac', '00:11:22:33:44:55', '11:22:33:44:55:66'],
  ['advertising-id', '11111111-1111-4111-8111-111111111111', '88888888-8888-5888-1888-888888888888'],
])('%s %s is regular: shifted it is a value that somebody made up', (name, value, shifted) => {
  const known = new Detector(profileOf({ [name]: [value] }))
  const input = request('/t', ['Content-Type: application/json'], JSON.stringify({ a: shifted }))
  expect(summary(detect(known, input)).join()).not.toContain(`${name}=`)
})

test('digits swapped in pairs are found in longer hex, as telephony packs them', () => {
  const version = '3584610927351807'
  const known = new Detector(profileOf({ imeisv: [version] }))
  const body = JSON.stringify({ a: `07a1${version.replace(/(.)(.)/g, '$2$1')}b4` })
  const input = request('/t', ['Content-Type: application/json'], body)
  expect(isWorthDecoding(known, input) && summary(detect(known, input)).join()).toContain(`imeisv=${version}`)
})
