import { expect, test } from 'vitest'
import { hasBothCases, hexDigit } from './digit-values.ts'

test.each([
  ['Aa', true],
  ['zZ', true],
  ['0+aB/', true],
  ['ab09', false],
  ['AB09', false],
  ['Z', false],
  ['@a', false],
  ['', false],
])('letters of both cases in %j: %s', (text, expected) => {
  const bytes = Buffer.from(`aA${text}aA`)
  expect(hasBothCases(bytes, 2, bytes.length - 2)).toBe(expected)
})

test('tells the digits of hex', () => {
  expect([...Buffer.from('0aFg%')].map((byte) => hexDigit(byte))).toEqual([0, 10, 15, -1, -1])
})
