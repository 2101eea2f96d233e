import { looseListNames } from './app-lists.ts'
import { areaBytesMin, areaNames, networkBytesMin, networkNames } from './cell-fields.ts'
import { stationBytesMin, stationNames } from './cell-parts.ts'
import { gridBytesMin, gridNames } from './grid-places.ts'
import type { IdentifierType } from './identifier-type.ts'
import { identifier as installedApps } from './identifiers/installed-apps.ts'
import type { IndicatorSet } from './indicators.ts'
import { KeyTable } from './key-name.ts'
import { coordinateArrayNames, coordinateBytesMin, coordinateNames } from './locations.ts'
import { looseKinds } from './loose-names.ts'
import {
  boundsBytesMin,
  boundsNames,
  cornerBytesMin,
  cornerProbeNames,
  edgeBytesMin,
  edgeProbeNames,
} from './map-bounds.ts'
import { cardPlaceNames, trackingNames } from './members-beside.ts'
import { digestNames, namedDigestBytesMin } from './named-digests.ts'
import { managementNames, ownerNames, userIdLists } from './pair-names.ts'
import { polylineNames } from './polyline.ts'
import { alone } from './value-behind.ts'
import { locationObjectName } from './way-ends.ts'

/** Names of fields by which families are known beside those of identifiers: see families/. Their servers' names are judged by `Detector.familiesOfName`, not here. */
const familyFields = ['regver', 'manuf', 'loginpassword']
const saltWords = ['salt', 'nonce', 'hmac', 'digest', 'hash', 'hashed', 'md5', 'sha1', 'sha256']
const saltBytesMin = 4

/** More than any value has. */
const ownerBytesMin = 4_096

/** Sentences that hold a position (NMEA 0183): GPS alone, or with others. */
export const nmeaNames: readonly string[] = ['gpgga', 'gngga', 'gprmc', 'gnrmc', 'gpgll', 'gngll']

/** Of a telephone number in a URI of SIP, which may have no host: `sip:+4791738205;user=phone`. */
const sipNames = ['sip', 'sips']
const sipBytesMin = '+123456789'.length

/** The names that the probe looks for, each with the length that a value behind it has at least. */
export function keysFor(types: readonly IdentifierType[], set: IndicatorSet): KeyTable {
  const table = new KeyTable()
  for (const type of types) {
    if (type.sign !== '') continue
    for (const { name } of type.keys) table.add(name, alone + (type.hintLengthMin[name] ?? type.lengthMin))
  }
  for (const word of looseListNames) table.add(word, alone + installedApps.lengthMin)
  for (const word of coordinateNames) table.add(word, alone + coordinateBytesMin)
  for (const word of coordinateArrayNames) table.add(word, alone + coordinateBytesMin)
  for (const word of gridNames) table.add(word, alone + gridBytesMin)
  for (const word of digestNames) table.add(word, alone + namedDigestBytesMin)
  for (const word of familyFields) table.add(word, alone + 1)
  for (const word of nmeaNames) table.add(word, alone)
  for (const word of sipNames) table.add(word, alone + sipBytesMin)
  for (const word of networkNames) table.add(word, alone + networkBytesMin)
  for (const word of areaNames) table.add(word, alone + areaBytesMin)
  table.add(locationObjectName, alone)
  for (const word of stationNames) table.add(word, alone + stationBytesMin)
  // Only where an object follows.
  for (const word of [...ownerNames, ...userIdLists]) table.add(word, alone + ownerBytesMin)
  for (const word of [...trackingNames, ...cardPlaceNames]) table.add(word, alone + 1)
  table.add('encryptedjson', alone)
  for (const word of managementNames) table.add(word, alone)
  table.add('vcard', alone)
  // Only where the rest of the sign follows.
  table.add('sqlite', alone + ownerBytesMin)
  // Ways and boxes of maps, which show nothing by themselves.
  if (!set.placeSearch.isEmpty) {
    for (const [word, bytesMin] of Object.entries(polylineNames)) table.add(word, alone + bytesMin)
    for (const word of boundsNames) table.add(word, alone + boundsBytesMin)
    for (const word of edgeProbeNames) table.add(word, alone + edgeBytesMin)
    for (const word of cornerProbeNames) table.add(word, alone + cornerBytesMin)
  }
  // What salted digests of known values are sent with.
  if (set.texts.length > 0) for (const word of saltWords) table.add(word, alone + saltBytesMin)
  return table
}

/** Names of the kinds whose values may follow without an assignment. */
export function looseKeysFor(types: readonly IdentifierType[]): KeyTable {
  const table = new KeyTable()
  for (const { name, keys } of types)
    if (looseKinds.has(name)) for (const key of keys) if (key.weight === 'names') table.add(key.name, alone)
  return table
}
