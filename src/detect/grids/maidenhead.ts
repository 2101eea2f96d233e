import type { GridCell } from './grid-cell.ts'
import { reachOf } from './grid-cell.ts'

/**
 * Locators of radio amateurs (IARU Region 1, Maidenhead 1980): pairs for longitude and latitude, letters of 18, digits,
 * letters of 24, digits …: `JO59jv` is 5 minutes by 2.5.
 */
const locator = /^[A-R]{2}\d{2}(?:[A-X]{2}(?:\d{2}(?:[A-X]{2})?)?)?$/i

/** The field that a locator of 4 to 10 characters names, in either case; null where it is none. */
export function maidenheadCell(text: string): GridCell | null {
  if (!locator.test(text)) return null
  let [west, south] = [-180, -90]
  let [width, height] = [360, 180]
  for (let at = 0; at < text.length; at += 2) {
    const base = at === 0 ? 18 : at % 4 === 2 ? 10 : 24
    width /= base
    height /= base
    const value = (char: string): number =>
      base === 10 ? Number(char) : char.toUpperCase().charCodeAt(0) - 65
    west += value(text.charAt(at)) * width
    south += value(text.charAt(at + 1)) * height
  }
  const lat = south + height / 2
  return {
    lat,
    lon: west + width / 2,
    metres: reachOf(lat, height, width),
    title: `locator of ${text.length} characters`,
  }
}
