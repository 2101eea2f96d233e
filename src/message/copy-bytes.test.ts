import { expect, test } from 'vitest'
import { copyBytes } from './copy-bytes.ts'

test('bytes of any number are copied, and none beside them', () => {
  const from = Buffer.from(Array.from({ length: 100 }, (_, index) => index + 1))
  for (let length = 0; length <= 60; length++) {
    const to = Buffer.alloc(80)
    copyBytes(from, 7, 7 + length, to, 11)
    expect(to).toEqual(
      Buffer.concat([Buffer.alloc(11), from.subarray(7, 7 + length), Buffer.alloc(69 - length)]),
    )
  }
})
