import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { limits } from '../src/core/limits.ts'

test('docs/limits.md lists every limit with its value, and no other', () => {
  const page = readFileSync(new URL('../docs/limits.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `([a-z]+\.[a-zA-Z]+)` \| (\d+) \|/gm)].map(
    (match) => `${match[1]} ${match[2]}`,
  )
  const real = Object.entries(limits).flatMap(([layer, all]) =>
    Object.entries(all).map(([name, value]) => `${layer}.${name} ${value}`),
  )
  expect(listed).toEqual(real)
})
