import { dot } from '../../core/ascii-codes.ts'
import { isDigit } from '../../core/ascii.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import { neighbourhoodMetres } from './place-hit.ts'
import type { PlaceHit, Spot } from './place-hit.ts'

/**
 * Degrees and minutes in one number, `5954.8340` and `01045.1320`, as receivers of GPS and trackers write them (NMEA 0183; H02,
 * TK103), where nothing around them says what they are: in fields of their own, with their letters right behind or in
 * front. Both halves have to be within some hundred metres of a known place: of random pairs of such numbers 1 in 10
 * million is.
 */

const half = String.raw`(?<sign>-?)(?<degrees>\d{1,3})(?<minutes>[0-5]\d\.\d{2,9})(?!\d|\.\d)`
const latitude = new RegExp(`^${half}`)
const others = new RegExp(String.raw`(?<![\d.])${half}`, 'g')
/** Of both: JSON leaves off zeros at the end, and prices have two. */
const decimalsMin = 6
/** A letter alone, or right beside digits, is that of a half of the earth. */
const letters = /(?<![A-Za-z])[NSEWnsew](?![A-Za-z])/g
/** Bytes between the two numbers: a comma, or names of the fields of letters and of the second. */
const betweenBytesMax = 32
const numberBytesMax = 20
/** Bytes behind the second number, or in front of the first, that hold its letter: `","ew":"E`. */
const letterBytesMax = 12

interface Half {
  readonly start: number
  readonly end: number
  readonly degrees: number
  readonly decimals: number
}

/** Reads a pair of them at a latitude near a known place; its half of the earth where no sign or letter says another. */
export function minutePairReader(near: Spot): (buf: Buffer, start: number) => PlaceHit | null {
  return (buf, start) => {
    if (isDigit(buf[start - 1]) || buf[start - 1] === dot) return null
    const first = Math.max(0, start - betweenBytesMax - numberBytesMax - letterBytesMax)
    const text = buf.toString('latin1', first, start + numberBytesMax * 2 + betweenBytesMax + letterBytesMax)
    const at = start - first
    const from = text.charAt(at - 1) === '-' ? at - 1 : at
    const lat = halfOf(latitude.exec(text.slice(from)), from, near.lat)
    if (lat === null) return null
    for (const match of text.matchAll(others)) {
      const lon = halfOf(match, match.index, near.lon)
      if (lon === null || lon.start === lat.start || lat.decimals + lon.decimals < decimalsMin) continue
      const [one, other] = lon.start > lat.start ? [lat, lon] : [lon, lat]
      if (other.start - one.end > betweenBytesMax || other.start < one.end) continue
      const kilometres = kilometresBetween(lat.degrees, lon.degrees, near.lat, near.lon)
      if (kilometres * 1_000 > neighbourhoodMetres) continue
      const around = text.slice(Math.max(0, one.start - letterBytesMax), other.end + letterBytesMax)
      if (isOfOtherHalf(around, near)) continue
      const metres = metresPerDegree / 60 / 10 ** Math.min(lat.decimals, lon.decimals) / 2
      return {
        start: first + one.start,
        end: first + other.end,
        value: `${lat.degrees},${lon.degrees}`,
        form: `degrees and minutes in one number: ${plusMinus(metres)}`,
        lat: lat.degrees,
        lon: lon.degrees,
        kilometres,
      }
    }
    return null
  }
}

/** Null where a sign says another half of the earth. */
function halfOf(match: RegExpExecArray | null, start: number, wanted: number): Half | null {
  const { sign = '', degrees = '', minutes = '' } = match?.groups ?? {}
  if (match === null || (sign === '-' && wanted >= 0)) return null
  const size = Number(degrees) + Number(minutes) / 60
  return {
    start,
    end: start + match[0].length,
    degrees: Number((wanted < 0 ? -size : size).toFixed(7)),
    decimals: minutes.length - minutes.indexOf('.') - 1,
  }
}

/** A letter of the other half stands there, and none of its own. */
function isOfOtherHalf(text: string, { lat, lon }: Spot): boolean {
  const found = new Set((text.match(letters) ?? []).map((letter) => letter.toUpperCase()))
  return [[lat, 'N', 'S'] as const, [lon, 'E', 'W'] as const].some(([degrees, above, below]) => {
    const [own, other] = degrees < 0 ? [below, above] : [above, below]
    return found.has(other) && !found.has(own)
  })
}
