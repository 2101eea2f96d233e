/**
 * GTP-U (3GPP TS 29.281): the packets of a phone between base station and core network, in UDP, usually on port 2152.
 * Recognised by its content: three lengths and a version must agree with each other, whatever the port.
 */

import { limits } from '../../core/limits.ts'
import { isInnerPacket } from './inner-packet.ts'

const userPort = 2_152
/** G-PDU: the message that carries a packet. The others are the tunnel's own. */
const packetMessage = 255

/** Bits of the first byte: an extension header, a sequence number, an N-PDU number. Any of them adds four bytes. */
const flags = { extension: 0x04, any: 0x07 } as const

/**
 * Where the inner packet begins in the UDP payload `buf[start, end)`, which ends on the wire at `wireEnd`; -1 where this
 * is no GTP-U packet.
 */
export function gtpPacketStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (end - start < 8 + 20) return -1
  const first = buf[start] as number
  // Version 1, the protocol GTP (not GTP'), and a spare bit that is 0.
  if ((first & 0xf8) !== 0x30 || buf[start + 1] !== packetMessage) return -1
  if (start + 8 + buf.readUInt16BE(start + 2) !== wireEnd) return -1
  let at = start + 8
  if ((first & flags.any) !== 0) {
    at += 4
    let next = (first & flags.extension) === 0 ? 0 : (buf[at - 1] as number)
    for (let headers = 0; next !== 0; headers++) {
      if (at >= end || headers === limits.packet.nestingMax) return -1
      const length = (buf[at] as number) * 4
      if (length === 0 || length > end - at) return -1
      at += length
      next = buf[at - 1] as number
    }
  }
  const isHinted = sourcePort === userPort || targetPort === userPort
  return isInnerPacket(buf, at, end, wireEnd, isHinted) ? at : -1
}
