import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { entropyOf, looksRandom } from './entropy.ts'

test('entropy of what is known', () => {
  expect(entropyOf(Buffer.alloc(100), 0, 100)).toBe(0)
  expect(entropyOf(Buffer.from([...Array(256).keys()]), 0, 256)).toBe(8)
  expect(entropyOf(Buffer.from('abababab'), 0, 8)).toBe(1)
})

test.each([32, 48, 63, 64, 100, 256, 1_000, 4_096, 20_000])('encrypted bytes look random: %d', (length) => {
  let random = 0
  for (let seed = 0; seed < 300; seed++) {
    const bytes = sealedBytes(length, seed)
    if (looksRandom(bytes, 0, bytes.length)) random++
  }
  expect(random).toBeGreaterThanOrEqual(297)
})

const text = JSON.stringify(
  Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`key ${at}`, `value ${at * 7919}`])),
)

test.each([
  ['JSON', Buffer.from(text)],
  ['base64 of random bytes', Buffer.from(sealedBytes(600, 1).toString('base64'))],
  ['hex of random bytes', Buffer.from(sealedBytes(600, 1).toString('hex'))],
  ['numbers', Buffer.from(new Uint32Array(300).map((_, at) => at * 31).buffer)],
  ['short bytes', sealedBytes(31, 1)],
  ['a short text', Buffer.from('The quick brown fox jumps over the lazy dog 1234')],
  ['a short text of another alphabet', Buffer.from('Съешь ещё этих мягких булок')],
  [
    'a short document in binary',
    Buffer.from('0a0b636f6d2e6578616d706c6512080896e1d2c70612043137332e18a0c21e20012a03', 'hex'),
  ],
  ['key signs in base64', Buffer.from(sealedBytes(40, 1).toString('base64'))],
])('%s does not look random', (_, bytes) => {
  expect(looksRandom(bytes, 0, bytes.length)).toBe(false)
})

test('what is compressed looks random, too: it is for decoders to know it', () => {
  const bytes = gzipSync(text)
  expect(entropyOf(bytes, 0, bytes.length)).toBeGreaterThan(7)
})
