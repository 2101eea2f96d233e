import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import { merkleRoot, sha256 } from './digest.ts'

/** Names in a bundle that are fixed. */
export const manifestName = 'manifest.json'
export const signatureName = 'signature.json'
export const ledgerName = 'ledger.jsonl'

/** A part of a bundle, beside manifest and signature. */
export interface BundlePart {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** How a result is derived from the evidence again. Names are those of parts. */
export interface Recipe {
  readonly result: string
  readonly captures: readonly string[]
  readonly profile: string | null
  readonly keys: readonly string[]
  /** What happened to the device, as the scan was told. */
  readonly events: readonly string[]
}

/** What a bundle says of itself. Signed as canonical JSON. */
export interface Manifest {
  readonly schema: 'varde/bundle@1'
  readonly case: { readonly name: string; readonly device: string; readonly timeZone: string }
  readonly sealedAt: string
  readonly operator: string
  readonly engine: { readonly version: string; readonly data: readonly string[] }
  readonly host: { readonly system: string; readonly runtime: string }
  readonly parts: readonly BundlePart[]
  /** Root over the digests of the parts in their order (RFC 6962 tree). */
  readonly merkleRoot: string
  readonly recipes: readonly Recipe[]
}

/** The signature over the manifest's bytes. */
export interface BundleSignature {
  readonly algorithm: 'Ed25519'
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string
  /** Digest of the public key's DER: what people compare over another channel. */
  readonly fingerprint: string
  /** Base64. */
  readonly signature: string
}

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

/** What does not hold between a manifest and its signature, as clauses. */
export function signatureProblems(manifest: Buffer, signature: BundleSignature): string[] {
  let key: KeyObject
  try {
    key = createPublicKey(signature.publicKey)
  } catch (error) {
    return [`the public key cannot be read (${error instanceof Error ? error.message : String(error)})`]
  }
  if (key.asymmetricKeyType !== 'ed25519') return ['the public key is no Ed25519 key']
  const problems: string[] = []
  if (fingerprintOf(key) !== signature.fingerprint)
    problems.push('the fingerprint is not that of the public key')
  if (!verify(null, manifest, key, Buffer.from(signature.signature, 'base64')))
    problems.push('the signature is not over this manifest')
  return problems
}

function fingerprintOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }))
}
