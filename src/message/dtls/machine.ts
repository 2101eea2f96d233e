/**
 * Reads DTLS 1.0 and 1.2 (RFC 6347): the ClientHello, and where its master secret is known the records, whose content is
 * handed to an inner stream as datagrams. Each record names its epoch and number, so that lost and reordered datagrams
 * cost nothing but themselves. Without a key the flow is given up right behind the hello.
 *
 * Only a hello proves DTLS: where there is none, what is no record is a datagram of its own; and where no key is known, so is text,
 * also in a record.
 */
import type { AnomalyCode } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunMap, RunOrigin } from '../../core/origin.ts'
import { beginsWithText, hasTextInRecord } from '../../core/signs/leading-text.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { ByteSpread } from '../byte-spread.ts'
import { tellOfClient, tellServerName } from '../server-name-message.ts'
import { leafOf } from '../tls/certificate.ts'
import { handshakeTypes, identityOf, isOddOfClient } from '../tls/handshake-reader.ts'
import { Negotiation } from '../tls/negotiation.ts'
import { addFree, addText } from '../tls/free-bytes.ts'
import { handshakeHeaderBytes, parseClientHello, recordTypes } from '../tls/parse.ts'
import type { RecordOpener } from '../tls/record-opener.ts'
import type { InnerStream, Parser, ParserContext, ProtocolName } from '../types.ts'
import { dtlsAnomalies } from './anomalies.ts'
import type { HandshakeMessage } from './handshake-fragments.ts'
import { HandshakeFragments } from './handshake-fragments.ts'
import { tellHello } from '../tls/tell-hello.ts'
import { connectionIdType, DtlsRecord, isWithId, readRecord } from './parse.ts'

const both: Verdict = verdicts.undecryptable | verdicts.bothDirections
/** Datagrams of both directions that a ClientHello is waited for, and records in a row that may fail before one opened. */
const patience = 16
/** Datagrams of a handshake that is read for what it shows in clear. */
const clearPatience = 64
const failuresMax = 32
const epochsMax = 8
/** In hellos (RFC 9147, 5.3). Its records and key schedule are others, and not read. */
const dtls13 = 0xfefc

/** Of SRTP: version and length of the header, and the shortest packet, with its tag (RFC 3711, 3.1; RFC 7983). */
const mediaVersion = 2
const mediaHeaderBytes = 12
const mediaBytesMin = 22

interface WaitingRecord {
  readonly direction: Direction
  readonly record: DtlsRecord
  readonly body: Buffer
  readonly origin: RunOrigin
}

/** What a connection's records are opened with. It outlives a flow that falls silent: see `remembered`. */
interface ConnectionKeys {
  readonly clientDirection: Direction
  /** By epoch, from 1 on: the openers of what the client and what the server sends. */
  readonly openers: [RecordOpener, RecordOpener][]
  /** The connection ids in records from the client and from the server; empty where there are none. */
  readonly ids: [Buffer, Buffer]
}

/** Connections whose flow has ended, by their ends: modules sleep for hours, and go on where they were. */
const remembered: WeakMap<
  ParserContext,
  Map<string, ConnectionKeys & { readonly client: string }>
> = new WeakMap()

const reading = new DtlsRecord()
const nameRuns = new RunMap()
const nothing: Buffer = Buffer.alloc(0)

export class DtlsParser implements Parser {
  readonly protocol: ProtocolName = 'dtls'
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly fragments: [HandshakeFragments, HandshakeFragments] = [
    new HandshakeFragments(),
    new HandshakeFragments(),
  ]
  private negotiation: Negotiation | null = null
  /** A ServerHello that came before its ClientHello. */
  private earlyAnswer: { readonly direction: Direction; readonly buf: Buffer } | null = null
  private keys: ConnectionKeys | null = null
  private isOver = false
  /** Nothing can be decrypted: what is read is what the client shows of itself in clear. */
  private isInClear = false
  private datagrams = 0
  private readonly waiting: WaitingRecord[] = []
  private waitingBytes = 0
  private inner: InnerStream | null = null
  /** What is in clear. */
  private clear: InnerStream | null = null
  private hasShown = false
  private hasOpened = false
  private failures = 0
  private hasNotedMissing = false
  private frame = 0
  private readonly origin: RunOrigin = new RunOrigin()

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get heldBytes(): number {
    const early = this.earlyAnswer?.buf.length ?? 0
    return this.fragments[0].heldBytes + this.fragments[1].heldBytes + this.waitingBytes + early
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { counts, anomalies } = this.context
    this.frame = origin.frame
    this.datagrams++
    if (this.datagrams === 1) this.keys = this.recall()
    for (let at = start; at < end; ) {
      if (this.isOver) {
        counts.undecryptableBytes += end - at
        return both
      }
      const isWithIdHere = isWithId(buf, at, end)
      // How long the id is, and so where the record ends, only the hello says.
      if (isWithIdHere && this.keys === null) {
        counts.undecryptableBytes += end - at
        break
      }
      if (!readRecord(buf, at, end, this.idBytes(direction), reading)) {
        const isSealed = this.negotiation !== null || isWithIdHere || isMedia(buf, at, end)
        const isRead = !isSealed || beginsWithText(buf, at, end)
        anomalies.note(isRead ? dtlsAnomalies.recordRead : dtlsAnomalies.record, origin.frame)
        if (isRead) this.handOn(direction, buf, at, end, origin, origin.offset - start)
        else counts.undecryptableBytes += end - at
        break
      }
      const next = reading.bodyEnd
      this.record(direction, reading, buf, at, origin, origin.offset - start)
      at = next
    }
    if (this.isInClear && this.datagrams >= clearPatience) this.giveUp()
    if (this.isOver) return both
    if (this.negotiation === null && this.keys === null && this.datagrams >= patience) {
      if (!this.context.keys.isEmpty) anomalies.note(dtlsAnomalies.noHello, origin.frame)
      this.giveUp()
      return both
    }
    return verdicts.more
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  end(): void {
    if (!this.isOver && this.negotiation === null && this.keys === null) {
      const isUnfinished = this.fragments[0].hasUnfinished || this.fragments[1].hasUnfinished
      if (isUnfinished) this.context.anomalies.note(dtlsAnomalies.helloUnfinished, this.frame)
      else if (this.datagrams > 0 && !this.context.keys.isEmpty)
        this.context.anomalies.note(dtlsAnomalies.noHello, this.frame)
    }
    this.remember()
    // Records wait for the ServerHello that says how to open them.
    if (this.waiting.length > 0) this.without()
    this.drop()
    this.inner?.end()
    this.inner = null
    this.clear?.end()
    this.clear = null
    if (this.failures > 0 && !this.hasOpened) {
      this.context.counts.connectionsWithWrongKey++
      this.context.anomalies.note(dtlsAnomalies.wrongKey, this.frame, `flow ${this.flow.id}`)
    }
  }

  shed(): void {
    this.drop()
  }

  private idBytes(direction: Direction): number {
    const { keys } = this
    return keys === null ? 0 : keys.ids[direction === keys.clientDirection ? 0 : 1].length
  }

  /** Takes the record that begins at `start`; `shift` turns positions in `buf` into offsets in the frame. */
  private record(
    direction: Direction,
    record: DtlsRecord,
    buf: Buffer,
    start: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    const { counts } = this.context
    const { bodyStart, bodyEnd } = record
    const bytes = bodyEnd - start
    const isData = record.type === recordTypes.applicationData
    if (isData && this.keys === null && hasTextInRecord(buf, bodyStart, bodyEnd)) {
      if (!this.hasShown)
        this.context.anomalies.note(dtlsAnomalies.textInRecords, this.frame, `flow ${this.flow.id}`)
      this.hasShown = true
      counts.framingBytes += bodyStart - start
      this.handOn(direction, buf, bodyStart, bodyEnd, origin, shift)
      return
    }
    if (record.epoch === 0 && record.type !== connectionIdType) {
      if (isData) {
        counts.undecryptableBytes += bytes
        return
      }
      counts.framingBytes += bytes
      if (record.type === recordTypes.handshake)
        this.handshake(direction, 0, buf, bodyStart, bodyEnd, bodyStart + shift, origin)
      return
    }
    if (this.isInClear) {
      counts.undecryptableBytes += bytes
      // Its keys are in use: nothing more comes in clear.
      if (direction === this.clientDirection && record.epoch > 0) this.giveUp()
      return
    }
    if (this.keys === null && this.negotiation !== null) {
      this.wait(direction, record, buf, start, origin, shift)
      return
    }
    const opener = this.openerOf(direction, record.epoch)
    if (opener === null) {
      if (this.negotiation !== null) this.without()
      counts.undecryptableBytes += bytes
      return
    }
    let content = this.open(opener, direction, record, buf)
    if (content === null) {
      this.failed(bytes)
      return
    }
    let { type } = record
    if (type === connectionIdType) {
      // The content's own type, and padding of zeros.
      let { length } = content
      while (length > 0 && content[length - 1] === 0) length--
      type = length > 0 ? (content[length - 1] as number) : 0
      content = content.subarray(0, Math.max(0, length - 1))
    }
    this.opened()
    const offset = bodyStart + opener.leadBytes + shift
    if (type !== recordTypes.applicationData) {
      counts.framingBytes += bytes
      if (type === recordTypes.handshake)
        this.handshake(direction, record.epoch, content, 0, content.length, offset, origin)
      return
    }
    counts.framingBytes += bytes - content.length
    counts.decryptedBytes += content.length
    this.deliver(direction, content, offset, origin)
  }

  private open(opener: RecordOpener, direction: Direction, record: DtlsRecord, buf: Buffer): Buffer | null {
    const { type, version, epoch, sequence, bodyStart, bodyEnd } = record
    if (type !== connectionIdType) return opener.open(buf, bodyStart, bodyEnd, type, version, epoch, sequence)
    const { keys } = this
    if (keys === null) return null
    const id = keys.ids[direction === keys.clientDirection ? 0 : 1]
    return opener.openWith(dataWithId(record, id), buf, bodyStart, bodyEnd, epoch, sequence)
  }

  private openerOf(direction: Direction, epoch: number): RecordOpener | null {
    const { keys } = this
    return keys?.openers[epoch - 1]?.[direction === keys.clientDirection ? 0 : 1] ?? null
  }

  /** What is in clear is a datagram of its own, to be read by its content. */
  private handOn(
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    this.clear ??= this.context.openInner(this.flow, 'plaintext', 'udp')
    this.origin.placeBehind(origin, start + shift - origin.offset)
    this.clear.datagram(direction, buf, start, end, this.origin)
  }

  private deliver(direction: Direction, content: Buffer, offset: number, origin: RunOrigin): void {
    const inner = this.innerStream()
    if (inner === null) {
      this.context.counts.limitBytes += content.length
      return
    }
    this.origin.placeBehind(origin, offset - origin.offset)
    if (content.length > 0) inner.datagram(direction, content, 0, content.length, this.origin)
  }

  private innerStream(): InnerStream | null {
    if (this.inner !== null) return this.inner
    let depth = 0
    for (let { outer } = this.flow; outer !== null; outer = outer.outer) depth++
    if (depth >= limits.message.streamNestingMax) {
      this.context.anomalies.note(dtlsAnomalies.limit, this.frame, 'DTLS inside DTLS')
      return null
    }
    const isUnencrypted = this.negotiation?.suite?.kind === 'null'
    this.inner = this.context.openInner(this.flow, isUnencrypted ? 'plaintext' : 'dtls', 'udp')
    return this.inner
  }

  private opened(): void {
    this.failures = 0
    if (this.hasOpened) return
    this.hasOpened = true
    this.context.counts.decryptedConnections++
  }

  private failed(bytes: number): void {
    this.context.counts.undecryptableBytes += bytes
    this.failures++
    if (this.hasOpened) this.context.anomalies.note(dtlsAnomalies.notOpened, this.frame)
    else if (this.failures > failuresMax) this.giveUp()
  }

  private without(): void {
    const problem =
      this.negotiation?.version === dtls13 ? dtlsAnomalies.versionUnsupported : dtlsAnomalies.keyMissing
    if (!this.hasNotedMissing) this.context.anomalies.note(problem, this.frame, `flow ${this.flow.id}`)
    this.hasNotedMissing = true
  }

  private wait(
    direction: Direction,
    record: DtlsRecord,
    buf: Buffer,
    start: number,
    origin: RunOrigin,
    shift: number,
  ): void {
    const bytes = record.bodyEnd - start
    if (this.waitingBytes + bytes > limits.message.tlsWaitingBytesMax) {
      this.context.anomalies.note(dtlsAnomalies.limit, this.frame)
      this.context.counts.limitBytes += bytes
      return
    }
    const kept = new DtlsRecord()
    Object.assign(kept, record)
    kept.bodyStart = record.bodyStart - start
    kept.bodyEnd = bytes
    const from = new RunOrigin()
    from.placeBehind(origin, start + shift - origin.offset)
    this.waitingBytes += bytes
    this.waiting.push({
      direction,
      record: kept,
      body: Buffer.from(buf.subarray(start, record.bodyEnd)),
      origin: from,
    })
  }

  private drop(): void {
    this.context.counts.undecryptableBytes += this.waitingBytes
    this.waitingBytes = 0
    this.waiting.length = 0
    this.earlyAnswer = null
    this.fragments[0].clear()
    this.fragments[1].clear()
  }

  private giveUp(): void {
    this.isOver = true
    this.drop()
  }

  private handshake(
    direction: Direction,
    epoch: number,
    buf: Buffer,
    start: number,
    end: number,
    offset: number,
    origin: RunOrigin,
  ): void {
    // One of its own: what a message brings about may have others read.
    const place = new RunOrigin()
    place.placeBehind(origin, offset - origin.offset)
    const said = this.fragments[direction].take(epoch, buf, start, end, place, (message) =>
      this.message(direction, epoch, message, origin),
    )
    if (said === 'malformed') this.context.anomalies.note(dtlsAnomalies.fragmentMalformed, origin.frame)
    else if (said === 'limit') this.context.anomalies.note(dtlsAnomalies.limit, origin.frame)
  }

  private message(direction: Direction, epoch: number, message: HandshakeMessage, origin: RunOrigin): void {
    const { buf, type } = message
    if (type === handshakeTypes.clientHello) this.clientHello(direction, epoch, message, origin)
    else if (type === handshakeTypes.serverHello) {
      if (this.negotiation !== null) this.serverHello(direction, epoch, buf)
      // Datagrams come in any order.
      else if (epoch === 0) this.earlyAnswer = { direction, buf }
    } else if (direction === this.clientDirection && epoch === 0 && this.negotiation !== null)
      this.fromClient(type, message, origin)
    else if (type === handshakeTypes.newSessionTicket && this.negotiation !== null) {
      const master = this.negotiation.master()
      const to = buf.length >= 10 ? 10 + buf.readUInt16BE(8) : 0
      if (master !== null && to > 10 && to <= buf.length)
        this.negotiation.learnTicket(buf.subarray(10, to), master)
    }
  }

  /** Hands on what the client shows of itself before keys are in use: its certificate, the name of its key. */
  private fromClient(type: number, message: HandshakeMessage, origin: RunOrigin): void {
    const { buf } = message
    let place = { start: 0, end: 0 }
    if (type === handshakeTypes.certificate) place = leafOf(buf, 0, buf.length, false, type)
    else if (type === handshakeTypes.clientKeyExchange)
      place = identityOf(buf, 0, buf.length, (this.negotiation as Negotiation).suiteNumber)
    else if (isOddOfClient(type)) {
      const free: number[] = []
      addFree(buf, handshakeHeaderBytes, buf.length, free)
      place = { start: free[0] ?? 0, end: free[1] ?? 0 }
    }
    if (place.end <= place.start) return
    message.fillRuns(nameRuns, place.start, place.end)
    tellOfClient(this.flow, this.context, 'dtls', buf, place.start, place.end, nameRuns, origin)
  }

  /** The server's own, which is given back: a text in it is not. */
  private tellCookie(
    message: HandshakeMessage,
    cookieAt: number,
    cookieBytes: number,
    origin: RunOrigin,
  ): void {
    const place: number[] = []
    addText(message.buf, cookieAt + 1, cookieAt + cookieBytes, place)
    const [start, end] = place
    if (start === undefined || end === undefined) return
    message.fillRuns(nameRuns, start, end)
    tellOfClient(this.flow, this.context, 'dtls', message.buf, start, end, nameRuns, origin)
  }

  private clientHello(
    direction: Direction,
    epoch: number,
    message: HandshakeMessage,
    origin: RunOrigin,
  ): void {
    const { context } = this
    const { frame } = origin
    const { hello: bytes, cookieAt, cookieBytes } = withoutCookie(message.buf)
    const negotiation = new Negotiation(context.keys, bytes, 0, bytes.length)
    // With the cookie that the server gave, behind an answer to it that came first.
    if (epoch === 0 && this.keys !== null && this.negotiation?.isOf(negotiation) === true) return
    // Sent once more with the cookie that the server gave, or a renegotiation.
    const isFirst = this.negotiation === null && epoch === 0
    if (epoch === 0) this.tellCookie(message, cookieAt, cookieBytes, origin)
    this.negotiation = negotiation
    if (epoch === 0) this.keys = null
    if (isFirst) {
      const hello = parseClientHello(bytes, 0, bytes.length)
      if (hello.problem !== null) context.anomalies.note(hello.problem, frame)
      tellHello(this.flow, context, 'dtls', hello, origin)
      const { sniStart, sniEnd, free } = hello
      const place = (start: number, end: number): void => {
        const moved = start > cookieAt ? cookieBytes : 0
        message.fillRuns(nameRuns, start + moved, end + moved)
      }
      place(sniStart, sniEnd)
      tellServerName(this.flow, context, 'dtls', bytes, sniStart, sniEnd, nameRuns, origin)
      for (let index = 0; index < free.length; index += 2) {
        const [from, to] = [free[index] as number, free[index + 1] as number]
        place(from, to)
        tellOfClient(this.flow, context, 'dtls', bytes, from, to, nameRuns, origin)
      }
    }
    if (this.clientDirection === null) this.clientDirection = direction
    if (!negotiation.hasKey && isFirst) {
      context.counts.hellosWithoutKey++
      if (negotiation.clientRandom.length > 0) context.keys.missedHello(negotiation.clientRandom, 0)
      this.isInClear = true
    }
    const { earlyAnswer } = this
    this.earlyAnswer = null
    if (earlyAnswer !== null) this.serverHello(earlyAnswer.direction, 0, earlyAnswer.buf)
  }

  private clientDirection: Direction | null = null

  private serverHello(direction: Direction, epoch: number, buf: Buffer): void {
    const { negotiation, clientDirection } = this
    if (negotiation === null || clientDirection === null || direction === clientDirection) return
    const settled = negotiation.readServerHello(buf, 0, buf.length)
    if (settled === 'retry') return
    if (this.isInClear && negotiation.suite?.kind !== 'null') {
      if (negotiation.version === 0 || negotiation.version === dtls13) this.giveUp()
      return
    }
    this.isInClear = false
    const openers = negotiation.openers(settled === 'settled' ? negotiation.masters() : [])
    if (openers === null) {
      if (settled !== 'settled') this.context.anomalies.note(settled as AnomalyCode, this.frame)
      this.without()
      this.giveUp()
      return
    }
    if (epoch >= epochsMax) return
    const before = epoch === 0 ? [] : (this.keys?.openers.slice(0, epoch) ?? [])
    // Only where both ends offer it; each says which id it wants to be given.
    const { clientConnectionId, serverConnectionId } = negotiation
    const hasIds = clientConnectionId !== null && serverConnectionId !== null
    this.keys = {
      clientDirection,
      openers: [...before, openers],
      ids: hasIds ? [serverConnectionId, clientConnectionId] : [nothing, nothing],
    }
    const records = this.waiting.splice(0)
    this.waitingBytes = 0
    for (const { direction: from, record, body, origin } of records)
      this.record(from, record, body, 0, origin, origin.offset)
  }

  /** The keys of an earlier flow between the same ends. A ClientHello starts anew. */
  private recall(): ConnectionKeys | null {
    const known = remembered.get(this.context)?.get(endsOf(this.flow))
    if (known === undefined) return null
    const clientDirection =
      known.client === clientOf(this.flow) ? known.clientDirection : known.clientDirection === 0 ? 1 : 0
    this.clientDirection = clientDirection
    return { ...known, clientDirection }
  }

  private remember(): void {
    const { keys, flow } = this
    if (keys === null || !this.hasOpened) return
    let book = remembered.get(this.context)
    if (book === undefined) {
      book = new Map()
      remembered.set(this.context, book)
    }
    const ends = endsOf(flow)
    book.delete(ends)
    if (book.size >= limits.message.tlsSessionsMax) {
      for (const oldest of book.keys()) {
        book.delete(oldest)
        break
      }
    }
    book.set(ends, { ...keys, client: clientOf(flow) })
  }
}

/** Whether what stands beside DTLS is media whose keys it made: a header of RTP, then evenly spread bytes. */
function isMedia(buf: Buffer, start: number, end: number): boolean {
  if (end - start < mediaBytesMin || (buf[start] as number) >> 6 !== mediaVersion) return false
  const spread = new ByteSpread()
  spread.add(buf, start + mediaHeaderBytes, end)
  return spread.isEven
}

function clientOf(flow: Flow): string {
  return `${flow.clientAddress} ${flow.clientPort}`
}

/** The same whichever end is taken for the client. */
function endsOf(flow: Flow): string {
  const client = clientOf(flow)
  const server = `${flow.serverAddress} ${flow.serverPort}`
  return client < server ? `${client} ${server}` : `${server} ${client}`
}

/** The ClientHello as TLS has it: DTLS puts a cookie behind the session id. */
function withoutCookie(buf: Buffer): { hello: Buffer; cookieAt: number; cookieBytes: number } {
  const sessionAt = handshakeHeaderBytes + 34
  const cookieAt = sessionAt < buf.length ? sessionAt + 1 + (buf[sessionAt] as number) : buf.length
  if (cookieAt >= buf.length) return { hello: buf, cookieAt: buf.length, cookieBytes: 0 }
  const cookieBytes = Math.min(buf.length - cookieAt, 1 + (buf[cookieAt] as number))
  return {
    hello: Buffer.concat([buf.subarray(0, cookieAt), buf.subarray(cookieAt + cookieBytes)]),
    cookieAt,
    cookieBytes,
  }
}

/** What a record with a connection id authenticates (RFC 9146, 5), with room for the length. */
function dataWithId(record: DtlsRecord, id: Buffer): Buffer {
  const data = Buffer.alloc(8 + 3 + 2 + 8 + id.length + 2, 0xff)
  data[8] = connectionIdType
  data[9] = id.length
  data[10] = connectionIdType
  data.writeUInt16BE(record.version, 11)
  data.writeUInt16BE(record.epoch, 13)
  data.writeUIntBE(record.sequence, 15, 6)
  id.copy(data, 21)
  return data
}
