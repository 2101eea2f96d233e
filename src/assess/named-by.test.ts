import { expect, test } from 'vitest'
import { isNamedBy } from './named-by.ts'

test.each([
  ['*.maker.example', 'maker.example', true],
  ['*.maker.example', 'api.maker.example', true],
  ['*.Maker.example', 'A.b.MAKER.example', true],
  ['*.maker.example', 'evilmaker.example', false],
  ['maker.example', 'Maker.example', true],
  ['maker.example', 'api.maker.example', false],
])('%s for %s: %s', (pattern, host, isNamed) => {
  expect(isNamedBy(pattern, host)).toBe(isNamed)
})
