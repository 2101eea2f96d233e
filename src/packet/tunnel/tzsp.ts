/**
 * TZSP (TaZmen Sniffer Protocol): frames that a router or access point heard, sent in UDP to whoever watches them (port
 * 37008). Known by that port and its content. As routers of MikroTik and dissectors of it write and read it.
 */

import { beginsWithText } from '../../core/signs/leading-text.ts'
import { readEthernet } from '../link/ethernet.ts'
import { linkFates } from '../link/link-view.ts'
import { readWlan } from '../link/wlan.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'
import { isInnerFrame } from './inner-packet.ts'

/** The port of UDP that is registered for it. */
export const tzspPort = 37_008

const version = 1
/** Messages that carry a frame: one that was received, and one that is to be sent. The others keep the way open. */
const lastFrameMessage = 1
const frames = { ethernet: 1, wlan: 18 } as const
/** Tags without a length; each other has one, and its content. */
const tags = { padding: 0, end: 1 } as const
/** Bytes of version, message and the kind of the frame. */
const headBytes = 4
const ethernetHeaderBytes = 14

/** Where the header stands in the UDP payload `buf[start, end)`: at its start; -1 where no frame follows. */
export function tzspStart(
  buf: Buffer,
  start: number,
  end: number,
  _wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if (sourcePort !== tzspPort && targetPort !== tzspPort) return -1
  if (end - start < headBytes || buf[start] !== version || (buf[start + 1] as number) > lastFrameMessage)
    return -1
  const kind = buf.readUInt16BE(start + 2)
  const frame = frameAt(buf, start + headBytes, end)
  if (frame < 0 || end - frame < ethernetHeaderBytes) return -1
  if (kind === frames.ethernet) return isInnerFrame(buf, frame, end) ? start : -1
  return kind === frames.wlan && isWlan(buf, frame, end) ? start : -1
}

/** Of the frames of Wi-Fi only the version is the same in all (IEEE 802.11-2020, 9.2.4.1.2); and none begins with text. */
function isWlan(buf: Buffer, at: number, end: number): boolean {
  return ((buf[at] as number) & 3) === 0 && !beginsWithText(buf, at, end)
}

/** What `tzspStart` found: behind the tags a frame of Ethernet or Wi-Fi. */
export function readTzsp(buf: Buffer, view: LinkView): LinkFate {
  const { at, end } = view
  const frame = end - at < headBytes ? -1 : frameAt(buf, at + headBytes, end)
  if (frame < 0) return linkFates.malformed
  view.at = frame
  view.isMirrored = true
  return buf.readUInt16BE(at + 2) === frames.wlan ? readWlan(buf, view) : readEthernet(buf, view)
}

/** Behind the tag that ends the list; -1 where there is none. */
function frameAt(buf: Buffer, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const tag = buf[at] as number
    if (tag === tags.end) return at + 1
    if (tag === tags.padding) at++
    else if (at + 1 < end) at += 2 + (buf[at + 1] as number)
    else return -1
  }
  return -1
}
