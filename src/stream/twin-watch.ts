import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'

/** Answers to a SYN that are remembered: of each place, the last. */
const placeBits = 10
const places = 1 << placeBits
/** Where both begin below, a program wrote the capture, and all its connections with the same numbers. */
const chosenMin = 65_536
/** Words of one: both first numbers, the server's port, the last words of both addresses, the frame. */
const placeShift = 3
/** Datagrams that are remembered: of each place, the last. Of one: what its headers say, its content, its milliseconds, all headers. */
const datagramShift = 2
/** What a capture holds twice lies milliseconds apart; what is asked again, longer. */
const twinMilliseconds = 100
/** Packets below this number of IP are not numbered at all, or all the same. */
const numberedMin = 2
/** Spreads bits over a word: of a content (the prime of FNV-1a), and of a mark, whose upper bits choose its place. */
const spread = 0x0100_0193
const factor = 0x9e37_79b1

/**
 * Tells datagrams that a capture of several interfaces holds twice, and connections that one holds twice, before and after
 * their addresses were translated (NAT; CLAT, RFC 6877): a capture of all interfaces of a phone or a router does. Ports of
 * connections may change on the way, but both ends chose the numbers that they begin with among four thousand million.
 */
export class TwinWatch {
  private readonly words: Int32Array = new Int32Array(places << placeShift)
  private readonly datagrams: Int32Array = new Int32Array(places << datagramShift)

  /**
   * Looks at a datagram of UDP. True where the same one came a moment before: it was captured on two interfaces, or doubled on
   * the way. The same is one with the number in IP, the checksum, the length and the content of another; where no number tells
   * it from one that was sent again, one with the ends and the content of another, and other headers below.
   */
  seesDatagram(packet: PacketView, { sec, nsec }: FrameContext): boolean {
    const { datagrams } = this
    const { buf, payloadStart, payloadEnd, datagramMark, identification, pieces } = packet
    const isNumbered = identification >= numberedMin
    if (!isNumbered && pieces !== null) return false
    const mark = datagramMark === 0 ? endsOf(packet) ^ identification : datagramMark
    const content = hashOf(buf, payloadStart, payloadEnd)
    const headers = isNumbered ? 0 : hashOf(buf, packet.frameStart, payloadStart)
    const milliseconds = (Math.imul(sec, 1_000) + Math.floor(nsec / 1_000_000)) | 0
    const at = (Math.imul(mark ^ content, factor) >>> (32 - placeBits)) << datagramShift
    const isSame = datagrams[at] === mark && datagrams[at + 1] === content
    const isSoon = Math.abs((milliseconds - (datagrams[at + 2] as number)) | 0) <= twinMilliseconds
    const isTwin = isSame && isSoon && (isNumbered || datagrams[at + 3] !== headers)
    datagrams[at] = mark
    datagrams[at + 1] = content
    datagrams[at + 2] = milliseconds
    datagrams[at + 3] = headers
    return isTwin
  }

  /** Looks at an answer to a SYN. The frame of the same one between other addresses; 0 where there is none. */
  sees(packet: PacketView, frame: number): number {
    const { words } = this
    const { tcpSequence, tcpAcknowledgement, sourcePort, source3, target3 } = packet
    const at = ((tcpSequence ^ tcpAcknowledgement) & (places - 1)) << placeShift
    const isSame =
      words[at] === tcpSequence && words[at + 1] === tcpAcknowledgement && words[at + 2] === sourcePort
    const isTwin = isSame && (words[at + 3] !== source3 || words[at + 4] !== target3)
    const isChosen = tcpSequence >>> 0 >= chosenMin && tcpAcknowledgement >>> 0 >= chosenMin
    const first = words[at + 5] as number
    words[at] = tcpSequence
    words[at + 1] = tcpAcknowledgement
    words[at + 2] = sourcePort
    words[at + 3] = source3
    words[at + 4] = target3
    words[at + 5] = frame | 0
    return isTwin && isChosen ? first : 0
  }
}

function hashOf(buf: Buffer, start: number, end: number): number {
  let hash = end - start
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (buf[at] as number), spread)
  return hash
}

function endsOf(packet: PacketView): number {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
  let hash = Math.imul(packet.sourcePort, spread) ^ packet.targetPort
  hash = Math.imul(hash ^ source0, spread) ^ source1
  hash = Math.imul(hash ^ source2, spread) ^ source3
  hash = Math.imul(hash ^ target0, spread) ^ target1
  hash = Math.imul(hash ^ target2, spread) ^ target3
  return hash === 0 ? 1 : hash
}
