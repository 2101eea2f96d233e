import { hash } from 'node:crypto'
import { blake3 } from './hashes/blake3.ts'
import { murmur3With128Bits } from './hashes/murmur3.ts'
import { xxh64 } from './hashes/xxhash.ts'

/** A text of a known value that somebody may have hashed. */
export interface DigestInput {
  readonly identifier: string
  /** As given in the profile, and in its normal form. */
  readonly value: string
  readonly normal: string
  readonly text: string
}

/** Bytes of a known value that somebody may have hashed: those of a text, or those that its hex stands for. */
export interface HashedInput extends DigestInput {
  readonly bytes: Buffer
}

/** A digest of a known value. */
export interface KnownDigest {
  readonly input: DigestInput
  /** How it was made, for people: `SHA-256`, `MD5 of SHA-1 (hex)`. */
  readonly form: string
  readonly digest: Buffer
  /** The bytes of the digest from here on are those that were looked up. */
  readonly offset: number
}

interface Algorithm {
  readonly title: string
  readonly digest: (input: Buffer) => Buffer | null
}

function ofNode(name: string, title: string): Algorithm {
  return { title, digest: (input) => hash(name, input, 'buffer') }
}

const algorithms: readonly Algorithm[] = [
  ofNode('md5', 'MD5'),
  ofNode('sha1', 'SHA-1'),
  ofNode('sha256', 'SHA-256'),
  ofNode('sha224', 'SHA-224'),
  ofNode('sha384', 'SHA-384'),
  ofNode('sha512', 'SHA-512'),
  ofNode('sha512-256', 'SHA-512/256'),
  ofNode('sha3-224', 'SHA3-224'),
  ofNode('sha3-256', 'SHA3-256'),
  ofNode('sha3-384', 'SHA3-384'),
  ofNode('sha3-512', 'SHA3-512'),
  ofNode('ripemd160', 'RIPEMD-160'),
  ofNode('blake2b512', 'BLAKE2b'),
  ofNode('blake2s256', 'BLAKE2s'),
  ofNode('sm3', 'SM3'),
  { title: 'BLAKE3', digest: blake3 },
  { title: 'Murmur3 (128 bits)', digest: murmur3With128Bits },
  { title: 'XXH64', digest: xxh64 },
]
/** Hashes that are put on top of each other. */
const doubled: readonly Algorithm[] = algorithms.filter(({ title }) =>
  ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'].includes(title),
)
/** The forms of a digest that are hashed again. */
const printed: readonly (readonly [string, (digest: Buffer) => Buffer])[] = [
  ['hex', (digest) => Buffer.from(digest.toString('hex'))],
  ['capital hex', (digest) => Buffer.from(digest.toString('hex').toUpperCase())],
  ['base64', (digest) => Buffer.from(digest.toString('base64'))],
  ['raw', (digest) => digest],
]

/** Bytes of a digest that are looked up: what is cut shorter is too short to be meant. */
export const digestBytesMin = 8
/** `MD5` of 16 hex digits is either the first or the middle half. */
const middleOffset = 4
/** Digests short enough that their last bytes are also looked up have at least as many. */
const tailBytesMin = 16

/**
 * All digests of all known values, by eight of their bytes. It is made when it is first asked: a capture without
 * anything that looks like a digest does not pay for it. Tables of numbers: some thousand digests take some 100 kB
 * and a few milliseconds.
 */
export class DigestPool {
  private readonly inputs: readonly HashedInput[]
  private isMade = false
  private known: KnownDigest[] = []
  private highs: Int32Array = new Int32Array(0)
  private lows: Int32Array = new Int32Array(0)
  /** 1 more than the place in `known`; 0: the slot is free. */
  private places: Int32Array = new Int32Array(0)
  private mask = 0
  /** A bit for the first two bytes of each digest: most places in binary data are done with one look. */
  private readonly firsts: Int32Array = new Int32Array(2_048)

  constructor(inputs: readonly HashedInput[]) {
    this.inputs = inputs
  }

  get isEmpty(): boolean {
    return this.inputs.length === 0
  }

  /** The digest that has the eight bytes `high`, `low` (each four, highest first, as signed numbers); null for none. */
  find(high: number, low: number): KnownDigest | null {
    if (this.inputs.length === 0) return null
    if (!this.isMade) this.make()
    for (let slot = slotOf(high, low) & this.mask; ; slot = (slot + 1) & this.mask) {
      const place = this.places[slot] as number
      if (place === 0) return null
      if (this.highs[slot] === high && this.lows[slot] === low) return this.known[place - 1] as KnownDigest
    }
  }

  /** Position from `from` on where a digest begins in bytes, -1 where none does. */
  indexIn(bytes: Uint8Array, from: number, end: number): number {
    if (this.inputs.length === 0) return -1
    if (!this.isMade) this.make()
    const { firsts } = this
    for (let at = from; at + digestBytesMin <= end; at++) {
      const two = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
      if ((((firsts[two >> 5] as number) >>> (two & 31)) & 1) === 0) continue
      if (this.find(wordAt(bytes, at), wordAt(bytes, at + 4)) !== null) return at
    }
    return -1
  }

  private make(): void {
    this.isMade = true
    for (const input of this.inputs) this.addAll(input)
    let size = 64
    while (size < this.known.length * 3) size *= 2
    this.mask = size - 1
    this.highs = new Int32Array(size)
    this.lows = new Int32Array(size)
    this.places = new Int32Array(size)
    this.known.forEach((known, index) => this.place(known, index + 1))
  }

  private addAll(input: HashedInput): void {
    for (const { title, digest } of algorithms) {
      const made = digest(input.bytes)
      if (made !== null) this.add(input, title, made)
    }
    for (const inner of doubled) {
      const made = inner.digest(input.bytes)
      if (made === null) continue
      if (inner.title === 'MD5') this.add(input, 'UUID of MD5 (version 3)', nameUuid(made))
      for (const [name, print] of printed) {
        const again = print(made)
        for (const outer of doubled) {
          const twice = outer.digest(again)
          if (twice !== null) this.add(input, `${outer.title} of ${inner.title} (${name})`, twice)
        }
      }
    }
  }

  private add(input: DigestInput, form: string, digest: Buffer): void {
    this.known.push({ input, form, digest, offset: 0 })
    if (digest.length !== tailBytesMin) return
    this.known.push({ input, form: `${form}, its middle`, digest, offset: middleOffset })
    this.known.push({ input, form: `${form}, its second half`, digest, offset: digestBytesMin })
  }

  private place(known: KnownDigest, place: number): void {
    const { digest, offset } = known
    const high = wordAt(digest, offset)
    const low = wordAt(digest, offset + 4)
    let slot = slotOf(high, low) & this.mask
    while (this.places[slot] !== 0) {
      // The first of equal ones stays: the plainest way is made first.
      if (this.highs[slot] === high && this.lows[slot] === low) return
      slot = (slot + 1) & this.mask
    }
    this.highs[slot] = high
    this.lows[slot] = low
    this.places[slot] = place
    if (offset !== 0) return
    const two = high >>> 16
    this.firsts[two >> 5] = (this.firsts[two >> 5] as number) | (1 << (two & 31))
  }
}

/** An MD5 as Java's `nameUUIDFromBytes` makes a UUID of it: with the bits of version 3 (RFC 9562, 5.3) and no namespace. */
function nameUuid(md5: Buffer): Buffer {
  const uuid = Buffer.from(md5)
  uuid[6] = ((uuid[6] as number) & 0x0f) | 0x30
  uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80
  return uuid
}

function slotOf(high: number, low: number): number {
  return Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ (high >>> 15)
}

/** Four bytes from `at` on, highest first, as a signed number. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  )
}
