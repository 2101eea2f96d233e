import { recordTypes } from '../tls/parse.ts'

/** Type, version, epoch, sequence number, length (RFC 6347, 4.1). */
const recordHeaderBytes = 13
/** Type, length, message number, and offset and length of the fragment (RFC 6347, 4.2.2). */
export const fragmentHeaderBytes = 12
/** A record with a connection id, and its content's type inside (RFC 9146). */
export const connectionIdType = 25

/** 2^14 and what protection may add. */
const bodyBytesMax = 16_384 + 2_048
const majorVersion = 0xfe
/** DTLS 1.0 and 1.2. */
const minorVersions = [0xff, 0xfd]

/** One record: numbers in an object that is reused. The body is `[bodyStart, bodyEnd)` of the datagram. */
export class DtlsRecord {
  type = 0
  version = 0
  epoch = 0
  sequence = 0
  bodyStart = 0
  bodyEnd = 0
}

/** Reads the record at `start`; false where none is. `connectionIdBytes`: how long the id is in records of type 25. */
export function readRecord(
  buf: Buffer,
  start: number,
  end: number,
  connectionIdBytes: number,
  record: DtlsRecord,
): boolean {
  if (end - start < recordHeaderBytes) return false
  const type = buf[start] as number
  if (type < recordTypes.changeCipherSpec || type > connectionIdType) return false
  if (buf[start + 1] !== majorVersion || !minorVersions.includes(buf[start + 2] as number)) return false
  const idBytes = type === connectionIdType ? connectionIdBytes : 0
  const lengthAt = start + 11 + idBytes
  if (lengthAt + 2 > end) return false
  const length = buf.readUInt16BE(lengthAt)
  if (length > bodyBytesMax || lengthAt + 2 + length > end) return false
  record.type = type
  record.version = buf.readUInt16BE(start + 1)
  record.epoch = buf.readUInt16BE(start + 3)
  record.sequence = buf.readUIntBE(start + 5, 6)
  record.bodyStart = lengthAt + 2
  record.bodyEnd = record.bodyStart + length
  return true
}

const probed = new DtlsRecord()

/** A datagram is DTLS if whole records fill it. One with connection ids is known by its first bytes alone. */
export function probeDatagram(buf: Buffer, start: number, end: number): 'yes' | 'no' {
  let at = start
  while (at < end) {
    // How long the id is, and so where the length stands, only the hello says.
    if (at === start && isWithId(buf, at, end)) return 'yes'
    if (!readRecord(buf, at, end, 0, probed)) return 'no'
    at = probed.bodyEnd
  }
  return at > start ? 'yes' : 'no'
}

/** Whether a record with a connection id begins at `start`. */
export function isWithId(buf: Buffer, start: number, end: number): boolean {
  return (
    end - start > recordHeaderBytes &&
    buf[start] === connectionIdType &&
    buf[start + 1] === majorVersion &&
    minorVersions.includes(buf[start + 2] as number)
  )
}
