import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const find = (body: unknown): string[] => {
  const input = request('/x', ['Content-Type: application/json'], JSON.stringify(body))
  const found = summary(detect(blind, input))
  if (found.length > 0) expect(isWorthDecoding(blind, input)).toBe(true)
  return found
}

const mac = 'c8:3a:35:7e:12:44'
const bssid = ['bssid=c83a357e1244 (probable)']
const wifi = ['wifi-mac=c83a357e1244 (probable)']
const uuid = '7d1f4c2a-93be-4e06-a5d8-61c0f27b9e34'

test.each([
  [{ ap_list: [{ ssid: '', mac, rssi: -70 }] }, bssid],
  [{ wifiScan: [{ ssid: '', mac, level: -70, x: 1 }] }, bssid],
  [{ d: { around: [{ mac_address: mac, wifi_ssid: '', frequency: 2437 }] } }, bssid],
  // One is the phone's own, or nobody knows; reports of phones come in lists, too.
  [{ wifi: { ssid: '', mac, rssi: -70 } }, wifi],
  [{ list: [{ mac, rssi: -70 }] }, wifi],
  // What lenders' programs say of the network that the phone is in, and of another radio in it.
  [{ currentWifi: { bssid: mac, ssid: '', mac } }, [...bssid, ...bssid]],
  [{ net: { bssid: '34:31:c4:7d:2a:91', mac } }, ['bssid=3431c47d2a91 (probable)', ...wifi]],
  [{ list: [{ ssid: '', mac }] }, wifi],
  [{ reports: [{ device_id: 'x', ssid: '', mac, rssi: -70 }] }, wifi],
  [{ reports: [{ mac, ssid: '', bssid: '', rssi: -70 }] }, wifi],
])('an address in a list with network and signal is of what the phone hears: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test('an address in a row with the strength of a signal is of what the phone hears', () => {
  expect(find({ wifi: [['Haugen', mac, -52]] })).toEqual(['bssid=c83a357e1244 (possible)'])
  expect(
    find({
      list: [
        [mac, 'x'],
        ['y', -52],
      ],
    }),
  ).toEqual(['wifi-mac=c83a357e1244 (possible)'])
})

const around = ['bluetooth-mac=c83a357e1244 (possible)']
const own = ['bluetooth-mac=c83a357e1244 (probable)']

test.each([
  [{ bluetoothDevices: [{ macAddress: mac }] }, around],
  [{ ble_scan: [{ address: mac, rssi: -70 }] }, around],
  [{ bluetoothScanResults: [{ mac }] }, around],
  [{ observed_bt: [{ mac, name: 'x' }] }, around],
  [{ connectedBluetoothDevices: [{ mac }] }, around],
  [{ bluetoothAdapter: { address: mac } }, own],
  [{ bluetoothAdapters: [{ address: mac }] }, own],
  [{ bluetooth: { address: mac, name: 'Karis telefon' } }, own],
  [{ beacon: { uuid: 'x', major: 352, minor: 990, mac } }, around],
  [{ scannedBle: { mac } }, around],
  [{ pairedDevices: [{ name: 'My VW', bt_addr: mac }] }, around],
  [{ wifiScan: [{ mac, rssi: -50 }] }, bssid],
  [{ 'wi-fi_list': [{ macAddress: mac }] }, bssid],
  [{ nearbyWiFi: [{ mac }] }, bssid],
  [{ ap_infos: [{ address: mac }] }, bssid],
  // A list that says nothing is of what it stands in.
  [{ wifi: { scan: [{ mac }] } }, bssid],
  [{ d: { 'wi-fi': { scan_results: [{ address: mac, level: -71 }] } } }, bssid],
  [{ wifi: { scan: [{ id: mac, level: -71 }] } }, ['bssid=c83a357e1244 (possible)']],
  [{ bluetooth: { results: [{ mac }] } }, around],
  [{ wifi: { interfaces: [{ mac }] } }, wifi],
  [{ wifi: { scan: { mac } } }, wifi],
  [{ wifi: { sensors: [{ mac }] } }, ['wifi-mac=c83a357e1244 (possible)']],
  // One is the phone's own; so is what is built into it. Other words only look alike.
  [{ wifiInfo: { mac } }, wifi],
  [{ wifiInterfaces: [{ mac }] }, wifi],
  [{ wifi_clients: [{ mac }] }, wifi],
  [{ map_scan: [{ mac }], table_list: [{ a: 1 }] }, wifi],
  [{ wifi_bt_scan: [{ mac }] }, wifi],
  [{ ble_scan: [{ address: 'Storgata 1' }] }, []],
])('the words of the list or object say of which radio an address is: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ scans: [{ address: mac, rssi: -60, txPower: -4, name: 'x' }] }, around],
  [{ devices: [{ mac, rssi: -60, type: 'BLE' }] }, around],
  [{ found: { macAddress: mac, transport: 'bluetooth_le' } }, around],
  [{ peripherals: [{ address: mac, rssi: -60 }] }, around],
  // What Wi-Fi has sends, too; and what a phone says of itself.
  [{ scans: [{ mac, rssi: -60, ssid: 'Haugen', txPower: 20 }] }, [...bssid, 'ssid=Haugen (probable)']],
  [{ devices: [{ mac, rssi: -60, type: 'AP' }] }, wifi],
  [{ report: { mac, imei: '352099001761481', type: 'BLE' } }, [...wifi, 'imei=352099001761481 (probable)']],
])('what stands beside an address says that Bluetooth heard it: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ sims: [{ iccId: '', simSlotIndex: 0, number: '4791738264' }] }, ['msisdn=4791738264 (probable)']],
  [
    { sim: { number: '+4791738264', imsi: '242017384920157' } },
    ['msisdn=+4791738264 (probable)', 'imsi=242017384920157 (probable)'],
  ],
  [{ sim: { number: 2, iccid: '89470100000000000016' } }, ['iccid=89470100000000000016 (probable)']],
  [{ sim: { number: '4791738264', iccid: '' } }, []],
  // Of orders, houses and tickets.
  [{ order: { number: '4791738264', iccid_count: 1 } }, []],
  [{ order: { number: '4791738264' }, iccid: '' }, []],
  [{ sim: { slotNumber: '4791738264', iccid: '' } }, []],
])('a number beside that of a card is the telephone number: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ info: { id: uuid, isLimitAdTrackingEnabled: false } }, [`advertising-id=${uuid} (possible)`]],
  [{ adInfo: { provider: 'google', id: uuid, limit_ad_tracking: 0 } }, [`advertising-id=${uuid} (possible)`]],
  [{ info: { id: uuid, tracking: false } }, []],
  [{ info: { id: uuid }, limit_ad_tracking: 0 }, []],
  [{ info: { id: 'banner-12', limit_ad_tracking: 0 } }, []],
])('an id beside the word against being followed is an advertising ID: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

const ofMaker = '1c2a8d1c-7b64-4e0f-9a51-c2d8e6f01b39'
const ofApp = [`install-id=${uuid} (possible)`]
test.each([
  [{ hms: { aaid: uuid } }, ofApp],
  [{ hmsAaid: uuid }, ofApp],
  [{ aaid: uuid, odid: '8817' }, ofApp],
  [{ aaid: uuid, vaid: ofMaker }, [...ofApp, `install-id=${ofMaker} (possible)`]],
  // Google's goes by the same name, also beside that of other makers.
  [{ aaid: uuid }, [`advertising-id=${uuid} (probable)`]],
  [
    { advertising_ids: { aaid: uuid, oaid: ofMaker } },
    [`advertising-id=${uuid} (probable)`, `advertising-id=${ofMaker} (probable)`],
  ],
])('what Huawei gives one app is no advertising ID: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

const number = '+4791738205'
test.each([
  [{ sms: [{ from: number, body: 'hei' }] }, [`msisdn=${number} (possible)`]],
  [{ d: { inbox_sms: { to: number, text: 'hei' } } }, [`msisdn=${number} (possible)`]],
  [
    { sms: [{ from: number }, { from: '+4790411223' }] },
    [`msisdn=${number} (possible)`, 'msisdn=+4790411223 (possible)'],
  ],
  // A short code, the name of a shop, and ranges of anything.
  [{ sms: [{ from: '26112', body: 'hei' }] }, []],
  [{ sms: [{ from: 'FJORDBANK', body: 'hei' }] }, []],
  [{ range: [{ from: number, to: '+4790411223' }] }, []],
  [{ sms: [{ until: number }] }, []],
  // The same of lists of messages and calls, and of no other thing that has a message.
  [{ messages: [{ from: number, text: 'hei' }] }, [`msisdn=${number} (possible)`]],
  [{ d: { calls: [{ to: number, duration: 31 }] } }, [`msisdn=${number} (possible)`]],
  [{ messages: [{ from: 'kari', to: 'room 4' }] }, []],
  [{ messages: [{ from: '91738205' }] }, []],
  [{ messages: { from: number } }, []],
  // Programs that hand on what comes, and others that have two ends.
  [{ from: number, text: 'hei', sentStamp: 1764660000000 }, [`msisdn=${number} (possible)`]],
  [
    { from: number, msg: 'hei', imei: '352099001761481' },
    [`msisdn=${number} (possible)`, 'imei=352099001761481 (probable)'],
  ],
  [{ from: number, text: 'hei', step: 1 }, []],
  [{ from: number, sentStamp: 1764660000000 }, []],
  [{ from: '26112', text: 'hei', sentStamp: 1764660000000 }, []],
])('who writes a short message, and to whom: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

const guest = '3C-5A-B4-10-20-9E'
const ofGuest = 'wifi-mac=3c5ab410209e (probable)'
test.each([
  // Ruckus, Meraki, Purple, Cisco: what an access point tells a page of login.
  [`/portal?mac=c83a357e1244&client_mac=${guest}&uip=192.0.2.7`, [ofGuest, 'bssid=c83a357e1244 (probable)']],
  [`/splash/?node_mac=${mac}&client_mac=${guest}`, [ofGuest, 'bssid=c83a357e1244 (probable)']],
  [`/access/?mac=C8-3A-35-7E-12-44&usermac=${guest}`, [ofGuest, 'bssid=c83a357e1244 (probable)']],
  [
    `/login.html?ap_mac=${mac}&client_mac=${guest}&wlan=FjordheimHotel&redirect=x`,
    [ofGuest, 'bssid=c83a357e1244 (probable)', 'ssid=FjordheimHotel (possible)'],
  ],
  [`/portal?uaddress=192.0.2.7&umac=3c5ab410209e`, [ofGuest]],
  // The same twice is the phone's, and a hint says less.
  [`/login?mac=3c5ab410209e&client_mac=${guest}`, [ofGuest, ofGuest]],
  [`/login?mac=${mac}&client_mac=none`, ['wifi-mac=c83a357e1244 (probable)']],
  ['/x?cmac=3c5ab410209e', ['wifi-mac=3c5ab410209e (probable)']],
  ['/x?wlan=FjordheimHotel', []],
])('pages of login tell the access point from the phone: %s', (target, expected) => {
  const input = request(target)
  if (expected.length > 0) expect(isWorthDecoding(blind, input)).toBe(true)
  expect(summary(detect(blind, input)).toSorted()).toEqual(expected.toSorted())
})

test.each([
  [{ sim: { num: number, op: '24201' } }, [`msisdn=${number} (possible)`]],
  [{ sims: [{ num: number }] }, [`msisdn=${number} (possible)`]],
  [{ simInfo: { num: number } }, [`msisdn=${number} (possible)`]],
  [{ sim_cards: [{ num: number }] }, [`msisdn=${number} (possible)`]],
  [
    { 'sim.num': number, 'sim.imsi': '242014501726384' },
    ['imsi=242014501726384 (probable)', `msisdn=${number} (possible)`],
  ],
  [
    { line1: number, simSerial: '89470000000012345673' },
    ['iccid=89470000000012345673 (probable)', `msisdn=${number} (possible)`],
  ],
  // How many there are, and what is numbered.
  [{ sim: { num: 2 } }, []],
  [{ sim: { num: '91738205' } }, []],
  [{ order: { num: number } }, []],
])('the number of the SIM card goes by `num` in it, or beside its own: %j', (body, expected) => {
  expect(new Set(find(body))).toEqual(new Set(expected))
})

test('an escaped number beside that of the phone is its own in a form, too', () => {
  const input = request(
    '/x',
    ['Content-Type: application/x-www-form-urlencoded'],
    'id=3&num=%2B4791738205&imei=490154203718467',
  )
  expect(summary(detect(blind, input))).toContain(`msisdn=${number} (possible)`)
})

test.each([
  [
    { fname: 'Kari', lname: 'Fjordheim' },
    ['person-name=Kari (probable)', 'person-name=Fjordheim (probable)'],
  ],
  [
    { user_fname: 'Kari', user_lname: 'Fjordheim' },
    ['person-name=Kari (probable)', 'person-name=Fjordheim (probable)'],
  ],
  // FHIR, HumanName.
  [
    { name: [{ family: 'Fjordheim', given: ['Kari'] }] },
    ['person-name=Fjordheim (possible)', 'person-name=Kari (probable)'],
  ],
  [{ telecom: [{ system: 'phone', value: number, use: 'mobile' }] }, [`msisdn=${number} (probable)`]],
  // Of files and functions, type and kinds of animals.
  [{ family: 'Roboto', weight: 400 }, []],
  [{ family: 'Fjordheim', given: '' }, []],
  [{ fname: 'Report', size: 3 }, []],
  [{ fname: 'Main', fline: 4, lno: 3 }, []],
])('both halves of a name stand side by side under short names: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ sn: '1170192834', model: 'A920' }, ['serial=1170192834 (possible)']],
  [{ sn: '22283120041987', manufacturer: 'PAX' }, ['serial=22283120041987 (possible)']],
  // A message, a moment in seconds and ms, a day, and nothing that says what it is of.
  [
    { sn: '062018N052834', mac: 'c8:3a:35:7e:12:44', model: 'MAG250' },
    ['serial=062018N052834 (possible)', ...wifi],
  ],
  [{ sn: '062018N052834', type: 'ack' }, []],
  [{ sn: '1170192834', type: 'ack' }, []],
  [{ sn: '1764660000', model: 'A920' }, []],
  [{ sn: '1764660000123', model: 'A920' }, []],
  [{ sn: '20261130071233', model: 'A920' }, []],
  [{ sn: 17, model: 'A920' }, []],
  [{ sn: '1170192834', model: '' }, []],
  [{ item: { sn: '1170192834', brand: 'Haugen', model: 'Stol' } }, []],
])('an `sn` of digits is a serial number beside the model, the maker or the IMEI: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ ip: '88.91.143.27', androidId: '9f3b6c1d2e4a5807' }, 'ip-address=88.91.143.27 (possible)'],
  [{ ip_address: '88.91.143.27', email: 'kari@fjordpost.no' }, 'ip-address=88.91.143.27 (possible)'],
])('an address beside the number of the phone or its owner is theirs: %j', (body, expected) => {
  expect(find(body)).toContain(expected)
})
test.each([
  { ip: '88.91.143.27', version: '1.2' },
  { ip: '88.91.143.27', androidId: '9f3b6c1d2e4a5807', host: 'api.example.com' },
  { ip: '88.91.143.27', androidId: '9f3b6c1d2e4a5807', port: 443 },
  { router: { ip: '88.91.143.27', mac: 'c8:3a:35:7e:12:44' } },
  { blockedIp: '88.91.143.27', androidId: '9f3b6c1d2e4a5807' },
  { ip: '88.91.143.27', androidId: '' },
])('others are not: %j', (body) => {
  expect(find(body).join()).not.toContain('ip-address')
})

const secret = 'account-credential=Fjell2021 (probable)'
test.each([
  [{ username: 'karifjord86', password: 'Fjell2021' }, ['user-id=karifjord86 (possible)', secret]],
  [{ accountName: 'karifjord86', password: 'Fjell2021' }, ['user-id=karifjord86 (possible)', secret]],
  // Told as what they are, or of many installations.
  [{ username: 'kari@fjordpost.no', password: 'Fjell2021' }, ['email=kari@fjordpost.no (possible)', secret]],
  [{ username: '+4791738205', password: 'Fjell2021' }, [`msisdn=${number} (possible)`, secret]],
  [{ username: 'admin', password: 'Fjell2021' }, [secret]],
  [{ account: 'karifjord86', password: 'Fjell2021' }, ['user-id=karifjord86 (possible)', secret]],
  [{ account: 'karifjord86', type: 'savings' }, []],
  [{ username: 'karifjord86', password: '' }, []],
  [{ username: 'karifjord86' }, []],
])('who logs in goes by a name beside the password: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ member: { name: 'Kari Fjordheim', birth: '19860417' } }, 'person-name=Kari Fjordheim (possible)'],
  [{ payer_name: 'Kari Fjordheim', payer_email: 'x@fjordpost.no' }, 'person-name=Kari Fjordheim (possible)'],
  // Initials that are written as a form of companies, of who has a birthday.
  [{ patient: { name: 'Karthik S.A.', dob: '1986-04-17' } }, 'person-name=Karthik S.A. (possible)'],
])('a name beside what is told of people: %j', (body, expected) => {
  expect(find(body)).toContain(expected)
})
test('a company has no birthday', () => {
  expect(find({ customer: { name: 'Molen N.V.', phone: number } }).join()).not.toContain('person-name')
  expect(find({ customer: { name: 'Molen Ltd', dob: '1986-04-17' } }).join()).not.toContain('person-name')
})

test.each([
  [{ bdAddress: mac }, own],
  [{ bluetooth: mac }, ['bluetooth-mac=c83a357e1244 (possible)']],
  [{ strap: { bleAddress: mac } }, own],
  [{ hfpAddress: mac }, own],
  [{ bluetooth: 'on' }, []],
  [{ bluetooth: 'e3b0c44298fc1c149afb' }, []],
])('an address of Bluetooth by its own names: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  [{ ssid_5g: 'Haugen-5' }, ['ssid=Haugen-5 (probable)']],
  [{ ssid_2_4g: 'Haugen-2' }, ['ssid=Haugen-2 (probable)']],
  [{ has_5g: 'Haugen-5' }, []],
])('routers name their networks by band: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  // EMV 3-D Secure, `mobilePhone`.
  [{ mobilePhone: { cc: '47', subscriber: '91738205' } }, ['msisdn=91738205 (possible)']],
  [{ subscriber: '91738205' }, []],
])('the number inside of a country beside its code: %j', (body, expected) => {
  expect(find(body)).toEqual(expected)
})

test.each([
  'email=kari.fjordheim%40fjordpost.no&customer_name=Kari+Fjordheim',
  'payer_email=x%40fjordpost.no&payer_name=Kari%20Fjordheim',
])('what stands beside an escaped value in a form is asked, too: %s', (body) => {
  const input = request('/x', ['Content-Type: application/x-www-form-urlencoded'], body)
  expect(summary(detect(blind, input))).toContain('person-name=Kari Fjordheim (possible)')
})

test('shops hand on from where somebody buys', () => {
  expect(find({ order: { browser_ip: '88.91.143.27' } })).toEqual(['ip-address=88.91.143.27 (probable)'])
})

test.each([
  [{ uid: '901917163', device_id: 'no' }, true],
  [{ uid: 4_524_370_237, imei: '00' }, true],
  [{ uid: '4524370237', password: 'x1' }, true],
  // Of events, of programs of Android, moments, and of others.
  [{ uid: '901917163' }, false],
  [{ uid: '901917163', title: 'Kveldstur' }, false],
  [{ uid: '901917163', imei: '' }, false],
  [{ event_uid: '901917163', imei: '00' }, false],
  [{ uid: '7c1de04b-92f6-4a83-8f2b-0c71d9e3a465', deviceId: 'no' }, false],
  [{ uid: 1_010_231, deviceId: 'no' }, false],
  [{ uid: 1_772_438_400, deviceId: 'no' }, false],
  [{ uid: '1772438400123', deviceId: 'no' }, false],
])('a uid of digits is of who sends it, beside his phone or his login: %j', (body, isOne) => {
  const own = find(body).filter((one) => one.startsWith('user-id='))
  expect(own).toEqual(isOne ? [expect.stringMatching(/ \(possible\)$/)] : [])
})
