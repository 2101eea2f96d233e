import { expect, test } from 'vitest'
import { decimalOf } from './decimal.ts'

test('numbers are what people write as such, and nothing else', () => {
  for (const [text, value] of [
    ['-3', -3],
    ['+0.5', 0.5],
    ['1e3', 1_000],
    ['007', 7],
  ] as const)
    expect(decimalOf(text), text).toBe(value)
  for (const text of ['', ' ', '0x10', 'Infinity', '1e999', 'abc', '1,5', '1_000', ' 1', '.'])
    expect(decimalOf(text), text).toBeNull()
})
