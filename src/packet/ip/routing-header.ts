import type { PacketView } from '../types.ts'
import { word } from '../word.ts'

/** Kinds of routing headers (IANA's register), and the words of an address. */
const routes = { source: 0, mobile: 2, segments: 4 } as const
const addressBytes = 16

/**
 * Where a packet is still routed over others, the address that it goes to in the end stands in the routing header, of `length` bytes
 * at `at`: sets the packet's target to it. The caller has checked that the header is there.
 */
export function setLastTarget(packet: PacketView, buf: Buffer, at: number, length: number): void {
  if (buf[at + 3] === 0 || length < 8 + addressBytes) return
  const kind = buf[at + 2]
  let last = at + 8
  if (kind === routes.source) last = at + length - addressBytes
  else if (kind !== routes.segments && kind !== routes.mobile) return
  packet.target0 = word(buf, last)
  packet.target1 = word(buf, last + 4)
  packet.target2 = word(buf, last + 8)
  packet.target3 = word(buf, last + 12)
}
