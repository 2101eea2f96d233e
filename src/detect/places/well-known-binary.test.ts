import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'

const stranger = new Detector(null)
const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }

function placesIn(value: unknown, by = stranger): string[] {
  const input = request('/upload', [], JSON.stringify(value))
  const { detections } = detect(by, input)
  if (detections.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return detections.map((one) => `${one.identifier} ${one.normal} ${one.confidence}`)
}

/** The longitude and the latitude behind `head`, with what follows. */
function written(head: string, isLittle: boolean, ...numbers: readonly number[]): string {
  const bytes = Buffer.alloc(8 * numbers.length)
  for (const [at, number] of numbers.entries())
    if (isLittle) bytes.writeDoubleLE(number, at * 8)
    else bytes.writeDoubleBE(number, at * 8)
  return head + bytes.toString('hex')
}
const found = ['location 59.91273,10.74609 probable']
const [lon, lat] = [10.74609, 59.91273]

test.each([
  written('0101000000', true, lon, lat),
  written('0000000001', false, lon, lat),
  written('0101000020E6100000', true, lon, lat).toUpperCase(),
  written('0020000001000010e6', false, lon, lat),
  written('01010000a0e6100000', true, lon, lat, 12.5),
  written('01e9030000', true, lon, lat, 12.5),
  written('e61000000101000000', true, lon, lat),
  `\\x${written('0101000020e6100000', true, lon, lat)}`,
  `0x${written('0101000000', true, lon, lat)}`,
])('a point in hex: %s', (hex) => {
  for (const name of ['geom', 'the_geom', 'location', 'last_position', 'geometry', 'wkb'])
    expect([name, placesIn({ [name]: hex })]).toEqual([name, found])
})

test('the point of the manual of PostGIS (ST_PointFromText) is read as it says', () =>
  expect(placesIn({ geom: '0101000020E6100000CB49287D21C451C0F0BF95ECD8244540' })).toEqual([
    'location 42.28787,-71.064544 probable',
  ]))

test('near a place of the profile it is that', () => {
  const hex = written('0101000000', true, 10.75225, 59.91387)
  expect(placesIn({ geom: hex }, new Detector(profile))).toEqual(['location 59.91387,10.75225 certain'])
})

test.each([
  // Under another name, of another length, on no earth, of a drawing, in metres, at no place, of a line.
  { hash: written('0101000000', true, lon, lat) },
  { location: `${written('0101000000', true, lon, lat)}00` },
  { location: written('0101000000', true, lon, 159.91273) },
  { location: written('0101000000', true, 12, 44.5) },
  { location: written('0101000020110f0000', true, lon, lat) },
  { location: written('0101000000', true, 0, 0) },
  { location: written('0102000000', true, lon, lat) },
  { location: `0101000000${'7'.repeat(31)}g` },
  { store: { location: '0101000000' } },
])('something else is none: %j', (value) => expect(placesIn(value)).toEqual([]))

test('that of a business is only possible', () =>
  expect(placesIn({ store: { geom: written('0101000000', true, lon, lat) } })).toEqual([
    'location 59.91273,10.74609 possible',
  ]))
