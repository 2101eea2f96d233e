import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { protobufBytes, protobufNumber } from '../../../test/support/protobuf-fields.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'

const stranger = new Detector(null)
const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }

function pair(lat: number, lon: number): Buffer {
  const bytes = Buffer.from('0d000000001500000000', 'hex')
  bytes.writeInt32LE(Math.round(lat * 1e7), 1)
  bytes.writeInt32LE(Math.round(lon * 1e7), 6)
  return bytes
}

/** Role, producer, moment, place and radius, as browsers fill the message. */
function descriptor(lat: number, lon: number): Buffer {
  const moment = Buffer.from('18c0c480c1c1c48203', 'hex')
  const radius = Buffer.from('3d00409c46', 'hex')
  return Buffer.concat([
    protobufNumber(1, 1),
    protobufNumber(2, 12),
    moment,
    protobufBytes(5, pair(lat, lon)),
    radius,
  ])
}

function placesIn(field: string, by = stranger): string[] {
  const input = request('/search?q=a', [field])
  const { detections } = detect(by, input)
  if (detections.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return detections.map((one) => `${one.identifier} ${one.normal} ${one.confidence}`)
}

test.each([
  [59.913868, 10.752245],
  [37.421, -122.084],
  [-33.85678, 151.2153],
  // As a float it would be a plausible number.
  [13.7563, 100.5018],
  [39.7392, -104.9903],
])('%f, %f', (lat, lon) => {
  const bytes = descriptor(lat, lon)
  for (const word of [bytes.toString('base64'), bytes.toString('base64url')]) {
    expect(placesIn(`X-Geo: w ${word}`)).toEqual([`location ${lat},${lon} probable`])
    expect(placesIn(`x-geo: w ${word} w ${word}`)).toHaveLength(2)
  }
})

test('near a place of the profile it is that', () =>
  expect(
    placesIn(`X-Geo: w ${descriptor(59.9139, 10.7522).toString('base64')}`, new Detector(profile)),
  ).toEqual(['location 59.9139,10.7522 certain']))

test('where it stands is the base64', () => {
  const word = descriptor(59.9139, 10.7522).toString('base64url')
  const [found] = detect(stranger, request('/', [`X-Geo: w ${word}`])).detections
  expect(found?.node.bytes.toString('latin1', found.start, found.end)).toBe(word)
})

test.each([
  [
    'no place',
    Buffer.concat([protobufNumber(1, 1), protobufNumber(2, 12), Buffer.from('18c0c480c1c1c48203', 'hex')]),
  ],
  ['none on earth', descriptor(95, 10.7522)],
  ['zero', descriptor(0, 0)],
  ['cut', descriptor(59.9139, 10.7522).subarray(0, 20)],
])('%s', (_, bytes) => expect(placesIn(`X-Geo: w ${bytes.toString('base64')}`)).toEqual([]))

test('under another name it is nothing', () =>
  expect(placesIn(`X-Data: w ${descriptor(59.9139, 10.7522).toString('base64')}`)).toEqual([]))

test('takes any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const places = placesIn(`X-Geo: w ${Buffer.from(bytes).toString('base64')}`)
      expect(places.filter((place) => place.startsWith('location')).length).toBeLessThanOrEqual(1)
    }),
  )
})
