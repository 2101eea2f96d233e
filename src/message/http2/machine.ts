/**
 * HTTP/2 on one flow (RFC 9113): frames of both directions, their header blocks (HPACK), and the streams they belong to.
 *
 * Frames are read as they come, whatever the windows say: a capture shows what was sent. Where bytes are missing within
 * a frame its length still tells where the next one starts; where the frames themselves are lost they are looked for
 * anew, and the bytes in between are searched as bytes of no protocol. A table that may have missed an entry is forgotten.
 */
import type { AnomalyCode } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { Gather } from '../gather.ts'
import type { StrayBytes } from '../stray-bytes.ts'
import { withStray } from '../stray-bytes.ts'
import { FieldList } from '../http-fields/field-list.ts'
import { harmlessOddities, tableOddities } from '../http-fields/table-oddities.ts'
import { isRequestBegun } from '../http1/start-line.ts'
import { HttpStreams } from '../http-streams/http-streams.ts'
import type { ProtocolSwitch } from '../protocol-switch.ts'
import type { Parser, ParserContext } from '../types.ts'
import { Part, switchProtocol } from '../types.ts'
import type { Http2Anomaly } from './anomalies.ts'
import { http2Anomalies } from './anomalies.ts'
import {
  flagBits,
  frameHeaderBytes,
  frameTypes,
  isFreeType,
  isKnownType,
  isPossible,
  lengthOf,
  preface,
  prefaceAt,
  startsFrames,
  streamOf,
} from './frames.ts'
import { HpackDecoder } from './hpack.ts'

/** What a direction reads next. */
const states = {
  start: 0,
  preface: 1,
  header: 2,
  /** Pad length, priority and promised stream, before the content. */
  prefix: 3,
  content: 4,
  padding: 5,
  /** Frames are looked for anew. */
  lost: 6,
} as const

const version = Buffer.from('HTTP/2', 'latin1')
const priorityBytes = 5
const promisedBytes = 4

/** Decoded fields, until the streams have taken them: one for all connections. */
const fields = new FieldList()

/** One direction of a connection. */
class Side {
  readonly direction: Direction
  readonly decoder: HpackDecoder = new HpackDecoder()
  state = 0
  /** Bytes of the preface, a frame's header or its prefix that are there. */
  seen = 0
  readonly header: Buffer = Buffer.alloc(frameHeaderBytes)
  readonly prefix: Buffer = Buffer.alloc(1 + priorityBytes + promisedBytes)
  prefixLength = 0
  type = 0
  flags = 0
  stream = 0
  /** Bytes left of the frame's content, and of its padding. */
  contentLeft = 0
  paddingLeft = 0
  /** Where the frame began. */
  readonly origin: RunOrigin = new RunOrigin()
  /** The header block being collected; of which stream (0: none), for whom, and whether it ends the stream. */
  readonly block: Gather = new Gather(new Part())
  blockStream = 0
  promised = 0
  isBlockEnd = false
  isBlockDamaged = false
  /** What comes of the block is beyond the limit. */
  isBlockTooLong = false
  readonly blockOrigin: RunOrigin = new RunOrigin()
  /** What the frame says beside its content, or what lies between frames that are lost; null while there was none. */
  stray: StrayBytes | null = null
  /** Bytes between lost frames that are not counted yet. */
  lostBytes = 0
  /** Bytes of a frame of an unknown type. */
  foreignBytes = 0
  hasPreface = false
  /** A frame was seen, or is missing. */
  isStarted = false

  constructor(direction: Direction) {
    this.direction = direction
  }

  get heldBytes(): number {
    return this.block.heldBytes + this.decoder.heldBytes + (this.stray?.heldBytes ?? 0)
  }
}

export class Http2Parser implements Parser {
  readonly protocol = 'http2'
  restStart = 0
  private readonly flow: Flow
  private readonly streams: HttpStreams
  private readonly context: ParserContext
  private readonly client: Side = new Side(0)
  private readonly server: Side = new Side(1)

  /** `switched`: the upgrade from HTTP/1 that it follows; the request that asked for it is answered on stream 1. */
  constructor(flow: Flow, context: ParserContext, switched: ProtocolSwitch | null = null) {
    this.flow = flow
    this.context = context
    this.streams = new HttpStreams(flow, context, 'http2', version)
    const upgraded = switched?.token === 'h2c' ? switched.takeExchange() : null
    if (upgraded !== null) this.streams.adopt(1, upgraded)
  }

  get heldBytes(): number {
    return this.streams.heldBytes + this.client.heldBytes + this.server.heldBytes
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const side = direction === 0 ? this.client : this.server
    if (isBetweenFrames(side) && isRequestBegun(buf, start, end, direction)) {
      this.restStart = start
      return switchProtocol
    }
    const shift = origin.offset - start
    let at = start
    while (at < end) {
      switch (side.state) {
        case states.start:
          side.origin.place(origin.frame, shift + at, origin.sec, origin.nsec)
          this.begin(side, buf[at] as number)
          break
        case states.preface:
          at = this.readPreface(side, buf, at, end)
          break
        case states.header:
          at = this.readHeader(side, buf, at, end, origin, shift)
          break
        case states.prefix:
          at = this.readPrefix(side, buf, at, end)
          break
        case states.content:
          at = this.readContent(side, buf, at, end, origin, shift)
          break
        case states.padding: {
          const skipped = Math.min(side.paddingLeft, end - at)
          this.context.counts.framingBytes += skipped
          side.stray = withStray(side.stray, buf, at, at + skipped, origin, shift)
          side.paddingLeft -= skipped
          at += skipped
          if (side.paddingLeft === 0) this.frameDone(side)
          break
        }
        default:
          at = this.findFrames(side, buf, at, end, origin, shift)
      }
    }
    this.streams.settle()
    side.block.settle(0)
    return verdicts.more
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    if (length <= 0) return verdicts.more
    const side = direction === 0 ? this.client : this.server
    this.note('gap', origin.frame)
    const isInContent = side.state === states.content && length <= side.contentLeft
    if (isInContent) {
      this.loseContent(side, length, origin.frame)
      side.contentLeft -= length
      if (side.contentLeft === 0) this.contentDone(side)
    } else if (side.state === states.padding && length <= side.paddingLeft) {
      side.paddingLeft -= length
      if (side.paddingLeft === 0) this.frameDone(side)
    } else {
      if (side.state === states.content) this.loseContent(side, side.contentLeft, origin.frame)
      this.dropHeader(side)
      this.endBlock(side, true)
      this.searchStray(side)
      side.decoder.forget()
      this.streams.gap(direction)
      side.isStarted = true
      side.state = states.lost
    }
    this.streams.settle()
    return verdicts.more
  }

  finished(direction: Direction): void {
    const side = direction === 0 ? this.client : this.server
    const isBetween = side.state === states.start || side.state === states.lost
    const isAtHeader = side.state === states.header && side.seen === 0
    if (!isBetween && !isAtHeader) {
      this.note('cut', side.origin.frame)
      this.dropHeader(side)
      side.state = states.lost
    }
    this.endBlock(side, true)
    this.searchStray(side)
    this.streams.finished(direction)
    this.streams.settle()
  }

  end(): void {
    this.finished(0)
    this.finished(1)
    this.streams.end()
    for (const side of [this.client, this.server]) side.decoder.forget()
  }

  shed(): void {
    this.streams.shed()
    for (const side of [this.client, this.server]) {
      this.searchStray(side)
      if (side.heldBytes === 0) continue
      this.note('heldTooMuch', side.origin.frame)
      this.context.counts.limitBytes += side.block.part.length
      side.block.release()
      side.isBlockDamaged = side.blockStream !== 0
      side.decoder.forget()
    }
  }

  /** The first byte of a direction: the preface, or a frame. */
  private begin(side: Side, first: number): void {
    const from = side.direction === 0 ? prefaceAt(first) : -1
    side.seen = Math.max(0, from)
    side.state = from >= 0 ? states.preface : states.header
  }

  private readPreface(side: Side, buf: Buffer, start: number, end: number): number {
    let at = start
    while (at < end && side.seen < preface.length && buf[at] === preface[side.seen]) {
      at++
      side.seen++
    }
    this.context.counts.framingBytes += at - start
    if (side.seen === preface.length) {
      side.hasPreface = true
      side.seen = 0
      side.state = states.header
    } else if (at < end) this.loseFrames(side)
    return at
  }

  private readHeader(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    if (side.seen === 0) {
      side.origin.place(origin.frame, shift + start, origin.sec, origin.nsec)
      if (end - start >= frameHeaderBytes) {
        if (this.headerDone(side, buf, start)) return start + frameHeaderBytes
        return start
      }
    }
    const taken = Math.min(frameHeaderBytes - side.seen, end - start)
    buf.copy(side.header, side.seen, start, start + taken)
    side.seen += taken
    if (side.seen < frameHeaderBytes) return start + taken
    side.seen = 0
    // What was collected of a header that is none is counted here, since it cannot be looked at again.
    if (!this.headerDone(side, side.header, 0)) this.context.counts.resyncBytes += frameHeaderBytes
    return start + taken
  }

  /** A frame's header is there, at `at`. False: it is none, nothing was taken, and frames are looked for anew. */
  private headerDone(side: Side, buf: Buffer, at: number): boolean {
    const length = lengthOf(buf, at)
    const type = buf[at + 3] as number
    const flags = buf[at + 4] as number
    const stream = streamOf(buf, at)
    if (!isPossible(type, flags, length, stream)) {
      this.loseFrames(side)
      return false
    }
    this.context.counts.framingBytes += frameHeaderBytes
    if (!side.isStarted) this.startsWith(side, type, flags)
    side.type = type
    side.flags = flags
    side.stream = stream
    this.openBlock(side)
    if (!isKnownType(type)) this.note('unknownFrame', side.origin.frame, `type ${type}`)
    const isPadded = (flags & flagBits.padded) !== 0
    let prefix = 0
    if (type === frameTypes.data) prefix = isPadded ? 1 : 0
    else if (type === frameTypes.headers)
      prefix = (isPadded ? 1 : 0) + ((flags & flagBits.priority) === 0 ? 0 : priorityBytes)
    else if (type === frameTypes.pushPromise) prefix = (isPadded ? 1 : 0) + promisedBytes
    side.prefixLength = prefix
    side.contentLeft = length
    side.paddingLeft = 0
    if (prefix > length) {
      // No room for what must stand before the content: all of it is passed over.
      this.note('badPadding', side.origin.frame)
      side.paddingLeft = length
      side.contentLeft = 0
      side.isBlockDamaged = true
      this.contentDone(side)
    } else if (prefix > 0) side.state = states.prefix
    else this.beginContent(side)
    return true
  }

  /** The first frame of a direction. A connection starts with the preface, and for the server with its SETTINGS. */
  private startsWith(side: Side, type: number, flags: number): void {
    side.isStarted = true
    const isStart =
      side.direction === 0 ? side.hasPreface : type === frameTypes.settings && (flags & flagBits.ack) === 0
    if (isStart) return
    this.note('joinedLate', side.origin.frame)
    side.decoder.forget()
  }

  /** A frame begins: does it begin, continue or interrupt a header block? (RFC 9113 section 4.3) */
  private openBlock(side: Side): void {
    const { type, stream } = side
    if (side.blockStream !== 0) {
      if (type === frameTypes.continuation && stream === side.blockStream) return
      this.note('brokenBlock', side.origin.frame)
      this.endBlock(side, true)
    }
    if (type === frameTypes.continuation) {
      // What it would have inserted is not known.
      this.note('strayContinuation', side.origin.frame)
      side.decoder.forget()
      return
    }
    if (type !== frameTypes.headers && type !== frameTypes.pushPromise) return
    side.blockStream = stream
    side.promised = 0
    side.isBlockEnd = type === frameTypes.headers && (side.flags & flagBits.endStream) !== 0
    side.isBlockDamaged = false
    side.blockOrigin.frame = side.origin.frame
    side.blockOrigin.sec = side.origin.sec
    side.blockOrigin.nsec = side.origin.nsec
  }

  private readPrefix(side: Side, buf: Buffer, start: number, end: number): number {
    const taken = Math.min(side.prefixLength - side.seen, end - start)
    buf.copy(side.prefix, side.seen, start, start + taken)
    side.seen += taken
    this.context.counts.framingBytes += taken
    if (side.seen < side.prefixLength) return start + taken
    side.seen = 0
    side.contentLeft -= side.prefixLength
    const isPadded = (side.flags & flagBits.padded) !== 0
    if (side.type === frameTypes.pushPromise)
      side.promised = side.prefix.readUInt32BE(isPadded ? 1 : 0) & 0x7fffffff
    if (isPadded) {
      const padding = side.prefix[0] as number
      if (padding <= side.contentLeft) {
        side.paddingLeft = padding
        side.contentLeft -= padding
      } else this.note('badPadding', side.origin.frame)
    }
    this.beginContent(side)
    return start + taken
  }

  private beginContent(side: Side): void {
    side.state = states.content
    if (side.contentLeft === 0) this.contentDone(side)
  }

  private readContent(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    const bound = Math.min(end, start + side.contentLeft)
    const length = bound - start
    const { counts } = this.context
    switch (side.type) {
      case frameTypes.data:
        this.streams.body(side.direction, side.stream, buf, start, bound, origin, shift)
        break
      case frameTypes.headers:
      case frameTypes.pushPromise:
      case frameTypes.continuation:
        this.takeBlock(side, buf, start, bound, origin, shift)
        break
      default:
        if (isKnownType(side.type)) counts.framingBytes += length
        else side.foreignBytes += length
        if (isFreeType(side.type)) side.stray = withStray(side.stray, buf, start, bound, origin, shift)
    }
    side.contentLeft -= length
    if (side.contentLeft === 0) this.contentDone(side)
    return bound
  }

  /** Collects a header block up to the limit. Behind a gap, or without its start, it cannot be decoded. */
  private takeBlock(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    const { counts } = this.context
    const length = end - start
    if (side.isBlockTooLong) {
      counts.limitBytes += length
      return
    }
    if (side.blockStream === 0 || side.isBlockDamaged) {
      counts.resyncBytes += length
      return
    }
    const kept = Math.min(length, limits.message.headBytesMax - side.block.part.length)
    side.block.append(buf, start, start + kept, origin.frame, shift + start, 0)
    if (kept === length) return
    this.note('blockTooLong', origin.frame)
    counts.limitBytes += length - kept
    side.isBlockTooLong = true
  }

  private contentDone(side: Side): void {
    if (side.paddingLeft > 0) side.state = states.padding
    else this.frameDone(side)
  }

  private frameDone(side: Side): void {
    side.state = states.header
    side.seen = 0
    this.searchStray(side)
    switch (side.type) {
      case frameTypes.data:
        if ((side.flags & flagBits.endStream) !== 0) this.streams.ended(side.direction, side.stream)
        break
      case frameTypes.headers:
      case frameTypes.pushPromise:
      case frameTypes.continuation:
        if ((side.flags & flagBits.endHeaders) !== 0) this.endBlock(side, false)
        break
      case frameTypes.rstStream:
        this.streams.reset(side.stream, side.origin.frame)
        break
      default:
    }
  }

  private searchStray(side: Side): void {
    const searched = side.stray?.handOn(this.flow, this.context, side.direction) ?? 0
    const { counts } = this.context
    if (side.foreignBytes > 0) {
      counts.unrecognisedReadBytes += searched
      counts.unrecognisedSkippedBytes += side.foreignBytes - searched
      side.foreignBytes = 0
    }
    if (side.lostBytes === 0) return
    counts.unrecognisedReadBytes += searched
    counts.resyncBytes += side.lostBytes - searched
    side.lostBytes = 0
  }

  /** Decodes the block and gives its fields to the stream. `isCut`: its end will not come. */
  private endBlock(side: Side, isCut: boolean): void {
    const stream = side.blockStream
    if (stream === 0) return
    side.blockStream = 0
    const { decoder, block, promised } = side
    const { counts } = this.context
    const isMissing = isCut || side.isBlockDamaged || side.isBlockTooLong
    side.isBlockDamaged = false
    side.isBlockTooLong = false
    decoder.decode(block.part, fields)
    counts.limitBytes += decoder.limitBytes
    counts.resyncBytes += decoder.lostBytes
    counts.readBytes += block.part.length - decoder.limitBytes - decoder.lostBytes
    block.release()
    const { oddities } = decoder
    if (oddities !== 0) this.noteOddities(side, oddities, isMissing)
    if (isMissing) decoder.forget()
    const isDamaged = isMissing || (oddities & ~harmlessOddities) !== 0
    if (isMissing && fields.count === 0) return
    const { direction, blockOrigin } = side
    if (promised === 0)
      this.streams.fields(direction, stream, fields, blockOrigin, isDamaged, side.isBlockEnd)
    else this.streams.promise(promised, fields, blockOrigin, isDamaged)
  }

  private noteOddities(side: Side, oddities: number, isMissing: boolean): void {
    const { frame } = side.blockOrigin
    const { decoder } = side
    if ((oddities & tableOddities.malformed) !== 0 && !isMissing) this.note('malformedBlock', frame)
    if ((oddities & tableOddities.badHuffman) !== 0) this.note('badHuffman', frame)
    if ((oddities & tableOddities.tableTooLarge) !== 0) this.note('tableTooLarge', frame)
    if ((oddities & tableOddities.tooLong) !== 0) this.note('fieldsTooLong', frame)
    const name =
      (oddities & tableOddities.unknownIndex) !== 0
        ? 'unknownIndex'
        : (oddities & tableOddities.badIndex) !== 0
          ? 'badIndex'
          : null
    if (name === null) return
    // One for each field.
    for (let field = 0; field < decoder.unknownFields; field++)
      this.note(name, frame, field === 0 ? `index ${decoder.unknownIndex}` : '')
  }

  /** Content of the frame is not in the capture. */
  private loseContent(side: Side, length: number, frame: number): void {
    if (side.type === frameTypes.data) this.streams.lost(side.direction, side.stream, length, frame)
    else if (side.blockStream !== 0) side.isBlockDamaged = true
  }

  /** The rest of a frame's header will not come. */
  private dropHeader(side: Side): void {
    if (side.state === states.header) this.context.counts.framingBytes += side.seen
    side.seen = 0
  }

  /** What follows is no frame. */
  private loseFrames(side: Side): void {
    this.note('badFrame', side.origin.frame)
    this.endBlock(side, true)
    this.searchStray(side)
    side.decoder.forget()
    this.streams.gap(side.direction)
    side.isStarted = true
    side.state = states.lost
  }

  /** Passes over bytes up to where frames start again, if they do in this chunk. They are searched as they are. */
  private findFrames(
    side: Side,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): number {
    let at = start
    const last = end - frameHeaderBytes
    while (at <= last && !(buf[at] === 0 && startsFrames(buf, at, end, side.direction))) at++
    const isFound = at <= last
    if (!isFound) at = end
    if (at > start) {
      side.stray = withStray(side.stray, buf, start, at, origin, shift)
      side.lostBytes += at - start
    }
    if (isFound) {
      this.searchStray(side)
      side.state = states.header
      side.seen = 0
    }
    return at
  }

  private note(name: Http2Anomaly, frame: number, detail = ''): void {
    const code: AnomalyCode = http2Anomalies[name]
    this.context.anomalies.note(code, frame, detail)
  }
}

/** No byte of a preface or frame is there yet of what comes next. */
function isBetweenFrames({ state, seen }: Side): boolean {
  return state === states.start || (state === states.header && seen === 0)
}
