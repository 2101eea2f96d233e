import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const udid = '00008110-000A5C2E1A31801E'
const inUsb = udid.replace('-', '')
const decimal = '2916102844809246'
const blind = new Detector(null)

test.each([
  [udid, udid],
  [udid, inUsb],
  [inUsb, udid],
  [inUsb, inUsb.toLowerCase()],
  [udid, decimal],
  [udid, '0xA5C2E1A31801E'],
  [decimal, '000A5C2E1A31801E'],
  [decimal, '0xa5c2e1a31801e'],
  [decimal, udid],
  ['000A5C2E1A31801E', decimal],
  ['000A5C2E1A31801E', '0xA5C2E1A31801E'],
  ['0xA5C2E1A31801E', decimal],
])('the profile has %s: %s is found', (known, written) => {
  const detector = new Detector(profileOf({ 'device-id': [known] }))
  const input = request('/x', [], JSON.stringify({ a: written }))
  expect(isWorthDecoding(detector, input)).toBe(true)
  const { detections } = detect(detector, input)
  expect(detections.map(({ by, identifier }) => `${by} ${identifier}`)).toContain('profile device-id')
})

test.each([
  ['/x', `hello ${udid} and bye`],
  ['/x', JSON.stringify({ x: udid })],
  ['/x', JSON.stringify({ x: udid.toLowerCase() })],
  [`/devices/${udid}/enroll`, ''],
  [`/enroll?u=${udid}`, ''],
])('%s %s: its form says what it is', (target, body) => {
  const input = request(target, [], body)
  expect(isWorthDecoding(blind, input)).toBe(true)
  expect(summary(detect(blind, input)).map((one) => one.toUpperCase())).toEqual([
    `DEVICE-ID=${udid} (PROBABLE)`,
  ])
})

test.each([
  '00008110000A5C2E1A31801E',
  '20240110-000A5C2E1A31801E',
  `${udid}-1`,
  '00008110-550A5C2E1A31801E',
  // Counters that are filled up with zeros.
  '0000002a-0000000000000517',
  '00000001-0000000000000001',
  '00000000-0012345678901234',
  '00008110-000000001A31801E',
  // No type of a chip, counting digits, and one over and over.
  '0000abcd-00aabbccddeeff00',
  '00008110-0012345678901234',
  '00008110-0000112233445566',
  '00008110-0011111111111111',
])('%s: its form says nothing', (text) =>
  expect(summary(detect(blind, request('/x', [], JSON.stringify({ x: text }))))).toEqual([]),
)

test('a shorter number is written as it is', () => {
  const detector = new Detector(profileOf({ 'device-id': ['29161028448'] }))
  const { detections } = detect(detector, request('/x', [], '{"deviceId":"0x6ca1e2b20"}'))
  expect(detections.map(({ by }) => by)).toEqual(['recogniser:device-id'])
})
