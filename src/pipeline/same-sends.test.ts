import { expect, test } from 'vitest'
import type { Observation, Transmission } from '../assess/types.ts'
import { sameSends } from './same-sends.ts'

const instant = (sec: number): { sec: number; nsec: number } => ({ sec, nsec: 0 })
const span = (
  first: number,
  last: number,
): { first: { sec: number; nsec: number }; last: { sec: number; nsec: number } } => ({
  first: instant(first),
  last: instant(last),
})

/** Sends at these seconds, the numbers of exchanges from 1. */
function sends(capture: number, path: string, ...seconds: readonly number[]): Transmission[] {
  return seconds.map(
    (sec, at) =>
      ({
        capture,
        exchange: at + 1,
        at: instant(sec),
        recipient: 'r1',
        summary: { method: 'GET', path },
      }) as Transmission,
  )
}

function valuesOf(all: readonly Transmission[], normal: string): Observation[] {
  return all.map(
    ({ capture, exchange }) => ({ capture, exchange, identifier: 'imei', normal }) as Observation,
  )
}

test.each([
  ['at the same times', sends(1, 'http://a.example/x', 10, 51, 90), span(0, 100), '1', [[0, 1]]],
  ['one more, and one less', sends(1, '/x', 10, 50, 70), span(0, 100), '1', [[0, 1]]],
  ['while the other one was recorded', sends(1, '/x', 90, 300, 400), span(80, 500), '1', [[0, 1]]],
  ['at other times', sends(1, '/x', 20, 60, 95), span(0, 100), '1', []],
  ['another path', sends(1, '/y', 10, 50, 90), span(0, 100), '1', []],
  ['another value, of another phone', sends(1, '/x', 10, 50, 90), span(0, 100), '2', []],
  ['behind the other, as files that follow each other', sends(1, '/x', 91, 130), span(91, 200), '1', []],
] as const)('%s', (_, second, secondSpan, value, expected) => {
  const first = sends(0, '/x', 10, 50, 90)
  const observations = [...valuesOf(first, '1'), ...valuesOf(second, value)]
  expect(
    sameSends(
      [span(5, secondSpan.first.sec === 91 ? 90 : 100), secondSpan],
      [...first, ...second],
      observations,
    ),
  ).toEqual(expected)
})
