import { cookieNames } from '../account-cookies.ts'
import { adapterFields } from '../adapter-type.ts'
import { looseListNames, looseObjectNames } from '../app-lists.ts'
import {
  areaBytesMin,
  areaNames,
  cdmaObjectName,
  countryBytesMin,
  countryName,
  networkBytesMin,
  networkNames,
  radioNames,
} from '../telephony/cell-fields.ts'
import { settingPackage } from './log-signs.ts'
import { fileWord, networkWord, numberDomain, valuesWord } from './named-ahead.ts'
import { birthYearNames, plainYearNames, yearBytesMin } from '../known/parted-days.ts'
import { modemNames } from '../telephony/modem-answers.ts'
import { parcelNames } from '../telephony/parcel-answers.ts'
import { radioAnswerNames } from '../telephony/radio-answers.ts'
import { stationBytesMin, stationNames } from '../telephony/cell-parts.ts'
import { userLocationCharsMin, userLocationNames } from '../telephony/user-location.ts'
import { gridBytesMin, gridNames } from '../places/grid-places.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as installedApps } from '../identifiers/installed-apps.ts'
import type { IndicatorSet } from '../indicators.ts'
import { KeyTable } from '../names/key-name.ts'
import { coordinateBytesMin } from '../places/coordinates.ts'
import { coordinateArrayNames, coordinateNames } from '../places/half-names.ts'
import { looseKinds } from '../names/loose-names.ts'
import {
  boundsBytesMin,
  boundsNames,
  cornerBytesMin,
  cornerProbeNames,
  edgeBytesMin,
  edgeProbeNames,
} from '../places/map-bounds.ts'
import {
  cardLists,
  cardPlaceNames,
  handedOnNames,
  messageLists,
  trackingNames,
  uidDigitsMin,
  uidNames,
} from '../names/members-beside.ts'
import { digestNames, namedDigestBytesMin } from '../digests/named-digests.ts'
import { managementNames, ownerNames, userIdLists } from '../names/pair-names.ts'
import { mapNames } from '../places/map-links.ts'
import { polylineNames } from '../places/polyline.ts'
import { timetableNames } from '../places/timetable-places.ts'
import { loggedNetworkNames } from '../radios/logged-networks.ts'
import { alone } from './value-behind.ts'
import { locationObjectName, wellKnownFields, wellKnownNames } from '../places/way-ends.ts'

/** Names of fields by which families are known beside those of identifiers: see families/. Their servers' names are judged by `Detector.familiesOfName`, not here. */
const familyFields = ['regver', 'manuf', 'loginpassword', 'username', 'mechanism', 'xmppsasl']

/** Sentences that hold a position (NMEA 0183): GPS alone, or with others. */
export const nmeaNames: readonly string[] = ['gpgga', 'gngga', 'gprmc', 'gnrmc', 'gpgll', 'gngll']

/** Of a telephone number in a URI of SIP, which may have no host: `sip:+4791738205;user=phone`. */
const sipNames = ['sip', 'sips']
const sipBytesMin = '+123456789'.length

/** The name of what a modem tells of its own number. */
const ownNumberName = 'cnum'

/** `POINT(1.2 3.4)`. */
const wellKnownBytesMin = 14

/** More than any value has: the name counts only where what belongs to it follows. */
const noValueMin = 4_096

type Names = readonly (readonly [names: Iterable<string>, bytesMin: number])[]

/** Beside those of identifiers, and how long what follows is at least. */
const names: Names = [
  [looseListNames, installedApps.lengthMin],
  [coordinateNames, coordinateBytesMin],
  [coordinateArrayNames, coordinateBytesMin],
  [gridNames, gridBytesMin],
  [digestNames, namedDigestBytesMin],
  [networkNames, networkBytesMin],
  [areaNames, areaBytesMin],
  [[countryName], countryBytesMin],
  [radioNames, 1],
  [stationNames, stationBytesMin],
  [birthYearNames, yearBytesMin],
  [sipNames, sipBytesMin],
  [[ownNumberName], 0],
  [modemNames, 0],
  [radioAnswerNames, 0],
  [parcelNames, 0],
  [[settingPackage], noValueMin],
  [loggedNetworkNames, 1],
  [userLocationNames, userLocationCharsMin],
  [familyFields, 1],
  [adapterFields, 1],
  [trackingNames, 1],
  [uidNames, uidDigitsMin],
  [cardPlaceNames, 1],
  [handedOnNames, 1],
  [nmeaNames, 0],
  ...cookieNames,
  [managementNames, 0],
  [[locationObjectName, 'encryptedjson', 'vcard', 'vcalendar', 'objectclass'], 0],
  // An object.
  [ownerNames, noValueMin],
  [[cdmaObjectName], noValueMin],
  [userIdLists, noValueMin],
  [mapNames, noValueMin],
  [messageLists, noValueMin],
  [cardLists, noValueMin],
  [timetableNames, noValueMin],
  [looseObjectNames, noValueMin],
  [wellKnownFields, wellKnownBytesMin],
  // The rest of the sign.
  [wellKnownNames, noValueMin],
  [['sqlite', valuesWord, numberDomain, fileWord, networkWord], noValueMin],
]

/** Ways and boxes of maps, which show nothing by themselves: where places are known. */
const wayNames: Names = [
  ...Object.entries(polylineNames).map(([word, bytesMin]) => [[word], bytesMin] as const),
  [boundsNames, boundsBytesMin],
  [edgeProbeNames, edgeBytesMin],
  [cornerProbeNames, cornerBytesMin],
]

/** What salted digests of known values are sent with. */
const saltNames: Names = [[['salt', 'nonce', 'hmac', 'digest', 'hash', 'hashed', 'md5', 'sha1', 'sha256'], 4]]

/** What ciphertext is sent with whose key is no secret; others look like tokens by themselves. */
const cipherNames: Names = [
  [['aeskey', 'aesiv', 'aes', 'secretkey', 'cipherkey', 'encryptkey', 'encryptionkey', 'iv'], 12],
]

/** Where a date of birth is known. */
const yearNames: Names = [[plainYearNames, yearBytesMin]]

/** The names that the probe looks for, each with the length that a value behind it has at least. */
export function keysFor(types: readonly IdentifierType[], set: IndicatorSet): KeyTable {
  const table = new KeyTable()
  for (const type of types) {
    if (type.sign !== '') continue
    for (const { name } of type.keys) table.add(name, alone + (type.hintLengthMin[name] ?? type.lengthMin))
  }
  const groups = [
    ...names,
    ...(set.placeSearch.isEmpty ? [] : wayNames),
    ...cipherNames,
    ...(set.texts.length > 0 ? saltNames : []),
    ...(set.texts.some(({ identifier }) => identifier === 'birth-date') ? yearNames : []),
  ]
  for (const [words, bytesMin] of groups) for (const word of words) table.add(word, alone + bytesMin)
  return table
}

/** Names of the kinds whose values may follow without an assignment. */
export function looseKeysFor(types: readonly IdentifierType[]): KeyTable {
  const table = new KeyTable()
  for (const { name, keys } of types)
    if (looseKinds.has(name)) for (const key of keys) if (key.weight === 'names') table.add(key.name, alone)
  return table
}
