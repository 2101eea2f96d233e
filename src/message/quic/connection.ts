/**
 * A QUIC connection whose secrets are in the key log: its packets are opened, and what their frames carry is handed on.
 *
 * What is not needed is not trusted either: acknowledgements help to decode packet numbers, and tell which packets the
 * capture lacks; flow control is not checked, and a packet that does not open is counted and forgotten. The connection is
 * not over when one side says so, but when its flow is: packets come out of order.
 */
import { RunMap, RunOrigin } from '../../core/origin.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { InnerFlow } from '../inner-flow.ts'
import type { SecretLabel } from '../keys/secret-label.ts'
import { tellOfClient } from '../server-name-message.ts'
import { leafOf, nameOfCertificateMessage } from '../tls/certificate.ts'
import { handshakeTypes } from '../tls/handshake-reader.ts'
import { handshakeHeaderBytes, handshakeLength } from '../tls/parse.ts'
import type { ParserContext } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { bookOf } from './connection-book.ts'
import { ConnectionIds } from './connection-ids.ts'
import { ConnectionStreams } from './connection-streams.ts'
import { CryptoStream } from './crypto-stream.ts'
import { readFrames } from './frames.ts'
import type { FrameTaker, FramesEnd } from './frames.ts'
import { readServerMessages } from './handshake-messages.ts'
import type { ServerSide } from './handshake-messages.ts'
import { initialSecret } from './keys.ts'
import { allIdLengths, headersFor, idLengthsOf, openLate, sampleOf } from './late-side.ts'
import type { LateKeys, LatePacket } from './late-side.ts'
import type { LateFind } from './late-secrets.ts'
import { lateBudget } from './late-secrets.ts'
import { MissingPackets } from './missing-packets.ts'
import { masksOf } from './packet-keys.ts'
import { connectionIdBytesMax, packetKinds } from './parse.ts'
import type { LongHeader } from './parse.ts'
import type { PacketBatch } from './packet-batch.ts'
import { Protector } from './protector.ts'
import { otherSide } from './stream-taker.ts'
import type { Side } from './stream-taker.ts'
import { mayTry } from './trials.ts'
import { versionOf } from './versions.ts'

const levels = { initial: 0, handshake: 1, application: 2 } as const
const initialSuite = 0x1301

const secretLabels = {
  handshake: ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_HANDSHAKE_TRAFFIC_SECRET'],
  application: ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'],
} as const
/** What key logs call the secret of 0-RTT packets. */
const earlyLabel = 'CLIENT_EARLY_TRAFFIC_SECRET'

/** Packets that are tried to join a side of a connection that was joined late, one after the other. */
const sideTriesMax = 16

const end: FramesEnd = { at: 0, problem: null }
/** The map of a certificate, for the call that is made with it. */
const leafRuns = new RunMap()

/** True where the key log has a secret by which packets of this connection can be opened. */
export function hasSecrets(context: ParserContext, random: Buffer): boolean {
  if (!context.keys.secrets.has(random, 0)) return false
  const labels: readonly SecretLabel[] = [...secretLabels.handshake, ...secretLabels.application, earlyLabel]
  return labels.some((label) => context.keys.secrets.find(label, random) !== null)
}

/** One such connection: opens its packets and hands its streams to whoever speaks over them. */
export class Connection implements FrameTaker {
  readonly random: Buffer
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly clientDirection: Direction
  /** By level, then by side: null where there is no secret. Those of Initial packets are made when needed. */
  private readonly handshake: readonly [Protector | null, Protector | null]
  private readonly application: readonly [Protector | null, Protector | null]
  private readonly early: Protector | null
  /** Null: not in the capture. Then no Initial packet is opened. */
  private initialId: Buffer | null
  /** By version and side; made when first used. */
  private initials: { readonly version: number; readonly sides: [Protector | null, Protector | null] }[] = []
  /** Largest packet number of each side and level. */
  private readonly largest: Float64Array = new Float64Array(6).fill(-1)
  /** By side: its packets that are not in the capture, and those that are but did not open. */
  private readonly missing: readonly [MissingPackets, MissingPackets] = [
    new MissingPackets(),
    new MissingPackets(),
  ]
  private readonly unopened: [number, number] = [0, 0]
  private version: number
  /** Labels by which short headers may be protected, the likeliest first. */
  private prefixes: readonly string[]
  /** By which each side is addressed. */
  private readonly ids: readonly [ConnectionIds, ConnectionIds]
  private readonly server: ServerSide = { suite: 0, alpn: '', preferredId: null }
  private serverHello: CryptoStream | null = new CryptoStream()
  private extensions: CryptoStream | null = new CryptoStream()
  /** What the client says under the handshake's keys: its certificate, where the server asks for one. */
  private finish: CryptoStream | null = new CryptoStream()
  private readonly streams: ConnectionStreams
  /**
   * By side, of a connection that was joined behind its handshake: how often it may still be tried to join it; 0 where it is
   * read, or no longer tried.
   */
  private readonly sideTries: [number, number] = [0, 0]
  /** Nothing has named the server: its certificate may. */
  private isUnnamed = false
  private hasExtensions = false
  /** A packet was opened by a secret of the key log. */
  private isDecrypted = false
  private hasFailed = false

  /** What is being read: the packet's side and level, and where its content lies. */
  private side: Side = 0
  private level = 0
  private readonly origin: RunOrigin = new RunOrigin()
  /** What is added to a place in the content's buffer gives the place in the frame. */
  private contentPlace = 0
  /** Bytes of the packet that others count. */
  private passedBytes = 0

  constructor(
    flow: Flow,
    context: ParserContext,
    clientDirection: Direction,
    version: number,
    initialId: Buffer | null,
    random: Buffer,
    offered: readonly string[],
  ) {
    this.flow = flow
    this.context = context
    this.clientDirection = clientDirection
    this.version = version
    this.initialId = initialId
    this.random = random
    this.streams = new ConnectionStreams(flow, context, clientDirection, offered, this.server, this.origin)
    const book = bookOf(context)
    this.ids = [
      new ConnectionIds(book, flow, this.directionTo(0)),
      new ConnectionIds(book, flow, this.directionTo(1)),
    ]
    this.prefixes = prefixesOf(version)
    const { keys } = context
    const protector = (label: SecretLabel): Protector | null => {
      const [secret, ...others] = keys.secrets.findAll(label, random)
      return secret === undefined ? null : new Protector([secret, ...others], 0)
    }
    this.handshake = [protector(secretLabels.handshake[0]), protector(secretLabels.handshake[1])]
    this.application = [protector(secretLabels.application[0]), protector(secretLabels.application[1])]
    this.early = protector(earlyLabel)
  }

  /**
   * Its ClientHello is not in the capture, and the secrets were found by trying: what they opened tells the suite. Where it
   * was joined behind the handshake, `packets` tell how its short headers are to be read.
   */
  joinLate({ suite, isMidway }: LateFind, packets: readonly LatePacket[], isUnnamed: boolean): void {
    this.server.suite = suite
    this.isUnnamed = isUnnamed
    for (const protector of [...this.handshake, ...this.application, this.early]) protector?.agree(suite)
    if (!isMidway) return
    this.streams.isLate = true
    for (const side of [0, 1] as const) {
      this.missing[side].joinLate()
      this.sideTries[side] = sideTriesMax
      this.joinSide(side, packets)
    }
  }

  /** Whether the keys of Initial packets are known. */
  get knowsInitials(): boolean {
    return this.initialId !== null
  }

  /** Learns from a packet of the side with which number, keys and connection id it goes on. */
  private joinSide(side: Side, packets: readonly LatePacket[]): boolean {
    const direction = this.directionTo(otherSide(side))
    const protector = this.application[side]
    const sample = sampleOf(packets, direction, false)
    if (protector === null || sample.length === 0) return false
    this.sideTries[side]--
    const idLengths = allIdLengths(idLengthsOf(packets, direction))
    for (const secret of protector.possible) {
      const found = this.findKeys(
        secret,
        sample,
        idLengths,
        this.largest[side * 3 + levels.application] as number,
      )
      if (found === null) continue
      const { packet, idBytes, number, labelPrefix } = found
      protector.join(found)
      this.sideTries[side] = 0
      this.largest[side * 3 + levels.application] = number
      this.ids[otherSide(side)].use(packet.bytes, 1, 1 + idBytes)
      this.prefixes = [labelPrefix, ...this.prefixes.filter((other) => other !== labelPrefix)]
      return true
    }
    return false
  }

  private findKeys(
    secret: Buffer,
    sample: readonly LatePacket[],
    idLengths: readonly number[],
    largest: number,
  ): LateKeys | null {
    const budget = lateBudget(this.context)
    for (const tried of masksOf(secret, this.prefixes)) {
      for (const idBytes of idLengths) {
        const headers = headersFor(tried.mask, sample, idBytes)
        if (headers < 0) continue
        const found = openLate(secret, tried, sample, idBytes, headers, largest, budget)
        if (found !== null) return found
      }
    }
    return null
  }

  get heldBytes(): number {
    return (
      this.streams.heldBytes +
      (this.serverHello?.buf.length ?? 0) +
      (this.extensions?.buf.length ?? 0) +
      (this.finish?.buf.length ?? 0)
    )
  }

  /** The keys of Initial packets follow another id: after a Retry (RFC 9001, 5.2). */
  follow(initialId: Buffer): void {
    this.initialId = initialId
    this.initials = []
    this.serverHello?.clear()
  }

  /** Reads the packet with a long header at `at`. False: it did not open, and its bytes are not counted. */
  long(direction: Direction, buf: Buffer, at: number, header: LongHeader, origin: RunOrigin): boolean {
    const side = this.sideOf(direction)
    const version = versionOf(header.version)
    if (version === null) return false
    let protector: Protector | null
    let level: number = levels.handshake
    let prefixes: readonly string[] = [version.labelPrefix]
    if (header.kind === packetKinds.initial) {
      if (this.initialId === null) return false
      protector = this.initialOf(header.version, side)
      level = levels.initial
    } else if (header.kind === packetKinds.handshake) protector = this.handshake[side]
    else {
      protector = side === 0 ? this.early : null
      level = levels.application
      prefixes = this.prefixes
    }
    if (protector === null) return false
    // Copied: a packet inside a packet's datagram may be read before this one is done.
    const { numberStart, packetEnd, targetIdStart, targetIdEnd, sourceIdStart, sourceIdEnd } = header
    const content = this.opened(
      protector,
      side,
      level,
      buf,
      at,
      numberStart,
      packetEnd,
      prefixes,
      origin.frame,
    )
    if (content === null) return false
    if (level !== levels.application) {
      this.ids[side].use(buf, sourceIdStart, sourceIdEnd)
      // The client's first packets still carry an id that it made up; the server's carry the client's own.
      if (level === levels.handshake || side === 1)
        this.ids[otherSide(side)].use(buf, targetIdStart, targetIdEnd)
      if (side === 1 && header.version !== this.version) {
        this.version = header.version
        this.prefixes = prefixesOf(header.version)
      }
    }
    this.read(content, 0, content.length, direction, level, at, packetEnd - at, protector, origin)
    return true
  }

  /**
   * Reads the packet with a short header `buf[at, packetEnd)`. False: it did not open, and its bytes are not counted.
   * `isBehindHole`: its number may be further on than those before it tell.
   */
  short(
    direction: Direction,
    buf: Buffer,
    at: number,
    packetEnd: number,
    origin: RunOrigin,
    isBehindHole = false,
  ): boolean {
    const side = this.sideOf(direction)
    const protector = this.application[side]
    if (protector === null) return false
    // Once for a packet, whatever lengths it is tried with.
    if (isBehindHole && this.sideTries[side] > 0) {
      const bytes = buf.subarray(at, packetEnd)
      if (!this.joinSide(side, [{ direction, bytes, numberStart: 0 }])) return false
    }
    const idBytes = this.ids[otherSide(side)].lengthAt(buf, at + 1, packetEnd)
    if (idBytes < 0) return false
    const numberStart = at + 1 + idBytes
    const { prefixes } = this
    const content = this.opened(
      protector,
      side,
      levels.application,
      buf,
      at,
      numberStart,
      packetEnd,
      prefixes,
      origin.frame,
      isBehindHole,
    )
    if (content === null) return false
    this.read(
      content,
      0,
      content.length,
      direction,
      levels.application,
      at,
      packetEnd - at,
      protector,
      origin,
    )
    return true
  }

  /** Whether there is a secret that may open packets with a short header of this direction. */
  hasKey(direction: Direction): boolean {
    const side = this.sideOf(direction)
    return this.application[side] !== null && !this.ids[otherSide(side)].isEmpty
  }

  /** Whether a packet may be opened once more by a guess, where one has come in this frame. */
  mayTry(frame: number): boolean {
    return mayTry(this.context, frame)
  }

  /** Whether packets with a short header of this direction may wait, to be opened several at a time. */
  mayBatch(direction: Direction): boolean {
    return this.application[this.sideOf(direction)]?.isBatchable === true
  }

  /** Opens the packets of the batch, as far as that can be done for several at a time. They are read by `readBatched`. */
  openBatch(batch: PacketBatch): void {
    for (const direction of [0, 1] as const) {
      const side = this.sideOf(direction)
      const protector = this.application[side]
      if (protector === null) continue
      for (let index = 0; index < batch.count; index++) {
        if (batch.directions[index] !== direction) continue
        const start = batch.starts[index] as number
        const idBytes = this.ids[otherSide(side)].lengthAt(batch.buf, start + 1, batch.ends[index] as number)
        batch.numberStarts[index] = idBytes < 0 ? 0 : start + 1 + idBytes
      }
      protector.openBatch(
        batch,
        direction,
        this.largest[side * 3 + levels.application] as number,
        this.prefixes,
      )
    }
  }

  /** Reads a packet of the batch. False: it was not opened with the others. */
  readBatched(batch: PacketBatch, index: number, origin: RunOrigin): boolean {
    const direction = batch.directions[index] as Direction
    const content = batch.contents[direction]
    const from = batch.contentFroms[index] as number
    const side = this.sideOf(direction)
    const protector = this.application[side]
    if (content === null || from === 0 || protector === null) return false
    const number = batch.numbers[index] as number
    protector.tookFromBatch(number, batch.contentStarts[index] as number)
    const key = side * 3 + levels.application
    if (number > (this.largest[key] as number)) this.largest[key] = number
    this.missing[side].saw(number)
    const start = batch.starts[index] as number
    this.read(
      content,
      from,
      batch.contentTos[index] as number,
      direction,
      levels.application,
      start,
      (batch.ends[index] as number) - start,
      protector,
      origin,
    )
    return true
  }

  /** A packet did not open. */
  failed(direction: Direction, frame: number): void {
    this.hasFailed = true
    this.unopened[this.sideOf(direction)]++
    this.note(quicAnomalies.notOpened, frame)
  }

  shed(): void {
    this.streams.shed()
    this.serverHello?.clear()
    this.extensions?.clear()
    this.finish?.clear()
  }

  end(): void {
    this.streams.end()
    this.serverHello = null
    this.extensions = null
    this.finish = null
    this.sayMissing()
    if (this.hasFailed && !this.isDecrypted) this.context.counts.connectionsWithWrongKey++
    for (const ids of this.ids) ids.end()
  }

  /** Packets that did not open may be those that seem to be missing: their numbers are not known. */
  private sayMissing(): void {
    for (const side of [0, 1] as const) {
      const { count, lostSight } = this.missing[side]
      const missing = count - this.unopened[side]
      const whose = side === 0 ? 'client' : 'server'
      if (missing > 0)
        this.note(quicAnomalies.packetsMissing, this.origin.frame, `${missing} of the ${whose}`)
      if (lostSight > 0) this.note(quicAnomalies.tooManyHoles, this.origin.frame)
    }
  }

  // What frames carry.

  crypto(offset: number, content: Buffer, from: number, to: number): boolean {
    if (this.level === levels.application) return true
    if (this.side === 0) {
      if (this.level === levels.handshake) this.takeFinish(offset, content, from, to)
      return true
    }
    const isHello = this.level === levels.initial
    const stream = isHello ? this.serverHello : this.extensions
    if (stream === null) return true
    const { frame } = this.origin
    // What is far behind the first message is not needed: no problem if it does not fit.
    if (!stream.put(offset, content, from, to, frame, this.contentPlace + from)) return true
    const isRead = !isHello && this.hasExtensions
    if (!isRead && !readServerMessages(stream, isHello ? 2 : 8, this.server)) return true
    if (isHello) {
      this.serverHello = null
      for (const protector of [...this.handshake, ...this.application]) protector?.agree(this.server.suite)
    } else {
      const { preferredId } = this.server
      if (preferredId !== null && !this.hasExtensions) this.ids[1].use(preferredId, 0, preferredId.length)
      if (!this.hasExtensions) stream.readTo = 0
      this.hasExtensions = true
      if (!this.isUnnamed || this.hasToldName(stream)) this.extensions = null
    }
    return true
  }

  /** Tells the name in the server's certificate, which stands behind its extensions. False: more has to come. */
  private hasToldName(stream: CryptoStream): boolean {
    const { buf, readable } = stream
    for (let at = stream.readTo; at + handshakeHeaderBytes <= readable; ) {
      const type = buf[at] as number
      const end = at + handshakeLength(buf, at)
      if (end > readable) return false
      if (type === handshakeTypes.finished) return true
      if (type === handshakeTypes.certificate || type === handshakeTypes.compressedCertificate) {
        const name = nameOfCertificateMessage(buf, at, end, true, type)
        const { frame, sec, nsec } = this.origin
        if (name !== null && name !== '')
          this.context.sink.serverName(this.flow, 'certificate', name, { frame, sec, nsec })
        return true
      }
      at = end
      stream.readTo = at
    }
    return false
  }

  /** Hands on the certificate of the client, which is the first of its messages, or is none. */
  private takeFinish(offset: number, content: Buffer, from: number, to: number): void {
    const { finish, origin } = this
    if (finish === null || !finish.put(offset, content, from, to, origin.frame, this.contentPlace + from))
      return
    const { buf, readable } = finish
    if (readable < handshakeHeaderBytes) return
    const type = buf[0] as number
    const isCertificate = type === handshakeTypes.certificate || type === handshakeTypes.compressedCertificate
    const end = handshakeLength(buf, 0)
    if (isCertificate && readable < end) return
    this.finish = null
    if (!isCertificate) return
    const leaf = leafOf(buf, 0, end, true, type)
    const isPacked = leaf.buf !== buf
    finish.fillRuns(leafRuns, isPacked ? 0 : leaf.start, isPacked ? 1 : leaf.end)
    const flow = new InnerFlow(this.flow, 'quic', 'udp')
    tellOfClient(flow, this.context, 'quic', leaf.buf, leaf.start, leaf.end, leafRuns, origin)
  }

  acknowledged(from: number, to: number): void {
    // What the other side has, it was sent: helps where packets are missing from the capture.
    const sender = otherSide(this.side)
    const index = sender * 3 + this.level
    if (to > (this.largest[index] as number)) this.largest[index] = to
    if (this.level === levels.application) this.missing[sender].acknowledged(from, to)
  }

  stream(id: number, offset: number, content: Buffer, from: number, to: number, isLast: boolean): void {
    const place = this.contentPlace + from
    this.passedBytes += this.streams.stream(this.side, id, offset, content, from, to, isLast, place)
  }

  streamReset(id: number, finalSize: number): void {
    this.streams.streamReset(this.side, id, finalSize)
  }

  connectionId(content: Buffer, from: number, to: number): void {
    if (to - from <= connectionIdBytesMax) this.ids[this.side].announce(content, from, to)
  }

  datagram(content: Buffer, from: number, to: number): void {
    if (from === to) return
    this.passedBytes += to - from
    this.streams.datagram(this.side, content, from, to, this.contentPlace + from)
  }

  private opened(
    protector: Protector,
    side: Side,
    level: number,
    buf: Buffer,
    at: number,
    numberStart: number,
    packetEnd: number,
    prefixes: readonly string[],
    frame: number,
    isBehindHole = false,
  ): Buffer | null {
    const index = side * 3 + level
    const largest = this.largest[index] as number
    const content = isBehindHole
      ? protector.openAhead(buf, at, numberStart, packetEnd, largest, prefixes, () => this.mayTry(frame))
      : protector.open(buf, at, numberStart, packetEnd, largest, prefixes)
    if (content === null) return null
    if (protector.number > largest) this.largest[index] = protector.number
    if (level === levels.application) this.missing[side].saw(protector.number)
    return content
  }

  /** Reads the packet's content, `content[from, to)`. */
  private read(
    content: Buffer,
    from: number,
    to: number,
    direction: Direction,
    level: number,
    at: number,
    packetBytes: number,
    protector: Protector,
    origin: RunOrigin,
  ): void {
    const { counts } = this.context
    this.side = this.sideOf(direction)
    this.level = level
    this.origin.frame = origin.frame
    this.origin.sec = origin.sec
    this.origin.nsec = origin.nsec
    this.contentPlace = origin.offset + protector.contentStart - at - from
    this.passedBytes = 0
    if (level !== levels.initial) {
      if (!this.isDecrypted) counts.decryptedConnections++
      this.isDecrypted = true
      counts.decryptedBytes += to - from
    }
    readFrames(content, from, to, level !== levels.application, this, end)
    let unread = 0
    if (end.problem !== null) {
      this.note(end.problem, origin.frame)
      unread = to - end.at
      counts.unrecognisedSkippedBytes += unread
    }
    counts.framingBytes += packetBytes - unread - this.passedBytes
  }

  private initialOf(version: number, side: Side): Protector {
    let initial = this.initials.find((known) => known.version === version)
    if (initial === undefined) {
      // As many as there are versions, at most; a few are used.
      initial = { version, sides: [null, null] }
      this.initials.push(initial)
    }
    const id = this.initialId ?? none
    initial.sides[side] ??= new Protector([initialSecret(version, id, side)], initialSuite)
    return initial.sides[side]
  }

  private sideOf(direction: Direction): Side {
    return (direction ^ this.clientDirection) as Side
  }

  /** Direction of packets that go to `side`. */
  private directionTo(side: Side): Direction {
    return (otherSide(side) ^ this.clientDirection) as Direction
  }

  private note(code: AnomalyCode, frame: number, detail?: string): void {
    this.context.anomalies.note(code, frame, detail)
  }
}

const none: Buffer = Buffer.alloc(0)

function prefixesOf(version: number): readonly string[] {
  const first = versionOf(version)?.labelPrefix ?? 'quic '
  return first === 'quic ' ? ['quic ', 'quicv2 '] : ['quicv2 ', 'quic ']
}
