import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'

/** Datagrams that are remembered: of each place, the last; longer ones are not. */
const placeBits = 8
const placeBytes = 2_048
/** What a capture holds twice lies milliseconds apart; what is asked again, longer. */
const twinMilliseconds = 100
/** Packets below this number of IP are not numbered at all, or all the same. */
const numberedMin = 2
/** Words of one, behind those of its addresses: its ports, mark, length, milliseconds, and what is said of all its headers. */
const words = { ports: 8, mark: 9, length: 10, milliseconds: 11, headers: 12 } as const
const wordShift = 4
/** Spreads bits over a word, whose upper ones choose a place. */
const factor = 0x9e37_79b1

/**
 * Tells datagrams of UDP that a capture of several interfaces holds twice. They are compared byte by byte: what is taken for
 * a twin is not read.
 */
export class DatagramTwins {
  private readonly facts: Int32Array = new Int32Array(1 << (placeBits + wordShift))
  private contents: Buffer | null = null

  /**
   * True where the same datagram came a moment before: one between the same ends with the number in IP, the checksum and the
   * content of this one; or, where no number tells it from one that was sent again, one with other headers below.
   */
  sees(packet: PacketView, { sec, nsec }: FrameContext): boolean {
    const { buf, payloadStart, payloadEnd, identification, pieces } = packet
    const length = payloadEnd - payloadStart
    const isNumbered = identification >= numberedMin
    if (length > placeBytes || (!isNumbered && pieces !== null)) return false
    const { facts } = this
    this.contents ??= Buffer.allocUnsafeSlow(placeBytes << placeBits)
    const ports = (packet.sourcePort << 16) | packet.targetPort
    const mark = packet.datagramMark ^ identification
    const place = placeOf(buf, payloadStart, payloadEnd, ports ^ mark)
    const at = place << wordShift
    const contentAt = place * placeBytes
    const milliseconds = (Math.imul(sec, 1_000) + Math.floor(nsec / 1_000_000)) | 0
    const headers = isNumbered ? 0 : hashOf(buf, packet.frameStart, payloadStart)
    const isTwin =
      facts[at + words.mark] === mark &&
      facts[at + words.ports] === ports &&
      facts[at + words.length] === length + 1 &&
      Math.abs((milliseconds - (facts[at + words.milliseconds] as number)) | 0) <= twinMilliseconds &&
      (isNumbered || facts[at + words.headers] !== headers) &&
      hasAddresses(facts, at, packet) &&
      this.contents.compare(buf, payloadStart, payloadEnd, contentAt, contentAt + length) === 0
    if (!isTwin) {
      buf.copy(this.contents, contentAt, payloadStart, payloadEnd)
      keepAddresses(facts, at, packet)
    }
    facts[at + words.mark] = mark
    facts[at + words.ports] = ports
    facts[at + words.length] = length + 1
    facts[at + words.milliseconds] = milliseconds
    facts[at + words.headers] = headers
    return isTwin
  }
}

/** By a few of its bytes: those of a burst get places of their own. */
function placeOf(buf: Buffer, start: number, end: number, seed: number): number {
  let hash = Math.imul(seed ^ (end - start), factor)
  const step = Math.max(1, (end - start) >> 4)
  for (let at = end - 1; at >= start; at -= step) hash = Math.imul(hash ^ (buf[at] as number), factor)
  return hash >>> (32 - placeBits)
}

function hashOf(buf: Buffer, start: number, end: number): number {
  let hash = end - start
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (buf[at] as number), factor)
  return hash
}

function hasAddresses(facts: Int32Array, at: number, packet: PacketView): boolean {
  return (
    facts[at] === packet.source0 &&
    facts[at + 1] === packet.source1 &&
    facts[at + 2] === packet.source2 &&
    facts[at + 3] === packet.source3 &&
    facts[at + 4] === packet.target0 &&
    facts[at + 5] === packet.target1 &&
    facts[at + 6] === packet.target2 &&
    facts[at + 7] === packet.target3
  )
}

function keepAddresses(facts: Int32Array, at: number, packet: PacketView): void {
  facts[at] = packet.source0
  facts[at + 1] = packet.source1
  facts[at + 2] = packet.source2
  facts[at + 3] = packet.source3
  facts[at + 4] = packet.target0
  facts[at + 5] = packet.target1
  facts[at + 6] = packet.target2
  facts[at + 7] = packet.target3
}
