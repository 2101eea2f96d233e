import { expect, test } from 'vitest'
import { isWellNested } from './is-well-nested.ts'

test.each([
  ['a number', '020101'],
  ['a sequence', '3006020101020102'],
  ['an empty one', '3000'],
  ['a long length', '30820003020101'],
  ['an indefinite length', '30800201010000'],
  ['a string in parts', '24800401410401420000'],
  ['a tag of several bytes', '9f810000'],
])('%s is', (_, hex) => {
  expect(isWellNested(Buffer.from(hex, 'hex'))).toBe(true)
})

test.each([
  ['nothing', ''],
  ['a tag alone', '30'],
  ['what goes on behind its end', '02010100'],
  ['what ends before its length', '300402'],
  ['a length longer than that around it', '3003020201'],
  ['a length shorter than that around it', '3006020101020102'.replace('020102', '020002')],
  ['a sequence that holds bytes', '1003020101'],
  ['a number that holds elements', '2203020101'],
  ['a number of no bytes', '0200'],
  ['a null of one byte', '050100'],
  ['an indefinite length without an end', '3080020101'],
  ['an indefinite length of what has no elements', '04800000'],
  ['a length that is cut', '3082'],
])('%s is not', (_, hex) => {
  expect(isWellNested(Buffer.from(hex, 'hex'))).toBe(false)
})

test('what is nested without end is not, and is not followed', () => {
  expect(isWellNested(Buffer.alloc(60_000, Buffer.from('3080', 'hex')))).toBe(false)
})
