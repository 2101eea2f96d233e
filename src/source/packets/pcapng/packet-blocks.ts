import type { AnomalyLog } from '../../../core/anomaly.ts'
import { sourceAnomalies } from '../../anomalies.ts'
import type { FrameTally } from '../frame-tally.ts'
import { commentUid } from '../pcapdroid.ts'
import { isSliceComment, word } from './blocks.ts'
import { commentOption, endOfOptions } from './options.ts'
import type { PcapngOptions } from './options.ts'
import type { PcapngProcesses } from './processes.ts'
import type { PcapngSection } from './section.ts'
import type { StatedDrops } from './stated-drops.ts'

/** Of an enhanced or obsolete packet block: all but data and options. */
export const packetBlockBytes = 32

/** Options of packets that say which process they belong to. */
const processOptions = { pid: 8, darwin: 0x8001, darwinEffective: 0x8003 } as const

/** Blocks with a packet: whose interface and process it is, and what else is said of it. */
export class PacketBlocks {
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
