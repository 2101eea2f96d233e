import { describe, expect, test } from 'vitest'
import { isWorthDecoding, detect, request } from '../../../test/support/decoded-tree.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const detector = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
/** As @mapbox/polyline 1.2.1 writes ways that begin there, in precision 5 and 6. */
const way = 'u|tlJq`s`AaFmo@g^o}@o}@ozD'
const fine = 'wgzgqBingoSweAucN'
const backwards = 'oaxlJ_k|`An}@nzDhe@|mB'

describe('a way that begins at home', () => {
  test.each([
    ['in JSON', request('/d', [], JSON.stringify({ polyline: way }))],
    ['as a geometry', request('/d', [], JSON.stringify({ routes: [{ geometry: fine }] }))],
    ['below its name', request('/d', [], JSON.stringify({ overview_polyline: { points: way } }))],
    ['of a static map', request(`/staticmap?path=weight:3%7Cenc:${encodeURIComponent(way)}`)],
  ])('%s', (_, sent) => {
    expect(isWorthDecoding(detector, sent)).toBe(true)
    const { detections } = detect(detector, sent)
    expect(detections.map(({ identifier, by }) => `${identifier} ${by}`)).toEqual(['location profile'])
    expect(detections[0]?.reasons[0]).toMatch(
      /^0\.0 km from "home" of the profile, by an encoded polyline that begins/,
    )
  })
})

test('one that ends there', () => {
  const { detections } = detect(detector, request('/d', [], JSON.stringify({ polyline: backwards })))
  expect(detections[0]?.reasons[0]).toMatch(/that ends there/)
})

test.each([
  ['elsewhere', '_p~iF~ps|U_ulLnnqC_mqNvxq`@'],
  ['cut in a number', way.slice(0, 9)],
  ['a latitude without its longitude', way.slice(0, 5) + way.slice(0, 5) + way.slice(0, 5)],
  ['with a character of no such text', `${way} `],
  ['a token', 'AbCdEfGhIjKlMnOpQrStUvWx'],
])('%s is nothing', (_, polyline) => {
  expect(detect(detector, request('/d', [], JSON.stringify({ polyline }))).detections).toEqual([])
})

test('chance meets no place', () => {
  const rng = new Rng('polylines')
  for (let round = 0; round < 3_000; round++) {
    const polyline = Array.from({ length: 24 }, () => String.fromCharCode(63 + rng.whole(0, 63))).join('')
    expect(detect(detector, request('/d', [], JSON.stringify({ polyline }))).detections).toEqual([])
  }
})
