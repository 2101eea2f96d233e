import type { Profile } from './types.ts'

/** Kinds of identifiers that a profile gives a value of, or of which it says that the device has none, in its order. */
export function kindsGiven({ identifiers }: Pick<Profile, 'identifiers'>): string[] {
  return [...identifiers.keys()]
}

/** True where a profile holds anything that can be searched: a value of an identifier, or a place. */
export function hasValues({ identifiers, places }: Profile): boolean {
  return (
    [...identifiers.values()].some((values) => values.length > 0) ||
    places.some(({ lat, cells, bssids }) => lat !== null || cells.length > 0 || bssids.length > 0)
  )
}
