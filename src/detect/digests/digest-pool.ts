import { hash } from 'node:crypto'
import { blake2b, blake2s } from '../hashes/blake2.ts'
import { blake3 } from '../hashes/blake3.ts'
import { fnv1a64 } from '../hashes/fnv.ts'
import { keccak } from '../hashes/keccak.ts'
import { murmur3With128Bits } from '../hashes/murmur3.ts'
import { xxh3, xxh3With128Bits } from '../hashes/xxh3.ts'
import { xxh64 } from '../hashes/xxhash.ts'

/** A text of a known value that somebody may have hashed. */
export interface DigestInput {
  readonly identifier: string
  /** As given in the profile, and in its normal form. */
  readonly value: string
  readonly normal: string
  /** As in KnownValue. */
  readonly impliedBy?: string
  readonly text: string
}

/** Bytes of a known value that somebody may have hashed: those of a text, or those that its hex stands for. */
export interface HashedInput extends DigestInput {
  readonly bytes: Buffer
  /** A text with what programs add to it unawares: only the usual hashes are made of it, once. */
  readonly isVariant?: boolean
}

/** A digest of a known value. */
export interface KnownDigest {
  readonly input: HashedInput
  /** How it was made, for people: `SHA-256`, `MD5 of SHA-1 (hex)`. */
  readonly form: string
  readonly digest: Buffer
  /** The bytes of the digest from here on are those that were looked up. */
  readonly offset: number
}

interface Algorithm {
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

const algorithms: readonly Algorithm[] = [
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
const doubled: readonly Algorithm[] = algorithms.filter(({ title }) =>
  ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'].includes(title),
)
type Print = readonly [name: string, print: (digest: Buffer) => Buffer]

const inHex: Print = ['hex', (digest) => Buffer.from(digest.toString('hex'))]
const asBytes: Print = ['raw', (digest) => digest]
/** The forms of a digest that are hashed again. */
const printed: readonly Print[] = [
  inHex,
  ['capital hex', (digest) => Buffer.from(digest.toString('hex').toUpperCase())],
  ['base64', (digest) => Buffer.from(digest.toString('base64'))],
  asBytes,
]

/** A way to a digest: one hash, and what is done with it. */
interface Recipe {
  readonly form: string
  readonly inner: Algorithm
  readonly finish: (inner: string) => string
  /** What is made is a UUID, which is not cut as digests are. */
  readonly isUuid?: true
}

const asItIs = (digest: string): string => digest

/** Name spaces of UUIDs that are made of names (RFC 9562, 6.6), and none. */
const nameSpaces: readonly (readonly [name: string, space: string])[] = [
  ['of a domain', '6ba7b8109dad11d180b400c04fd430c8'],
  ['of a URL', '6ba7b8119dad11d180b400c04fd430c8'],
  ['of an object', '6ba7b8129dad11d180b400c04fd430c8'],
  ['of no name space', '0'.repeat(32)],
]

const isUuid = true
/** Made when they are asked for: without a profile nobody does. */
let recipesMade: readonly Recipe[] | null = null

function allRecipes(): readonly Recipe[] {
  return (recipesMade ??= makeRecipes())
}

/** The plainest come first; those that begin with the same hash stand side by side. */
const makeRecipes = (): Recipe[] => [
  ...algorithms.map((inner): Recipe => ({ form: inner.title, inner, finish: (digest) => digest })),
  ...doubled.flatMap((inner): Recipe[] => [
    ...(inner.title === 'MD5'
      ? [{ form: 'UUID of MD5 (version 3)', inner, finish: nameUuid, isUuid } as const]
      : []),
    ...printed.flatMap(([name, print]) =>
      doubled.map(
        (outer): Recipe => ({
          form: `${outer.title} of ${inner.title} (${name})`,
          inner,
          finish: (digest) => outer.digest(print(Buffer.from(digest, 'latin1'))),
        }),
      ),
    ),
  ]),
  ...rarePairs(),
  ...triples(),
  ...['MD5', 'SHA-1', 'SHA-256'].flatMap(withoutZeros),
  ...nameSpaces.flatMap(([name, space]): Recipe[] => [
    {
      form: `UUID of MD5 (version 3, ${name})`,
      inner: spaceUuid('md5', 0x30, space),
      finish: asItIs,
      isUuid,
    },
    {
      form: `UUID of SHA-1 (version 5, ${name})`,
      inner: spaceUuid('sha1', 0x50, space),
      finish: asItIs,
      isUuid,
    },
  ]),
  { form: 'UUID of SHA-1 (version 5)', inner: spaceUuid('sha1', 0x50, ''), finish: asItIs, isUuid },
]

/** Rarer pairs: a newer hash on itself, and that of Bitcoin's addresses. */
function rarePairs(): Recipe[] {
  return [
    ['SHA3-256', 'SHA3-256', inHex] as const,
    ['SHA3-256', 'SHA3-256', asBytes] as const,
    ['SHA3-512', 'SHA3-512', inHex] as const,
    ['SHA-256', 'RIPEMD-160', asBytes] as const,
    ['SHA-256', 'RIPEMD-160', inHex] as const,
    ['RIPEMD-160', 'RIPEMD-160', inHex] as const,
  ].map(([innerTitle, outerTitle, [name, print]]): Recipe => {
    const [inner, outer] = [titled(innerTitle), titled(outerTitle)]
    const form = `${outerTitle} of ${innerTitle} (${name})`
    return { form, inner, finish: (digest) => outer.digest(print(Buffer.from(digest, 'latin1'))) }
  })
}

/** One hash three times, each made of the hex of the one before. */
function triples(): Recipe[] {
  const [, print] = inHex
  return ['MD5', 'SHA-1', 'SHA-256'].map((title): Recipe => {
    const inner = titled(title)
    const again = (digest: string): string => inner.digest(print(Buffer.from(digest, 'latin1')))
    return { form: `${title}, three times (hex)`, inner, finish: (digest) => again(again(digest)) }
  })
}

function titled(title: string): Algorithm {
  return algorithms.find((one) => one.title === title) as Algorithm
}

/**
 * The hex of a digest without zeros that printing lost: of the whole as one number (Java's `BigInteger`), or of each byte
 * (`Integer.toHexString`). As bytes again, so that hex in a message finds it; nothing where no zero was lost.
 */
function withoutZeros(title: string): Recipe[] {
  const inner = titled(title)
  const printed = (hex: string, digest: string): string =>
    hex.length === digest.length * 2 ? '' : Buffer.from(hex, 'hex').toString('latin1')
  return [
    {
      form: `${title}, without zeros in front`,
      inner,
      finish: (digest) => printed(hexOf(digest).replace(/^0+/, ''), digest),
    },
    {
      form: `${title}, each byte without its zero`,
      inner,
      finish: (digest) => printed(hexOf(digest).replace(/0(.)|(..)/g, '$1$2'), digest),
    },
    {
      form: `${title}, as a negative number`,
      inner,
      finish: (digest) => Buffer.from(hexOfNegative(digest), 'hex').toString('latin1'),
    },
  ]
}

/** The hex behind the sign where Java takes the first bit for one (`new BigInteger(digest).toString(16)`); '' without it. */
function hexOfNegative(digest: string): string {
  const bits = digest.length * 8
  const number = BigInt.asIntN(bits, BigInt(`0x${hexOf(digest)}`))
  return number < 0n ? (-number).toString(16) : ''
}

function hexOf(digest: string): string {
  return Buffer.from(digest, 'latin1').toString('hex')
}

/** RFC 9562, 5.3 and 5.5: a hash of the name space and of the text, with the bits of its version. */
function spaceUuid(algorithm: string, version: number, space: string): Algorithm {
  const first = Buffer.from(space, 'hex')
  return {
    title: '',
    digest(input) {
      const uuid = hash(algorithm, Buffer.concat([first, input]), 'buffer').subarray(0, 16)
      uuid[6] = ((uuid[6] as number) & 0x0f) | version
      uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80
      return uuid.toString('latin1')
    },
  }
}

/** An MD5 as Java's `nameUUIDFromBytes` makes a UUID of it: with the bits of version 3 (RFC 9562, 5.3) and no namespace. */
function nameUuid(md5: string): string {
  const uuid = Buffer.from(md5, 'latin1')
  uuid[6] = ((uuid[6] as number) & 0x0f) | 0x30
  uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80
  return uuid.toString('latin1')
}

/** Bytes of a digest that are looked up: what is cut shorter is too short to be meant. */
export const digestBytesMin = 8
/** Digests short enough that programs also take the middle of them have so many bytes. */
const middleBytes = 16

/** Where a cut begins. */
interface Cut {
  /** Place of the first byte, from the end where it is below 0. */
  readonly from: number
  readonly title: string
  /** Whether programs cut a digest of so many bytes there. */
  readonly isFor: (length: number, isUsual: boolean, isUuid: boolean) => boolean
}

/**
 * Places from which on a digest is looked up: all of it, the middle and second half of short ones, and the last 16, 20, 24
 * and 32 hex digits, of the usual hashes only.
 */
const cuts: readonly Cut[] = [
  { from: 0, title: '', isFor: () => true },
  { from: 4, title: ', its middle', isFor: (length, _, isUuid) => length === middleBytes && !isUuid },
  { from: 8, title: ', its second half', isFor: (length) => length === middleBytes },
  ...[8, 10, 12, 16].map(
    (bytes): Cut => ({
      from: -bytes,
      title: `, its last ${bytes} bytes`,
      isFor: (length, isUsual) =>
        isUsual && (length > middleBytes || (length === middleBytes && bytes === 10)),
    }),
  ),
]

function offsetOf({ from }: Cut, length: number): number {
  return from < 0 ? length + from : from
}

/** Digests by eight of their bytes, each once, with the number of each; in the order of these bytes as signed numbers. */
export interface DigestColumns {
  readonly highs: Int32Array
  readonly lows: Int32Array
  readonly places: Int32Array
}

/** True where digests that were kept are in order, and of so many inputs. */
export function areDigestsOf({ highs, lows, places }: DigestColumns, inputs: number): boolean {
  const most = inputs * allRecipes().length * cuts.length
  if (highs.length !== places.length || lows.length !== places.length) return false
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number
    if (place < 1 || place > most) return false
    if (index > 0 && orderOf(highs, lows, index - 1, highs[index] as number, lows[index] as number) >= 0)
      return false
  }
  return true
}

/** Below 0 where the digest at `index` comes before the one that begins with `high` and `low`, 0 where it is that. */
function orderOf(highs: Int32Array, lows: Int32Array, index: number, high: number, low: number): number {
  return (highs[index] as number) - high || (lows[index] as number) - low
}

/** The number of a digest among those that were kept; 0 for none. */
function placeIn({ highs, lows, places }: DigestColumns, high: number, low: number): number {
  let from = 0
  let to = places.length
  while (from < to) {
    const middle = (from + to) >> 1
    const order = orderOf(highs, lows, middle, high, low)
    if (order === 0) return places[middle] as number
    if (order < 0) from = middle + 1
    else to = middle
  }
  return 0
}

/** A profile of twelve identifiers has some 17,000 digests that are not cut: of as many bits for each they take one of thirty. */
const firstBits = 19

/** So often kept digests are asked as they lie there: a short capture does not pay for a table. */
const askedMax = 256

/**
 * All digests of all known values, by eight of their bytes. It is made when it is first asked (again and again, where they were kept): a capture without
 * anything that looks like a digest does not pay for it. Tables of numbers only, since a large profile has millions
 * of digests; the digest itself is made again where one is found.
 */
export class DigestPool {
  private readonly inputs: readonly HashedInput[]
  private readonly kept: DigestColumns | null
  private isMade = false
  private asked = 0
  private count = 0
  private highs: Int32Array = new Int32Array(0)
  private lows: Int32Array = new Int32Array(0)
  /** 1 more than the number of input, recipe and offset in one; 0: the slot is free. */
  private places: Int32Array = new Int32Array(0)
  private mask = 0
  /** A bit for the first {@link firstBits} of each digest: nearly all places in binary data are done with one look. */
  private readonly firsts: Int32Array = new Int32Array(2 ** (firstBits - 5))

  /** `kept`: what `columns` gave for the same inputs. */
  constructor(inputs: readonly HashedInput[], kept: DigestColumns | null = null) {
    this.inputs = inputs
    this.kept = kept
  }

  /** All digests, to be kept. */
  columns(): DigestColumns {
    if (!this.isMade) this.make()
    const { highs, lows, places } = this
    const used = [...places.keys()].filter((slot) => places[slot] !== 0)
    used.sort((one, other) => orderOf(highs, lows, one, highs[other] as number, lows[other] as number))
    return {
      highs: Int32Array.from(used, (slot) => highs[slot] as number),
      lows: Int32Array.from(used, (slot) => lows[slot] as number),
      places: Int32Array.from(used, (slot) => places[slot] as number),
    }
  }

  get isEmpty(): boolean {
    return this.inputs.length === 0
  }

  /** The digest that has the eight bytes `high`, `low` (each four, highest first, as signed numbers); null for none. */
  find(high: number, low: number): KnownDigest | null {
    const place = this.placeOf(high, low)
    return place === 0 ? null : this.knownAt(place)
  }

  has(high: number, low: number): boolean {
    return this.placeOf(high, low) !== 0
  }

  /** Position from `from` on where a digest begins in bytes, -1 where none does. */
  indexIn(bytes: Uint8Array, from: number, end: number): number {
    if (this.inputs.length === 0) return -1
    if (!this.isMade) this.make()
    const { firsts } = this
    const last = end - digestBytesMin
    if (from > last) return -1
    let three = ((bytes[from] as number) << 8) | (bytes[from + 1] as number)
    for (let at = from; at <= last; at++) {
      three = ((three << 8) | (bytes[at + 2] as number)) & 0xffffff
      const first = three >> (24 - firstBits)
      if ((((firsts[first >> 5] as number) >>> (first & 31)) & 1) === 0) continue
      if (this.has(wordAt(bytes, at), wordAt(bytes, at + 4))) return at
    }
    return -1
  }

  private placeOf(high: number, low: number): number {
    if (this.inputs.length === 0) return 0
    if (!this.isMade) {
      if (this.kept !== null && this.asked++ < askedMax) return placeIn(this.kept, high, low)
      this.make()
    }
    for (let slot = slotOf(high, low) & this.mask; ; slot = (slot + 1) & this.mask) {
      const place = this.places[slot] as number
      if (place === 0 || (this.highs[slot] === high && this.lows[slot] === low)) return place
    }
  }

  private knownAt(place: number): KnownDigest {
    const number = place - 1
    const cut = cuts[number % cuts.length] as Cut
    const recipes = allRecipes()
    const recipe = recipes[Math.floor(number / cuts.length) % recipes.length] as Recipe
    const input = this.inputs[Math.floor(number / cuts.length / recipes.length)] as HashedInput
    const digest = recipe.finish(recipe.inner.digest(input.bytes))
    return {
      input,
      form: `${recipe.form}${cut.title}`,
      digest: Buffer.from(digest, 'latin1'),
      offset: offsetOf(cut, digest.length),
    }
  }

  private make(): void {
    this.isMade = true
    if (this.kept !== null) {
      this.takeKept(this.kept)
      return
    }
    this.resize(64)
    const count = allRecipes().length
    for (const [index, input] of this.inputs.entries()) this.addAll(index * count, input)
  }

  private addAll(first: number, { bytes, isVariant }: HashedInput): void {
    let by: Algorithm | null = null
    let inner = ''
    for (const [index, recipe] of allRecipes().entries()) {
      const isUsual = index < algorithms.length && doubled.includes(recipe.inner)
      if (isVariant === true && !isUsual) continue
      if (recipe.inner !== by) inner = recipe.inner.digest(bytes)
      by = recipe.inner
      if (inner === '') continue
      const digest = recipe.finish(inner)
      if (digest === '') continue
      const number = (first + index) * cuts.length
      for (const [one, cut] of cuts.entries())
        if (cut.isFor(digest.length, isUsual, recipe.isUuid === true))
          this.place(digest, offsetOf(cut, digest.length), number + one)
    }
  }

  private takeKept({ highs, lows, places }: DigestColumns): void {
    let size = 64
    while (size < places.length * 2) size *= 2
    this.resize(size)
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number
      if (this.put(highs[index] as number, lows[index] as number, place) && (place - 1) % cuts.length === 0)
        this.markFirst(highs[index] as number)
    }
  }

  private place(digest: string, offset: number, number: number): void {
    const high = wordOf(digest, offset)
    if (!this.put(high, wordOf(digest, offset + 4), number + 1)) return
    if (++this.count * 2 > this.places.length) this.resize(this.places.length * 2)
    if (offset === 0) this.markFirst(high)
  }

  private markFirst(high: number): void {
    const first = high >>> (32 - firstBits)
    this.firsts[first >> 5] = (this.firsts[first >> 5] as number) | (1 << (first & 31))
  }

  /** The first of equal ones stays: the plainest way is made first. */
  private put(high: number, low: number, place: number): boolean {
    let slot = slotOf(high, low) & this.mask
    while (this.places[slot] !== 0) {
      if (this.highs[slot] === high && this.lows[slot] === low) return false
      slot = (slot + 1) & this.mask
    }
    this.highs[slot] = high
    this.lows[slot] = low
    this.places[slot] = place
    return true
  }

  private resize(size: number): void {
    const { highs, lows, places } = this
    this.mask = size - 1
    this.highs = new Int32Array(size)
    this.lows = new Int32Array(size)
    this.places = new Int32Array(size)
    for (let slot = 0; slot < places.length; slot++) {
      const place = places[slot] as number
      if (place !== 0) this.put(highs[slot] as number, lows[slot] as number, place)
    }
  }
}

/** Four bytes of a digest from `at` on, highest first, as a signed number. */
function wordOf(digest: string, at: number): number {
  return (
    (digest.charCodeAt(at) << 24) |
    (digest.charCodeAt(at + 1) << 16) |
    (digest.charCodeAt(at + 2) << 8) |
    digest.charCodeAt(at + 3)
  )
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
