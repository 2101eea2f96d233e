import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { csvFields } from './csv-fields.ts'

test.each([
  ['', ['']],
  ['a,b', ['a', 'b']],
  ['a,b,', ['a', 'b', '']],
  [',', ['', '']],
  ['"a,b",c', ['a,b', 'c']],
  ['"say ""hi""",c', ['say "hi"', 'c']],
  ['""', ['']],
  ['a, "b,c" ,d', ['a', 'b,c ', 'd']],
  // A quote within a field is a character, as in inches.
  ['5" screen,black,"x"', ['5" screen', 'black', 'x']],
  ['a"b"c,d', ['a"b"c', 'd']],
  // An open quote takes the rest.
  ['"a,b', ['a,b']],
])('%s', (line, fields) => {
  expect(csvFields(line)).toEqual(fields)
})

test('another separator, and no more fields than asked for', () => {
  expect(csvFields('a;"b;c";d,e', ';')).toEqual(['a', 'b;c', 'd,e'])
  expect(csvFields('a,b,c,d', ',', 2)).toEqual(['a', 'b'])
  expect(csvFields('a,b', ',', 2)).toEqual(['a', 'b'])
})

test('what is written as RFC 4180 says is read as it was', () => {
  fc.assert(
    fc.property(fc.array(anyText({ maxLength: 12 }), { minLength: 1, maxLength: 8 }), (fields) => {
      const line = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')
      expect(csvFields(line)).toEqual(fields)
    }),
  )
})
