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
  ['<string name="SSID">&quot;Haugen7&quot;</string>', [network]],
  ['D/wlan: ESSID="Haugen 7"', ['ssid=Haugen 7 (probable)']],
  ['05:06 wifi_ssid=Haugen7 up', [network]],
  [`wlan0: CTRL-EVENT-CONNECTED - Connection to ${address} completed [id=0 id_str=]`, [access]],
  [`wlan0: Associated with ${address}`, [access]],
  ['NetworkInfo: [type: WIFI[], state: CONNECTED/CONNECTED, extra: "Haugen7", failover: false]', [network]],
  ['ident=[[type=WIFI, subType=COMBINED, networkId="Haugen7"]] uid=-1 set=ALL', [network]],
  ['iface=wlan0 ident=[{type=1, wifiNetworkKey="Haugen7"wpa2-psk, metered=false}]', [network]],
  ["NetworkManager[612]: <info> Config: added 'ssid' value 'Haugen7'", [network]],
  ['WiFiManager: SSID_STR = Haugen7; state = 3', [network]],
  [`wlan0: WPA: Key negotiation completed with ${address} [PTK=CCMP GTK=CCMP]`, [access]],
  [`[ 12.5] wlan0: authenticate with ${address}`, [access]],
  [`[ 12.5] wlan0: RX AssocResp from ${address} (capab=0x411 status=0 aid=1)`, [access]],
  [`iw: Connected to ${address} (on wlan0)`, [access]],
  [`wifid[51]: Joined Haugen7 (${address}) on channel 36`, [access]],
  ["D WifiService: SSID='Bl\u00e5b\u00e6r' rssi=-50", ['ssid=Blåbær (probable)']],
])('a line of a log tells the network: %s', (line, expected) => {
  expect(foundIn(line)).toEqual(expected)
  // Among others, and in what holds the log.
  expect(foundIn(`05:06:07 I Boot: done\n${line}\n05:06:09 I Other: ok`)).toEqual(expected)
  expect(foundIn({ log: `${line}\n05:06:09 I Other: ok` })).toEqual(expected)
})

test.each<[of: string, text: string, expected: readonly string[]]>([
  [
    'settings of wpa_supplicant',
    'update_config=1\nnetwork={\n\tssid="Haugen7"\n\tkey_mgmt=WPA-PSK\n}\n',
    [network],
  ],
  [
    'iw',
    `Interface wlan0\n\taddr ${address}\n\tssid Haugen 7\n\ttype managed\n`,
    ['ssid=Haugen 7 (probable)'],
  ],
  ['iw of a link', `Connected to ${address} (on wlan0)\n\tSSID: Haugen7\n\tfreq: 5180\n`, [access, network]],
])('a line of its own has the name, and others around speak of Wi-Fi: %s', (_, text, expected) => {
  const isTold = (found: string): boolean => !found.startsWith('wifi-mac')
  expect(foundIn(text).filter(isTold)).toEqual(expected)
  expect(foundIn({ log: `05:06:07 I Boot: done\n${text}05:06:09 I Other: ok` }).filter(isTold)).toEqual(
    expected,
  )
})

const row = (flags: string): string => `${flags}[WPA2-PSK-CCMP][ESS]`
test.each([
  [
    'of Android',
    `    BSSID              Frequency      RSSI           Age(sec)     SSID              Flags\n  ${address}       5180    -51(0:-52/1:-53)      3.011    Haugen7      ${row('')}\n`,
  ],
  [
    'of wpa_cli',
    `bssid / frequency / signal level / flags / ssid\n${address}\t5180\t-51\t${row('')}\tHaugen7\n`,
  ],
])('a table of what was heard, %s, names networks', (_, text) => {
  expect(foundIn(text)).toEqual(['bssid=a42bb07e13c9 (possible)', network])
})

test.each([
  `10.0.0.5 is associated with ${address} on eth0`,
  `ARP: 10.0.0.5 is now associated to ${address} (docker0)`,
  `printer authenticated with ${address} over USB`,
  `Connected to ${address} (on port 3)`,
  `node joined cluster (${address}), signal=SIGTERM`,
  `node joined cluster (${address}), associated`,
])('who joins what is no Wi-Fi joins no access point: %s', (line) => {
  expect(foundIn(line)).toEqual(['wifi-mac=a42bb07e13c9 (possible)'])
})

test.each([
  `wlp2s0: Trying to associate with ${address}`,
  `kernel: mlan0: authenticate with ${address}`,
  `I wpa_supplicant: Associated with ${address}`,
])('the interface or the program says that it is Wi-Fi: %s', (line) => {
  expect(foundIn(line)).toEqual([access])
})

test.each([
  ['ssid: 12ab34; signal -50', ['ssid=12ab34 (probable)']],
  ['ssid: Haugen7, signal: -50', [network]],
  ['SSID: Haugen7; bssid: none, rssi: -50', [network]],
  ['ssid: Haugen 7; rssi: -50', ['ssid=Haugen 7 (probable)']],
  ['ssid: Haugen; signal', ['ssid=Haugen; signal (probable)']],
])('what is measured behind the name on its line is none of it: %s', (line, expected) => {
  expect(foundIn(line)).toEqual(expected)
  expect(foundIn(`id: 3\n${line}\nstate: up`)).toEqual(expected)
})

test('a name in quotes needs no sign in front of it', () => {
  const line = '05:06:09 I wifi: connected to SSID "Haugen7"\n05:06:09 I Other: ok'
  expect(foundIn(line)).toEqual([network])
  // Escaped, where nothing else wakes the first look.
  expect(foundIn({ log: line })).toEqual([network])
  expect(foundIn({ a: JSON.stringify({ log: line }) })).toEqual([network])
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
  // Empty, in front of what stands beside it.
  'network={\n\tssid=\n\tscan_ssid=1\n\tfreq=5180\n}\n05:06 ssid= level=-60\n ssid= freq=5180\n',
  'log extra: "something" level=3',
  'build type: WIFI, extra: "Release notes"',
  // Processes have signals, tasks a frequency, and much is associated.
  'session associated with user, SSID "Haugen7" opened',
  'worker stopped by signal SIGTERM, SSID "Haugen7" closed',
  'ssid HG00096\nfreq 0.12\n',
  'ssid HG00096\nsignal SIGTERM\n',
  // Where the program puts the name.
  'wlan0: SSID "%s" not found; signal lost',
  'wlan0: SSID="%.*s" rssi=%d',
  'WiFi.begin(ssid = "your_ssid", password)',
  'Connected to 12:34:56:78:9a (on port 3)',
  'authenticated with password 12:34',
])('no network stands in %j', (line) => {
  expect(foundIn(line)).toEqual([])
})
