import { expect, test } from 'vitest'
import { CaptureClock } from './capture-clock.ts'

function after(...seconds: number[]): number {
  const clock = new CaptureClock()
  for (const second of seconds) clock.advance(second)
  return clock.now
}

test('follows the capture', () => {
  expect(after(100, 101, 105, 160)).toBe(60)
})

test('does not run faster when two interfaces disagree by some seconds', () => {
  expect(after(100, 103, 100, 103, 101, 104, 101, 104)).toBe(4)
})

test('ignores one absurd time, whichever way', () => {
  expect(after(1_550_000_000, 4_000_000_000, 1_550_000_001, 0, 1_550_000_002)).toBe(2)
})

test('believes a night without traffic at the second that confirms it', () => {
  expect(after(1_000, 1_001, 31_000, 31_001)).toBe(1 + 3_600)
})

test('goes on after the clock was set back', () => {
  const seconds = [10_000, 10_001]
  for (let second = 5_000; second < 5_100; second++) seconds.push(second)
  expect(after(...seconds)).toBeGreaterThan(60)
})

test('bears numbers that are no time', () => {
  expect(after(Number.NaN, 5, Number.POSITIVE_INFINITY, 6, Number.NEGATIVE_INFINITY, 7)).toBe(2)
})

test('says by how much a time lies back, and a step ahead of more than a year', () => {
  const clock = new CaptureClock()
  const steps = [0, 1, 1_700_000_000, 1_700_000_001, 1_700_000_000, 1_700_086_400, 1_700_000_001]
  expect(steps.map((second) => clock.advance(second))).toEqual([0, 0, 1_699_999_999, 0, 0, 0, 0])
  expect(clock.advance(1_699_999_000)).toBeLessThan(0)
})
