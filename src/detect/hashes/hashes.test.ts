import { crc32 as zlibCrc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { blake3 } from './blake3.ts'
import { crc32 } from './crc32.ts'
import { murmur3, murmur3With128Bits } from './murmur3.ts'
import { xxh32, xxh64 } from './xxhash.ts'

const texts = [
  '',
  'a',
  'abc',
  '356938035643809',
  'The quick brown fox jumps over the lazy dog',
  'x'.repeat(200),
]

test('CRC-32 is that of zlib', () => {
  for (const text of texts) expect(crc32(Buffer.from(text))).toBe(zlibCrc32(text))
})

test("Murmur3 gives its authors' values", () => {
  expect(murmur3(Buffer.from(''))).toBe(0)
  expect(murmur3(Buffer.from('abc'))).toBe(0xb3dd93fa)
  expect(murmur3(Buffer.from('The quick brown fox jumps over the lazy dog'))).toBe(0x2e4ff723)
  expect(murmur3(Buffer.from('Hello, world!'), 0x9747b28c)).toBe(0x24884cba)
  expect(murmur3With128Bits(Buffer.from('The quick brown fox jumps over the lazy dog')).toString('hex')).toBe(
    'e34bbc7bbc071b6c7a433ca9c49a9347',
  )
})

test('xxHash gives the values of its reference', () => {
  expect(xxh32(Buffer.from(''))).toBe(0x02cc5d05)
  expect(xxh32(Buffer.from('abc'))).toBe(0x32d153ff)
  expect(xxh64(Buffer.from('')).toString('hex')).toBe('ef46db3751d8e999')
  expect(xxh64(Buffer.from('abc')).toString('hex')).toBe('44bc2cf5ad770999')
  expect(xxh32(Buffer.from('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f)
  expect(xxh64(Buffer.from('Nobody inspects the spammish repetition')).toString('hex')).toBe(
    'fbcea83c8a378bf1',
  )
})

test('BLAKE3 gives the values of its test vectors', () => {
  const input = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => at % 251))
  expect(blake3(input(0))?.toString('hex')).toBe(
    'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
  )
  expect(blake3(input(1))?.toString('hex')).toBe(
    '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213',
  )
  expect(blake3(input(1023))?.toString('hex')).toBe(
    '10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11',
  )
  expect(blake3(input(1025))).toBeNull()
})
