/**
 * What a bulk transfer of USB carries between a phone and whom it gives its network to: frames of Ethernet in RNDIS (Android
 * of old, Windows), in NCM (CDC 1.0; MBIM has bare packets in the same form), bare as in CDC-ECM, or behind two bytes (iPhone);
 * or packets of a modem in QMAP. All numbers are little-endian. Known by their form; the rest of USB is not read.
 */

import { hasContent } from '../has-content.ts'
import { isInnerPacket } from '../tunnel/inner-packet.ts'
import { readEthernet } from './ethernet.ts'
import { linkFates } from './link-view.ts'
import { isQmap, readQmap } from './qmap.ts'
import { readIpVersion } from './ip-version.ts'
import type { LinkFate, LinkLayer, LinkPart, LinkView } from './link-view.ts'

/** The content of a bulk transfer. */
export function readUsbNetwork(buf: Buffer, view: LinkView): LinkFate {
  const { at, end, wireEnd } = view
  if (end - at >= 4) {
    if (buf.readUInt32LE(at) === rndis.packet && end - at >= rndis.headerBytes) return readRndis(buf, view)
    const form = ncmForms.get(buf.toString('latin1', at, at + 4))
    if (form !== undefined) return readNcm(buf, view, form)
  }
  for (const skipped of [0, 2]) {
    if (!isFrame(buf, at + skipped, end, wireEnd)) continue
    view.at = at + skipped
    return readEthernet(buf, view)
  }
  if (isInnerPacket(buf, at, end, wireEnd, false)) return readIpVersion(buf, view)
  if (isQmap(buf, view)) return readQmap(buf, view)
  view.name = 'usb bulk'
  return linkFates.unsupported
}

const rndis = {
  packet: 1,
  length: 4,
  dataOffset: 8,
  dataLength: 12,
  /** From where the offset counts. */
  offsetBase: 8,
  headerBytes: 44,
} as const

/** Messages REMOTE_NDIS_PACKET_MSG, one behind the other. */
function readRndis(buf: Buffer, view: LinkView): LinkFate {
  const { end, wireEnd } = view
  const parts: LinkPart[] = []
  for (let at = view.at; at < end && hasContent(buf, at, end); ) {
    const isPacket = end - at >= rndis.headerBytes && buf.readUInt32LE(at) === rndis.packet
    const messageEnd = isPacket ? at + buf.readUInt32LE(at + rndis.length) : 0
    const start = isPacket ? at + rndis.offsetBase + buf.readUInt32LE(at + rndis.dataOffset) : 0
    const stop = isPacket ? start + buf.readUInt32LE(at + rndis.dataLength) : 0
    if (start < at + rndis.headerBytes || stop > messageEnd || messageEnd > wireEnd) {
      parts.push({ start: at, at: -1, end: wireEnd })
      break
    }
    parts.push({ start: at, at: start, end: stop })
    at = messageEnd
  }
  return several(view, parts, readEthernet)
}

/** The two widths of NCM's numbers: where the first table stands, and in a table the next one and its entries. */
interface NcmForm {
  readonly width: 2 | 4
  readonly indexAt: number
  readonly nextAt: number
  readonly entriesAt: number
}
const ncmForms: ReadonlyMap<string, NcmForm> = new Map([
  ['NCMH', { width: 2, indexAt: 10, nextAt: 6, entriesAt: 8 }],
  ['ncmh', { width: 4, indexAt: 12, nextAt: 8, entriesAt: 16 }],
])
/** What tables name, by the first three signs: frames, or packets of a session. */
const ncmTables: ReadonlyMap<string, LinkLayer> = new Map([
  ['ncm', readEthernet],
  ['ips', readIpVersion],
])
/** Tables of one block. */
const ncmTablesMax = 64

function readNcm(buf: Buffer, view: LinkView, { width, indexAt, nextAt, entriesAt }: NcmForm): LinkFate {
  const { at: block, end, wireEnd } = view
  const number = (at: number): number => (at + width > end ? 0 : buf.readUIntLE(at, width))
  const parts: LinkPart[] = []
  let layer: LinkLayer = readEthernet
  let table = number(block + indexAt)
  let claimed = 0
  for (let count = 0; table !== 0 && count < ncmTablesMax; count++) {
    const at = block + table
    if (at + entriesAt > end) return linkFates.malformed
    const tableLayer = ncmTables.get(buf.toString('latin1', at, at + 3).toLowerCase())
    const statedEnd = at + buf.readUInt16LE(at + 4)
    const tableEnd = Math.min(end, statedEnd)
    table = number(at + nextAt)
    if (tableLayer === undefined) continue
    layer = tableLayer
    // What a table that is cut would have named is not known: that it is cut must be said.
    if (statedEnd > end) parts.push({ start: at, at: -1, end: wireEnd })
    for (let entry = at + entriesAt; entry + 2 * width <= tableEnd; entry += 2 * width) {
      const start = number(entry)
      const length = number(entry + width)
      if (start === 0 || length === 0) break
      const stop = block + start + length
      // Looked at before all are collected: tables may name the same bytes a million times.
      claimed += length
      if (claimed > wireEnd - block) return linkFates.malformed
      parts.push({
        start: block + start,
        at: stop > wireEnd ? -1 : block + start,
        end: Math.min(stop, wireEnd),
      })
    }
  }
  parts.sort((left, right) => left.start - right.start)
  // What claims the bytes of another, or those behind the end, is no frame.
  const isSound = parts.every(
    ({ start, end: stop }, index) => start < end && start >= (parts[index - 1]?.end ?? 0) && stop > start,
  )
  return isSound ? several(view, parts, layer) : linkFates.malformed
}

function several(view: LinkView, parts: LinkPart[], layer: LinkLayer): LinkFate {
  view.parts = parts
  view.partLayer = layer
  if (parts.length > 0) return linkFates.parts
  view.name = 'usb without data'
  return linkFates.other
}

/** A frame of Ethernet that names what follows, and holds it. */
function isFrame(buf: Buffer, at: number, end: number, wireEnd: number): boolean {
  if (end - at < 28) return false
  const etherType = buf.readUInt16BE(at + 12)
  // ARP between addresses of Ethernet and IPv4.
  if (etherType === 0x0806) return buf.readUInt32BE(at + 14) === 0x0001_0800
  return (etherType === 0x0800 || etherType === 0x86dd) && isInnerPacket(buf, at + 14, end, wireEnd, true)
}
