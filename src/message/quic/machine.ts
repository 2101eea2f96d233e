import { hasText } from '../../core/signs/has-text.ts'
import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { RunMap, RunOrigin } from '../../core/origin.ts'
import { smallInteger } from '../../core/small-integer.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import {
  clientHelloType,
  findServerName,
  handshakeHeaderBytes,
  handshakeLength,
  parseClientHello,
} from '../tls/parse.ts'
import type { ParsedHello } from '../tls/parse.ts'
import { readInnerHello, tellInnerHello } from '../tls/ech.ts'
import type { InnerHello } from '../tls/ech.ts'
import { tellOfClient, tellServerName } from '../server-name-message.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { Connection, hasSecrets } from './connection.ts'
import { bookOf } from './connection-book.ts'
import { CryptoStream } from './crypto-stream.ts'
import { EarlyPackets } from './early-packets.ts'
import type { EarlyPacket } from './early-packets.ts'
import { readFrames } from './frames.ts'
import type { FramesEnd } from './frames.ts'
import { deriveInitialKeys, openInitial } from './keys.ts'
import { tagBytes } from './protection.ts'
import type { InitialKeys } from './keys.ts'
import { findLateSecrets } from './late-secrets.ts'
import type { LateFind } from './late-secrets.ts'
import { batchBytesMax, batchesMax, batchPacketBytesMax, giveBatch, takeBatch } from './packet-batch.ts'
import type { PacketBatch } from './packet-batch.ts'
import { tellHello } from '../tls/tell-hello.ts'
import { clientIdBytesMin, LongHeader, packetKinds, readLongHeader } from './parse.ts'
import { isPadding, paddingEnd } from './datagrams/padding.ts'
import { SegmentLengths } from './segment-lengths.ts'
import { HelloTaker } from './hello-taker.ts'

/** The header being looked at: one for all flows, used within a call. */
const header = new LongHeader()
const both: Verdict = verdicts.undecryptable | verdicts.bothDirections
const randomAt = handshakeHeaderBytes + 2
const randomBytes = 32
/** A packet with less in it brings no hello: acknowledgements do not fill one. */
const helloPacketBytesMin = 200

/** What is kept of a hello. Its problem is said when it is read on. */
interface AwaitedHello {
  /** By which the log may know the connection. */
  readonly random: Buffer
  readonly hasEch: boolean
  readonly alpn: readonly string[]
  readonly problem: AnomalyCode | null
}

/** So many packets are kept of a connection whose secrets are to be found by trying: more of them tell no more. */
const hiddenPacketsMax = 8

/** Programs write these after those of the handshake. */
const awaitedLabels = ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'] as const

/**
 * Reads the ClientHello of a QUIC connection. Without keys the flow is then given up as encrypted; where the key log
 * has the connection's secrets, all of it is read. Whoever's Initial packets open with a client's keys is the client,
 * so both directions are tried until one does.
 */
export class QuicParser implements Parser {
  readonly protocol: ProtocolName = 'quic'
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly stream: CryptoStream = new CryptoStream()
  private keys: InitialKeys | null = null
  /** The direction whose Initial packets open; -1 while none has. */
  private clientDirection: Direction | -1 = -1
  /** Datagrams and Initial packets so far, by direction. */
  private readonly datagrams: [number, number] = [0, 0]
  private readonly initials: [number, number] = [0, 0]
  private hasBadTag = false
  private isDone = false
  /** It counts as one of the connections that are followed. */
  private isFollowed = false
  /** Where the first packet that opened came from. */
  private frame = 0
  private sec = 0
  private nsec = 0
  /** Reads all that follows the ClientHello; null without keys. */
  private connection: Connection | null = null
  private readonly segments: SegmentLengths = new SegmentLengths()
  /** Packets that wait to be opened together. */
  private batch: PacketBatch | null = null
  private looks = 0
  private readonly early: EarlyPackets = new EarlyPackets()
  /** The version of Handshake packets among them; 0 where there is none. */
  private handshakeVersion = 0
  /** The secrets of the key log were tried, since the hello is not in the capture. */
  private hasTriedLate = false
  private hasToldHello = false
  private isNamed = false
  /** A hello whose secrets may still come, as they do where a capture is read while it is made. */
  private awaited: AwaitedHello | null = null
  /** Of a connection that was given up with its hello: its random, and the id that opened it or was tried in vain last. */
  private random: Buffer | null = null
  /** Of a hello that was read, and may seal another whose random the log knows the connection by: its own. */
  private outerRandom: Buffer | null = null
  private knownId: Buffer | null = null

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get heldBytes(): number {
    const { connection } = this
    const batchBytes = this.batch === null ? 0 : batchBytesMax
    return (
      this.stream.buf.length +
      this.early.bytes +
      batchBytes +
      (connection === null ? 0 : connection.heldBytes)
    )
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { counts } = this.context
    if (this.isDone) {
      counts.undecryptableBytes += end - start
      return both
    }
    if (!this.isFollowed) {
      if (!bookOf(this.context).follow()) {
        this.giveUp(quicAnomalies.tooManyConnections, origin.frame)
        counts.limitBytes += end - start
        return verdicts.limit | verdicts.bothDirections
      }
      this.isFollowed = true
    }
    const base = origin.offset - start
    // What waits for the rest of the hello waits no longer than there is room.
    if (!this.early.isEmpty && !this.early.hasRoom(end - start)) {
      this.readCut()
      this.openLate()
    }
    if (this.connection === null && direction === 0 && this.looks < looksMax)
      this.lookForText(buf, start, end, origin)
    if (this.awaited !== null) {
      if (!this.haveCome(this.awaited)) {
        if (this.keep(direction, buf, start, end, base, origin)) return verdicts.more
        this.awaitNoLonger()
        if (this.isDone) {
          counts.undecryptableBytes += end - start
          return both
        }
      } else this.awaitNoLonger()
    }
    if (this.connection !== null) {
      if (this.mayWait(direction, buf, start, end)) {
        this.wait(direction, buf, start, end, origin, 0)
        return verdicts.more
      }
      this.readBatch()
    }
    this.readPackets(direction, buf, start, start, end, base, origin, true)
    if (this.early.packets.length >= hiddenPacketsMax) this.openHidden()
    if (this.connection !== null || this.awaited !== null) return verdicts.more
    return this.isDone ? both : this.patience(direction, origin)
  }

  /** Whether there are keys, or may be. */
  private get mayHaveKeys(): boolean {
    const { keys } = this.context
    return keys.size > 0 || keys.isAwaiting()
  }

  /** Whether the secrets of both sides are there. */
  private haveCome({ random }: AwaitedHello): boolean {
    const { keys } = this.context
    if (!keys.has(random, 0)) return false
    return awaitedLabels.every((label) => keys.find(label, random) !== null)
  }

  /** What there is of secrets by now is what is used. */
  private awaitNoLonger(): void {
    const { awaited } = this
    if (awaited === null) return
    this.awaited = null
    this.follow(awaited)
  }

  /**
   * Reads the packets `buf[start, end)`. The first datagram of them began at `sentFrom` as it was sent: see `readShort`.
   * `waits`: the last may wait to be opened together with others.
   */
  private readPackets(
    direction: Direction,
    buf: Buffer,
    start: number,
    sentFrom: number,
    end: number,
    base: number,
    origin: RunOrigin,
    waits: boolean,
  ): void {
    const { counts } = this.context
    let at = start
    let sentAt = sentFrom
    while (at < end && !this.isDone) {
      if (buf[at] === 0 && at > start) {
        const next = paddingEnd(buf, at, end)
        counts.framingBytes += next - at
        if (next > at) {
          at = next
          sentAt = next
          continue
        }
      }
      if (((buf[at] as number) & 0x80) === 0) {
        if (this.connection !== null) {
          // Often behind the handshake's last packets. Zeros there are padding, and would spoil what they wait with.
          if (waits && buf[at] !== 0 && this.mayWait(direction, buf, at, end)) {
            this.wait(direction, buf, at, end, placed(origin, base + at), at - sentAt)
            at = end
            break
          }
          at = this.readShort(direction, buf, at, sentAt, end, base, origin)
          sentAt = at
          continue
        }
        // A short header, or padding behind the last packet. As the first byte of all: Google QUIC's own header.
        if (at === start && this.datagrams[0] + this.datagrams[1] === 0) this.unsupported(origin)
        else if (this.keep(direction, buf, at, end, base, origin)) at = end
        break
      }
      if (!readLongHeader(buf, at, end, header)) {
        this.context.anomalies.note(quicAnomalies.header, origin.frame)
        break
      }
      const { packetEnd } = header
      switch (header.kind) {
        case packetKinds.versionNegotiation:
        case packetKinds.retry:
          // Nothing to keep: keys follow the connection id of the Initial that the client sends next.
          counts.framingBytes += packetEnd - at
          break
        case packetKinds.initial:
          this.readInitial(direction, buf, at, packetEnd, base, origin)
          break
        case packetKinds.unknown:
          if (this.connection === null) this.unsupported(origin)
          counts.undecryptableBytes += packetEnd - at
          break
        default:
          this.readOther(direction, buf, at, packetEnd, base, origin)
      }
      at = packetEnd
    }
    if (isPadding(buf, at, end)) counts.framingBytes += end - at
    else counts.undecryptableBytes += end - at
  }

  /**
   * What clients send on in the handshake looks the same, but its keys follow an id that is not the one it carries: it is
   * tried once. The same hello under another id is the answer to a Retry.
   */
  beginsAnew(buf: Buffer, start: number, end: number): boolean {
    const { random } = this
    if (!this.isDone || this.clientDirection === 1) return false
    if (!readLongHeader(buf, start, end, header) || header.kind !== packetKinds.initial) return false
    const { version, targetIdStart, targetIdEnd, packetEnd } = header
    if (targetIdEnd - targetIdStart < clientIdBytesMin || packetEnd - start < helloPacketBytesMin)
      return false
    if (this.knownId?.compare(buf, targetIdStart, targetIdEnd) === 0) return false
    if (this.initials[0] > limits.message.quicInitialsMax) return false
    if (++this.initials[0] > limits.message.quicInitialsMax)
      this.context.anomalies.note(quicAnomalies.cryptoLimit, this.frame)
    this.knownId = Buffer.from(buf.subarray(targetIdStart, targetIdEnd))
    const content = openInitial(buf, start, header, deriveInitialKeys(version, this.knownId))
    if (content === null) return false
    const hello = new CryptoStream()
    helloTaker.hello = hello
    readFrames(content, 0, content.length, true, helloTaker, framesEnd)
    // Some shuffle the pieces of their hello: then nothing tells yet.
    if (hello.readable < randomAt + randomBytes) return !hello.isEmpty
    return random === null || random.compare(hello.buf, randomAt, randomAt + randomBytes) !== 0
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  readWaiting(): void {
    if (this.connection === null) {
      this.openMoved()
      return
    }
    this.replayEarly()
    this.readBatch()
  }

  /** The connection went on elsewhere, so that no more of its hello will come: opens it by what there is, or waits on. */
  private openMoved(): void {
    if (this.awaited !== null || this.hasTriedLate) return
    this.readCut()
    if (!this.openLate()) this.hasTriedLate = false
  }

  /**
   * Reads on in a connection that began before the capture: `kept` when it is asked to read what waits. False: there are
   * more connections than are followed.
   */
  join(found: LateFind, kept: EarlyPacket[]): boolean {
    if (!bookOf(this.context).follow()) return false
    this.isFollowed = true
    for (const packet of kept) this.early.add(packet)
    this.begin(found)
    return true
  }

  shed(): void {
    this.awaitNoLonger()
    this.readBatch()
    this.connection?.shed()
    this.dropEarly()
  }

  end(): void {
    this.readCut()
    this.awaitNoLonger()
    this.openLate()
    this.readBatch()
    const { connection } = this
    connection?.end()
    this.connection = null
    const isWaiting = connection === null && !this.isDone && this.datagrams[0] + this.datagrams[1] > 0
    this.giveUp(isWaiting ? this.missing() : null, this.frame)
  }

  /** Whether the rest of the datagram is but one packet, of a kind that can be opened together with others. */
  private mayWait(direction: Direction, buf: Buffer, start: number, end: number): boolean {
    if (end - start > batchPacketBytesMax || start === end || ((buf[start] as number) & 0x80) !== 0)
      return false
    if (this.batch === null && bookOf(this.context).waiting.size >= batchesMax) return false
    return (this.connection as Connection).mayBatch(direction)
  }

  /** `lead`: so many bytes of its datagram stand before it. */
  private wait(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    lead: number,
  ): void {
    if (this.batch !== null && !this.batch.hasRoom(end - start)) this.readBatch()
    this.batch ??= takeBatch()
    if (this.batch.count === 0) bookOf(this.context).waiting.add(this.flow)
    this.batch.add(direction, buf, start, end, origin, lead)
  }

  /** Opens the packets that wait, and reads them in order. */
  private readBatch(): void {
    const { batch, connection } = this
    if (batch === null || connection === null) return
    // Nothing waits while this is read: what is read may come back here.
    this.batch = null
    if (batch.count > 1) connection.openBatch(batch)
    for (let index = 0; index < batch.count; index++) {
      const start = batch.starts[index] as number
      batchOrigin.frame = smallInteger(batch.frames[index] as number)
      batchOrigin.offset = batch.offsets[index] as number
      batchOrigin.sec = smallInteger(batch.secs[index] as number)
      batchOrigin.nsec = batch.nsecs[index] as number
      if (connection.readBatched(batch, index, batchOrigin)) continue
      const direction = batch.directions[index] as Direction
      const end = batch.ends[index] as number
      const base = (batch.offsets[index] as number) - start
      const sentFrom = start - (batch.leads[index] as number)
      this.readPackets(direction, batch.buf, start, sentFrom, end, base, batchOrigin, false)
    }
    giveBatch(batch)
    bookOf(this.context).waiting.delete(this.flow)
  }

  private readInitial(
    direction: Direction,
    buf: Buffer,
    at: number,
    packetEnd: number,
    base: number,
    origin: RunOrigin,
  ): void {
    const { counts } = this.context
    if (this.outerRandom !== null && direction === this.clientDirection && !this.isFirstId(buf)) {
      this.leaveHello(buf, at)
      if (this.isDone) {
        counts.undecryptableBytes += packetEnd - at
        return
      }
      // Other packets were read meanwhile.
      readLongHeader(buf, at, packetEnd, header)
    }
    const { connection } = this
    const isServers = this.clientDirection !== -1 && direction !== this.clientDirection
    if (connection !== null) {
      if (connection.long(direction, buf, at, header, placed(origin, base + at))) return
    } else if ((isServers || this.awaited !== null) && this.keep(direction, buf, at, packetEnd, base, origin))
      return
    if (this.initial(direction, buf, at, base + at, origin)) counts.framingBytes += packetEnd - at
    else {
      counts.undecryptableBytes += packetEnd - at
      if (connection?.knowsInitials === true) connection.failed(direction, origin.frame)
    }
  }

  /** A 0-RTT or Handshake packet. */
  private readOther(
    direction: Direction,
    buf: Buffer,
    at: number,
    packetEnd: number,
    base: number,
    origin: RunOrigin,
  ): void {
    const { connection } = this
    if (connection === null) {
      if (this.keep(direction, buf, at, packetEnd, base, origin)) return
    } else if (connection.long(direction, buf, at, header, placed(origin, base + at))) return
    else connection.failed(direction, origin.frame)
    this.context.counts.undecryptableBytes += packetEnd - at
  }

  /**
   * Reads the packet with a short header at `at`, which goes up to the end of its datagram. Returns where that is:
   * where the sender's system or network card cuts datagrams (segmentation offload), a capture made there has many in
   * one, all of one length but the last, and the length is nowhere said. It is tried out, and remembered.
   */
  private readShort(
    direction: Direction,
    buf: Buffer,
    at: number,
    sentAt: number,
    end: number,
    base: number,
    origin: RunOrigin,
  ): number {
    const connection = this.connection as Connection
    const from = placed(origin, base + at)
    const known = this.segments.known[direction]
    if (known > 0 && sentAt + known < end && sentAt + known > at) {
      if (connection.short(direction, buf, at, sentAt + known, from)) return sentAt + known
    }
    if (connection.short(direction, buf, at, end, from)) return end
    const packetEnd = this.segments.find(connection, direction, buf, at, sentAt, end, from)
    if (packetEnd > at) return packetEnd
    const { counts } = this.context
    if (isPadding(buf, at, end)) counts.framingBytes += end - at
    else if (!connection.short(direction, buf, at, end, from, true)) {
      counts.undecryptableBytes += end - at
      connection.failed(direction, origin.frame)
    }
    return end
  }

  /** Keeps a packet that cannot be opened yet, where there may be keys for it. False: it is not kept. */
  private keep(
    direction: Direction,
    buf: Buffer,
    at: number,
    packetEnd: number,
    base: number,
    origin: RunOrigin,
  ): boolean {
    if (!this.mayHaveKeys) return false
    if (!this.early.hasRoom(packetEnd - at)) return false
    const kept = new RunOrigin()
    kept.place(origin.frame, base + at, origin.sec, origin.nsec)
    const bytes = Buffer.from(buf.subarray(at, packetEnd))
    this.early.add({ direction, bytes, numberStart: this.triedFrom(buf, at, packetEnd), origin: kept })
    bookOf(this.context).late.saw(this.flow, bytes)
    return true
  }

  /** As `LatePacket` of late-side.ts says. Of a long header, which was read last. */
  private triedFrom(buf: Buffer, at: number, packetEnd: number): number {
    if (((buf[at] as number) & 0x80) === 0) return isPadding(buf, at, packetEnd) ? -1 : 0
    if (header.kind !== packetKinds.handshake) return -1
    this.handshakeVersion = header.version
    return header.numberStart - at
  }

  /** The connection can be read now: first what came early. */
  private replayEarly(): void {
    bookOf(this.context).late.forget(this.flow)
    for (const { direction, bytes, origin } of this.early.take())
      this.readPackets(direction, bytes, 0, 0, bytes.length, origin.offset, origin, false)
  }

  private dropEarly(): void {
    bookOf(this.context).late.forget(this.flow)
    this.context.counts.undecryptableBytes += this.early.drop()
  }

  /** How long a direction is waited for. */
  private patience(direction: Direction, origin: RunOrigin): Verdict {
    const hasKeys = this.mayHaveKeys
    if (!hasKeys && this.clientDirection !== -1 && direction !== this.clientDirection)
      return verdicts.undecryptable
    this.datagrams[direction]++
    if (this.datagrams[direction] < limits.message.quicInitialsMax) return verdicts.more
    if (this.clientDirection === -1 && direction === 1 && !hasKeys) return verdicts.undecryptable
    this.readCut()
    if (this.connection !== null || this.awaited !== null) return verdicts.more
    if (this.isDone) return both
    if (this.openLate()) return verdicts.more
    this.giveUp(this.missing(), origin.frame)
    return both
  }

  /** What to say of a connection whose ClientHello did not come. A wrong tag has been said already. */
  private missing(): AnomalyCode | null {
    if (this.outerRandom !== null) return null
    if (!this.stream.isEmpty) return quicAnomalies.helloUnfinished
    return this.hasBadTag ? null : quicAnomalies.noInitial
  }

  /** Takes an Initial packet, which lies at `offset` of the frame; true if it opened. */
  private initial(direction: Direction, buf: Buffer, at: number, offset: number, origin: RunOrigin): boolean {
    if (this.clientDirection !== -1 && direction !== this.clientDirection) return false
    if (this.initials[direction] >= limits.message.quicInitialsMax) {
      if (direction === this.clientDirection && this.connection === null)
        this.giveUp(quicAnomalies.cryptoLimit, origin.frame)
      return false
    }
    this.initials[direction]++
    const content = this.open(direction, buf, at, origin)
    if (content === null) return false
    if (this.clientDirection === -1) {
      this.clientDirection = direction
      this.frame = origin.frame
      this.sec = origin.sec
      this.nsec = origin.nsec
    }
    const wasAmbiguous = this.stream.isAmbiguous
    helloTaker.hello = this.stream
    helloTaker.frame = origin.frame
    // The content ends where the tag begins.
    helloTaker.offset = offset + header.packetEnd - tagBytes - content.length - at
    readFrames(content, 0, content.length, true, helloTaker, framesEnd)
    const { problem } = framesEnd
    if (this.stream.isAmbiguous && !wasAmbiguous) {
      this.context.anomalies.note(quicAnomalies.cryptoAmbiguous, origin.frame)
    }
    if (problem === quicAnomalies.cryptoLimit && this.connection === null) this.giveUp(problem, origin.frame)
    else {
      if (problem !== null) this.context.anomalies.note(problem, origin.frame)
      this.readHello(origin)
    }
    return true
  }

  /**
   * The packet's content. The keys follow the id that the client chose first; after a Retry, or for a new connection
   * on the same ports, the id that the client now uses.
   */
  private open(direction: Direction, buf: Buffer, at: number, origin: RunOrigin): Buffer | null {
    const { version, targetIdStart, targetIdEnd } = header
    if (this.keys !== null && this.keys.version === version) {
      const content = openInitial(buf, at, header, this.keys)
      if (content !== null) return content
    }
    // What a server sends carries an id that the client chose for itself, often an empty one.
    const canBeClient = direction === 0 || targetIdEnd - targetIdStart >= clientIdBytesMin
    if (!canBeClient) return null
    const isSameId =
      this.keys !== null &&
      this.keys.version === version &&
      this.keys.targetId.compare(buf, targetIdStart, targetIdEnd) === 0
    if (!isSameId) {
      const keys = deriveInitialKeys(version, Buffer.from(buf.subarray(targetIdStart, targetIdEnd)))
      const content = openInitial(buf, at, header, keys)
      if (content !== null) {
        this.keys = keys
        this.stream.clear()
        // The server may answer before the hello is whole again.
        this.connection?.follow(keys.targetId)
        return content
      }
    }
    if (direction === 0 && this.connection === null) {
      this.hasBadTag = true
      this.context.anomalies.note(quicAnomalies.badTag, origin.frame)
    }
    return null
  }

  private readHello(origin: RunOrigin): void {
    const { buf, readable } = this.stream
    if (readable < handshakeHeaderBytes) return
    if (buf[0] !== clientHelloType) {
      this.helloFailed(quicAnomalies.notClientHello, origin.frame)
      return
    }
    const length = handshakeLength(buf, 0)
    if (length > limits.message.quicCryptoBytesMax) {
      this.helloFailed(quicAnomalies.cryptoLimit, origin.frame)
      return
    }
    if (readable < length) return
    const hasRandom = length >= randomAt + randomBytes
    const random = Buffer.from(buf.subarray(randomAt, hasRandom ? randomAt + randomBytes : randomAt))
    const { connection } = this
    if (connection !== null) {
      this.initials.fill(0)
      if (connection.random.equals(this.context.keys.randomOf(random))) {
        // The same hello again, under the id that a Retry gave; or behind what it opens.
        if (!this.hasToldHello) {
          this.frame = origin.frame
          this.sec = origin.sec
          this.nsec = origin.nsec
          this.tellHello(parseClientHello(buf, 0, length), buf)
        }
        this.stream.clear()
        return
      }
      // Another connection from the same port.
      connection.end()
      this.connection = null
    }
    if (this.outerRandom?.equals(random) === true) {
      this.stream.clear()
      return
    }
    if (hasRandom && bookOf(this.context).isTwin(random, this.flow))
      this.context.anomalies.note(quicAnomalies.twinConnection, origin.frame)
    this.settle(parseClientHello(buf, 0, length), random)
  }

  /**
   * A hello whose rest does not come says whom it asks for where its name is in what is there, and by its random which key
   * is its own: hellos with keys against quantum computers fill two packets, of which one may not be captured, and some
   * clients shuffle the pieces.
   */
  private readCut(): void {
    const { stream, context, connection, frame } = this
    if (this.isDone || connection !== null || stream.isEmpty) return
    const { buf, readable, ranges } = stream
    const hasRandom = stream.holds(randomAt, randomAt + randomBytes)
    const random = Buffer.from(buf.subarray(randomAt, hasRandom ? randomAt + randomBytes : randomAt))
    const isHello = readable > handshakeHeaderBytes && buf[0] === clientHelloType
    let hello: ParsedHello = isHello ? parseClientHello(buf, 0, readable) : unknownHello
    for (const [start, end] of hello.sni === '' ? ranges : []) {
      const found = findServerName(buf, start, end)
      if (found === null) continue
      hello = { ...hello, sni: found.name, sniStart: found.start, sniEnd: found.end }
      break
    }
    if (hello.sni === '' && !(hasRandom && hasSecrets(context, random))) return
    if (hasRandom && bookOf(context).isTwin(random, this.flow))
      context.anomalies.note(quicAnomalies.twinConnection, frame)
    this.settle({ ...hello, problem: quicAnomalies.helloUnfinished }, random)
  }

  /** The hello in the stream is read as far as it will be. Its secrets may stand behind it in what comes through a pipe. */
  private settle(hello: ParsedHello, random: Buffer): void {
    this.tellHello(hello, this.stream.buf)
    const known = random.length === randomBytes ? this.context.keys.randomOf(random) : random
    const told = { random: known, hasEch: hello.hasEch, alpn: hello.alpn, problem: hello.problem }
    if (random.length === randomBytes && this.context.keys.isAwaiting() && !this.haveCome(told)) {
      this.awaited = told
      this.stream.clear()
    } else this.follow(told)
  }

  /** Reads on in the connection of a hello, where there are secrets for it. */
  private follow({ random, hasEch, alpn, problem }: AwaitedHello): void {
    const { keys } = this
    const hasRandom = random.length === randomBytes
    if (!hasRandom && this.openLate()) return
    if (keys === null || !hasRandom || !hasSecrets(this.context, random)) {
      this.context.counts.hellosWithoutKey++
      if (hasEch && keys !== null && this.context.keys.hasUnclaimed('SERVER_HANDSHAKE_TRAFFIC_SECRET')) {
        // The log may have it under the random of the inner hello (RFC 9850, 2.1): what comes is kept, and secrets are tried on it.
        this.outerRandom = random
        this.hasTriedLate = false
        this.stream.clear()
        return
      }
      if (hasRandom) this.context.keys.missedHello(random, 0)
      this.giveUpHello(hasRandom ? random : null, problem)
      return
    }
    this.context.keys.claim(random, 0)
    if (problem !== null) this.context.anomalies.note(problem, this.frame)
    this.connect(keys.version, keys.targetId, random, alpn)
    this.replayEarly()
  }

  /** Whether the packet, whose header was read last, has the id that the hello's keys follow. */
  private isFirstId(buf: Buffer): boolean {
    return this.keys?.targetId.compare(buf, header.targetIdStart, header.targetIdEnd) === 0
  }

  /** Behind a hello that seals another comes an Initial packet to another id: the client has heard the server, or connects anew. */
  private leaveHello(buf: Buffer, at: number): void {
    const isSame = this.keys !== null && openInitial(buf, at, header, this.keys) !== null
    if (isSame) {
      this.openHidden()
      return
    }
    if (this.handshakeVersion !== 0 && this.openLate()) return
    this.outerRandom = null
    this.keys = null
    this.handshakeVersion = 0
    this.dropEarly()
  }

  /** Once packets are there by which secrets are told: finds those of the hello that was sealed in the one that was seen. */
  private openHidden(): void {
    const { outerRandom, handshakeVersion } = this
    if (outerRandom === null || handshakeVersion === 0 || this.openLate()) return
    this.outerRandom = null
    this.giveUpHello(outerRandom, null)
  }

  /**
   * Tries the secrets of the key log whose hellos were not seen, once: the hello by which it would be asked is not in the
   * capture, or its random is not, or is not the one that the log has. True: the connection is read on.
   */
  private openLate(): boolean {
    const { context, clientDirection } = this
    const early = this.early.packets
    const isOpen = this.connection === null && this.awaited === null && !this.isDone
    if (!isOpen || this.hasTriedLate || early.length === 0 || context.keys.size === 0) return false
    this.hasTriedLate = true
    const { frame } = (early[0] as EarlyPacket).origin
    const isHidden = this.outerRandom !== null
    const hints = { clientDirection, version: this.handshakeVersion, isHidden }
    const found = findLateSecrets(this.flow, context, early, hints, frame)
    if (found === null) return false
    this.begin(found)
    this.replayEarly()
    return true
  }

  private begin(found: LateFind): void {
    const { keys, context } = this
    const early = this.early.packets
    const { frame } = (early[0] as EarlyPacket).origin
    if (this.outerRandom !== null) {
      context.counts.hellosWithoutKey--
      context.keys.learnInner(this.outerRandom, found.random)
      // The name in clear stands for another, which the certificate has.
      this.isNamed = false
    } else {
      const problem = this.stream.isEmpty ? quicAnomalies.joinedLate : quicAnomalies.helloUnfinished
      context.anomalies.note(problem, frame)
    }
    this.outerRandom = null
    this.clientDirection = found.clientDirection
    const connection = this.connect(keys?.version ?? found.version, keys?.targetId ?? null, found.random, [])
    connection.joinLate(found, early, !this.isNamed)
  }

  private connect(
    version: number,
    initialId: Buffer | null,
    random: Buffer,
    alpn: readonly string[],
  ): Connection {
    this.stream.clear()
    this.initials.fill(0)
    this.handshakeVersion = 0
    const { flow, context } = this
    const clientDirection = this.clientDirection as Direction
    const connection = new Connection(flow, context, clientDirection, version, initialId, random, alpn)
    this.connection = connection
    return connection
  }

  /** What comes is no ClientHello. A connection that is being read goes on. */
  private helloFailed(problem: AnomalyCode, frame: number): void {
    if (this.connection === null) this.giveUp(problem, frame)
    else {
      this.context.anomalies.note(problem, frame)
      this.stream.clear()
    }
  }

  private tellHello(hello: ParsedHello, buf: Buffer): void {
    const { frame, sec, nsec } = this
    const inner = hello.hasEch && hello.problem === null ? this.innerOf(buf) : null
    this.hasToldHello = true
    this.isNamed = hello.sni !== ''
    tellHello(this.flow, this.context, 'quic', hello, { frame, sec, nsec })
    const { sniStart, sniEnd } = hello
    this.stream.fillRuns(nameRuns, sniStart, sniEnd)
    const first = place
    first.place(frame, 0, sec, nsec)
    tellServerName(this.flow, this.context, 'quic', buf, sniStart, sniEnd, nameRuns, first)
    for (let index = 0; index < hello.free.length; index += 2) {
      const from = hello.free[index] as number
      const to = hello.free[index + 1] as number
      this.stream.fillRuns(nameRuns, from, to)
      tellOfClient(this.flow, this.context, 'quic', buf, from, to, nameRuns, first)
    }
    const fill = (from: number, to: number): void => this.stream.fillRuns(nameRuns, from, to)
    if (inner !== null) tellInnerHello(this.flow, this.context, 'quic', inner, nameRuns, fill, first)
  }

  /** What the whole hello at the beginning of `buf` seals, where the log can open it. */
  private innerOf(buf: Buffer): InnerHello | null {
    return readInnerHello(this.context.keys, buf, 0, handshakeLength(buf, 0))
  }

  /**
   * Hands on a datagram with a text in it: names of connections and tokens may be any bytes, and what only looks like QUIC is
   * in clear. Ciphertext has such a text once in 10,000 datagrams.
   */
  private lookForText(buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    this.looks++
    if (!hasText(buf, start, end)) return
    nameRuns.clear()
    nameRuns.add(0, origin.frame, origin.offset)
    tellOfClient(this.flow, this.context, 'quic', buf, start, end, nameRuns, origin)
  }

  private unsupported(origin: RunOrigin): void {
    this.giveUp(quicAnomalies.unsupportedVersion, origin.frame)
  }

  /** The same of a connection whose hello was read: another hello is known by its random and its id. */
  private giveUpHello(random: Buffer | null, problem: AnomalyCode | null): void {
    this.random = random
    this.knownId = this.keys?.targetId ?? null
    this.giveUp(problem, this.frame)
  }

  /** Nothing more is read of the flow, and nothing is held. */
  private giveUp(problem: AnomalyCode | null, frame: number): void {
    if (problem !== null) this.context.anomalies.note(problem, frame)
    if (this.isFollowed) bookOf(this.context).leave()
    this.isFollowed = false
    this.isDone = true
    this.keys = null
    this.stream.clear()
    this.dropEarly()
  }
}

/** A hello of which only pieces are there. */
const unknownHello: ParsedHello = {
  bytes: 0,
  sni: '',
  sniStart: 0,
  sniEnd: 0,
  alpn: [],
  free: [],
  hasEch: false,
  // RFC 9001, 4.2: no other is used.
  version: 'TLS 1.3',
  problem: null,
}

const helloTaker = new HelloTaker()
const framesEnd: FramesEnd = { at: 0, problem: null }
const place = new RunOrigin()
const nameRuns = new RunMap()
const batchOrigin = new RunOrigin()

/** The same origin at another place of the frame. One object, for the call that is made with it. */
function placed(origin: RunOrigin, offset: number): RunOrigin {
  place.place(origin.frame, offset, origin.sec, origin.nsec)
  return place
}

/** Datagrams of a client that are looked at for text: the first ones, as long as nothing is decrypted. */
const looksMax = 4
