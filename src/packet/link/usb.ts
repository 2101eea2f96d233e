/**
 * Captures of a USB bus, to which a phone is tethered (link types 189 and 220 of Linux, 249 of Windows): a header that says
 * what kind of transfer it is, then its bytes. Only bulk transfers carry packets.
 */

import { linkFates } from './link-view.ts'
import { readUsbNetwork } from './usb-network.ts'
import type { LinkFate, LinkLayer, LinkView } from './link-view.ts'

/** Kinds of transfers, by the numbers that both headers have. */
const kinds = ['isochronous', 'interrupt', 'control', 'bulk'] as const

/** Linux (usbmon): events are a submission, a completion or an error. */
const events: ReadonlySet<number> = new Set([0x53, 0x43, 0x45])
const usbmon = { event: 8, kind: 9, hasData: 15, statedBytes: 32, dataBytes: 36 } as const

function readUsbmon(buf: Buffer, view: LinkView, headerBytes: number): LinkFate {
  const { at, end } = view
  if (end - at < headerBytes || !events.has(buf[at + usbmon.event] as number)) return linkFates.malformed
  // In the order of the machine's bytes: a transfer is no longer than 16 MiB.
  const isBig = buf[at + usbmon.statedBytes + 3] !== 0
  const length = (place: number): number =>
    isBig ? buf.readUInt32BE(at + place) : buf.readUInt32LE(at + place)
  const dataBytes = buf[at + usbmon.hasData] === 0 ? length(usbmon.dataBytes) : 0
  const statedBytes = dataBytes === 0 ? 0 : Math.max(dataBytes, length(usbmon.statedBytes))
  view.at = at + headerBytes
  return readTransfer(buf, view, buf[at + usbmon.kind] as number, statedBytes)
}

/** Link type 189. */
export const readUsbLinux: LinkLayer = (buf, view) => readUsbmon(buf, view, 48)

/** Link type 220: sixteen bytes more. */
export const readUsbLinuxMapped: LinkLayer = (buf, view) => readUsbmon(buf, view, 64)

const usbPcap = { kind: 22, dataBytes: 23, headerBytesMin: 27 } as const

/** Link type 249, of USBPcap: a length of the header, little-endian as all of it. */
export const readUsbPcap: LinkLayer = (buf, view) => {
  const { at, end } = view
  if (end - at < usbPcap.headerBytesMin) return linkFates.malformed
  const headerBytes = buf.readUInt16LE(at)
  if (headerBytes < usbPcap.headerBytesMin || headerBytes > end - at) return linkFates.malformed
  view.at = at + headerBytes
  return readTransfer(buf, view, buf[at + usbPcap.kind] as number, buf.readUInt32LE(at + usbPcap.dataBytes))
}

/** The `statedBytes` of a transfer at `view.at`. */
function readTransfer(buf: Buffer, view: LinkView, kind: number, statedBytes: number): LinkFate {
  const { at, end } = view
  if (statedBytes === 0) {
    view.name = 'usb without data'
    return linkFates.other
  }
  if (kinds[kind] !== 'bulk') {
    view.name = `usb ${kinds[kind] ?? 'transfer'}`
    return linkFates.unsupported
  }
  view.wireEnd = Math.max(at, Math.min(view.wireEnd, at + statedBytes))
  view.end = Math.min(end, view.wireEnd)
  return readUsbNetwork(buf, view)
}
