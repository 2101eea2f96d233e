import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(value: object, fields: readonly string[] = [], detector: Detector = blind): string[] {
  const input = request('/x', fields, JSON.stringify(value))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

test.each(['APBrm7L2U1p+B7bf/OgRLZ0R', 'XKq1Tm9ZVQ8DAGmYd0pYl3Wv', 'ZKqbTmxZVQiDAG/Yd+pYlzWv'])(
  '%s is the number that Alibaba gives a phone, whatever base64 made of it',
  (utdid) => {
    expect(found({ utdid })).toEqual([`install-id=${utdid} (possible)`])
    expect(found({}, [`x-utdid: ${utdid}`])).toEqual([`install-id=${utdid} (possible)`])
    expect(found({}, [`x-utdid: ${encodeURIComponent(utdid)}`])).toEqual([`install-id=${utdid} (possible)`])
    const known = new Detector(profileOf({ 'install-id': [utdid] }))
    expect(found({ x: utdid }, [], known)).toEqual([`install-id=${utdid} (certain)`])
  },
)

test.each([
  { utdid: 'APBrm7L2U1p+B7bf/OgRLZ0' },
  { utdid: 'APBrm7L2U1p+B7bf/OgRLZ0R=' },
  { utdid: 'apbrm7l2u1p+b7bf/ogrlz0r' },
  { installId: 'Pictures/Camera/IMG00412' },
  { visitorId: 'APBrm7L2U1p+B7bf/OgRLZ0R' },
])('%j is none', (value) => expect(found(value)).toEqual([]))

const uuid = '5722cc3e-5302-4c26-ad01-05b51c985b0d'

test('the GUID of an app is of an installation where it stands beside what is of the phone', () => {
  const told = [`install-id=${uuid} (possible)`]
  expect(found({ appGuid: uuid, libraryVersion: '4.0' })).toEqual(told)
  expect(found({ app_guid: uuid, sim_serial_number: '' })).toEqual(told)
  expect(found({ app_guid: uuid, app_name: 'x', tenant: 'y' })).toEqual([])
  expect(found({ app_guid: 'no.example.app4711', libraryVersion: '4.0' })).toEqual([])
})

test.each([
  [{ HardwareID: '354128117823451' }, ['imei=354128117823451 (probable)']],
  [{ HardwareID: '9f1c2d3e-board-77' }, ['device-id=9f1c2d3e-board-77 (probable)']],
  [{ OS_ID: '9f3c7a21be04d865' }, ['android-id=9f3c7a21be04d865 (possible)']],
  [{ OS_ID: 'Android 14' }, []],
  [{ BBSID: '9c:c7:a6:3d:12:e4' }, ['bssid=9cc7a63d12e4 (probable)']],
  [{ bbsId: '1772438400123' }, []],
  [{ advertising_guid: uuid }, [`advertising-id=${uuid} (probable)`]],
  [{ advertising_guide: uuid }, []],
  [{ ip_addrs: '192.168.1.34' }, ['ip-address=192.168.1.34 (possible)']],
  [{ ip_addrs: '8.8.8.8' }, []],
])('what libraries against fraud call it: %j', (value, told) => expect(found(value)).toEqual(told))

test.each([
  '00000000-0000-4000-8000-000000000000',
  'ffffffff-ffff-4fff-bfff-ffffffffffff',
  '550e8400-e29b-41d4-a716-446655440000',
])('%s is of no installation', (anonymousId) => expect(found({ anonymousId })).toEqual([]))

test('of a UUID with a few other digits nothing says so', () =>
  expect(found({ anonymousId: '00000000-0000-4000-8000-00000000a1f7' })).toHaveLength(1))

test("Meta's number of a browser is told by its form, in a cookie, a query and a document", () => {
  const fbp = 'fb.1.1729501846123.1098115397'
  const told = [`install-id=${fbp} (possible)`]
  expect(found({ user: { fbp } })).toEqual(told)
  expect(found({}, [`Cookie: a=1; _fbp=${fbp}; b=2`])).toEqual(told)
  for (const other of ['fb.1.1729501846123.IwAR2xkQ8hVt', '1729501846123.1098115397', 'fb-1729501846123109'])
    expect(found({ fbp: other })).toEqual([])
})

test('the number of a browser of Google Analytics is told by its form, and is the one that Google is sent', () => {
  const client = '1172860168.1549871234'
  const told = [`install-id=${client} (possible)`]
  expect(found({}, [`Cookie: a=1; _ga=GA1.2.${client}; b=2`])).toEqual(told)
  expect(found({ _ga: `GA1.1.${client}` })).toEqual(told)
  // Of a part of the site, and handed on to another site.
  expect(found({ _ga: `GA1.2-3.${client}` })).toEqual(told)
  expect(found({ _ga: `2.214867063.1195226253.1542130583-${client}` })).toEqual(told)
  const sent = request(`/g/collect?v=2&tid=G-ABC123XYZ9&cid=${client}`)
  const { detections } = detect(blind, sent, { host: 'www.google-analytics.com' })
  expect(detections.map(({ value }) => value)).toContain(client)
  for (const other of [
    client,
    `GA1.2.${client}.5`,
    'GS1.1.1549871234.3.1.1549871240.0.0.0',
    'GA1.2',
    'GA1.2-.' + client,
    '2.214867063-' + client,
    'GA1.2.0.0000000000',
    'GA1.2.2222222222.2222222222',
    'Accra',
  ])
    expect(found({ ga: other })).toEqual([])
})

test("at Meta it is the browser's, the click of an advert is none", () => {
  const fbp = 'fb.1.1729501846123.1098115397'
  const at = (host: string, target: string, body = ''): string[] =>
    summary(detect(blind, request(target, [], body), { host }))
  const told = [`install-id=${fbp} (probable)`]
  expect(at('www.facebook.com', `/tr/?id=582910374415226&ev=PageView&fbp=${fbp}`)).toEqual(told)
  expect(at('www.facebook.com', `/tr?id=582910374415226&fbc=fb.1.1729501846123.IwAR2xkQ8hVt`)).toEqual([])
  expect(
    at('graph.facebook.com', '/v18.0/5829103/events', JSON.stringify({ data: [{ user_data: { fbp } }] })),
  ).toEqual(told)
})

test("Expo's number of an installation is told at any server of updates", () =>
  expect(found({}, [`EAS-Client-ID: ${uuid}`])).toEqual([`install-id=${uuid} (possible)`]))

test('an installation may be numbered by 32 bytes in base64', () => {
  const value = 'iRBdAiCEPaQS9OIjBLxyUM+JdTPWLsXaBV3HrCXoPVg='
  expect(found({ installation_id: value })).toEqual([`install-id=${value} (possible)`])
  expect(found({ installation_id: value.slice(1) })).toEqual([])
})

test.each([
  [{ guest_id: uuid }, true],
  [{ cookieId: uuid }, true],
  [{ uma_client_id: uuid }, true],
  // What machines run in, and what a page says of its cookies.
  [{ guestId: 'ubuntu64Guest-4711' }, false],
  [{ guestId: '482719365081' }, false],
  [{ cookieId: 'OptanonConsent-2026' }, false],
])('guests and cookies have numbers of one browser where they are random: %j', (body, isOne) =>
  expect(found(body)).toEqual(isOne ? [`install-id=${uuid} (possible)`] : []),
)

test.each([
  ['X-Plex-Client-Identifier: p1ud3pgizr7e3xs2uw3fjleb', ['install-id=p1ud3pgizr7e3xs2uw3fjleb (possible)']],
  [`Cookie: _pxvid=${uuid}`, [`install-id=${uuid} (possible)`]],
  // The program that asks for a login.
  ['X-Client-Identifier: p1ud3pgizr7e3xs2uw3fjleb', []],
])('%s in the head', (field, told) => expect(found({}, [field])).toEqual(told))
