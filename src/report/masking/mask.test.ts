import { expect, test } from 'vitest'
import { mask } from './mask.ts'

test.each([
  ['357184092641738', '35•••••••••••38'],
  ['1209d0b9-b959-42e6-b921-aa5d9d08c1af', `12${'•'.repeat(32)}af`],
  [`AP${'x'.repeat(500)}nw`, `AP${'•'.repeat(32)}nw`],
  ['1234', '••••'],
])('%s is masked, and no longer than a UUID', (value, masked) => {
  expect(mask(value)).toBe(masked)
})
