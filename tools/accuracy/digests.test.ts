import { expect, test } from 'vitest'
import { blake2b, blake2s } from '../../src/detect/hashes/blake2.ts'
import { blake3 } from '../../src/detect/hashes/blake3.ts'
import { crc32 } from '../../src/detect/hashes/crc32.ts'
import { murmur3, murmur3With128Bits } from '../../src/detect/hashes/murmur3.ts'
import { xxh32, xxh64 } from '../../src/detect/hashes/xxhash.ts'
import { Rng } from '../bench/rng.ts'
import { digests } from './digests.ts'

const hex = (number: number): string => number.toString(16).padStart(8, '0')

/** What the detector reckons with, written by somebody else: see its own tests for published values. */
const others: readonly (readonly [string, (bytes: Buffer) => string])[] = [
  ['blake3', (bytes) => blake3(bytes)?.toString('hex') ?? ''],
  ['blake2b-128', (bytes) => blake2b(bytes, 16).toString('hex')],
  ['blake2b-384', (bytes) => blake2b(bytes, 48).toString('hex')],
  ['blake2s-128', (bytes) => blake2s(bytes, 16).toString('hex')],
  ['murmur3', (bytes) => hex(murmur3(bytes))],
  ['murmur3-128', (bytes) => murmur3With128Bits(bytes).toString('hex')],
  ['xxh32', (bytes) => hex(xxh32(bytes))],
  ['xxh64', (bytes) => xxh64(bytes).toString('hex')],
  ['crc32', (bytes) => hex(crc32(bytes))],
]

test.each(others)('%s of any bytes is what another implementation says', (name, other) => {
  const rng = new Rng(`digests ${name}`)
  for (let length = 0; length < 150; length++) {
    const bytes = rng.bytes(length)
    expect(digests[name]?.(bytes).toString('hex')).toBe(other(bytes))
  }
})

test('published values', () => {
  const of = (name: string, text: string): string | undefined =>
    digests[name]?.(Buffer.from(text)).toString('hex')
  expect(of('xxh64', 'abc')).toBe('44bc2cf5ad770999')
  expect(of('xxh32', 'abc')).toBe('32d153ff')
  expect(of('blake3', '')).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262')
  expect(of('crc32', '123456789')).toBe('cbf43926')
})
