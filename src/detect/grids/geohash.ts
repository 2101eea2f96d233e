import type { GridCell } from './grid-cell.ts'
import { reachOf } from './grid-cell.ts'

/** Geohash (G. Niemeyer, 2008): halves of longitude and latitude in turns, five bits for each character. */

const alphabet = '0123456789bcdefghjkmnpqrstuvwxyz'
/** Longest geohash that is read or written: 60 bits, finer than a metre. */
export const geohashCharsMax = 12

/**
 * The geohash of `length` characters that holds the place (degrees, WGS 84): bits of longitude and latitude in turn,
 * five in a character (G. Niemeyer, 2008).
 */
export function geohash(lat: number, lon: number, length: number): string {
  const low = [-180, -90]
  const high = [180, 90]
  const values = [lon, lat]
  let text = ''
  for (let bit = 0, held = 0; text.length < length; bit++) {
    const axis = bit & 1
    const middle = ((low[axis] as number) + (high[axis] as number)) / 2
    const isUpper = (values[axis] as number) >= middle
    if (isUpper) low[axis] = middle
    else high[axis] = middle
    held = (held << 1) | (isUpper ? 1 : 0)
    if (bit % 5 !== 4) continue
    text += alphabet.charAt(held)
    held = 0
  }
  return text
}

/** The cell that a geohash names, in either case; null where it is none. */
export function geohashCell(text: string): GridCell | null {
  if (text.length === 0 || text.length > geohashCharsMax) return null
  const low = [-180, -90]
  const high = [180, 90]
  let bit = 0
  for (const char of text.toLowerCase()) {
    const value = alphabet.indexOf(char)
    if (value === -1) return null
    for (let mask = 16; mask > 0; mask >>= 1, bit++) {
      const axis = bit & 1
      const middle = ((low[axis] as number) + (high[axis] as number)) / 2
      if ((value & mask) === 0) high[axis] = middle
      else low[axis] = middle
    }
  }
  const [west, south] = low as [number, number]
  const [east, north] = high as [number, number]
  return {
    lat: (south + north) / 2,
    lon: (west + east) / 2,
    metres: reachOf((south + north) / 2, north - south, east - west),
    title: `geohash of ${text.length} characters`,
  }
}
