import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { besideCertificate, serialNames } from './serial.ts'
import { goesOnInText, heardInList, mac, macInText, macTraits, mayHoldMac } from '../radios/mac.ts'

/** The address of a network card: 48 bits (IEEE 802), or inside an EUI-64 (RFC 4291, appendix A). */
export const identifier: IdentifierType = defineIdentifier({
  name: 'wifi-mac',
  title: 'MAC address (number of the Wi-Fi radio)',
  subject: 'device',
  stability: 'for the life of the device, unless it is a random address',
  whyPersonal: 'The MAC address numbers one radio in the world and is seen by every Wi-Fi network around it.',
  names: [
    'mac',
    'macaddress',
    'macaddr',
    'wifimac',
    'wifimacaddress',
    'wifimacaddr',
    'wlanmac',
    'wlanmacaddr',
    'macid',
    'devicemac',
    'wlanmacaddress',
    'localmac',
    'phonemac',
    'mmac',
    'ethmac',
    'clientmac',
    'stamac',
    'wifiaddress',
    // What access points hand on to pages of login.
    'usermac',
    'wlanusermac',
    'umac',
    'macclient',
    'smac',
    'tmac',
    'macaddrs',
    // Of lists.
    'macs',
    'wifimacs',
    'macaddresses',
    'maclist',
  ],
  hints: [
    'deviceid',
    'did',
    'udid',
    'hwid',
    'address',
    'chaddr',
    // Also of codes that show that a message is whole.
    'cmac',
    'calling',
    // Also of counters of bytes, and of telephone numbers (RFC 2865, 5.31).
    'wlan',
    'callingstationid',
    // Of Umeng and ByteDance.
    'mc',
  ],
  // Certificates write their numbers so.
  belied: Object.fromEntries(serialNames.map((name) => [name, besideCertificate])),
  proof: 'it has the six bytes of an address of one radio (not of a group)',
  confidence: { hinted: 'probable', alone: 'possible' },
  // With the strength of a signal behind it, it is that of an access point (see `bssid.ts`).
  pattern: new RegExp(`${macInText}(?![0-9A-Za-z-]|:[0-9A-Za-z:]|${goesOnInText})(?!${heardInList})`, 'g'),
  mayMatch: mayHoldMac,
  ...macTraits,
  /** What may be something else is no number of it, either. */
  isLikely: (value: string): boolean => mac(value) !== '',
})
