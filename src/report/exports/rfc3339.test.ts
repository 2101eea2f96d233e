import { expect, test } from 'vitest'
import { rfc3339, unixSeconds } from './rfc3339.ts'

test('a moment is said with as many digits as asked', () => {
  const at = { sec: 1_549_863_859, nsec: 339_519_890 }
  expect(rfc3339(at, 3)).toBe('2019-02-11T05:44:19.339Z')
  expect(rfc3339(at, 0)).toBe('2019-02-11T05:44:19Z')
  expect(unixSeconds(at)).toBe('1549863859')
})

test('years of more or fewer than four digits are not', () => {
  for (const sec of [2 ** 53, 1e15, 253_402_300_800])
    expect(rfc3339({ sec, nsec: 5 }, 3)).toBe('9999-12-31T23:59:59.000Z')
  for (const sec of [-(2 ** 53), -62_167_219_201])
    expect(rfc3339({ sec, nsec: 5 }, 3)).toBe('0000-01-01T00:00:00.000Z')
  expect(unixSeconds({ sec: -1, nsec: 0 })).toBe('0')
  expect(unixSeconds({ sec: 2 ** 53, nsec: 0 })).toBe('253402300799')
})
