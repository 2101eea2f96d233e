import type { Profile } from './types.ts'

/** True where a profile holds anything that can be searched: a value of an identifier, or a place. */
export function hasValues({ identifiers, places }: Profile): boolean {
  return (
    [...identifiers.values()].some((values) => values.length > 0) ||
    places.some(({ lat, cells, bssids }) => lat !== null || cells.length > 0 || bssids.length > 0)
  )
}
