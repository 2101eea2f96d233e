/** What a side says when it speaks, where that can only be said by a client, or by a server. */
const words: readonly (readonly [text: string, by: 'client' | 'server'])[] = [
  // A request has a target behind its method (RFC 9112, 3): a path, a whole URL, a star.
  ...['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'].flatMap((method) =>
    ['/', 'http', '*'].map((target) => [`${method} ${target}`, 'client'] as const),
  ),
  ['HTTP/1.', 'server'],
]
const table = words.map(([text, by]) => ({ bytes: Buffer.from(text, 'latin1'), by }))

/** Longest of the words. */
const wordBytesMax = Math.max(...table.map(({ bytes }) => bytes.length))

const handshakeRecord = 0x16
/** By the first byte of the version: bytes of the header of a record of TLS, and of DTLS (RFC 6347, 4.1). */
const recordHeaderBytes: ReadonlyMap<number, number> = new Map([
  [3, 5],
  [0xfe, 13],
])
/** Types of the messages that begin a conversation (RFC 8446, 4); the third asks for a cookie (RFC 6347, 4.2.1). */
const hellos: ReadonlyMap<number, 'client' | 'server'> = new Map([
  [1, 'client'],
  [2, 'server'],
  [3, 'server'],
])

/** Who says `buf[start, end)`, where that is the hello of TLS or DTLS; else null. */
export function helloBy(buf: Buffer, start: number, end: number): 'client' | 'server' | null {
  if (start + 1 >= end || buf[start] !== handshakeRecord) return null
  const headerBytes = recordHeaderBytes.get(buf[start + 1] as number)
  if (headerBytes === undefined || start + headerBytes >= end) return null
  return hellos.get(buf[start + headerBytes] as number) ?? null
}

/** First bytes of Initial packets of QUIC, by version (RFC 9000, 17.2.2; RFC 9369, 3.2). */
const initials: ReadonlyMap<number, number> = new Map([
  [0x0000_0001, 0xc0],
  [0x6b33_43cf, 0xd0],
])
/** A client fills the datagram of its hello up to this size (RFC 9000, 14.1), and begins it with a long header (17.2). */
const initialBytesMin = 1_200
const longHeader = 0xc0

/** Whether a datagram is as long as the first one of QUIC, and begins so. */
export function mayBeginQuic(buf: Buffer, start: number, end: number): boolean {
  return end - start >= initialBytesMin && (buf[start] as number) >= longHeader
}

/** Whether a datagram is as the first one of a conversation: the hello of DTLS, or a packet of QUIC that may hold one. */
export function beginsConversation(buf: Buffer, start: number, end: number): boolean {
  if (helloBy(buf, start, end) === 'client') return true
  if (!mayBeginQuic(buf, start, end)) return false
  return initials.get(buf.readUInt32BE(start + 1)) === ((buf[start] as number) & 0xf0)
}

/**
 * Who says `buf[start, end)`, by how it begins; null where either may. For connections whose beginning was not captured:
 * a hint for who is who, no parser.
 */
export function speakerOf(buf: Buffer, start: number, end: number): 'client' | 'server' | null {
  const said = helloBy(buf, start, end)
  if (said !== null) return said
  const there = Math.min(end - start, wordBytesMax)
  for (const { bytes, by } of table) {
    const { length } = bytes
    if (length <= there && buf.compare(bytes, 0, length, start, start + length) === 0) return by
  }
  return null
}
