import { expect, test } from 'vitest'
import { ObservedTime } from '../correlate/observed.ts'
import type { Correlation } from '../pipeline/events/correlation.ts'
import { eventCounts } from './event-counts.ts'

test('events of which too few lie in the time of the capture are no comparison, and that is said', () => {
  const of = (kind: string, ...times: number[]): object => ({
    kind,
    isDerived: false,
    times: Float64Array.from(times),
  })
  const correlation = {
    events: [
      { kind: 'boot', given: 1, derived: 0 },
      { kind: 'unlock', given: 3, derived: 0 },
      { kind: 'screen-on', given: 2, derived: 0 },
    ],
    aligned: [of('boot', 50), of('unlock', 10, 200, 300), of('screen-on', 10, 20)],
    observed: new ObservedTime([{ start: 0, end: 100 }]),
    outside: { given: 6, outside: 2, sentence: '' },
  } as unknown as Correlation
  expect(eventCounts(correlation)).toEqual([
    '1 boot (too few to compare)',
    '3 unlocks (too few to compare)',
    '2 screen-ons',
  ])
})
