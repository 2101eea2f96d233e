import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import { merkleRoot, sha256 } from './digest.ts'
import type { BundleSignature, Manifest } from './manifest.ts'

/** The manifest as it is signed, with its Merkle root. */
export function manifestBytes(manifest: Omit<Manifest, 'merkleRoot'>): Buffer {
  const root = merkleRoot(manifest.parts.map((part) => part.sha256))
  return Buffer.from(`${canonicalJson({ ...manifest, merkleRoot: root })}\n`)
}

/** Signs a manifest. `privateKey`: PEM of an Ed25519 key. */
export function signManifest(manifest: Buffer, privateKey: string): BundleSignature {
  const key = createPrivateKey(privateKey)
  const publicKey = createPublicKey(key)
  return {
    algorithm: 'Ed25519',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: fingerprintOf(publicKey),
    signature: sign(null, manifest, key).toString('base64'),
  }
}

/** Digest of a public key's DER, as hex: what people compare over another channel. */
export function fingerprintOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }))
}
