import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'

/** Datagrams that are remembered: of each place, the last. */
const placeBits = 9
/** What a capture holds twice lies milliseconds apart; what is asked again, longer. */
const twinMilliseconds = 100
/** Packets below this number of IP are not numbered at all, or all the same. */
const numberedMin = 2
/** Words of one, behind those of its addresses: its ports, number and checksum, length, milliseconds, some of its content, and what is said of its headers. */
const words = { ports: 8, mark: 9, length: 10, milliseconds: 11, content: 12, headers: 13 } as const
const wordShift = 4
/**
 * Link types whose headers are no two alike, for they hold the time, a number or the strength of the radio: of them only what
 * Wi-Fi itself says is told. 105 and those behind it are Wi-Fi, the others buses of USB.
 */
const changingLinks: ReadonlySet<number> = new Set([105, 119, 127, 163, 192, 189, 220, 249])
/** Spreads bits over a word, whose upper ones choose a place. */
const factor = 0x9e37_79b1
/** Bytes of a content that are looked at beside its checksum, which speaks of all of them; without one all are. */
const samples = 16
/** The head of the link and of IPv6 up to its hop limit, with room for two tags of VLAN. */
const headBytes = 36

/**
 * Tells datagrams of UDP that a capture of several interfaces holds twice. What is taken for a twin is not read, so all must
 * agree: addresses, ports, length, the checksum of the content, bytes from all over it, and the number in IP, where there is
 * one. Contents are not kept: a copy of each costs more than all else that is done with a datagram.
 */
export class DatagramTwins {
  private readonly facts: Int32Array = new Int32Array(1 << (placeBits + wordShift))
  /** What was looked at last says between the same ends what the one before it in its place said: a twin, or sent again. */
  isAgain = false

  /**
   * True where the same datagram came a moment before: one between the same ends with the number in IP, the checksum and the
   * content of this one; or, where no number tells it from one that was sent again, one with other headers below; over Wi-Fi,
   * the frame that this one says it repeats.
   */
  sees(packet: PacketView, { sec, nsec, linkType }: FrameContext): boolean {
    const { buf, payloadStart, payloadEnd, identification, udpChecksum } = packet
    this.isAgain = false
    const isNumbered = identification >= numberedMin
    const isChanging = !isNumbered && changingLinks.has(linkType)
    if (!isNumbered && (packet.pieces !== null || (isChanging && packet.wlanFrame === 0))) return false
    const { facts } = this
    const ports = (packet.sourcePort << 16) | packet.targetPort
    const mark = (identification << 16) | udpChecksum
    // One more, so that an empty place has none.
    const length = payloadEnd - payloadStart + 1
    const content =
      udpChecksum === 0
        ? hashOf(buf, payloadStart, payloadEnd, 1)
        : hashOf(buf, payloadStart, payloadEnd, ((length / samples) | 0) + 1)
    const at = (Math.imul(ports ^ mark ^ content, factor) >>> (32 - placeBits)) << wordShift
    const milliseconds = (Math.imul(sec, 1_000) + Math.floor(nsec / 1_000_000)) | 0
    const headers = isNumbered
      ? 0
      : isChanging
        ? packet.wlanFrame
        : hashOf(buf, packet.frameStart, Math.min(payloadStart, packet.frameStart + headBytes), 1)
    this.isAgain =
      facts[at + words.mark] === mark &&
      facts[at + words.content] === content &&
      facts[at + words.ports] === ports &&
      facts[at + words.length] === length &&
      hasAddresses(facts, at, packet)
    const isTwin =
      this.isAgain &&
      Math.abs((milliseconds - (facts[at + words.milliseconds] as number)) | 0) <= twinMilliseconds &&
      (isNumbered ||
        (isChanging
          ? packet.isSentAgain && facts[at + words.headers] === headers
          : facts[at + words.headers] !== headers))
    if (!isTwin) keepAddresses(facts, at, packet)
    facts[at + words.mark] = mark
    facts[at + words.content] = content
    facts[at + words.ports] = ports
    facts[at + words.length] = length
    facts[at + words.milliseconds] = milliseconds
    facts[at + words.headers] = headers
    return isTwin
  }
}

/** Of each `step`-th byte, from the last on. */
function hashOf(buf: Buffer, start: number, end: number, step: number): number {
  let hash = end - start
  for (let at = end - 1; at >= start; at -= step) hash = Math.imul(hash ^ (buf[at] as number), factor)
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
