/**
 * ChaCha20 (RFC 8439), some bytes of a block: for the masks of QUIC's header protection, and for trials of many record numbers
 * under one key, where making one of Node's ciphers costs more than the block does here. Content is decrypted by Node. See
 * aes-block.ts on keys and time.
 */

/** Length of a block (RFC 8439, 2.3). */
export const chachaBlockBytes = 64
const words = 16
const keyWords = 8
/** "expand 32-byte k", as words (RFC 8439, 2.3). */
const constants = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574] as const
const doubleRounds = 10

const state: Int32Array = new Int32Array(words)

/** ChaCha20 under one key of 32 bytes. */
export class ChaChaBlock {
  private readonly key: Int32Array = new Int32Array(keyWords)

  constructor(key: Uint8Array) {
    for (let word = 0; word < keyWords; word++) this.key[word] = wordAt(key, 4 * word)
  }

  /** Writes the first eight bytes of the block whose counter and nonce are `from[at, at + 16)` to `into[to, to + 8)`. */
  first(from: Uint8Array, at: number, into: Uint8Array, to: number): void {
    this.mix(from, at)
    for (let word = 0; word < 2; word++) {
      const sum = ((state[word] as number) + (constants[word] as number)) | 0
      for (let byte = 0; byte < 4; byte++) into[to + 4 * word + byte] = sum >>> (8 * byte)
    }
  }

  /** Byte `position` of the block whose counter and nonce are `from[at, at + 16)`. */
  byteAt(from: Uint8Array, at: number, position: number): number {
    this.mix(from, at)
    const word = position >> 2
    let before: number
    if (word < 4) before = constants[word] as number
    else before = word < 12 ? (this.key[word - 4] as number) : wordAt(from, at + 4 * (word - 12))
    return (((state[word] as number) + before) >>> (8 * (position & 3))) & 0xff
  }

  /** The rounds alone: what they began with is still to be added. */
  private mix(from: Uint8Array, at: number): void {
    const { key } = this
    for (let word = 0; word < 4; word++) {
      state[word] = constants[word] as number
      state[12 + word] = wordAt(from, at + 4 * word)
    }
    for (let word = 0; word < keyWords; word++) state[4 + word] = key[word] as number
    for (let round = 0; round < doubleRounds; round++) {
      quarter(0, 4, 8, 12)
      quarter(1, 5, 9, 13)
      quarter(2, 6, 10, 14)
      quarter(3, 7, 11, 15)
      quarter(0, 5, 10, 15)
      quarter(1, 6, 11, 12)
      quarter(2, 7, 8, 13)
      quarter(3, 4, 9, 14)
    }
  }
}

function quarter(a: number, b: number, c: number, d: number): void {
  let wordA = state[a] as number
  let wordB = state[b] as number
  let wordC = state[c] as number
  let wordD = state[d] as number
  wordA = (wordA + wordB) | 0
  wordD = rotated(wordD ^ wordA, 16)
  wordC = (wordC + wordD) | 0
  wordB = rotated(wordB ^ wordC, 12)
  wordA = (wordA + wordB) | 0
  wordD = rotated(wordD ^ wordA, 8)
  wordC = (wordC + wordD) | 0
  wordB = rotated(wordB ^ wordC, 7)
  state[a] = wordA
  state[b] = wordB
  state[c] = wordC
  state[d] = wordD
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function wordAt(from: Uint8Array, at: number): number {
  return (
    (from[at] as number) |
    ((from[at + 1] as number) << 8) |
    ((from[at + 2] as number) << 16) |
    ((from[at + 3] as number) << 24)
  )
}
