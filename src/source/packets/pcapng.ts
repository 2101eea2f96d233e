/**
 * Reads pcapng files (draft-ietf-opsawg-pcapng): any number of sections, each with its own byte order and interfaces.
 *
 * A block whose length makes no sense is damage. Then bytes are passed over, one by one, to the next place where a block
 * of a known type stands with both its lengths alike; what is passed over is counted as unread.
 */

import { byteCount } from '../../core/byte-count.ts'
import { limits } from '../../core/limits.ts'
import { countBlock } from '../../core/numbered-blocks.ts'
import { sourceAnomalies } from '../anomalies.ts'
import { FramedReader, framing } from '../framed-reader.ts'
import { readNameRecords } from './name-records.ts'
import {
  blockFrameBytes,
  blockTypes,
  enterprises,
  endsAnother,
  follows,
  isKnownType,
  isSectionBigEndian,
  isSliceComment,
  localUseTypes,
  sectionOrder,
  text,
  wiresharkProcess,
  word,
} from './pcapng-blocks.ts'
import { commentUid, readUidMap } from './pcapdroid.ts'
import { PcapngProcesses } from './pcapng-processes.ts'
import { TickClock } from './pcapng-time.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { FrameSink, SourceCounts } from '../types.ts'
import type { FrameTally } from './frame-tally.ts'

/** An interface of a section. */
interface SectionInterface {
  readonly number: number
  readonly linkType: number
  readonly snapLength: number
  readonly clock: TickClock
  /** Drop count of the last statistics block: they are running totals. */
  dropped: number
}

/** The section that is read: its byte order, and its interfaces by their number in it; null for those beyond the limit. */
class PcapngSection {
  isBigEndian = false
  interfaces: (SectionInterface | null)[] = []

  /** What follows belongs to a new one, with its own byte order and interfaces. */
  open(isBigEndian: boolean): void {
    this.isBigEndian = isBigEndian
    this.interfaces = []
  }

  word(buf: Buffer, at: number): number {
    return word(buf, at, this.isBigEndian)
  }

  half(buf: Buffer, at: number): number {
    return this.isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at)
  }
}

const endOfOptions = 0
const commentOption = 1

/** Options of blocks, and the comments among them, which are kept. */
class PcapngOptions {
  private readonly section: PcapngSection
  private readonly counts: SourceCounts
  private readonly anomalies: AnomalyLog
  /** Comments of the files of the same recording before this one: a recorder writes the same at the head of each. */
  private readonly commentsBefore: ReadonlySet<string>
  private isLimitNoted = false

  constructor(section: PcapngSection, counts: SourceCounts, anomalies: AnomalyLog) {
    this.section = section
    this.counts = counts
    this.anomalies = anomalies
    this.commentsBefore = new Set(counts.comments)
  }

  /** Calls `visit` for each option but comments, which are kept. */
  each(
    buf: Buffer,
    start: number,
    end: number,
    visit: (code: number, start: number, end: number) => void,
    isBigEndian: boolean = this.section.isBigEndian,
  ): void {
    let at = start
    while (end - at >= 4) {
      const code = isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at)
      const length = isBigEndian ? buf.readUInt16BE(at + 2) : buf.readUInt16LE(at + 2)
      if (code === endOfOptions) return
      if (end - at - 4 < length) break
      if (code === commentOption) this.keepComment(buf, at + 4, at + 4 + length)
      else visit(code, at + 4, at + 4 + length)
      at += 4 + ((length + 3) & ~3)
    }
    if (at < end) this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames)
  }

  keepComment(buf: Buffer, start: number, end: number): void {
    const isTooLong = end - start > limits.source.commentBytesMax
    const { commentsBefore } = this
    if (commentsBefore.size > 0 && commentsBefore.has(text(buf, start, end))) return
    if (this.counts.comments.length < limits.source.commentsMax) {
      this.counts.comments.push(text(buf, start, end))
      if (!isTooLong) return
    }
    if (this.isLimitNoted) return
    this.isLimitNoted = true
    this.anomalies.note(sourceAnomalies.pcapngComments, this.counts.frames)
  }
}

/** How many frames the capturing program lost, as blocks state it. */
class StatedDrops {
  private readonly counts: SourceCounts
  /** Of the files of the same recording before this one. */
  private readonly before: number
  private ofStatistics = 0
  private hasStatistics = false
  /** Those that packet blocks state: used where no statistics block does. */
  private ofPackets = 0
  private hasPackets = false

  constructor(counts: SourceCounts) {
    this.counts = counts
    this.before = counts.droppedFrames ?? 0
  }

  /** A packet states how many were lost between the one before and itself. */
  byPacket(drops: number): void {
    this.ofPackets += drops
    this.hasPackets = true
    this.state()
  }

  /** A statistics block states so many more than the one of its interface before. */
  byStatistics(drops: number): void {
    this.ofStatistics += drops
    this.hasStatistics = true
    this.state()
  }

  /** Statistics blocks are totals; the counts of single packets are used only where there are none. */
  private state(): void {
    if (this.hasStatistics) this.counts.droppedFrames = this.before + this.ofStatistics
    else if (this.hasPackets) this.counts.droppedFrames = this.before + this.ofPackets
  }
}

/** Blocks that describe interfaces, and tell what these lost. */
class InterfaceBlocks {
  private readonly section: PcapngSection
  private readonly options: PcapngOptions
  private readonly drops: StatedDrops
  private readonly counts: SourceCounts
  private readonly anomalies: AnomalyLog

  constructor(
    section: PcapngSection,
    options: PcapngOptions,
    drops: StatedDrops,
    counts: SourceCounts,
    anomalies: AnomalyLog,
  ) {
    this.section = section
    this.options = options
    this.drops = drops
    this.counts = counts
    this.anomalies = anomalies
  }

  /** One that is too short to say anything still takes a number: packets count interfaces by their blocks. */
  skip(): void {
    const { interfaces } = this.section
    if (interfaces.length < limits.source.interfacesMax) interfaces.push(null)
  }

  describe(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const described = Math.max(this.counts.interfaces.length, this.section.interfaces.length)
    if (described >= limits.source.interfacesMax) {
      this.anomalies.note(sourceAnomalies.pcapngInterfaces, this.counts.frames)
      // Numbers beyond the end of the list are unknown interfaces, so nothing needs to be kept.
      return
    }
    const linkType = this.section.half(buf, at + 8)
    const snapLength = this.section.word(buf, at + 12)
    let name: string | null = null
    let hardware = ''
    let system = ''
    let resolution = 6
    let offsetSec = 0
    this.options.each(buf, at + 16, at + length - 4, (code, start, end) => {
      if (code === 2) name = text(buf, start, end)
      else if (code === 9 && end - start === 1) resolution = buf[start] as number
      else if (code === 14 && end - start === 8) {
        offsetSec = Number(this.section.isBigEndian ? buf.readBigInt64BE(start) : buf.readBigInt64LE(start))
      } else if (code === 12) system = text(buf, start, end)
      else if (code === 15) hardware = text(buf, start, end)
      else if (code === 9 || code === 14) {
        this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, `interface option ${code}`)
      }
    })
    const clock = new TickClock(resolution, offsetSec)
    if (clock.isFinerThanNanoseconds) {
      this.anomalies.note(
        sourceAnomalies.pcapngFineTime,
        0,
        `interface ${this.counts.interfaces.length}: resolution byte ${resolution}`,
      )
    }
    this.counts.timeDigits = Math.max(this.counts.timeDigits, clock.digits)
    const number = this.counts.interfaces.length
    this.section.interfaces.push({ number, linkType, snapLength, clock, dropped: 0 })
    this.counts.interfaces.push({
      name,
      linkType,
      snapLength,
      ...(hardware === '' ? {} : { hardware }),
      ...(system === '' ? {} : { system }),
    })
  }

  statistics(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const owner = this.section.interfaces[this.section.word(buf, at + 8)]
    if (owner === undefined || owner === null) {
      this.anomalies.note(sourceAnomalies.pcapngUnknownInterface, this.counts.frames, 'statistics')
      return
    }
    let dropped = 0
    let isStated = false
    this.options.each(buf, at + 20, at + length - 4, (code, start, end) => {
      // isb_ifdrop and isb_osdrop: lost by the interface, and by the operating system behind it.
      if (code !== 5 && code !== 7) return
      if (end - start !== 8) {
        this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, `statistics option ${code}`)
        return
      }
      isStated = true
      dropped += Number(this.section.isBigEndian ? buf.readBigUInt64BE(start) : buf.readBigUInt64LE(start))
    })
    if (!isStated) return
    const more = dropped - owner.dropped
    owner.dropped = dropped
    this.drops.byStatistics(more)
  }
}

/** Of an enhanced or obsolete packet block: all but data and options. */
const packetBlockBytes = 32

/** Options of packets that say which process they belong to. */
const processOptions = { pid: 8, darwin: 0x8001, darwinEffective: 0x8003 } as const

/** Blocks with a packet: whose interface and process it is, and what else is said of it. */
class PacketBlocks {
  private readonly section: PcapngSection
  private readonly options: PcapngOptions
  private readonly drops: StatedDrops
  private readonly processes: PcapngProcesses
  private readonly tally: FrameTally
  private readonly anomalies: AnomalyLog

  constructor(
    section: PcapngSection,
    options: PcapngOptions,
    drops: StatedDrops,
    processes: PcapngProcesses,
    tally: FrameTally,
    anomalies: AnomalyLog,
  ) {
    this.section = section
    this.options = options
    this.drops = drops
    this.processes = processes
    this.tally = tally
    this.anomalies = anomalies
  }

  /** The obsolete one has its interface and its drops in the first word. */
  obsolete(buf: Buffer, at: number, length: number): void {
    const { isBigEndian } = this.section
    const first = this.section.word(buf, at + 8)
    const drops = isBigEndian ? first & 0xffff : first >>> 16
    // 0xffff: the program did not know.
    if (drops !== 0xffff) this.drops.byPacket(drops)
    this.read(buf, at, length, isBigEndian ? first >>> 16 : first & 0xffff)
  }

  /** Enhanced and obsolete packet blocks have the same shape but for the first word. */
  read(buf: Buffer, at: number, length: number, interfaceIndex: number): void {
    const owner = this.section.interfaces[interfaceIndex]
    if (owner === undefined || owner === null) {
      this.refuseInterface(interfaceIndex, length)
      return
    }
    const isBig = this.section.isBigEndian
    const wire = word(buf, at + 24, isBig)
    let captured = word(buf, at + 20, isBig)
    if (captured > length - packetBlockBytes) {
      this.anomalies.note(sourceAnomalies.pcapngCapturedExceedsBlock, this.tally.counts.frames + 1)
      captured = length - packetBlockBytes
    }
    const context = this.tally.context
    owner.clock.convert(word(buf, at + 12, isBig), word(buf, at + 16, isBig), context)
    context.linkType = owner.linkType
    context.interfaceNumber = owner.number
    context.app = 0
    this.tally.counts.containerBytes += length - captured
    const optionsStart = at + 28 + ((captured + 3) & ~3)
    if (at + length - 4 - optionsStart >= 4) this.readOptions(buf, optionsStart, at + length - 4)
    this.tally.timed(buf, at + 28, captured, wire)
  }

  /** A simple packet block belongs to interface 0 and has no time and no captured length (section 4.4). */
  simple(buf: Buffer, at: number, length: number): void {
    const owner = this.section.interfaces[0]
    if (owner === undefined || owner === null) {
      this.refuseInterface(0, length)
      return
    }
    const wire = this.section.word(buf, at + 8)
    const snapLength = owner.snapLength === 0 ? wire : owner.snapLength
    const captured = Math.min(wire, snapLength, length - 16)
    const context = this.tally.context
    context.linkType = owner.linkType
    context.interfaceNumber = owner.number
    context.app = 0
    this.anomalies.note(sourceAnomalies.pcapngNoTime, this.tally.counts.frames + 1)
    this.tally.counts.containerBytes += length - captured
    this.tally.untimed(buf, at + 12, captured, wire)
  }

  private refuseInterface(index: number, length: number): void {
    this.anomalies.note(
      sourceAnomalies.pcapngUnknownInterface,
      this.tally.counts.frames,
      `interface ${index} of the section`,
    )
    this.tally.counts.unreadBytes += length
  }

  /** Options of packets: comments and drop counts. Walked with numbers only, since each packet may have some. */
  private readOptions(buf: Buffer, start: number, end: number): void {
    const context = this.tally.context
    let isEffective = false
    let at = start
    while (end - at >= 4) {
      const code = this.section.half(buf, at)
      const length = this.section.half(buf, at + 2)
      if (code === endOfOptions) return
      if (end - at - 4 < length) break
      if (code === commentOption) this.readComment(buf, at + 4, at + 4 + length)
      else if (code === processOptions.pid && length === 8) {
        context.app = this.processes.ofNumber(this.section.word(buf, at + 4), context.sec, context.nsec)
      } else if (code === processOptions.darwinEffective && length === 4) {
        // The process on whose behalf another one (a system service) spoke: that is the one to be named.
        const app = this.processes.ofDarwin(this.section.word(buf, at + 4))
        isEffective = app > 0
        if (isEffective) context.app = app
      } else if (code === processOptions.darwin && length === 4) {
        if (!isEffective) context.app = this.processes.ofDarwin(this.section.word(buf, at + 4))
      } else if (code === 4 && length === 8) {
        const high = this.section.word(buf, at + (this.section.isBigEndian ? 4 : 8))
        const low = this.section.word(buf, at + (this.section.isBigEndian ? 8 : 4))
        this.drops.byPacket(high * 4_294_967_296 + low)
      }
      at += 4 + ((length + 3) & ~3)
    }
    if (at < end) this.anomalies.note(sourceAnomalies.pcapngOddOption, this.tally.counts.frames + 1)
  }

  /** A comment in which a program names the app or process of the packet is no comment for people. */
  private readComment(buf: Buffer, start: number, end: number): void {
    const context = this.tally.context
    // Of a slice: what it says was found in the same bytes, and will be again.
    if (isSliceComment(buf, start, end)) return
    const uid = commentUid(buf, start, end)
    if (uid !== null) {
      context.app = context.apps.ofUid(uid)
      return
    }
    const app = this.processes.ofComment(buf, start, end)
    if (app >= 0) {
      context.app = app
      return
    }
    this.options.keepComment(buf, start, end)
  }
}

/** Blocks that describe the apps and processes that packets refer to. */
class ProcessBlocks {
  private readonly section: PcapngSection
  private readonly options: PcapngOptions
  private readonly processes: PcapngProcesses
  private readonly tally: FrameTally
  private readonly anomalies: AnomalyLog

  constructor(
    section: PcapngSection,
    options: PcapngOptions,
    processes: PcapngProcesses,
    tally: FrameTally,
    anomalies: AnomalyLog,
  ) {
    this.section = section
    this.options = options
    this.processes = processes
    this.tally = tally
    this.anomalies = anomalies
  }

  /** Custom blocks (section 4.8) of this enterprise: those that name apps and processes are read, all others passed. */
  custom(buf: Buffer, at: number, length: number, enterprise: number): void {
    const end = at + length - 4
    if (enterprise === enterprises.pcapdroid) {
      const mapping = readUidMap(buf, at + 12, end, this.section.isBigEndian)
      if (mapping !== null) this.tally.context.apps.ofUid(mapping.uid, mapping.name, mapping.packageName)
      else this.anomalies.note(sourceAnomalies.pcapngOddOption, this.tally.counts.frames, 'app of PCAPdroid')
    } else if (enterprise === enterprises.wireshark && end - at >= 24) {
      if (buf.readUInt32LE(at + 12) === wiresharkProcess) this.readProcess(buf, at, end)
    }
  }

  /** A process, as Wireshark writes it: number, then options (name 2, path 3, user 6, start in nanoseconds 9). */
  private readProcess(buf: Buffer, at: number, end: number): void {
    const stated = at + 20 + buf.readUInt32LE(at + 16)
    if (stated > end) {
      this.anomalies.note(
        sourceAnomalies.pcapngOddOption,
        this.tally.counts.frames,
        'process beyond its block',
      )
    }
    let name = ''
    let path = ''
    let uid: number | null = null
    let start: { sec: number; nsec: number } | null = null
    this.options.each(
      buf,
      at + 24,
      Math.min(stated, end),
      (code, from, to) => {
        if (code === 2) name = text(buf, from, to)
        else if (code === 3) path = text(buf, from, to)
        else if (code === 6 && to - from === 4) uid = buf.readUInt32LE(from)
        else if (code === 9 && to - from === 8) {
          const nanoseconds = buf.readBigUInt64LE(from)
          start = {
            sec: Number(nanoseconds / 1_000_000_000n),
            nsec: Number(nanoseconds % 1_000_000_000n),
          }
        }
      },
      false,
    )
    this.processes.describe({ pid: buf.readUInt32LE(at + 20), uid, name, path, packageName: '' }, start)
  }

  /** A process, as Apple writes it: packets refer to it by its place among its like in the section. */
  darwin(buf: Buffer, at: number, length: number): void {
    let name = ''
    this.options.each(buf, at + 12, at + length - 4, (code, start, end) => {
      if (code === 2) name = text(buf, start, end)
    })
    this.processes.describeDarwin(this.section.word(buf, at + 8), name)
  }
}

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
