import type { Mode } from './keyed-cipher.ts'

/** A cipher of blocks that is tried under keys. */
export interface BlockCipher {
  /** `AES`; also as keys that are given name it. */
  readonly name: 'AES' | 'SM4' | '3DES' | 'DES'
  readonly keyBytes: ReadonlySet<number>
  readonly blockBytes: 8 | 16
  /** So many are opened as quickly as a few blocks of them; six blocks at least. */
  readonly quickBytes: number
  /** Bytes of what may be an IV, or a nonce of CTR and GCM. */
  readonly ivBytes: ReadonlySet<number>
  /** Modes in which it makes a stream that begins with the cipher of the IV, which the first block does not tell from each other. */
  readonly streamModes: readonly Mode[]
  /** It is also used by bytes (CFB8). */
  readonly hasBytewise: boolean
  /** How forms call it under a key of so many bytes: `AES-128`, `SM4`. */
  title(keyBytes: number): string
  /** How OpenSSL calls it, without the mode. */
  opensslName(keyBytes: number): string
  /** The key as OpenSSL takes it. */
  expanded(key: Buffer): Buffer
}

const asItIs = (key: Buffer): Buffer => key

/** Advanced Encryption Standard, FIPS 197. */
export const aes: BlockCipher = {
  name: 'AES',
  keyBytes: new Set([16, 24, 32]),
  blockBytes: 16,
  quickBytes: 2_048,
  ivBytes: new Set([12, 16]),
  // NIST SP 800-38A, 6.3 to 6.5.
  streamModes: ['CTR', 'CFB', 'OFB'],
  hasBytewise: true,
  title: (keyBytes) => `AES-${keyBytes * 8}`,
  opensslName: (keyBytes) => `aes-${keyBytes * 8}`,
  expanded: asItIs,
}

/** GB/T 32907-2016 (ISO/IEC 18033-3). */
const sm4: BlockCipher = {
  name: 'SM4',
  keyBytes: new Set([16]),
  blockBytes: 16,
  quickBytes: 256,
  ivBytes: new Set([12, 16]),
  streamModes: ['CTR', 'CFB', 'OFB'],
  hasBytewise: false,
  title: () => 'SM4',
  opensslName: () => 'sm4',
  expanded: asItIs,
}

const des3 = {
  blockBytes: 8,
  quickBytes: 64,
  ivBytes: new Set([8]),
  streamModes: ['CFB', 'OFB'],
  hasBytewise: true,
  opensslName: () => 'des-ede3',
} as const

/** NIST SP 800-67: under three keys, or under two, of which the first comes again. */
export const tripleDes: BlockCipher = {
  ...des3,
  name: '3DES',
  keyBytes: new Set([16, 24]),
  title: () => '3DES',
  expanded: (key) => (key.length === 24 ? key : Buffer.concat([key, key.subarray(0, 8)])),
}

/** FIPS 46-3: what 3DES is under one key three times. */
export const des: BlockCipher = {
  ...des3,
  name: 'DES',
  keyBytes: new Set([8]),
  title: () => 'DES',
  expanded: (key) => Buffer.concat([key, key, key]),
}

/** In the order in which they are tried. */
export const blockCiphers: readonly BlockCipher[] = [aes, sm4, tripleDes, des]
