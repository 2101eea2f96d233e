import { describe, expect, test } from 'vitest'
import { isWorthDecoding, detect, request } from '../../../test/support/decoded-tree.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const detector = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
/** As @mapbox/polyline 1.2.1 writes ways that begin there, in precision 5 and 6. */
const way = 'u|tlJq`s`AaFmo@g^o}@o}@ozD'
const fine = 'wgzgqBingoSweAucN'
/** As HERE's documentation of its format has the steps: version 1, then precision 5, or 5 with heights in metres. */
const flexible = 'BF291tLyh0hC4pB4nD'
const withHeights = 'BlB291tLyh0hCY4pB4nDU'
const backwards = 'oaxlJ_k|`An}@nzDhe@|mB'

describe('a way that begins at home', () => {
  test.each([
    ['in JSON', request('/d', [], JSON.stringify({ polyline: way }))],
    ['as a geometry', request('/d', [], JSON.stringify({ routes: [{ geometry: fine }] }))],
    ['below its name', request('/d', [], JSON.stringify({ overview_polyline: { points: way } }))],
    ['asked for', request(`/distancematrix?origins=enc:${encodeURIComponent(way)}:`)],
    ['of HERE', request('/v8', [], JSON.stringify({ polyline: flexible }))],
    ['of HERE, with heights', request('/v8', [], JSON.stringify({ polyline: withHeights }))],
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

test('the example of HERE is read as its documentation says', () => {
  const there = { name: 'there', lat: 50.10228, lon: 8.69821, cells: [], bssids: [] }
  const sent = request('/v8', [], JSON.stringify({ polyline: 'BFoz5xJ67i1B1B7PzIhaxL7Y' }))
  const { detections } = detect(new Detector({ name: 'x', identifiers: new Map(), places: [there] }), sent)
  expect(detections.map(({ normal }) => normal)).toEqual(['50.10228,8.69821'])
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
  ['of HERE, elsewhere', 'BFoz5xJ67i1B1B7PzIhaxL7Y'],
  ['of HERE, cut', flexible.slice(0, -1)],
  ['of HERE, of another version', `C${flexible.slice(1)}`],
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
