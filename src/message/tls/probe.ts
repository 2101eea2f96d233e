import { limits } from '../../core/limits.ts'
import {
  clientHelloType,
  handshakeHeaderBytes,
  handshakeLength,
  isRecordHeader,
  recordHeaderBytes,
  recordTypes,
  ssl2HelloLength,
} from './parse.ts'

/** Bytes by which a hello in the form of SSL 2.0 is known. */
export const ssl2ProbeBytes = 11

/**
 * A stream is TLS if it starts with a record: the hello, the server's answer, or (joined late) any other record whose
 * type, version and length are possible. Or with a hello in the form of SSL 2.0 that offers TLS.
 */
export function probeStream(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  const there = end - start
  if (there === 0) return 'more'
  const first = buf[start] as number
  if (first >= recordTypes.changeCipherSpec && first <= recordTypes.heartbeat) {
    if (there > 1 && buf[start + 1] !== 3) return 'no'
    if (there > 2 && (buf[start + 2] as number) > 4) return 'no'
    if (there < recordHeaderBytes) return 'more'
    if (!isRecordHeader(buf, start)) return 'no'
    // A change of cipher is the byte 1 and nothing else.
    if (first === recordTypes.changeCipherSpec && there > recordHeaderBytes) {
      return buf[start + recordHeaderBytes] === 1 ? 'yes' : 'no'
    }
    return 'yes'
  }
  if ((first & 0x80) === 0) return 'no'
  if (there > 2 && buf[start + 2] !== clientHelloType) return 'no'
  if (there > 3 && buf[start + 3] !== 3) return 'no'
  if (there < ssl2ProbeBytes) return 'more'
  return ssl2HelloLength(buf, start) > 0 ? 'yes' : 'no'
}

/** Type of the handshake message with the server's hello. */
const serverHelloType = 2
/** Bytes that prove a hello: the headers of record and message, and the version in it. */
const helloProofBytes = recordHeaderBytes + handshakeHeaderBytes + 2
/** Version, random, lengths of what follows: no hello is shorter. */
const helloBytesMin = 38

/**
 * Whether the hello of a client or server stands at `start`, proven strictly: for places where nothing else speaks for
 * TLS, as behind a preamble that is not known.
 */
export function isHello(buf: Buffer, start: number, end: number): boolean {
  if (buf[start] !== recordTypes.handshake || end - start < helloProofBytes) return false
  if (!isRecordHeader(buf, start)) return false
  const message = start + recordHeaderBytes
  if (buf[message] !== clientHelloType && buf[message] !== serverHelloType) return false
  const length = handshakeLength(buf, message)
  const version = message + handshakeHeaderBytes
  return (
    length >= helloBytesMin &&
    length <= limits.message.tlsHandshakeBytesMax &&
    buf[version] === 3 &&
    (buf[version + 1] as number) <= 4
  )
}

/** Whether the header of a record stands at `start`: proof enough where only text is to be expected. */
export function isRecord(buf: Buffer, start: number, end: number): boolean {
  return end - start >= recordHeaderBytes && isRecordHeader(buf, start)
}
