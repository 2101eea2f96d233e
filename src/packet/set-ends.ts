import type { AddressWords } from '../core/address.ts'
import type { PacketView } from './types.ts'

/** The third word of an IPv4 address held as ::ffff:a.b.c.d. */
export const mappedWord = 0x0000_ffff

/** Gives a packet the two addresses that its content goes between. */
export function setEnds(packet: PacketView, source: AddressWords, target: AddressWords): void {
  packet.family = source[0] === 0 && source[1] === 0 && source[2] === mappedWord ? 4 : 6
  ;[packet.source0, packet.source1, packet.source2, packet.source3] = source
  ;[packet.target0, packet.target1, packet.target2, packet.target3] = target
}
