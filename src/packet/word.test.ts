import { expect, test } from 'vitest'
import { word } from './word.ts'

test.each([
  ['00000001', 1],
  ['01020304', 0x01020304],
  ['ffffffff', -1],
  ['80000000', -0x8000_0000],
])('a word of the bytes %s', (bytes, value) => {
  expect(word(Buffer.from(`aa${bytes}bb`, 'hex'), 1)).toBe(value)
})
