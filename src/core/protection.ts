/**
 * How bytes travelled. `plaintext` can be read by anyone on the way; of the others, varde reads the content only where
 * it was given the keys (or whoever recorded it had them).
 */
export type Protection = 'plaintext' | 'tls' | 'dtls' | 'quic'
