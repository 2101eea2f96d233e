import { cuts } from './digest-cuts.ts'
import { allRecipes } from './digest-recipes.ts'

/** Digests by eight of their bytes, each once, with the number of each; in the order of these bytes as signed numbers. */
export interface DigestColumns {
  readonly highs: Int32Array
  readonly lows: Int32Array
  readonly places: Int32Array
}

/** True where digests that were kept are in order, and of so many inputs. */
export function areDigestsOf({ highs, lows, places }: DigestColumns, inputs: number): boolean {
  const most = inputs * allRecipes().length * cuts.length
  if (highs.length !== places.length || lows.length !== places.length) return false
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number
    if (place < 1 || place > most) return false
    if (index > 0 && orderOf(highs, lows, index - 1, highs[index] as number, lows[index] as number) >= 0)
      return false
  }
  return true
}

/** Below 0 where the digest at `index` comes before the one that begins with `high` and `low`, 0 where it is that. */
export function orderOf(
  highs: Int32Array,
  lows: Int32Array,
  index: number,
  high: number,
  low: number,
): number {
  return (highs[index] as number) - high || (lows[index] as number) - low
}

/** The number of a digest among those that were kept; 0 for none. */
export function placeIn({ highs, lows, places }: DigestColumns, high: number, low: number): number {
  let from = 0
  let to = places.length
  while (from < to) {
    const middle = (from + to) >> 1
    const order = orderOf(highs, lows, middle, high, low)
    if (order === 0) return places[middle] as number
    if (order < 0) from = middle + 1
    else to = middle
  }
  return 0
}
