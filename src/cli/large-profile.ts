import { grouped } from '../core/grouped.ts'
import type { Profile } from '../device/types.ts'

/** Values that are written out within a second. */
const quickValuesMax = 200
/** A place is written in as many ways as a few values. */
const valuesOfPlace = 2

/** What to tell while the spellings of a large profile are made, some 5 ms for each value; '' for any other. */
export function largeProfileLine({ identifiers, places }: Profile): string {
  let values = 0
  for (const texts of identifiers.values()) values += texts.length
  for (const { cells, bssids } of places) values += cells.length + bssids.length
  if (values + places.length * valuesOfPlace <= quickValuesMax) return ''
  const listed = places.length === 0 ? '' : ` and ${grouped(places.length)} places`
  return `varde: the profile has ${grouped(values)} values${listed}: all the ways to write them are made first.\n`
}
