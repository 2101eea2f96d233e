import { expect, test } from 'vitest'
import { detect, foundIn, foundInQuery, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

test.each(['desktop', 'checkout-step-2', 'aHR0cHM6Ly93d3c'])('%s may be of a session or a page', (ssid) =>
  expect(foundIn({ ssid })).toEqual([`ssid=${ssid} (possible)`]),
)

test.each([
  [{ ssid: 'hansen', rssi: -52 }, 'hansen'],
  [{ wifi: { ssid: 'hansen' } }, 'hansen'],
  [{ wifi_ssid: 'hansen-5g' }, 'hansen-5g'],
  [{ ssid: 'Hansen-5G' }, 'Hansen-5G'],
  [{ ssid: 'HansenNett2019' }, 'HansenNett2019'],
])('%j is a network', (value, ssid) => expect(foundIn(value)).toContain(`ssid=${ssid} (probable)`))

test.each(['<unknown ssid>', '%3Cunknown+ssid%3E', '%٣Cunknown ssid%٣E', '0x', '٠x'])(
  '%s is no network',
  (ssid) => {
    const { detections } = detect(
      blind,
      request('/x', [], JSON.stringify({ ssid, bssid: 'a4:2b:b0:7e:13:c9' })),
    )
    expect(detections.map(({ identifier }) => identifier)).toEqual(['bssid'])
  },
)

test.each([
  // Sessions go by the same name.
  ['ssid=1767323045', ['ssid=1767323045 (possible)']],
  ['ssid=9f1c2d3e4a5b', ['ssid=9f1c2d3e4a5b (possible)']],
  ['ssid=deadbeef', ['ssid=deadbeef (possible)']],
  ['wifi_ssid=deadbeef', ['ssid=deadbeef (probable)']],
  ['ssid=20042013', ['ssid=20042013 (probable)']],
  ['wifi_network_name=Haugen-5G', ['ssid=Haugen-5G (probable)']],
  ['hotspot_name=Haugen', ['ssid=Haugen (probable)']],
  ['networkName=Telenor&mcc=242', []],
  ['ssid=default', ['ssid=default (possible)']],
  ['ssid=VPN', ['ssid=VPN (possible)']],
  ['ssid=WLAN1', ['ssid=WLAN1 (probable)']],
  ['ssid=fritz7590', ['ssid=fritz7590 (probable)']],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))

test('in the place of the name some write the address of the access point', () => {
  expect(foundIn({ ssid: '9c:c8:fc:27:d1:64' })).toEqual(['bssid=9cc8fc27d164 (possible)'])
  // Routers are sold with such names.
  expect(foundIn({ ssid: '9CC8FC27D164', bssid: '9c:c8:fc:27:d1:64' })).toEqual([
    'bssid=9cc8fc27d164 (probable)',
    'ssid=9CC8FC27D164 (probable)',
  ])
})

test.each([
  ['{"raw":"WIFI:T:WPA;S:Haugen 5G;P:Hemmelig12;H:false;;"}', 'Haugen 5G'],
  ['{"raw":"WIFI:T:WPA2-EAP;PH2:MSCHAPV2;S:Haugen;P:x;;"}', 'Haugen'],
  [String.raw`{"raw":"WIFI:S:Hau\\;gen\\:2;P:x\\;S:y;T:WPA;;"}`, 'Hau;gen:2'],
  ['code=WIFI%3AT%3AWPA%3BS%3AHaugen+5G%3BP%3Ax%3B%3B', 'Haugen 5G'],
  ['{"raw":"\\u0057IFI:T:WPA;S:Haugen;;"}', 'Haugen'],
])('a code that is scanned to join a network has its name: %s', (body, ssid) =>
  expect(foundIn(body)).toEqual([`ssid=${ssid} (probable)`]),
)

test.each([
  '{"net":"WIFI: S: 3 bars; T: on;"}',
  '{"net":"WIFI:on;GPS:off;LTE:on;"}',
  '{"net":"HIFI:T:WPA;S:Haugen;;"}',
  '{"net":"AWIFI:S:Haugen;;"}',
  '{"net":"WIFI:T:WPA;S:;P:x;;"}',
  '{"net":"wifi:s:3;t:4;"}',
  `{"net":"WIFI:${'A:B:'.repeat(4_000)}S:"}`,
])('what is written much like it is none: %s', (body) => expect(foundIn(body)).toEqual([]))
