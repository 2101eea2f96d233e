import { crc32 as zlibCrc32 } from 'node:zlib'
import { keccak_224, keccak_256, keccak_384, keccak_512 } from '@noble/hashes/sha3.js'
import { expect, test } from 'vitest'
import { createHash, createHmac } from 'node:crypto'
import { blake2b, blake2s } from './blake2.ts'
import { blake3 } from './blake3.ts'
import { crc32 } from './crc32.ts'
import { Hmac } from './hmac.ts'
import { djb2, djb2Backwards, djb2Xored } from './djb2.ts'
import { fnv1a32, fnv1a64 } from './fnv.ts'
import { javaHash } from './java-hash.ts'
import { keccak } from './keccak.ts'
import { murmur3, murmur3With128Bits } from './murmur3.ts'
import { xxh3, xxh3With128Bits } from './xxh3.ts'
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
  expect(xxh32(Buffer.from('abcd'))).toBe(0xa3643705)
  expect(xxh64(Buffer.from('')).toString('hex')).toBe('ef46db3751d8e999')
  expect(xxh64(Buffer.from('abc')).toString('hex')).toBe('44bc2cf5ad770999')
  expect(xxh32(Buffer.from('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f)
  expect(xxh64(Buffer.from('Nobody inspects the spammish repetition')).toString('hex')).toBe(
    'fbcea83c8a378bf1',
  )
})

test('Keccak gives what another library gives, of each length around its blocks', () => {
  for (let length = 0; length < 300; length++) {
    const input = Buffer.from(Array.from({ length }, (_, at) => (at * 31 + length) & 255))
    for (const [bits, noble] of [
      [224, keccak_224],
      [256, keccak_256],
      [384, keccak_384],
      [512, keccak_512],
    ] as const)
      expect(keccak(input, bits).equals(noble(input))).toBe(true)
  }
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

test('XXH3 gives the values of its reference, of each range of lengths', () => {
  const values: readonly (readonly [string, string, string])[] = [
    ['abcd', '6497a96f53a89890', '8d6b60383dfa90c21be79eecd1b1353d'],
    ['12345678', '62e29b4cad9e2ef6', '155c340ccffd12dc2b3f7d2855dc91fc'],
    ['357184092641738', '5d15aff7d2ed5285', '97d5aa21f6077fbb237fc5e66004515d'],
    ['7b2f94d1-3e8a-4c65-9f07-d81ea6432bc9', '0871c031d332cfa3', 'ab0054324419381cfcdd3b63dc7a82ce'],
    ['x'.repeat(40), '22822823e92f81cc', '205eb51ff4ba728a884322f76914af3f'],
    ['y'.repeat(70), 'f78f61afcb295f23', '90bf2c4d099f3c40dfebcee21239993f'],
    ['z'.repeat(100), 'fc8329306b1e8172', '576e398442e2e9e465609b9966713518'],
    ['w'.repeat(128), '1bbc3cbdf0d1ce93', '3996cdbf00d9c7f132f174d225fbc896'],
  ]
  for (const [text, short, long] of values) {
    expect(xxh3(Buffer.from(text))?.toString('hex')).toBe(short)
    expect(xxh3With128Bits(Buffer.from(text))?.toString('hex')).toBe(long)
  }
  expect(xxh3(Buffer.from('abc'))).toBeNull()
  expect(xxh3(Buffer.alloc(129))).toBeNull()
})

test('BLAKE2 gives the values of OpenSSL, and those of its reference for shorter digests', () => {
  for (const text of texts) {
    const bytes = Buffer.from(text)
    expect(blake2b(bytes, 64)).toEqual(createHash('blake2b512').update(bytes).digest())
    expect(blake2s(bytes, 32)).toEqual(createHash('blake2s256').update(bytes).digest())
  }
  expect(blake2b(Buffer.from('abc'), 16).toString('hex')).toBe('cf4ab791c62b8d2b2109c90275287816')
  expect(blake2b(Buffer.from('abc'), 32).toString('hex')).toBe(
    'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319',
  )
  expect(blake2s(Buffer.from('abc'), 16).toString('hex')).toBe('aa4938119b1dc7b87cbad0ffd200d0ae')
})

test("HMAC gives Node's values, with keys shorter and longer than a block", () => {
  const hmac = new Hmac()
  const names = [
    'md5',
    'sha1',
    'sha224',
    'sha256',
    'sha384',
    'sha512',
    'sha512-224',
    'sha512-256',
    'ripemd160',
  ]
  for (const name of [
    ...names,
    'sha3-224',
    'sha3-256',
    'sha3-384',
    'sha3-512',
    'blake2b512',
    'blake2s256',
    'sm3',
  ])
    for (const key of ['', 'k', 'x'.repeat(64), 'y'.repeat(200), 'z\xff\x00'])
      for (const text of texts)
        expect(hmac.hexOf(name, key, text), `${name} ${key}`).toBe(
          createHmac(name, Buffer.from(key, 'latin1')).update(text).digest('hex'),
        )
})

test('FNV-1a gives the values of its authors', () => {
  expect(fnv1a64(Buffer.from('')).toString('hex')).toBe('cbf29ce484222325')
  expect(fnv1a64(Buffer.from('a')).toString('hex')).toBe('af63dc4c8601ec8c')
  expect(fnv1a64(Buffer.from('foobar')).toString('hex')).toBe('85944171f73967e8')
})

test("Java's hash codes are those of its class of strings", () => {
  expect(javaHash('')).toBe(0)
  expect(javaHash('hello')).toBe(99162322)
  expect(javaHash('null')).toBe(3392903)
  expect(javaHash('polygenelubricants')).toBe(-2147483648)
})

test('FNV-1a of 32 bits and the hashes of D. J. Bernstein', () => {
  // Of PHP (`hash('fnv1a32', …)`), and of npm's `string-hash` and the loops it comes from.
  expect(fnv1a32(Buffer.from('357184092641738')) >>> 0).toBe(2873180365)
  expect(djb2('357184092641738') >>> 0).toBe(3417692377)
  expect(djb2Xored('357184092641738') >>> 0).toBe(4292188093)
  expect(djb2Backwards('357184092641738') >>> 0).toBe(2293503101)
})
