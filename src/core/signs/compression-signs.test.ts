import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { mayBeBrotli, mayBeCompressed, mayBeLz4Block } from './compression-signs.ts'

const text = Buffer.from(
  '{"imei":"356938035643809","model":"X1","os":"android","lang":"nb","more":"and more"}',
)
/** Literals alone, and literals with what comes again. */
const block = Buffer.concat([Buffer.of(0xf0, text.length - 15), text])
const again = Buffer.concat([
  Buffer.of(0xf4, 1),
  text.subarray(0, 16),
  Buffer.of(16, 0, 0xf0, 0),
  text.subarray(0, 15),
])

test.each([
  ['gzip', gzipSync(text)],
  ['zlib', deflateSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['brotli', brotliCompressSync(text)],
  ['an archive', Buffer.from('504b0304140000000800', 'hex')],
  ['a frame of LZ4', Buffer.from('04224d186040820c000080', 'hex')],
  ['a block of LZ4', block],
  ['LZFSE', Buffer.from('YnZ4bkkAAABJAAAA4AB7ImltZWki', 'base64')],
])('%s', (_, bytes) => {
  expect(mayBeCompressed(bytes, 0, bytes.length)).toBe(true)
})

test('text is none of them', () => {
  expect(mayBeCompressed(text, 0, text.length)).toBe(false)
  expect(mayBeLz4Block(text, 0, text.length)).toBe(false)
  expect(mayBeBrotli(text, 0, text.length)).toBe(false)
})

test('a block of LZ4 is known by legible literals, which may come again', () => {
  expect(mayBeLz4Block(block, 0, block.length)).toBe(true)
  expect(mayBeLz4Block(again, 0, again.length)).toBe(true)
  const random = Buffer.concat([Buffer.of(0xf0, 49), new Rng('lz4').bytes(64)])
  expect(mayBeLz4Block(random, 0, random.length)).toBe(false)
})
