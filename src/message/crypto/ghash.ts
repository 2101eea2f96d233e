/**
 * What GMAC gives for bytes of which GHASH makes nothing (NIST SP 800-38D, 6.4 and 7.1): of zeros, or of packets whose
 * tags are all right (see ../quic/packet-batch.ts). Only their length is left to be multiplied.
 */
import { AesBlock, aesBlockBytes } from './aes-block.ts'

const blockWords = 4
/** x^128 + x^7 + x^2 + x + 1, the highest bits first. */
const reduction = 0xe100_0000
const zeros: Buffer = Buffer.alloc(aesBlockBytes)
/** The counter block by which a tag is hidden, where the nonce is zeros. */
const firstCounter: Buffer = Buffer.alloc(aesBlockBytes)
firstCounter[aesBlockBytes - 1] = 1
const encrypted: Buffer = Buffer.alloc(aesBlockBytes)
const tag: Buffer = Buffer.alloc(aesBlockBytes)

export class ZeroMac {
  /** The hash key H, and what hides the tag. */
  private readonly key: Int32Array = new Int32Array(blockWords)
  private readonly hidden: Int32Array = new Int32Array(blockWords)

  /** `key` of AES-128 or AES-256. */
  constructor(key: Uint8Array) {
    const cipher = new AesBlock(key)
    cipher.encrypt(zeros, 0, encrypted, 0)
    for (let word = 0; word < blockWords; word++) this.key[word] = encrypted.readInt32BE(word * 4)
    cipher.encrypt(firstCounter, 0, encrypted, 0)
    for (let word = 0; word < blockWords; word++) this.hidden[word] = encrypted.readInt32BE(word * 4)
  }

  /** The tag over `length` such bytes (below 2^28), under a nonce of zeros. One buffer, valid until the next call. */
  tagOf(length: number): Buffer {
    // The last block: the length in bits in the second of its four words, whose first bit is x^32.
    const bits = length * 8
    let v0 = this.key[0] as number
    let v1 = this.key[1] as number
    let v2 = this.key[2] as number
    let v3 = this.key[3] as number
    let z0 = this.hidden[0] as number
    let z1 = this.hidden[1] as number
    let z2 = this.hidden[2] as number
    let z3 = this.hidden[3] as number
    for (let power = 0; power < 64; power++) {
      if (power >= 32 && (bits & (1 << (63 - power))) !== 0) {
        z0 ^= v0
        z1 ^= v1
        z2 ^= v2
        z3 ^= v3
      }
      const isOdd = (v3 & 1) !== 0
      v3 = (v3 >>> 1) | (v2 << 31)
      v2 = (v2 >>> 1) | (v1 << 31)
      v1 = (v1 >>> 1) | (v0 << 31)
      v0 >>>= 1
      if (isOdd) v0 ^= reduction
    }
    tag.writeInt32BE(z0, 0)
    tag.writeInt32BE(z1, 4)
    tag.writeInt32BE(z2, 8)
    tag.writeInt32BE(z3, 12)
    return tag
  }
}
