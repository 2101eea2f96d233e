import { describe, expect, test } from 'vitest'
import { detect, profileOf, request } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const androidId = '9f3b6c1d2e4a5807'
const uuid = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
const blind = new Detector(null)

function kinds(body: object, detector = blind): string[] {
  const { detections } = detect(detector, request('/', [], JSON.stringify(body)))
  return detections.map(({ identifier, node, confidence }) => `${node.key}: ${identifier} (${confidence})`)
}

test.each([
  [
    { android_id: androidId, deviceId: androidId, userId: androidId },
    ['android_id: android-id (probable)', 'deviceId: android-id (probable)', 'userId: android-id (probable)'],
  ],
  // However it is written.
  [
    { gaid: uuid, install_id: uuid.toUpperCase(), visitorId: uuid.replaceAll('-', '') },
    [
      'gaid: advertising-id (probable)',
      'install_id: advertising-id (probable)',
      'visitorId: advertising-id (probable)',
    ],
  ],
  [{ userId: '4790112233', phone: '+4790112233' }, ['userId: msisdn (probable)', 'phone: msisdn (probable)']],
])('a value that goes by a better name elsewhere in the message is one of that kind: %#', (body, found) =>
  expect(kinds(body)).toEqual(found),
)

test.each([
  // Two values.
  [
    { android_id: androidId, deviceId: '0123fedc4567ba98' },
    ['android_id: android-id (probable)', 'deviceId: device-id (probable)'],
  ],
  // Neither name says what the number is.
  [{ deviceId: uuid, userId: uuid }, ['deviceId: device-id (probable)', 'userId: user-id (possible)']],
  // The better name is less sure.
  [
    { sn: 'PLEGAR179230', imei: '356938035643809', deviceId: 'PLEGAR179230' },
    ['sn: serial (possible)', 'imei: imei (probable)', 'deviceId: device-id (probable)'],
  ],
  // What opens an account has no form of its own.
  [
    { userId: 'kari84solveig', password: 'kari84solveig' },
    ['userId: user-id (possible)', 'password: account-credential (probable)'],
  ],
])('and others stay what they are: %#', (body, found) => expect(kinds(body)).toEqual(found))

test('the reason is said', () => {
  const { detections } = detect(
    blind,
    request('/', [], `{"android_id":"${androidId}","deviceId":"${androidId}"}`),
  )
  expect(detections[1]).toMatchObject({ by: 'recogniser:android-id', normal: androidId })
  expect(detections[1]?.reasons).toContain(
    'the same value goes by the name of the Android ID (SSAID) elsewhere in the message',
  )
})

test('what a profile calls the value, it is', () => {
  const known = new Detector(profileOf({ 'device-id': [androidId] }))
  expect(kinds({ android_id: androidId, deviceId: androidId }, known)).toEqual([
    'android_id: device-id (certain)',
    'deviceId: device-id (certain)',
  ])
})

describe('a value that a profile has under two names is one identifier at a place', () => {
  const imei = '356938035643809'
  test.each<[object, Record<string, string>, string]>([
    // What it is named there.
    [{ imei }, { imei, serial: imei }, 'imei: imei (certain)'],
    [{ serial: imei }, { imei, serial: imei }, 'serial: serial (certain)'],
    [
      { wlan_mac: '3c5ab410531b' },
      { 'wifi-mac': '3c5ab410531b', 'bluetooth-mac': '3c5ab410531b' },
      'wlan_mac: wifi-mac (certain)',
    ],
    // Else what its form says.
    [{ q: imei }, { serial: imei, imei }, 'q: imei (certain)'],
    [{ q: androidId }, { 'user-id': androidId, 'device-id': androidId }, 'q: device-id (certain)'],
    // A name that says no more than whose number it is says less than any other.
    [
      { user_id: 'kari@example.org' },
      { email: 'kari@example.org', 'user-id': 'kari@example.org' },
      'user_id: email (certain)',
    ],
    [{ device_id: imei }, { imei, 'device-id': imei }, 'device_id: imei (certain)'],
  ])('%j of %j', (body, values, found) => {
    const profile = Object.fromEntries(Object.entries(values).map(([kind, value]) => [kind, [value]]))
    expect(kinds(body, new Detector(profileOf(profile)))).toEqual([found])
  })

  test('at two places it is what each says, and of two values each counts', () => {
    const both = new Detector(profileOf({ imei: [imei], serial: [imei] }))
    expect(kinds({ imei, serial: imei }, both)).toEqual(['imei: imei (certain)', 'serial: serial (certain)'])
    const two = new Detector(profileOf({ imei: [imei], serial: ['PLEGAR179230'] }))
    expect(kinds({ q: `${imei}/PLEGAR179230` }, two)).toEqual(['q: imei (certain)', 'q: serial (certain)'])
  })
})
