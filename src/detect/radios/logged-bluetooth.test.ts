import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const own = 'A4:77:33:5E:10:2C'
const bonded = '5C:E9:1E:7A:33:0F'
const ofOwn = 'bluetooth-mac=a477335e102c'
const ofBonded = 'bluetooth-mac=5ce91e7a330f'

/** Without how sure they are: an address on a line of its own has a name, one in a sentence has none. */
function kindsIn(body: string | object): string[] {
  return foundIn(body).map((found) => found.replace(/ \(\w+\)$/, ''))
}

test.each<[line: string, expected: readonly string[]]>([
  [`Bluetooth Status\n  enabled: true\n  state: ON\n  address: ${own}\n  name: S21\n`, [ofOwn]],
  [
    `AdapterProperties\n  Name: S21\n  Address: ${own}\n  Bonded devices:\n    ${bonded} [ DUAL ] WH-1000XM4\n`,
    [ofBonded, ofOwn],
  ],
  [`[Adapter]\nScanMode = 1\nAddress = ${own}\n[Info]\nFileSource = Empty\n`, [ofOwn]],
  [`D BluetoothAdapterProperties: Address is:${own}`, [ofOwn]],
  [`D BluetoothDevice: BluetoothDevice{address=${bonded}, name=WH-1000XM4}`, [ofBonded]],
  [`D/A2dpService: connect(): device=${bonded}, InstanceMap start`, [ofBonded]],
  [`D BtGatt.ScanManager: onScanResult() - address=${bonded}, rssi=-66`, [ofBonded]],
  [`GATT Client Map\n  Entries: 1\n  Connections: 1\n\n    connId: 5, address: ${bonded}\n`, [ofBonded]],
  [`[persist.sys.bt.address]: [${own}]\n[ro.x]: [1]`, [ofOwn]],
  [`dev BT MAC ${own}, x`, [ofOwn]],
  [`btif_dm: remote addr: ${bonded.toLowerCase()}`, [ofBonded]],
])('a log says that an address is one of Bluetooth: %s', (text, expected) => {
  // The lines alone, in what holds the log, and among others.
  expect(kindsIn({ log: text })).toEqual(expected)
  const others = '03-04 05:06:00.001  1000  1001 I boot    : progress=done\n'.repeat(9)
  expect(kindsIn(`${others}${text}\n${others}`)).toEqual(expected)
})

test.each([
  // Another service prints itself.
  `Wi-Fi Status\n  state: ON\n  address: ${own}\n`,
  // The line says more than those above.
  `Bluetooth Status\n  enabled: true\n  wlan0 address: ${own}\n`,
  // It does not belong to the line above.
  `Bluetooth is off\n\nlink/ether ${own} brd ff:ff:ff:ff:ff:ff\n`,
  // Of several processors, of the telephone company, and of what is left of the battery.
  `Linux version 5.10.0 #1 SMP PREEMPT eth0 ${own}`,
  `smp: Brought up 4 CPUs, ${own}`,
  `hub BT-12 up, ${own}`,
  `model=SM-G991B;bt=85;${own}`,
  `I debts: number of ${own} btw done`,
])('an address of Wi-Fi stays one: %j', (text) => {
  expect(kindsIn({ log: text })).toEqual(['wifi-mac=a477335e102c'])
})

test('an address that belongs to no radio is none', () => {
  expect(foundIn('Bluetooth Status\n  enabled: true\n  address: 00:00:00:00:00:00\n')).toEqual([])
})

test('an address that stands twice is judged at each of its places', () => {
  const [wifi, bluetooth] = ['Network', 'Bluetooth'].map(
    (name) => `${name.toLowerCase()}: on\n${name} Status\n  address: ${own}\n`,
  )
  expect(kindsIn(`${wifi}${bluetooth}`)).toEqual([ofOwn, 'wifi-mac=a477335e102c'])
  expect(kindsIn(`${bluetooth}${wifi}`)).toEqual([ofOwn, 'wifi-mac=a477335e102c'])
})
