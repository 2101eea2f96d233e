import { hash } from 'node:crypto'
import { blake2b, blake2s } from '../hashes/blake2.ts'
import { blake3 } from '../hashes/blake3.ts'
import { fnv1a64 } from '../hashes/fnv.ts'
import { keccak } from '../hashes/keccak.ts'
import { murmur3With128Bits } from '../hashes/murmur3.ts'
import { xxh3, xxh3With128Bits } from '../hashes/xxh3.ts'
import { xxh64 } from '../hashes/xxhash.ts'

/** A hash that programs make of identifiers. */
export interface Algorithm {
  readonly title: string
  /** The digest, a character for each byte; '' for a text that it is not made of. */
  readonly digest: (input: Buffer) => string
}

function ofNode(name: string, title: string): Algorithm {
  return { title, digest: (input) => hash(name, input, 'binary') }
}

function ofBytes(digest: (input: Buffer) => Buffer | null, title: string): Algorithm {
  return { title, digest: (input) => digest(input)?.toString('latin1') ?? '' }
}

/** The hashes that are made of known values, the usual ones first. */
export const algorithms: readonly Algorithm[] = [
  ofNode('md5', 'MD5'),
  ofNode('sha1', 'SHA-1'),
  ofNode('sha256', 'SHA-256'),
  ofNode('sha224', 'SHA-224'),
  ofNode('sha384', 'SHA-384'),
  ofNode('sha512', 'SHA-512'),
  ofNode('sha512-256', 'SHA-512/256'),
  ofNode('sha512-224', 'SHA-512/224'),
  ofNode('sha3-224', 'SHA3-224'),
  ofNode('sha3-256', 'SHA3-256'),
  ofNode('sha3-384', 'SHA3-384'),
  ofNode('sha3-512', 'SHA3-512'),
  ofNode('ripemd160', 'RIPEMD-160'),
  ofNode('blake2b512', 'BLAKE2b'),
  ofNode('blake2s256', 'BLAKE2s'),
  ofNode('sm3', 'SM3'),
  ofBytes(blake3, 'BLAKE3'),
  ...[256, 512].map((bits) => ofBytes((input) => keccak(input, bits), `Keccak-${bits}`)),
  ofBytes(murmur3With128Bits, 'Murmur3 (128 bits)'),
  ofBytes(xxh64, 'XXH64'),
  ofBytes(fnv1a64, 'FNV-1a (64 bits)'),
  ofBytes(xxh3, 'XXH3'),
  ofBytes(xxh3With128Bits, 'XXH3 (128 bits)'),
  ...[16, 20, 32, 48].map((length) =>
    ofBytes((input) => blake2b(input, length), `BLAKE2b (${length * 8} bits)`),
  ),
  ofBytes((input) => blake2s(input, 16), 'BLAKE2s (128 bits)'),
]
/** Hashes that are put on top of each other. */
export const doubled: readonly Algorithm[] = algorithms.filter(({ title }) =>
  ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'].includes(title),
)

/** The algorithm with this title. */
export function titled(title: string): Algorithm {
  return algorithms.find((one) => one.title === title) as Algorithm
}
