import { expect, test } from 'vitest'
import { identifier } from './cell-id.ts'

test('a cell of the profile that was a double is searched with its power of ten, from where Java prints one', () => {
  expect(identifier.spellings('39530770')).toEqual(expect.arrayContaining(['3.953077E7', '3.953077e+7']))
  expect(identifier.spellings('1234567').filter((text) => text.startsWith('1.'))).toEqual([])
})
