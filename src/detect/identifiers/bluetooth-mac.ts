import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { macTraits } from '../mac.ts'

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
    'bluetoothmacaddress',
    'bluetoothmacaddr',
    'btmacaddress',
    'btmacaddr',
    // Of devices around, with the list above (Mozilla, Android).
    'bluetoothbeaconsmacaddress',
    'bluetoothdevicesaddress',
    'bluetoothdevicesmac',
    ...['btdevices', 'bledevices', 'beacons', 'paireddevices', 'bondeddevices', 'bluetooths', 'bles'].flatMap(
      (list) => [`${list}mac`, `${list}address`, `${list}macaddress`],
    ),
  ],
  proof: 'it has the six bytes of an address of one radio',
  ...macTraits,
})
