/**
 * Checksums of TCP and UDP (RFC 9293, 3.1; RFC 768): looked at where two copies of the same bytes contradict each other,
 * and never else. Who captures on the machine that sends sees packets before the card fills their checksum in, so a
 * checksum that is not right need not be wrong.
 */
import type { PacketView } from './types.ts'

/**
 * What a packet's checksum says: `right`; `unfilled`, for the card was to fill it in; `wrong`; `unknown`, where the capture
 * does not hold all that it is of, or not as it was sent.
 */
export type ChecksumState = 'right' | 'unfilled' | 'wrong' | 'unknown'

const tcpProtocol = 6
const tcpHeaderBytesMin = 20
const tcpHeaderBytesMax = 60
const tcpChecksumAt = 16
/** The third word of an IPv4 address held as ::ffff:a.b.c.d. */
const mappedWord = 0x0000_ffff

/** What the checksum of a packet of TCP says. */
export function tcpChecksum(packet: PacketView): ChecksumState {
  const { buf, payloadEnd, payloadCutBytes, pieces } = packet
  if (payloadCutBytes > 0 || pieces !== null) return 'unknown'
  const start = tcpHeaderStart(packet)
  if (start < 0) return 'unknown'
  const pseudo = addressSum(packet) + tcpProtocol
  // A length of more than 16 bits is one of 32 (RFC 8200 section 8.1).
  const length = wordSum(payloadEnd - start)
  if (folded(pseudo + length + sumOf(buf, start, payloadEnd)) === 0xffff) return 'right'
  const stated = buf.readUInt16BE(start + tcpChecksumAt)
  // Left empty; or the sum over what is not in the packet, where the card adds the rest, of large ones without the length.
  const isUnfilled = stated === 0 || stated === folded(pseudo + length) || stated === folded(pseudo)
  return isUnfilled ? 'unfilled' : 'wrong'
}

/** Where the header of TCP lies that ends where the payload begins; -1 where there is none, as of an exported message. */
function tcpHeaderStart({
  buf,
  frameStart,
  payloadStart,
  sourcePort,
  targetPort,
  tcpSequence,
}: PacketView): number {
  for (let bytes = tcpHeaderBytesMin; bytes <= tcpHeaderBytesMax; bytes += 4) {
    const at = payloadStart - bytes
    if (at < frameStart) return -1
    const isHeader =
      (buf[at + 12] as number) >> 4 === bytes >> 2 &&
      buf.readUInt16BE(at) === sourcePort &&
      buf.readUInt16BE(at + 2) === targetPort &&
      buf.readInt32BE(at + 4) === tcpSequence
    if (isHeader) return at
  }
  return -1
}

function addressSum(packet: PacketView): number {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
  // The first three words of an IPv4 address are those of ::ffff:0:0, which is no part of what is summed.
  const isMapped = source0 === 0 && source1 === 0 && source2 === mappedWord
  const sum = wordSum(source3) + wordSum(target3)
  if (isMapped) return sum
  return (
    sum +
    wordSum(source0) +
    wordSum(source1) +
    wordSum(source2) +
    wordSum(target0) +
    wordSum(target1) +
    wordSum(target2)
  )
}

function wordSum(word: number): number {
  return (word >>> 16) + (word & 0xffff)
}

function sumOf(buf: Buffer, start: number, end: number): number {
  let sum = 0
  const even = end - ((end - start) & 1)
  for (let at = start; at < even; at += 2) sum += ((buf[at] as number) << 8) | (buf[at + 1] as number)
  return even === end ? sum : sum + ((buf[even] as number) << 8)
}

function folded(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x1_0000)
  return rest
}
