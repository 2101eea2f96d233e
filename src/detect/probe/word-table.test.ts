import { expect, test } from 'vitest'
import { WordTable } from './word-table.ts'

function has(table: WordTable, text: string): [may: boolean, has: boolean] {
  const bytes = Buffer.from(text)
  return [table.mayHaveAny(bytes, 0, bytes.length), table.hasAny(bytes, 0, bytes.length)]
}

test('a word is known by its first run of letters and digits', () => {
  const table = new WordTable(['Kari Nordmann', '4711'].map((text) => Buffer.from(text)))
  expect(has(table, 'x Kari y')).toEqual([true, true])
  expect(has(table, '{4711}')).toEqual([true, true])
  expect(has(table, 'nothing here')).toEqual([false, false])
  // In a longer word it stands, too, but not as a word.
  expect(has(table, '147112')).toEqual([true, false])
})

test('a value of few characters is never ruled out at once', () => {
  const table = new WordTable([Buffer.from('x7')])
  expect(has(table, 'nothing')).toEqual([true, false])
  expect(has(table, 'a=x7')).toEqual([true, true])
})

test('without values there is nothing', () => {
  expect(has(new WordTable([]), 'x7')).toEqual([false, false])
})

test('of many values each is found', () => {
  const values = Array.from({ length: 500 }, (_, index) => `v${index * 7_919}`)
  const table = new WordTable(values.map((text) => Buffer.from(text)))
  for (const value of values) expect(has(table, `a ${value} b`)[1]).toBe(true)
})
