import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { Cipheriv, Decipheriv, KeyObject } from 'node:crypto'
import { latin1 } from '../../core/latin1.ts'
import { rc4 } from './rc4.ts'

const aesKeyBytes: ReadonlySet<number> = new Set([16, 24, 32])
/** Of about a kilobyte each. */
const keptKeysMax = 256
const noIv = Buffer.alloc(16)

/** True for the bytes of a key that AES takes. */
export function isCipherKeyLength(bytes: number): boolean {
  return aesKeyBytes.has(bytes)
}

/** What follows from a key alone. Its ciphers work on whole blocks, one like the other, and hold nothing of what went before. */
export class CipherKey {
  readonly bytes: Buffer
  /** False for a key of RC4 alone, which has no ciphers of blocks. */
  readonly isOfBlocks: boolean
  readonly rc4Stream: Buffer
  /** Made when they are first asked. */
  private enciphers: Cipheriv | null = null
  private deciphers: Decipheriv | null = null
  private kept: KeyObject | null = null

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.isOfBlocks = aesKeyBytes.has(bytes.length)
    this.rc4Stream = rc4(bytes, noIv)
  }

  get encipher(): Cipheriv {
    return (this.enciphers ??= createCipheriv(this.name, this.secret, null).setAutoPadding(false))
  }

  get decipher(): Decipheriv {
    return (this.deciphers ??= createDecipheriv(this.name, this.secret, null).setAutoPadding(false))
  }

  /** As Node wants it: of bytes it takes far longer to make a cipher. */
  get secret(): KeyObject {
    return (this.kept ??= createSecretKey(this.bytes))
  }

  private get name(): string {
    return `aes-${this.bytes.length * 8}-ecb`
  }
}

/**
 * Keys of messages before, with what follows from them: what an app says of its phone may be one, and stands in each of its
 * requests. The one that was asked for longest ago is forgotten, and made anew when it comes.
 */
export class KeptKeys {
  private readonly keys: Map<string, CipherKey> = new Map()

  of(bytes: Buffer): CipherKey {
    const name = latin1(bytes, 0, bytes.length)
    const known = this.keys.get(name)
    if (known !== undefined) {
      this.keys.delete(name)
      this.keys.set(name, known)
      return known
    }
    const [oldest] = this.keys.size < keptKeysMax ? [] : this.keys.keys()
    if (oldest !== undefined) this.keys.delete(oldest)
    // A copy: the bytes of a message are a view of what is read, which is not to be held.
    const key = new CipherKey(Buffer.from(bytes))
    this.keys.set(name, key)
    return key
  }
}
