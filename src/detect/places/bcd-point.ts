import { metresPerDegree } from '../grids/grid-cell.ts'

/**
 * The point in the binary messages of trackers of vehicles, children and animals that speak H02 (they begin with `$`): a digit in
 * each half of a byte, `DDMMMMMM` for a latitude, then a byte of something else, the battery, then `DDDMMMMMM` for a longitude,
 * minutes to four decimals, and in the last half of a byte which half of the earth each is of.
 *
 * Source: what servers of such trackers that are free software read (Traccar, its decoder of H02); the makers publish nothing.
 */

const latitudeBytes = 4
const batteryBytes = 1
const longitudeBytes = 5
/** Bytes of all of it. */
export const bcdPointBytes: number = latitudeBytes + batteryBytes + longitudeBytes
/** Of the last four bits: north and east, where they are set. */
const [northBit, eastBit] = [4, 8]
/** Of the 16 that they may be, four are of one quarter of the earth. */
const flagsOfQuarter = 4
/** Parts of a degree that are counted. */
const unit = 600_000
/** How far a point may be from what is written, in metres. */
export const bcdMetres: number = metresPerDegree / unit / 2

/** The latitude as it is written, without its half of the earth. */
export function bcdLatitude(degrees: number): Buffer {
  const parts = Math.round(Math.abs(degrees) * unit)
  const whole = Math.floor(parts / unit)
  return Buffer.from(
    `${String(whole).padStart(2, '0')}${String(parts - whole * unit).padStart(6, '0')}`,
    'hex',
  )
}

/** The point at `at` in `buf[from, end)`; null where there is none: another digit, or 60 minutes and more. */
export function bcdPointAt(
  buf: Buffer,
  at: number,
  from: number,
  end: number,
): { lat: number; lon: number } | null {
  if (at < from || at + bcdPointBytes > end) return null
  const lat = degreesAt(buf, at * 2, 2)
  const lon = degreesAt(buf, (at + latitudeBytes + batteryBytes) * 2, 3)
  if (lat === null || lon === null) return null
  const flags = (buf[at + bcdPointBytes - 1] as number) & 15
  return {
    lat: (flags & northBit) === 0 ? -lat : lat,
    lon: (flags & eastBit) === 0 ? -lon : lon,
  }
}

/** So many digits of degrees and six of minutes, from a half of a byte on. */
function degreesAt(buf: Buffer, half: number, digits: number): number | null {
  const degrees = digitsAt(buf, half, digits)
  const minutes = digitsAt(buf, half + digits, 6)
  return degrees < 0 || minutes < 0 || minutes >= unit ? null : degrees + minutes / unit
}

/** The number of so many digits; -1 where one is none. */
function digitsAt(buf: Buffer, half: number, count: number): number {
  let value = 0
  for (let at = half; at < half + count; at++) {
    const byte = buf[at >> 1] as number
    const digit = (at & 1) === 0 ? byte >> 4 : byte & 15
    if (digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** What a point within so many degrees says: -log2 of the chance that random bits are such. */
export function bcdBits(latReach: number, lonReach: number): number {
  const patterns = 2 * latReach * unit * 2 * lonReach * unit * flagsOfQuarter
  return (latitudeBytes + longitudeBytes) * 8 - Math.log2(patterns)
}
