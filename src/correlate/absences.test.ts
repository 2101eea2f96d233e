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
  own = new Float64Array(),
): Interval[] {
  const times = new Map(events.map(([kind, own]) => [kind, Float64Array.from(own)]))
  return absencesOf(times, () => ({ contacts, own }), day, 2)
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

test('what is sent while it is away by its events shows that it is not', () => {
  const quiet = quietFrom(1_000, 50_000)
  const uses = [5_000, 12_000, 21_000, 33_000, 44_000]
  const events = [
    ['airplane-on', [1_000]],
    ['airplane-off', [50_000]],
    ['unlock', uses],
    ['screen-on', uses.map((at) => at - 1)],
  ] as const
  const withSome = (times: readonly number[]): Float64Array => Float64Array.of(...quiet, ...times).sort()
  expect(absences(events, quiet)).toHaveLength(1)
  // Few connections, but each behind a use of the phone; as many at other times may be another device's.
  expect(absences(events, withSome(uses.map((at) => at + 4)))).toEqual([])
  expect(absences(events, withSome(uses.slice(0, 2).map((at) => at + 4)))).toEqual([])
  expect(absences(events, withSome(uses.map((at) => at + 1_000)))).toHaveLength(1)
  expect(absences(events, withSome([5_004, 20_000, 40_000]))).toHaveLength(1)
  // One send that only the phone can have sent is enough; not one of before or after.
  expect(absences(events, withSome([30_000]), Float64Array.of(30_000))).toEqual([])
  expect(absences(events, quiet, Float64Array.of(900, 49_900))).toHaveLength(1)
})

test('other events take nobody off the network', () => {
  expect(absences([use, ['screen-off', [1_000]], ['screen-on', [50_000]]], new Float64Array())).toEqual([])
})
