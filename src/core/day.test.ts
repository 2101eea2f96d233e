import { expect, test } from 'vitest'
import { isDay } from './day.ts'

test.each(['2026-02-28', '2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01'])('%s is a day', (text) => {
  expect(isDay(text)).toBe(true)
})

test.each([
  '2026-02-30',
  '2026-02-31',
  '2025-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '2026-1-1',
  '26-01-01',
  '2026-01-01T00:00Z',
  '',
])('%j is none', (text) => {
  expect(isDay(text)).toBe(false)
})
