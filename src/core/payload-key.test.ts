import { expect, test } from 'vitest'
import { isForHost } from './payload-key.ts'

test.each([
  ['', 'any.example', true],
  ['a.example', 'a.example', true],
  ['a.example', 'b.a.example', false],
  ['*.a.example', 'b.a.example', true],
  ['*.a.example', 'a.example', true],
  ['*.a.example', 'ba.example', false],
])('a key for %j is for %s: %j', (host, name, isFor) => {
  const key = { name: '', bytes: Buffer.alloc(16), cipher: null, mode: null, iv: null, host }
  expect(isForHost(key, name)).toBe(isFor)
})
