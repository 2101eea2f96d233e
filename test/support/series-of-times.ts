import * as fc from 'fast-check'

/** Sizes of the two series that sends are held against events with: each way of counting has one that it is for. */
export const seriesSizes = [
  ['few events, many sends', 4, 200],
  ['many of both', 120, 120],
  ['many events, few sends', 300, 4],
  ['few of both', 3, 3],
] as const

/** Times in ascending order, at least one. */
export function seriesOf(time: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<Float64Array> {
  return fc
    .array(time, { minLength: 1, maxLength })
    .map((list) => Float64Array.from(list.toSorted((one, other) => one - other)))
}
