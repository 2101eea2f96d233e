import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSmallMessage } from './small-message.ts'

const digest = createHash('md5').update('a375db57ef62d1c5').digest()
const address = Buffer.from('0a005e102030', 'hex')

function of(...parts: readonly (string | Buffer | number[])[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
  )
}

test.each([
  ['a word and a digest', of([10, 11], 'com.foo.bar', [18, 16], digest, [26, 5], '3.1.4'), true],
  ['a number and a digest', of([8, 3, 18, 16], digest), true],
  ['a number, a word and an address', of([8, 3, 18, 4], 'home', [26, 6], address), true],
  ['a field of two bytes of number', of([8, 3, 0x82, 1, 16], digest), true],
  ['a digest behind its length', of([0, 7, 0, 16], digest), true],
  ['a byte too many', of([8, 3, 18, 16], digest, [0]), false],
  ['a byte too few', of([8, 3, 18, 16], digest.subarray(1)), false],
  ['fields backwards', of([18, 16], digest, [8, 3]), false],
  ['a digest alone', digest, false],
  ['text', of('of this and that'), false],
])('%s', (_, bytes, expected) => {
  expect(isSmallMessage(bytes, bytes.length)).toBe(expected)
})

test('of bytes of chance next to none', () => {
  let found = 0
  for (let index = 0; index < 20_000; index++) {
    const bytes = createHash('sha512').update(String(index)).digest()
    if (isSmallMessage(bytes, 16 + (index % 48))) found++
  }
  expect(found).toBeLessThan(2)
})
