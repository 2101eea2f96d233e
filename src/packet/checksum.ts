/**
 * The checksum of TCP (RFC 9293, 3.1): looked at where packets contradict each other, and of a few that clients send in clear. Who captures on the
 * machine that sends sees packets before the card fills their checksum in, so a checksum that is not right need not be wrong.
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

/**
 * Where the header of TCP lies that ends where the payload begins; -1 where there is none, as of an exported message, or
 * where options look like a second one, so that whoever writes them does not choose what is summed.
 */
export function tcpHeaderStart({
  buf,
  frameStart,
  payloadStart,
  sourcePort,
  targetPort,
  tcpSequence,
}: PacketView): number {
  let start = -1
  for (let bytes = tcpHeaderBytesMin; bytes <= tcpHeaderBytesMax; bytes += 4) {
    const at = payloadStart - bytes
    if (at < frameStart) break
    const isHeader =
      (buf[at + 12] as number) >> 4 === bytes >> 2 &&
      buf.readUInt16BE(at) === sourcePort &&
      buf.readUInt16BE(at + 2) === targetPort &&
      buf.readInt32BE(at + 4) === tcpSequence
    if (isHeader && start >= 0) return -1
    if (isHeader) start = at
  }
  return start
}

/** The words that stand before those of an IPv4 address (::ffff:0:0) add nothing: 0xffff is a zero of such sums. */
function addressSum(packet: PacketView): number {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
  return (
    wordSum(source0) +
    wordSum(source1) +
    wordSum(source2) +
    wordSum(source3) +
    wordSum(target0) +
    wordSum(target1) +
    wordSum(target2) +
    wordSum(target3)
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
