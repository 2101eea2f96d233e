import { expect, test } from 'vitest'
import { absencesOf } from './absences.ts'
import { ObservedTime } from './observed.ts'
import type { Interval } from './observed.ts'

const day = new ObservedTime([{ start: 0, end: 86_400 }])
const busy = Float64Array.from({ length: 200 }, (_, index) => index * 432)
const quietFrom = (from: number, to: number): Float64Array => busy.filter((at) => at < from || at > to)

function absences(
  events: Parameters<typeof absencesOf>[0] extends ReadonlyMap<infer Kind, unknown>
    ? readonly (readonly [Kind, readonly number[]])[]
    : never,
  contacts: Float64Array,
): Interval[] {
  const times = new Map(events.map(([kind, own]) => [kind, Float64Array.from(own)]))
  return absencesOf(times, () => contacts, day, 2)
}

const use = ['unlock', [20_000, 80_000]] as const

test('a phone that left the network is away until shortly before it is back, or to the end', () => {
  const quiet = quietFrom(1_000, 50_000)
  const away = [{ start: 1_002, end: 49_700 }]
  expect(absences([use, ['network-down', [1_000]], ['network-up', [50_000]]], quiet)).toEqual(away)
  expect(
    absences(
      [
        ['airplane-on', [1_000]],
        ['airplane-off', [50_000]],
      ],
      quiet,
    ),
  ).toEqual(away)
  expect(
    absences(
      [
        ['power-off', [1_000]],
        ['boot', [50_000]],
      ],
      quiet,
    ),
  ).toEqual(away)
  expect(
    absences([use, ['network-down', [70_000]], ['network-up', [60_000]]], quietFrom(70_000, 86_400)),
  ).toEqual([{ start: 70_002, end: 86_400 }])
})

test('a phone that was switched off is on where it is used, though no log tells of its start', () => {
  expect(
    absences(
      [
        ['power-off', [1_000, 60_000]],
        ['unlock', [50_000, 80_000]],
      ],
      quietFrom(1_000, 50_000),
    ),
  ).toEqual([{ start: 1_002, end: 49_700 }])
})

test('a Wi-Fi that sleeps until the phone is used misses nothing', () => {
  const quiet = quietFrom(1_000, 50_000)
  for (const woken of [[], [49_999], [49_800]])
    expect(
      absences(
        [
          ['unlock', woken],
          ['network-down', [1_000]],
          ['network-up', [50_000]],
        ],
        quiet,
      ),
    ).toEqual([])
})

test('where its connections go on it left one network for another that is captured, too', () => {
  const events = [use, ['network-down', [1_000]], ['network-up', [50_000]]] as const
  expect(absences(events, busy)).toEqual([])
  // One of another device.
  expect(absences(events, Float64Array.of(...quietFrom(1_000, 50_000), 30_000).sort())).toHaveLength(1)
})

test('other events take nobody off the network', () => {
  expect(absences([use, ['screen-off', [1_000]], ['screen-on', [50_000]]], new Float64Array())).toEqual([])
})
