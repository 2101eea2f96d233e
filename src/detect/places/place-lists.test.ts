import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { scatterObjection } from './place-lists.ts'
import type { Point } from './place-lists.ts'

const home = { name: 'home', lat: 59.92511, lon: 10.75934, cells: [], bssids: [] }
const owner = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
const stranger = new Detector(null)

/** Places all over a town, one of which is 230 m from home: as lists of stops, buses and shops are. */
const town: readonly Point[] = Array.from(
  { length: 41 },
  (_, at): Point =>
    at === 20
      ? [59.92698, 10.76102]
      : [
          Number((59.88012 + ((at * 37) % 41) / 500).toFixed(5)),
          Number((10.65031 + ((at * 23) % 41) / 200).toFixed(5)),
        ],
)
/** A walk that passes there. */
const walk: readonly Point[] = Array.from(
  { length: 41 },
  (_, at): Point => [59.9169 + at * 0.000502, 10.751 + at * 0.000501],
)

function confidences(detector: Detector, body: string): string[] {
  const sent = request('/v', [], body)
  expect(isWorthDecoding(detector, sent)).toBe(true)
  return [...new Set(detect(detector, sent).detections.map(({ confidence }) => confidence))].toSorted()
}

type Writing = readonly [string, (points: readonly Point[]) => string]

const writings: readonly Writing[] = [
  [
    'objects',
    (points) => JSON.stringify({ data: points.map(([lat, lon], id) => ({ id: `b${id}`, lat, lon })) }),
  ],
  [
    'objects in objects',
    (points) => JSON.stringify({ data: points.map(([lat, lon], id) => ({ id, pos: { lat, lng: lon } })) }),
  ],
  [
    'GeoJSON',
    (points) =>
      JSON.stringify({
        type: 'FeatureCollection',
        features: points.map(([lat, lon], id) => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [lon, lat] },
          properties: { id },
        })),
      }),
  ],
  [
    'elements',
    (points) =>
      `<osm>${points.map(([lat, lon], id) => `<node id="${id}" lat="${lat}" lon="${lon}"/>`).join('')}</osm>`,
  ],
  ['rows', (points) => `id,lat,lon\n${points.map(([lat, lon], id) => `${id},${lat},${lon}\n`).join('')}`],
]

describe('of a list of places all over a town none is where the phone is', () => {
  test.each(writings)('%s', (_, write) => {
    expect(confidences(stranger, write(town))).toEqual(['possible'])
    expect(confidences(owner, write(town))).toEqual(['possible'])
  })

  test.each(writings)('but one of them is home: %s', (_, write) => {
    const visited = town.map((point, at): Point => (at === 20 ? [home.lat, home.lon] : point))
    expect(confidences(owner, write(visited))).toContain('certain')
  })
})

describe('a track is of the phone', () => {
  test.each(writings)('%s', (_, write) => {
    expect(confidences(owner, write(walk))).toContain('certain')
    expect(confidences(stranger, write(walk))).toContain('probable')
  })

  test('with moments, however far from each other its places are', () => {
    const body = JSON.stringify({ points: town.map(([lat, lon], at) => ({ lat, lon, ts: 1e9 + at * 3600 })) })
    expect(confidences(owner, body)).toContain('certain')
    expect(confidences(stranger, body)).toEqual(['probable'])
  })

  test('with moments in elements', () => {
    const points = town.map(
      ([lat, lon], at) => `<trkpt lat="${lat}" lon="${lon}"><time>${1e9 + at}</time></trkpt>`,
    )
    expect(confidences(stranger, `<gpx><trk>${points.join('')}</trk></gpx>`)).toContain('probable')
  })

  test('with moments in a table', () => {
    const rows = town.map(([lat, lon], at) => `${1e9 + at * 3600},${lat},${lon}\n`).join('')
    expect(confidences(stranger, `time,lat,lon\n${rows}`)).toEqual(['probable'])
  })
})

test.each([
  ['two places', town.slice(0, 2)],
  ['few places of a town', town.slice(0, 5)],
  ['places of one house', town.map((_, at): Point => [59.9251 + at / 1e6, 10.7593 - (at % 7) / 1e6])],
  ['a way there and back', [...walk, ...walk.toReversed()]],
])('%s may be of a track', (_, points) => {
  expect(scatterObjection(points)).toBe('')
})

test('few places are no track if they are in several towns', () => {
  expect(
    scatterObjection([
      [59.9, 10.7],
      [60.4, 5.3],
      [63.4, 10.4],
    ]),
  ).toContain('one of 3 places in one list')
})

describe('what the names around a place say of it counts for a place of the profile, too', () => {
  test.each([
    ['towns with two decimals', '{"cities":[{"name":"Oslo","lat":59.93,"lon":10.75}]}'],
    ['a stop nearby', 'stop_id,stop_name,stop_lat,stop_lon\nA1,Sagene,59.92698,10.76102\n'],
    ['a shop nearby', '{"store":{"lat":59.92698,"lng":10.76102}}'],
  ])('%s', (_, body) => {
    expect(confidences(owner, body)).toEqual(['possible'])
  })

  test.each([
    ['the house itself', '{"store":{"lat":59.92515,"lng":10.75930}}'],
    ['the house itself in a table', 'stop_lat,stop_lon\n59.92515,10.75930\n'],
    ['two decimals without such names', '{"lat":59.93,"lon":10.75}'],
  ])('%s', (_, body) => {
    expect(confidences(owner, body)).toEqual(['certain'])
  })
})
