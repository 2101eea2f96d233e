import type { Place } from '../../device/types.ts'
import { datumTitles, inDatum, isInChina } from './datums.ts'
import type { Datum, LatLon } from './datums.ts'

/** Where coordinates of a place of the profile are, in one of the datums in which they may be sent. */
export interface KnownSpot extends LatLon {
  readonly place: Place
  readonly datum: Datum
}

const shiftedDatums: readonly Datum[] = ['gcj02', 'bd09']
const known = new WeakMap<readonly Place[], readonly KnownSpot[]>()

/**
 * All of them: one for each place with coordinates, three in China, the one in WGS 84 first. Computed once for each list of
 * places: whoever meets coordinates asks.
 */
export function knownSpots(places: readonly Place[]): readonly KnownSpot[] {
  const before = known.get(places)
  if (before !== undefined) return before
  const spots = places.flatMap(spotsOf)
  known.set(places, spots)
  return spots
}

/** Those of one place; none where it has no coordinates. */
export function spotsOf(place: Place): readonly KnownSpot[] {
  const { lat, lon } = place
  if (lat === null || lon === null) return []
  const spot: KnownSpot = { place, lat, lon, datum: 'wgs84' }
  if (!isInChina(lat, lon)) return [spot]
  return [
    spot,
    ...shiftedDatums.map((datum): KnownSpot => ({ place, datum, ...inDatum({ lat, lon }, datum) })),
  ]
}

/** How coordinates were read, behind a distance; '' for those that are as receivers say them. */
export function takenAs(datum: Datum): string {
  return datum === 'wgs84' ? '' : `, taken as ${datumTitles[datum]}`
}
