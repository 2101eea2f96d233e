import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 59.913868, lon: 10.752245, cells: [], bssids: [] }
const detector = new Detector({ name: 'x', identifiers: new Map(), places: [home] })

function placesIn(target: string): string[] {
  const input = request(target)
  return isWorthDecoding(detector, input)
    ? detect(detector, input).detections.flatMap(({ by, reasons }) => (by === 'profile' ? reasons : []))
    : []
}

// Column and row by the formula of OpenStreetMap's wiki, quadkeys by that of Bing's.
test.each([
  ['/12/2170/1191.png', 12],
  ['/tiles/v3/16/34725/19062@2x.png?token=a', 16],
  ['/arcgis/rest/services/World/MapServer/tile/16/19062/34725', 16],
  ['/18/138902/76250.pbf', 18],
  ['/vt?lyrs=m&x=34725&y=19062&z=16', 16],
  ['/vt?zoom=16&x=34725&y=19062&s=Gal', 16],
  ['/maps/vt?pb=!1m5!1m4!1i16!2i34725!3i19062!4i256', 16],
  ['/tiles/r12002131123203212.jpeg?g=129', 17],
  ['/traffic/120021311232032', 15],
])('%s is a tile of a map near the place', (target, zoom) => {
  const [reason, ...others] = placesIn(target)
  expect(reason).toMatch(new RegExp(`km from "home" of the profile, by map tile of zoom ${zoom}: ±`))
  expect(others).toEqual(['but it is a part of a map that was shown, which may be looked at from anywhere'])
})

test.each([
  '/16/34725/19462.png',
  '/12/2170/11915.png',
  '/a12/2170/1191',
  '/12/2170/index.html',
  '/vt?lyrs=m&x=34725&y=19062',
  '/tiles/r1200213112320.jpeg',
  '/tiles/r512002131123203212.jpeg',
  '/tiles/r1200213112320000000.jpeg',
])('%s is none', (target) => expect(placesIn(target)).toEqual([]))

test('without a profile numbers in a path are no place', () => {
  const stranger = new Detector(null)
  expect(summary(detect(stranger, request('/16/34725/19062.png')))).toEqual([])
})
