/**
 * The block function of ChaCha20 (RFC 8439, 2.3): for trials of many record numbers under one key, where making one of
 * Node's ciphers for each takes several times as long. Content is decrypted by Node.
 */

/** Length of a block (RFC 8439, 2.3). */
export const chachaBlockBytes = 64
const words = 16
/** "expand 32-byte k" (RFC 8439, 2.3). */
const constants: readonly number[] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]
const keyAt = 4
const keyBytes = 32
const counterAt = 12
const nonceAt = 13
const doubleRounds = 10
/** Of the block that is being made. */
const mixed: Int32Array = new Int32Array(words)

/** ChaCha20 under one key of 32 bytes. */
export class ChachaBlock {
  private readonly state: Int32Array = new Int32Array(words)

  constructor(key: Uint8Array) {
    this.state.set(constants)
    for (let at = 0; at < keyBytes; at += 4) this.state[keyAt + at / 4] = wordAt(key, at)
  }

  /** Byte `position` of the block with this number, under the nonce of 12 bytes. */
  byteAt(position: number, counter: number, nonce: Uint8Array): number {
    const { state } = this
    state[counterAt] = counter
    for (let word = 0; word < 3; word++) state[nonceAt + word] = wordAt(nonce, 4 * word)
    for (let word = 0; word < words; word++) mixed[word] = state[word] as number
    for (let round = 0; round < doubleRounds; round++) {
      for (let column = 0; column < 4; column++) quarterRound(column, column + 4, column + 8, column + 12)
      for (let column = 0; column < 4; column++)
        quarterRound(column, 4 + ((column + 1) & 3), 8 + ((column + 2) & 3), 12 + ((column + 3) & 3))
    }
    const word = position >> 2
    return (((state[word] as number) + (mixed[word] as number)) >>> (8 * (position & 3))) & 0xff
  }
}

/** RFC 8439, 2.1, on words of `mixed`. */
function quarterRound(at: number, bt: number, ct: number, dt: number): void {
  let a = mixed[at] as number
  let b = mixed[bt] as number
  let c = mixed[ct] as number
  let d = mixed[dt] as number
  a = (a + b) | 0
  d = rotated(d ^ a, 16)
  c = (c + d) | 0
  b = rotated(b ^ c, 12)
  a = (a + b) | 0
  d = rotated(d ^ a, 8)
  c = (c + d) | 0
  b = rotated(b ^ c, 7)
  mixed[at] = a
  mixed[bt] = b
  mixed[ct] = c
  mixed[dt] = d
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}
