import type { GridCell } from './grid-cell.ts'
import { metresPerDegree, reachOf } from './grid-cell.ts'

/**
 * The grid of UTM, in metres (zones of six degrees, bands of eight), and the names that MGRS gives its squares
 * (NGA.STND.0037): `32VNM9798243115`. The series are those of L. Krüger (1912) to the third order, which is exact to
 * centimetres inside a zone.
 */

/** WGS 84. */
const flattening = 1 / 298.257223563
const third = flattening / (2 - flattening)
const radius = (6_378_137 / (1 + third)) * (1 + third ** 2 / 4 + third ** 4 / 64)
const scale = 0.9996
const falseEasting = 500_000
const falseNorthing = 10_000_000

const forward = [
  third / 2 - (2 * third ** 2) / 3 + (5 * third ** 3) / 16,
  (13 * third ** 2) / 48 - (3 * third ** 3) / 5,
  (61 * third ** 3) / 240,
]
const backward = [
  third / 2 - (2 * third ** 2) / 3 + (37 * third ** 3) / 96,
  third ** 2 / 48 + third ** 3 / 15,
  (17 * third ** 3) / 480,
]
const toLatitude = [
  2 * third - (2 * third ** 2) / 3 - 2 * third ** 3,
  (7 * third ** 2) / 3 - (8 * third ** 3) / 5,
  (56 * third ** 3) / 15,
]

const bands = 'CDEFGHJKLMNPQRSTUVWX'
const columns = ['ABCDEFGH', 'JKLMNPQR', 'STUVWXYZ']
const rows = 'ABCDEFGHJKLMNPQRSTUV'
const squareMetres = 100_000
/** Rows of squares repeat after so many metres. */
const cycleMetres = 2_000_000
/** Digits of each number that are written at most: metres. */
const digitsMax = 5

/** A place in the grid: metres from the zone's middle (which is 500,000) and from the equator (10,000,000 south of it). */
export interface UtmPlace {
  readonly zone: number
  readonly band: string
  readonly easting: number
  readonly northing: number
}

function sumOf(series: readonly number[], term: (twice: number) => number): number {
  return series.reduce((sum, factor, at) => sum + factor * term(2 * (at + 1)), 0)
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

/** The zone, which Norway's west and Svalbard have wider than the others. */
function zoneOf(lat: number, lon: number): number {
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) return 32
  if (lat >= 72 && lon >= 0 && lon < 42) return 31 + 2 * Math.floor((lon + 3) / 12)
  return (Math.floor((lon + 180) / 6) % 60) + 1
}

/** Zones in which a place may be given: its own, and those beside it, for countries use one zone for all of them. */
export function zonesAround(lon: number): readonly number[] {
  const own = Math.floor((lon + 180) / 6) + 1
  return [-2, -1, 0, 1, 2].map((step) => ((own + step + 59) % 60) + 1)
}

/** Where the place (degrees, WGS 84) is in the grid, in its own zone or in `zone`; null near the poles, where there is none. */
export function utmOf(lat: number, lon: number, zone: number = zoneOf(lat, lon)): UtmPlace | null {
  if (!(lat >= -80 && lat <= 84)) return null
  const east = radians(((lon - (zone * 6 - 183) + 540) % 360) - 180)
  const sine = Math.sin(radians(lat))
  const factor = (2 * Math.sqrt(third)) / (1 + third)
  const tangent = Math.sinh(Math.atanh(sine) - factor * Math.atanh(factor * sine))
  const north = Math.atan2(tangent, Math.cos(east))
  const side = Math.atanh(Math.sin(east) / Math.hypot(1, tangent))
  return {
    zone,
    band: bands.charAt(Math.min(bands.length - 1, Math.floor((lat + 80) / 8))),
    easting:
      falseEasting +
      scale * radius * (side + sumOf(forward, (twice) => Math.cos(twice * north) * Math.sinh(twice * side))),
    northing:
      (lat < 0 ? falseNorthing : 0) +
      scale * radius * (north + sumOf(forward, (twice) => Math.sin(twice * north) * Math.cosh(twice * side))),
  }
}

/** The degrees of a place in the grid. */
export function degreesOf({ zone, band, easting, northing }: UtmPlace): {
  readonly lat: number
  readonly lon: number
} {
  const up = (northing - (band < 'N' ? falseNorthing : 0)) / (scale * radius)
  const right = (easting - falseEasting) / (scale * radius)
  const north = up - sumOf(backward, (twice) => Math.sin(twice * up) * Math.cosh(twice * right))
  const side = right - sumOf(backward, (twice) => Math.cos(twice * up) * Math.sinh(twice * right))
  const conformal = Math.asin(Math.sin(north) / Math.cosh(side))
  const lat = conformal + sumOf(toLatitude, (twice) => Math.sin(twice * conformal))
  const lon = Math.atan2(Math.sinh(side), Math.cos(north))
  return { lat: (lat * 180) / Math.PI, lon: (lon * 180) / Math.PI + zone * 6 - 183 }
}

/**
 * The square of the place (degrees, WGS 84) with `digits` (0 to 5) of each number: `32VNM97984311` with four; '' near the
 * poles. `between` stands between zone, square and numbers.
 */
export function mgrs(lat: number, lon: number, digits: number, between = ''): string {
  const place = utmOf(lat, lon)
  if (place === null) return ''
  const { zone, band, easting, northing } = place
  const column = (columns[(zone - 1) % 3] as string).charAt(Math.floor(easting / squareMetres) - 1)
  const row = rows.charAt((Math.floor(northing / squareMetres) + (zone % 2 === 0 ? 5 : 0)) % rows.length)
  const number = (metres: number): string =>
    String(Math.floor(metres % squareMetres))
      .padStart(digitsMax, '0')
      .slice(0, digits)
  const parts = [`${zone}${band}`, column + row, number(easting), number(northing)]
  return between === '' ? parts.join('') : parts.join(between)
}

/** Zone, band and whole kilometres of the easting, as UTM begins in text: `32V 597`; '' near the poles. */
export function utmBeginning(lat: number, lon: number): string {
  const place = utmOf(lat, lon)
  if (place === null) return ''
  return `${place.zone}${place.band} ${String(Math.floor(place.easting / 1_000)).padStart(3, '0')}`
}

const between = String.raw`(?: |\+|%20)`
const blank = `${between}?`
const apart = new RegExp(between)
const mgrsForm = new RegExp(
  `^0?(\\d{1,2})([C-HJ-NP-X])${blank}([A-HJ-NP-Z])([A-HJ-NP-V])${blank}(\\d{1,5}${between}\\d{1,5}|\\d{2,10})(?![0-9A-Za-z])`,
  'i',
)
const utmForm = new RegExp(
  `^0?(\\d{1,2})([C-HJ-NP-X])${blank}(\\d{6})(?:\\.\\d{1,6})?(?:m?E)?(?:,|%2C)?${blank}(\\d{6,8})(?:\\.\\d{1,6})?(?:m?N)?(?![0-9A-Za-z])`,
  'i',
)

/** The square that `text` begins with, in MGRS or UTM, and the characters that it takes; null where it begins with none. */
export function gridSquareAt(text: string): { readonly cell: GridCell; readonly length: number } | null {
  const utm = utmForm.exec(text)
  if (utm !== null) {
    const [whole, zone = '', band = '', easting, northing] = utm
    const cell = cellOf(zone, band.toUpperCase(), Number(easting), Number(northing), 1, 'place in UTM')
    return cell === null ? null : { cell, length: whole.length }
  }
  const match = mgrsForm.exec(text)
  if (match === null) return null
  const [whole, zone = '', letter = '', column = '', row = '', numbers = ''] = match
  const [one = '', other] = numbers.split(apart)
  const all = one + (other ?? '')
  if (all.length % 2 === 1 || (other !== undefined && other.length !== one.length)) return null
  const digits = all.length / 2
  const band = letter.toUpperCase()
  const unit = 10 ** (digitsMax - digits)
  const across = (columns[(Number(zone) - 1) % 3] ?? '').indexOf(column.toUpperCase())
  if (across === -1) return null
  const up = (rows.indexOf(row.toUpperCase()) + (Number(zone) % 2 === 0 ? 15 : 0)) % rows.length
  const easting = (across + 1) * squareMetres + Number(all.slice(0, digits)) * unit
  const lowest = up * squareMetres + Number(all.slice(digits)) * unit
  for (let northing = lowest; northing < falseNorthing; northing += cycleMetres) {
    const cell = cellOf(zone, band, easting, northing, unit, `MGRS of ${digits} digits`)
    if (cell !== null) return { cell, length: whole.length }
  }
  return null
}

/** Null where the band has no such northing. `unit`: metres of the square. */
function cellOf(
  zone: string,
  band: string,
  easting: number,
  northing: number,
  unit: number,
  title: string,
): GridCell | null {
  if (Number(zone) < 1 || Number(zone) > 60 || easting < squareMetres || easting >= 900_000) return null
  const place = { zone: Number(zone), band, easting: easting + unit / 2, northing: northing + unit / 2 }
  const { lat, lon } = degreesOf(place)
  const south = bands.indexOf(band) * 8 - 80
  // Squares are cut by the edge of a band.
  if (!(lat >= south - 1 && lat <= south + (band === 'X' ? 12 : 8) + 1)) return null
  const width = unit / metresPerDegree
  return { lat, lon, metres: reachOf(0, width, width), title }
}

/** The square or place that all of `text` names; null where it is none. */
export function mgrsCell(text: string): GridCell | null {
  const found = gridSquareAt(text)
  return found !== null && found.length === text.length ? found.cell : null
}
