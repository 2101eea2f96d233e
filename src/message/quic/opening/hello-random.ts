import { handshakeHeaderBytes } from '../../tls/parse.ts'

/** Where the random of a hello stands (RFC 8446, 4.1.2), by which a key log knows its connection. */
export const randomAt: number = handshakeHeaderBytes + 2
/** Bytes of the random of a hello. */
export const randomBytes = 32

/** The random of the hello in `buf`; empty where it is not all there. */
export function randomIn(buf: Buffer, isThere: boolean): Buffer {
  return Buffer.from(buf.subarray(randomAt, isThere ? randomAt + randomBytes : randomAt))
}
