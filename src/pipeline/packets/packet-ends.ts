import { formatAddress } from '../../core/address.ts'
import type { PacketView } from '../../packet/types.ts'

/** The sender and the receiver of a packet, told apart also where one address is both. */
export function endsOf(packet: PacketView): [sender: string, receiver: string] {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
  return [
    `from ${formatAddress(source0, source1, source2, source3)}`,
    `to ${formatAddress(target0, target1, target2, target3)}`,
  ]
}
