import type { Datum, LatLon } from '../places/datums.ts'

/** What stands at a beginning: the range, how it is written, and where it is. */
export interface PlaceHit {
  readonly start: number
  readonly end: number
  /** What stands there: the name of a cell as it is, a pair of numbers as degrees. */
  readonly value: string
  /** `geohash of 7 characters: ±76 m`. */
  readonly form: string
  readonly lat: number
  readonly lon: number
  readonly kilometres: number
  /** What it is read as, where that is not as receivers say a place. */
  readonly datum?: Datum
  /** How far what stands there may be off, in metres; left off where that is less than a place is wide. */
  readonly metres?: number
  /** It is a part of a map that was shown, which people look at from anywhere. */
  readonly isShown?: true
  /** It is two of so many numbers that some are so near by chance. */
  readonly mayBeChance?: true
}

/** Where a known place is; left off in WGS 84: the datum that it is in. */
export interface Spot extends LatLon {
  readonly datum?: Datum
}

/** Positions of a phone at a place differ by as much. */
export const neighbourhoodMetres = 500
