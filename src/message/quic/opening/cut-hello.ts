import {
  clientHelloType,
  emptyHello,
  findServerName,
  handshakeHeaderBytes,
  parseClientHello,
} from '../../tls/parse.ts'
import type { ParsedHello } from '../../tls/parse.ts'
import type { CryptoStream } from '../crypto-stream.ts'

/**
 * What a hello says whose rest does not come: all of it where its beginning is there, and else the name, if a piece has it.
 * Hellos with keys against quantum computers fill two packets, of which one may not be captured, and some clients shuffle
 * the pieces.
 */
export function parseCutHello({ buf, readable, ranges }: CryptoStream): ParsedHello {
  const isHello = readable > handshakeHeaderBytes && buf[0] === clientHelloType
  const hello: ParsedHello = isHello ? parseClientHello(buf, 0, readable) : unknownHello
  for (const [start, end] of hello.sni === '' ? ranges : []) {
    const found = findServerName(buf, start, end)
    if (found !== null) return { ...hello, sni: found.name, sniStart: found.start, sniEnd: found.end }
  }
  return hello
}

/** A hello of which only pieces are there; no other version is used (RFC 9001, 4.2). */
const unknownHello: ParsedHello = emptyHello('TLS 1.3')
