import { expect, test } from 'vitest'
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
