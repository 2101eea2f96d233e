/**
 * L2TP: version 2 (RFC 2661) carries PPP in UDP on port 1701; version 3 (RFC 3931) carries Ethernet there, or in IP
 * itself (protocol 115). Messages that set the tunnel up stay what they are: ordinary payload.
 */

import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { wholeFrameStart } from '../link/multilink.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'
import { isInnerPacket } from './inner-packet.ts'

/** The port of UDP that is registered for both versions. */
export const l2tpPort = 1_701

/** Bits of the first two bytes. */
const flags = {
  control: 0x8000,
  length: 0x4000,
  sequence: 0x0800,
  offset: 0x0200,
  version: 0x000f,
  reserved: 0x34f0,
} as const

/** Protocols of the link itself: LCP, PAP, LQR, CHAP, EAP, and those of IP, IPv6 and compression (RFC 1661 and others). */
const controlProtocols: ReadonlySet<number> = new Set([
  0xc021, 0xc023, 0xc025, 0xc223, 0xc227, 0x8021, 0x8057, 0x80fd,
])

/** A piece of a frame that goes over several links: read where it is a whole one. */
const multilink = 0x003d

/** Both ends know how long cookie and sublayer are; the packets do not say. Together they are so many bytes. */
const sessionBytes = [0, 4, 8, 12] as const

/** Where the PPP frame begins in the UDP payload `buf[start, end)`; -1 where this is no data of version 2. */
export function l2tpFrameStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== l2tpPort && targetPort !== l2tpPort) return -1
  if (end - start < 10) return -1
  const head = buf.readUInt16BE(start)
  if ((head & (flags.control | flags.reserved)) !== 0 || (head & flags.version) !== 2) return -1
  let at = start + 2
  if ((head & flags.length) !== 0) {
    const stated = buf.readUInt16BE(at)
    if (stated < 8 || start + stated > wireEnd) return -1
    at += 2
  }
  at += 4
  if ((head & flags.sequence) !== 0) at += 4
  if ((head & flags.offset) !== 0) {
    if (end - at < 2) return -1
    at += 2 + buf.readUInt16BE(at)
  }
  return isPppFrame(buf, at, end, wireEnd) ? at : -1
}

/** Whether a frame of PPP stands at `at`: of the link's own protocols, or with a whole IP packet. */
function isPppFrame(buf: Buffer, start: number, end: number, wireEnd: number): boolean {
  let at = start
  if (end - at < 4) return false
  if (buf[at] === 0xff && buf[at + 1] === 0x03) at += 2
  const first = buf[at] as number
  const isShort = (first & 1) === 1
  if (!isShort && end - at < 2) return false
  const protocol = isShort ? first : (first << 8) | (buf[at + 1] as number)
  if (protocol === 0x0021 || protocol === 0x0057)
    return isInnerPacket(buf, at + (isShort ? 1 : 2), end, wireEnd, true)
  if (protocol === multilink) return wholeFrameStart(buf, at + (isShort ? 1 : 2), end, wireEnd) >= 0
  return !isShort && controlProtocols.has(protocol) && isControlPacket(buf, at + 2, end, wireEnd)
}

/** A code, a number and a length, which counts from the code (RFC 1661, 5). */
function isControlPacket(buf: Buffer, at: number, end: number, wireEnd: number): boolean {
  if (end - at < 4) return false
  const code = buf[at] as number
  const length = buf.readUInt16BE(at + 2)
  return code >= 1 && code <= 15 && length >= 4 && at + length <= wireEnd
}

/** Where the Ethernet frame begins in the UDP payload `buf[start, end)`; -1 where this is no data of version 3. */
export function l2tp3FrameStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== l2tpPort && targetPort !== l2tpPort) return -1
  if (end - start < 8) return -1
  const head = buf.readUInt16BE(start)
  if ((head & flags.control) !== 0 || (head & flags.version) !== 3) return -1
  return frameInSession(buf, start + 8, end, wireEnd)
}

/** The number of no session, then flags, length, number of the connection, and what was sent and got (RFC 3931, 3.2.1). */
const controlHeaderBytes = 16

/** IP protocol 115: the number of a session, then as above. */
export function readL2tpPacket(buf: Buffer, view: LinkView): LinkFate {
  const { at, end, wireEnd } = view
  if (end - at < 4) return linkFates.malformed
  if (buf.readUInt32BE(at) === 0) {
    view.at = Math.min(end, at + controlHeaderBytes)
    view.name = 'l2tp control'
    return linkFates.other
  }
  const frame = frameInSession(buf, at + 4, end, wireEnd)
  if (frame < 0) {
    view.name = 'l2tp session'
    return linkFates.unsupported
  }
  view.at = frame
  return readEthernet(buf, view)
}

/** The first place where an Ethernet frame with a whole IP packet stands. */
function frameInSession(buf: Buffer, start: number, end: number, wireEnd: number): number {
  for (const skipped of sessionBytes) {
    const frame = start + skipped
    if (end - frame < 14) return -1
    let at = frame + 14
    let etherType = buf.readUInt16BE(at - 2)
    if (etherType === 0x8100 && end - at >= 4) {
      etherType = buf.readUInt16BE(at + 2)
      at += 4
    }
    if (etherType !== 0x0800 && etherType !== 0x86dd) continue
    if (isInnerPacket(buf, at, end, wireEnd, true)) return frame
  }
  return -1
}
