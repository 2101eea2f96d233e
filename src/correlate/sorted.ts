/** Index of the first element of `[from, to)` that is at least `value`; `to` where none is. */
export function firstAtLeast(
  sorted: Float64Array,
  value: number,
  from: number = 0,
  to: number = sorted.length,
): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the first element of a sorted array that is greater than `value`. */
export function firstAfter(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** The first whole number from 0 to `most` of which something holds that holds of all above it, too; `most + 1` where it holds of none. */
export function firstWhere(most: number, holds: (number: number) => boolean): number {
  let low = 0
  let high = most + 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
