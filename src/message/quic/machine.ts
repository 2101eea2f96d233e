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
import type { KeyLog } from '../key-log.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { Connection, hasSecrets } from './connection.ts'
import { bookOf } from './connection-book.ts'
import { CryptoStream } from './crypto-stream.ts'
import { EarlyPackets, mayHaveKeys } from './early-packets.ts'
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

/** Where the random of a hello stands (RFC 8446, 4.1.2), by which a key log knows its connection. */
const randomAt: number = handshakeHeaderBytes + 2
/** Its length. */
const randomBytes = 32

/** The random of the hello in `buf`; empty where it is not all there. */
function randomIn(buf: Buffer, isThere: boolean): Buffer {
  return Buffer.from(buf.subarray(randomAt, isThere ? randomAt + randomBytes : randomAt))
}

/** What is kept of a hello that was told. Its problem is said when it is read on. */
interface AwaitedHello {
  /** By which the log may know the connection. */
  readonly random: Buffer
  readonly hasEch: boolean
  readonly alpn: readonly string[]
  readonly problem: AnomalyCode | null
}

/** Programs write these after those of the handshake. */
const awaitedLabels = ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'] as const

/** Whether the secrets of both sides are there. */
function haveCome(keys: KeyLog, { random }: AwaitedHello): boolean {
  if (!keys.has(random, 0)) return false
  return awaitedLabels.every((label) => keys.find(label, random) !== null)
}

/**
 * What a hello says whose rest does not come: all of it where its beginning is there, and else the name, if a piece has it.
 * Hellos with keys against quantum computers fill two packets, of which one may not be captured, and some clients shuffle
 * the pieces.
 */
function parseCutHello({ buf, readable, ranges }: CryptoStream): ParsedHello {
  const isHello = readable > handshakeHeaderBytes && buf[0] === clientHelloType
  const hello: ParsedHello = isHello ? parseClientHello(buf, 0, readable) : unknownHello
  for (const [start, end] of hello.sni === '' ? ranges : []) {
    const found = findServerName(buf, start, end)
    if (found !== null) return { ...hello, sni: found.name, sniStart: found.start, sniEnd: found.end }
  }
  return hello
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

/**
 * Opens the Initial packets of a client. Their keys follow the id that it chose first; after a Retry, or for a new connection
 * on the same ports, the id that it now uses.
 */
class InitialOpener {
  /** By which a packet opened last; null while none has. */
  keys: InitialKeys | null = null
  /** The packet that opened last has other keys than those before. */
  isNew = false

  /** The content of the packet at `at`, whose header was read; null where it does not open. */
  open(direction: Direction, buf: Buffer, at: number, header: LongHeader): Buffer | null {
    this.isNew = false
    const known = this.openKnown(buf, at, header)
    if (known !== null) return known
    const { version, targetIdStart, targetIdEnd } = header
    // What a server sends carries an id that the client chose for itself, often an empty one.
    const canBeClient = direction === 0 || targetIdEnd - targetIdStart >= clientIdBytesMin
    if (!canBeClient || (this.keys?.version === version && this.isFirstId(buf, header))) return null
    const keys = deriveInitialKeys(version, Buffer.from(buf.subarray(targetIdStart, targetIdEnd)))
    const content = openInitial(buf, at, header, keys)
    if (content === null) return null
    this.keys = keys
    this.isNew = true
    return content
  }

  /** The same with the keys of the packets before. */
  private openKnown(buf: Buffer, at: number, header: LongHeader): Buffer | null {
    const { keys } = this
    return keys === null || keys.version !== header.version ? null : openInitial(buf, at, header, keys)
  }

  /** Whether the keys are those of the packet at `at`, which goes to another id. */
  opensAgain(buf: Buffer, at: number, header: LongHeader): boolean {
    return this.keys !== null && openInitial(buf, at, header, this.keys) !== null
  }

  /** Whether the packet has the id that the keys follow. */
  isFirstId(buf: Buffer, { targetIdStart, targetIdEnd }: LongHeader): boolean {
    return this.keys?.targetId.compare(buf, targetIdStart, targetIdEnd) === 0
  }
}

/** A packet with less in it brings no hello: acknowledgements do not fill one. */
const helloPacketBytesMin = 200

/**
 * A hello with which a connection was given up: is what the client sends further on in the handshake, or another hello? It
 * looks the same, but its keys follow an id that is not the one it carries: that is tried once. The same hello under another
 * id is the answer to a Retry.
 */
class GivenUpHello {
  /** Null where it was not read as far as that. */
  private random: Buffer | null = null
  /** The id that opened it, or was tried in vain last. */
  private knownId: Buffer | null = null

  giveUp(random: Buffer | null, id: Buffer | null): void {
    this.random = random
    this.knownId = id
  }

  /** Whether the packet, whose header was read, may bring another hello, and was not tried. */
  mayBeOther(buf: Buffer, start: number, header: LongHeader): boolean {
    if (header.kind !== packetKinds.initial) return false
    const { targetIdStart, targetIdEnd, packetEnd } = header
    if (targetIdEnd - targetIdStart < clientIdBytesMin || packetEnd - start < helloPacketBytesMin)
      return false
    return this.knownId?.compare(buf, targetIdStart, targetIdEnd) !== 0
  }

  /** Opens such a packet: whether it does bring one. */
  isOther(buf: Buffer, start: number, header: LongHeader): boolean {
    const { random } = this
    const { version, targetIdStart, targetIdEnd } = header
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
}

/** Tells what the hello of a connection says of it, and what its client was free to write there. */
class HelloTeller {
  private readonly flow: Flow
  private readonly context: ParserContext
  /** Where the first packet that opened came from. */
  frame = 0
  sec = 0
  nsec = 0
  hasTold = false
  /** The hello that was told last names a server. */
  isNamed = false

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  startAt({ frame, sec, nsec }: RunOrigin): void {
    this.frame = frame
    this.sec = sec
    this.nsec = nsec
  }

  /** `hello` stands at the beginning of the stream. */
  tell(hello: ParsedHello, stream: CryptoStream): void {
    const { flow, context, frame, sec, nsec } = this
    const { buf } = stream
    const inner = hello.hasEch && hello.problem === null ? this.innerOf(buf) : null
    this.hasTold = true
    this.isNamed = hello.sni !== ''
    tellHello(flow, context, 'quic', hello, { frame, sec, nsec })
    const { sniStart, sniEnd } = hello
    stream.fillRuns(pieceRuns, sniStart, sniEnd)
    helloPlace.place(frame, 0, sec, nsec)
    tellServerName(flow, context, 'quic', buf, sniStart, sniEnd, pieceRuns, helloPlace)
    for (let index = 0; index < hello.free.length; index += 2) {
      const from = hello.free[index] as number
      const to = hello.free[index + 1] as number
      stream.fillRuns(pieceRuns, from, to)
      tellOfClient(flow, context, 'quic', buf, from, to, pieceRuns, helloPlace)
    }
    const fill = (from: number, to: number): void => stream.fillRuns(pieceRuns, from, to)
    if (inner !== null) tellInnerHello(flow, context, 'quic', inner, pieceRuns, fill, helloPlace)
  }

  /** What the whole hello at the beginning of `buf` seals, where the log can open it. */
  private innerOf(buf: Buffer): InnerHello | null {
    return readInnerHello(this.context.keys, buf, 0, handshakeLength(buf, 0))
  }
}

/** The map of a piece of the hello, and where it began, for the call that is made with them. */
const pieceRuns = new RunMap()
const helloPlace = new RunOrigin()

/** Whoever reads the packets of a flow: what waited for its connection to be opened is given back to it. */
interface EarlyReader {
  readEarly(packets: readonly EarlyPacket[]): void
}

/**
 * From the first packets of a flow to its connection: the client's hello, whose random the key log knows the connection by,
 * and what comes before that can be read. Where the hello, or its rest, is not in the capture, the secrets of the log are
 * tried; where the log has none, the flow is given up. Whoever's Initial packets open with a client's keys is the client,
 * so both directions are tried until one does.
 */
class ConnectionOpening {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly reader: EarlyReader
  /** Reads all that follows the ClientHello; null without keys. */
  connection: Connection | null = null
  /** Nothing more is read of the flow. */
  isDone = false
  /** The direction whose Initial packets open; -1 while none has. */
  clientDirection: Direction | -1 = -1
  /** A hello whose secrets may still come, as they do where a capture is read while it is made. */
  awaited: AwaitedHello | null = null
  /** What waits for the connection. */
  readonly early: EarlyPackets
  private readonly stream: CryptoStream = new CryptoStream()
  private readonly opener: InitialOpener = new InitialOpener()
  private readonly teller: HelloTeller
  private readonly given: GivenUpHello = new GivenUpHello()
  /** Initial packets so far, by direction. */
  private readonly initials: [number, number] = [0, 0]
  private hasBadTag = false
  /** It counts as one of the connections that are followed. */
  private isFollowed = false
  /** The secrets of the key log were tried, since the hello is not in the capture. */
  private hasTriedLate = false
  /** Of a hello that was read, and may seal another whose random the log knows the connection by: its own. */
  private outerRandom: Buffer | null = null

  constructor(flow: Flow, context: ParserContext, reader: EarlyReader) {
    this.flow = flow
    this.context = context
    this.reader = reader
    this.early = new EarlyPackets(flow, context)
    this.teller = new HelloTeller(flow, context)
  }

  get heldBytes(): number {
    return this.stream.buf.length + this.early.bytes
  }

  /** The flow has packets to be read, that came with `frame`. False: there are more connections than are followed. */
  begin(frame: number): boolean {
    if (this.isFollowed) return true
    if (bookOf(this.context).follow()) {
      this.isFollowed = true
      return true
    }
    this.giveUp(quicAnomalies.tooManyConnections, frame)
    return false
  }

  /** What waits for the rest of the hello waits no longer than there is room. */
  makeRoom(length: number): void {
    if (this.early.isEmpty || this.early.hasRoom(length)) return
    this.readCut()
    this.openLate()
  }

  /** Whether the secrets of the hello that awaits them are there. */
  hasAwaited(): boolean {
    return this.awaited !== null && haveCome(this.context.keys, this.awaited)
  }

  /** What there is of secrets by now is what is used. */
  awaitNoLonger(): void {
    const { awaited } = this
    if (awaited === null) return
    this.awaited = null
    this.follow(awaited)
  }

  /** Whether the packet may be kept for a connection: it is the server's, or secrets are awaited. */
  mayKeepInitial(direction: Direction): boolean {
    const isServers = this.clientDirection !== -1 && direction !== this.clientDirection
    return isServers || this.awaited !== null
  }

  /** See `Parser.beginsAnew`. */
  beginsAnew(buf: Buffer, start: number, end: number, header: LongHeader): boolean {
    const { given, initials } = this
    if (!this.isDone || this.clientDirection === 1) return false
    if (!readLongHeader(buf, start, end, header) || !given.mayBeOther(buf, start, header)) return false
    if (initials[0] > limits.message.quicInitialsMax) return false
    if (++initials[0] > limits.message.quicInitialsMax)
      this.context.anomalies.note(quicAnomalies.cryptoLimit, this.teller.frame)
    return given.isOther(buf, start, header)
  }

  /** The connection went on elsewhere, so that no more of its hello will come: opens it by what there is, or waits on. */
  openMoved(): void {
    if (this.awaited !== null || this.hasTriedLate) return
    this.readCut()
    if (!this.openLate()) this.hasTriedLate = false
  }

  /** See `QuicParser.join`. */
  join(found: LateFind, kept: readonly EarlyPacket[]): boolean {
    if (!bookOf(this.context).follow()) return false
    this.isFollowed = true
    for (const packet of kept) this.early.add(packet)
    this.beginLate(found)
    return true
  }

  /** No more packets come: the connection is opened now, if it can be. */
  finish(): void {
    this.readCut()
    this.awaitNoLonger()
    this.openLate()
  }

  /** The flow is over. `isWaiting`: a hello was waited for. */
  end(isWaiting: boolean): void {
    this.connection?.end()
    this.connection = null
    this.giveUp(isWaiting ? this.missing() : null, this.teller.frame)
  }

  /** So many datagrams have come of a direction that none further are waited for. False: nothing more is read. */
  waitNoLonger(frame: number): boolean {
    this.readCut()
    if (this.connection !== null || this.awaited !== null) return true
    if (this.isDone) return false
    if (this.openLate()) return true
    this.giveUp(this.missing(), frame)
    return false
  }

  /** What to say of a connection whose ClientHello did not come. A wrong tag has been said already. */
  private missing(): AnomalyCode | null {
    if (this.outerRandom !== null) return null
    if (!this.stream.isEmpty) return quicAnomalies.helloUnfinished
    return this.hasBadTag ? null : quicAnomalies.noInitial
  }

  /** Takes an Initial packet, which lies at `offset` of the frame; true if it opened. */
  takeInitial(
    direction: Direction,
    buf: Buffer,
    at: number,
    header: LongHeader,
    offset: number,
    origin: RunOrigin,
  ): boolean {
    if (this.clientDirection !== -1 && direction !== this.clientDirection) return false
    if (this.initials[direction] >= limits.message.quicInitialsMax) {
      if (direction === this.clientDirection && this.connection === null)
        this.giveUp(quicAnomalies.cryptoLimit, origin.frame)
      return false
    }
    this.initials[direction]++
    const content = this.open(direction, buf, at, header, origin)
    if (content === null) return false
    if (this.clientDirection === -1) {
      this.clientDirection = direction
      this.teller.startAt(origin)
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

  private open(
    direction: Direction,
    buf: Buffer,
    at: number,
    header: LongHeader,
    origin: RunOrigin,
  ): Buffer | null {
    const { opener, connection } = this
    const content = opener.open(direction, buf, at, header)
    if (content === null) {
      if (direction === 0 && connection === null) {
        this.hasBadTag = true
        this.context.anomalies.note(quicAnomalies.badTag, origin.frame)
      }
    } else if (opener.isNew) {
      this.stream.clear()
      // The server may answer before the hello is whole again.
      connection?.follow((opener.keys as InitialKeys).targetId)
    }
    return content
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
    const random = randomIn(buf, hasRandom)
    const { connection } = this
    if (connection !== null) {
      this.initials.fill(0)
      if (connection.random.equals(this.context.keys.randomOf(random))) {
        // The same hello again, under the id that a Retry gave; or behind what it opens.
        if (!this.teller.hasTold) {
          this.teller.startAt(origin)
          this.teller.tell(parseClientHello(buf, 0, length), this.stream)
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
   * is its own.
   */
  private readCut(): void {
    const { stream, context, connection } = this
    if (this.isDone || connection !== null || stream.isEmpty) return
    const hasRandom = stream.holds(randomAt, randomAt + randomBytes)
    const random = randomIn(stream.buf, hasRandom)
    const hello = parseCutHello(stream)
    if (hello.sni === '' && !(hasRandom && hasSecrets(context, random))) return
    if (hasRandom && bookOf(context).isTwin(random, this.flow))
      context.anomalies.note(quicAnomalies.twinConnection, this.teller.frame)
    this.settle({ ...hello, problem: quicAnomalies.helloUnfinished }, random)
  }

  /** The hello in the stream is read as far as it will be. Its secrets may stand behind it in what comes through a pipe. */
  private settle(hello: ParsedHello, random: Buffer): void {
    const { keys } = this.context
    this.teller.tell(hello, this.stream)
    const known = random.length === randomBytes ? keys.randomOf(random) : random
    const told = { random: known, hasEch: hello.hasEch, alpn: hello.alpn, problem: hello.problem }
    if (random.length === randomBytes && keys.isAwaiting() && !haveCome(keys, told)) {
      this.awaited = told
      this.stream.clear()
    } else this.follow(told)
  }

  /** Reads on in the connection of a hello, where there are secrets for it. */
  private follow({ random, hasEch, alpn, problem }: AwaitedHello): void {
    const { keys } = this.opener
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
    if (problem !== null) this.context.anomalies.note(problem, this.teller.frame)
    this.connect(keys.version, keys.targetId, random, alpn)
    this.replayEarly()
  }

  /** The connection can be read now: first what came early. */
  replayEarly(): void {
    this.reader.readEarly(this.early.take())
  }

  /**
   * Behind a hello that may seal another an Initial packet to another id, as this one is, means that the client has heard the
   * server, or connects anew. True: other packets were read meanwhile.
   */
  leaveHello(direction: Direction, buf: Buffer, at: number, header: LongHeader): boolean {
    const { opener } = this
    if (this.outerRandom === null || direction !== this.clientDirection || opener.isFirstId(buf, header))
      return false
    if (opener.opensAgain(buf, at, header)) {
      this.openHidden()
      return true
    }
    if (this.early.handshakeVersion !== 0 && this.openLate()) return true
    this.outerRandom = null
    opener.keys = null
    this.early.handshakeVersion = 0
    this.early.drop()
    return true
  }

  /** Once packets are there by which secrets are told: finds those of the hello that was sealed in the one that was seen. */
  openHidden(): void {
    const { outerRandom } = this
    if (outerRandom === null || this.early.handshakeVersion === 0 || this.openLate()) return
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
    const hints = { clientDirection, version: this.early.handshakeVersion, isHidden }
    const found = findLateSecrets(this.flow, context, early, hints, frame)
    if (found === null) return false
    this.beginLate(found)
    this.replayEarly()
    return true
  }

  private beginLate(found: LateFind): void {
    const { context } = this
    const { keys } = this.opener
    const early = this.early.packets
    const { frame } = (early[0] as EarlyPacket).origin
    if (this.outerRandom !== null) {
      context.counts.hellosWithoutKey--
      context.keys.learnInner(this.outerRandom, found.random)
      // The name in clear stands for another, which the certificate has.
      this.teller.isNamed = false
    } else {
      const problem = this.stream.isEmpty ? quicAnomalies.joinedLate : quicAnomalies.helloUnfinished
      context.anomalies.note(problem, frame)
    }
    this.outerRandom = null
    this.clientDirection = found.clientDirection
    const connection = this.connect(keys?.version ?? found.version, keys?.targetId ?? null, found.random, [])
    connection.joinLate(found, early, !this.teller.isNamed)
  }

  private connect(
    version: number,
    initialId: Buffer | null,
    random: Buffer,
    alpn: readonly string[],
  ): Connection {
    this.stream.clear()
    this.initials.fill(0)
    this.early.handshakeVersion = 0
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

  /** The version of the packets is not read. */
  unsupported(frame: number): void {
    this.giveUp(quicAnomalies.unsupportedVersion, frame)
  }

  /** The same of a connection whose hello was read: another hello is known by its random and its id. */
  private giveUpHello(random: Buffer | null, problem: AnomalyCode | null): void {
    this.given.giveUp(random, this.opener.keys?.targetId ?? null)
    this.giveUp(problem, this.teller.frame)
  }

  /** Nothing more is read of the flow, and nothing is held. */
  private giveUp(problem: AnomalyCode | null, frame: number): void {
    if (problem !== null) this.context.anomalies.note(problem, frame)
    if (this.isFollowed) bookOf(this.context).leave()
    this.isFollowed = false
    this.isDone = true
    this.opener.keys = null
    this.stream.clear()
    this.early.drop()
  }
}

/** Datagrams of a client that are looked at for text: the first ones, as long as nothing is decrypted. */
const looksMax = 4

/**
 * Hands on a client's first datagrams where there is a text in them: names of connections and tokens may be any bytes, and what
 * only looks like QUIC is in clear. Ciphertext has such a text once in 10,000 datagrams.
 */
class FirstTexts {
  private readonly flow: Flow
  private readonly context: ParserContext
  private looks = 0

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  look(buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    if (this.looks >= looksMax) return
    this.looks++
    if (!hasText(buf, start, end)) return
    datagramRuns.clear()
    datagramRuns.add(0, origin.frame, origin.offset)
    tellOfClient(this.flow, this.context, 'quic', buf, start, end, datagramRuns, origin)
  }
}

/** The map of a datagram, for the call that is made with it. */
const datagramRuns = new RunMap()

/**
 * The packets of a connection with a short header. Each goes up to the end of its datagram, but where the sender's system or
 * network card cuts datagrams (segmentation offload), a capture made there has many in one, all of one length but the last,
 * and the length is nowhere said. It is tried out, and remembered.
 */
class ShortPackets {
  private readonly context: ParserContext
  private readonly segments: SegmentLengths = new SegmentLengths()

  constructor(context: ParserContext) {
    this.context = context
  }

  /** Reads the packet at `at`, which lies at `from`; its datagram began at `sentAt` as it was sent. Returns where it ends. */
  read(
    connection: Connection,
    direction: Direction,
    buf: Buffer,
    at: number,
    sentAt: number,
    end: number,
    from: RunOrigin,
  ): number {
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
      connection.failed(direction, from.frame)
    }
    return end
  }
}

/** The packets of a connection that wait to be opened together. Only so many connections have some at a time. */
class WaitingPackets {
  private readonly flow: Flow
  private readonly context: ParserContext
  private batch: PacketBatch | null = null

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get heldBytes(): number {
    return this.batch === null ? 0 : batchBytesMax
  }

  /** Whether the rest of the datagram is but one packet, of a kind that can be opened together with others. */
  mayWait(connection: Connection, direction: Direction, buf: Buffer, start: number, end: number): boolean {
    if (end - start > batchPacketBytesMax || start === end || ((buf[start] as number) & 0x80) !== 0)
      return false
    if (this.batch === null && bookOf(this.context).waiting.size >= batchesMax) return false
    return connection.mayBatch(direction)
  }

  hasRoom(length: number): boolean {
    return this.batch === null || this.batch.hasRoom(length)
  }

  /** `lead`: so many bytes of its datagram stand before it. */
  add(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin, lead: number): void {
    this.batch ??= takeBatch()
    if (this.batch.count === 0) bookOf(this.context).waiting.add(this.flow)
    this.batch.add(direction, buf, start, end, origin, lead)
  }

  /** They wait no longer, and are given back with {@link wereRead}. Nothing waits meanwhile: what is read may come back here. */
  take(): PacketBatch | null {
    const { batch } = this
    this.batch = null
    return batch
  }

  wereRead(batch: PacketBatch): void {
    giveBatch(batch)
    bookOf(this.context).waiting.delete(this.flow)
  }
}

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
      if (!opening.hasAwaited() && opening.early.keep(direction, buf, start, end, base, origin, header))
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
        else if (opening.early.keep(direction, buf, at, end, base, origin, header)) at = end
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
      opening.early.keep(direction, buf, at, packetEnd, base, origin, header)
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
      if (early.keep(direction, buf, at, packetEnd, base, origin, header)) return
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

const helloTaker = new HelloTaker()
const framesEnd: FramesEnd = { at: 0, problem: null }
