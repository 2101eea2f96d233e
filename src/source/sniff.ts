import type { EntryFormat } from './entry.ts'
import { sessionFileOf } from './recorders/fiddler.ts'
import { pcapMagics } from './packets/pcap.ts'
import { sniffText } from './sniff-text.ts'
import { storedHeadBytes, storedRecordAt } from './archives/stored-zip.ts'

/** What a file is by its first bytes. `more`: too few bytes to tell; at the end of a file that means `unknown`. */
export type SniffedFormat = 'pcap' | 'pcapng' | 'gzip' | EntryFormat | 'more' | 'unknown'

const zipMagic = 0x504b0304

/**
 * Judges by content, never by a name: exporters and users rename capture files freely. `isLast`: no more bytes will come.
 */
export function sniffFormat(buf: Buffer, start: number, end: number, isLast = false): SniffedFormat {
  const format = sniffMagic(buf, start, end)
  return format === 'unknown' ? sniffText(buf, start, end, isLast) : format
}

function sniffMagic(
  buf: Buffer,
  start: number,
  end: number,
): 'pcap' | 'pcapng' | 'gzip' | 'fiddler' | 'more' | 'unknown' {
  const length = end - start
  if (length >= 2 && buf[start] === 0x1f && buf[start + 1] === 0x8b) {
    if (length < 3) return 'more'
    // RFC 1952 section 2.3.1: the only compression method is 8.
    return buf[start + 2] === 8 ? 'gzip' : 'unknown'
  }
  if (length < 4) return couldBegin(buf, start, length) ? 'more' : 'unknown'
  const magic = buf.readUInt32BE(start)
  if (pcapMagics.includes(magic) || pcapMagics.includes(buf.readUInt32LE(start))) return 'pcap'
  if (magic === zipMagic) return sniffZip(buf, start, end)
  if (magic !== 0x0a0d0d0a) return 'unknown'
  if (length < 12) return 'more'
  // These four bytes may begin a text too. The byte-order mark settles it; where it is damaged, a sane length does.
  const mark = buf.readUInt32BE(start + 8)
  if (mark === 0x1a2b3c4d || mark === 0x4d3c2b1a) return 'pcapng'
  const blockLength = Math.min(buf.readUInt32LE(start + 4), buf.readUInt32BE(start + 4))
  return blockLength >= 28 && blockLength % 4 === 0 && blockLength < 65_536 ? 'pcapng' : 'unknown'
}

/** Archives are opened by who can look at their end. Here they are known where their files are stored, and are a recording. */
function sniffZip(buf: Buffer, start: number, end: number): 'fiddler' | 'more' | 'unknown' {
  if (end - start < storedHeadBytes) return 'more'
  const record = storedRecordAt(buf.subarray(start, end), 0)
  if (record === null) return 'unknown'
  if (start + record.dataAt > end) return 'more'
  return sessionFileOf(record.name) === null ? 'unknown' : 'fiddler'
}

function couldBegin(buf: Buffer, start: number, length: number): boolean {
  const magics = pcapMagics.flatMap((magic) => [bytesOf(magic), bytesOf(magic).reverse()])
  magics.push([0x0a, 0x0d, 0x0d, 0x0a], [0x1f, 0x8b, 8])
  return magics.some((magic) => {
    for (let index = 0; index < length; index++) {
      if (buf[start + index] !== magic[index]) return false
    }
    return true
  })
}

function bytesOf(magic: number): number[] {
  return [magic >>> 24, (magic >>> 16) & 0xff, (magic >>> 8) & 0xff, magic & 0xff]
}
