import { hex, joined, utf8 } from '../bytes.ts'
import { newDigest } from '../primitives.ts'
import { withLength } from './commitment.ts'

const domain = utf8('varde/original@1\0')

/**
 * What ties a redacted bundle to the one it was made from: SHA-256 over a domain, the original's signature and its manifest,
 * which fixes its Merkle root and all digests. Nobody can try values against it: the signature is needed, and only the
 * key makes that. Digests of parts in clear would not do: whoever knows all of a result but one number could try numbers.
 */
export function linkTo(signature: Uint8Array, manifest: Uint8Array): string {
  const digest = newDigest()
  digest.update(joined([domain, withLength(signature), withLength(manifest)]))
  return hex(digest.bytes())
}
