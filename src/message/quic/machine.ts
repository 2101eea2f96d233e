import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import { smallInteger } from '../../core/small-integer.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { FirstTexts } from './datagrams/first-texts.ts'
import { isPadding, paddingEnd } from './datagrams/padding.ts'
import { ShortPackets } from './datagrams/short-packets.ts'
import { WaitingPackets } from './datagrams/waiting-packets.ts'
import type { LateFind } from './late-secrets.ts'
import { ConnectionOpening } from './opening/connection-opening.ts'
import type { EarlyReader } from './opening/connection-opening.ts'
import { mayHaveKeys } from './opening/early-packets.ts'
import type { EarlyPacket } from './opening/early-packets.ts'
import { LongHeader, packetKinds, readLongHeader } from './parse.ts'

/** The header being looked at: one for all flows, used within a call. */
const header = new LongHeader()
const both: Verdict = verdicts.undecryptable | verdicts.bothDirections

/** So many packets are kept of a connection whose secrets are to be found by trying: more of them tell no more. */
const hiddenPacketsMax = 8

/**
 * Reads the packets of the datagrams of a flow. How its connection is found stands in opening/connection-opening.ts: without
 * keys the flow is given up as encrypted behind the ClientHello; where the key log has the connection's secrets, all of it is
 * read (connection.ts). Here is what packets a datagram has, which of them wait to be opened together, and how long a
 * connection is waited for.
 */
export class QuicParser implements Parser, EarlyReader {
  readonly protocol: ProtocolName = 'quic'
  private readonly context: ParserContext
  private readonly opening: ConnectionOpening
  private readonly shortPackets: ShortPackets
  private readonly waiting: WaitingPackets
  private readonly firstTexts: FirstTexts
  /** Datagrams so far, by direction. */
  private readonly datagrams: [number, number] = [0, 0]

  constructor(flow: Flow, context: ParserContext) {
    this.context = context
    this.opening = new ConnectionOpening(flow, context, this)
    this.shortPackets = new ShortPackets(context)
    this.waiting = new WaitingPackets(flow, context)
    this.firstTexts = new FirstTexts(flow, context)
  }

  get heldBytes(): number {
    const { connection } = this.opening
    const connectionBytes = connection === null ? 0 : connection.heldBytes
    return this.opening.heldBytes + this.waiting.heldBytes + connectionBytes
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { opening } = this
    const { counts } = this.context
    if (opening.isDone) {
      counts.undecryptableBytes += end - start
      return both
    }
    if (!opening.begin(origin.frame)) {
      counts.limitBytes += end - start
      return verdicts.limit | verdicts.bothDirections
    }
    const base = origin.offset - start
    opening.makeRoom(end - start)
    if (opening.connection === null && direction === 0) this.firstTexts.look(buf, start, end, origin)
    if (opening.awaited !== null) {
      if (!opening.hasAwaited() && opening.early.keep(direction, buf, start, end, base, origin))
        return verdicts.more
      opening.awaitNoLonger()
      if (opening.isDone) {
        counts.undecryptableBytes += end - start
        return both
      }
    }
    if (opening.connection !== null) {
      if (this.waiting.mayWait(opening.connection, direction, buf, start, end)) {
        this.wait(direction, buf, start, end, origin, 0)
        return verdicts.more
      }
      this.readWaitingPackets()
    }
    this.readPackets(direction, buf, start, start, end, base, origin, true)
    if (opening.early.packets.length >= hiddenPacketsMax) opening.openHidden()
    if (opening.connection !== null || opening.awaited !== null) return verdicts.more
    return opening.isDone ? both : this.patience(direction, origin)
  }

  /**
   * Reads the packets `buf[start, end)`. The first datagram of them began at `sentFrom` as it was sent: see `ShortPackets`.
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
    const { opening } = this
    const { counts } = this.context
    let at = start
    let sentAt = sentFrom
    while (at < end && !opening.isDone) {
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
        const { connection } = opening
        if (connection !== null) {
          // Often behind the handshake's last packets. Zeros there are padding, and would spoil what they wait with.
          if (waits && buf[at] !== 0 && this.waiting.mayWait(connection, direction, buf, at, end)) {
            this.wait(direction, buf, at, end, placed(origin, base + at), at - sentAt)
            at = end
            break
          }
          at = this.shortPackets.read(connection, direction, buf, at, sentAt, end, placed(origin, base + at))
          sentAt = at
          continue
        }
        // A short header, or padding behind the last packet. As the first byte of all: Google QUIC's own header.
        if (at === start && this.datagrams[0] + this.datagrams[1] === 0) opening.unsupported(origin.frame)
        else if (opening.early.keep(direction, buf, at, end, base, origin)) at = end
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
          if (opening.connection === null) opening.unsupported(origin.frame)
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

  private readInitial(
    direction: Direction,
    buf: Buffer,
    at: number,
    packetEnd: number,
    base: number,
    origin: RunOrigin,
  ): void {
    const { opening } = this
    const { counts } = this.context
    if (opening.leaveHello(direction, buf, at, header)) {
      if (opening.isDone) {
        counts.undecryptableBytes += packetEnd - at
        return
      }
      // Other packets were read meanwhile.
      readLongHeader(buf, at, packetEnd, header)
    }
    const { connection } = opening
    if (connection !== null) {
      if (connection.long(direction, buf, at, header, placed(origin, base + at))) return
    } else if (
      opening.mayKeepInitial(direction) &&
      opening.early.keep(direction, buf, at, packetEnd, base, origin)
    )
      return
    if (opening.takeInitial(direction, buf, at, header, base + at, origin))
      counts.framingBytes += packetEnd - at
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
    const { connection, early } = this.opening
    if (connection === null) {
      if (early.keep(direction, buf, at, packetEnd, base, origin)) return
    } else if (connection.long(direction, buf, at, header, placed(origin, base + at))) return
    else connection.failed(direction, origin.frame)
    this.context.counts.undecryptableBytes += packetEnd - at
  }

  /** See {@link EarlyReader}. */
  readEarly(packets: readonly EarlyPacket[]): void {
    for (const { direction, bytes, origin } of packets)
      this.readPackets(direction, bytes, 0, 0, bytes.length, origin.offset, origin, false)
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
    if (!this.waiting.hasRoom(end - start)) this.readWaitingPackets()
    this.waiting.add(direction, buf, start, end, origin, lead)
  }

  /** Opens the packets that wait, and reads them in order. */
  private readWaitingPackets(): void {
    const { connection } = this.opening
    if (connection === null) return
    const batch = this.waiting.take()
    if (batch === null) return
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
    this.waiting.wereRead(batch)
  }

  /** How long a direction is waited for. */
  private patience(direction: Direction, origin: RunOrigin): Verdict {
    const { opening, datagrams } = this
    const { clientDirection } = opening
    const hasKeys = mayHaveKeys(this.context)
    if (!hasKeys && clientDirection !== -1 && direction !== clientDirection) return verdicts.undecryptable
    datagrams[direction]++
    if (datagrams[direction] < limits.message.quicInitialsMax) return verdicts.more
    if (clientDirection === -1 && direction === 1 && !hasKeys) return verdicts.undecryptable
    return opening.waitNoLonger(origin.frame) ? verdicts.more : both
  }

  beginsAnew(buf: Buffer, start: number, end: number): boolean {
    return this.opening.beginsAnew(buf, start, end, header)
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  readWaiting(): void {
    if (this.opening.connection === null) {
      this.opening.openMoved()
      return
    }
    this.opening.replayEarly()
    this.readWaitingPackets()
  }

  /**
   * Reads on in a connection that began before the capture: `kept` when it is asked to read what waits. False: there are
   * more connections than are followed.
   */
  join(found: LateFind, kept: readonly EarlyPacket[]): boolean {
    return this.opening.join(found, kept)
  }

  shed(): void {
    const { opening } = this
    opening.awaitNoLonger()
    this.readWaitingPackets()
    opening.connection?.shed()
    opening.early.drop()
  }

  end(): void {
    const { opening, datagrams } = this
    opening.finish()
    this.readWaitingPackets()
    const isWaiting = opening.connection === null && !opening.isDone && datagrams[0] + datagrams[1] > 0
    opening.end(isWaiting)
  }
}

const place = new RunOrigin()
const batchOrigin = new RunOrigin()

/** The same origin at another place of the frame. One object, for the call that is made with it. */
function placed(origin: RunOrigin, offset: number): RunOrigin {
  place.place(origin.frame, offset, origin.sec, origin.nsec)
  return place
}
