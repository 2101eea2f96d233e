/** Every encoding has its test beside it. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../src/decode/encodings/', import.meta.url))

test('every encoding has a test beside it', () => {
  const names = new Set(readdirSync(folder))
  const encodings = [...names].filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  expect(encodings.length).toBeGreaterThan(40)
  expect(encodings.filter((name) => !names.has(name.replace(/\.ts$/, '.test.ts')))).toEqual([])
})
