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
import type { FrameSink } from '../types.ts'
import type { FrameTally } from './frame-tally.ts'

/** Of an enhanced or obsolete packet block: all but data and options. */
const packetBlockBytes = 32

/** While looking for the next block after damage: no block larger than this is believed. */
const resyncBlockBytesMax = 327_680

const endOfOptions = 0
const commentOption = 1

/** Options of packets that say which process they belong to. */
const processOptions = { pid: 8, darwin: 0x8001, darwinEffective: 0x8003 } as const

interface SectionInterface {
  readonly number: number
  readonly linkType: number
  readonly snapLength: number
  readonly clock: TickClock
  /** Drop count of the last statistics block: they are running totals. */
  dropped: number
}

/** Its state `start` accepts only a section header. */
export class PcapngReader extends FramedReader {
  readonly format = 'pcapng'
  private hasSection = false
  private isBigEndian = false
  /** Interfaces of the current section by their number in it; null for those beyond the limit. */
  private interfaces: (SectionInterface | null)[] = []
  private statisticsDrops = 0
  private hasStatistics = false
  /** Drops that packet blocks state: used where no statistics block does. */
  private packetDrops = 0
  private hasPacketDrops = false
  /** Of the files of the same recording before this one. */
  private readonly droppedBefore: number
  /** What those say already: a recorder writes the same at the head of each. */
  private readonly commentsBefore: ReadonlySet<string>
  private isCommentLimitNoted = false
  private readonly wantsBlocks: boolean
  private readonly processes: PcapngProcesses

  constructor(sink: FrameSink, anomalies: AnomalyLog, tally: FrameTally | null = null) {
    super(sink, anomalies, blockFrameBytes, tally)
    this.droppedBefore = this.counts.droppedFrames ?? 0
    this.commentsBefore = new Set(this.counts.comments)
    this.wantsBlocks = sink.block !== undefined
    this.processes = new PcapngProcesses(this.tally.context.apps)
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
      const isBig = isSection ? sectionOrder(buf, at) : this.isBigEndian
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
      const captured = this.word(buf, at + 20)
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
      if (isSection || (this.hasSection && isKnownType(this.word(buf, at)))) {
        const isBig = isSection ? isSectionBigEndian(buf, at) : this.isBigEndian
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
    if (this.wantsBlocks) this.tally.sink.block?.(type, buf, at, at + length, this.isBigEndian)
    switch (type) {
      case blockTypes.enhancedPacket:
        if (length >= packetBlockBytes) {
          const owner = this.word(buf, at + 8)
          this.readPacket(buf, at, length, owner)
          return
        }
        break
      case blockTypes.packet:
        if (length >= packetBlockBytes) {
          const word = this.word(buf, at + 8)
          const drops = this.isBigEndian ? word & 0xffff : word >>> 16
          // 0xffff: the program did not know.
          if (drops !== 0xffff) this.addPacketDrops(drops)
          this.readPacket(buf, at, length, this.isBigEndian ? word >>> 16 : word & 0xffff)
          return
        }
        break
      case blockTypes.simplePacket:
        if (length >= 16) {
          this.readSimplePacket(buf, at, length)
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
          this.readInterface(buf, at, length)
          return
        }
        // Still takes a number: packets count interfaces by their blocks.
        if (this.interfaces.length < limits.source.interfacesMax) this.interfaces.push(null)
        break
      case blockTypes.nameResolution:
        this.readNames(buf, at + 8, at + length - 4)
        this.counts.containerBytes += length
        return
      case blockTypes.interfaceStatistics:
        if (length >= 24) {
          this.readStatistics(buf, at, length)
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
          this.readDarwinProcess(buf, at, length)
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

  /** Enhanced and obsolete packet blocks have the same shape but for the first word. */
  private readPacket(buf: Buffer, at: number, length: number, interfaceIndex: number): void {
    const owner = this.interfaces[interfaceIndex]
    if (owner === undefined || owner === null) {
      this.refuseInterface(interfaceIndex, length)
      return
    }
    const isBig = this.isBigEndian
    const wire = word(buf, at + 24, isBig)
    let captured = word(buf, at + 20, isBig)
    if (captured > length - packetBlockBytes) {
      this.anomalies.note(sourceAnomalies.pcapngCapturedExceedsBlock, this.counts.frames + 1)
      captured = length - packetBlockBytes
    }
    const context = this.tally.context
    owner.clock.convert(word(buf, at + 12, isBig), word(buf, at + 16, isBig), context)
    context.linkType = owner.linkType
    context.interfaceNumber = owner.number
    context.app = 0
    this.counts.containerBytes += length - captured
    const optionsStart = at + 28 + ((captured + 3) & ~3)
    if (at + length - 4 - optionsStart >= 4) this.readPacketOptions(buf, optionsStart, at + length - 4)
    this.tally.timed(buf, at + 28, captured, wire)
  }

  /** A simple packet block belongs to interface 0 and has no time and no captured length (section 4.4). */
  private readSimplePacket(buf: Buffer, at: number, length: number): void {
    const owner = this.interfaces[0]
    if (owner === undefined || owner === null) {
      this.refuseInterface(0, length)
      return
    }
    const wire = this.word(buf, at + 8)
    const snapLength = owner.snapLength === 0 ? wire : owner.snapLength
    const captured = Math.min(wire, snapLength, length - 16)
    const context = this.tally.context
    context.linkType = owner.linkType
    context.interfaceNumber = owner.number
    context.app = 0
    this.anomalies.note(sourceAnomalies.pcapngNoTime, this.counts.frames + 1)
    this.counts.containerBytes += length - captured
    this.tally.untimed(buf, at + 12, captured, wire)
  }

  private refuseInterface(index: number, length: number): void {
    this.anomalies.note(
      sourceAnomalies.pcapngUnknownInterface,
      this.counts.frames,
      `interface ${index} of the section`,
    )
    this.counts.unreadBytes += length
  }

  /** What follows belongs to a new section, with its own byte order and interfaces. */
  private openSection(buf: Buffer, at: number): void {
    if (isSectionBigEndian(buf, at) === null) {
      this.anomalies.note(sourceAnomalies.pcapngByteOrder, this.counts.frames)
    }
    this.isBigEndian = sectionOrder(buf, at)
    this.hasSection = true
    this.interfaces = []
    this.processes.openSection()
  }

  private readSectionHeader(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const major = this.half(buf, at + 12)
    if (major !== 1) this.anomalies.note(sourceAnomalies.pcapngOddVersion, this.counts.frames, `${major}`)
    let hardware = ''
    let system = ''
    let program = ''
    this.eachOption(buf, at + 24, at + length - 4, (code, start, end) => {
      if (code === 2) hardware = text(buf, start, end)
      else if (code === 3) system = text(buf, start, end)
      else if (code === 4) program = text(buf, start, end)
    })
    const maker = [program, system, hardware].filter((part) => part !== '').join('; ')
    if (this.counts.application === null && maker !== '') this.counts.application = maker
  }

  private readInterface(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const described = Math.max(this.counts.interfaces.length, this.interfaces.length)
    if (described >= limits.source.interfacesMax) {
      this.anomalies.note(sourceAnomalies.pcapngInterfaces, this.counts.frames)
      // Numbers beyond the end of the list are unknown interfaces, so nothing needs to be kept.
      return
    }
    const linkType = this.half(buf, at + 8)
    const snapLength = this.word(buf, at + 12)
    let name: string | null = null
    let hardware = ''
    let system = ''
    let resolution = 6
    let offsetSec = 0
    this.eachOption(buf, at + 16, at + length - 4, (code, start, end) => {
      if (code === 2) name = text(buf, start, end)
      else if (code === 9 && end - start === 1) resolution = buf[start] as number
      else if (code === 14 && end - start === 8) {
        offsetSec = Number(this.isBigEndian ? buf.readBigInt64BE(start) : buf.readBigInt64LE(start))
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
    this.interfaces.push({ number, linkType, snapLength, clock, dropped: 0 })
    this.counts.interfaces.push({
      name,
      linkType,
      snapLength,
      ...(hardware === '' ? {} : { hardware }),
      ...(system === '' ? {} : { system }),
    })
  }

  private readStatistics(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const owner = this.interfaces[this.word(buf, at + 8)]
    if (owner === undefined || owner === null) {
      this.anomalies.note(sourceAnomalies.pcapngUnknownInterface, this.counts.frames, 'statistics')
      return
    }
    let dropped = 0
    let isStated = false
    this.eachOption(buf, at + 20, at + length - 4, (code, start, end) => {
      // isb_ifdrop and isb_osdrop: lost by the interface, and by the operating system behind it.
      if (code !== 5 && code !== 7) return
      if (end - start !== 8) {
        this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, `statistics option ${code}`)
        return
      }
      isStated = true
      dropped += Number(this.isBigEndian ? buf.readBigUInt64BE(start) : buf.readBigUInt64LE(start))
    })
    if (!isStated) return
    this.statisticsDrops += dropped - owner.dropped
    owner.dropped = dropped
    this.hasStatistics = true
    this.stateDrops()
  }

  /** Decryption secrets (section 4.7): their kind, length and bytes, then options. Handed on up to the limit. */
  private readSecrets(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const stated = this.word(buf, at + 12)
    const bytes = Math.min(stated, length - 20)
    if (stated > bytes) {
      this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, 'secrets beyond their block')
    }
    this.counts.secretsBytes += bytes
    const optionsStart = at + 16 + ((bytes + 3) & ~3)
    if (stated === bytes) this.eachOption(buf, optionsStart, at + length - 4, () => {})
    if (this.counts.secretsBytes - this.counts.secretsBytesLeftOut > limits.source.secretsBytesMax) {
      this.counts.secretsBytesLeftOut += bytes
      this.anomalies.note(sourceAnomalies.pcapngSecrets, this.counts.frames, byteCount(bytes))
      return
    }
    this.tally.sink.secrets?.(this.word(buf, at + 8), buf, at + 16, at + 16 + bytes)
  }

  /** A block without a packet that other programs give a number to. */
  private countNumbered(): void {
    const { counts } = this
    if (!countBlock(counts.numberedBlocks, counts.frames))
      this.anomalies.note(sourceAnomalies.numberedBlocks, counts.frames)
  }

  /** Custom blocks (section 4.8): those that name apps and processes are read, all others passed. */
  private readCustom(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const enterprise = this.word(buf, at + 8)
    if (enterprise !== enterprises.wireshark) this.countNumbered()
    const end = at + length - 4
    if (enterprise === enterprises.pcapdroid) {
      const mapping = readUidMap(buf, at + 12, end, this.isBigEndian)
      if (mapping !== null) this.tally.context.apps.ofUid(mapping.uid, mapping.name, mapping.packageName)
      else this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, 'app of PCAPdroid')
    } else if (enterprise === enterprises.wireshark && end - at >= 24) {
      if (buf.readUInt32LE(at + 12) === wiresharkProcess) this.readProcess(buf, at, end)
    }
  }

  /** A process, as Wireshark writes it: number, then options (name 2, path 3, user 6, start in nanoseconds 9). */
  private readProcess(buf: Buffer, at: number, end: number): void {
    const stated = at + 20 + buf.readUInt32LE(at + 16)
    if (stated > end) {
      this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, 'process beyond its block')
    }
    let name = ''
    let path = ''
    let uid: number | null = null
    let start: { sec: number; nsec: number } | null = null
    this.eachOption(
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
  private readDarwinProcess(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    let name = ''
    this.eachOption(buf, at + 12, at + length - 4, (code, start, end) => {
      if (code === 2) name = text(buf, start, end)
    })
    this.processes.describeDarwin(this.word(buf, at + 8), name)
  }

  private addPacketDrops(drops: number): void {
    this.packetDrops += drops
    this.hasPacketDrops = true
    this.stateDrops()
  }

  /** Statistics blocks are totals; the counts of single packets are used only where there are none. */
  private stateDrops(): void {
    const { droppedBefore } = this
    if (this.hasStatistics) this.counts.droppedFrames = droppedBefore + this.statisticsDrops
    else if (this.hasPacketDrops) this.counts.droppedFrames = droppedBefore + this.packetDrops
  }

  /** Options of packets: comments and drop counts. Walked with numbers only, since each packet may have some. */
  private readPacketOptions(buf: Buffer, start: number, end: number): void {
    const context = this.tally.context
    let isEffective = false
    let at = start
    while (end - at >= 4) {
      const code = this.half(buf, at)
      const length = this.half(buf, at + 2)
      if (code === endOfOptions) return
      if (end - at - 4 < length) break
      if (code === commentOption) this.readPacketComment(buf, at + 4, at + 4 + length)
      else if (code === processOptions.pid && length === 8) {
        context.app = this.processes.ofNumber(this.word(buf, at + 4), context.sec, context.nsec)
      } else if (code === processOptions.darwinEffective && length === 4) {
        // The process on whose behalf another one (a system service) spoke: that is the one to be named.
        const app = this.processes.ofDarwin(this.word(buf, at + 4))
        isEffective = app > 0
        if (isEffective) context.app = app
      } else if (code === processOptions.darwin && length === 4) {
        if (!isEffective) context.app = this.processes.ofDarwin(this.word(buf, at + 4))
      } else if (code === 4 && length === 8) {
        const high = this.word(buf, at + (this.isBigEndian ? 4 : 8))
        const low = this.word(buf, at + (this.isBigEndian ? 8 : 4))
        this.addPacketDrops(high * 4_294_967_296 + low)
      }
      at += 4 + ((length + 3) & ~3)
    }
    if (at < end) this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames + 1)
  }

  /** Calls `visit` for each option but comments, which are kept. */
  private eachOption(
    buf: Buffer,
    start: number,
    end: number,
    visit: (code: number, start: number, end: number) => void,
    isBigEndian: boolean = this.isBigEndian,
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

  /** A comment in which a program names the app or process of the packet is no comment for people. */
  private readPacketComment(buf: Buffer, start: number, end: number): void {
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
    this.keepComment(buf, start, end)
  }

  private keepComment(buf: Buffer, start: number, end: number): void {
    const isTooLong = end - start > limits.source.commentBytesMax
    const { commentsBefore } = this
    if (commentsBefore.size > 0 && commentsBefore.has(text(buf, start, end))) return
    if (this.counts.comments.length < limits.source.commentsMax) {
      this.counts.comments.push(text(buf, start, end))
      if (!isTooLong) return
    }
    if (this.isCommentLimitNoted) return
    this.isCommentLimitNoted = true
    this.anomalies.note(sourceAnomalies.pcapngComments, this.counts.frames)
  }

  private readNames(buf: Buffer, start: number, end: number): void {
    const note = (): void =>
      this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, 'name record')
    const take = (address: string, name: Buffer): void =>
      this.tally.sink.name?.(address, text(name, 0, name.length))
    const options = readNameRecords(buf, start, end, this.isBigEndian, take, note)
    if (options === -1) note()
    else this.eachOption(buf, options, end, () => {})
  }

  private word(buf: Buffer, at: number): number {
    return word(buf, at, this.isBigEndian)
  }

  private half(buf: Buffer, at: number): number {
    return this.isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at)
  }
}
