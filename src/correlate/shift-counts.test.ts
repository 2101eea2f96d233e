import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seriesOf, seriesSizes } from '../../test/support/series-of-times.ts'
import { ShiftCounts, sortedEvenly } from './shift-counts.ts'
import { WindowCounts, windowSeconds } from './window-counts.ts'

const total = 5_000
/** In parts of a second that add up without rounding; whole seconds fall on edges of windows, others nearly never do. */
const seconds = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min, max }),
    fc.integer({ min: min * 1_024, max: max * 1_024 }).map((parts) => parts / 1_024),
  )
const time = fc.oneof(seconds(0, total), seconds(0, 60))

test.each(seriesSizes)('%s are counted as one by one', (_, eventsMax, sendsMax) => {
  fc.assert(
    fc.property(
      seriesOf(time, eventsMax),
      seriesOf(time, sendsMax),
      fc.constantFrom(0, 0.25, 2),
      fc.array(seconds(1, total - 1), { minLength: 1, maxLength: 40 }),
      (events, sends, slack, shifts) => {
        const together = new ShiftCounts(events, sends, total, slack)
        const single = new WindowCounts(events, sends, total, slack)
        const cumulative = new Int32Array(windowSeconds.length)
        together.count(Float64Array.from(shifts))
        for (const [index, one] of shifts.entries()) {
          single.at(one)
          let hits = 0
          const expected = [...single.counts].map((count) => (hits += count))
          together.take(index, cumulative)
          expect([...cumulative]).toEqual(expected)
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('numbers are sorted, however evenly they lie', () => {
  // 0 and -0 are one time: which of them comes first is nothing to anybody.
  const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value + 0)
  fc.assert(
    fc.property(fc.array(fc.oneof(number, time)), (list) => {
      expect(sortedEvenly(Float64Array.from(list))).toEqual(Float64Array.from(list).sort())
    }),
  )
})
