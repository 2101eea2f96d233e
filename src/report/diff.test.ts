import { expect, test } from 'vitest'
import { diffRuns } from '../assess/diff.ts'
import { renderDiff } from './diff.ts'

test('runs in blocks are told to be made in turn, single ones to be repeated', () => {
  const text = (labels: readonly string[]): string =>
    renderDiff(diffRuns(labels.map((label) => ({ path: label, label, fields: new Map() }))), false)
  expect(text(['a', 'a', 'b', 'b'])).toContain('make them in turn (a, b, a, b)')
  expect(text(['a', 'b', 'b'])).toContain('A value with one run only')
  expect(text(['a', 'b', 'b', 'a'])).toContain('fits one of 6 arrangements')
})
