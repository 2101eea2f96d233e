/**
 * From datagrams to the bytes of a capture file, as PCAPdroid's UDP exporter sends it: the file's header in the first
 * datagram, then whole records in each. A datagram that was lost leaves no hole in a record; one that holds no whole
 * records is left out, so that the records behind it are still read.
 */
import { byteCount } from '../../core/byte-count.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { sniffFormat } from '../../source/sniff.ts'

/** Oddities of records in datagrams. */
export const datagramAnomalies: { readonly [name in 'noHeader' | 'odd']: AnomalyCode } = {
  noHeader: {
    code: 'source.network.no_header',
    kind: 'ambiguous',
    sentence: 'The datagram with the header of the capture was missed: its records were read by their form.',
  },
  odd: {
    code: 'source.network.odd_datagram',
    kind: 'malformed',
    sentence: 'A datagram does not hold whole records of the capture and was left out.',
  },
}

const recordHeaderBytes = 16
/** Where the packet stands in an enhanced packet block. */
const packetAt = 28
const sectionHeader = 0x0a0d_0d0a
const linkTypes = { ethernet: 1, rawIp: 101 } as const

/** The datagrams of one capture. */
export class RecordDatagrams {
  private readonly anomalies: AnomalyLog
  private format: 'pcap' | 'pcapng' | null = null
  private isBigEndian = false

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /** What of the capture file the datagram stands for: nothing, the datagram, or a header that was missed before it. */
  take(datagram: Buffer): readonly Buffer[] {
    const format = sniffFormat(datagram, 0, datagram.length)
    if (format === 'pcap' || format === 'pcapng') {
      const isBig =
        format === 'pcap'
          ? datagram.readUInt32BE(0) >>> 16 === 0xa1b2
          : datagram.length >= 12 && datagram.readUInt32BE(8) === 0x1a2b_3c4d
      const isWhole = format === 'pcap' ? datagram.length >= 24 : isBlocks(datagram, isBig)
      if (isWhole && (format === 'pcapng' || isRecords(datagram, 24, isBig))) {
        this.format = format
        this.isBigEndian = isBig
        return [datagram]
      }
      return this.leaveOut(datagram)
    }
    if (this.format === null) return this.guess(datagram)
    const isSound =
      this.format === 'pcap' ? isRecords(datagram, 0, this.isBigEndian) : isBlocks(datagram, this.isBigEndian)
    return isSound ? [datagram] : this.leaveOut(datagram)
  }

  /** The exporter was started before us: its records are those of a little-endian machine, without or with Ethernet. */
  private guess(datagram: Buffer): readonly Buffer[] {
    if (isPacketBlocks(datagram)) return this.guessBlocks(datagram)
    const isRecord = datagram.length >= recordHeaderBytes + 20 && isRecords(datagram, 0, false)
    const version = (datagram[recordHeaderBytes] ?? 0) >> 4
    const hasAddresses = datagram
      .subarray(recordHeaderBytes, recordHeaderBytes + 12)
      .some((byte) => byte !== 0)
    if (!isRecord || (version !== 4 && version !== 6 && hasAddresses)) return this.leaveOut(datagram)
    this.anomalies.note(datagramAnomalies.noHeader, 0)
    this.format = 'pcap'
    const header = Buffer.from('d4c3b2a1020004000000000000000000ffff000000000000', 'hex')
    header.writeUInt32LE(version === 4 || version === 6 ? linkTypes.rawIp : linkTypes.ethernet, 20)
    return [header, datagram]
  }

  /** Of pcapng: a section and an interface are made up, without Ethernet where the first packet begins as IP does. */
  private guessBlocks(datagram: Buffer): readonly Buffer[] {
    this.anomalies.note(datagramAnomalies.noHeader, 0)
    this.format = 'pcapng'
    const version = (datagram[packetAt] as number) >> 4
    const hasAddresses = datagram.subarray(packetAt, packetAt + 12).some((byte) => byte !== 0)
    const isIp = (version === 4 || version === 6) && hasAddresses
    const header = Buffer.from(
      '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000010000001400000000000000ffff000014000000',
      'hex',
    )
    header.writeUInt16LE(isIp ? linkTypes.rawIp : linkTypes.ethernet, 36)
    return [header, datagram]
  }

  private leaveOut(datagram: Buffer): readonly Buffer[] {
    this.anomalies.note(datagramAnomalies.odd, 0, byteCount(datagram.length))
    return []
  }
}

/** Whether `datagram` is made of whole pcap records from `start` on (of none, too). */
function isRecords(datagram: Buffer, start: number, isBigEndian: boolean): boolean {
  let at = start
  while (at < datagram.length) {
    if (datagram.length - at < recordHeaderBytes) return false
    const captured = isBigEndian ? datagram.readUInt32BE(at + 8) : datagram.readUInt32LE(at + 8)
    at += recordHeaderBytes + captured
  }
  return at === datagram.length
}

/** Whether `datagram` is made of whole pcapng blocks, the first an enhanced packet block of the first interface. */
function isPacketBlocks(datagram: Buffer): boolean {
  if (datagram.length < packetAt + 24 || !isBlocks(datagram, false)) return false
  const length = datagram.readUInt32LE(4)
  const captured = datagram.readUInt32LE(20)
  return (
    datagram.readUInt32LE(0) === 6 &&
    datagram.readUInt32LE(8) === 0 &&
    captured >= 20 &&
    captured <= length - packetAt - 4 &&
    datagram.readUInt32LE(length - 4) === length
  )
}

/** Whether `datagram` is made of whole pcapng blocks. */
function isBlocks(datagram: Buffer, isBigEndian: boolean): boolean {
  let at = 0
  while (at < datagram.length) {
    if (datagram.length - at < 12) return false
    const isSection = datagram.readUInt32BE(at) === sectionHeader
    const isBig = isSection ? datagram.readUInt32BE(at + 8) === 0x1a2b_3c4d : isBigEndian
    const length = isBig ? datagram.readUInt32BE(at + 4) : datagram.readUInt32LE(at + 4)
    if (length < 12 || length % 4 !== 0) return false
    at += length
  }
  return at === datagram.length
}
