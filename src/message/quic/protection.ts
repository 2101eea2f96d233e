/** Lengths and places in protected packets, the same in all suites of QUIC (RFC 9001). */

/** Bytes of the tag of an AEAD (RFC 9001, 5.3). */
export const tagBytes = 16
/** Bytes of the IV, which the packet number makes the nonce (RFC 9001, 5.3). */
export const ivBytes = 12
/** Bytes of the content by which the header is hidden (RFC 9001, 5.4.2). */
export const sampleBytes = 16
/** They stand so many bytes behind the beginning of the packet number, as if that were the longest (RFC 9001, 5.4.2). */
export const sampleOffset = 4
/** In the first byte of a short header: which generation of keys it is (RFC 9001, 6). */
export const phaseBit = 0x04
