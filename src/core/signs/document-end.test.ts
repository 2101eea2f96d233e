import { expect, test } from 'vitest'
import { endsDocument } from './document-end.ts'

test.each([
  ['{"a":1}', true],
  ['["a"] \r\n', true],
  ['{"a":', false],
  [' ', false],
  ['', false],
])('%j ends a document: %s', (text, ends) => {
  const bytes = Buffer.from(`]${text}]`)
  expect(endsDocument(bytes, 1, bytes.length - 1)).toBe(ends)
})
