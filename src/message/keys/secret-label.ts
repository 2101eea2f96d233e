/** Labels whose secrets decrypt records or packets, by the number under which they are kept. */
export const labels: ReadonlyMap<string, number> = new Map([
  ['CLIENT_RANDOM', 0],
  ['CLIENT_EARLY_TRAFFIC_SECRET', 1],
  ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 2],
  ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 3],
  ['CLIENT_TRAFFIC_SECRET_0', 4],
  ['SERVER_TRAFFIC_SECRET_0', 5],
  // As QUIC's drafts named them.
  ['QUIC_CLIENT_EARLY_TRAFFIC_SECRET', 1],
  ['QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET', 2],
  ['QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET', 3],
  ['QUIC_CLIENT_TRAFFIC_SECRET_0', 4],
  ['QUIC_SERVER_TRAFFIC_SECRET_0', 5],
])

/** The labels of RFC 9850 that name a secret which decrypts something, and CLIENT_RANDOM (TLS 1.2 and before). */
export type SecretLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_EARLY_TRAFFIC_SECRET'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0'

/** How many bytes the random of a client has, by which its connection is known. */
export const clientRandomBytes = 32
/** A secret is as long as the hash of its connection: 32 or 48 bytes; a master secret has 48. */
export const secretBytesMax = 48
