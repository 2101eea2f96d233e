import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const address = 'a4:2b:b0:7e:13:c9'
const access = 'bssid=a42bb07e13c9 (probable)'
const network = 'ssid=Haugen7 (probable)'

test.each<[line: string, expected: readonly string[]]>([
  ['03-04 05:06:08 D WifiService: SSID=Haugen7 level=-50', [network]],
  [`wlan0: Trying to associate with ${address} (SSID='Haugen7' freq=2437 MHz)`, [access, network]],
  ['WifiConfiguration ID: 3 PROVIDER-NAME: null SSID: "Haugen7" BSSID: none FQDN: null', [network]],
  ['network_id=3 ssid:Haugen7, rssi:-55', [network]],
  ['D/wlan: ESSID="Haugen 7"', ['ssid=Haugen 7 (probable)']],
  ['05:06 wifi_ssid=Haugen7 up', [network]],
  [`wlan0: CTRL-EVENT-CONNECTED - Connection to ${address} completed [id=0 id_str=]`, [access]],
  [`wlan0: Associated with ${address}`, [access]],
  ["D WifiService: SSID='Bl\u00e5b\u00e6r' rssi=-50", ['ssid=Blåbær (probable)']],
])('a line of a log tells the network: %s', (line, expected) => {
  expect(foundIn(line)).toEqual(expected)
  // Among others, and in what holds the log.
  expect(foundIn(`05:06:07 I Boot: done\n${line}\n05:06:09 I Other: ok`)).toEqual(expected)
  expect(foundIn({ log: `${line}\n05:06:09 I Other: ok` })).toEqual(expected)
})

test('a name in quotes needs no sign in front of it', () => {
  expect(foundIn('05:06:09 I wifi: connected to SSID "Haugen7"\n05:06:09 I Other: ok')).toEqual([network])
})

test.each([
  // Nothing speaks of Wi-Fi on the line, but on others.
  '05:06:08 I Session: ssid:Haugen7 opened\n05:06:09 D wifi: up',
  'D WifiService: SSID=<unknown ssid> level=-50',
  'D WifiService: SSID="<redacted>" level=-50',
  '05:06:08 D WifiService: SSID=any',
  '05:06:07 GET /x?ssid=Haugen7 200 wifi',
  '05:06:07 ssid=Haugen7 at level 5',
  'D WifiService: no SSID seen, level=-50',
  'D WifiService: SSID hidden rssi=-50',
  'D WifiService: MYSSID=Haugen7x rssi=-50',
  'chart associated with 12:30 wifi',
])('no network stands in %j', (line) => {
  expect(foundIn(line)).toEqual([])
})
