import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'
import type { PayloadKey } from '../../core/payload-key.ts'
import { aes } from './block-ciphers.ts'

const tagBytes = 16

/** AES-GCM (NIST SP 800-38D), or ChaCha20-Poly1305 (RFC 8439), whose tag stands behind it, with the nonce in front or known: the tag proves what is opened, whatever it is. */
export function openTagged(
  { bytes: key, cipher }: Pick<PayloadKey, 'bytes' | 'cipher'>,
  bytes: Buffer,
  ivs: readonly Buffer[],
): { readonly form: string; readonly plain: Buffer } | null {
  if (bytes.length <= tagBytes) return null
  const ciphers = taggedCiphers(key.length, cipher)
  if (ciphers.length === 0) return null
  const secret = createSecretKey(key)
  for (const { name, form, ivBytes } of ciphers) {
    const sealedBy: (readonly [iv: Buffer, sealed: Buffer])[] = ivs
      .filter((iv) => ivBytes.has(iv.length))
      .map((iv) => [iv, bytes])
    for (const size of ivBytes)
      if (bytes.length > size + tagBytes) sealedBy.push([bytes.subarray(0, size), bytes.subarray(size)])
    for (const [iv, sealed] of sealedBy) {
      const options = { authTagLength: tagBytes }
      const plain = createDecipheriv(name, secret, iv, options).update(sealed.subarray(0, -tagBytes))
      // A wrong tag makes a decipher throw, which takes longer than to seal it again.
      const again = createCipheriv(name, secret, iv, options)
      again.update(plain)
      again.final()
      if (again.getAuthTag().equals(sealed.subarray(-tagBytes))) return { form, plain }
    }
  }
  return null
}

interface TaggedCipher {
  readonly name: CipherGCMTypes
  readonly form: string
  readonly ivBytes: ReadonlySet<number>
}

const chacha: TaggedCipher = {
  // Node takes it as it takes those of GCM.
  name: 'chacha20-poly1305' as CipherGCMTypes,
  form: 'ChaCha20-Poly1305',
  ivBytes: new Set([12]),
}
const chachaKeyBytes = 32

function taggedCiphers(keyBytes: number, cipher: PayloadKey['cipher']): readonly TaggedCipher[] {
  const bits = (keyBytes * 8) as 128 | 192 | 256
  const gcm: TaggedCipher = { name: `aes-${bits}-gcm`, form: `AES-${bits}-GCM`, ivBytes: aes.ivBytes }
  return [
    ...(aes.keyBytes.has(keyBytes) && (cipher ?? 'AES') === 'AES' ? [gcm] : []),
    ...(keyBytes === chachaKeyBytes && (cipher ?? chacha.form) === chacha.form ? [chacha] : []),
  ]
}
