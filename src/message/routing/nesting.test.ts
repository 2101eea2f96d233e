import { expect, test } from 'vitest'
import { Nesting } from './nesting.ts'

test('is as deep as work within work, and comes up again where that throws', () => {
  const nesting = new Nesting()
  expect(nesting.within(() => nesting.within(() => nesting.depth))).toBe(2)
  expect(() =>
    nesting.within(() => {
      throw new Error('inside')
    }),
  ).toThrow('inside')
  expect(nesting.depth).toBe(0)
})
