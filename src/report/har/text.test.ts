import { expect, test } from 'vitest'
import { isUtf8, textOf } from './text.ts'

test.each([
  ['', true],
  ['c3a5', true],
  ['efbbbf61', true],
  ['f09f9880', true],
  ['ff', false],
  ['61c3', false],
  ['eda080', false],
  ['c0af', false],
])('%j as UTF-8: %s', (hex, is) => {
  expect(isUtf8(Buffer.from(hex, 'hex'))).toBe(is)
})

test('bytes that were kept as characters are read as UTF-8 only as a whole', () => {
  expect(textOf('bl\u00c3\u00a5')).toBe('blå')
  expect(textOf('bl\u00e5 \u00c3\u00a5')).toBe('bl\u00e5 \u00c3\u00a5')
  expect(textOf('\u00ef\u00bb\u00bfa')).toBe('\ufeffa')
})
