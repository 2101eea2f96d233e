import { expect, test } from 'vitest'
import { endOfDay, zonedDay, zonedSeconds, zoneName } from './zoned-time.ts'

const at = (text: string): { sec: number; nsec: number } => ({ sec: Date.parse(text) / 1_000, nsec: 5 })

test.each([
  ['2019-02-11T05:44:19Z', 'UTC', '2019-02-11 05:44:19'],
  ['2019-02-11T05:44:19Z', 'Europe/Oslo', '2019-02-11 06:44:19+01:00'],
  ['2019-07-11T22:44:19Z', 'Europe/Oslo', '2019-07-12 00:44:19+02:00'],
  ['2019-02-11T05:44:19Z', 'America/St_Johns', '2019-02-11 02:14:19-03:30'],
  ['2019-02-11T05:44:19Z', '+05:45', '2019-02-11 11:29:19+05:45'],
  ['2019-02-11T05:44:19Z', 'Europe/London', '2019-02-11 05:44:19+00:00'],
  // The same time of day came twice.
  ['2018-10-28T00:30:00Z', 'Europe/Oslo', '2018-10-28 02:30:00+02:00'],
  ['2018-10-28T01:30:00Z', 'Europe/Oslo', '2018-10-28 02:30:00+01:00'],
])('%s in %s', (time, zone, shown) => {
  expect(zonedSeconds(at(time), zone)).toBe(shown)
  expect(zonedDay(at(time), zone)).toBe(shown.slice(0, 10))
})

test('a time in no calendar stays as it is', () => {
  expect(zonedSeconds({ sec: 1e15, nsec: 0 }, 'Europe/Oslo')).toBe('1000000000000000.000000000s')
})

test('an offset is told as one', () => {
  expect(['UTC', 'Europe/Oslo', '+01:00'].map(zoneName)).toEqual(['UTC', 'Europe/Oslo', 'UTC+01:00'])
})

test.each([
  ['UTC', '2024-01-01T23:59:59Z'],
  ['Europe/Oslo', '2024-01-01T22:59:59Z'],
  ['America/New_York', '2024-01-02T04:59:59Z'],
  ['-12:00', '2024-01-02T11:59:59Z'],
])('a day ends in %s at %s', (zone, end) => {
  expect(endOfDay('2024-01-01', zone)).toEqual({ sec: Date.parse(end) / 1_000, nsec: 0 })
})
