import type { PacketView } from '../packet/types.ts'

/** Answers to a SYN that are remembered: of each place, the last. */
const places = 1_024
/** Where both begin below, a program wrote the capture, and all its connections with the same numbers. */
const chosenMin = 65_536
/** Words of one: both first numbers, the server's port, the last words of both addresses, the frame. */
const placeShift = 3

/**
 * Tells connections that a capture holds twice, before and after their addresses were translated (NAT; CLAT, RFC 6877): a
 * capture of all interfaces of a phone or a router does. Ports may change on the way, but both ends chose the numbers that
 * they begin with among four thousand million.
 */
export class TwinWatch {
  private readonly words: Int32Array = new Int32Array(places << placeShift)

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
