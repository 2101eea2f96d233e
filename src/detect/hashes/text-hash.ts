import { blockBytes } from '../../core/hashes/block-hash.ts'
import type { BlockHash } from '../../core/hashes/block-hash.ts'

/**
 * The first word of hashes and HMACs (RFC 2104) of short texts, where thousands are made to be compared with a few digests:
 * nothing is made for each, and the pads of keys are kept. Texts have a character for each byte.
 */
export class TextHash {
  private readonly hash: BlockHash
  private readonly state: Int32Array
  private readonly block: Uint8Array = new Uint8Array(blockBytes)
  private readonly pads: Map<string, Pads> = new Map()

  constructor(hash: BlockHash) {
    this.hash = hash
    this.state = new Int32Array(hash.words)
  }

  /** The first four bytes of the digest, the first highest. */
  firstOf(text: string): number {
    this.hash.start(this.state)
    this.take(text, 0)
    return this.first()
  }

  /** The same of the HMAC. */
  keyedFirstOf(key: string, text: string): number {
    const { hash, state, block } = this
    const { inner, outer } = this.padsOf(key)
    state.set(inner)
    this.take(text, blockBytes)
    const digestBytes = hash.words * 4
    this.write(block)
    state.set(outer)
    this.end(digestBytes, blockBytes + digestBytes)
    return this.first()
  }

  private first(): number {
    const word = this.state[0] as number
    if (!this.hash.isLowFirst) return word
    return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
  }

  /** The digest, as bytes. */
  private write(into: Uint8Array): void {
    const { isLowFirst, words } = this.hash
    for (let at = 0; at < words * 4; at++) {
      const shift = (isLowFirst ? at & 3 : 3 - (at & 3)) * 8
      into[at] = (this.state[at >> 2] as number) >>> shift
    }
  }

  /** Takes all of `text` into the state, and ends it: `before` bytes were taken before. */
  private take(text: string, before: number): void {
    const { hash, state, block } = this
    const { length } = text
    let used = 0
    for (let at = 0; at < length; at++) {
      block[used++] = text.charCodeAt(at)
      if (used < blockBytes) continue
      hash.mix(state, block, 0)
      used = 0
    }
    this.end(used, before + length)
  }

  /** The last block, of which `used` bytes are there: a bit, zeros, and the length of all in bits, of fewer than 2^29 bytes. */
  private end(used: number, bytes: number): void {
    const { hash, state, block } = this
    block[used] = 0x80
    block.fill(0, used + 1)
    if (used + 9 > blockBytes) {
      hash.mix(state, block, 0)
      block.fill(0)
    }
    const bits = bytes * 8
    for (let at = 0; at < 4; at++)
      block[hash.isLowFirst ? blockBytes - 8 + at : blockBytes - 1 - at] = bits >>> (8 * at)
    hash.mix(state, block, 0)
  }

  private padsOf(key: string): Pads {
    const known = this.pads.get(key)
    if (known !== undefined) return known
    if (this.pads.size >= keysMax) this.pads.clear()
    const bytes = new Uint8Array(blockBytes)
    if (key.length > blockBytes) {
      this.hash.start(this.state)
      this.take(key, 0)
      this.write(bytes)
    } else for (let at = 0; at < key.length; at++) bytes[at] = key.charCodeAt(at)
    const pads = { inner: this.padded(bytes, 0x36), outer: this.padded(bytes, 0x5c) }
    this.pads.set(key, pads)
    return pads
  }

  private padded(key: Uint8Array, by: number): Int32Array {
    const state = new Int32Array(this.hash.words)
    this.hash.start(state)
    this.hash.mix(
      state,
      key.map((byte) => byte ^ by),
      0,
    )
    return state
  }
}

/** States behind the two pads of a key. */
interface Pads {
  readonly inner: Int32Array
  readonly outer: Int32Array
}

const keysMax = 256
