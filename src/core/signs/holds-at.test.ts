import { expect, test } from 'vitest'
import { holdsAt } from './holds-at.ts'

test('bytes stand where they are, whole', () => {
  const bytes = Buffer.from('abcd')
  const wanted = Buffer.from('cd')
  expect([0, 1, 2, 3, 4, 9].filter((at) => holdsAt(bytes, at, wanted))).toEqual([2])
  expect(holdsAt(bytes, 2, Buffer.from('cde'))).toBe(false)
})
