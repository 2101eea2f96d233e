import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const oslo = [59.9139, 10.7522] as const
const sydney = [-33.8688, 151.2093] as const
const newYork = [40.7128, -74.006] as const

function placesIn([lat, lon]: readonly [number, number], target: string, body = ''): string[] {
  const home = { name: 'home', lat, lon, cells: [], bssids: [] }
  const detector = new Detector({ ...profileOf({}), places: [home] })
  const input = request(target, [], body)
  return isWorthDecoding(detector, input)
    ? detect(detector, input)
        .detections.filter(({ identifier, by }) => identifier === 'location' && by === 'profile')
        .map(({ normal }) => normal)
    : []
}

test.each([
  ['letters right behind', oslo, '(087073803649BR00121113A5954.8340N01045.1320E000.0084704)'],
  ['letters of the south', sydney, '(087073803649BR00121113A3352.1280S15112.5580E000.0084704)'],
  ['letters of the west', newYork, '(087073803649BR00121113A4042.7680N07400.3600W000.0084704)'],
  ['letters in front', sydney, 'x,S,3352.1280,E,15112.5580,12'],
  ['fields', oslo, JSON.stringify({ a: '5954.8340', b: '01045.1320' })],
  ['fields of letters', newYork, JSON.stringify({ la: '4042.7680', ns: 'N', lo: '07400.3600', ew: 'W' })],
  ['signs', newYork, JSON.stringify({ a: 4042.768, b: -7400.361 })],
  ['the longitude first', oslo, JSON.stringify({ a: '01045.1320', b: '5954.8340' })],
  ['zeros left off', newYork, JSON.stringify({ a: 4042.7681, b: -7400.36 })],
])('degrees and minutes in one number: %s', (_, place, body) => {
  expect(placesIn(place, '/t', body)).toEqual([expect.stringMatching(`^${place[0].toFixed(2).slice(0, -1)}`)])
})

test('in a query', () => {
  expect(placesIn(oslo, '/t?a=5954.8340&b=01045.1320&v=1')).toEqual(['59.9139,10.7522'])
  expect(placesIn(oslo, '/t?a=5954.8340N&b=01045.1320E&v=1')).toEqual(['59.9139,10.7522'])
})

test.each([
  ['one half of it', oslo, '{"a":"5954.8340","b":"01145.1320"}'],
  ['a latitude of another place', oslo, '{"a":"5953.8340","b":"01045.1320"}'],
  ['prices', oslo, '{"price":5954.83,"total":1045.13}'],
  ['the other half of the earth', oslo, 'A5954.8340S01045.1320E000.0084704'],
  ['the other half by a letter in a field', newYork, '{"la":"4042.7680","lo":"07400.3600","ew":"E"}'],
  ['the other half by its sign', oslo, '{"a":5954.8341,"b":-1045.1321}'],
  ['parts of longer numbers', oslo, '{"a":"15954.8340","b":"1.01045.1320"}'],
  ['far from each other', oslo, `5954.8340,${'x'.repeat(40)},01045.1320`],
])('none: %s', (_, place, body) => expect(placesIn(place, '/t', body)).toEqual([]))
