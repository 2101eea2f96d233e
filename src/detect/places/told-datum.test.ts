import { expect, test } from 'vitest'
import { detect, request } from '../../../test/support/decoded-tree.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import type { Place, Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'
import { geohash } from '../grids/geohash.ts'
import type { Detection } from '../types.ts'
import { baiduMetres, inDatum } from './datums.ts'
import type { Datum, LatLon } from './datums.ts'

/** A square that everybody knows. */
const home: Place = { name: 'home', lat: 39.9087, lon: 116.3975, cells: [], bssids: [] }
const at: LatLon = { lat: 39.9087, lon: 116.3975 }
const oslo: Place = { name: 'oslo', lat: 59.9139, lon: 10.7522, cells: [], bssids: [] }
const profileOf = (...places: Place[]): Profile => ({ name: 'x', identifiers: new Map(), places })
const knowing = new Detector(profileOf(home))
const blind = new Detector(null)
const gcj = inDatum(at, 'gcj02')
const bd = inDatum(at, 'bd09')
const titles = { gcj02: 'GCJ-02', bd09: 'BD-09' } as const

function placesOf(
  detector: Detector,
  target: string,
  body: Buffer | string = '',
  host = 'api.example.com',
): readonly Detection[] {
  return detect(detector, request(target, [], body), { host }).detections.filter(
    ({ identifier }) => identifier === 'location',
  )
}

function kilometresFrom(spot: LatLon, { normal }: Detection): number {
  const [lat = 0, lon = 0] = normal.split(',').map(Number)
  return kilometresBetween(lat, lon, spot.lat, spot.lon)
}

function varint(value: number): number[] {
  const bytes: number[] = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  return [...bytes, value]
}

function doubles({ lat, lon }: LatLon, size: 4 | 8): Buffer {
  const bytes = Buffer.alloc(size * 2 + 4)
  for (const [index, half] of [lat, lon].entries())
    if (size === 8) bytes.writeDoubleLE(half, 2 + index * 8)
    else bytes.writeFloatBE(half, 2 + index * 4)
  return bytes
}

function integers({ lat, lon }: LatLon, unit: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeInt32LE(Math.round(lat * unit), 2)
  bytes.writeInt32LE(Math.round(lon * unit), 6)
  return bytes
}

/** A place as programs write it, and how many values it takes. */
const forms: readonly (readonly [form: string, write: (spot: LatLon) => Buffer | string, values: number])[] =
  [
    [
      'decimals under their names',
      ({ lat, lon }) => JSON.stringify({ lat: lat.toFixed(5), lng: lon.toFixed(5) }),
      2,
    ],
    [
      'the longitude first',
      ({ lat, lon }) => JSON.stringify({ x: `${lon.toFixed(6)},${lat.toFixed(6)}` }),
      1,
    ],
    ['three decimals', ({ lat, lon }) => JSON.stringify({ x: `${lat.toFixed(3)},${lon.toFixed(3)}` }), 1],
    ...[5, 6, 7].map(
      (scale) =>
        [
          `E${scale}`,
          ({ lat, lon }: LatLon) =>
            JSON.stringify({ a: Math.round(lat * 10 ** scale), b: Math.round(lon * 10 ** scale) }),
          1,
        ] as const,
    ),
    ['whole numbers of 32 bits', (spot) => integers(spot, 1e7), 1],
    ['floats', (spot) => doubles(spot, 4), 1],
    ['doubles', (spot) => doubles(spot, 8), 1],
    [
      'varints',
      ({ lat, lon }) =>
        Buffer.from([
          0x0a,
          0x0c,
          0x08,
          ...varint(Math.round(lat * 1e6)),
          0x10,
          ...varint(Math.round(lon * 1e6)),
          0,
        ]),
      1,
    ],
    ['doubles in base64', (spot) => JSON.stringify({ x: doubles(spot, 8).toString('base64') }), 1],
    ['geohash', ({ lat, lon }) => JSON.stringify({ x: geohash(lat, lon, 9) }), 1],
    [
      'degrees and minutes',
      ({ lat, lon }) =>
        JSON.stringify({
          x: `${Math.floor(lat)}\u00b0${((lat % 1) * 60).toFixed(4)}' N, ${Math.floor(lon)}\u00b0${((lon % 1) * 60).toFixed(4)}' E`,
        }),
      1,
    ],
  ]

test.each((['gcj02', 'bd09'] as const).flatMap((datum) => forms.map((form) => [datum, ...form] as const)))(
  'a place of the profile in %s as %s is found once, and told in WGS 84',
  (datum, _, write, values) => {
    const found = placesOf(knowing, '/a', write(inDatum(at, datum)))
    expect(found).toHaveLength(values)
    for (const one of found) {
      expect(kilometresFrom(at, one)).toBeLessThan(0.1)
      expect(one.confidence).toBe('certain')
      expect(one.writtenAs).toContain(titles[datum])
      expect(one.reasons.join('; ')).toContain(`taken as ${titles[datum]}`)
    }
  },
)

test.each(forms)('as a receiver says it, as %s, it is converted from nothing', (_, write, values) => {
  const found = placesOf(knowing, '/a', write(at))
  expect(found).toHaveLength(values)
  for (const one of found) {
    expect(kilometresFrom(at, one)).toBeLessThan(0.1)
    expect(`${one.writtenAs} ${one.reasons.join('; ')}`).not.toMatch(/GCJ|BD-09/)
  }
})

test.each(forms)('no place outside of China is found where it would lie shifted, as %s', (_, write) => {
  // As far off as maps in China are.
  const shifted = { lat: 59.9139 + gcj.lat - at.lat + 0.006, lon: 10.7522 + gcj.lon - at.lon + 0.0065 }
  expect(
    placesOf(new Detector(profileOf(oslo)), '/a', write(shifted)).filter(({ by }) => by === 'profile'),
  ).toEqual([])
})

test('the metres of Baidu’s maps', () => {
  const { easting, northing } = baiduMetres(bd)
  const [x, y] = [easting.toFixed(2), northing.toFixed(2)]
  for (const [target, body] of [
    [`/a?x=${x}&y=${y}`, ''],
    [`/a?nb_x=${x}&nb_y=${y}&l=12`, ''],
    [`/a?qt=cen&c=${Math.round(easting)},${Math.round(northing)}`, ''],
    ['/a', JSON.stringify({ location: { x: Number(x), y: Number(y) }, coord: 'bd09mc' })],
  ] as const) {
    const found = placesOf(knowing, target, body)
    expect([target, found.length]).toEqual([target, 1])
    for (const one of found) {
      expect(kilometresFrom(at, one)).toBeLessThan(0.002)
      expect([one.confidence, one.writtenAs]).toEqual(['certain', "metres of Baidu's maps: ±1 m, BD-09"])
    }
  }
  expect(placesOf(knowing, `/a?x=${x}&y=${(northing + 2_000).toFixed(2)}`)).toEqual([])
})

const decimal = ({ lat, lon }: LatLon, ...more: string[]): string =>
  `/a?${[`lat=${lat.toFixed(6)}`, `lng=${lon.toFixed(6)}`, ...more].join('&')}`

test.each([
  ['gcj02', 'coordtype=gcj02'],
  ['gcj02', 'coordType=gcj02ll'],
  ['gcj02', 'coordsys=autonavi'],
  ['gcj02', 'coord_system=GCJ-02'],
  ['gcj02', 'map_type=amap'],
  ['gcj02', 'k=gcj02'],
  ['bd09', 'coor=bd09ll'],
  ['bd09', 'coor_type=bd09ll'],
  ['bd09', 'coorType=bd09ll&ret_coordtype=gcj02ll'],
  ['bd09', 'coordsys=baidu'],
] as const)('without a profile %s is told by %s', (datum, type) => {
  const found = placesOf(blind, decimal(inDatum(at, datum), type))
  expect(found).toHaveLength(2)
  for (const one of found) {
    expect(one.normal).toBe('39.9087,116.3975')
    expect(one.writtenAs).toBe(titles[datum])
    expect(one.reasons).toContainEqual(expect.stringMatching(/^the field ".*" says that it is /))
    expect(one.reasons.join()).not.toContain('shifted')
  }
})

test('the type in the same object counts before others, and such that contradict each other say nothing', () => {
  const points = {
    a: { latitude: gcj.lat, longitude: gcj.lon, type: 'gcj02' },
    b: { latitude: bd.lat, longitude: bd.lon, type: 'bd09ll' },
  }
  const found = placesOf(blind, '/a', JSON.stringify(points))
  expect(found.map((one) => [one.writtenAs, kilometresFrom(at, one) < 0.001])).toEqual([
    ['GCJ-02', true],
    ['GCJ-02', true],
    ['BD-09', true],
    ['BD-09', true],
  ])
  const [one] = placesOf(blind, decimal(gcj, 'coordtype=gcj02', 'coor=bd09ll'))
  expect([one?.writtenAs, one?.reasons.at(-1)]).toEqual(['', expect.stringMatching(/^but apps in China/)])
})

test('names and servers say it, too', () => {
  const named = placesOf(blind, `/a?gcj_lat=${gcj.lat.toFixed(6)}&gcj_lng=${gcj.lon.toFixed(6)}`)
  const camel = placesOf(blind, `/a?bdLat=${bd.lat.toFixed(6)}&bdLng=${bd.lon.toFixed(6)}`)
  const amap = placesOf(
    blind,
    `/v3/geocode/regeo?location=${gcj.lon.toFixed(6)},${gcj.lat.toFixed(6)}`,
    '',
    'restapi.amap.com',
  )
  const baidu = placesOf(
    blind,
    `/reverse_geocoding/v3/?location=${bd.lat.toFixed(6)},${bd.lon.toFixed(6)}`,
    '',
    'api.map.baidu.com',
  )
  expect([named, camel, amap, baidu].map((found) => found.map(({ normal }) => normal))).toEqual([
    ['39.9087,116.3975', '39.9087,116.3975'],
    ['39.9087,116.3975', '39.9087,116.3975'],
    ['39.9087,116.3975'],
    ['39.9087,116.3975'],
  ])
  const nested = (name: string): string =>
    placesOf(blind, '/a', JSON.stringify({ [name]: { lat: bd.lat, lng: bd.lon } }))[0]?.writtenAs ?? ''
  expect(['BD09', 'baidu', 'bd', 'marshal', 'abduct'].map(nested)).toEqual(['BD-09', 'BD-09', '', '', ''])
  expect(amap[0]?.reasons).toContain('restapi.amap.com takes GCJ-02 where nothing else is said')
  // Its converter takes those of others, and a known place knows better.
  const convert = `/v3/assistant/coordinate/convert?locations=${at.lon},${at.lat}`
  for (const more of ['', '&coordsys=gps'])
    expect(placesOf(blind, convert + more, '', 'restapi.amap.com').map(({ normal }) => normal)).toEqual([
      '39.9087,116.3975',
    ])
  const exact = placesOf(knowing, decimal(at), '', 'restapi.amap.com')
  expect(exact.map(({ normal, writtenAs }) => [normal, writtenAs])).toEqual([
    ['39.9087,116.3975', ''],
    ['39.9087,116.3975', ''],
  ])
})

test('where nothing says it, that is told, and the place stays as it was sent', () => {
  const [one] = placesOf(blind, decimal(gcj))
  expect(one).toMatchObject({ normal: '39.910103,116.403744', writtenAs: '', confidence: 'probable' })
  expect(one?.reasons.at(-1)).toBe(
    'but apps in China mostly send places shifted by 100 to 700 m or more (GCJ-02, BD-09), and nothing says whether this one is',
  )
  const [coarse] = placesOf(knowing, '/a?lat=39.9117&lng=116.3985')
  expect(coarse?.reasons).toContainEqual(expect.stringMatching(/^0\.3 km from "home" of the profile$/))
  expect(coarse?.reasons.at(-1)).toMatch(/^but apps in China/)
  const [said] = placesOf(blind, decimal(gcj, 'coordtype=wgs84'))
  expect(said?.reasons.at(-1)).toBe('the field "coordtype" says that it is WGS 84')
  for (const outside of [
    { lat: 59.9139, lon: 10.7522 },
    { lat: 37.5665, lon: 126.978 },
    { lat: 25.0375, lon: 121.5637 },
  ])
    for (const type of ['', 'coordtype=gcj02'])
      for (const found of placesOf(blind, decimal(outside, type))) {
        expect(kilometresFrom(outside, found)).toBeLessThan(0.001)
        expect(found.reasons.join()).not.toMatch(/China|GCJ/)
      }
  // The boxes take these in; a type beside them is believed.
  for (const beside of [
    { lat: 31.5204, lon: 74.3587 },
    { lat: 27.7172, lon: 85.324 },
  ]) {
    expect(
      placesOf(blind, decimal(beside, ''))
        .flatMap(({ reasons }) => reasons)
        .join(),
    ).not.toMatch(/China|GCJ/)
    expect(
      placesOf(blind, decimal(beside, 'coordtype=gcj02'))
        .flatMap(({ reasons }) => reasons)
        .join(),
    ).toMatch(/GCJ/)
  }
})

test('a type that belies the place of the profile is said', () => {
  const told = (spot: LatLon, type: Datum): Detection | undefined =>
    placesOf(knowing, decimal(spot, `coordtype=${type}`))[0]
  expect(told(gcj, 'wgs84')).toMatchObject({ confidence: 'probable', normal: '39.910103,116.403744' })
  expect(told(gcj, 'wgs84')?.reasons.at(-1)).toBe('but as WGS 84 it is 0.6 km from "home"')
  const off = { lat: gcj.lat + 0.002, lon: gcj.lon + 0.002 }
  expect(told(off, 'wgs84')?.confidence).toBe('possible')
  expect(told(gcj, 'gcj02')?.confidence).toBe('certain')
})

test('a server takes what it does only where nothing is said, and only where its documentation says so', () => {
  const location = `location=${at.lat},${at.lon}`
  for (const [target, host] of [
    [`/place/v2/search?${location}&coord_type=1`, 'api.map.baidu.com'],
    [`/v3/geocode/regeo?location=${at.lon},${at.lat}&coordsys=mapbar`, 'restapi.amap.com'],
    [`/place/v2/search?${location}&coord_type=gcj02&coordtype=wgs84`, 'api.map.baidu.com'],
    [`/sdk?lat=${at.lat}&lng=${at.lon}`, 'loc.map.baidu.com'],
    [`/log?lat=${at.lat}&lng=${at.lon}`, 'logs.amap.com'],
  ] as const) {
    const [one] = placesOf(blind, target, '', host)
    expect([target, one?.normal]).toEqual([target, '39.9087,116.3975'])
    expect(one?.reasons.at(-1)).toMatch(/^but apps in China/)
  }
})

test('of two places of the profile the one in the datum that is said is told', () => {
  // 0.2 km from where home is in BD-09.
  const work: Place = { name: 'work', lat: 39.9152, lon: 116.4076, cells: [], bssids: [] }
  const both = new Detector(profileOf(home, work))
  const sent: LatLon = { lat: 39.916, lon: 116.4092 }
  const [said] = placesOf(both, decimal(sent, 'coordtype=wgs84'))
  expect(said).toMatchObject({ normal: '39.916,116.4092', confidence: 'certain', by: 'profile' })
  expect(said?.reasons.at(-1)).toBe('as WGS 84 it is 0.2 km from "work"')
  // Where nothing says it, it may be either.
  const [unsaid] = placesOf(both, decimal(sent))
  expect(unsaid).toMatchObject({ normal: '39.916,116.4092', writtenAs: '', by: 'profile' })
  expect(unsaid?.reasons).toContain('but as WGS 84 it is 0.2 km from "work"')
  expect(unsaid?.reasons.at(-1)).toMatch(/^but apps in China/)
})

test('names of makers count where they are of the place itself', () => {
  const point = { lat: bd.lat, lng: bd.lon }
  const writtenIn = (value: object): (string | undefined)[] =>
    placesOf(blind, '/a', JSON.stringify(value)).map(({ writtenAs }) => writtenAs)
  expect(writtenIn({ baidu: point })).toEqual(['BD-09', 'BD-09'])
  expect(writtenIn({ baidu: [point] })).toEqual(['BD-09', 'BD-09'])
  expect(writtenIn({ baidu_stat: { gps: point } })).toEqual(['', ''])
  expect(writtenIn({ mars_rover: point })).toEqual(['', ''])
  expect(writtenIn({ mars_location: point })).toEqual(['GCJ-02', 'GCJ-02'])
  expect(writtenIn({ bd09: { home: { at: point } } })).toEqual(['BD-09', 'BD-09'])
  // Of the names that name one, the nearest.
  expect(writtenIn({ gcj02: { baidu: point } })).toEqual(['BD-09', 'BD-09'])
})

test('the reason names the documented server, not what stands in front of it', () => {
  const [one] = placesOf(blind, `/v3/x?location=${gcj.lon},${gcj.lat}`, '', 'k123456.restapi.amap.com')
  expect(one?.reasons).toContain('restapi.amap.com takes GCJ-02 where nothing else is said')
})
