import { expect, test } from 'vitest'
import { realClock } from './real-clock.ts'

test('goes on in fractions beside the system’s clock', () => {
  let since = 100.25
  const now = realClock(
    () => since,
    () => Math.floor(since + 1_000),
  )
  const first = now()
  expect(Math.abs(first - 1_100.25)).toBeLessThan(1)
  for (since = 100.5; since < 200; since += 0.375) expect(now() - first).toBeCloseTo(since - 100.25, 9)
})

test.each([40, -40, 3_600_000])('follows the system’s clock that is set by %d ms', (stepMs) => {
  let since = 0
  let step = 0
  const now = realClock(
    () => since,
    () => Math.floor(5_000 + since + step),
  )
  now()
  since = 7.3
  step = stepMs
  expect(Math.abs(now() - (5_007.3 + stepMs))).toBeLessThan(1)
  since = 9.8
  expect(Math.abs(now() - (5_009.8 + stepMs))).toBeLessThan(1)
})
