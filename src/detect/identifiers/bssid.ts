import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { heardInList, isWrittenAddress, mac, macInText, macTraits, mayHoldMac } from '../radios/mac.ts'

/** The address of an access point: 48 bits (IEEE 802.11). */
export const identifier: IdentifierType = defineIdentifier({
  name: 'bssid',
  title: 'BSSID (number of the Wi-Fi access point)',
  subject: 'place',
  stability: 'as long as the access point stands where it stands',
  whyPersonal:
    'Public maps hold where an access point stands: its number tells where the phone is, to within a house.',
  names: [
    'bssid',
    'wifibssid',
    'apmac',
    'routermac',
    'apbssid',
    'routermacaddress',
    'gatewaymac',
    'connectedbssid',
    'currentbssid',
    'gatewaymacaddress',
    // With the object above: what geolocation services are asked by (Google and Mozilla, Skyhook, Yandex, HERE).
    'accesspointsmacaddress',
    'accesspointmacaddress',
    'accesspointsmac',
    'accesspointmac',
    'wifinetworksmac',
    'wifinetworksmacaddress',
    'wlansmac',
    'wifismac',
    'wifismacaddress',
    'wifilistmac',
    'scanresultsmac',
    'apsmac',
    'routersmac',
    'hotspotmac',
    'hotspotsmac',
    // What access points hand on to pages of login (RFC 2865, 5.30).
    'calledstationid',
    'nasmac',
    'nodemac',
    'apmacaddress',
    'apmacaddr',
    // In which Wi-Fi a phone registers for calls (RFC 7315, 5.4).
    'iwlannodeid',
    // Of lists.
    'bssids',
    // As one library of banks spells it; also of boards of messages.
    'bbsid',
    'bssidlist',
    'bssidarray',
  ],
  // Some write it in the place of the name (Samsung's televisions).
  hints: ['ap', 'called', 'ssid'],
  isNamed: (value: string, name: string): boolean => name !== 'bbsid' || mac(value) !== '',
  proof: 'it has the six bytes of an address of one radio',
  confidence: { alone: 'possible' },
  patternProof:
    'it stands as in lists of what Wi-Fi hears, in front of the strength of a signal or how the network is protected, or behind "BSS"',
  pattern: new RegExp(`${macInText}(?=${heardInList})`, 'g'),
  mayMatch: mayHoldMac,
  ...macTraits,
  /** `ap` and `called` are also numbers of other things. */
  isLikely: (value: string, name: string): boolean =>
    mac(value) !== '' && (name !== 'ssid' || isWrittenAddress(value)),
})
