import type { GridCell } from './grid-cell.ts'
import { reachOf } from './grid-cell.ts'

/**
 * Tiles of maps: squares of the world in Mercator's projection, halved at each zoom, and counted from the north-west
 * (OpenStreetMap, "Slippy map tilenames"; Bing's quadkeys have a digit for each zoom). A map that is looked at asks for
 * those around its middle.
 */

/** Finer tiles are not served. */
const tileZoomMax = 22
/** Mercator's map ends there. */
const latitudeMax = 85.05112878

/** Column and row of the tile that holds the place (degrees, WGS 84). */
export function tileAt(lat: number, lon: number, zoom: number): readonly [x: number, y: number] {
  const count = 2 ** zoom
  const angle = (Math.min(latitudeMax, Math.max(-latitudeMax, lat)) * Math.PI) / 180
  const x = Math.floor(((lon + 180) / 360) * count)
  const y = Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * count)
  return [Math.min(count - 1, Math.max(0, x)), Math.min(count - 1, Math.max(0, y))]
}

/** The tile of a column and a row; null where there is none. */
export function tileCell(zoom: number, x: number, y: number): GridCell | null {
  const count = 2 ** zoom
  if (zoom > tileZoomMax || x >= count || y >= count) return null
  const [north, south] = [latitudeOf(y / count), latitudeOf((y + 1) / count)]
  const lat = (north + south) / 2
  const width = 360 / count
  return {
    lat,
    lon: (x + 0.5) * width - 180,
    metres: reachOf(lat, north - south, width),
    title: `map tile of zoom ${zoom}`,
  }
}

function latitudeOf(share: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * share))) * 180) / Math.PI
}

/** A digit for each zoom: 1 for the eastern half, 2 for the southern. */
export function quadkey(zoom: number, x: number, y: number): string {
  let text = ''
  for (let bit = zoom - 1; bit >= 0; bit--) text += ((x >> bit) & 1) + 2 * ((y >> bit) & 1)
  return text
}

/** The tile that a quadkey names; null where it is none. */
export function quadkeyCell(text: string): GridCell | null {
  if (!/^[0-3]+$/.test(text) || text.length > tileZoomMax) return null
  let [x, y] = [0, 0]
  for (const digit of text) {
    x = x * 2 + (Number(digit) & 1)
    y = y * 2 + (Number(digit) >> 1)
  }
  return tileCell(text.length, x, y)
}
