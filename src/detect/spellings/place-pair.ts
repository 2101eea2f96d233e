import { dot, minus } from '../../core/ascii-codes.ts'
import { isAlnum, isDigit } from '../../core/ascii.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import { mayBeChanceInRow } from './long-row.ts'
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
    const other = otherHalf(buf, { start: from, end: lat.end }, near.lon)
    if (other === null) return null
    const { lon, start: at } = other
    const kilometres = kilometresBetween(lat.degrees, lon.degrees, near.lat, near.lon)
    const metres = Math.max(lat.metres, lon.metres)
    // What was sent may be off by the last of its digits.
    if (kilometres * 1_000 > Math.max(neighbourhoodMetres, metres * 2 * Math.SQRT2)) return null
    const pair = { start: Math.min(from, at), end: Math.max(lat.end, lon.end) }
    return {
      ...pair,
      ...(mayBeChanceInRow(buf, { start: from, end: lat.end }, pair) ? { mayBeChance: true } : {}),
      value: `${lat.degrees},${lon.degrees}`,
      form: `${lat.form}: ${plusMinus(metres)}`,
      lat: lat.degrees,
      lon: lon.degrees,
      kilometres,
    }
  }
}

/**
 * The longitude that belongs to a latitude, if it is near `wanted`. Rows, objects and points hold a half on each side of it
 * that is of the next place or of the last: what stands with it in one row or object goes before what does not, then that
 * with fewer bytes between.
 */
function otherHalf(buf: Buffer, lat: Range, wanted: number): Longitude | null {
  const behind = numbersFrom(buf, lat.end, Math.min(buf.length, lat.end + betweenBytesMax), 1, wanted)
  const before = numbersFrom(
    buf,
    lat.start - 1,
    Math.max(-1, lat.start - betweenBytesMax - numberBytesMax),
    -1,
    wanted,
  )
  const beside = [behind[0], before[0]].filter((first) => first !== undefined)
  const isParted = isPartedRow(buf, lat, beside)
  const isInside = (other: Beside): boolean => {
    const gap = gapOf(buf, lat, other)
    return !closers.test(gap) && !(isParted && parting.test(gap))
  }
  const hasOwn = beside.some(isInside)
  const [next, last] = [behind, before].map((numbers) => {
    const found = numbers.at(-1)
    return found !== undefined && isNear(found) && (!hasOwn || isInside(found)) ? found : null
  })
  if (next && last) return nearerOf(lat, next, last, wanted)
  const found = next ?? last ?? null
  const rival = (next ? before : behind)[0]
  if (found === null || rival === undefined || !isInside(rival)) return found
  return isOwn(buf, lat, rival, found) ? null : found
}

interface Range {
  readonly start: number
  readonly end: number
}

/** A number beside a latitude that is written as coordinates are; `lon` where it is near the longitude that is wanted. */
interface Beside extends Range {
  readonly lon: Written | null
}

interface Longitude extends Range {
  readonly lon: Written
}

function isNear(number: Beside): number is Longitude {
  return number.lon !== null
}

/** What ends a row, an object, or a point. */
const closers = /[\])}\r\n]/
/** Between the halves of a place, and between places, in a row of them. */
const comma = /^(?:,|%2C)[ +]?$/i
const parting = /^\s*(?:[;|]|%3B|%7C)/i
/** What stands between numbers that are not named. */
const marks = /^(?:[\s,;:|/"'+]|%[0-9A-F]{2})*$/i
/** As halves of places are written; JSON leaves off zeros at the end. */
const coordinate = /^-?(?:\d{1,3}[.,]\d{1,18}|\d{6,10})(?![\w.])/

/**
 * True in `59.91,10.75|59.93,10.77`, where the comma joins and the other mark parts. Not where what the comma joins is no
 * longitude (`1700000000,59.93|10.77`), nor where all of the row says that the other mark joins (`59.91;10.75,59.93;10.77`).
 */
function isPartedRow(buf: Buffer, lat: Range, beside: readonly Beside[]): boolean {
  const joined = beside.find((other) => isNear(other) && comma.test(gapOf(buf, lat, other)))
  if (joined === undefined || !beside.some((other) => parting.test(gapOf(buf, lat, other)))) return false
  return sideInRow(buf, lat) !== (joined.start > lat.start ? -1 : 1)
}

/** The numbers in one direction that may be halves of places, until one that is near `wanted`. */
function numbersFrom(buf: Buffer, from: number, stop: number, step: 1 | -1, wanted: number): Beside[] {
  const numbers: Beside[] = []
  for (let at = from; at !== stop; at += step) {
    if (!isDigit(buf[at]) || isDigit(buf[at - 1]) || buf[at - 1] === dot) continue
    const start = buf[at - 1] === minus ? at - 1 : at
    const lon = numberAt(buf, start, wanted)
    if (lon !== null) return [...numbers, { start, end: lon.end, lon }]
    const text = coordinate.exec(buf.toString('latin1', start, start + numberBytesMax))?.[0]
    if (text !== undefined) numbers.push({ start, end: start + text.length, lon: null })
  }
  return numbers
}

/** What stands between a number and another one. */
function gapOf(buf: Buffer, one: Range, other: Range): string {
  return one.end <= other.start
    ? buf.toString('latin1', one.end, other.start)
    : buf.toString('latin1', other.end, one.start)
}

/** Of two longitudes near the place: maps write it in front, and a way has the next point behind. */
function nearerOf(lat: Range, behind: Longitude, before: Longitude, wanted: number): Longitude {
  const further = behind.start - lat.end - (lat.start - before.end)
  if (further !== 0) return further < 0 ? behind : before
  return Math.abs(before.lon.degrees - wanted) < Math.abs(behind.lon.degrees - wanted) ? before : behind
}

/** True where `rival`, which is far from the place, is the other half rather than `found` on the other side. */
function isOwn(buf: Buffer, lat: Range, rival: Range, found: Range): boolean {
  const [gap, foundGap] = [gapOf(buf, lat, rival), gapOf(buf, lat, found)]
  if (marks.test(gap) && marks.test(foundGap)) {
    if (gap.length !== foundGap.length) return gap.length < foundGap.length
    return isInRow(buf, lat, rival.start > lat.start)
  }
  const name = nameBefore(buf, rival.start)
  if (!longitudeName.test(name)) return false
  const stem = stemOf(nameBefore(buf, lat.start))
  const [isOfRival, isOfFound] = [name, nameBefore(buf, found.start)].map((one) => stemOf(one) === stem)
  return isOfRival === isOfFound ? gap.length < foundGap.length : isOfRival === true
}

/** Numbers that are looked at on each side of one in a row of them. */
const rowMax = 16
/** Latitudes of one row are no further apart, as a share of one of them: else every second number is none. */
const rowSpread = 0.2

/**
 * True where in a row of nothing but numbers, two for each point, the other half stands behind (or not). Of a long row nobody
 * knows: then the far one is believed, since a pair of two points would be a place that was never sent.
 */
function isInRow(buf: Buffer, lat: Range, isBehind: boolean): boolean {
  const side = sideInRow(buf, lat)
  return side === null || side === (isBehind ? 1 : -1)
}

/** On which side it stands there: 1 behind, -1 in front, 0 where it is no such row, null where it is too long to say. */
function sideInRow(buf: Buffer, lat: Range): 1 | 0 | -1 | null {
  const [front, rest] = [rowFrom(buf, lat, -1), rowFrom(buf, lat, 1)]
  const own = numberIn(buf, lat)
  const isLatitude = (other: Range): boolean =>
    Math.abs(numberIn(buf, other) - own) <= rowSpread * Math.abs(own)
  // Counted from this one, every second number is of the same half.
  if ([front, rest].some((row) => !row.every((other, at) => at % 2 === 0 || isLatitude(other)))) return 0
  if (front.length === rowMax || rest.length === rowMax) return null
  const total = front.length + 1 + rest.length
  if (total < 4 || total % 2 !== 0) return 0
  return front.length % 2 === 0 ? 1 : -1
}

/** The numbers of a row on one side of one, outward. */
function rowFrom(buf: Buffer, lat: Range, step: 1 | -1): Range[] {
  const row: Range[] = []
  for (let at = lat; row.length < rowMax; ) {
    const from = step > 0 ? at.end : at.start - 1
    const stop = Math.min(buf.length, Math.max(-1, from + step * (betweenBytesMax + numberBytesMax)))
    const [next] = numbersFrom(buf, from, stop, step, Number.NaN)
    if (next === undefined || !marks.test(gapOf(buf, at, next))) break
    row.push(next)
    at = next
  }
  return row
}

function numberIn(buf: Buffer, { start, end }: Range): number {
  return Number(
    buf
      .toString('latin1', start, end)
      .replace(',', '.')
      .replace(/[a-z]$/i, ''),
  )
}

const longitudeName = /lon|lng/i
const nameBytesMax = 32

/** The name in front of a value: `"toLon":`, `lon="`, `<lon>`; '' for none. */
function nameBefore(buf: Buffer, at: number): string {
  const text = buf.toString('latin1', Math.max(0, at - nameBytesMax), at)
  return /([A-Za-z_][\w-]*)\\?["']?\s{0,4}[:=>]\s{0,4}\\?["']?$/.exec(text)?.[1] ?? ''
}

/** The name without the half that it says: `to` of `toLon`. */
function stemOf(name: string): string {
  return name.replace(/(?:lat|lon|lng)[a-z]*(?:e\d)?/i, '').toLowerCase()
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
