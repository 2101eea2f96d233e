import { expect, test } from 'vitest'
import { Random } from './random.ts'
import { dayTimeText, timeOfDay, weekdaysText } from './time-of-day.ts'

const start = 1_772_409_600
const day = 86_400

function told(times: readonly number[], all: readonly number[] = times): string {
  return dayTimeText(timeOfDay(times, Float64Array.from(all)).time)
}

test('sends within half an hour of each other have one time of day, also about midnight', () => {
  const at = (hour: number): number[] =>
    Array.from({ length: 20 }, (_, index) => start + index * day + hour * 3_600 + (index % 2) * 120)
  expect(told(at(7))).toBe('at about 07:01 UTC')
  expect(told(at(23 + 59 / 60))).toBe('at about 00:00 UTC')
  expect(timeOfDay(at(23 + 59 / 60), Float64Array.from(at(23 + 59 / 60))).days).toHaveLength(20)
})

test('sends at any minute of some hours are told with the hours, also where only a few of them were taken', () => {
  const random = new Random(1, 9)
  const all = Array.from({ length: 10 }, (_, index) =>
    Array.from({ length: 8 }, () => start + index * day + random.between(8, 10) * 3_600),
  )
    .flat()
    .sort((left, right) => left - right)
  const few = all.filter((at) => Math.abs(((at - start) % day) - 9 * 3_600) < 600)
  for (const sends of [all, few]) expect(told(sends, all)).toMatch(/^mostly between 08:\d\d and 09:\d\d UTC$/)
})

test('a few sends elsewhere do not hide the time of day', () => {
  const own = Array.from({ length: 20 }, (_, index) => start + index * day + 7 * 3_600)
  expect(told([...own, start + 20 * day + 40_000])).toBe('at about 07:00 UTC')
})

test('a time of day that changes is told with both times and the days, as by a clock with summer time', () => {
  const sends = Array.from(
    { length: 20 },
    (_, index) => start + (17 + index) * day + (index < 10 ? 6 : 5) * 3_600 + ((index * 7) % 20),
  )
  expect(told(sends)).toBe('at about 06:00 UTC until 2026-03-28, at about 05:00 UTC from 2026-03-29 on')
  // Two sends at another time are no change.
  expect(told(sends.slice(8))).toBe('mostly between 05:00 and 06:00 UTC')
})

test('weekdays that never have a send are named, where they tell all days with one from those without', () => {
  // 1970-01-01 was a Thursday.
  const days = Array.from({ length: 28 }, (_, index) => index)
  const said = (isMissed: (weekday: number) => boolean, more: readonly number[] = []): string => {
    const missed = days.filter((at) => isMissed((at + 4) % 7) || more.includes(at))
    return weekdaysText(
      days.filter((at) => !missed.includes(at)),
      missed,
      3_600,
    )
  }
  expect(said((weekday) => weekday === 0)).toBe(', never on a Sunday')
  expect(said((weekday) => weekday % 6 === 0)).toBe(', never on a Saturday or Sunday')
  expect(said((weekday) => weekday < 3)).toBe(', never on a Monday, Tuesday or Sunday')
  expect(said((weekday) => weekday === 0, [8])).toBe('')
  expect(said(() => false)).toBe('')
  expect(weekdaysText([0, 1, 2], [3], 0)).toBe('')
})
