import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { Cipheriv, Decipheriv, KeyObject } from 'node:crypto'
import { latin1 } from '../../core/latin1.ts'
import { blockCiphers } from './block-ciphers.ts'
import type { BlockCipher } from './block-ciphers.ts'
import { rc4 } from './rc4.ts'

/** Of about a kilobyte each. */
const keptKeysMax = 256
const noIv = Buffer.alloc(16)

/** True for the bytes of a key that a cipher of blocks takes. */
export function isCipherKeyLength(bytes: number): boolean {
  return blockCiphers.some(({ keyBytes }) => keyBytes.has(bytes))
}

/** What follows from a key for one cipher alone. Its ciphers work on whole blocks, one like the other, and hold nothing of what went before. */
export class CipherKey {
  readonly bytes: Buffer
  /** null for a key of RC4 alone. */
  readonly cipher: BlockCipher | null
  /** null where it is for blocks alone. */
  readonly rc4Stream: Buffer | null
  /** Made when they are first asked. */
  private enciphers: Cipheriv | null = null
  private deciphers: Decipheriv | null = null
  private kept: KeyObject | null = null

  constructor(bytes: Buffer, cipher: BlockCipher | null, isOfRc4: boolean) {
    this.bytes = bytes
    this.cipher = cipher
    this.rc4Stream = isOfRc4 ? rc4(bytes, noIv) : null
  }

  get encipher(): Cipheriv {
    return (this.enciphers ??= createCipheriv(this.nameIn('ecb'), this.secret, null).setAutoPadding(false))
  }

  get decipher(): Decipheriv {
    return (this.deciphers ??= createDecipheriv(this.nameIn('ecb'), this.secret, null).setAutoPadding(false))
  }

  /** As Node wants it: of bytes it takes far longer to make a cipher. */
  get secret(): KeyObject {
    return (this.kept ??= createSecretKey(this.cipher?.expanded(this.bytes) ?? this.bytes))
  }

  /** How forms call it: `AES-128`; '' without a cipher of blocks. */
  get title(): string {
    return this.cipher?.title(this.bytes.length) ?? ''
  }

  /** How OpenSSL calls its cipher in a mode. */
  nameIn(mode: string): string {
    return `${this.cipher?.opensslName(this.bytes.length)}-${mode}`
  }
}

/**
 * Keys of messages before, with what follows from them for one cipher: what an app says of its phone may be one, and stands in each of its
 * requests. The one that was asked for longest ago is forgotten, and made anew when it comes.
 */
export class KeptKeys {
  private readonly cipher: BlockCipher | null
  private readonly isOfRc4: boolean
  private readonly keys: Map<string, CipherKey> = new Map()

  constructor(cipher: BlockCipher | null, isOfRc4: boolean) {
    this.cipher = cipher
    this.isOfRc4 = isOfRc4
  }

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
    const key = new CipherKey(Buffer.from(bytes), this.cipher, this.isOfRc4)
    this.keys.set(name, key)
    return key
  }
}
