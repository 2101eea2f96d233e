import { expect, test } from 'vitest'
import { detect, request } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { limits } from '../../core/limits.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'
import { waypointsIn } from './waypoints.ts'
import type { FirstHalf } from './waypoints.ts'

const home = { name: 'home', lat: 59.914, lon: 10.752, cells: [], bssids: [] }
const profile: Profile = { name: 'x', identifiers: new Map(), places: [home] }
const blind = new Detector(null)
const knowing = new Detector(profile)

const placesIn = (detector: Detector, target: string, body = ''): string[] =>
  detect(detector, request(target, [], body)).detections.map(
    ({ value, normal, confidence, by }) => `${value} ${normal} ${confidence} ${by}`,
  )
const told = (lat: string, lon: string, sureness: string, isTurned = false): string =>
  `${isTurned ? `${lon},${lat}` : `${lat},${lon}`} ${lat},${lon} ${sureness} recogniser:location`

test('each place of a row under a name is one', () => {
  const three = [
    told('29.9741', '31.1328', 'possible'),
    told('29.9812', '31.1405', 'possible'),
    told('29.9903', '31.1512', 'possible'),
  ]
  const row = '29.9741,31.1328|29.9812,31.1405|29.9903,31.1512'
  expect(placesIn(blind, `/a?waypoints=${row}`)).toEqual(three)
  expect(placesIn(blind, `/a?locations=${encodeURIComponent(row)}`)).toEqual(three)
  expect(placesIn(blind, '/a', JSON.stringify({ waypoints: row }))).toEqual(three)
  expect(placesIn(blind, '/a', JSON.stringify({ waypoints: row.replaceAll('|', ' | ') }))).toEqual(three)
})

test('a name that says which half comes first is believed', () => {
  const [first, second] = [told('29.9741', '31.1328', 'probable'), told('29.9812', '31.1405', 'probable')]
  for (const mark of ['|', ';', '; '])
    for (const name of ['latlng', 'user_latLng', 'latlong'])
      expect(
        placesIn(blind, '/a', JSON.stringify({ [name]: `29.9741,31.1328${mark}29.9812,31.1405` })),
      ).toEqual([first, second])
  const turned = [told('29.9741', '31.1328', 'probable', true), told('29.9812', '31.1405', 'probable', true)]
  for (const mark of ['|', ';'])
    expect(
      placesIn(blind, '/a', JSON.stringify({ lnglat: `31.1328,29.9741${mark}31.1405,29.9812` })),
    ).toEqual(turned)
  // Of both finders in an address.
  expect(placesIn(blind, '/a?latlng=29.9741,31.1328;29.9812,31.1405')).toEqual([first, second])
  // Such a latitude there is not.
  expect(placesIn(blind, '/a', JSON.stringify({ latlng: '116.3912,39.9073;116.4001,39.9101' }))).toEqual([
    told('39.9073', '116.3912', 'probable', true),
    told('39.9101', '116.4001', 'probable', true),
  ])
})

test('blanks behind commas are of the row', () => {
  const row = { waypoints: '29.9741, 31.1328|29.9812, 31.1405' }
  expect(
    detect(blind, request('/a', [], JSON.stringify(row))).detections.map(({ value, normal }) => [
      value,
      normal,
    ]),
  ).toEqual([
    ['29.9741, 31.1328', '29.9741,31.1328'],
    ['29.9812, 31.1405', '29.9812,31.1405'],
  ])
  expect(placesIn(blind, '/a', '{"waypoints":"29.9741, 31.1328|29.9812,31.1405"}')).toHaveLength(2)
})

test('many blanks behind a row take no longer than they are', () => {
  const text = `29.97,31.13|29.98,31.14${' '.repeat(8_000)}x`
  const before = processorTime()
  for (let time = 0; time < 20; time++) expect(waypointsIn(text, null, null).points).toEqual([])
  // In all ways to share the blanks it would be 1.5 s.
  expect(processorTime() - before).toBeLessThan(250)
})

test('which half is first is the same in all of them', () => {
  const points = (text: string, first: FirstHalf | null = null, known: Profile | null = null): string[] =>
    waypointsIn(text, first, known).points.map(({ lat, lon }) => `${lat},${lon}`)
  expect(points('88.91,29.27|91.17,29.65')).toEqual(['29.27,88.91', '29.65,91.17'])
  expect(points('10.75,59.91;10.77,59.93')).toEqual(['59.91,10.75', '59.93,10.77'])
  expect(points('59.91,10.75|59.93,10.77')).toEqual(['59.91,10.75', '59.93,10.77'])
  expect(points('10.75,59.91|10.77,59.93', 'lon')).toEqual(['59.91,10.75', '59.93,10.77'])
  expect(points('59.914,10.752;59.93,10.77', null, profile)).toEqual(['59.914,10.752', '59.93,10.77'])
  for (const none of [
    '59.91,10.75',
    '59.91,10.75|',
    '1,2|3,4',
    '59.91,10.75|Oslo',
    '159.91,110.75|59.9,10.7',
  ])
    expect([none, points(none)]).toEqual([none, []])
})

test('a place of the profile in it is found once, and as itself', () => {
  const found = placesIn(knowing, '/a?waypoints=59.9140,10.7520|59.9150,10.7620|59.9160,10.7720')
  expect(found).toEqual([
    '59.914,10.752 59.914,10.752 certain profile',
    told('59.9150', '10.7620', 'possible'),
    told('59.9160', '10.7720', 'possible'),
  ])
})

test('places all over a country are only possible, and amounts of money are none', () => {
  const far = '{"latlng":"59.9141,10.7521|60.3912,5.3221|63.4305,10.3951"}'
  expect(placesIn(blind, '/a', far).map((one) => one.split(' ')[2])).toEqual([
    'possible',
    'possible',
    'possible',
  ])
  expect(placesIn(blind, '/a', '{"loc":"10.50,20.25|30.00,40.75"}')).toEqual([])
  expect(placesIn(blind, '/a', '{"prices":"10.5000,20.2500|30.0000,40.7500"}')).toEqual([])
})

test('of more than are told that is said, and one near the place of the profile is told all the same', () => {
  const { placesMax } = limits.detect
  const row = Array.from({ length: placesMax + 8 }, (_, at) => `60.1${100 + at},10.5${100 + at}`)
  for (const [target, body] of [
    ['/a', JSON.stringify({ waypoints: [...row, '59.9141,10.7521'].join('|') })],
    [`/directions/${[...row, '59.9141,10.7521'].join('|')}`, ''],
  ] as const) {
    const { detections, limits: reached } = detect(knowing, request(target, [], body))
    expect(reached).toContain('detect.placesMax')
    expect(detections).toHaveLength(placesMax + 1)
    expect(detections.at(-1)).toMatchObject({ by: 'profile', value: '59.9141,10.7521' })
  }
})

test('where nothing says which half comes first, that speaks against the places', () => {
  const why = 'but nothing says whether the latitude or the longitude comes first'
  const objections = (detector: Detector, key: string, row: string): boolean[] =>
    detect(detector, request('/a', [], JSON.stringify({ [key]: row }))).detections.map(({ reasons }) =>
      reasons.includes(why),
    )
  expect(objections(blind, 'waypoints', '31.1328,29.9741;31.1405,29.9812')).toEqual([true, true])
  expect(objections(blind, 'waypoints', '31.1328,29.9741|31.1405,29.9812')).toEqual([false, false])
  expect(objections(blind, 'lnglat', '31.1328,29.9741;31.1405,29.9812')).toEqual([false, false])
  // Such a latitude there is not; and who knows one of them knows the order of all.
  expect(objections(blind, 'waypoints', '116.3912,39.9073;116.4001,39.9101')).toEqual([false, false])
  expect(objections(knowing, 'waypoints', '59.914,10.752;59.931,10.771')).toEqual([false, false])
})
