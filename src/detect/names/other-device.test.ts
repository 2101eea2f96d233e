import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const mac = 'd8:3a:41:9b:22:07'
const other = '48:d6:d5:1f:a0:7c'
const possible = ['wifi-mac=d83a419b2207 (possible)']
const probable = ['wifi-mac=d83a419b2207 (probable)']

test.each([
  [{ tracker: { mac, model: 'Inspire 3', battery: 81 } }],
  [{ camera: { mac, model: 'C200' } }],
  [{ vacuum: { mac } }],
  [{ chromecast: { mac } }],
  [{ sensors: [{ mac }] }],
  [{ connectedDevice: { type: 'headphones', mac } }],
  [{ device: { type: 'tv', name: 'Stue-TV', mac_address: mac } }],
  [{ device: { deviceType: 'smartTV', mac } }],
  [{ device: { deviceType: 'smart lock', mac } }],
  [{ type: 'smart_watch', mac }],
  [{ type: 'SmartTV', mac }],
  [{ kind: 'Vehicle', mac }],
  [{ tag: { mac } }],
  [{ action: 'wake', targetMac: mac }],
  [{ arp: [{ ip: '192.168.1.1', mac }] }],
])('%j is the address of another device than the phone', (body) =>
  expect(foundIn(body).filter((one) => one.startsWith('wifi-mac'))).toEqual(possible),
)

test.each([
  [{ device: { type: 'phone', mac } }],
  [{ device: { type: 'Android', mac } }],
  [{ type: 'device_info', mac }],
  // Events of the phone, and words for a measurement.
  [{ kind: 'scan_remote', deviceType: 'Android', mac }],
  [{ measurement: 'battery', tags: { mac } }],
  [{ network: { mac, ip: '192.168.1.9' } }],
  [{ events: [{ mac }] }],
  [{ user: { mac, type: 'member' } }],
])('%j is that of the phone', (body) =>
  expect(foundIn(body).filter((one) => one.startsWith('wifi-mac'))).toEqual(probable),
)

test.each([
  'screen_lock',
  'SCREEN_LOCK',
  'remote_config',
  'vehicle_mode',
  'peer_ping',
  'lock',
  'ring',
  'tag',
])('an event of the type %s is of the phone', (type) =>
  expect(foundIn({ type, mac }).filter((one) => one.startsWith('wifi-mac'))).toEqual(probable),
)

test('machines of a network have an address each, and so have interfaces of a phone', () => {
  const sureness = (list: string, ...rows: object[]): string[] =>
    foundIn({ [list]: rows }).flatMap((one) =>
      one.startsWith('wifi-mac') ? [one.slice(one.indexOf('(') + 1, -1)] : [],
    )
  expect(sureness('hosts', { ip: '192.168.1.1', mac }, { ip: '192.168.1.9', mac: other })).toEqual([
    'possible',
    'possible',
  ])
  expect(
    sureness(
      'network',
      { name: 'wlan0', ip: '192.168.1.9', mac },
      { name: 'rmnet1', ip: '10.0.0.2', mac: other },
    ),
  ).toEqual(['probable', 'probable'])
  expect(sureness('interfaces', { ip: '192.168.1.9', mac }, { ip: '10.0.0.2', mac: other })).toEqual([
    'probable',
    'probable',
  ])
  // The same in each: reports of one phone.
  expect(sureness('reports', { ip: '192.168.1.9', mac }, { ip: '10.0.0.2', mac })).toEqual([
    'probable',
    'probable',
  ])
})

test('what counts visits and shows pages goes by the same names', () => {
  const found = (body: object): string[] => foundIn(body).map((one) => one.replace(/=.* /, ' '))
  const androidId = '9f1c2d3e4a5b6c7d'
  expect(found({ tracker: { android_id: androidId } })).toEqual(['android-id (probable)'])
  expect(found({ tag: { android_id: androidId } })).toEqual(['android-id (probable)'])
  expect(found({ camera: { android_id: androidId } })).toEqual(['android-id (possible)'])
  // No address of a radio.
  const numbered = (type: string): string[] => found({ type, machine_id: 'a81f0c22d93b4e5f' })
  expect(numbered('screen_lock')).toEqual(numbered('start'))
  expect(numbered('tv')).toEqual(numbered('start'))
})
