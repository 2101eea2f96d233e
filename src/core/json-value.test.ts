import { expect, test } from 'vitest'
import { countOf, fieldsOf, listOf, numberOf, portOf, recordOf, shortTextOf, textOf } from './json-value.ts'

test.each([
  [{ a: 1 }, { a: 1 }, { a: 1 }, []],
  [[1], null, [1], [1]],
  [null, null, {}, []],
  ['a', null, {}, []],
  [undefined, null, {}, []],
])('%j as an object, as fields and as a list', (value, record, fields, list) => {
  expect([recordOf(value), fieldsOf(value), listOf(value)]).toEqual([record, fields, list])
})

test('only text is text', () => {
  expect([textOf('a'), textOf(1), textOf(null)]).toEqual(['a', '', ''])
  expect([shortTextOf('abc', 2), shortTextOf('x'.repeat(300)).length, shortTextOf(7)]).toEqual([
    'ab',
    256,
    '',
  ])
})

test.each([
  [5, 5],
  ['5', 5],
  ['-1.25', -1.25],
  ['1e3', null],
  [' 5', null],
  ['1'.repeat(16), null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [true, null],
])('%j as a number is %j', (value, number) => {
  expect(numberOf(value)).toBe(number)
})

test('ports and counts are whole and in range', () => {
  expect([1, 65_535, '443', 0, 65_536, -1, 1.5, null].map(portOf)).toEqual([1, 65_535, 443, 0, 0, 0, 0, 0])
  expect([1, '7', Number.MAX_SAFE_INTEGER, 0, -1, 0.5, 2 ** 53, null].map(countOf)).toEqual([
    1,
    7,
    Number.MAX_SAFE_INTEGER,
    0,
    0,
    0,
    0,
    0,
  ])
})
