/** Builds what captures say of the apps and processes behind packets, as PCAPdroid, Wireshark and Apple write it. */

import { crc32 } from 'node:zlib'
import { pcapngBlock, pcapngOptions } from './capture.ts'
import type { PcapngOption } from './capture.ts'

function u32(value: number, isBigEndian = false): Buffer {
  const bytes = Buffer.alloc(4)
  if (isBigEndian) bytes.writeUInt32BE(value >>> 0, 0)
  else bytes.writeUInt32LE(value >>> 0, 0)
  return bytes
}

/** A frame of PCAPdroid with its extensions: link addresses of zeros, the packet, padding, and the trailer. */
export function pcapdroidFrame(packet: Buffer, uid: number, name: string): Buffer {
  const etherType = (packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800
  const link = Buffer.alloc(14)
  link.writeUInt16BE(etherType, 12)
  const padding = Buffer.alloc(-(14 + packet.length) & 3)
  const trailer = Buffer.alloc(28)
  trailer.writeUInt32BE(0x01072021, 0)
  trailer.writeInt32BE(uid, 4)
  trailer.write(name, 8, 20, 'utf8')
  const body = Buffer.concat([link, packet, padding, trailer])
  return Buffer.concat([body, u32(crc32(body))])
}

/** PCAPdroid's table of apps: one entry. */
export function uidMapBlock(uid: number, packageName: string, name: string, isBigEndian = false): Buffer {
  const head = Buffer.from([0, 0, 1, 0])
  if (isBigEndian) head.writeUInt16BE(1, 0)
  else head.writeUInt16LE(1, 0)
  const lengths = Buffer.from([Buffer.byteLength(packageName), Buffer.byteLength(name)])
  const body = [
    u32(62_652, isBigEndian),
    head,
    u32(uid, isBigEndian),
    lengths,
    Buffer.from(packageName + name),
  ]
  return pcapngBlock(0x0bad, Buffer.concat(body), isBigEndian)
}

/** Wireshark's process information: its content is little-endian in any section. */
export function processBlock(pid: number, options: PcapngOption[], isBigEndian = false): Buffer {
  const entry = Buffer.concat([u32(pid), pcapngOptions(options)])
  return pcapngBlock(
    0x0bad,
    Buffer.concat([u32(32_622, isBigEndian), u32(3), u32(entry.length), entry]),
    isBigEndian,
  )
}

/** Apple's process block. */
export function darwinProcessBlock(pid: number, name: string, isBigEndian = false): Buffer {
  const options = pcapngOptions([{ code: 2, value: Buffer.from(name) }], isBigEndian)
  return pcapngBlock(0x80000001, Buffer.concat([u32(pid, isBigEndian), options]), isBigEndian)
}

/** The option of a packet that names its process, by number. */
export function pidOption(pid: number, isBigEndian = false): PcapngOption {
  return { code: 8, value: Buffer.concat([u32(pid, isBigEndian), u32(0)]) }
}

/** The options of a packet that refer to Apple's process blocks. */
export function darwinOption(index: number, isEffective = false): PcapngOption {
  return { code: isEffective ? 0x8003 : 0x8001, value: u32(index) }
}

/** Apple's packet tap before a frame of another link type. */
export function pktap(
  frame: Buffer,
  linkType: number,
  process: { pid: number; name: string },
  effective: { pid: number; name: string } = { pid: -1, name: '' },
): Buffer {
  const header = Buffer.alloc(156)
  header.writeUInt32LE(156, 0)
  header.writeUInt32LE(1, 4)
  header.writeUInt32LE(linkType, 8)
  header.write('en0', 12)
  header.writeInt32LE(process.pid, 52)
  header.write(process.name, 56, 16)
  header.writeInt32LE(effective.pid, 84)
  header.write(effective.name, 88, 16)
  return Buffer.concat([header, frame])
}
