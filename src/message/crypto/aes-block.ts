/**
 * AES by tables (FIPS 197), one block at a time: for the masks of QUIC's header protection, where making one of
 * Node's ciphers for a key, and calling it for 16 bytes, costs more than the block does here. Content is decrypted by
 * Node. Keys are those of captures that lie here with their key logs: that table look-ups take a time that depends on
 * the key tells nobody anything.
 */

/** Length of a block (FIPS 197). */
export const aesBlockBytes = 16

const sbox: Uint8Array = new Uint8Array(256)
/** Substitution and mixing of the first row's byte; the other rows' are rotations of it, kept for speed. */
const table0: Int32Array = new Int32Array(256)
const table1: Int32Array = new Int32Array(256)
const table2: Int32Array = new Int32Array(256)
const table3: Int32Array = new Int32Array(256)

function doubled(byte: number): number {
  return ((byte << 1) ^ ((byte & 0x80) === 0 ? 0 : 0x1b)) & 0xff
}

function rotated8(byte: number, by: number): number {
  return ((byte << by) | (byte >> (8 - by))) & 0xff
}

/** The tables follow from the field: powers of 3 give inverses (FIPS 197, 5.1.1). */
function fillTables(): void {
  const powers = new Uint8Array(256)
  const logarithms = new Uint8Array(256)
  for (let exponent = 0, value = 1; exponent < 255; exponent++) {
    powers[exponent] = value
    logarithms[value] = exponent
    value ^= doubled(value)
  }
  for (let byte = 0; byte < 256; byte++) {
    const inverse = byte === 0 ? 0 : (powers[(255 - (logarithms[byte] as number)) % 255] as number)
    const mixed =
      inverse ^ rotated8(inverse, 1) ^ rotated8(inverse, 2) ^ rotated8(inverse, 3) ^ rotated8(inverse, 4)
    const out = mixed ^ 0x63
    sbox[byte] = out
    const twice = doubled(out)
    const word = (twice << 24) | (out << 16) | (out << 8) | (twice ^ out)
    table0[byte] = word
    table1[byte] = (word >>> 8) | (word << 24)
    table2[byte] = (word >>> 16) | (word << 16)
    table3[byte] = (word >>> 24) | (word << 8)
  }
}
function substituted(word: number): number {
  return (
    ((sbox[word >>> 24] as number) << 24) |
    ((sbox[(word >>> 16) & 0xff] as number) << 16) |
    ((sbox[(word >>> 8) & 0xff] as number) << 8) |
    (sbox[word & 0xff] as number)
  )
}

/** AES under one key of 16 or 32 bytes. */
export class AesBlock {
  private readonly words: Int32Array
  private readonly rounds: number

  constructor(key: Uint8Array) {
    // Zero stands for none other than 0x52.
    if (sbox[0] === 0) fillTables()
    const keyWords = key.length / 4
    this.rounds = keyWords + 6
    const words = new Int32Array((this.rounds + 1) * 4)
    for (let index = 0, at = 0; index < keyWords; index++, at += 4)
      words[index] =
        ((key[at] as number) << 24) |
        ((key[at + 1] as number) << 16) |
        ((key[at + 2] as number) << 8) |
        (key[at + 3] as number)
    let constant = 1
    for (let index = keyWords; index < words.length; index++) {
      let word = words[index - 1] as number
      if (index % keyWords === 0) {
        word = substituted((word << 8) | (word >>> 24)) ^ (constant << 24)
        constant = doubled(constant)
      } else if (keyWords > 6 && index % keyWords === 4) word = substituted(word)
      words[index] = (words[index - keyWords] as number) ^ word
    }
    this.words = words
  }

  /** Encrypts `from[at, at + 16)` to `into[to, to + 16)`. */
  encrypt(from: Uint8Array, at: number, into: Uint8Array, to: number): void {
    const { words, rounds } = this
    let a = (words[0] as number) ^ wordAt(from, at)
    let b = (words[1] as number) ^ wordAt(from, at + 4)
    let c = (words[2] as number) ^ wordAt(from, at + 8)
    let d = (words[3] as number) ^ wordAt(from, at + 12)
    const last = rounds * 4
    for (let word = 4; word < last; word += 4) {
      const e =
        (table0[a >>> 24] as number) ^
        (table1[(b >>> 16) & 0xff] as number) ^
        (table2[(c >>> 8) & 0xff] as number) ^
        (table3[d & 0xff] as number) ^
        (words[word] as number)
      const f =
        (table0[b >>> 24] as number) ^
        (table1[(c >>> 16) & 0xff] as number) ^
        (table2[(d >>> 8) & 0xff] as number) ^
        (table3[a & 0xff] as number) ^
        (words[word + 1] as number)
      const g =
        (table0[c >>> 24] as number) ^
        (table1[(d >>> 16) & 0xff] as number) ^
        (table2[(a >>> 8) & 0xff] as number) ^
        (table3[b & 0xff] as number) ^
        (words[word + 2] as number)
      d =
        (table0[d >>> 24] as number) ^
        (table1[(a >>> 16) & 0xff] as number) ^
        (table2[(b >>> 8) & 0xff] as number) ^
        (table3[c & 0xff] as number) ^
        (words[word + 3] as number)
      a = e
      b = f
      c = g
    }
    writeLast(into, to, a, b, c, d, words[last] as number)
    writeLast(into, to + 4, b, c, d, a, words[last + 1] as number)
    writeLast(into, to + 8, c, d, a, b, words[last + 2] as number)
    writeLast(into, to + 12, d, a, b, c, words[last + 3] as number)
  }
}

function wordAt(from: Uint8Array, at: number): number {
  return (
    ((from[at] as number) << 24) |
    ((from[at + 1] as number) << 16) |
    ((from[at + 2] as number) << 8) |
    (from[at + 3] as number)
  )
}

/** The last round, which does not mix: one column. */
function writeLast(
  into: Uint8Array,
  to: number,
  a: number,
  b: number,
  c: number,
  d: number,
  key: number,
): void {
  into[to] = (sbox[a >>> 24] as number) ^ (key >>> 24)
  into[to + 1] = (sbox[(b >>> 16) & 0xff] as number) ^ (key >>> 16)
  into[to + 2] = (sbox[(c >>> 8) & 0xff] as number) ^ (key >>> 8)
  into[to + 3] = (sbox[d & 0xff] as number) ^ key
}
