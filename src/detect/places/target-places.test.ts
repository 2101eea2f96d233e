import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }
const stranger = new Detector(null)
const detector = new Detector(profile)

function placesIn(target: string, by = stranger, host = 'api.example.com'): string[] {
  const input = request(target)
  const found = detect(by, input, { host }).detections
  // The probe may say yes where nothing is, and never no where something is.
  if (found.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return found.map((one) => `${one.identifier} ${one.normal} ${one.confidence}`)
}

describe('two numbers in the target of a request', () => {
  test.each([
    ['/v1/current.json?key=abc&q=59.93,10.77', '59.93,10.77 possible'],
    ['/v1/current.json?q=59.93%2C10.77', '59.93,10.77 possible'],
    ['/v1/current.json?q=59.93%252C10.77', '59.93,10.77 possible'],
    ['/v1/current.json?q=-33.86,+151.21', '-33.86,151.21 possible'],
    ['/points/59.93,10.77/stations', '59.93,10.77 possible'],
    ['/points/59.9312,10.7712', '59.9312,10.7712 probable'],
    ['/forecast/0123456789abcdef/59.9312,10.7712?units=si', '59.9312,10.7712 probable'],
    ['/forecast/0123456789abcdef/59.9312,10.7712,1700000000', '59.9312,10.7712 probable'],
    ['/v1/timezone/59.9312,10.7712', '59.9312,10.7712 probable'],
    ['/maps/@59.9312,10.7712,15z', '59.9312,10.7712 probable'],
    // Longitude first.
    ['/geocoding/v5/mapbox.places/-73.989,40.733.json?limit=1', '40.733,-73.989 probable'],
    // Two segments of a path.
    ['/api/v1/weather/nb/59.931234/10.771245', '59.931234,10.771245 probable'],
    ['/v3/weather/nb-NO/59.931/10.771?dataSets=airQuality', '59.931,10.771 probable'],
    ['/v3/weather/en-AU/-33.861/151.211', '-33.861,151.211 probable'],
    ['/forecast/59.93/10.77', '59.93,10.77 possible'],
    ['/v1/places/nearby/59.93/10.77', '59.93,10.77 possible'],
    ['/weather/59.93/10.77/nb', '59.93,10.77 possible'],
    ['/location/59.93/10.77', '59.93,10.77 possible'],
    ['/weather/ios/59.93123/10.77124', '59.93123,10.77124 probable'],
    ['/maps/ios/59.93123/10.77124', '59.93123,10.77124 probable'],
    ['/v1/availability/59.9312/10.7712/now', '59.9312,10.7712 possible'],
    // Nothing speaks of places: fine numbers alone.
    ['/c?p=59.9312,10.7712', '59.9312,10.7712 possible'],
    // In a circle, and behind the name of the place.
    ['/v1/discover?in=circle:59.9312,10.7712;r=500', '59.9312,10.7712 possible'],
    ['/otp/plan?fromPlace=Hjem%20og%20hage::59.9312,10.7712', '59.9312,10.7712 possible'],
  ])('%s', (target, expected) => {
    expect(placesIn(target)).toEqual([`location ${expected}`])
  })

  test('what stands in front of numbers that are no place makes them none', () => {
    expect(placesIn('/c?p=circle:59.9,10.7;r=500')).toEqual([])
    expect(placesIn('/c?p=std::1.2345,2.3456::x')).toEqual([])
    expect(placesIn('/c?p=square:59.9312,10.7712')).toEqual([])
    expect(placesIn('/c?v=release::59.9312,10.7712')).toEqual([])
    expect(placesIn('/c?x=59.9312,10.7712;q=0.9')).toEqual([])
  })

  test('the host may say what is asked for', () => {
    expect(placesIn('/v3/x?at=59.93,10.77', stranger, 'api.weather.gov')).toEqual([
      'location 59.93,10.77 possible',
    ])
    expect(placesIn('/v3/x?at=59.93,10.77', stranger, 'shop.example')).toEqual([])
  })

  test('near a place of the profile they are that', () => {
    expect(placesIn('/v1/current.json?q=59.91,10.75', detector)).toEqual(['location 59.91,10.75 certain'])
    expect(placesIn('/v3/weather/nb-NO/59.914/10.752', detector)).toEqual(['location 59.914,10.752 certain'])
    expect(placesIn('/maps/android/59.91/10.75', detector)).toEqual(['location 59.91,10.75 certain'])
    expect(placesIn('/c?q=10.75,59.91', detector)).toEqual(['location 59.91,10.75 certain'])
    // A region that holds it, where places are asked for.
    expect(placesIn('/forecast/0123456789abcdef/59.9,10.8', detector)).toEqual([
      'location 59.9,10.8 possible',
    ])
    expect(placesIn('/forecast/0123456789abcdef/60.9,10.8', detector)).toEqual([])
    expect(placesIn('/items?q=59.9,10.8', detector)).toEqual([])
  })

  test.each([
    ['one decimal is a region', '/forecast/59.9,10.7'],
    ['prices', '/items?price=1000.50,19.99'],
    ['prices, too', '/items?range=12.5000,19.9900'],
    ['a measure of time', '/c?timing=12.3456,45.2345'],
    ['arithmetic of a clock', '/c?p=12.600000023841858,45.19999998807907'],
    ['two decimals that nothing names', '/c?p=12.34,45.23'],
    ['shares of a picture', '/c?p=0.2512,0.7544'],
    ['three numbers', '/c?p=12.3456,45.2345,67.3456'],
    ['a box', '/maps/tiles?area=10.7512,59.9012,10.7612,59.9112'],
    ['sizes of a map', '/maps/render?size=120.50,60.25'],
    ['no latitude', '/c?q=95.1234,97.1234'],
    ['versions', '/app/1.2.3456,1.2.3457'],
    ['a version and a build', '/q=10.15.2212,10.15.2213'],
    ['a tile', '/tiles/12/2170/1191.png'],
    ['versions in a path', '/sdk/10.15/14.25/lib.js'],
    ['a version and a day', '/maps/10.15/2024.12/lib.js'],
    ['versions of a system and an app', '/nearest/ios/16.10/8.12'],
    ['versions behind a word of places', '/ota/map/12.04/12.05/delta.zip'],
    ['prices', '/reverse/12.50/99.90'],
    ['long versions', '/maps-sdk/7.1234/12.3456/init'],
    ['versions of a system', '/location/android/7.1234/12.3456/init'],
    ['three segments', '/shapes/12.3456/45.2345/67.3456'],
    ['zero', '/points/0.0000,0.0000'],
  ])('%s: none', (_, target) => {
    expect(placesIn(target)).toEqual([])
  })

  test('in a body they are none', () => {
    const body = 'q=59.9312,10.7712'
    const input = request('/points', ['Content-Type: application/x-www-form-urlencoded'], body)
    expect(detect(stranger, input).detections).toEqual([])
  })

  test.each([
    [
      '/route/v1/driving/13.388860,52.517037;13.397634,52.529407',
      ['52.517037,13.388860 probable', '52.529407,13.397634 probable'],
    ],
    ['/ors/59.9312,10.7712;60.3910,5.3221', ['10.7712,59.9312 possible', '5.3221,60.3910 possible']],
  ])('%s: each of a way', (target, expected) => {
    expect(placesIn(target)).toEqual(expected.map((one) => `location ${one}`))
  })

  test('a way of any length is read once', () => {
    const way = '10.7512,59.9112;'.repeat(5_000)
    expect(placesIn(`/route/v1/driving/${way}`)).toEqual([])
  })
})

test.each([
  ['/maps/vt?pb=!1m3!1d2000!2d10.752245!3d59.913868!2m0', 'probable'],
  ['/maps/preview/place?pb=%211m3%211d2000%212d10.752245%213d59.913868', 'probable'],
  ['/maps/place/x/data=!3m1!4b1!8m2!3d59.913868!4d10.752245', 'possible'],
])('parameters of Google\u2019s maps: %s', (target, sureness) => {
  const by = new Detector(null)
  const input = request(target)
  expect(isWorthDecoding(by, input)).toBe(true)
  expect(detect(by, input).detections.map((one) => `${one.normal} ${one.confidence}`)).toEqual([
    `59.913868,10.752245 ${sureness}`,
  ])
})

test.each([
  '/maps/vt?pb=!1m3!1d2000!2d10.7!3d59.9',
  '/maps/vt?pb=!2d10!3d59',
  '/maps/vt?pb=!2d10.752245!3d99.913868',
  '/maps/vt?pb=!2d10.752245!3m1!3d59.913868',
  '/maps/vt?pb=!2d0.000000!3d0.000000',
  '/maps/vt?pb=!2d10.752245!3d59.913868.1',
])('%s has none', (target) => expect(detect(new Detector(null), request(target)).detections).toEqual([]))

test.each([
  ['Geo-Position: 59.92713;10.71846 epu=50', ['59.92713,10.71846 probable']],
  ['Geo-Position: 59.92713;10.71846', ['59.92713,10.71846 probable']],
  ['Geo-Position: 59.92713;10.71846 epu=50 hdn=45 spd=15', ['59.92713,10.71846 probable']],
  ['Geo-Position: unknown epu=50', []],
  ['X-Depth: 59.92713;10.71846 epu=50', []],
])('the position in a header: %s', (field, told) => {
  const by = new Detector(null)
  const input = request('/x', [field])
  const found = isWorthDecoding(by, input) ? detect(by, input).detections : []
  expect(found.map((one) => `${one.normal} ${one.confidence}`)).toEqual(told)
})
