import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../test/support/test-folder.ts'
import { readBytes, readText } from './read-text.ts'

const folder = testFolder('read-text')
const at = (name: string): string => join(folder, name)

test('a file is read whole, up to the bytes that it may have', () => {
  const bytes = Buffer.alloc(200_000, 'abc')
  writeFileSync(at('whole'), bytes)
  expect(readBytes(at('whole'), 200_000).equals(bytes)).toBe(true)
  expect(() => readBytes(at('whole'), 199_999, 'it all')).toThrow('it all: it is longer than 199999 bytes.')
  writeFileSync(at('empty'), '')
  expect(readText(at('empty'))).toBe('')
})

test('what has no end is given up', () => {
  writeFileSync(at('long'), '')
  truncateSync(at('long'), 70_000_000)
  expect(() => readText(at('long'))).toThrow('long: it is longer than 67108864 bytes.')
  expect(() => readText(at('none'), '--key none')).toThrow('--key none: there is no such file.')
})
