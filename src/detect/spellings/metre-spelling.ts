import { isDigit } from '../../core/ascii.ts'
import { degreesOf, utmOf, zonesAround } from '../grids/mgrs.ts'
import { baiduMetres, fromBaiduMetres } from '../places/datums.ts'
import type { LatLon } from '../places/datums.ts'
import type { Spot } from './place-hit.ts'

/**
 * A place in metres of a map, in fields of its own: `{"epsg":25833,"x":-33105.2,"y":6734567.1}`, as offices of maps, roads and
 * weather in the north ask for it (UTM, of which a country has one zone for all), metres of the maps of the web (EPSG:3857), and
 * those of Baidu's maps (`bd09mc`).
 * What is searched is the northing without its last metres; the easting has to stand beside it, under the name of such a number.
 */

/** One way to count metres around a place. */
interface Grid {
  readonly title: string
  readonly easting: number
  readonly northing: number
  /** Metres of the map for one on the ground. */
  readonly stretch: number
  readonly degreesOf: (easting: number, northing: number) => LatLon
}

/** A pair of metres that stands in bytes. */
export interface MetrePair {
  readonly title: string
  readonly value: string
  readonly lat: number
  readonly lon: number
  readonly start: number
  readonly end: number
}

/** Of WGS 84. */
const earthRadius = 6_378_137
/** What stands between the two, and so far around them a name is looked for. */
const aroundBytesMax = 48
/** A northing has as many digits but near the equator, and all but the last are searched. */
const northingDigits = 7
const number = /(?<![\w.])-?\d{4,8}(?:\.\d{1,12})?(?![\w.])/g
/** What such numbers are called, or which map they are of. */
const named =
  /(?<![0-9A-Za-z])(?:x|y|e|n|east|north|easting|northing|nord|utm_?\w{1,8}|point|loc|location|coords?|c|[a-z]{1,3}_[xy])["']?\s{0,2}[:=>(]|bd09mc|epsg|\b(?:258|326|327)\d\d\b|3857|900913/i

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

function webOf({ lat, lon }: Spot): Grid {
  return {
    title: 'metres of the maps of the web (EPSG:3857)',
    easting: earthRadius * radians(lon),
    northing: earthRadius * Math.asinh(Math.tan(radians(lat))),
    stretch: 1 / Math.cos(radians(lat)),
    degreesOf: (easting, northing) => ({
      lat: (Math.atan(Math.sinh(northing / earthRadius)) * 180) / Math.PI,
      lon: ((easting / earthRadius) * 180) / Math.PI,
    }),
  }
}

function baiduOf(spot: Spot): Grid {
  return {
    title: "metres of Baidu's maps",
    ...baiduMetres(spot),
    stretch: 1 / Math.cos(radians(spot.lat)),
    degreesOf: fromBaiduMetres,
  }
}

function gridsAt(spot: Spot): readonly Grid[] {
  // Nobody else draws in it.
  if (spot.datum === 'bd09') return [baiduOf(spot)].filter(hasNorthing)
  const zones = zonesAround(spot.lon).flatMap((zone): Grid[] => {
    const place = utmOf(spot.lat, spot.lon, zone)
    if (place === null) return []
    const { band, easting, northing } = place
    return [
      {
        title: `metres of UTM, zone ${zone}`,
        easting,
        northing,
        stretch: 1,
        degreesOf: (east, north) => degreesOf({ zone, band, easting: east, northing: north }),
      },
    ]
  })
  return [...zones, webOf(spot)].filter(hasNorthing)
}

/** Shorter ones are met by chance. */
function hasNorthing({ northing }: Grid): boolean {
  return String(Math.trunc(Math.abs(northing))).length === northingDigits
}

/** How northings around a place begin, as far as `metres` from it. */
export function northingTexts(spot: Spot, metres: number): string[] {
  return gridsAt(spot).flatMap(({ northing, stretch }) => {
    const reach = Math.ceil((metres * stretch) / 10)
    const middle = Math.floor(Math.abs(northing) / 10)
    return Array.from({ length: reach * 2 + 1 }, (_, step) => String(middle - reach + step))
  })
}

/** Reads the northing that begins at `start`, with the easting beside it: what of each grid around the place may be meant. */
export function metresReader(spot: Spot, metres: number): (buf: Buffer, start: number) => MetrePair | null {
  const grids = gridsAt(spot)
  return (buf, start) => {
    const stop = start + northingDigits
    if (
      !isDigit(buf[stop - 1] as number) ||
      isDigit(buf[stop] as number) ||
      isDigit(buf[start - 1] as number)
    )
      return null
    const from = Math.max(0, start - aroundBytesMax)
    const text = buf.toString('latin1', from, Math.min(buf.length, stop + aroundBytesMax))
    if (!named.test(text)) return null
    const numbers = Array.from(text.matchAll(number), ({ 0: digits, index }) => ({
      digits,
      at: from + index,
    }))
    const own = numbers.find(({ at, digits }) => at <= start && at + digits.length >= stop)
    if (own === undefined) return null
    const northing = Number(own.digits)
    for (const grid of grids) {
      const reach = metres * grid.stretch
      if (Math.abs(northing - grid.northing) > reach) continue
      const other = numbers.find((one) => one !== own && Math.abs(Number(one.digits) - grid.easting) <= reach)
      if (other === undefined) continue
      const [first, last] = other.at < own.at ? [other, own] : [own, other]
      return {
        title: grid.title,
        value: `${other.digits},${own.digits}`,
        ...grid.degreesOf(Number(other.digits), northing),
        start: first.at,
        end: last.at + last.digits.length,
      }
    }
    return null
  }
}
