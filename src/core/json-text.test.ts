import { expect, test } from 'vitest'
import { jsonText } from './json-text.ts'

test('writes what the runtime writes, and what is nested too deep for it', () => {
  const value = { a: [1, 'x"y', null, true, {}], 'b"': { c: [] }, d: -0.5 }
  expect(jsonText(value)).toBe(JSON.stringify(value))
  const depth = 100_000
  const inner = '{"a":[1,{"b\\"":[]},"x",{}],"c":null}'
  const deep = `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`
  expect(jsonText(JSON.parse(deep))).toBe(deep)
})
