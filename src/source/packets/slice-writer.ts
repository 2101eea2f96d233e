/**
 * Writes a slice of a capture as pcapng (draft-ietf-opsawg-pcapng): chosen frames, each with a comment, in what they need
 * around them. It takes what a reader hands on.
 *
 * Blocks of a pcapng file are copied as they are (byte order, interfaces, time stamps, options), but for what the slice
 * must not say: name records of other addresses, statistics and journals about the whole capture, and secrets unless they
 * are asked for. Blocks of processes stay, all of them: packets count those of Apple by their order. A pcap file gets a
 * section and interfaces of its own, in the resolution that it has.
 */
import { formatAddress } from '../../core/address.ts'
import {
  blockTypes,
  byteOrderMark,
  enterprises,
  sliceCommentStart,
  wiresharkProcess,
} from './pcapng/blocks.ts'
import type { FrameContext, FrameSink } from '../types.ts'

/** What goes into a slice, and what is said of it. */
export interface SliceOptions {
  /** Stands at the head of each section: what this is a slice of. */
  readonly note: string
  /** Digits of the second that a pcap file records: 6 or 9. */
  readonly timeDigits: number
  readonly keepsSecrets: boolean
  isWanted(frame: number): boolean
  /** What is said of a frame behind its number, in lines; '' for nothing. */
  commentOf(frame: number): string
  /** Whether a name that the capture records for an address belongs into the slice. */
  isAddressWanted(address: string): boolean
  /** Takes the bytes of the slice, in order; they are its own. */
  readonly put: (bytes: Buffer) => void
}

const optionCodes = { comment: 1, timeResolution: 9 } as const

/** Enhanced and obsolete packet blocks: where their data begins. */
const packetDataAt = 28
/** A comment's length stands in 16 bits; the rest of the block needs none of it. */
const commentBytesMax = 60_000

/** Writes one slice, as the reader hands frames and blocks on. */
export class SliceWriter implements FrameSink {
  /** Frames written. */
  frames = 0
  private readonly options: SliceOptions
  /** The packet block whose frame comes next. */
  private pending: { type: number; bytes: Buffer; isBigEndian: boolean } | null = null
  private isPcapng = false
  private isBegun = false
  /** Of a pcap file: link types, by number of the interface written for them. */
  private readonly linkTypes: number[] = []
  private readonly namedApps: Set<number> = new Set()

  constructor(options: SliceOptions) {
    this.options = options
  }

  block(type: number, buf: Buffer, start: number, end: number, isBigEndian: boolean): void {
    this.isPcapng = true
    this.pending = null
    const view = buf.subarray(start, end)
    switch (type) {
      case blockTypes.enhancedPacket:
      case blockTypes.packet:
      case blockTypes.simplePacket:
        this.pending = { type, bytes: view, isBigEndian }
        return
      case blockTypes.sectionHeader:
        if (view.length >= 28) this.options.put(sectionOf(view, isBigEndian, this.options.note))
        return
      case blockTypes.interfaceDescription:
      case blockTypes.darwinProcess:
        this.options.put(whole(view, isBigEndian))
        return
      case blockTypes.custom:
      case blockTypes.customNoCopy:
        if (view.length >= 16 && isProcess(view, isBigEndian)) this.options.put(whole(view, isBigEndian))
        return
      case blockTypes.nameResolution: {
        const names = this.namesOf(view, isBigEndian)
        if (names !== null) this.options.put(names)
        return
      }
      case blockTypes.decryptionSecrets:
        if (this.options.keepsSecrets) this.options.put(whole(view, isBigEndian))
        return
      default:
    }
  }

  frame(buf: Buffer, start: number, context: FrameContext): void {
    const { pending } = this
    this.pending = null
    if (!this.options.isWanted(context.number)) return
    this.frames++
    const said = this.options.commentOf(context.number)
    const comment = commentBytes(
      `${sliceCommentStart}${context.number} of the capture${said === '' ? '' : `\n${said}`}`,
    )
    if (!this.isPcapng) this.write(buf, start, context, comment)
    else if (pending !== null)
      // A simple packet block has no room for options: its number is told beside the slice.
      this.options.put(
        pending.type === blockTypes.simplePacket
          ? whole(pending.bytes, pending.isBigEndian)
          : commented(pending.bytes, comment, pending.isBigEndian),
      )
  }

  /** The records of addresses that are wanted; null where none is. */
  private namesOf(block: Buffer, isBigEndian: boolean): Buffer | null {
    const half = (at: number): number => (isBigEndian ? block.readUInt16BE(at) : block.readUInt16LE(at))
    const kept: Buffer[] = []
    const end = block.length - 4
    for (let at = 8; end - at >= 4; ) {
      const type = half(at)
      const length = half(at + 2)
      if (type === 0 || end - at - 4 < length) break
      const padded = 4 + padTo4(length)
      const address =
        type === 1 ? addressAt(block, at + 4, 4) : type === 2 ? addressAt(block, at + 4, 16) : ''
      if (length > (type === 1 ? 4 : 16) && address !== '' && this.options.isAddressWanted(address))
        kept.push(block.subarray(at, Math.min(end, at + padded)))
      at += padded
    }
    if (kept.length === 0) return null
    return blockOf(blockTypes.nameResolution, [...kept, Buffer.alloc(4)], isBigEndian)
  }

  /** A frame of a pcap file. */
  private write(buf: Buffer, start: number, context: FrameContext, comment: Buffer): void {
    const { put, note, timeDigits } = this.options
    if (!this.isBegun) {
      this.isBegun = true
      put(sectionOf(emptySection, false, note))
    }
    let index = this.linkTypes.indexOf(context.linkType)
    if (index < 0) {
      index = this.linkTypes.push(context.linkType) - 1
      put(interfaceOf(context.linkType, timeDigits))
    }
    const app = context.app > 0 ? context.apps.apps[context.app - 1] : undefined
    const uid = app?.uid ?? null
    if (app !== undefined && uid !== null && !this.namedApps.has(uid)) {
      this.namedApps.add(uid)
      put(appOf(uid, app.packageName, app.name))
    }
    const perSecond = timeDigits > 6 ? 1_000_000_000n : 1_000_000n
    const fraction = timeDigits > 6 ? context.nsec : Math.floor(context.nsec / 1_000)
    const ticks = BigInt.asUintN(64, BigInt(context.sec) * perSecond + BigInt(fraction))
    const head = Buffer.alloc(20)
    head.writeUInt32LE(index, 0)
    head.writeUInt32LE(Number(ticks >> 32n), 4)
    head.writeUInt32LE(Number(ticks & 0xffff_ffffn), 8)
    head.writeUInt32LE(context.capturedLength, 12)
    head.writeUInt32LE(context.wireLength, 16)
    const data = Buffer.alloc(padTo4(context.capturedLength))
    buf.copy(data, 0, start, start + context.capturedLength)
    const comments = [comment, ...(uid === null ? [] : [Buffer.from(`u-${uid}`)])]
    put(
      blockOf(
        blockTypes.enhancedPacket,
        [head, data, ...comments.map((one) => optionOf(optionCodes.comment, one, false)), endOf(comments)],
        false,
      ),
    )
  }
}

/** A section header without options, for a capture that has none. */
const emptySection: Buffer = Buffer.alloc(28)

function padTo4(length: number): number {
  return (length + 3) & ~3
}

function commentBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= commentBytesMax) return bytes
  let end = commentBytesMax
  // Never within a character.
  while (((bytes[end] as number) & 0xc0) === 0x80) end--
  return Buffer.concat([bytes.subarray(0, end), Buffer.from('…')])
}

function optionOf(code: number, value: Buffer, isBigEndian: boolean): Buffer {
  if (value.length === 0) return Buffer.alloc(0)
  const option = Buffer.alloc(4 + padTo4(value.length))
  if (isBigEndian) {
    option.writeUInt16BE(code, 0)
    option.writeUInt16BE(value.length, 2)
  } else {
    option.writeUInt16LE(code, 0)
    option.writeUInt16LE(value.length, 2)
  }
  value.copy(option, 4)
  return option
}

/** The end of options, where there are any. */
function endOf(values: readonly Buffer[]): Buffer {
  return Buffer.alloc(values.some(({ length }) => length > 0) ? 4 : 0)
}

function blockOf(type: number, parts: readonly Buffer[], isBigEndian: boolean): Buffer {
  const length = 12 + parts.reduce((total, part) => total + part.length, 0)
  const words = Buffer.alloc(8)
  if (isBigEndian) {
    words.writeUInt32BE(type, 0)
    words.writeUInt32BE(length, 4)
  } else {
    words.writeUInt32LE(type, 0)
    words.writeUInt32LE(length, 4)
  }
  return Buffer.concat([words, ...parts, words.subarray(4)])
}

/** A copy of a block, with its length right on both ends. */
function whole(block: Buffer, isBigEndian: boolean): Buffer {
  const type = isBigEndian ? block.readUInt32BE(0) : block.readUInt32LE(0)
  return blockOf(type, [block.subarray(8, block.length - 4)], isBigEndian)
}

/** A copy of a packet block with a comment in front of its options. */
function commented(block: Buffer, comment: Buffer, isBigEndian: boolean): Buffer {
  const type = isBigEndian ? block.readUInt32BE(0) : block.readUInt32LE(0)
  const stated = isBigEndian ? block.readUInt32BE(20) : block.readUInt32LE(20)
  const captured = Math.min(stated, block.length - packetDataAt - 4)
  const optionsAt = Math.min(packetDataAt + padTo4(captured), block.length - 4)
  const head = Buffer.from(block.subarray(8, packetDataAt))
  // A length that lies would take the comment for data.
  if (isBigEndian) head.writeUInt32BE(captured, 12)
  else head.writeUInt32LE(captured, 12)
  const rest = block.subarray(optionsAt, block.length - 4)
  const option = optionOf(optionCodes.comment, comment, isBigEndian)
  return blockOf(
    type,
    [head, block.subarray(packetDataAt, optionsAt), option, rest.length >= 4 ? rest : Buffer.alloc(4)],
    isBigEndian,
  )
}

/** A section header of unknown length, with a comment in front of its options. */
function sectionOf(block: Buffer, isBigEndian: boolean, note: string): Buffer {
  const head = Buffer.alloc(16, 0xff)
  if (isBigEndian) head.writeUInt32BE(byteOrderMark, 0)
  else head.writeUInt32LE(byteOrderMark, 0)
  head.writeUInt16LE(isBigEndian ? 0x0100 : 1, 4)
  head.writeUInt16LE(0, 6)
  const rest = block.subarray(24, block.length - 4)
  const option = optionOf(optionCodes.comment, commentBytes(note), isBigEndian)
  return blockOf(
    blockTypes.sectionHeader,
    [head, option, rest.length >= 4 ? rest : Buffer.alloc(option.length > 0 ? 4 : 0)],
    isBigEndian,
  )
}

function interfaceOf(linkType: number, timeDigits: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16LE(linkType, 0)
  const resolution = optionOf(optionCodes.timeResolution, Buffer.of(timeDigits > 6 ? 9 : 6), false)
  return blockOf(blockTypes.interfaceDescription, [head, resolution, Buffer.alloc(4)], false)
}

/** PCAPdroid's block for an app (enterprise 62652): what the trailer of a pcap file says is kept in this form. */
function appOf(uid: number, packageName: string, name: string): Buffer {
  const cut = (text: string): Buffer => Buffer.from(text, 'utf8').subarray(0, 255)
  const [longName, shortName] = [cut(packageName), cut(name)]
  const content = Buffer.alloc(padTo4(14 + longName.length + shortName.length))
  content.writeUInt32LE(enterprises.pcapdroid, 0)
  content.writeUInt16LE(1, 4)
  content[6] = 1
  content.writeInt32LE(uid, 8)
  content[12] = longName.length
  content[13] = shortName.length
  longName.copy(content, 14)
  shortName.copy(content, 14 + longName.length)
  return blockOf(blockTypes.custom, [content], false)
}

/** Custom blocks that name apps or processes; what others hold is not known, and not copied. */
function isProcess(block: Buffer, isBigEndian: boolean): boolean {
  const enterprise = isBigEndian ? block.readUInt32BE(8) : block.readUInt32LE(8)
  if (enterprise === enterprises.pcapdroid) return true
  return enterprise === enterprises.wireshark && block.readUInt32LE(12) === wiresharkProcess
}

function addressAt(block: Buffer, at: number, bytes: number): string {
  if (at + bytes > block.length) return ''
  if (bytes === 4) return formatAddress(0, 0, 0xffff, block.readInt32BE(at))
  return formatAddress(
    block.readInt32BE(at),
    block.readInt32BE(at + 4),
    block.readInt32BE(at + 8),
    block.readInt32BE(at + 12),
  )
}
