import { canonicalJson } from '../../case/canonical-json.ts'
import { sha256 } from '../../case/digest.ts'
import { limits } from '../../core/limits.ts'

/** SHA-256 of the limits of this version as canonical JSON, as a bundle states those of its results. */
export function limitsDigest(): string {
  return sha256(canonicalJson(limits))
}
