import { limits } from '../../core/limits.ts'
import type { Profile } from '../../device/types.ts'
import { keyEndings } from '../names/key-name.ts'
import type { Detection } from '../types.ts'
import { placeAt } from './near-place.ts'

/**
 * Rows of places in one value, as services that plan ways and measure distances are asked: `59.91,10.75|59.93,10.77` (Google),
 * `10.75,59.91;10.77,59.93` (OSRM, Mapbox, AMap). Each of them is somewhere that somebody is or goes.
 */

/** One place of a row: its halves as they are written, and where both stand in the text. */
export interface Waypoint {
  readonly lat: string
  readonly lon: string
  readonly start: number
  readonly end: number
}

/** The places of a row. */
export interface WaypointRow {
  readonly points: readonly Waypoint[]
  /** Nothing shows which half comes first: it was taken as it is usual between semicolons. */
  readonly isOrderGuessed: boolean
}

const noRow: WaypointRow = { points: [], isOrderGuessed: false }

/** What speaks against places whose order was guessed; '' for nothing. */
export function orderObjection({ isOrderGuessed }: WaypointRow): string {
  return isOrderGuessed ? 'nothing says whether the latitude or the longitude comes first' : ''
}

const half = String.raw`-?\d{1,3}\.\d{1,18}`
const between = String.raw`,\s{0,2}`
const pair = half + between + half
/** Blanks stand in one place of each way through it: two beside each other would be tried in all ways to share them. */
const row = new RegExp(String.raw`^\s*${pair}(?:\s*[|;]\s*${pair})+(?:\s*[|;])?(?:\.json)?\s*$`)
const each = new RegExp(`(${half})${between}(${half})`, 'g')

/** Names that say which half comes first. */
const firstHalves: ReadonlyMap<string, FirstHalf> = new Map([
  ...['latlng', 'latlon', 'latlong'].map((name) => [name, 'lat'] as const),
  ...['lnglat', 'lonlat', 'longlat'].map((name) => [name, 'lon'] as const),
])

/** Which half of a place is written first. */
export type FirstHalf = 'lat' | 'lon'

/** Which half comes first by the name that a row goes by; null where it does not say. */
export function firstHalfOf(key: string): FirstHalf | null {
  const ending = keyEndings(key).find((one) => firstHalves.has(one)) ?? ''
  return firstHalves.get(ending) ?? null
}

/**
 * The places of a text that is a row of two and more, and nothing else; none for another. Which half comes first is the same in all
 * of a row: the longitude where one of them is beyond 90, else the half in which a place of the profile is near, else what `first`
 * says, and where that is null the longitude between semicolons.
 */
export function waypointsIn(text: string, first: FirstHalf | null, profile: Profile | null): WaypointRow {
  if (!row.test(text)) return noRow
  const pairs = Array.from(text.matchAll(each), ({ 0: whole, 1: one = '', 2: other = '', index }) => ({
    one,
    other,
    start: index,
    end: index + whole.length,
  }))
  const inOrder = (turned: boolean): readonly Waypoint[] =>
    pairs.map(({ one, other, start, end }) => ({
      lat: turned ? other : one,
      lon: turned ? one : other,
      start,
      end,
    }))
  const isParted = text.includes(';')
  const likely = first === null ? isParted : first === 'lon'
  const orders = [inOrder(likely), inOrder(!likely)].filter((points) => points.every(isOnEarth))
  const isKnown = ({ lat, lon }: Waypoint): boolean => placeAt(profile, Number(lat), Number(lon)) !== null
  const known = orders.find((points) => points.some(isKnown))
  if (known !== undefined) return { points: known, isOrderGuessed: false }
  return { points: orders[0] ?? [], isOrderGuessed: first === null && isParted && orders.length > 1 }
}

function isOnEarth({ lat, lon }: Waypoint): boolean {
  return Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180
}

/** As many of a row as are told (`detect.placesMax`), and those near a place of the profile behind them. */
export function firstOfRow(row: readonly Detection[]): {
  readonly found: readonly Detection[]
  readonly isFull: boolean
} {
  let unknown = 0
  const found = row.filter(({ by }) => by === 'profile' || ++unknown <= limits.detect.placesMax)
  return { found, isFull: found.length < row.length }
}
