/**
 * VXLAN (RFC 7348): Ethernet frames in UDP, usually to port 4789 (8472 where Linux chose before the RFC did). Recognised
 * by its content: the header has one bit and a number, all else must be zero, and a frame must follow. With group policy
 * (draft-smith-vxlan-group-policy) a second bit says that two reserved bytes are the group, and two more bits may be set.
 */

import { isKnownType } from '../link/ether-type.ts'
import { isInnerPacket } from './inner-packet.ts'

/** The first byte of a header with group policy; those without begin with 0x08. */
export const vxlanGroupPolicyFirst = 0x88

const ports = { registered: 4_789, linux: 8_472 } as const

/** The shortest payload of an Ethernet frame: shorter ones are padded to it. */
const ethernetPayloadMin = 46

/** Where the inner frame begins in the UDP payload `buf[start, end)`; -1 where this is no VXLAN packet. */
export function vxlanFrameStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  const frame = start + 8
  if (end - frame < 14) return -1
  const flags = buf.readUInt32BE(start)
  const isPlain = flags === 0x0800_0000
  const isGroupPolicy = (flags & ~0x0048_ffff) >>> 0 === 0x8800_0000
  if ((!isPlain && !isGroupPolicy) || buf[start + 7] !== 0) return -1
  const isHinted = [sourcePort, targetPort].some((port) => port === ports.registered || port === ports.linux)
  let at = frame + 14
  let etherType = buf.readUInt16BE(at - 2)
  if (isHinted && isKnownType(etherType)) return frame
  for (let tags = 0; (etherType === 0x8100 || etherType === 0x88a8) && tags < 2; tags++) {
    if (end - at < 4) return -1
    etherType = buf.readUInt16BE(at + 2)
    at += 4
  }
  if (etherType !== 0x0800 && etherType !== 0x86dd) return -1
  if (isInnerPacket(buf, at, end, wireEnd, isHinted)) return frame
  // A short packet in a padded frame.
  if (wireEnd - at !== ethernetPayloadMin || etherType !== 0x0800 || end - at < 20) return -1
  const packetEnd = at + buf.readUInt16BE(at + 2)
  return packetEnd < wireEnd && isInnerPacket(buf, at, Math.min(end, packetEnd), packetEnd, false)
    ? frame
    : -1
}
