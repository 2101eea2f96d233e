import type { Place } from '../../device/types.ts'
import { metresPerDegree, plusMinus } from '../grids/grid-cell.ts'
import type { GridCell } from '../grids/grid-cell.ts'
import { h3Cell, h3Parent, h3Place, h3ResolutionMax } from '../grids/h3-cell.ts'
import { s2Cell, s2Leaf, s2Level } from '../grids/s2-cell.ts'
import { kilometresBetween } from '../../core/kilometres.ts'
import type { KnownSpot } from './known-spots.ts'
import type { PlaceHit } from '../spellings/place-hit.ts'

/**
 * Names of cells near known places as numbers of 64 bits: S2 ids and H3 indexes, which binary messages carry as they
 * are. There is no second number that confirms one, so only cells of some hundred metres count, and leaf cells of S2,
 * half of whose bits may be anything, only where little else is around them.
 */

/** As fine as in text: see place-spelling.ts. */
const s2LevelMin = 14
const h3ResolutionMin = 7
const reachMetres = 300
const samplesPerSide = 3
/** What differs inside a neighbourhood: ids are compared by the bits above. */
const comparedBits = 32n
/** Finer cells than these have few zeros behind; a leaf has none. */
const sureLevelMax = 24

/** A cell that was found, and whether chance may have written it where much stands around. */
export interface GridNumberHit extends Omit<PlaceHit, 'start' | 'end'> {
  readonly place: Place
  readonly isLoose: boolean
}

/** The numbers of cells around known places. */
export class GridNumbers {
  /** Numbers whose highest bytes are those of all that count. */
  readonly samples: readonly bigint[]
  private readonly spots: readonly KnownSpot[]
  private readonly tops: ReadonlySet<number>
  private readonly cells: Map<bigint, GridCell | null> = new Map()

  constructor(spots: readonly KnownSpot[]) {
    this.spots = spots
    this.samples = [...new Set(spots.flatMap((spot) => [...samplesOf(spot)]))]
    this.tops = new Set(this.samples.map(topOf))
  }

  /** The cell of this id, if it is near a place. */
  hitOf(id: bigint): GridNumberHit | null {
    if (!this.tops.has(topOf(id))) return null
    const cell = this.cellOf(id)
    if (cell === null) return null
    let nearest: GridNumberHit | null = null
    for (const { place, lat, lon, datum } of this.spots) {
      const kilometres = kilometresBetween(cell.lat, cell.lon, lat, lon)
      if (kilometres * 1_000 > reachMetres + cell.metres) continue
      if (nearest !== null && nearest.kilometres <= kilometres) continue
      nearest = {
        place,
        value: String(id),
        form: `${cell.title}, as a number of 64 bits: ${plusMinus(cell.metres)}`,
        lat: Number(cell.lat.toFixed(6)),
        lon: Number(cell.lon.toFixed(6)),
        kilometres,
        isLoose: !isH3(id) && s2Level(id) > sureLevelMax,
        ...(datum === 'wgs84' ? {} : { datum }),
      }
    }
    return nearest
  }

  private cellOf(id: bigint): GridCell | null {
    const known = this.cells.get(id)
    if (known !== undefined) return known
    const cell = isH3(id) ? fineH3(id) : s2Level(id) < s2LevelMin ? null : s2Cell(id)
    if (this.cells.size < cellsMax) this.cells.set(id, cell)
    return cell
  }
}

/** Cells that are kept: finding where an H3 index is takes a millisecond. */
const cellsMax = 1_000

function topOf(id: bigint): number {
  return Number(id >> comparedBits)
}

/** The highest nibble is 0 and the next 8: an S2 id of that form is in the middle of the Indian Ocean’s face, and rare. */
function isH3(id: bigint): boolean {
  return id >> 59n === 1n
}

function fineH3(id: bigint): GridCell | null {
  if (Number((id >> 52n) & 15n) < h3ResolutionMin) return null
  return h3Place(id.toString(16))
}

function* samplesOf({ lat, lon }: KnownSpot): Generator<bigint> {
  const step = (reachMetres * 1.5) / samplesPerSide / metresPerDegree
  const stretch = 1 / Math.max(0.05, Math.cos((lat * Math.PI) / 180))
  for (let north = -samplesPerSide; north <= samplesPerSide; north++)
    for (let east = -samplesPerSide; east <= samplesPerSide; east++) {
      const near = [
        Math.min(89.999_99, Math.max(-89.999_99, lat + north * step)),
        ((lon + east * step * stretch + 540) % 360) - 180,
      ] as const
      yield s2Leaf(...near)
      const finest = BigInt(`0x${h3Cell(...near, h3ResolutionMax)}`)
      for (let resolution = h3ResolutionMin; resolution <= h3ResolutionMax; resolution++)
        yield h3Parent(finest, resolution)
    }
}
