import { expect, test } from 'vitest'
import { lengthOfMost, silencesOf } from './chains.ts'
import type { Chain } from './chains.ts'

/** A chain of `length` intervals of `seconds`, behind which nothing came for so many beats. */
function chain(start: number, length: number, seconds: number, beats: number): Chain {
  const end = start + length * seconds
  return { start, end, length, ending: 'silence', nextSend: end + beats * seconds }
}

test.each([
  ['twice two retries are a rule', [2, 2], 2],
  ['two retries once may be chance', [2], null],
  ['one retry is none', [1, 1, 1], null],
  ['many in a row are a rule at once', [8], 8],
  ['what less than half of all retries keep to is none', [2, 2, 3, 4, 5], null],
])('%s', (_name, lengths, rule) => {
  const silent = lengths.map((length, index) => chain(index * 100_000, length, 60, 100.5))
  expect(lengthOfMost(silent)).toBe(rule)
})

test('where sends go on in step, a lost one is missing and no end; where more are than can be lost, they stopped', () => {
  const beats = [chain(0, 10, 60, 2), chain(720, 10, 60, 3)]
  expect(silencesOf(beats, 60, 1)).toEqual({ silent: [], missing: 3 })
  const stops = [chain(0, 10, 60, 5), chain(900, 10, 60, 5)]
  expect(silencesOf(stops, 60, 1)).toEqual({ silent: stops, missing: 0 })
})

test('times of day may be left out more often, where all go on in step', () => {
  const hours = 6 * 3_600
  const inStep = [chain(0, 10, hours, 5), chain(15 * hours, 10, hours, 5)]
  expect(silencesOf(inStep, hours, 1)).toEqual({ silent: [], missing: 8 })
  const outOfStep = [...inStep, chain(30 * hours, 1, hours, 5.5)]
  expect(silencesOf(outOfStep, hours, 1)).toEqual({ silent: outOfStep, missing: 0 })
})
