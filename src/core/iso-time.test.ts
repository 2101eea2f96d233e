import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant } from './time.ts'
import { parseEpochSeconds, parseEpochUnits, parseIsoTime } from './iso-time.ts'

test.each([
  ['2026-03-04T07:42:06Z', '2026-03-04T07:42:06Z', 0, true],
  ['2026-03-04T07:42:06.25+01:00', '2026-03-04T06:42:06.25Z', 2, true],
  ['2026-03-04T07:42:06,123456-0730', '2026-03-04T15:12:06.123456Z', 6, true],
  ['2026-03-04 07:42:06.1234567891', '2026-03-04T07:42:06.123456789Z', 9, false],
  ['2026-03-04T07:42', '2026-03-04T07:42:00Z', 0, false],
  ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.5Z', 1, true],
  ['0050-01-01T00:00:00z', '0050-01-01T00:00:00Z', 0, true],
])('%s', (text, expected, digits, hasZone) => {
  const time = parseIsoTime(text)
  expect(time).toMatchObject({ digits, hasZone })
  expect(formatInstant(time?.at ?? { sec: 0, nsec: 0 }, digits)).toBe(expected)
})

test.each([
  '',
  'yesterday',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '+275760-09-14T00:00:00Z',
  '2026-01-01',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:00:61Z',
  'x'.repeat(70),
])('%s is no time', (text) => {
  expect(parseIsoTime(text)).toBeNull()
})

test('every moment is read as it is printed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -62_000_000_000, max: 253_000_000_000 }),
      fc.nat(999_999_999),
      (sec, nsec) => {
        expect(parseIsoTime(formatInstant({ sec, nsec }, 9))?.at).toEqual({ sec, nsec })
      },
    ),
  )
})

test('seconds as decimal numbers', () => {
  expect(parseEpochSeconds(1_690_281_721.726_81)).toEqual({
    at: { sec: 1_690_281_721, nsec: 726_810_000 },
    digits: 5,
    hasZone: true,
  })
  expect(parseEpochSeconds('1690281721.123456789')?.at.nsec).toBe(123_456_789)
  expect(parseEpochSeconds('-1.25')?.at).toEqual({ sec: -2, nsec: 750_000_000 })
  for (const odd of ['', 'x', '1e9', '9'.repeat(14), Number.NaN, 1e300, Number.POSITIVE_INFINITY])
    expect(parseEpochSeconds(odd)).toBeNull()
})

test('counts of units, beyond 2^53 too', () => {
  expect(parseEpochUnits('1781041621662367888', 9)?.at).toEqual({ sec: 1_781_041_621, nsec: 662_367_888 })
  expect(parseEpochUnits(1_781_042_586_821, 3)?.at).toEqual({ sec: 1_781_042_586, nsec: 821_000_000 })
  expect(parseEpochUnits(-1n, 3)?.at).toEqual({ sec: -1, nsec: 999_000_000 })
  for (const odd of ['', '1.5', '9'.repeat(30), Number.NaN, 0.5]) expect(parseEpochUnits(odd, 9)).toBeNull()
})
