import { slash } from '../../core/ascii-codes.ts'
import { isAlnum, isLetter } from '../../core/ascii.ts'
import type { GridCell } from '../grids/grid-cell.ts'
import { quadkey, quadkeyCell, tileAt, tileCell } from '../grids/map-tile.ts'

/**
 * How requests for maps name the tiles around a place: `/16/34725/19067.png`, also with row and column the other way
 * round, `x=34725&y=19067&z=16`, Google's `!1i16!2i34725!3i19067`, and Bing's quadkeys. What is searched names the zoom
 * and one of the two numbers; the other is read.
 */

/** Coarser tiles (20 km at the equator) say no more than a town; finer ones are not asked for. */
const zoomMin = 12
const zoomMax = 19
/** Digits of a quadkey that chance does not write. */
const quadkeyZoom = 14
/** The fewest digits of a column that is searched without its zoom. */
const columnDigitsMin = 4
/** Bytes in which the zoom stands behind column and row, or in front of them. */
const zoomBytesMax = 40

interface Spot {
  readonly lat: number
  readonly lon: number
}

/** A tile that stands in bytes. */
export interface TileName {
  readonly cell: GridCell | null
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Beginnings of the names of tiles in the rectangle between two corners. */
export function tileTexts(southWest: Spot, northEast: Spot): string[] {
  const texts: string[] = []
  for (let zoom = zoomMin; zoom <= zoomMax; zoom++) {
    const [west, south] = tileAt(southWest.lat, southWest.lon, zoom)
    const [east, north] = tileAt(northEast.lat, northEast.lon, zoom)
    for (let x = west; x <= east; x++) {
      texts.push(`/${zoom}/${x}/`, `!1i${zoom}!2i${x}!3i`)
      if (String(x).length >= columnDigitsMin) texts.push(`x=${x}&y=`)
    }
    for (let y = north; y <= south; y++) texts.push(`/${zoom}/${y}/`)
    if (zoom === quadkeyZoom)
      for (let x = west; x <= east; x++) for (let y = north; y <= south; y++) texts.push(quadkey(zoom, x, y))
  }
  return texts
}

/** The tiles that what stands at a beginning may name: of a path both orders of its numbers. */
export function tilesAt(buf: Buffer, start: number, end: number): readonly TileName[] {
  switch (buf[start]) {
    case slash:
      return inPath(buf, start, end)
    case exclamation:
      return inGoogles(buf, start, end)
    case letterX:
      return inQuery(buf, start, end)
    default:
      return inQuadkey(buf, start, end)
  }
}

const exclamation = 0x21
const letterX = 0x78
const rowCharsMax = 8

function inPath(buf: Buffer, start: number, end: number): TileName[] {
  const behind = rowAt(buf, end)
  if (behind === null) return []
  const [zoom, one] = numbersIn(buf.toString('latin1', start, end)) as [number, number]
  const range = {
    value: buf.toString('latin1', start + 1, behind.end),
    start: start + 1,
    end: behind.end,
  }
  return [
    { cell: tileCell(zoom, one, behind.row), ...range },
    { cell: tileCell(zoom, behind.row, one), ...range },
  ]
}

function inGoogles(buf: Buffer, start: number, end: number): TileName[] {
  const behind = rowAt(buf, end)
  if (behind === null) return []
  const [, zoom, , x] = numbersIn(buf.toString('latin1', start, end)) as [number, number, number, number]
  const value = buf.toString('latin1', start, behind.end)
  return [{ cell: tileCell(zoom, x, behind.row), value, start, end: behind.end }]
}

function inQuery(buf: Buffer, start: number, end: number): TileName[] {
  const behind = rowAt(buf, end)
  if (behind === null || isAlnum(buf[start - 1])) return []
  const [x] = numbersIn(buf.toString('latin1', start, end)) as [number]
  const around = [
    buf.toString('latin1', behind.end, behind.end + zoomBytesMax),
    buf.toString('latin1', Math.max(0, start - zoomBytesMax), start),
  ]
  const zoom = around.map((text) => /(?<![A-Za-z])z(?:oom)?=(\d{1,2})(?!\d)/i.exec(text)?.[1]).find(Boolean)
  if (zoom === undefined) return []
  const value = buf.toString('latin1', start, behind.end)
  return [{ cell: tileCell(Number(zoom), x, behind.row), value, start, end: behind.end }]
}

/** Alone, or behind the letter by which Bing tells roads from pictures. */
function inQuadkey(buf: Buffer, start: number, end: number): TileName[] {
  let stop = end
  while (isQuarter(buf[stop])) stop++
  const isBehindLetter = isLetter(buf[start - 1]) && !isAlnum(buf[start - 2])
  if ((isAlnum(buf[start - 1]) && !isBehindLetter) || isAlnum(buf[stop])) return []
  const value = buf.toString('latin1', start, stop)
  return [{ cell: quadkeyCell(value), value, start, end: stop }]
}

function rowAt(buf: Buffer, from: number): { row: number; end: number } | null {
  const digits = /^\d{1,7}(?![0-9A-Za-z])/.exec(buf.toString('latin1', from, from + rowCharsMax))?.[0]
  return digits === undefined ? null : { row: Number(digits), end: from + digits.length }
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number)
}

function isQuarter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x33
}
