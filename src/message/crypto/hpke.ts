/** HPKE (RFC 9180) in base mode, from the shared secret of its KEM on: what a key log has of it (RFC 9850, 2.4). */
import { createDecipheriv, createHmac, createSecretKey } from 'node:crypto'
import type { CipherGCMTypes, KeyObject } from 'node:crypto'

/** RFC 9180, 7.2 and 7.3, by their numbers there. */
const hashes: ReadonlyMap<number, string> = new Map([
  [1, 'sha256'],
  [2, 'sha384'],
  [3, 'sha512'],
])
const ciphers: ReadonlyMap<number, readonly [name: CipherGCMTypes | 'chacha20-poly1305', keyBytes: number]> =
  new Map([
    [1, ['aes-128-gcm', 16]],
    [2, ['aes-256-gcm', 32]],
    [3, ['chacha20-poly1305', 32]],
  ])
const nonceBytes = 12
const tagBytes = 16
const baseMode = 0
const nothing: Buffer = Buffer.alloc(0)

/** Numbers of the algorithms that both sides use. */
export interface HpkeSuite {
  readonly kem: number
  readonly kdf: number
  readonly aead: number
}

/** What the receiver of a shared secret opens, message by message. */
export class HpkeReceiver {
  private readonly cipher: CipherGCMTypes | 'chacha20-poly1305'
  private readonly key: KeyObject
  private readonly baseNonce: Buffer

  private constructor(cipher: CipherGCMTypes | 'chacha20-poly1305', key: Buffer, baseNonce: Buffer) {
    this.cipher = cipher
    this.key = createSecretKey(key)
    this.baseNonce = baseNonce
  }

  /** Null where the suite is none of RFC 9180's (RFC 9180, 5.1: the key schedule). */
  static of(suite: HpkeSuite, sharedSecret: Buffer, info: Buffer): HpkeReceiver | null {
    const hash = hashes.get(suite.kdf)
    const cipher = ciphers.get(suite.aead)
    if (hash === undefined || cipher === undefined) return null
    const suiteId = Buffer.from('HPKE\0\0\0\0\0\0', 'latin1')
    suiteId.writeUInt16BE(suite.kem, 4)
    suiteId.writeUInt16BE(suite.kdf, 6)
    suiteId.writeUInt16BE(suite.aead, 8)
    const extract = (salt: Buffer, label: string, material: Buffer): Buffer =>
      hmac(hash, salt, Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), material)
    const context = Buffer.concat([
      Buffer.from([baseMode]),
      extract(nothing, 'psk_id_hash', nothing),
      extract(nothing, 'info_hash', info),
    ])
    const secret = extract(sharedSecret, 'secret', nothing)
    // No output is longer than a hash: one block of HKDF-Expand (RFC 5869, 2.3).
    const expand = (label: string, length: number): Buffer => {
      const info = [Buffer.from([0, length]), Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), context]
      return hmac(hash, secret, ...info, Buffer.from([1])).subarray(0, length)
    }
    const [name, keyBytes] = cipher
    return new HpkeReceiver(name, expand('key', keyBytes), expand('base_nonce', nonceBytes))
  }

  /** Opens the message with this number; null where it is not what was sealed with `aad`. */
  open(number: number, aad: Buffer, sealed: Buffer): Buffer | null {
    if (sealed.length < tagBytes) return null
    const nonce = Buffer.from(this.baseNonce)
    nonce.writeUInt32BE((nonce.readUInt32BE(nonceBytes - 4) ^ number) >>> 0, nonceBytes - 4)
    const bodyBytes = sealed.length - tagBytes
    // Node's types know the tag of either cipher under one of their names.
    const decipher = createDecipheriv(this.cipher as CipherGCMTypes, this.key, nonce, {
      authTagLength: tagBytes,
    })
    decipher.setAuthTag(sealed.subarray(bodyBytes))
    decipher.setAAD(aad, { plaintextLength: bodyBytes })
    const content = decipher.update(sealed.subarray(0, bodyBytes))
    try {
      return Buffer.concat([content, decipher.final()])
    } catch {
      // The tag does not fit.
      return null
    }
  }
}

function hmac(hash: string, key: Buffer, ...message: readonly Buffer[]): Buffer {
  const mac = createHmac(hash, createSecretKey(key))
  for (const part of message) mac.update(part)
  return mac.digest()
}
