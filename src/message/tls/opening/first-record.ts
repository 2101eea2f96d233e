import { handshakeTypes } from '../handshake-reader.ts'
import {
  clientHelloType,
  handshakeLength,
  isRecordHeader,
  recordHeaderBytes,
  recordTypes,
  ssl2HelloLength,
} from '../parse.ts'
import { probeStream, ssl2ProbeBytes } from '../probe.ts'

/**
 * Position behind the ClientHello that lies at `start` in one record of this chunk, 0 where it does not. Of an SSL 2.0
 * hello only the first bytes are read: what follows is ciphers and random bytes.
 */
export function wholeHello(buf: Buffer, start: number, end: number): number {
  if (end - start < ssl2ProbeBytes) return 0
  if (buf[start] === recordTypes.handshake) {
    const content = start + recordHeaderBytes
    if (!isRecordHeader(buf, start) || buf[content] !== clientHelloType) return 0
    const length = handshakeLength(buf, content)
    return length <= buf.readUInt16BE(start + 3) && content + length <= end ? content + length : 0
  }
  return ssl2HelloLength(buf, start) > 0 ? start + ssl2ProbeBytes : 0
}

/** Whether a direction that begins so has no hello at its beginning: its first record is of another type, or begins another message. */
export function isNoHello(buf: Buffer, start: number, end: number): boolean {
  const first = buf[start] as number
  if (first !== recordTypes.handshake) return first < 0x80 || probeStream(buf, start, end) === 'no'
  if (end - start <= recordHeaderBytes || buf.readUInt16BE(start + 3) === 0) return false
  return buf[start + recordHeaderBytes] !== clientHelloType
}

/** Whether a direction that begins so is the server's, from its beginning on. */
export function isServerHello(buf: Buffer, start: number, end: number): boolean {
  return startsWith(handshakeTypes.serverHello, buf, start, end)
}

/** Whether the first record of `buf[start, end)` begins with a handshake message of this type. */
export function startsWith(messageType: number, buf: Buffer, start: number, end: number): boolean {
  return (
    end - start > recordHeaderBytes &&
    buf[start] === recordTypes.handshake &&
    buf[start + recordHeaderBytes] === messageType
  )
}
