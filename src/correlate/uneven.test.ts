import { expect, test } from 'vitest'
import { ObservedTime } from './observed.ts'
import { doubtText } from './trigger-words.ts'
import { unevenDoubt } from './uneven.ts'
import type { Exposed } from './uneven.ts'

const start = Date.UTC(2026, 2, 28) / 1_000
const day = 86_400

/** So many events in a stretch that begins after so many days, of which the first are followed by a send. */
function events(days: number, count: number, hits: number): Exposed[] {
  return Array.from({ length: count }, (_, index) => ({
    at: start + days * day + 60 * (index + 1),
    isHit: index < hits,
  }))
}

function observed(...days: readonly number[]): ObservedTime {
  return new ObservedTime(days.map((from) => ({ start: start + from * day, end: start + (from + 1) * day })))
}

function unevenText(...given: Parameters<typeof unevenDoubt>): string {
  const doubt = unevenDoubt(...given)
  return doubt === null
    ? ''
    : doubtText(doubt, { event: 'unlock', latencyMs: { median: 0 }, togetherWith: [] })
}

test('a habit that ended, or began, between two stretches is told by its parts', () => {
  expect(unevenText([...events(0, 69, 63), ...events(13, 68, 0)], observed(0, 13))).toBe(
    'Not all along: 63 of 69 until 2026-03-29 00:00 UTC, 0 of 68 from 2026-04-10 00:00 UTC on.',
  )
  expect(unevenText([...events(0, 20, 1), ...events(13, 30, 29)], observed(0, 13))).toContain(
    '1 of 20 until 2026-03-29 00:00 UTC, 29 of 30 from 2026-04-10 00:00 UTC on',
  )
  // Of several borders the one that parts them best.
  const three = [...events(0, 20, 19), ...events(5, 20, 20), ...events(13, 20, 0)]
  expect(unevenText(three, observed(0, 5, 13))).toContain('39 of 40 until 2026-04-03 00:00 UTC, 0 of 20')
})

test('stretches that are alike, too little to tell, and one stretch are told together', () => {
  expect(unevenText([...events(0, 60, 58), ...events(13, 60, 50)], observed(0, 13))).toBe('')
  expect(unevenText([...events(0, 60, 58), ...events(13, 60, 25)], observed(0, 13))).toBe('')
  expect(unevenText([...events(0, 4, 4), ...events(13, 4, 0)], observed(0, 13))).toBe('')
  expect(unevenText([...events(0, 60, 58)], observed(0, 13))).toBe('')
  expect(unevenText([...events(0, 60, 30)], observed(0))).toBe('')
  expect(unevenText([], observed(0, 13))).toBe('')
})
