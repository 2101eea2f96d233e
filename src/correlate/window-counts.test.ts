import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seriesOf, seriesSizes } from '../../test/support/series-of-times.ts'
import { WindowCounts, windowSeconds } from './window-counts.ts'

/** As said, event by event: the first send at or behind it, round the end of the time; then the shortest window. */
function plainCounts(
  events: Float64Array,
  sends: Float64Array,
  total: number,
  slack: number,
  shift: number,
): number[] {
  const counts = windowSeconds.map(() => 0)
  for (const event of events) {
    const isTurned = !(event < total - shift + slack)
    const when = event + (isTurned ? shift - total - slack : shift - slack)
    const next = sends.find((send) => send >= when) ?? (sends[0] as number) + total
    const window = windowSeconds.findIndex((seconds) => next - when <= seconds + 2 * slack)
    if (window !== -1) counts[window] = (counts[window] as number) + 1
  }
  return counts
}

const total = 5_000
const time = fc.oneof(fc.double({ min: 0, max: total, noNaN: true }), fc.integer({ min: 0, max: 500 }))

test.each(seriesSizes)('%s are counted as a plain model counts them', (_, eventsMax, sendsMax) => {
  fc.assert(
    fc.property(
      seriesOf(time, eventsMax),
      seriesOf(time, sendsMax),
      fc.constantFrom(0, 0.25, 2),
      fc.array(fc.double({ min: 0, max: total, noNaN: true }), { minLength: 1, maxLength: 4 }),
      (events, sends, slack, shifts) => {
        const counted = new WindowCounts(events, sends, total, slack)
        for (const shift of [0, ...shifts]) {
          counted.at(shift)
          expect([...counted.counts]).toEqual(plainCounts(events, sends, total, slack, shift))
        }
      },
    ),
    { numRuns: 300 },
  )
})
