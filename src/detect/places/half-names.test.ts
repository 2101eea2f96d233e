import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'
import { halfOf, isCoordinate, isSlight, namesHalf, orderOf } from './half-names.ts'

test.each([
  ['lat', true],
  ['userLatitude', true],
  ['latE7', true],
  ['lng', true],
  // With what it is measured in, in which datum, and how it is held.
  ['latitudeInDegrees', true],
  ['longitude_deg', true],
  ['LAT_WGS84', true],
  ['lngGCJ02', true],
  ['lat_value', true],
  ['long_gps', true],
  ['lattitude', true],
  ['longtitude', true],
  ['enlem', true],
  ['bujur', true],
  // Types of numbers and texts, spans, turns and films.
  ['longValue', false],
  ['long_text', false],
  ['longString', false],
  ['latDelta', false],
  ['rotationInDegrees', false],
  ['altitudeDegrees', false],
  ['video', false],
  ['platform', false],
  ['longitudinal', false],
])('%s names one half of a place: %s', (name, isOne) => {
  expect(namesHalf(name)).toBe(isOne)
})

test('which half it is, and what stands in front', () => {
  expect(halfOf('ne_lat')).toEqual({ half: 'lat', rest: 'ne' })
  expect(halfOf('longitude')).toEqual({ half: 'lon', rest: '' })
  expect(halfOf('height')).toBeNull()
  expect(isCoordinate('breddegrad')).toBe(true)
  for (const [lat, lon] of [
    ['enlem', 'boylam'],
    ['lintang', 'bujur'],
    ['breedtegraad', 'lengtegraad'],
    ['szerokoscGeograficzna', 'dlugoscGeograficzna'],
  ] as const)
    expect([halfOf(lat)?.half, halfOf(lon)?.half]).toEqual(['lat', 'lon'])
  // In Polish and German these are the width and the height of anything.
  expect(['szerokosc', 'dlugosc', 'breite', 'laenge'].map(halfOf)).toEqual([null, null, null, null])
})

test('names of two letters say little', () => {
  expect([isSlight('la'), isSlight('max_lo'), isSlight('lat')]).toEqual([true, true, false])
})

test('in arrays the longitude is first where GeoJSON names them', () => {
  expect(['coordinates', 'latLng', 'home_location', 'values'].map(orderOf)).toEqual([
    'lon',
    'lat',
    'lat',
    undefined,
  ])
})

test.each([
  [{ latitudeInDegrees: 59.918274, longitudeInDegrees: 10.734918 }, 2],
  [{ LAT_WGS84: '59.918274', LON_WGS84: '10.734918' }, 2],
  [{ enlem: 59.918274, boylam: 10.734918 }, 2],
  // Half of a pair, and numbers of other kinds.
  [{ lat_value: 59.918274, longValue: 10.734918 }, 0],
  [{ rotationInDegrees: 59.918274, headingInDegrees: 10.734918 }, 0],
])('a pair under such names is a place: %j', (body, count) => {
  expect(foundIn(body).filter((one) => one.startsWith('location='))).toHaveLength(count)
})
