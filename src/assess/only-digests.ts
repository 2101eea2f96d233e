import { sureIdentifiers } from './sure-identifiers.ts'
import type { Observation } from './types.ts'

/** How the ways to write a value begin that are digests: `SHA-256 of MD5 (hex)`, `HMAC-SHA-1, key: …`, `UUID of Java's hash codes`. */
const digest =
  /^(?:HMAC-|UUID of )?(?:MD\d|SHA-?\d|SM3|RIPEMD|BLAKE\d|Keccak|Murmur\d|XXH\d|FNV|Java's hash code)/

/** True of a way to write a value that is a digest of it, which says nothing to whoever does not have the value. */
export function isDigestForm(writtenAs: string): boolean {
  return digest.test(writtenAs)
}

/**
 * Kinds of identifiers of which nothing but digests was seen: who has the value finds it again by its digest, and yet it is
 * not the value. What is only possible does not count beside what is more.
 */
export function onlyDigests(observations: readonly Observation[]): ReadonlySet<string> {
  const sure = sureIdentifiers(observations)
  const counted = observations.filter(
    ({ identifier, confidence }) => confidence !== 'possible' || !sure.has(identifier),
  )
  const plain = new Set(
    counted.filter(({ writtenAs }) => !isDigestForm(writtenAs)).map(({ identifier }) => identifier),
  )
  return new Set(counted.map(({ identifier }) => identifier).filter((identifier) => !plain.has(identifier)))
}
