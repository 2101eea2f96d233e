import { expect, test } from 'vitest'
import { textOf } from './text-of-error.ts'

test('says what was thrown, whatever it is, and no stack', () => {
  expect(textOf(new RangeError('too far'))).toBe('RangeError: too far')
  expect(textOf('a text')).toBe('a text')
  expect(textOf(null)).toBe('null')
})
