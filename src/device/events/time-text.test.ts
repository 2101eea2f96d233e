import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant } from '../../core/time.ts'
import { parseEpoch, parseStamp, shifted, utcSeconds, yearNear, zoneMinutesOf } from './time-text.ts'

const told = (text: string, zone: number | null = 0): string => {
  const stamp = parseStamp(text, zone === null ? null : () => zone)
  return stamp === null ? '' : `${formatInstant(stamp.at, 9)} ${stamp.hasZone ? 'zone' : 'no zone'}`
}

test.each([
  ['2026-03-04T07:42:06Z', '2026-03-04T07:42:06.000000000Z zone'],
  ['2026-03-04 07:42:06.25+0100', '2026-03-04T06:42:06.250000000Z zone'],
  ['2026-03-04-07-40-00', '2026-03-04T07:40:00.000000000Z no zone'],
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000000000Z zone'],
  ['1969-12-31T23:59:59,5Z', '1969-12-31T23:59:59.500000000Z zone'],
  ['0050-01-01T00:00:00Z', '0050-01-01T00:00:00.000000000Z zone'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000000000Z zone'],
  ['2026-02-30T07:42:06Z', ''],
  ['2026-02-29T24:00:00Z', ''],
  ['2026-13-01T00:00:00Z', ''],
  ['2026-00-10T00:00:00Z', ''],
  ['2026-01-00T00:00:00Z', ''],
  ['2026-01-01T25:00:00Z', ''],
  ['2026-01-01T00:00:00+19:00', ''],
])('the stamp %s is %j', (text, expected) => {
  expect(told(text)).toBe(expected)
})

test.each([
  ['24.10.26 07:49', '2026-10-24T07:49:00'],
  ['24.10.2026 7:49 PM', '2026-10-24T19:49:00'],
  ['24.10.2026 12:05 a.m.', '2026-10-24T00:05:00'],
  ['24.10.2026 12:05 PM', '2026-10-24T12:05:00'],
  ['24.10.2026 kl. 07:49', '2026-10-24T07:49:00'],
  ['24.10.2026 klo 7.49', '2026-10-24T07:49:00'],
  ['24.10.2026 um 7:49', '2026-10-24T07:49:00'],
  ['24.10.2026, 19:49 Uhr', '2026-10-24T19:49:00'],
  ['24.10.2026 um 19:49:03 Uhr', '2026-10-24T19:49:03'],
  ['24.10.2026 ulkl 7.49', ''],
  ['24.10.2026, 07:49:03', '2026-10-24T07:49:03'],
  ['10/24/2026 07:49 AM', '2026-10-24T07:49:00'],
  ['24/10/2026 07:49', '2026-10-24T07:49:00'],
  // Day or month: nobody knows.
  ['10/11/2026 07:49', ''],
  ['24.10.2026 13:49 PM', ''],
  ['24.10.2026 0:49 AM', ''],
  ['24/24/2026 07:49', ''],
  ['46319,3256944', ''],
])('the time %s of a table is %j', (text, expected) => {
  expect(told(text).slice(0, 19)).toBe(expected)
})

test('a stamp without a zone takes the one that is given, or is none', () => {
  expect(told('2026-03-04 07:42:06', 60)).toBe('2026-03-04T06:42:06.000000000Z no zone')
  expect(parseStamp('2026-03-04 07:42:06', null)).toBeNull()
})

test.each([
  ['1772610126', 1_772_610_126, 0],
  ['1772610126.25', 1_772_610_126, 250_000_000],
  ['1772610126250', 1_772_610_126, 250_000_000],
  ['1772610126250001', 1_772_610_126, 250_001_000],
  ['1772610126250000001', 1_772_610_126, 250_000_001],
  ['1772610126250.5', 1_772_610_126, 250_000_000],
  ['-1', -1, 0],
  ['-1.5', -2, 500_000_000],
  ['-999999999999', -1_000_000_000, 1_000_000],
  ['0', 0, 0],
])('%s is %d s and %d ns since 1970', (text, sec, nsec) => {
  expect(parseEpoch(text)).toEqual({ sec, nsec })
})

test.each(['', 'x', '1e9', '12345678901234567890.5', '1.0000000001', '123456789012345678901'])(
  '%j is no time since 1970',
  (text) => {
    expect(parseEpoch(text)).toBeNull()
  },
)

test('whatever is given, nanoseconds are within a second', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n }),
      fc.option(fc.nat(999_999_999)),
      (whole, fraction) => {
        const at = parseEpoch(fraction === null ? String(whole) : `${whole}.${fraction}`)
        if (at === null) return
        expect(Number.isSafeInteger(at.sec)).toBe(true)
        expect(at.nsec).toBeGreaterThanOrEqual(0)
        expect(at.nsec).toBeLessThan(1_000_000_000)
      },
    ),
  )
})

test('moved by milliseconds, in either direction', () => {
  expect(shifted({ sec: 10, nsec: 200_000_000 }, -300)).toEqual({ sec: 9, nsec: 900_000_000 })
  expect(shifted({ sec: 10, nsec: 900_000_000 }, 1_200)).toEqual({ sec: 12, nsec: 100_000_000 })
  expect(shifted({ sec: 10, nsec: 0 }, -2_000)).toEqual({ sec: 8, nsec: 0 })
})

test('the year of a date without one is the nearest', () => {
  const newYear = Date.UTC(2026, 0, 1) / 1_000
  expect(yearNear(newYear, 12, 31)).toBe(2025)
  expect(yearNear(newYear, 1, 2)).toBe(2026)
  expect(yearNear(newYear + 300 * 86_400, 1, 2)).toBe(2027)
  expect(yearNear(newYear + 300 * 86_400, 1, 2, newYear + 300 * 86_400)).toBe(2026)
})

test('zones and calendar', () => {
  expect(['Z', 'UTC', '+01:00', '-0730', '+18:00', '+18:01', '1', '+01:75'].map(zoneMinutesOf)).toEqual([
    0,
    0,
    60,
    -450,
    1_080,
    null,
    null,
    null,
  ])
  expect(utcSeconds(1970, 1, 1, 0, 0, 1)).toBe(1)
  expect(utcSeconds(2026, 4, 31, 0, 0, 0)).toBeNull()
})
