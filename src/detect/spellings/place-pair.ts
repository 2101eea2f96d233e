import { isAlnum, isDigit } from '../../core/ascii.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import { kilometresBetween } from '../places/locations.ts'
import { neighbourhoodMetres } from './place-hit.ts'
import type { PlaceHit, Spot } from './place-hit.ts'

/** Bytes between the two numbers of a pair: a comma, or the name of the second. */
const betweenBytesMax = 32
const numberBytesMax = 20

interface Written {
  readonly degrees: number
  readonly form: string
  readonly metres: number
  readonly end: number
}

/** A latitude, and the longitude within reach: behind it or in front of it. */
export function readPair(near: Spot): (buf: Buffer, start: number) => PlaceHit | null {
  return (buf, start) => {
    if (isDigit(buf[start - 1]) || buf[start - 1] === dot) return null
    const from = buf[start - 1] === minus ? start - 1 : start
    const lat = numberAt(buf, from, near.lat)
    if (lat === null) return null
    const behind = nextNumber(buf, lat.end, Math.min(buf.length, lat.end + betweenBytesMax), 1, near.lon)
    const before = nextNumber(
      buf,
      from - 1,
      Math.max(-1, from - betweenBytesMax - numberBytesMax),
      -1,
      near.lon,
    )
    const other = nearerOf(behind, before, from, lat.end, near.lon)
    if (other === null) return null
    const [lon, at] = other
    const kilometres = kilometresBetween(lat.degrees, lon.degrees, near.lat, near.lon)
    const metres = Math.max(lat.metres, lon.metres)
    // What was sent may be off by the last of its digits.
    if (kilometres * 1_000 > Math.max(neighbourhoodMetres, metres * 2 * Math.SQRT2)) return null
    return {
      start: Math.min(from, at),
      end: Math.max(lat.end, lon.end),
      value: `${lat.degrees},${lon.degrees}`,
      form: `${lat.form}: ${plusMinus(metres)}`,
      lat: lat.degrees,
      lon: lon.degrees,
      kilometres,
    }
  }
}

/**
 * Of a longitude on each side of the latitude in `[start, end)` that with fewer bytes between, for the next point stands
 * further away than the other half; else that which is nearer to the place: maps write it in front, and a way has the next
 * point behind.
 */
function nearerOf(
  behind: readonly [Written, number] | null,
  before: readonly [Written, number] | null,
  start: number,
  end: number,
  wanted: number,
): readonly [Written, number] | null {
  if (behind === null || before === null) return behind ?? before
  const further = behind[1] - end - (start - before[0].end)
  if (further !== 0) return further < 0 ? behind : before
  return Math.abs(before[0].degrees - wanted) < Math.abs(behind[0].degrees - wanted) ? before : behind
}

/** The first number in one direction that is near `wanted`, and where it begins. */
function nextNumber(
  buf: Buffer,
  from: number,
  stop: number,
  step: 1 | -1,
  wanted: number,
): readonly [Written, number] | null {
  for (let at = from; at !== stop; at += step) {
    if (!isDigit(buf[at]) || isDigit(buf[at - 1]) || buf[at - 1] === dot) continue
    const first = buf[at - 1] === minus ? at - 1 : at
    const number = numberAt(buf, first, wanted)
    if (number !== null) return [number, first]
  }
  return null
}

/** The number at `start` in degrees, with decimals or as a whole number that is near `wanted` in one of the scales. */
function numberAt(buf: Buffer, start: number, wanted: number): Written | null {
  const text = /^-?\d{1,3}(?:[.,]\d{2,18}|\d{2,10})?/.exec(
    buf.toString('latin1', start, start + numberBytesMax),
  )?.[0]
  if (text === undefined) return null
  const digitsStop = start + text.length
  // `59.9139N`: the letter says the sign.
  const half = halfAt(buf, digitsStop)
  const end = digitsStop + (half === 0 ? 0 : 1)
  // A full stop, or the ending of a file's name: only digits behind a dot make it part of the number.
  if (isAlnum(buf[end]) || (buf[end] === dot && isDigit(buf[end + 1]))) return null
  const sign = half < 0 ? -1 : 1
  const reach =
    (neighbourhoodMetres * 4) / metresPerDegree / Math.max(0.05, Math.cos((wanted * Math.PI) / 180))
  const decimals = text.split(/[.,]/)[1]
  if (decimals !== undefined) {
    const degrees = Number(text.replace(',', '.')) * sign
    if (Math.abs(degrees - wanted) > reach) return null
    return {
      degrees,
      form: `${decimals.length} decimals`,
      metres: metresPerDegree / 10 ** decimals.length / 2,
      end,
    }
  }
  for (const scale of integerScales) {
    const degrees = (Number(text) / 10 ** scale) * sign
    if (Math.abs(degrees - wanted) > reach) continue
    return {
      degrees,
      form: `whole numbers of 10^-${scale} degrees`,
      metres: metresPerDegree / 10 ** scale / 2,
      end,
    }
  }
  return null
}

/** 1 for the letter of the north or east, -1 for south or west, 0 for none. */
function halfAt(buf: Buffer, at: number): 1 | 0 | -1 {
  const letter = String.fromCharCode(buf[at] ?? 0).toUpperCase()
  return letter === 'N' || letter === 'E' ? 1 : letter === 'S' || letter === 'W' ? -1 : 0
}

/** Millionths and ten-millionths of a degree are the usual ones. */
export const integerScales: readonly number[] = [7, 6, 5, 8]
const minus = 0x2d
const dot = 0x2e
