import type { Node } from '../decode/types.ts'
import type { Place, Profile } from '../device/types.ts'
import { keyEndings } from './key-name.ts'
import type { Confidence, Detection, Dismissal } from './types.ts'

/**
 * Coordinates come as two values under two names, side by side. A latitude without its longitude says little, and a
 * number with decimals under no such name is anything: only pairs count.
 */

const latitudeNames = ['lat', 'latitude', 'late', 'latitudee', 'gpslat', 'mlat', 'geolat']
const longitudeNames = [
  'lon',
  'lng',
  'long',
  'longitude',
  'lone',
  'lnge',
  'longitudee',
  'gpslon',
  'gpslng',
  'mlon',
  'geolon',
]

/** All names, for the probe; `latE7` is looked up as `late`. */
export const coordinateNames: readonly string[] = [...latitudeNames, ...longitudeNames]
/** `1.23`: fewer decimals name a region, not a place. */
export const coordinateBytesMin = 4

const kilometresPerDegree = 111.2
/** A place of the profile is meant from this distance on. */
const placeKilometresMax = 2

interface Coordinate {
  readonly degrees: number
  readonly decimals: number
}

/** `59.9139`, or a whole number of millionths or ten-millionths of a degree. */
function coordinate(text: string, limit: number): Coordinate | null {
  const match = /^\s*([+-]?\d{1,3})\.(\d{2,18})\s*$/.exec(text)
  if (match !== null) {
    const degrees = Number(text)
    return Math.abs(degrees) <= limit ? { degrees, decimals: (match[2] as string).length } : null
  }
  if (!/^\s*[+-]?\d{6,10}\s*$/.test(text)) return null
  const number = Number(text)
  for (const scale of [7, 6]) {
    const degrees = number / 10 ** scale
    if (Math.abs(degrees) <= limit && Math.abs(degrees) >= 1) return { degrees, decimals: scale }
  }
  return null
}

/** How fine a coordinate is, in words: what it tells depends on it. */
export function precision(decimals: number): string {
  const classes = ['about 100 km', 'about 10 km', 'about 1 km', 'about 100 m', 'about 10 m']
  return classes[decimals] ?? 'about 1 m or finer'
}

export function kilometresBetween(latA: number, lonA: number, latB: number, lonB: number): number {
  const middle = (((latA + latB) / 2) * Math.PI) / 180
  const east = (((lonB - lonA + 540) % 360) - 180) * Math.cos(middle)
  return Math.hypot(latB - latA, east) * kilometresPerDegree
}

/** The place of the profile that is nearest, if it is near enough to be meant. */
export function placeAt(
  profile: Profile | null,
  lat: number,
  lon: number,
): { place: Place; kilometres: number } | null {
  let nearest: { place: Place; kilometres: number } | null = null
  for (const place of profile?.places ?? []) {
    if (place.lat === null || place.lon === null) continue
    const kilometres = kilometresBetween(lat, lon, place.lat, place.lon)
    if (kilometres <= placeKilometresMax && kilometres < (nearest?.kilometres ?? Number.POSITIVE_INFINITY)) {
      nearest = { place, kilometres }
    }
  }
  return nearest
}

function namedChild(node: Node, names: readonly string[]): Node | undefined {
  return node.children.find((child) => keyEndings(child.key).some((ending) => names.includes(ending)))
}

/** The pair among the children of `node`, if there is one: a detection for each half, or the reason why it is no place. */
export function pairAt(node: Node, profile: Profile | null): readonly Detection[] | Dismissal | null {
  if (node.children.length < 2) return null
  const latNode = namedChild(node, latitudeNames)
  const lonNode = namedChild(node, longitudeNames)
  if (latNode === undefined || lonNode === undefined || latNode === lonNode) return null
  if (latNode.bytes.length > 32 || lonNode.bytes.length > 32) return null
  const latText = latNode.bytes.toString('latin1').trim()
  const lonText = lonNode.bytes.toString('latin1').trim()
  if (Number(latText) === 0 && Number(lonText) === 0 && latText !== '') {
    const reason = 'zero latitude and longitude stand for "no position"'
    return { identifier: 'location', value: `${latText},${lonText}`, node: latNode, reason }
  }
  const lat = coordinate(latText, 90)
  const lon = coordinate(lonText, 180)
  if (lat === null || lon === null) return null
  const normal = `${lat.degrees},${lon.degrees}`
  const near = placeAt(profile, lat.degrees, lon.degrees)
  const confidence: Confidence = near === null ? 'probable' : 'certain'
  const reasons = [
    `${latNode.key} and ${lonNode.key} side by side are coordinates, as fine as ${precision(Math.min(lat.decimals, lon.decimals))}`,
    ...(near === null ? [] : [`${near.kilometres.toFixed(1)} km from "${near.place.name}" of the profile`]),
  ]
  const by = near === null ? 'recogniser:location' : 'profile'
  return [latNode, lonNode].map((child): Detection => {
    const value = child.bytes.toString('latin1')
    return {
      identifier: 'location',
      value,
      normal,
      node: child,
      start: 0,
      end: child.bytes.length,
      writtenAs: '',
      confidence,
      by,
      reasons,
    }
  })
}
