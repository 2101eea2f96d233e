import { keyEndings } from '../names/key-name.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import type { HalfOf } from './parted-lists.ts'

/**
 * Coordinates come as two values under two names, side by side. A latitude without its longitude says little, and a
 * number with decimals under no such name is anything: only pairs count.
 */

/** What stands behind a half in its name: how it is measured, by what and in which datum (`WGS84`, `GCJ02`: numbers at the end count for nothing), and how it is held. */
const behindHalf =
  'deg degree degrees indegree indegrees decimal decimaldegrees gps wgs gcj bd value val str string text coord coordinate'.split(
    ' ',
  )
/** `longValue`, `longText`, `longString`: names of types of numbers and texts. */
const behindLong = 'deg degrees indegrees gps wgs gcj coord'.split(' ')

const latitudeNames = [
  ...['lat', 'latitude'].flatMap((half) => behindHalf.map((what) => half + what)),
  // As it is misspelt.
  'lattitude',
  'latt',
  'lat',
  'latitude',
  'late',
  'latitudee',
  'gpslat',
  'gpslatitude',
  'mlat',
  'geolat',
  'la',
  'lt',
  'lati',
  // In Spanish and Portuguese, Italian, German, Norwegian, Swedish and Finnish.
  'latitud',
  'latitudine',
  'breitengrad',
  'breddegrad',
  'breddgrad',
  'leveysaste',
  // In Dutch, Polish, Czech, Turkish, Indonesian, Vietnamese, and Russian as it is transcribed.
  'breedtegraad',
  'szerokoscgeograficzna',
  'zemepisnasirka',
  'enlem',
  'lintang',
  'vido',
  'shirota',
  // In Chinese (pinyin).
  'weidu',
]
const longitudeNames = [
  ...['lon', 'lng', 'longitude'].flatMap((half) => behindHalf.map((what) => half + what)),
  ...behindLong.map((what) => `long${what}`),
  'longtitude',
  'logitude',
  'longt',
  'lon',
  'lng',
  'long',
  'longitude',
  'lone',
  'lnge',
  'longitudee',
  'gpslon',
  'gpslng',
  'gpslongitude',
  'mlon',
  'geolon',
  'lo',
  'lg',
  'longi',
  'longitud',
  'longitudine',
  'laengengrad',
  'lengdegrad',
  'pituusaste',
  'langdgrad',
  'lengtegraad',
  'dlugoscgeograficzna',
  'zemepisnadelka',
  'boylam',
  'bujur',
  'laengdegrad',
  'kinhdo',
  'dolgota',
  'jingdu',
]

/** All names, for the probe; `latE7` is looked up as `late`. */
export const coordinateNames: readonly string[] = [...latitudeNames, ...longitudeNames]

/** The group of all of them. */
export const ofHalves: number = nameGroup(coordinateNames)
/** Names of latitudes, as endings of names. */
export const latitudes: ReadonlySet<string> = new Set(latitudeNames)
/** The same of longitudes. */
export const longitudes: ReadonlySet<string> = new Set(longitudeNames)

/** True for a name of one half of a place. */
export function namesHalf(name: string): boolean {
  return (groupsOf(name) & ofHalves) !== 0
}

/** True for the ending of a name that is one half of a place. */
export function isCoordinate(ending: string): boolean {
  return latitudes.has(ending) || longitudes.has(ending)
}

/** True for a name of two letters, which has other meanings, too. */
export function isSlight(key: string): boolean {
  return keyEndings(key).every((ending) => ending.length <= 2 || !isCoordinate(ending))
}

/** Which half a name says, and what stands in front of it in the name. */
export const halfOf: HalfOf = (key) => {
  const endings = keyEndings(key)
  const ending = endings.find(isCoordinate)
  if (ending === undefined) return null
  const rest = (endings[0] as string).slice(0, -ending.length)
  return { half: latitudes.has(ending) ? 'lat' : 'lon', rest }
}

/** Names of arrays of two numbers, and which comes first: GeoJSON has the longitude first (RFC 7946, 3.1.1). */
const arrayNames: Readonly<Record<string, 'lat' | 'lon'>> = {
  coordinates: 'lon',
  lnglat: 'lon',
  lonlat: 'lon',
  latlng: 'lat',
  latlon: 'lat',
  latlong: 'lat',
  coords: 'lat',
  geopoint: 'lat',
  gps: 'lat',
  geo: 'lat',
  geoloc: 'lat',
  geolocation: 'lat',
  loc: 'lat',
  location: 'lat',
}

/** All of them, for the probe. */
export const coordinateArrayNames: readonly string[] = Object.keys(arrayNames)

/** Which half comes first in an array of this name; undefined for other names. */
export function orderOf(key: string): 'lat' | 'lon' | undefined {
  return keyEndings(key)
    .map((ending) => (Object.hasOwn(arrayNames, ending) ? arrayNames[ending] : undefined))
    .find((one) => one !== undefined)
}
