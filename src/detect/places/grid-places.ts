import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { geohashCell } from '../grids/geohash.ts'
import { plusMinus } from '../grids/grid-cell.ts'
import type { GridCell } from '../grids/grid-cell.ts'
import { h3Place } from '../grids/h3-cell.ts'
import { maidenheadCell } from '../grids/maidenhead.ts'
import { mgrsCell } from '../grids/mgrs.ts'
import { plusCodeCell } from '../grids/plus-code.ts'
import { s2Cell, s2Id } from '../grids/s2-cell.ts'
import { keyEndings } from '../names/key-name.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import { nearReason, placeAt } from './near-place.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { isPlusSigned } from '../spellings/plus-sign.ts'
import type { Detection } from '../types.ts'

/**
 * Names of cells on the earth under names that say so. Coarse ones count here only: without the name a word of five
 * letters would be a geohash.
 */

const readers: Readonly<Record<string, (text: string) => GridCell | null>> = {
  geohash: geohashCell,
  pluscode: plusCodeCell,
  olc: plusCodeCell,
  openlocationcode: plusCodeCell,
  s2cell: readS2,
  s2cellid: readS2,
  s2id: readS2,
  s2token: readS2,
  h3index: h3Place,
  h3cell: h3Place,
  mgrs: mgrsCell,
  usng: mgrsCell,
  utm: mgrsCell,
  maidenhead: maidenheadCell,
  gridsquare: maidenheadCell,
  gridlocator: maidenheadCell,
  qthlocator: maidenheadCell,
}
/** All names, for the probe. */
export const gridNames: readonly string[] = Object.keys(readers)
const ofGrids = nameGroup(gridNames)
/** Shortest text that is read as the name of a cell. */
export const gridBytesMin = 3
const gridBytesMax = 24
/** Coarser cells say no more than the address on the internet does. */
const metresMax = 25_000
const sureMetresMax = 3_000

function readS2(text: string): GridCell | null {
  const id = s2Id(text)
  return id === null ? null : s2Cell(id)
}

/** The cell that stands in `node` under a name that says so; null where there is none. */
export function gridPlaceOf(node: Node, key: string, profile: Profile | null): Detection | null {
  if (node.bytes.length < gridBytesMin || node.bytes.length > gridBytesMax) return null
  if (node.children.length > 0 && !isPlusSigned(node)) return null
  // Digits behind a name count it, but for this one.
  const isH3 = key.endsWith('3') && /(?:^|[^a-z])h3$/i.test(key)
  if (!isH3 && (groupsOf(key) & ofGrids) === 0) return null
  const name = isH3 ? 'h3index' : keyEndings(key).find((ending) => Object.hasOwn(readers, ending))
  if (name === undefined) return null
  const value = node.bytes.toString('latin1').trim()
  const cell = (readers[name] as (typeof readers)[string])(value)
  if (cell === null || cell.metres > metresMax) return null
  const lat = Number(cell.lat.toFixed(6))
  const lon = Number(cell.lon.toFixed(6))
  const objection = ownerObjection(node, key, 'place', true)
  const near = placeAt(profile, lat, lon, (cell.metres / 1_000) * Math.SQRT2, objection)
  const form = `${cell.title}: ${plusMinus(cell.metres)}`
  return {
    identifier: 'location',
    value,
    normal: `${lat},${lon}`,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: form,
    confidence:
      near !== null && cell.metres <= sureMetresMax
        ? 'certain'
        : near === null && objection !== ''
          ? 'possible'
          : 'probable',
    by: near === null ? 'recogniser:location' : 'profile',
    reasons: [
      `the key "${key}" names a ${form}`,
      ...(near === null && objection !== '' ? [objectionOf(objection)] : []),
      ...(near === null ? [] : [nearReason(near)]),
    ],
  }
}
