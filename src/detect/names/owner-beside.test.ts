import { describe, expect, test } from 'vitest'
import { detect, request } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const judged = (input: Parameters<typeof detect>[1]): string[] =>
  detect(blind, input).detections.map(({ identifier, confidence }) => `${identifier} ${confidence}`)
const of = (body: unknown): string[] => judged(request('/x', [], JSON.stringify(body)))
const all = (confidence: string, ...kinds: string[]): string[] => kinds.map((kind) => `${kind} ${confidence}`)

const phone = '+4722225555'
const email = 'post@mueller.no'
const spot = { lat: 59.9111, lng: 10.7501 }
const pair = ['location', 'location']

describe('an object that says what it is says whose its numbers are', () => {
  test('by a type of schema.org', () => {
    const linked = (type: string): string[] =>
      of({
        '@context': 'https://schema.org',
        '@type': type,
        telephone: phone,
        email,
        geo: { '@type': 'GeoCoordinates', ...spot },
      })
    expect(linked('Restaurant')).toEqual(all('possible', 'msisdn', 'email', ...pair))
    expect(linked('GovernmentOffice')).toEqual(all('possible', 'msisdn', 'email', ...pair))
    expect(linked('Person')).toEqual(all('probable', 'msisdn', 'email', ...pair))
  })

  test('by the word of a type', () => {
    expect(of({ type: 'restaurant', phone })).toEqual(all('possible', 'msisdn'))
    expect(of({ '@type': 'DeviceInfo', phone, ...spot })).toEqual(all('probable', 'msisdn', ...pair))
    // Who signs up as one.
    expect(of({ type: 'seller', phone, password_hint: 1, firstName: 'Kari' })).toContain('msisdn probable')
  })

  test('by what only a house has that is open to all', () => {
    expect(of({ name: 'A', amenity: 'townhall', phone, location: spot })).toEqual(
      all('possible', 'msisdn', ...pair),
    )
    expect(of({ phone, opening_hours: 'Mo-Fr 9-17', ...spot })).toEqual(all('possible', 'msisdn', ...pair))
    expect(of({ tags: { amenity: 'bar', name: 'B' }, ...spot })).toEqual(all('possible', ...pair))
    // What somebody looks for around him.
    expect(of({ ...spot, cuisine: 'thai', radius: 500 })).toEqual(all('probable', ...pair))
    expect(judged(request('/x?lat=59.9111&lng=10.7501&amenity=pub&name=x'))).toEqual(all('probable', ...pair))
  })

  test('by the name of a shop', () => {
    expect(of({ storeName: 'Storo', phone, email })).toEqual(all('possible', 'msisdn', 'email'))
    expect(of({ storeName: 'Storo', orderId: 7, phone })).toEqual(all('probable', 'msisdn'))
    expect(of({ companyName: 'Acme', firstName: 'Kari', phone })).toEqual(
      all('probable', 'person-name', 'msisdn'),
    )
  })

  test('by the name of a house or stop that all can look up', () => {
    expect(of({ storeName: 'Storo', ...spot })).toEqual(all('possible', ...pair))
    expect(of({ hotelName: 'Bristol', location: spot })).toEqual(all('possible', ...pair))
    expect(of({ venue_name: 'Rockefeller', geo: { coordinates: [10.7501, 59.9111] } })).toEqual(
      all('possible', ...pair),
    )
    expect(of({ stationName: 'Nationaltheatret', ...spot })).toEqual(all('possible', ...pair))
    // The user is in it, orders from it, or looks for one around him.
    expect(of({ storeName: 'Storo', accuracy: 12, ...spot })).toEqual(all('probable', ...pair))
    expect(of({ storeName: 'Storo', orderId: 7, ...spot })).toEqual(all('probable', ...pair))
    expect(judged(request('/x?storeName=Storo&lat=59.9111&lng=10.7501'))).toEqual(all('probable', ...pair))
    // Where the phone is, in words, and whose app it is.
    expect(of({ cityName: 'Bergen', ...spot })).toEqual(all('probable', ...pair))
    expect(of({ companyName: 'Acme', ...spot })).toEqual(all('probable', ...pair))
    expect(of({ deviceName: 'x', location: spot })).toEqual(all('probable', ...pair))
  })

  test('by what towns, airports and earthquakes have', () => {
    expect(of({ iata: 'OSL', ...spot })).toEqual(all('possible', ...pair))
    expect(of({ events: [{ mag: 6.1, depth: 10, ...spot }] })).toEqual(all('possible', ...pair))
    expect(of({ icao24: '4ca7b5', callsign: 'SAS1234', ...spot })).toEqual(all('possible', ...pair))
    expect(of([{ mmsi: 257_123_456, name: 'COLOR MAGIC', sog: 12.1, ...spot }])).toEqual(
      all('possible', ...pair),
    )
    expect(
      of({ properties: { name: 'Tind', natural: 'peak' }, geometry: { coordinates: [10.7501, 59.9111] } }),
    ).toEqual(all('possible', ...pair))
    expect(of({ natural: true, ...spot })).toEqual(all('probable', ...pair))
    // A magnetometer.
    expect(of({ mag: 41.2, acc: 9.8, ...spot })).toEqual(all('probable', ...pair))
  })
})

describe('two numbers of a drawing, the sky or another planet', () => {
  test.each([
    [{ coords: '34.12,44.56', image: 'cat.jpg' }],
    [{ coordinates: '34.1234,44.5678', shape: 'rect' }],
    [{ coordinates: '83.6331,22.0145', frame: 'ICRS' }],
  ])('%j', (body) => expect(of(body)).toEqual(all('possible', 'location')))

  test('in two fields', () => {
    expect(of({ coordinates: [12.345, 45.678], unit: 'mm' })).toEqual(all('possible', ...pair))
    expect(of({ lat: -4.589467, lon: 137.441633, body: 'mars' })).toEqual(all('possible', ...pair))
    expect(of({ ttfb: 120.3, unit: 'ms', lat: 59.91273, long: 10.74609 })).toEqual(all('possible', ...pair))
  })

  test.each([
    [{ coords: '59.9111,10.7501', image: 'cat.jpg' }, 1],
    [{ gps: '59.91,10.75' }, 1],
    // A fence around a home, what a forecast is wanted in, and the text of a message.
    [{ shape: 'circle', radius: 50, ...spot }, 2],
    [{ units: 'us', ...spot }, 2],
    [{ body: 'hei', ...spot }, 2],
  ])('%j is where somebody is', (body, count) =>
    expect(of(body)).toEqual(Array(count).fill('location probable')),
  )
})

test('whom somebody calls who presses a number', () => {
  expect(judged(request('/track?event=click_call&tel=22050500'))).toEqual(all('possible', 'msisdn'))
  expect(judged(request('/track?event=login&tel=22050500'))).toEqual(all('probable', 'msisdn'))
  expect(of({ callToAction: { type: 'OPEN', phoneNumber: phone } })).toEqual(all('possible', 'msisdn'))
  expect(of({ type: 'CALL', phoneNumber: phone })).toEqual(all('possible', 'msisdn'))
  expect(of({ action: 'make_call', phone })).toEqual(all('possible', 'msisdn'))
  expect(of({ event: 'call', 'phone-number': phone, imei: '352099001761481' })).toContain('msisdn possible')
  expect(of({ event: 'call', peer_number: phone, phoneNo: '+4767545457' })).toContain('msisdn possible')
  // The line that calls, who does, and what else is known of him.
  for (const own of ['line1Number', 'msisdn', 'user_phone', 'myPhone', 'sim_phone_number'])
    expect([own, of({ event: 'phone_call', [own]: phone })]).toEqual([own, all('probable', 'msisdn')])
  expect(of({ type: 'call', user_email: email, email })).toEqual(all('probable', 'email', 'email'))
  expect(of({ type: 'call', birthday: '1990-05-17', email })).toEqual(of({ birthday: '1990-05-17', email }))
  // How somebody wants to be reached, and who signs up.
  expect(of({ preferredContact: 'call', phone })).toEqual(all('probable', 'msisdn'))
  expect(of({ action: 'callback', phone })).toEqual(all('probable', 'msisdn'))
})

test('whom somebody writes to by an address', () => {
  expect(judged(request('/send?phone=4722123456&text=Hei'))).toEqual(all('possible', 'msisdn'))
  expect(judged(request('/send-message?phone=4722123456&message=Hei'))).toEqual(all('possible', 'msisdn'))
  // Who writes, and a beacon.
  expect(judged(request('/send_message?text=hi&myPhone=%2B4722123456&to=%2B4767545457'))).toEqual(
    all('probable', 'msisdn'),
  )
  expect(judged(request('/v1/send?msisdn=%2B4722123456&body=boot'))).toEqual(all('probable', 'msisdn'))
  expect(judged(request('/push/send?email=kari%40own.no&message=unlock'))).toEqual(all('probable', 'email'))
  // A code for the user himself, and what he writes to a firm.
  expect(judged(request('/sms/send?phone=4722123456'))).toEqual(all('probable', 'msisdn'))
  expect(judged(request('/contact?phone=4722123456&text=Hei'))).toEqual(all('probable', 'msisdn'))
  expect(judged(request('/send', [], JSON.stringify({ phone, text: 'Hei' })))).toEqual(
    all('probable', 'msisdn'),
  )
})

test('rows of a list that describe somebody each are not all the owner', () => {
  const rows = (list: string): string[] =>
    of({
      [list]: [
        { name: 'A', phone, email },
        { name: 'B', phone: '+4767545457', email: 'b@mueller.no' },
      ],
    })
  expect(rows('results')).toEqual(all('possible', 'msisdn', 'email', 'msisdn', 'email'))
  expect(rows('accounts')).toEqual(all('probable', 'msisdn', 'email', 'msisdn', 'email'))
  // Two cards of one phone, and one person twice.
  expect(of({ results: [{ phone }, { phone: '+4767545457' }] })).toEqual(all('probable', 'msisdn', 'msisdn'))
  expect(
    of({
      results: [
        { name: 'A', phone },
        { name: 'A', phone },
      ],
    }),
  ).toEqual(all('probable', 'msisdn', 'msisdn'))
})

describe('places of rows with a name each', () => {
  const two = (list: string, ...rows: object[]): string[] =>
    of({ [list]: rows.map((row, at) => ({ lat: 59.9111 + at / 50, lng: 10.7501 + at / 50, ...row })) })
  const [possible, probable] = [all('possible', ...pair, ...pair), all('probable', ...pair, ...pair)]

  test('are of a list', () => {
    expect(two('items', { name: 'Storo' }, { name: 'Alna' })).toEqual(possible)
    expect(two('results', { title: 'Storo' }, { title: 'Alna' })).toEqual(possible)
    expect(
      of({
        features: ['Storo', 'Alna'].map((name, at) => ({
          properties: { name },
          geometry: { coordinates: [10.7501 + at / 50, 59.9111] },
        })),
      }),
    ).toEqual(possible)
  })

  test('are of the phone where each has a moment, all have one name, or the list says so', () => {
    expect(two('items', { name: 'a', ts: 1 }, { name: 'b', ts: 2 })).toEqual(probable)
    expect(two('items', { name: 'a', accuracy: 5 }, { name: 'b', accuracy: 7 })).toEqual(probable)
    expect(two('items', { name: 'gps' }, { name: 'gps' })).toEqual(probable)
    expect(two('items', {}, {})).toEqual(probable)
    expect(two('items', { name: 'Home' }, { name: 'Work' })).toEqual(probable)
    expect(two('devices', { name: 'Karis telefon' }, { name: 'Olas telefon' })).toEqual(probable)
    expect(
      of({
        items: [
          { name: 'coordinates', value: '59.9111,10.7501' },
          { name: 'os', value: '13' },
        ],
      }),
    ).toEqual(all('probable', 'location'))
    expect(two('items', { name: 'a' })).toEqual(all('probable', ...pair))
  })

  test('are of the phone where only one row has a place, or all have the same', () => {
    const rows = (list: object[]): string[] => of({ payload: list })
    expect(
      rows([
        { name: 'location', ...spot },
        { name: 'battery', level: 33 },
      ]),
    ).toEqual(all('probable', ...pair))
    const moved = (by: number): object[] =>
      ['screen_on', 'unlock'].map((name, at) => ({ name, lat: 59.93124 + at * by, lon: 10.77431 }))
    expect(rows(moved(0.00004))).toEqual(probable)
    expect(rows(moved(0.004))).toEqual(possible)
    const whole = (by: number): object[] =>
      ['a', 'b'].map((name, at) => ({ name, lat_e7: 599_312_400 + at * by, lon_e7: 107_743_100 }))
    expect(rows(whole(400))).toEqual(probable)
    expect(rows(whole(40_000))).toEqual(possible)
    // North of one another: the other half tells it.
    const points = (by: number): object[] =>
      ['a', 'b'].map((name, at) => ({ name, geometry: { coordinates: [10.7501, 59.9111 + at * by] } }))
    expect(rows(points(0.02))).toEqual(possible)
    expect(rows(points(0.0002))).toEqual(probable)
  })
})

test('what a camera of a map or a game shows', () => {
  expect(of({ view: { lat: 0.785_398_1, lon: 1.570_796_3, fov: 60 } })).toEqual(all('possible', ...pair))
})

test('columns of a table say it as names beside do', () => {
  const table = (...lines: string[]): string[] =>
    judged(request('/x', ['Content-Type: text/csv'], `${lines.join('\n')}\n`))
  expect(table('storeName;phone;email', `Storo;${phone};${email}`)).toEqual(
    all('possible', 'msisdn', 'email'),
  )
  expect(table('firstName;phone', `Kari;${phone}`)).toContain('msisdn probable')
  expect(table('supportPhone;mail', `${phone};${email}`)).toContain('msisdn possible')
  expect(table('lat,lng,population', '59.9111,10.7501,709037')).toEqual(all('possible', ...pair))
  expect(table('name,lat,lng', 'Oslo,59.9111,10.7501', 'Moss,59.4341,10.6577')).toEqual(
    all('possible', ...pair, ...pair),
  )
  expect(table('ts,lat,lng,name', '1,59.9111,10.7501,a', '2,59.9121,10.7511,b')).toEqual(
    all('probable', ...pair, ...pair),
  )
})

test('who is looked up by an address may be another', () => {
  expect(judged(request('/v3/search/phone?phone=%2B4722225555'))).toEqual(all('possible', 'msisdn'))
  expect(judged(request('/by-email/kari%40mueller.no'))).toEqual(all('possible', 'email'))
  expect(judged(request('/v3/login?phone=%2B4722225555'))).toEqual(all('probable', 'msisdn'))
  // Where one looks around is where one is.
  expect(judged(request('/search?lat=59.9111&lng=10.7501'))).toEqual(all('probable', ...pair))
  expect(judged(request('/search', [], JSON.stringify({ phone })))).toEqual(all('probable', 'msisdn'))
})

test('what stands beside values costs no more where their path has names in quotes', () => {
  const places = Array.from({ length: 600 }, (_, at) => ({ lat: 59.9 + at / 1e5, lng: 10.7 + at / 1e5 }))
  const costOf = (name: string): number => {
    const key = name.repeat(120)
    const input = request('/x', [], JSON.stringify({ [key]: { [key]: { [key]: { [key]: places } } } }))
    const costs = [0, 1, 2].map(() => {
      const before = processorTime()
      detect(blind, input)
      return processorTime() - before
    })
    return Math.min(...costs)
  }
  // Each value undid the quotes of all that stands around it, which made it five times as much and more.
  expect(costOf('.a')).toBeLessThan(costOf('_a') * 3 + 50)
})
