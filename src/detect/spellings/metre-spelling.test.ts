import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 60.39283, lon: 5.32115, cells: [], bssids: [] }
const known = new Detector({ name: 'test', identifiers: new Map(), places: [home] })

function found(body: string): string[] {
  const input = request('/x', [], body)
  if (!isWorthDecoding(known, input)) return []
  return detect(known, input).detections.map(({ identifier, normal, by }) => `${identifier} ${normal} ${by}`)
}

test('metres of UTM, in any zone that a country may use, and of the maps of the web are those of a known place', () => {
  for (const body of [
    '{"epsg":25833,"x":-32144.3,"y":6734378.4}',
    '{"e":297311.1,"n":6700821.5}',
    '{"north":6734378,"east":-32144}',
    '{"easting":627912,"northing":6697414}',
    '{"x":592347.71,"y":8487721.30}',
    'x=-32144&y=6734378&srs=EPSG%3A25833',
    '<p><X>-32144.3</X><Y>6734378.4</Y></p>',
    '{"w":"POINT(-32144.3 6734378.4)"}',
    '{"crs":"EPSG:25832","c":[297311,6700821]}',
  ])
    expect([body, found(body)]).toEqual([
      body,
      [expect.stringMatching(/^location 60\.392[78]\d*,5\.321[12]?\d* profile$/)],
    ])
})

test('elsewhere, under no name of a map, or with other digits beside they are numbers', () => {
  for (const body of [
    '{"e":299311,"n":6700821}',
    '{"e":297311,"n":6703821}',
    '{"a":297311,"b":6700821}',
    '{"e":2973119,"n":6700821}',
    '{"e":297311,"n":67008215}',
    '{"e":297311,"other":"a text that stands between the two of them, and is long","n":6700821}',
  ])
    expect([body, found(body)]).toEqual([body, []])
})

test('a place near the equator, where a northing is short, is left out', () => {
  const near = new Detector({ name: 'test', identifiers: new Map(), places: [{ ...home, lat: 0.5, lon: 9 }] })
  const input = request('/x', [], '{"e":500000,"n":55266}')
  expect(detect(near, input).detections).toEqual([])
})
