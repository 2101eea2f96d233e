import { handshakeHeaderBytes, handshakeLength } from '../tls/parse.ts'
import type { CryptoStream } from './crypto-stream.ts'
import { plainText } from '../dns/name.ts'
import { connectionIdBytesMax, readVarint } from './parse.ts'

/** What the server's handshake messages say that matters for reading on. */
export interface ServerSide {
  /** Cipher suite; 0 while it is not known. */
  suite: number
  /** The application protocol that the server chose; '' while it is not known. */
  alpn: string
  /** The connection id for the address that the server prefers (RFC 9000, 9.6); null where it names none. */
  preferredId: Buffer | null
}

const serverHelloType = 2
const encryptedExtensionsType = 8
const alpnExtension = 16
const transportParametersExtension = 57
/** As drafts had it. */
const draftParametersExtension = 0xffa5
const preferredAddressParameter = 0x0d
/** Behind two addresses with their ports. */
const preferredIdAt = 4 + 2 + 16 + 2

const integer = { value: 0, next: 0 }

/**
 * Reads the whole handshake messages of the stream (RFC 8446, 4) that were not read yet. Total: what is damaged says
 * nothing. True once the message of this type was there.
 */
export function readServerMessages(stream: CryptoStream, type: 2 | 8, into: ServerSide): boolean {
  const { buf, readable } = stream
  for (;;) {
    const at = stream.readTo
    const messageEnd = at + handshakeHeaderBytes <= readable ? at + handshakeLength(buf, at) : readable + 1
    if (messageEnd > readable) return false
    stream.readTo = messageEnd
    if (buf[at] !== type) continue
    const start = at + handshakeHeaderBytes
    if (type === serverHelloType) readServerHello(buf, start, messageEnd, into)
    else if (type === encryptedExtensionsType) readExtensions(buf, start, messageEnd, into)
    return true
  }
}

/** Version, random, session id; then the cipher suite. */
function readServerHello(buf: Buffer, start: number, end: number, into: ServerSide): void {
  const idAt = start + 2 + 32
  if (idAt >= end) return
  const suiteAt = idAt + 1 + (buf[idAt] as number)
  if (suiteAt + 2 <= end) into.suite = buf.readUInt16BE(suiteAt)
}

function readExtensions(buf: Buffer, start: number, end: number, into: ServerSide): void {
  for (let at = start + 2; at + 4 <= end; ) {
    const type = buf.readUInt16BE(at)
    const from = at + 4
    const to = from + buf.readUInt16BE(at + 2)
    if (to > end) return
    if (type === alpnExtension && to - from > 3) {
      const nameEnd = from + 3 + (buf[from + 2] as number)
      if (nameEnd <= to) into.alpn = plainText(buf, from + 3, nameEnd)
    } else if (type === transportParametersExtension || type === draftParametersExtension)
      readParameters(buf, from, to, into)
    at = to
  }
}

/** RFC 9000, 18. */
function readParameters(buf: Buffer, start: number, end: number, into: ServerSide): void {
  for (let at = start; at < end; ) {
    if (!readVarint(buf, at, end, integer)) return
    const parameter = integer.value
    if (!readVarint(buf, integer.next, end, integer)) return
    const from = integer.next
    at = from + integer.value
    if (at > end) return
    if (parameter !== preferredAddressParameter || at - from <= preferredIdAt) continue
    const idAt = from + preferredIdAt
    const length = buf[idAt] as number
    if (length > 0 && length <= connectionIdBytesMax && idAt + 1 + length <= at)
      into.preferredId = Buffer.from(buf.subarray(idAt + 1, idAt + 1 + length))
  }
}
