import { expect, test } from 'vitest'
import { host, side } from '../../../test/support/compared-sides.ts'
import type { Side } from '../side.ts'
import { chanceOf, exposureOf } from './exposure.ts'

const pair = { host, family: 'some-family', identifier: 'imei' }
const unlocks = { event: 'unlock', fromS: 0, toS: 5 } as const
const hours = { event: null, fromS: 0, toS: 0 } as const
/** A result of an earlier scan, which does not say when what happened. */
const given = (sends: number, more: Partial<Side> = {}): Side => side(40, sends, { timing: null, ...more })

test('of a given result its trigger says how many events were observed whole', () => {
  const [trigger] = side(40, 38).triggers
  const triggers = trigger === undefined ? [] : [{ ...trigger, exposures: 39 }]
  expect(exposureOf(given(38, { triggers }), pair, unlocks)).toEqual({ hits: 38, exposures: 39 })
  // The trigger is that of all that goes to the host.
  const rarely = { ...pair, identifier: 'iccid' }
  expect(exposureOf(given(38, { triggers }), rarely, unlocks)).toEqual({ hits: 0, exposures: 39 })
})

test.each([
  // Sends stand ten minutes apart.
  ['less than one hour in which it was sent counts as one', 1_800, 3, { hits: 1, exposures: 1 }],
  ['less than one hour in which nothing was is none', 1_800, 0, { hits: 0, exposures: 0 }],
  ['no more hours have a send than were observed', 7_200, 20, { hits: 2, exposures: 2 }],
  ['hours without a send count', 36_000, 3, { hits: 1, exposures: 10 }],
])('%s', (_name, observedSeconds, sends, exposure) => {
  expect(exposureOf(given(sends, { observedSeconds }), pair, hours)).toEqual(exposure)
})

test('beside no exposure nothing is unlikely', () => {
  const [some, none] = [
    { hits: 5, exposures: 6 },
    { hits: 0, exposures: 0 },
  ]
  for (const [more, fewer] of [
    [some, none],
    [none, some],
    [none, none],
  ] as const)
    expect(chanceOf(more, fewer)).toBeCloseTo(1, 12)
})
