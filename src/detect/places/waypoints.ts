import { limits } from '../../core/limits.ts'
import type { Profile } from '../../device/types.ts'
import type { Detection } from '../types.ts'
import { placeAt } from './locations.ts'

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

const half = String.raw`-?\d{1,3}\.\d{1,18}`
const pair = String.raw`${half},${half}`
const row = new RegExp(String.raw`^\s*${pair}(?:\s*[|;]\s*${pair})+\s*[|;]?(?:\.json)?\s*$`)
const each = new RegExp(`(${half}),(${half})`, 'g')

/**
 * The places of a text that is a row of two and more, and nothing else; none for another. Which half comes first is the same in all
 * of a row: the longitude where one of them is beyond 90, else the half in which a place of the profile is near, else the longitude
 * between semicolons and where `isTurned` says so.
 */
export function waypointsIn(text: string, isTurned: boolean, profile: Profile | null): readonly Waypoint[] {
  if (!row.test(text)) return []
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
  const likely = isTurned || text.includes(';')
  const orders = [inOrder(likely), inOrder(!likely)].filter((points) => points.every(isOnEarth))
  const isKnown = ({ lat, lon }: Waypoint): boolean => placeAt(profile, Number(lat), Number(lon)) !== null
  return orders.find((points) => points.some(isKnown)) ?? orders[0] ?? []
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
