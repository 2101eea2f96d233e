/**
 * From datagrams to the bytes of a capture file, as PCAPdroid's UDP exporter sends it: the file's header in the first
 * datagram, then whole records in each. A datagram that was lost leaves no hole in a record; one that holds no whole
 * records is left out, so that the records behind it are still read.
 */
import type { AnomalyCode, AnomalyLog } from '../core/anomaly.ts'
import { sniffFormat } from '../source/sniff.ts'

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

  private leaveOut(datagram: Buffer): readonly Buffer[] {
    this.anomalies.note(datagramAnomalies.odd, 0, `${datagram.length} bytes`)
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
