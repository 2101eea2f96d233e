/**
 * The largest (and {@link smallest}) of any number of values. `Math.max(...values)` lays them all on the stack: a capture of some
 * hundred thousand messages would end the program.
 */
export function largest(values: Iterable<number>, atLeast: number = Number.NEGATIVE_INFINITY): number {
  let most = atLeast
  for (const value of values) if (value > most) most = value
  return most
}

/** See {@link largest}. */
export function smallest(values: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const value of values) if (value < least) least = value
  return least
}
