import { expect, test } from 'vitest'
import { roleOf } from './byte-roles.ts'
import { continues, isCutByStroke, isSoftBreak, mayEndLine } from './line-ends.ts'

test('blanks and quotes end lines of whole blocks only, line ends and escapes those of any length', () => {
  expect(mayEndLine(roleOf.line, 4)).toBe(true)
  expect(mayEndLine(roleOf.escape, 4)).toBe(true)
  expect(mayEndLine(roleOf.blank, 36)).toBe(true)
  expect(mayEndLine(roleOf.assign, 35)).toBe(false)
  expect(mayEndLine(roleOf.join, 76)).toBe(false)
})

test.each([
  ['eyJh\neyJi', true],
  ['eyJh\r\neyJi', true],
  [String.raw`eyJh\neyJi`, true],
  ['eyJh\n{"a"', false],
  ['eyJh,eyJi', false],
  ['eyJh\n', false],
])('%j goes on with base64 in the next line: %s', (text, isOne) => {
  const bytes = Buffer.from(text)
  expect(continues(bytes, 4, bytes.length)).toBe(isOne)
})

test.each([
  ['imei=3520=\n', true],
  ['imei=3520=\r\n', true],
  ['imei=3520\n', false],
  // Base64 ends in two of them.
  ['ZXlKaGI=\n', true],
  ['ZXlKaA==\n', false],
  ['=\n', false],
])('%j ends in a soft line break: %s', (text, isOne) => {
  const bytes = Buffer.from(text)
  expect(isSoftBreak(bytes, bytes.length - 1, 0)).toBe(isOne)
})

test.each([
  ['3520\\\n  9900', true],
  ['3520\\\r\n\t9900', true],
  // Not indented, nothing behind it, and no word in front.
  ['3520\\\n9900', false],
  ['3520\\\n  ', false],
  ['352"\\\n  9900', false],
  ['3520\\n  9900', false],
])('%j is cut by a backslash: %s', (text, isOne) => {
  const bytes = Buffer.from(text)
  expect(isCutByStroke(bytes, 4, bytes.length)).toBe(isOne)
})
