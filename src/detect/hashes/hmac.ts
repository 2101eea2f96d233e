import { hash } from 'node:crypto'

/**
 * HMAC (RFC 2104) made of plain hashes: Node's own makes an object for each key, which takes far longer than the
 * hashing of a value.
 */

/** Bytes of a block by the name of the hash; 64 for others. */
const blockBytesOf: ReadonlyMap<string, number> = new Map([
  ['sha384', 128],
  ['sha512', 128],
  ['sha512-224', 128],
  ['sha512-256', 128],
  ['blake2b512', 128],
  ['sha3-224', 144],
  ['sha3-256', 136],
  ['sha3-384', 104],
  ['sha3-512', 72],
])
const usualBlockBytes = 64
const keysMax = 256

interface Pads {
  readonly inner: string
  readonly outer: string
}

/** Keeps what the last keys give, since each is tried with many values. Strings have a character for each byte. */
export class Hmac {
  private readonly pads: Map<string, Pads> = new Map()

  /** The keyed digest in hex, by Node's name of the hash. */
  hexOf(algorithm: string, key: string, message: string): string {
    const { inner, outer } = this.padsOf(algorithm, key)
    const digest = hash(algorithm, Buffer.from(inner + message, 'latin1'), 'binary')
    return hash(algorithm, Buffer.from(outer + digest, 'latin1'), 'hex')
  }

  private padsOf(algorithm: string, key: string): Pads {
    const name = `${algorithm} ${key}`
    let pads = this.pads.get(name)
    if (pads === undefined) {
      if (this.pads.size >= keysMax) this.pads.clear()
      const block = Buffer.alloc(blockBytesOf.get(algorithm) ?? usualBlockBytes)
      const bytes = Buffer.from(key, 'latin1')
      block.set(bytes.length > block.length ? hash(algorithm, bytes, 'buffer') : bytes)
      const padded = (by: number): string => Buffer.from(block.map((byte) => byte ^ by)).toString('latin1')
      pads = { inner: padded(0x36), outer: padded(0x5c) }
      this.pads.set(name, pads)
    }
    return pads
  }
}
