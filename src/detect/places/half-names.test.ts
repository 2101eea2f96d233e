import { expect, test } from 'vitest'
import { halfOf, isCoordinate, isSlight, namesHalf, orderOf } from './half-names.ts'

test.each([
  ['lat', true],
  ['userLatitude', true],
  ['latE7', true],
  ['lng', true],
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
