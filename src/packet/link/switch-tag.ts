/**
 * Tags that the chip of a switch puts between the addresses and the EtherType for its own processor: a capture on the port
 * between both, as on many routers, holds them. Each maker has a form of its own, of two to eight bytes (Linux, net/dsa), and
 * other tags are as long (VN-tag, 802.1BR, 802.1CB): what stands behind them must prove itself.
 */

import { isInnerPacket } from '../tunnel/inner-packet.ts'
import type { LinkView } from './link-view.ts'

const types = { ipv4: 0x0800, vlan: 0x8100, ipv6: 0x86dd, pppoe: 0x8864 } as const
/** Where the true EtherType stands, behind what was read as one. */
const offsets = [0, 2, 4, 6] as const
const vlanBytes = 4
/** Version, type and code of a session. */
const pppoeStart = 0x1100

/** Where the EtherType behind a tag stands, where `at` is behind what was read as one; -1 where there is none. */
export function typeBehindTag(buf: Buffer, { at, end, wireEnd }: LinkView): number {
  for (const offset of offsets) if (isType(buf, at + offset, end, wireEnd)) return at + offset
  return -1
}

/** Whether what follows is what the number at `start` says. */
function isType(buf: Buffer, start: number, end: number, wireEnd: number): boolean {
  let at = start
  while (end - at >= vlanBytes && buf.readUInt16BE(at) === types.vlan) at += vlanBytes
  if (end - at < 4) return false
  const type = buf.readUInt16BE(at)
  if (type === types.pppoe) return buf.readUInt16BE(at + 2) === pppoeStart
  const version = (buf[at + 2] as number) >> 4
  return (
    ((type === types.ipv4 && version === 4) || (type === types.ipv6 && version === 6)) &&
    isInnerPacket(buf, at + 2, end, wireEnd, true)
  )
}
