/**
 * GCM (NIST SP 800-38D) over a block cipher of which node:crypto has single blocks and the counter mode alone: Camellia
 * (RFC 6367). Such connections are rare, so GHASH goes bit by bit.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { multiplyGf128 } from './gf128.ts'

const blockBytes = 16
const tagBytes = 16

/** Opens what was sealed under one key. */
export class CounterGcm {
  private readonly cipher: string
  private readonly key: KeyObject
  /** The hash key, and what was hashed so far. */
  private readonly h: Int32Array = new Int32Array(4)
  private readonly y: Int32Array = new Int32Array(4)

  /** `cipher`: OpenSSL's name of the block cipher with the length of its key, `camellia-128`. */
  constructor(cipher: string, key: KeyObject) {
    this.cipher = cipher
    this.key = key
    const encrypted = this.encrypt(Buffer.alloc(blockBytes))
    for (let word = 0; word < 4; word++) this.h[word] = encrypted.readInt32BE(word * 4)
  }

  /** The content of `buf[start, end)` with `tag` behind it, null where that does not confirm it and `data`. `nonce` has 12 bytes. */
  open(nonce: Buffer, data: Buffer, buf: Buffer, start: number, end: number, tag: Buffer): Buffer | null {
    const counter = Buffer.alloc(blockBytes)
    nonce.copy(counter)
    counter[blockBytes - 1] = 1
    const hidden = this.encrypt(counter)
    this.y.fill(0)
    this.hash(data, 0, data.length)
    this.hash(buf, start, end)
    const lengths = Buffer.alloc(blockBytes)
    lengths.writeUInt32BE(data.length * 8, 4)
    lengths.writeUInt32BE((end - start) * 8, 12)
    this.hash(lengths, 0, blockBytes)
    let differs = tag.length ^ tagBytes
    for (let word = 0; word < 4 && differs === 0; word++)
      differs |= (this.y[word] as number) ^ hidden.readInt32BE(word * 4) ^ tag.readInt32BE(word * 4)
    if (differs !== 0) return null
    counter[blockBytes - 1] = 2
    return createDecipheriv(`${this.cipher}-ctr`, this.key, counter).update(buf.subarray(start, end))
  }

  private encrypt(block: Buffer): Buffer {
    return createCipheriv(`${this.cipher}-ecb`, this.key, null).update(block)
  }

  /** Hashes bytes, with zeros behind them to the end of the last block. */
  private hash(buf: Buffer, start: number, end: number): void {
    const { h, y } = this
    for (let at = start; at < end; at += blockBytes) {
      for (let word = 0; word < 4; word++) y[word] = (y[word] as number) ^ wordAt(buf, at + word * 4, end)
      multiplyGf128(y, h)
    }
  }
}

/** Four bytes, zeros from `end` on. */
function wordAt(buf: Buffer, at: number, end: number): number {
  if (at + 4 <= end) return buf.readInt32BE(at)
  let word = 0
  for (let byte = 0; byte < 4; byte++) word = (word << 8) | (at + byte < end ? (buf[at + byte] as number) : 0)
  return word
}
