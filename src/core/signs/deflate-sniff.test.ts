import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { mayBeDeflatedText } from './deflate-sniff.ts'

/** Fixed codes, as zlib takes for short content. */
const Z_FIXED = 4

test.each([
  ['text', Buffer.from('imei=352099001761481&model=NX7&v=2')],
  [
    'a copy of the longest length',
    Buffer.concat([
      Buffer.from('0102030405060708', 'hex'),
      Buffer.alloc(600, 7),
      Buffer.from('f1e2d3c4b5a6978869504132231405f6', 'hex'),
    ]),
  ],
  ['bytes of every kind', Buffer.from(Array.from({ length: 120 }, (_, at) => ((at % 29) * 37) & 255))],
])('a block with fixed codes: %s', (_, content) => {
  const block = deflateRawSync(content, { strategy: Z_FIXED })
  expect((block[0] as number) & 7).toBe(3)
  expect(mayBeDeflatedText(block, 0, block.length)).toBe(true)
})

test('random bytes rarely pass', () => {
  const rng = new Rng('deflate sniff')
  let passed = 0
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(rng.bytes(rng.whole(24, 500)))
    if (mayBeDeflatedText(bytes, 0, bytes.length)) passed++
  }
  expect(passed / 20_000).toBeLessThan(0.015)
})
