import { expect, test } from 'vitest'
import { hasMoreMarks } from './has-more-marks.ts'

test.each([
  ['{}\n', 3],
  ['- ', 1],
  ['? ', 1],
  ['&a ', 1],
  ['a: 1\n', 2],
  ['["a", \'b\']\n', 8],
  ['a:', 1],
  ['02:00:5e:10:20:30', 0],
  ['-12-34', 0],
])('%j has %i lines and signs', (text, marks) => {
  expect(hasMoreMarks(text, marks)).toBe(false)
  if (marks > 0) expect(hasMoreMarks(text, marks - 1)).toBe(true)
})

test('carriage returns end lines', () => {
  expect(hasMoreMarks('a\rb\rc\r', 2)).toBe(true)
})
