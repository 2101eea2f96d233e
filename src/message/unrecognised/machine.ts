/**
 * Bytes of no known protocol: they are searched as they are. Of a stream the first bytes of each direction are collected
 * and handed on as the body of one message, with its turns, when the direction ends or the limit is reached; a datagram is
 * a message by itself. What lies beyond the limit is counted.
 */
import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { Gather } from '../gather.ts'
import { quicAnomalies } from '../quic/anomalies.ts'
import { JoinedLate } from '../quic/joined-late.ts'
import { LateDatagrams } from '../quic/late-datagrams.ts'
import { unrecognisedAnomalies } from './anomalies.ts'
import { EncryptedTunnel, EncryptedTunnelStream } from './encrypted-tunnel.ts'
import type { EncryptedTunnelName } from './encrypted-tunnel.ts'
import type { Parser, ParserContext, Turn } from '../types.ts'
import { Exchange, Message } from '../types.ts'

/** A message in the making. Pooled: a flow has one only while it holds bytes. */
class Collection {
  readonly message: Message = new Message()
  readonly body: Gather = new Gather(this.message.body)
  turns: Turn[] = []
  /** Seconds of its last bytes. */
  lastSec = 0
}

/** Who reads a flow from some datagram on, and how many bytes that came before it waits to read. */
export interface Successor {
  readonly parser: Parser
  readonly waitingBytes: number
}

/** Turns of a message that are told apart, and seconds of silence that end one. */
const turnsMax = 4_096
const silenceSeconds = 2

/** So many of the last bytes may tell what an answer is to. */
const lastBytesMax = 256
const nothing: Buffer = Buffer.alloc(0)

const idle: Collection[] = []
const idleMax = 256

/** Reads one flow of no known protocol. */
export class UnrecognisedParser implements Parser {
  readonly protocol = 'unrecognised'
  private readonly flow: Flow
  private readonly context: ParserContext
  /** Bytes read so far, by direction. */
  private readonly readBytes: [number, number] = [0, 0]
  private readonly collections: [Collection | null, Collection | null] = [null, null]
  /** True once as much of the direction was handed on as is read of it. */
  private readonly isOver: [boolean, boolean] = [false, false]
  /** Who was seen speaking last. */
  private speaker: Direction = 0
  private exchange: Exchange | null = null
  /** Of datagrams: whether they are of a QUIC connection that began before the capture, or of a tunnel. */
  private joined: JoinedLate | null = null
  private tunnel: EncryptedTunnel | null = null
  /** Of a stream: the same, until it is known that it is none. */
  private tunnelStream: EncryptedTunnelStream | null
  private isEncrypted = false
  /** Of datagrams that may be such a connection's, with a key log: they, until its secrets were tried. */
  private late: LateDatagrams | null = null
  private isLateFull = false
  /** Frame in which it was known to be one by its look, if it has not been said yet. */
  private joinedAt = -1
  /** What of the exchange was handed on, by direction. */
  private hasHanded: [boolean, boolean] = [false, false]

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
    this.tunnelStream = flow.transport === 'tcp' ? new EncryptedTunnelStream(flow) : null
  }

  get heldBytes(): number {
    const collected = (this.collections[0]?.body.heldBytes ?? 0) + (this.collections[1]?.body.heldBytes ?? 0)
    return collected + (this.late?.bytes ?? 0)
  }

  /** Bytes of this direction wait until more of them tell what they are. Whether the other one spoke last. */
  waits(direction: Direction): boolean {
    const isTurn = this.speaker !== direction
    this.speaker = direction
    return isTurn
  }

  /** The last bytes of a direction, as far as they were not handed on. */
  lastOf(direction: Direction): Buffer {
    const body = this.collections[direction]?.message.body
    return body === undefined
      ? nothing
      : body.buf.subarray(Math.max(body.start, body.end - lastBytesMax), body.end)
  }

  /** `isTurn`: of bytes that waited, what {@link waits} said of them; else null. */
  push(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    isTurn: boolean | null = null,
  ): Verdict {
    const { counts } = this.context
    const length = end - start
    if (this.isOver[direction]) return this.skip(length)
    if (this.tunnelStream !== null) {
      const tunnel = this.tunnelStream.sees(direction, buf, start, end)
      if (tunnel !== null) this.encrypted(tunnel, origin)
      if (tunnel !== null || !this.tunnelStream.isOpen) this.tunnelStream = null
    }
    if (length === 0) return verdicts.more
    const room = limits.message.unrecognisedBytesMax - this.readBytes[direction]
    const read = Math.min(room, length)
    const collection = this.collections[direction] ?? this.begin(direction, origin)
    this.noteTurn(collection, direction, origin, isTurn)
    collection.body.append(buf, start, start + read, origin.frame, origin.offset, 0)
    if (this.isEncrypted) counts.undecryptableBytes += read
    else counts.unrecognisedReadBytes += read
    this.readBytes[direction] += read
    if (read === length) {
      collection.body.settle(0)
      return verdicts.more
    }
    const verdict = this.skip(length - read)
    this.leaveOut(collection, length - read, 'limit')
    this.emit(direction)
    return verdict
  }

  /**
   * Bytes of a stream are searched as one message, whoever speaks in between: what is typed comes sign by sign. When what
   * was said, and how often, is told by turns: the other side has spoken, or this one was silent.
   */
  private noteTurn(
    collection: Collection,
    direction: Direction,
    origin: RunOrigin,
    isTurn: boolean | null,
  ): void {
    const { turns, lastSec, message } = collection
    const isNew = (isTurn ?? this.speaker !== direction) || origin.sec - lastSec >= silenceSeconds
    if (isNew && message.body.length > 0 && turns.length < turnsMax) {
      const { sec, nsec } = origin
      turns.push({ exchange: 0, at: message.body.length, sec, nsec })
    }
    if (isTurn === null) this.speaker = direction
    collection.lastSec = origin.sec
  }

  /** One datagram: handed on at once, with no copy, unless a key log may say more of it. */
  datagram(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { counts } = this.context
    const length = end - start
    this.lookForEncryption(direction, buf, start, end, origin)
    const room = this.isOver[direction] ? 0 : limits.message.unrecognisedBytesMax - this.readBytes[direction]
    if (length === 0 && room > 0) return verdicts.more
    const read = Math.min(room, length)
    if (this.isEncrypted) counts.undecryptableBytes += read
    else counts.unrecognisedReadBytes += read
    this.readBytes[direction] += read
    const verdict = read < length || room === 0 ? this.skip(length - read) : verdicts.more
    const isKept = this.late !== null && this.keep(direction, buf, start, end, origin, read)
    if (read > 0 && !isKept) this.search(direction, buf, start, end, origin, read)
    return this.late === null ? verdict : verdicts.more
  }

  /**
   * What may be of a QUIC connection that the key log opens waits until that is tried, of the datagram `read` bytes to be
   * searched else. It has been counted. False: it does not wait.
   */
  private keep(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    read: number,
  ): boolean {
    const { late } = this
    // What counts in two ways could not be taken back.
    if (late === null || (read < end - start && !this.isEncrypted)) return false
    if (late.keep(direction, buf, start, end, origin, read)) return true
    if (late.look.isLikely) this.isLateFull = true
    else this.letGo()
    return false
  }

  /** What waited is handed on as other datagrams are. */
  private letGo(): void {
    for (const { direction, bytes, origin, read } of this.late?.letGo() ?? [])
      if (read > 0) this.search(direction, bytes, 0, bytes.length, origin, read)
  }

  private stopWaiting(): void {
    this.letGo()
    this.late = null
  }

  /** Hands on the first `read` bytes of a datagram to be searched. */
  private search(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    read: number,
  ): void {
    const { context } = this
    const collection = this.begin(direction, origin)
    collection.body.append(buf, start, start + read, origin.frame, origin.offset, 0)
    if (origin.runs !== null) {
      const { runs } = collection.body.part
      runs.clear()
      runs.addRange(0, origin.runs, 0, read)
    }
    if (start + read < end) this.leaveOut(collection, end - start - read, 'limit')
    const exchange = new Exchange(context.nextExchange(), this.flow, 'unrecognised')
    this.hand(direction, exchange, collection)
    context.sink.closed(exchange)
  }

  /** Counts what is not searched, and says what becomes of the rest of its direction. */
  private skip(length: number): Verdict {
    const { counts } = this.context
    if (this.isEncrypted) counts.undecryptableBytes += length
    else counts.unrecognisedSkippedBytes += length
    return this.isEncrypted ? verdicts.undecryptable : verdicts.unrecognised
  }

  /**
   * What turns out to be QUIC, or an encrypted tunnel, counts as encrypted from its first datagram on. It is searched all the
   * same: nothing proves that all of it is.
   */
  private lookForEncryption(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): void {
    if (this.isEncrypted || start === end) return
    this.tunnel ??= new EncryptedTunnel(this.flow)
    const tunnel = this.tunnel.isOpen ? this.tunnel.sees(direction, buf, start, end) : null
    if (tunnel === null) {
      const isFirst = this.joined === null
      if (isFirst && this.context.keys.secrets.size > 0)
        this.late = new LateDatagrams(this.flow, this.context)
      this.late?.look.sees(direction, buf, start, end)
      if (this.late?.look.mayBe === false) this.stopWaiting()
      this.joined ??= new JoinedLate(this.flow)
      if (!this.joined.sees(direction, buf, start, end)) return
      this.joinedAt = origin.frame
    } else this.stopWaiting()
    this.encrypted(tunnel, origin)
  }

  /**
   * Who reads the flow from here on: what looks like QUIC is a connection whose secrets are in the key log. What was kept of
   * it is taken back, and waits there. `isLast`: no more will come to tell by. Null: nobody, or not yet.
   */
  successor(isLast: boolean): Successor | null {
    const { late } = this
    if (late === null || !(isLast || this.isLateFull || late.isEnough)) return null
    // What only may be QUIC is not tried.
    if (!late.look.isLikely) {
      this.letGo()
      return null
    }
    const found = this.open(late)
    if (found !== null) return found
    this.stopWaiting()
    this.sayUnread()
    return null
  }

  /** The same of what went on elsewhere, by an id that it seems to have. Null: more of it may tell. */
  moved(): Successor | null {
    return this.late === null ? null : this.open(this.late)
  }

  private open(late: LateDatagrams): Successor | null {
    const waitingBytes = late.bytes
    const parser = late.open()
    if (parser === null) return null
    this.late = null
    this.joinedAt = -1
    const { counts, sink } = this.context
    if (this.isEncrypted) counts.undecryptableBytes -= waitingBytes
    else {
      counts.unrecognisedReadBytes -= waitingBytes
      sink.recognised(this.flow, 'quic')
    }
    return { parser, waitingBytes }
  }

  /** A connection that was joined late stays encrypted. */
  private sayUnread(): void {
    if (this.joinedAt >= 0) this.context.anomalies.note(quicAnomalies.noInitial, this.joinedAt)
    this.joinedAt = -1
  }

  /** What was read until now counts as encrypted, too. */
  private encrypted(tunnel: EncryptedTunnelName | null, origin: RunOrigin): void {
    const { counts, anomalies, sink } = this.context
    this.isEncrypted = true
    const read = this.readBytes[0] + this.readBytes[1]
    counts.unrecognisedReadBytes -= read
    counts.undecryptableBytes += read
    if (tunnel === null) {
      if (this.late === null) this.sayUnread()
    } else anomalies.note(unrecognisedAnomalies.encryptedTunnel, origin.frame, tunnel)
    sink.recognised(this.flow, tunnel ?? 'quic')
  }

  gap(direction: Direction, length: number, _origin: RunOrigin): Verdict {
    if (this.isOver[direction]) return this.isEncrypted ? verdicts.undecryptable : verdicts.unrecognised
    this.tunnelStream = null
    const collection = this.collections[direction]
    if (collection !== null) this.leaveOut(collection, length, 'gap')
    return verdicts.more
  }

  /** A FIN may be forged: what comes behind it all the same is read, as another exchange. */
  finished(direction: Direction): void {
    if (this.collections[direction] === null) return
    this.emit(direction)
    this.isOver[direction] = this.readBytes[direction] >= limits.message.unrecognisedBytesMax
  }

  end(): void {
    this.stopWaiting()
    this.sayUnread()
    this.emit(0)
    this.emit(1)
    if (this.exchange !== null) this.context.sink.closed(this.exchange)
    this.exchange = null
  }

  shed(): void {
    this.stopWaiting()
    this.sayUnread()
    for (const direction of [0, 1] as const) {
      const collection = this.collections[direction]
      if (collection === null) continue
      this.leaveOut(collection, 0, 'limit')
      this.emit(direction)
    }
  }

  private begin(direction: Direction, origin: RunOrigin): Collection {
    const collection = idle.pop() ?? new Collection()
    this.collections[direction] = collection
    const { message } = collection
    message.protocol = 'unrecognised'
    message.direction = direction
    message.isComplete = true
    message.incompleteReason = ''
    message.bodyBytesLeftOut = 0
    message.frame = origin.frame
    message.sec = origin.sec
    message.nsec = origin.nsec
    collection.turns = []
    collection.lastSec = origin.sec
    return collection
  }

  private leaveOut(collection: Collection, length: number, reason: 'gap' | 'limit'): void {
    const { message } = collection
    message.isComplete = false
    if (message.incompleteReason === '') message.incompleteReason = reason
    message.bodyBytesLeftOut += length
  }

  /** Hands on what a direction has collected. The two directions of a stream are one exchange. */
  private emit(direction: Direction): void {
    const collection = this.collections[direction]
    if (collection === null) return
    this.isOver[direction] = true
    if (this.exchange !== null && this.hasHanded[direction]) {
      this.context.sink.closed(this.exchange)
      this.exchange = null
    }
    if (this.exchange === null) this.hasHanded = [false, false]
    this.exchange ??= new Exchange(this.context.nextExchange(), this.flow, 'unrecognised')
    this.hasHanded[direction] = true
    this.hand(direction, this.exchange, collection)
  }

  private hand(direction: Direction, exchange: Exchange, collection: Collection): void {
    this.collections[direction] = null
    for (const turn of collection.turns) turn.exchange = this.context.nextExchange()
    collection.message.turns = collection.turns
    if (direction === 0) this.context.sink.request(exchange, collection.message)
    else this.context.sink.response(exchange, collection.message)
    collection.body.release()
    if (idle.length < idleMax) idle.push(collection)
  }
}
