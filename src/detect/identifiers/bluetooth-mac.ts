import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { mac, macTraits } from '../radios/mac.ts'
import { hexOnly, isRepeated } from '../spellings/written.ts'

/** Addresses that Bluetooth Low Energy makes at random have any first byte, also one that elsewhere is that of a group (Bluetooth Core, volume 6, part B, 1.3.2). */
const randomAddress = /^[0-9a-f][13579bdf](?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/i

function randomMac(value: string): string {
  const text = value.trim()
  const hex = randomAddress.test(text) ? hexOnly(text) : ''
  return isRepeated(hex) ? '' : hex
}

/** Of devices around, with the list above (Mozilla, Android). */
const namesAround: readonly string[] = [
  'bluetoothbeaconsmacaddress',
  'bluetoothdevicesaddress',
  'bluetoothdevicesmac',
  ...[
    'btdevices',
    'bledevices',
    'beacons',
    'paireddevices',
    'bondeddevices',
    'bondeds',
    'paireds',
    'bluetooths',
    'bles',
  ].flatMap((list) => [`${list}mac`, `${list}address`, `${list}macaddress`]),
]

/** The BD_ADDR: 48 bits (IEEE 802; Bluetooth Core, volume 2, part B, 1.2). */
export const identifier: IdentifierType = defineIdentifier({
  name: 'bluetooth-mac',
  title: 'Bluetooth address',
  subject: 'device',
  stability: 'for the life of the device',
  whyPersonal: 'The Bluetooth address numbers one radio in the world; whoever is near can hear it.',
  names: [
    'bluetoothmac',
    'btmac',
    'btaddress',
    'bluetoothaddress',
    'bluetoothaddr',
    'btaddr',
    'blemac',
    'bluemac',
    'blueaddress',
    'blueaddr',
    'bdaddr',
    'bdaddress',
    'bluetoothmacaddress',
    'bluetoothmacaddr',
    'btmacaddress',
    'btmacaddr',
    // By the profile that hands it on.
    'hfpaddress',
    'a2dpaddress',
    'gattaddress',
    'bleaddress',
    'bleaddr',
    'blemacaddress',
    'leaddress',
    ...namesAround,
  ],
  // Also of whether it is on.
  hints: ['bluetooth', 'bluetoothid'],
  hintLengthMin: { bluetooth: 12, bluetoothid: 12 },
  proof: 'it has the six bytes of an address of one radio',
  ...macTraits,
  isLikely: (value: string): boolean => mac(value) !== '',
  doubt: (_, name: string): string =>
    namesAround.includes(name)
      ? 'it stands among devices around: it may be of another device than the phone'
      : '',
  normalise: (value: string): string => macTraits.normalise(value) || randomMac(value),
  remark: (hex: string): string =>
    randomMac(hex.replace(/..(?!$)/g, '$&:')) === ''
      ? macTraits.remark(hex)
      : 'the address is random, as Bluetooth Low Energy makes them, and may change',
})
