import { expect, test } from 'vitest'
import { formAt, inputs, made } from '../../../test/support/pooled-digests.ts'
import type { HashedInput } from './digest-input.ts'

test('the middle and the second half of an MD5 are found, of longer ones the beginning and the end', () => {
  const [{ text }] = inputs as [HashedInput]
  expect(formAt(made('md5', text), 4)).toBe(`MD5, its middle: ${text}`)
  expect(formAt(made('md5', text), 8)).toBe(`MD5, its second half: ${text}`)
  expect(formAt(made('md5', text), 6)).toBe(`MD5, its last 10 bytes: ${text}`)
  expect(formAt(made('sha256', text), 8)).toBeUndefined()
  for (const bytes of [8, 10, 12, 16]) {
    expect(formAt(made('sha1', text), 20 - bytes)).toBe(`SHA-1, its last ${bytes} bytes: ${text}`)
    expect(formAt(made('sha256', text), 32 - bytes)).toBe(`SHA-256, its last ${bytes} bytes: ${text}`)
  }
})
