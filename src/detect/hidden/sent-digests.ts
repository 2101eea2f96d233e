import { hexValues } from '../../core/signs/digit-values.ts'
import { wordAt } from '../digests/digest-word.ts'
import type { DigestPool, KnownDigest } from '../digests/digest-pool.ts'
import { digestLengths } from '../digests/salt-search.ts'
import { open } from './sent-keys.ts'
import type { SentKey } from './sent-keys.ts'

/**
 * Digests of known values alone under XOR with a key that is sent beside them, as bytes or as their hex. All of the digest
 * has to be there: no other bytes meet one by chance.
 */

/** A digest that a key of the message opens. */
export interface OpenedDigest {
  readonly known: KnownDigest
  /** How the digest is written under the key. */
  readonly written: 'raw' | 'hex'
  readonly keyFrom: string
  readonly keyNode: SentKey['node']
}

/** The digest that `bytes` are as a whole under one of the keys; a field (`node`) is no key of itself. */
export function digestUnderKey(
  pool: DigestPool,
  bytes: Buffer,
  keys: readonly SentKey[],
  node: SentKey['node'],
): OpenedDigest | null {
  if (pool.isEmpty || !mayBeDigest(bytes.length) || isAllZero(bytes)) return null
  const mayBeRaw = digestLengths.has(bytes.length)
  const mayBeHex = digestLengths.has(bytes.length / 2)
  for (let index = 0; index < keys.length; index++) {
    // Its name is written when somebody asks: only where it opens something.
    const sent = keys[index] as SentKey
    const key = sent.bytes
    if (sent.node === node || isAllZero(key)) continue
    const known = (mayBeRaw ? inRaw(pool, bytes, key) : null) ?? (mayBeHex ? inHex(pool, bytes, key) : null)
    if (known === null) continue
    const written = known.digest.length - known.offset === bytes.length ? 'raw' : 'hex'
    return { known, written, keyFrom: sent.name, keyNode: sent.node }
  }
  return null
}

/** True where a digest, or its hex, has so many bytes. */
export function mayBeDigest(length: number): boolean {
  return digestLengths.has(length) || digestLengths.has(length / 2)
}

/** The first words end the question for nearly all keys: they alone are opened. */
function inRaw(pool: DigestPool, bytes: Buffer, key: Buffer): KnownDigest | null {
  const first = openedWord(bytes, key, 0)
  const second = openedWord(bytes, key, 4)
  return pool.find(first, second) === null ? null : digestOf(pool, open(bytes, key))
}

/** As `wordAt` of what the key opens. */
function openedWord(bytes: Buffer, key: Buffer, at: number): number {
  const { length } = key
  return (
    wordAt(bytes, at) ^
    (((key[at % length] as number) << 24) |
      ((key[(at + 1) % length] as number) << 16) |
      ((key[(at + 2) % length] as number) << 8) |
      (key[(at + 3) % length] as number))
  )
}

/** The first byte that is no digit ends the question: of random bytes after one or two. */
function inHex(pool: DigestPool, bytes: Buffer, key: Buffer): KnownDigest | null {
  for (let at = 0; at < bytes.length; at++)
    if (hexValues[(bytes[at] as number) ^ (key[at % key.length] as number)] === 255) return null
  return digestOf(pool, Buffer.from(open(bytes, key).toString('latin1'), 'hex'))
}

function digestOf(pool: DigestPool, bytes: Buffer): KnownDigest | null {
  const known = pool.find(wordAt(bytes, 0), wordAt(bytes, 4))
  return known !== null && bytes.equals(known.digest.subarray(known.offset)) ? known : null
}

function isAllZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false
  return true
}
