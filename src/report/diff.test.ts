import { expect, test } from 'vitest'
import { diffRuns } from '../assess/diff.ts'
import type { RunField } from '../assess/diff.ts'
import { renderDiff } from './diff.ts'

test('runs in blocks are told to be made in turn, single ones to be repeated', () => {
  const text = (labels: readonly string[]): string =>
    renderDiff(diffRuns(labels.map((label) => ({ path: label, label, fields: new Map() }))), false)
  expect(text(['a', 'a', 'b', 'b'])).toContain('make them in turn (a, b, a, b)')
  expect(text(['a', 'b', 'b'])).toContain('A value with one run only')
  expect(text(['a', 'b', 'b', 'a'])).toContain('fits one of 2 ways to part these runs')
})

test('a field that only some runs have is not said to follow the value where each has one run', () => {
  const seen: RunField = {
    values: new Set(['v']),
    samples: [['v', 'v']],
    bytesMin: 1,
    bytesMax: 1,
    bits: 0,
    count: 1,
  }
  const text = (labels: readonly string[]): string =>
    renderDiff(
      diffRuns(
        labels.map((label) => ({
          path: label,
          label,
          fields: new Map(label === 'a' ? [['GET a.example/x', seen]] : []),
        })),
      ),
      false,
    )
  expect(text(['a', 'b'])).toContain(
    '1 field was seen only with some of the values, so that what it carries could not be compared: what comes and goes by itself looks the same in these runs',
  )
  expect(text(['a', 'b', 'a', 'b'])).toContain('what comes and goes by itself looks so by chance, too')
})
