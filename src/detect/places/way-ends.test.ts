import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'

const stranger = new Detector(null)
const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }

function placesIn(body: string, by = stranger, direction: 0 | 1 = 0): string[] {
  const input = request('/upload', [], body)
  const { detections } = detect(by, input, { direction })
  if (detections.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return detections.map((one) => `${one.identifier} ${one.normal} ${one.confidence}`)
}

const kml = (inside: string): string =>
  `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>${inside}</Placemark></Document></kml>`
const point = (text: string): string => kml(`<Point><coordinates>${text}</coordinates></Point>`)
const line = (text: string): string => kml(`<LineString><coordinates>${text}</coordinates></LineString>`)

describe('a location object (PIDF-LO) has the latitude first', () => {
  const presence = (inside: string): string =>
    `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:x"><tuple id="s"><status><gp:geopriv><gp:location-info>${inside}</gp:location-info></gp:geopriv></status></tuple></presence>`

  test.each([
    [
      'a point',
      '<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>59.91273 10.74609</gml:pos></gml:Point>',
    ],
    ['a circle', '<gs:Circle><gml:pos> 59.91273 10.74609\n</gml:pos><gs:radius>50</gs:radius></gs:Circle>'],
    ['with its height', '<Point><pos>59.91273 10.74609 12.5</pos></Point>'],
  ])('%s', (_what, inside) => {
    expect(placesIn(presence(inside))).toEqual(['location 59.91273,10.74609 probable'])
  })

  test('corners of an area, coarse points and points of maps are none', () => {
    const corners = '<gml:pos>59.91273 10.74609</gml:pos><gml:pos>59.92273 10.75609</gml:pos>'
    for (const inside of [
      `<gml:Polygon><gml:exterior><gml:LinearRing>${corners}</gml:LinearRing></gml:exterior></gml:Polygon>`,
      '<gml:Point><gml:pos>59.9 10.7</gml:pos></gml:Point>',
      '<gml:Point><gml:pos>99.91273 10.74609</gml:pos></gml:Point>',
      '<gml:Point><gml:pos>0.00000 0.00000</gml:pos></gml:Point>',
    ])
      expect(placesIn(presence(inside)), inside).toEqual([])
    expect(placesIn('<map><gml:Point><gml:pos>59.91273 10.74609</gml:pos></gml:Point></map>')).toEqual([])
    expect(
      placesIn(presence('<gml:Point><gml:pos>59.91273 10.74609</gml:pos></gml:Point>'), stranger, 1),
    ).toEqual([])
  })

  test('near a place of the profile it is that', () => {
    const inside = '<gml:Point><gml:pos>59.9139 10.7522</gml:pos></gml:Point>'
    expect(placesIn(presence(inside), new Detector(profile))).toEqual(['location 59.9139,10.7522 certain'])
  })
})

describe('KML has the longitude first', () => {
  test.each(['10.7522,59.9139,0', '10.7522,59.9139', '\n  10.7522,59.9139,12.5\n'])('a point: %j', (text) =>
    expect(placesIn(point(text))).toEqual(['location 59.9139,10.7522 probable']),
  )

  test('of a way its ends', () => {
    const ends = ['location 59.9139,10.7522 possible', 'location 60.391,5.3221 possible']
    const between = '10.1234,59.9871,0 '.repeat(500)
    expect(placesIn(line(`10.7522,59.9139,0 ${between}5.3221,60.3910,0`))).toEqual(ends)
    expect(placesIn(line('\n\t10.7522,59.9139\n\t5.3221,60.3910\n'))).toEqual(ends)
  })

  test('of a track, too', () => {
    const when = '<when>2026-01-01T00:00:00Z</when>'
    const coord = (text: string): string => `<gx:coord>${text}</gx:coord>`
    const track = `<gx:Track>${when}${coord('10.7522 59.9139 0')}${when}${coord('10.1234 59.9871 0')}${when}${coord('5.3221 60.3910 0')}</gx:Track>`
    expect(placesIn(kml(track))).toEqual([
      'location 59.9139,10.7522 possible',
      'location 60.391,5.3221 possible',
    ])
  })

  test('an area is of a map, and other numbers are no places', () => {
    const ring = '10.75,59.91,0 10.7522,59.9139,0 10.7512,59.9239,0 10.75,59.91,0'
    expect(
      placesIn(
        kml(
          `<Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>`,
        ),
      ),
    ).toEqual([])
    for (const text of ['10.7,59.9,0', '0.0000,0.0000,0', '190.1234,59.9139,0', '10.7522,99.9139,0', 'none'])
      expect(placesIn(point(text)), text).toEqual([])
  })

  test('near a place of the profile it is that', () => {
    const [one] = placesIn(point('10.75,59.91,0'), new Detector(profile))
    expect(one).toBe('location 59.91,10.75 certain')
  })
})

describe('lines of GeoJSON', () => {
  const geometry = (type: string, coordinates: unknown): string =>
    JSON.stringify({ type: 'Feature', geometry: { type, coordinates } })
  const way = [
    [10.7522, 59.9139, 12],
    ...Array.from({ length: 200 }, () => [10.1234, 59.9871, 9]),
    [5.3221, 60.391],
  ]

  test('are told by their ends, in requests', () => {
    const ends = ['59.9139,10.7522', '59.9139,10.7522', '60.391,5.3221', '60.391,5.3221']
    expect(placesIn(geometry('LineString', way))).toEqual(ends.map((one) => `location ${one} possible`))
    expect(placesIn(geometry('LineString', way), stranger, 1)).toEqual([])
    const two = JSON.stringify([{ coordinates: way }, { coordinates: way.toReversed() }])
    expect(placesIn(two)).toHaveLength(8)
  })

  test('several lines are told by the ends of all', () => {
    const ends = ['59.9139,10.7522', '59.9139,10.7522', '60.391,5.3221', '60.391,5.3221']
    const lines = [way.slice(0, 100), way.slice(100)]
    expect(placesIn(geometry('MultiLineString', lines))).toEqual(
      ends.map((one) => `location ${one} possible`),
    )
    expect(
      placesIn(JSON.stringify({ type: 'MultiLineString', coordinates: lines, properties: {} })),
    ).toHaveLength(4)
    expect(placesIn(geometry('MultiPolygon', [lines]))).toEqual([])
  })

  test('a large area whose type is not said costs no more than one whose type is', () => {
    const ring = Array.from({ length: 10_000 }, (_, at) => [10 + at / 1e5, 59 + at / 1e5])
    const timeOf = (value: unknown): number => {
      const text = JSON.stringify(value)
      const start = processorTime()
      expect(placesIn(text)).toEqual([])
      return processorTime() - start
    }
    const said = timeOf({ type: 'Polygon', coordinates: [ring] })
    expect(timeOf({ coordinates: [ring] })).toBeLessThan(Math.max(said, 50) * 5)
  })

  test('areas, single points of a list and other lists are none', () => {
    expect(placesIn(geometry('Polygon', [[...way, way[0]]]))).toEqual([])
    expect(placesIn(geometry('MultiPoint', [way[0]]))).toEqual([])
    expect(
      placesIn(
        JSON.stringify({
          vertices: way,
          coordinates: [
            ['a', 'b'],
            [1, 2],
          ],
        }),
      ),
    ).toEqual([])
  })
})

describe('well-known text', () => {
  // Nothing in it makes a message be read in full.
  const read = (text: string): string => JSON.stringify({ imei: '352099001761481', geometry: text })
  const said = (text: string): string[] => placesIn(read(text)).filter((one) => one.startsWith('location'))

  test.each([
    'POINT(10.7522 59.9139)',
    'SRID=4326;POINT (10.7522 59.9139)',
    'POINT Z (10.7522 59.9139 12.5)',
    'Point(10.7522 59.9139)',
    'MULTIPOINT((10.7522 59.9139))',
  ])('a point: %s', (text) => expect(said(text)).toEqual(['location 59.9139,10.7522 probable']))

  test.each([
    'LINESTRING(10.7522 59.9139,10.1234 59.9871,5.3221 60.3910)',
    'LINESTRING M (10.7522 59.9139 1700000000, 5.3221 60.3910 1700000100)',
    `MULTILINESTRING((10.7522 59.9139, ${'10.1234 59.9871, '.repeat(300)}10.1 59.9), (10.2 59.8, 5.3221 60.3910))`,
  ])('of a way its ends: %j', (text) =>
    expect(said(text)).toEqual(['location 59.9139,10.7522 possible', 'location 60.391,5.3221 possible']),
  )

  test.each([
    'POLYGON((10.7522 59.9139, 10.1234 59.9871, 10.7522 59.9139))',
    'POINT(1196933.1234 8384321.4321)',
    'POINT(0.0000 0.0000)',
    'POINT(10.7 59.9)',
    'POINT EMPTY',
    'POINT(10.7522 59.9139)\nPOINT(5.3221 60.3913)',
    `POINT(10.7522 59.9139)${'\nPOINT(5.3221 60.3913)'.repeat(20)}`,
    'MULTIPOINT((10.7522 59.9139),(10.7622 59.9239))',
    'MULTIPOINT(10.7522 59.9139,10.7622 59.9239)',
    'POINTS(10.7522 59.9139)',
    'points (10.7522 59.9139 of 100)',
  ])('none: %s', (text) => expect(said(text)).toEqual([]))
})
