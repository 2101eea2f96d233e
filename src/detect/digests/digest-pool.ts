import { algorithms, doubled } from './digest-algorithms.ts'
import type { Algorithm } from './digest-algorithms.ts'
import { orderOf, placeIn } from './digest-columns.ts'
import type { DigestColumns } from './digest-columns.ts'
import { cuts, digestBytesMin, offsetOf } from './digest-cuts.ts'
import type { Cut } from './digest-cuts.ts'
import type { HashedInput } from './digest-input.ts'
import { allRecipes } from './digest-recipes.ts'
import type { Recipe } from './digest-recipes.ts'
import { wordAt, wordOf } from './digest-word.ts'

/** A digest of a known value. */
export interface KnownDigest {
  readonly input: HashedInput
  /** How it was made, for people: `SHA-256`, `MD5 of SHA-1 (hex)`. */
  readonly form: string
  readonly digest: Buffer
  /** The bytes of the digest from here on are those that were looked up. */
  readonly offset: number
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

function slotOf(high: number, low: number): number {
  return Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ (high >>> 15)
}
