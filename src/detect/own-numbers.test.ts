import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const uuid = '6a81fc47-031d-433f-b6b4-c5444e72071c'
const plain = uuid.replaceAll('-', '')
const bytes = Buffer.from(plain, 'hex')
const drm = 'NXKmiq7MNDXWmKxOPdD/Mo7WEj97V0dcTpXUFBgE6tE='
const drmBytes = Buffer.from(drm, 'base64')
const detector = new Detector(
  profileOf({
    'install-id': [uuid],
    'device-id': ['dv-5b92558589eaff309cad'],
    'user-id': ['u114426942'],
    'widevine-id': [drm],
  }),
)
const digest = (name: string, value: string | Buffer): string => createHash(name).update(value).digest('hex')
/** As field 2 of protobuf, behind a number. */
const inProtobuf = (value: Buffer): Buffer => Buffer.concat([Buffer.from([8, 5, 0x12, value.length]), value])

describe('numbers of a program’s own making, of the profile', () => {
  test.each<[string, string, string | Buffer]>([
    ['install-id', 'without hyphens', plain],
    ['install-id', 'without hyphens, in capitals', plain.toUpperCase()],
    ['install-id', 'SHA-256 without hyphens', digest('sha256', plain)],
    ['install-id', 'MD5 of the capitals', digest('md5', plain.toUpperCase())],
    ['install-id', 'its bytes in base64', bytes.toString('base64')],
    ['install-id', 'its bytes', inProtobuf(bytes)],
    ['device-id', 'in capitals', 'DV-5B92558589EAFF309CAD'],
    ['user-id', 'in capitals', 'U114426942'],
    ['widevine-id', 'as given', drm],
    ['widevine-id', 'in hex', drmBytes.toString('hex')],
    ['widevine-id', 'in base64url', drmBytes.toString('base64url')],
    ['widevine-id', 'its bytes', inProtobuf(drmBytes)],
    ['widevine-id', 'MD5 of its bytes', digest('md5', drmBytes)],
    ['widevine-id', 'SHA-256 of its bytes', digest('sha256', drmBytes)],
  ])('%s %s', (identifier, _, value) => {
    const isText = typeof value === 'string'
    const type = isText ? 'application/json' : 'application/x-protobuf'
    const input = request('/x', [`Content-Type: ${type}`], isText ? JSON.stringify({ x: value }) : value)
    expect(detect(detector, input).detections.map((found) => found.identifier)).toEqual([identifier])
    expect(isWorthDecoding(detector, input)).toBe(true)
  })
})

test('a number that is neither hex nor base64 is found as it is written', () => {
  const odd = 'drm_00041-of-the-old-phone'
  const knowing = new Detector(profileOf({ 'widevine-id': [odd] }))
  const found = detect(knowing, request(`/x?v=${odd}`)).detections.map(({ identifier, value }) => [
    identifier,
    value,
  ])
  expect(found).toEqual([['widevine-id', odd]])
})
