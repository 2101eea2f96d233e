/** Capsules (RFC 9297, 3.2): a type, a length and a value. */
import { readVarint } from '../quic/parse.ts'

/** Types of capsules (RFC 9297, 3.5; RFC 9484, 4.7): of those between, which give addresses and routes, nothing is searched. */
export const capsuleTypes = { datagram: 0, addressAssign: 1, routeAdvertisement: 3 } as const
/** Type and length, each a varint. */
export const capsuleHeaderBytesMax = 16
/** What a datagram of UDP or a packet can hold, behind a context id. */
const datagramBytesMax = 65_535 + 8

const integer = { value: 0, next: 0 }

/** How long the capsule is that begins at `start`; 0: more bytes are needed to tell; -1: it is none. */
export function capsuleLength(buf: Buffer, start: number, end: number): number {
  if (!readVarint(buf, start, end, integer)) return 0
  const isDatagram = integer.value === capsuleTypes.datagram
  if (!readVarint(buf, integer.next, end, integer)) return 0
  const { value, next } = integer
  if (isDatagram && value > datagramBytesMax) return -1
  return Number.isSafeInteger(value) ? next - start + value : -1
}

/** Whether a whole capsule with the payload of a datagram begins at `start`: strict, where its place is not known. */
export function isDatagramWhole(buf: Buffer, start: number, end: number): boolean {
  if (buf[start] !== capsuleTypes.datagram) return false
  const length = capsuleLength(buf, start, end)
  return length > 0 && start + length <= end && integer.next < start + length && buf[integer.next] === 0
}

/** The header of a capsule that holds a datagram of `length` bytes: its type, and the length in four bytes. */
export function datagramHeader(length: number): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt32BE((0x8000_0000 | length) >>> 0, 1)
  return header
}
