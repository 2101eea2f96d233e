import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { randomIn } from './random-part.ts'

test('what is random is all of it, but for a head of its own', () => {
  const sealed = sealedBytes(400, 1)
  expect(randomIn(sealed)).toBe(sealed)
  const headed = Buffer.concat([Buffer.alloc(60), sealed])
  expect(randomIn(headed)?.equals(headed.subarray(64))).toBe(true)
})

test('behind a longer head half of the value is asked for', () => {
  const value = Buffer.concat([Buffer.alloc(200), sealedBytes(240, 2)])
  expect(randomIn(value)?.length).toBe(220)
})

test('short values have no head, and text is none', () => {
  expect(randomIn(Buffer.concat([Buffer.alloc(40), sealedBytes(40, 3)]))).toBeNull()
  expect(randomIn(Buffer.from('{"name":"value","list":[1,2,3]}'.repeat(10)))).toBeNull()
})
