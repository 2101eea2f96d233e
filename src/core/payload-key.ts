/** Keys of what programs encrypt before they send it, which whoever scans gives: how they are written stands in `message/payload-key-line.ts`. */

/** Ciphers that are tried under a key that is given. */
export type PayloadCipher = 'AES' | 'SM4' | '3DES' | 'DES' | 'ChaCha20-Poly1305' | 'RC4' | 'XOR'

/** Modes in which a cipher of blocks is tried. */
export type PayloadMode = 'ECB' | 'CBC' | 'CFB' | 'CFB8' | 'OFB' | 'CTR' | 'GCM'

/** A key that is given. It is a secret: nothing prints it but by its name. */
export interface PayloadKey {
  /** Given with it; '' where it has none. */
  readonly name: string
  readonly bytes: Buffer
  /** null: all that take such a key are tried. */
  readonly cipher: PayloadCipher | null
  /** null: all are tried. */
  readonly mode: PayloadMode | null
  /** null: what comes with the message is taken, then zeros, then the key. */
  readonly iv: Buffer | null
  /** In small letters; '' for all. */
  readonly host: string
}

/** True where a key is for a host (in small letters). */
export function isForHost({ host }: PayloadKey, name: string): boolean {
  if (host === '') return true
  return host.startsWith('*.') ? name.endsWith(host.slice(1)) || name === host.slice(2) : name === host
}
