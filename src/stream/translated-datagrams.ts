import type { Direction } from '../core/verdict.ts'
import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { mayBeginQuic } from './first-words.ts'

/** Datagrams that are remembered: of each place, the last. */
const placeBits = 9
/** A translator hands on what it got at once. */
const twinMilliseconds = 100
/** Packets below this number of IP are not numbered at all, or all the same. */
const numberedMin = 2
/** Words of one: its number and content, length, milliseconds, ports, the last words of both addresses, the frame. */
const words = {
  number: 0,
  content: 1,
  length: 2,
  milliseconds: 3,
  ports: 4,
  source: 5,
  target: 6,
  frame: 7,
} as const
const wordShift = 3
/** Bytes of a content that are looked at. */
const samples = 16
/** IPv4 addresses from here on have many receivers: each device of a network may send them the same. */
const manyReceiversMin = 224
const factor = 0x9e37_79b1

/**
 * Tells datagrams that a capture holds twice, before and after the client's address was translated (NAT): the number in IP
 * and the content stay, and so does the server's end. IPv6 numbers nothing, so nothing is told of it.
 */
export class TranslatedDatagrams {
  private readonly facts: Int32Array = new Int32Array(1 << (placeBits + wordShift))

  /** The frame of the same datagram between the server and another client's end; 0 where there is none. */
  sees(packet: PacketView, direction: Direction, { sec, nsec, number }: FrameContext): number {
    const { buf, payloadStart, payloadEnd, identification } = packet
    if (packet.family !== 4 || identification < numberedMin) return 0
    const length = payloadEnd - payloadStart
    // Who reads it tells twins by what is in it.
    if (mayBeginQuic(buf, payloadStart, payloadEnd)) return 0
    const server = direction === 0 ? packet.target3 : packet.source3
    if (server >>> 24 >= manyReceiversMin) return 0
    let content = length
    const step = ((length / samples) | 0) + 1
    for (let at = payloadEnd - 1; at >= payloadStart; at -= step)
      content = Math.imul(content ^ (buf[at] as number), factor)
    const { facts } = this
    const at = (Math.imul(content ^ identification, factor) >>> (32 - placeBits)) << wordShift
    const milliseconds = (Math.imul(sec, 1_000) + Math.floor(nsec / 1_000_000)) | 0
    const ports = (packet.sourcePort << 16) | packet.targetPort
    const other = facts[at + words.ports] as number
    const isSourceSame = facts[at + words.source] === packet.source3 && other >>> 16 === packet.sourcePort
    const isTargetSame = facts[at + words.target] === packet.target3 && (other & 0xffff) === packet.targetPort
    const isTwin =
      (direction === 0 ? isTargetSame && !isSourceSame : isSourceSame && !isTargetSame) &&
      facts[at + words.number] === identification &&
      facts[at + words.content] === content &&
      facts[at + words.length] === length &&
      Math.abs((milliseconds - (facts[at + words.milliseconds] as number)) | 0) <= twinMilliseconds
    const first = facts[at + words.frame] as number
    facts[at + words.number] = identification
    facts[at + words.content] = content
    facts[at + words.length] = length
    facts[at + words.milliseconds] = milliseconds
    facts[at + words.ports] = ports
    facts[at + words.source] = packet.source3
    facts[at + words.target] = packet.target3
    facts[at + words.frame] = number | 0
    return isTwin ? first : 0
  }
}
