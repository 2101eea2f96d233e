import { bytesOfBase64, isSame } from '../bytes.ts'
import { canonicalJson } from '../canonical-json.ts'
import { sha256 } from '../digest.ts'
import type { BundleSignature } from '../manifest.ts'
import { isSignedBy } from '../primitives.ts'

/** First bytes of a SubjectPublicKeyInfo that holds an Ed25519 key (RFC 8410); the 32 bytes of the key follow. */
const spkiPrefix = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00)

/** What does not hold between a manifest and its signature, as clauses. `text`: the signature as it stands in the bundle. */
export function signatureProblems(manifest: Uint8Array, signature: BundleSignature, text: string): string[] {
  const spki = spkiOf(signature.publicKey)
  if (spki === null) return ['the public key cannot be read']
  if (spki.length !== spkiPrefix.length + 32 || !isSame(spki.subarray(0, spkiPrefix.length), spkiPrefix))
    return ['the public key is no Ed25519 key']
  const problems: string[] = []
  if (sha256(spki) !== signature.fingerprint) problems.push('the fingerprint is not that of the public key')
  const bytes = bytesOfBase64(signature.signature)
  if (bytes === null || !isSignedBy(manifest, bytes, spki.subarray(spkiPrefix.length)))
    problems.push('the signature is not over this manifest')
  const { algorithm, publicKey, fingerprint } = signature
  // Another spelling of the same signature is a change, too.
  if (`${canonicalJson({ algorithm, publicKey, fingerprint, signature: signature.signature })}\n` !== text)
    problems.push('it is not in its one form')
  return problems
}

/** The DER inside of a PEM in its one form: lines of 64 characters. */
function spkiOf(pem: string): Uint8Array | null {
  const body =
    /^-----BEGIN PUBLIC KEY-----\n((?:[A-Za-z0-9+/=]{64}\n)*[A-Za-z0-9+/=]{1,64}\n)-----END PUBLIC KEY-----\n$/.exec(
      pem,
    )?.[1]
  return body === undefined ? null : bytesOfBase64(body.replaceAll('\n', ''))
}
