/**
 * How bytes travelled. `plaintext` can be read by anyone on the way; of what is encrypted, varde reads the content only where
 * it was given the keys (or whoever recorded it had them). `unknown` is what was recorded without a word on it.
 */
export type Protection = 'plaintext' | 'tls' | 'dtls' | 'quic' | 'unknown'

/** True of what is known to have been encrypted. */
export function isEncrypted(protection: string): boolean {
  return protection !== 'plaintext' && protection !== 'unknown'
}
