import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const place = 'location=59.928731,10.789142 (possible)'

function found(text: string, by = blind): string[] {
  const input = request('/x', ['Content-Type: application/json'], JSON.stringify({ text }))
  const all = summary(detect(by, input))
  if (all.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return all
}

test.each([
  'https://maps.google.com/?q=59.928731,10.789142',
  'http://maps.google.com/maps?q=loc:59.928731,10.789142',
  'https://www.google.com/maps?q=59.928731,10.789142&z=17',
  'https://www.google.no/maps/@59.928731,10.789142,17z',
  'https://www.google.com/maps/search/?api=1&query=59.928731,10.789142',
  'https://maps.apple.com/?ll=59.928731,10.789142',
  "https://www.google.com/maps/place/59%C2%B055'43.4%22N+10%C2%B047'20.9%22E/@59.928731,10.789142,17z",
])('a place in a link to a map is told, and only possible: %s', (link) => {
  expect(found(link)).toEqual([place])
  expect(found(`SOS!\n${link}\nhei`)).toEqual([place])
})

test('a link in a form is read as well', () => {
  const body = `chat_id=7&text=${encodeURIComponent('SOS https://maps.google.com/?q=59.928731,10.789142')}`
  const input = request('/x', ['Content-Type: application/x-www-form-urlencoded'], body)
  expect(summary(detect(blind, input))).toContain(place)
  expect(isWorthDecoding(blind, input)).toBe(true)
})

test('it is that of the profile where it is near', () => {
  const home = { name: 'home', lat: 59.92873, lon: 10.78914, cells: [], bssids: [] }
  const knowing = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
  expect(found('hei https://maps.google.com/?q=59.928731,10.789142', knowing).join()).toMatch(
    /\((?:certain|probable)\)/,
  )
})

test.each([
  // A town, a version, what is searched for, a place of nobody, another link.
  'https://www.google.com/maps/@59.9,10.7,6z',
  'https://maps.google.com/maps/api/js?v=3.5512',
  'https://www.google.com/maps/search/?api=1&query=pizza+oslo',
  'https://maps.google.com/?q=0.0000,0.0000',
  'https://sourcemaps.example.com/?q=59.928731,10.789142',
])('others show none: %s', (link) => {
  expect(found(`SOS!\n${link}\nhei`)).toEqual([])
})
