/**
 * Reads pcapng files (draft-ietf-opsawg-pcapng): any number of sections, each with its own byte order and interfaces.
 *
 * A block whose length makes no sense is damage. Then bytes are passed over, one by one, to the next place where a block
 * of a known type stands with both its lengths alike; what is passed over is counted as unread.
 */

import type { AnomalyLog } from '../../core/anomaly.ts'
import { byteCount } from '../../core/byte-count.ts'
import { limits } from '../../core/limits.ts'
import { countBlock } from '../../core/numbered-blocks.ts'
import { sourceAnomalies } from '../anomalies.ts'
import { FramedReader, framing } from '../framed-reader.ts'
import type { FrameSink } from '../types.ts'
import type { FrameTally } from './frame-tally.ts'
import {
  blockFrameBytes,
  blockTypes,
  endsAnother,
  enterprises,
  follows,
  isKnownType,
  isSectionBigEndian,
  localUseTypes,
  sectionOrder,
  text,
  word,
} from './pcapng/blocks.ts'
import { InterfaceBlocks } from './pcapng/interface-blocks.ts'
import { readNameRecords } from './pcapng/name-records.ts'
import { PcapngOptions } from './pcapng/options.ts'
import { packetBlockBytes, PacketBlocks } from './pcapng/packet-blocks.ts'
import { ProcessBlocks } from './pcapng/process-blocks.ts'
import { PcapngProcesses } from './pcapng/processes.ts'
import { PcapngSection } from './pcapng/section.ts'
import { StatedDrops } from './pcapng/stated-drops.ts'

/** While looking for the next block after damage: no block larger than this is believed. */
const resyncBlockBytesMax = 327_680

/** Its state `start` accepts only a section header. */
export class PcapngReader extends FramedReader {
  readonly format = 'pcapng'
  private hasSection = false
  private readonly section: PcapngSection = new PcapngSection()
  private readonly options: PcapngOptions
  private readonly wantsBlocks: boolean
  private readonly processes: PcapngProcesses
  private readonly packets: PacketBlocks
  private readonly interfaces: InterfaceBlocks
  private readonly described: ProcessBlocks

  constructor(sink: FrameSink, anomalies: AnomalyLog, tally: FrameTally | null = null) {
    super(sink, anomalies, blockFrameBytes, tally)
    const { section, counts } = this
    this.options = new PcapngOptions(section, counts, anomalies)
    this.wantsBlocks = sink.block !== undefined
    this.processes = new PcapngProcesses(this.tally.context.apps)
    const drops = new StatedDrops(counts)
    this.packets = new PacketBlocks(section, this.options, drops, this.processes, this.tally, anomalies)
    this.interfaces = new InterfaceBlocks(section, this.options, drops, counts, anomalies)
    this.described = new ProcessBlocks(section, this.options, this.processes, this.tally, anomalies)
  }

  protected step(buf: Buffer, at: number, end: number, isEnd: boolean): number {
    if (this.state === framing.records) return this.readBlocks(buf, at, end, isEnd)
    if (this.state === framing.resync) return this.resync(buf, at, end, isEnd)
    this.needBytes = blockFrameBytes
    if (end - at < blockFrameBytes) return at
    if (buf.readUInt32BE(at) === blockTypes.sectionHeader) this.state = framing.records
    else {
      this.anomalies.note(sourceAnomalies.pcapngNoSection, 0)
      this.state = framing.resync
    }
    return at
  }

  protected giveUp(bytes: number): void {
    if (this.state !== framing.resync)
      this.anomalies.note(
        sourceAnomalies.pcapngTorn,
        0,
        `${byteCount(bytes)} after frame ${this.counts.frames}`,
      )
    this.state = framing.resync
  }

  protected tornSkip(): void {
    this.anomalies.note(sourceAnomalies.pcapngTorn, 0, 'inside a skipped block')
  }

  private readBlocks(buf: Buffer, start: number, end: number, isEnd: boolean): number {
    let at = start
    while (end - at >= blockFrameBytes) {
      const isSection = buf.readUInt32BE(at) === blockTypes.sectionHeader
      const isBig = isSection ? sectionOrder(buf, at) : this.section.isBigEndian
      const type = word(buf, at, isBig)
      const length = word(buf, at + 4, isBig)
      if (length < blockFrameBytes || (length & 3) !== 0 || length > limits.source.recordBytesMax) {
        return this.judge(buf, at, end, type, length)
      }
      if (end - at < length) {
        this.needBytes = length
        return at
      }
      if (word(buf, at + length - 4, isBig) !== length) {
        const follower = follows(buf, at + length, end, isBig, isEnd)
        if (follower === 'more') {
          this.needBytes = length + blockFrameBytes
          return at
        }
        if (follower === 'no' || endsAnother(buf, at, length, isBig)) return this.damaged(at, type, length)
        this.anomalies.note(
          sourceAnomalies.pcapngTrailerDiffers,
          this.counts.frames,
          `block type 0x${type.toString(16)}`,
        )
      }
      if (isSection) this.openSection(buf, at)
      this.readBlock(buf, at, type, length)
      at += length
    }
    this.needBytes = blockFrameBytes
    return at
  }

  /** A block header that is not as it should be. */
  private judge(buf: Buffer, at: number, end: number, type: number, length: number): number {
    const isPacket = type === blockTypes.enhancedPacket || type === blockTypes.packet
    if (isPacket && length > limits.source.recordBytesMax && (length & 3) === 0) {
      // Believed to be a large packet only where the captured length inside agrees; it is passed over, never held.
      if (end - at < packetBlockBytes) {
        this.needBytes = packetBlockBytes
        return at
      }
      const captured = this.section.word(buf, at + 20)
      if (captured <= length - packetBlockBytes && captured > length - 65_536) {
        this.anomalies.note(
          sourceAnomalies.pcapngBlockTooLarge,
          this.counts.frames + 1,
          `${captured} bytes captured`,
        )
        this.skipBytes = length
        this.state = framing.skip
        return at
      }
    }
    return this.damaged(at, type, length)
  }

  private damaged(at: number, type: number, length: number): number {
    this.anomalies.note(
      sourceAnomalies.pcapngBadBlock,
      this.counts.frames,
      `block type 0x${type.toString(16)}, length ${length}`,
    )
    // The place itself is passed over: the search must not accept again what was just refused.
    this.counts.unreadBytes++
    this.state = framing.resync
    return at + 1
  }

  private resync(buf: Buffer, start: number, end: number, isEnd: boolean): number {
    let at = start
    while (end - at >= blockFrameBytes) {
      const isSection = buf.readUInt32BE(at) === blockTypes.sectionHeader
      if (isSection || (this.hasSection && isKnownType(this.section.word(buf, at)))) {
        const isBig = isSection ? isSectionBigEndian(buf, at) : this.section.isBigEndian
        const length = isBig === null ? 0 : word(buf, at + 4, isBig)
        if (length >= blockFrameBytes && (length & 3) === 0 && length <= resyncBlockBytesMax) {
          if (end - at >= length) {
            if (word(buf, at + length - 4, isBig === true) === length) {
              this.state = framing.records
              this.counts.unreadBytes += at - start
              return at
            }
          } else if (!isEnd) {
            this.needBytes = length
            this.counts.unreadBytes += at - start
            return at
          }
        }
      }
      at++
    }
    this.needBytes = blockFrameBytes
    this.counts.unreadBytes += at - start
    return at
  }

  private readBlock(buf: Buffer, at: number, type: number, length: number): void {
    if (this.wantsBlocks) this.tally.sink.block?.(type, buf, at, at + length, this.section.isBigEndian)
    switch (type) {
      case blockTypes.enhancedPacket:
        if (length >= packetBlockBytes) {
          this.packets.read(buf, at, length, this.section.word(buf, at + 8))
          return
        }
        break
      case blockTypes.packet:
        if (length >= packetBlockBytes) {
          this.packets.obsolete(buf, at, length)
          return
        }
        break
      case blockTypes.simplePacket:
        if (length >= 16) {
          this.packets.simple(buf, at, length)
          return
        }
        break
      case blockTypes.sectionHeader:
        if (length >= 28) {
          this.readSectionHeader(buf, at, length)
          return
        }
        break
      case blockTypes.interfaceDescription:
        if (length >= 20) {
          this.interfaces.describe(buf, at, length)
          return
        }
        this.interfaces.skip()
        break
      case blockTypes.nameResolution:
        this.readNames(buf, at + 8, at + length - 4)
        this.counts.containerBytes += length
        return
      case blockTypes.interfaceStatistics:
        if (length >= 24) {
          this.interfaces.statistics(buf, at, length)
          return
        }
        break
      case blockTypes.decryptionSecrets:
        if (length >= 20) {
          this.readSecrets(buf, at, length)
          return
        }
        break
      case blockTypes.custom:
      case blockTypes.customNoCopy:
        if (length >= 16) {
          this.readCustom(buf, at, length)
          return
        }
        break
      case blockTypes.darwinProcess:
        if (length >= 16) {
          this.counts.containerBytes += length
          this.described.darwin(buf, at, length)
          return
        }
        break
      default:
        if (type === blockTypes.systemdJournal) this.countNumbered()
        if (!isKnownType(type) && type < localUseTypes) {
          this.anomalies.note(
            sourceAnomalies.pcapngUnknownBlock,
            this.counts.frames,
            `block type 0x${type.toString(16)}, ${byteCount(length)}`,
          )
        }
        this.counts.containerBytes += length
        return
    }
    this.anomalies.note(
      sourceAnomalies.pcapngShortBlock,
      this.counts.frames,
      `block type 0x${type.toString(16)}, ${byteCount(length)}`,
    )
    this.counts.unreadBytes += length
  }

  /** What follows belongs to a new section, with its own byte order and interfaces. */
  private openSection(buf: Buffer, at: number): void {
    if (isSectionBigEndian(buf, at) === null) {
      this.anomalies.note(sourceAnomalies.pcapngByteOrder, this.counts.frames)
    }
    this.section.open(sectionOrder(buf, at))
    this.hasSection = true
    this.processes.openSection()
  }

  private readSectionHeader(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const major = this.section.half(buf, at + 12)
    if (major !== 1) this.anomalies.note(sourceAnomalies.pcapngOddVersion, this.counts.frames, `${major}`)
    let hardware = ''
    let system = ''
    let program = ''
    this.options.each(buf, at + 24, at + length - 4, (code, start, end) => {
      if (code === 2) hardware = text(buf, start, end)
      else if (code === 3) system = text(buf, start, end)
      else if (code === 4) program = text(buf, start, end)
    })
    const maker = [program, system, hardware].filter((part) => part !== '').join('; ')
    if (this.counts.application === null && maker !== '') this.counts.application = maker
  }

  /** Decryption secrets (section 4.7): their kind, length and bytes, then options. Handed on up to the limit. */
  private readSecrets(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const stated = this.section.word(buf, at + 12)
    const bytes = Math.min(stated, length - 20)
    if (stated > bytes) {
      this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, 'secrets beyond their block')
    }
    this.counts.secretsBytes += bytes
    const optionsStart = at + 16 + ((bytes + 3) & ~3)
    if (stated === bytes) this.options.each(buf, optionsStart, at + length - 4, () => {})
    if (this.counts.secretsBytes - this.counts.secretsBytesLeftOut > limits.source.secretsBytesMax) {
      this.counts.secretsBytesLeftOut += bytes
      this.anomalies.note(sourceAnomalies.pcapngSecrets, this.counts.frames, byteCount(bytes))
      return
    }
    this.tally.sink.secrets?.(this.section.word(buf, at + 8), buf, at + 16, at + 16 + bytes)
  }

  /** A block without a packet that other programs give a number to. */
  private countNumbered(): void {
    const { counts } = this
    if (!countBlock(counts.numberedBlocks, counts.frames))
      this.anomalies.note(sourceAnomalies.numberedBlocks, counts.frames)
  }

  private readCustom(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const enterprise = this.section.word(buf, at + 8)
    if (enterprise !== enterprises.wireshark) this.countNumbered()
    this.described.custom(buf, at, length, enterprise)
  }

  private readNames(buf: Buffer, start: number, end: number): void {
    const note = (): void =>
      this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, 'name record')
    const take = (address: string, name: Buffer): void =>
      this.tally.sink.name?.(address, text(name, 0, name.length))
    const options = readNameRecords(buf, start, end, this.section.isBigEndian, take, note)
    if (options === -1) note()
    else this.options.each(buf, options, end, () => {})
  }
}
