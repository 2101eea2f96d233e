import { describe, expect, test } from 'vitest'
import { detect, request, summary } from '../../../test/support/decoded-tree.ts'
import { speaksFor } from '../../core/objections.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const objected = (input: Parameters<typeof detect>[1]): string[] =>
  detect(blind, input).detections.map(
    ({ identifier, confidence, reasons }) =>
      `${identifier} ${confidence}${reasons.every(speaksFor) ? '' : ', with an objection'}`,
  )
const of = (body: unknown): string[] => objected(request('/x', [], JSON.stringify(body)))

const spot = { lat: 59.9111, lng: 10.7501 }

test.each([
  [{ watch: { imei: '352099001761481' } }],
  [{ bridge: { mac: '00:17:88:a1:b2:c3' } }],
  [{ tv_serial: 'XK29A7710345' }],
])('%j may be of another device than the phone', (body) => {
  expect(of(body)).toEqual([expect.stringMatching(/ possible, with an objection$/)])
})

test('what receives satellites is where the phone is', () => {
  expect(of({ gnss_receiver: spot })).toEqual(['location probable', 'location probable'])
})

describe('what is named as of a business, or a corner of a map, is only possible', () => {
  test.each([
    [{ store: { phone: '+4722225555' } }, 1],
    [{ restaurants: [{ phone: '22225555' }] }, 1],
    [{ merchant: { contact: { telephone: '+4722225555' } } }, 1],
    [{ place: { name: 'B\u00e4ckerei M\u00fcller', phone: '+4722225555', email: 'post@mueller.no' } }, 2],
    [{ driver: { first_name: 'Ali', phone: '+4791738264' } }, 2],
    [{ invitee: { email: 'venn@post.no' } }, 1],
    [{ pet: { name: 'Fido', birthDate: '2019-05-06' } }, 1],
    [{ animals: [{ date_of_birth: '2019-05-06' }] }, 1],
    [{ recipient: { phone: '+4791738264' }, friendEmail: 'venn@post.no' }, 2],
    [{ receiverPhone: '+4791738264', receiver: { email: 'venn@post.no' } }, 2],
    [{ emergency_contact: { phone: '+4791738264' } }, 1],
    [{ attendees: [{ email: 'venn@post.no' }] }, 1],
    [{ quake: { epicenter: spot } }, 2],
    [{ scooters: [spot] }, 2],
    [{ artist: { first_name: 'Taylor', last_name: 'Swift' } }, 2],
    [{ places: [{ name: 'A', ...spot }] }, 2],
    [{ satellite: spot }, 2],
    [{ iss_position: { latitude: '50.8412', longitude: '-12.3421' } }, 2],
    [{ serverId: 8018, serverLat: 59.9139, serverLon: 10.7522 }, 2],
    [{ storm: { name: 'Ian', ...spot } }, 2],
    [{ quays: [{ name: 'Storo', ...spot }] }, 2],
    [{ crs: { lat_0: 63.3906, lon_0: 26.7421 } }, 2],
    [{ peaks: [spot] }, 2],
    [{ supportPhone: '+4722225555', hotel_email: 'bestill@grand.no' }, 2],
    [{ restaurant: spot }, 2],
    [{ hotel: { location: spot } }, 2],
    [{ hotel: { location: { coordinates: [10.7501, 59.9111] } } }, 2],
    [{ viewport: { northEast: spot } }, 2],
    [{ cities: [{ name: 'Oslo', ...spot }] }, 2],
    [{ busStop: { location: spot } }, 2],
    [{ city: { id: 3143244, coord: spot } }, 2],
    [{ country: { centroid: spot } }, 2],
    [{ POILatitude: 59.9111, POILongitude: 10.7501 }, 2],
    [{ grid_cell_id: 21004290 }, 1],
    [{ tableCellId: 21004290 }, 1],
    [{ city_lat: 59.9111, city_lng: 10.7501 }, 2],
    [{ player: { location: [12.345678, 45.678901] } }, 2],
    [{ taps: [{ coordinates: [34.521, 66.784] }] }, 2],
    [{ stops: [{ stop_id: '900000100003', name: 'S+U Alexanderplatz', ...spot }] }, 2],
    [{ stations: [spot] }, 2],
    [{ branches: [{ location: spot }] }, 2],
    [{ parkings: [{ coordinates: [10.7501, 59.9111] }] }, 2],
    [{ chargers: [{ coordinates: '59.9111,10.7501' }] }, 1],
    [{ aircraft: [{ hex: '3c6444', ...spot }] }, 2],
    [{ map: { center: spot, zoom: 6 } }, 2],
    [{ map: { center: '59.9111,10.7501' } }, 1],
    [{ camera: { target: spot } }, 2],
    [{ defaultLocation: spot }, 2],
    [{ office: spot }, 2],
    [{ office: { plus_code: '9F4MGC22+22' } }, 1],
    [{ branch: { phone: '+4722225555', ...spot } }, 3],
    [{ organization: { phone: '+4722225555', email: 'hei@acme.no' } }, 2],
    [{ hospital: { phone: '+4722225555', location: spot } }, 3],
    [{ vehicles: [spot] }, 2],
    [{ pickupPoints: [spot] }, 2],
    [{ laureate: { firstname: 'Fridtjof' } }, 1],
    [{ strings: { first_name: 'Skriv her' } }, 1],
    [{ ne_lat: 59.95, ne_lng: 10.85, sw_lat: 59.85, sw_lng: 10.65 }, 4],
  ])('%j', (body, count) => {
    const found = of(body)
    expect(found).toHaveLength(count)
    for (const one of found) expect(one).toMatch(/ possible, with an objection$/)
  })

  test('a cell of a table', () => {
    expect(of({ sheetId: 'a1', cellId: '100231', value: 1 })).toEqual(['cell-id possible, with an objection'])
    expect(of({ event: 'impression', cell_id: 12_345, section: 'top' })).toEqual([
      'cell-id possible, with an objection',
    ])
    expect(of({ grid: { row: 3, col: 7, cell_id: 70_007 } })).toEqual(['cell-id possible, with an objection'])
    expect(of({ board: { cells: [{ cell_id: 41_377 }] } })).toEqual(['cell-id possible, with an objection'])
    // Under a name that only may be one's, nothing is left.
    expect(of({ row: 3, cell: 41_377 })).toEqual([])
    expect(of({ cell_voltage: 4_123, cell: 3_871 })).toEqual([])
    expect(of({ battery: { cell: 3_871 } })).toEqual([])
    // The charge and the board of the phone itself.
    expect(of({ battery: 55, voltage: 4_200, board: 'sdm660', cellId: 21_004_290 })).toEqual([
      'cell-id probable',
    ])
    expect(of({ radio: { cell_id: 21_004_290 }, list: { row: 3 } })).toEqual(['cell-id probable'])
  })

  test('in XML and in forms, too', () => {
    const xml = '<order><shop><phone>+4722225555</phone></shop></order>'
    expect(objected(request('/x', [], xml))).toEqual(['msisdn possible, with an objection'])
    expect(objected(request('/x?store[phone]=%2B4722225555'))).toEqual(['msisdn possible, with an objection'])
  })
})

test.each([
  // Who goes from one to the other.
  [{ start: spot, stop: spot }, 4],
  [{ trip: { center: spot } }, 2],
  [{ server: { time: 1 }, lat: 59.9111, lon: 10.7501 }, 2],
  [{ parkingLat: 59.9111, parkingLon: 10.7501 }, 2],
])('%j is of the way of a phone', (body, count) =>
  expect(of(body)).toEqual(Array(count).fill('location probable')),
)

test('a cell or a radio under the name of a station is of a phone', () => {
  expect(of({ base_station_id: '21004290' })).toEqual(['cell-id probable'])
  expect(of({ station: { cell_id: 21_004_290 } })).toEqual(['cell-id probable'])
})

test('what an office is called by is the user\u2019s there, what stands in it is the office\u2019s', () => {
  expect(of({ office_phone: '+4722225555', schoolEmail: 'ola@skole.no' })).toEqual([
    'msisdn probable',
    'email probable',
  ])
  expect(of({ office: { phone: '+4722225555' } })).toEqual(['msisdn possible, with an objection'])
})

test('whoever plays where he walks says so by latitude and longitude', () =>
  expect(of({ player: { lat: 59.9111, lng: 10.7501 } })).toEqual(['location probable', 'location probable']))

test.each([
  [{ user: { phone: '+4722225555' } }],
  [{ contact: { phone: '+4722225555' } }],
  [{ vehicle: { phone: '+4722225555' } }],
  [{ click: { phone: '+4722225555' } }],
  // What a store of a program holds is the user's.
  [{ store: { user: { phone: '+4722225555' } } }],
  [{ keystore: { phone: '+4722225555' } }],
])('%j is somebody’s', (body) => expect(of(body)).toEqual(['msisdn probable']))

test('the reason is one of people where a person is judged', () => {
  const reasons = (body: unknown): readonly string[] =>
    detect(blind, request('/x', [], JSON.stringify(body))).detections.flatMap((one) =>
      one.reasons.filter((reason) => !speaksFor(reason)),
    )
  expect(reasons({ players: [{ firstName: 'Erling' }] })).toEqual([
    'but by its name ("player") it is of a figure or player, not of the owner',
  ])
  expect(reasons({ country: { fullName: 'Kingdom of Norway' } })).toEqual([
    'but by its name ("country") it is of a place, not of the owner',
  ])
})

test('an element by the first letters of its list is one of it', () => {
  expect(
    objected(request('/x', [], '<stations><st name="A" lat="59.9423" lon="10.7212"/></stations>')),
  ).toEqual(Array(2).fill('location possible, with an objection'))
  expect(objected(request('/x', [], '<stations><user lat="59.9423" lon="10.7212"/></stations>'))).toEqual(
    Array(2).fill('location probable'),
  )
})

test('what is changed of a map is the map\u2019s', () =>
  expect(
    objected(
      request(
        '/x',
        [],
        '<osmChange><modify><node id="1" lat="53.0722918" lon="8.7923114"><tag k="phone" v="+49 421 34967"/></node></modify></osmChange>',
      ),
    ),
  ).toEqual(expect.arrayContaining(['msisdn possible, with an objection'])))

test('a device that a shop’s object names is a device', () =>
  expect(
    summary(detect(blind, request('/x', [], JSON.stringify({ shop: { imei: '352099001761481' } })))),
  ).toEqual(['imei=352099001761481 (probable)']))
