import { clientHelloType, isRecordHeader, recordHeaderBytes, recordTypes, ssl2HelloLength } from './parse.ts'

const ssl2ProbeBytes = 11

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
