import type { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import { FieldList } from '../http-fields/field-list.ts'
import { harmlessOddities, tableOddities } from '../http-fields/table-oddities.ts'
import type { HttpStreams } from '../http-streams/http-streams.ts'
import { readVarint } from '../quic/parse.ts'
import { isUnidirectional } from '../quic/stream-taker.ts'
import type { Side } from '../quic/stream-taker.ts'
import { tellOfClient } from '../server-name-message.ts'
import type { ParserContext } from '../types.ts'
import type { Http3Anomaly } from './anomalies.ts'
import { BlockedHalves } from './blocked-halves.ts'
import { frameTypes } from './frames.ts'
import { messageIdOf, roles } from './half.ts'
import type { Half } from './half.ts'
import { QpackDecoder } from './qpack.ts'

/** Whose streams field sections stand on: what becomes of what is decoded, and of what waited behind it. */
export interface SectionOwner {
  readonly streams: Pick<HttpStreams, 'fields' | 'promise'>
  note(name: Http3Anomaly, frame: number, detail?: string): void
  /** The direction waits no longer: what waited is read. */
  readWaiting(half: Half): void
  /** What the direction holds may have changed. */
  charge(half: Half): void
}

/**
 * The field sections of a connection (QPACK, RFC 9204): the table of either side, the stream that fills it, and the sections
 * that refer to it, which wait for entries that are not there yet.
 */
export class FieldSections {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly owner: SectionOwner
  /** By who sends the fields. */
  private readonly decoders: readonly [QpackDecoder, QpackDecoder] = [new QpackDecoder(), new QpackDecoder()]
  private readonly blocked: readonly [BlockedHalves<Half>, BlockedHalves<Half>] = [
    new BlockedHalves(),
    new BlockedHalves(),
  ]
  /** By side: what it inserted into its table before the capture is not known, and not waited for. */
  private readonly hasLostTable: [boolean, boolean]

  /** `isLate`: the connection began before the capture. */
  constructor(flow: Flow, context: ParserContext, owner: SectionOwner, isLate: boolean) {
    this.flow = flow
    this.context = context
    this.owner = owner
    this.hasLostTable = [isLate, isLate]
  }

  get heldBytes(): number {
    const [client, server] = this.decoders
    return client.heldBytes + server.heldBytes
  }

  /** The stream that fills the table of `side` begins: nothing was in it. */
  beginTable(side: Side): void {
    this.hasLostTable[side] = false
  }

  /** Learns how large the table may be of what `side` sends. It is said once (RFC 9114, 7.2.4), and says what sections need. */
  agree(side: Side, capacityMax: number): void {
    const decoder = this.decoders[side]
    const blocked = this.blocked[side]
    if (decoder.capacityMax !== -1) return
    decoder.capacityMax = capacityMax
    for (const half of blocked.all) {
      blocked.delete(half, half.required)
      this.block(half)
    }
  }

  /**
   * A field section is there: decodes it, or lets the stream wait. `isForced`: what it waits for will not come, or its
   * own end will not.
   */
  take(half: Half, isForced: boolean): void {
    const { block, side } = half
    const decoder = this.decoders[side]
    if (half.type === frameTypes.pushPromise) {
      const { part } = block
      if (!readVarint(part.buf, part.start, part.end, integer)) {
        this.context.counts.framingBytes += part.length
        block.release()
        return
      }
      half.messageId = messageIdOf(integer.value)
      this.context.counts.framingBytes += integer.next - part.start
      block.drop(integer.next - part.start)
      half.type = frameTypes.headers
    }
    const isShort = decoder.requiredCount(block.part) > decoder.insertCount
    if (isShort && !isForced && !decoder.isBroken && !this.hasLostTable[side]) {
      half.isBlocked = true
      this.block(half)
      return
    }
    this.decode(half, isForced, isForced || (isShort && this.hasLostTable[side]))
  }

  private block(half: Half): void {
    const decoder = this.decoders[half.side]
    // Where it is there by now, it waits for the next.
    half.required = Math.max(decoder.requiredCount(half.block.part), decoder.insertCount + 1)
    this.blocked[half.side].add(half, half.required)
  }

  private decode(half: Half, isCut: boolean, isForced = isCut): void {
    const { block, side, messageId } = half
    const decoder = this.decoders[side]
    const { counts } = this.context
    decoder.decode(block.part, fields, isForced)
    counts.limitBytes += decoder.limitBytes
    counts.resyncBytes += decoder.lostBytes
    counts.readBytes += block.part.length - decoder.limitBytes - decoder.lostBytes
    block.release()
    const { oddities } = decoder
    if (oddities !== 0) this.noteOddities(oddities, half.origin.frame, isCut)
    const isDamaged = isCut || (oddities & ~harmlessOddities) !== 0
    const isPromise = messageId !== half.id && !isUnidirectional(half.id)
    if (isPromise) half.messageId = half.id
    if (isCut && fields.count === 0) return
    if (isPromise) this.owner.streams.promise(messageId, fields, half.origin, isDamaged)
    else this.owner.streams.fields(side, messageId, fields, half.origin, isDamaged, false)
  }

  private noteOddities(oddities: number, frame: number, isCut: boolean): void {
    if ((oddities & tableOddities.malformed) !== 0 && !isCut) this.owner.note('malformedBlock', frame)
    for (const [name, bit] of oddityNames) if ((oddities & bit) !== 0) this.owner.note(name, frame)
  }

  /** What a stream waits for is there, or it waits no longer: what waited behind it is read. */
  unblock(half: Half): void {
    if (!half.isBlocked) return
    const { side } = half
    const decoder = this.decoders[side]
    this.blocked[side].delete(half, half.required)
    half.isBlocked = false
    const isForced = decoder.requiredCount(half.block.part) > decoder.insertCount
    if (isForced) this.owner.note('blocked', half.origin.frame)
    this.decode(half, false, isForced)
    this.owner.readWaiting(half)
  }

  /** The same, also of field sections that were waiting behind others. Each turn reads one. */
  unblockAll(half: Half): void {
    while (half.isBlocked) this.unblock(half)
  }

  readEncoder(half: Half, buf: Buffer, start: number, end: number, origin: RunOrigin, shift: number): void {
    const { block, side } = half
    const decoder = this.decoders[side]
    const { counts } = this.context
    block.append(buf, start, end, origin.frame, shift + start, 0)
    const { part } = block
    if (part.length < half.wanted && !decoder.isBroken) return
    const read = decoder.readInstructions(part) - part.start
    half.wanted = decoder.wantedBytes
    counts.limitBytes += decoder.limitBytes
    counts.resyncBytes += decoder.lostBytes
    counts.readBytes += read - decoder.limitBytes - decoder.lostBytes
    const { oddities } = decoder
    if ((oddities & tableOddities.malformed) !== 0) this.owner.note('malformedEncoder', origin.frame)
    for (const [name, bit] of oddityNames) if ((oddities & bit) !== 0) this.owner.note(name, origin.frame)
    if (read === part.length) block.release()
    else if (read > 0) block.drop(read)
    const blocked = this.blocked[side]
    for (const waiting of decoder.isBroken ? blocked.all : blocked.reach(decoder.insertCount)) {
      this.unblock(waiting)
      this.owner.charge(waiting)
    }
  }

  /**
   * Hands on what a client puts into its table behind a hole in the encoder stream, where an instruction begins with the
   * chunk, so that it is searched: requests refer to it, but which of them is not known any more. False: it is no such chunk.
   */
  tellEntries(
    half: Half,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): boolean {
    const { block, side } = half
    const decoder = this.decoders[side]
    if (side === 1 || (half.role === roles.encoder && !decoder.isBroken) || block.part.length > 0)
      return false
    block.append(buf, start, end, origin.frame, shift + start, 0)
    const isRead = decoder.readEntries(block.part, entries)
    block.release()
    if (!isRead) return false
    decoder.lose()
    this.context.counts.readBytes += end - start
    tellOfClient(
      this.flow,
      this.context,
      'unrecognised',
      entries.buf,
      0,
      entries.length,
      entries.runs,
      origin,
    )
    return true
  }

  /** A part of the stream that fills the table of `side` is lost: what waits for it waits no longer. */
  lose(side: Side): void {
    this.loseTable(side)
    for (const waiting of this.blocked[side].all) {
      this.unblock(waiting)
      this.owner.charge(waiting)
    }
  }

  /** The same, but what waits for it is left to wait. */
  loseTable(side: Side): void {
    this.decoders[side].lose()
  }

  shed(): void {
    for (const decoder of this.decoders) if (decoder.heldBytes > 0) decoder.forget()
  }

  end(): void {
    for (const decoder of this.decoders) decoder.forget()
  }
}

const oddityNames: readonly (readonly [Http3Anomaly, number])[] = [
  ['badIndex', tableOddities.badIndex],
  ['badHuffman', tableOddities.badHuffman],
  ['tableTooLarge', tableOddities.tableTooLarge],
  ['fieldsTooLong', tableOddities.tooLong],
  ['unknownIndex', tableOddities.unknownIndex],
]

/** Decoded fields, until the streams have taken them: one for all connections. */
const fields = new FieldList()
/** The entries of a chunk, for the call that is made with them. */
const entries = new FieldList()

const integer = { value: 0, next: 0 }
