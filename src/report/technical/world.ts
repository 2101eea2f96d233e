/** A country or area as it is drawn: places in units of the picture, whole numbers. */
export interface Land {
  /** ISO 3166-1 alpha-2, '' where the map names an area that has none. */
  readonly code: string
  /** Outlines, each a list of x, y, x, y …; empty where the area is too small to have one. */
  readonly rings: readonly (readonly number[])[]
  /** A place inside, for its mark; null where the map does not know one. */
  readonly at: readonly [x: number, y: number] | null
}

/** The map that reports draw on: made by tools/build-world.ts of Natural Earth, in Equal Earth projection. */
export interface World {
  readonly width: number
  readonly height: number
  readonly lands: readonly Land[]
  /** English names by ISO 3166-1 alpha-2. */
  readonly names: Readonly<Record<string, string>>
}

/** Name of the compiled map among the data files. */
export const worldFileName = 'world.json'
