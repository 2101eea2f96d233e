/** GRE in UDP (RFC 8086): on a port of its own, and known by it and what follows. */

import { isInnerPacket } from './inner-packet.ts'

/** The port of UDP that is registered for it. */
export const greInUdpPort = 4_754

const etherTypes: ReadonlySet<number> = new Set([0x0800, 0x86dd])
const ethernetType = 0x6558
/** Flags that a header of version 0 may have: a key and a number of the packet; with its checksum no port is needed. */
const words = { key: 0x2000, sequence: 0x1000 } as const

/** Where the header of GRE stands in the UDP payload `buf[start, end)`: at its start; -1 where no packet follows. */
export function greInUdpStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== greInUdpPort && targetPort !== greInUdpPort) return -1
  return greStart(buf, start, end, wireEnd)
}

/** The same where something else than the port says that it is GRE. */
export function greStart(buf: Buffer, start: number, end: number, wireEnd: number): number {
  if (end - start < 4) return -1
  const flags = buf.readUInt16BE(start)
  if ((flags & ~(words.key | words.sequence)) !== 0) return -1
  const inner = start + 4 + ((flags & words.key) === 0 ? 0 : 4) + ((flags & words.sequence) === 0 ? 0 : 4)
  const type = buf.readUInt16BE(start + 2)
  if (type === ethernetType) return end - inner >= 14 ? start : -1
  return etherTypes.has(type) && isInnerPacket(buf, inner, end, wireEnd, true) ? start : -1
}
