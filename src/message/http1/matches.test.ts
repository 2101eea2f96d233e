import { expect, test } from 'vitest'
import { matches } from './matches.ts'

test('a name is met in any case of letters, and not beyond the buffer', () => {
  const buf = Buffer.from('X-Online-HOST')
  expect(matches(buf, 0, Buffer.from('x-online-host'))).toBe(true)
  expect(matches(buf, 9, Buffer.from('host'))).toBe(true)
  expect(matches(buf, 10, Buffer.from('host'))).toBe(false)
  expect(matches(buf, 9, Buffer.from('hosts'))).toBe(false)
})
