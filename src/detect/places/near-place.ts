import type { Place, Profile } from '../../device/types.ts'
import type { Datum } from './datums.ts'
import { kilometresBetween, stepKilometres } from '../../core/kilometres.ts'
import { knownSpots, takenAs } from './known-spots.ts'
import type { Confidence } from '../types.ts'

/** Where a phone is at a place differs by as much, and by what its receiver is wrong: who sends 10 m and is further away is elsewhere. */
const placeKilometresMax = 0.5
/** A profile that says a place with one decimal means no more than this around it. */
const vagueKilometresMax = 2
/** Of a business, or a corner of a map, the place of the profile is meant only where it is the same house. */
export const houseKilometresMax = 0.1

/** A place of the profile, and how far it is from what was sent, where that is taken for coordinates of the datum. */
export interface NearPlace {
  readonly place: Place
  readonly kilometres: number
  readonly datum: Datum
}

/** The distance in words, as a reason. */
export function nearReason({ place, kilometres, datum }: NearPlace): string {
  return `${kilometres.toFixed(1)} km from "${place.name}" of the profile${takenAs(datum)}`
}

/**
 * The place of the profile that is nearest, if it is near enough to be meant: no further than places reach, or than what
 * was sent may be off (`kilometresMax`); of one in China in the datum in which it is the nearest, or in `datum` alone where that is
 * given. `objection`: what the names around say of whose place it is.
 */
export function placeAt(
  profile: Profile | null,
  lat: number,
  lon: number,
  kilometresMax = 0,
  objection = '',
  datum: Datum | null = null,
): NearPlace | null {
  let nearest: NearPlace | null = null
  for (const spot of knownSpots(profile?.places ?? nowhere)) {
    if (datum !== null && spot.datum !== datum) continue
    const { place } = spot
    const kilometres = kilometresBetween(lat, lon, spot.lat, spot.lon)
    const reach = objection === '' ? Math.max(reachOf(place), kilometresMax) : houseKilometresMax
    if (kilometres <= reach && kilometres < (nearest?.kilometres ?? Number.POSITIVE_INFINITY)) {
      nearest = { place, kilometres, datum: spot.datum }
    }
  }
  return nearest
}

const nowhere: readonly Place[] = []

/** With fewer decimals a pair says a region: many places are as near to it as that of the profile. */
const sureDecimalsMin = 2

/** Around a place: more, where the profile itself says it with two decimals or fewer. */
function reachOf({ lat, lon }: Place): number {
  const decimals = Math.max(...[lat, lon].map((half) => String(half).split('.')[1]?.length ?? 0))
  return Math.min(vagueKilometresMax, Math.max(placeKilometresMax, stepKilometres(decimals)))
}

/** How sure it is that the place of the profile is meant by numbers with so many decimals. */
export function surenessNear({ place, kilometres }: NearPlace, decimals: number): Confidence {
  const isMeant = kilometres <= Math.max(reachOf(place), stepKilometres(decimals))
  return isMeant && decimals >= sureDecimalsMin ? 'certain' : 'possible'
}
