/**
 * What GMAC gives for bytes of which GHASH makes nothing (NIST SP 800-38D, 6.4 and 7.1): of zeros, or of packets whose
 * tags are all right (see ../quic/packet-batch.ts). Only their length is left to be multiplied.
 */
import { AesBlock, aesBlockBytes } from './aes-block.ts'
import { multiplyGf128 } from './gf128.ts'

const blockWords = 4
/** Behind so many bits the last block is zeros. */
const lengthBits = 64
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
  private readonly product: Int32Array = new Int32Array(blockWords)

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
    // The last block: the length in bits in the second of its four words.
    const { product, key, hidden } = this
    product[0] = 0
    product[1] = length * 8
    multiplyGf128(product, key, lengthBits)
    for (let word = 0; word < blockWords; word++)
      tag.writeInt32BE((product[word] as number) ^ (hidden[word] as number), word * 4)
    return tag
  }
}
