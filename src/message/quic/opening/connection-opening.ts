import type { AnomalyCode } from '../../../core/anomaly.ts'
import { limits } from '../../../core/limits.ts'
import type { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import type { Flow } from '../../../stream/types.ts'
import { clientHelloType, handshakeHeaderBytes, handshakeLength, parseClientHello } from '../../tls/parse.ts'
import type { ParsedHello } from '../../tls/parse.ts'
import type { ParserContext } from '../../types.ts'
import { quicAnomalies } from '../anomalies.ts'
import { bookOf } from '../connection-book.ts'
import { Connection, hasSecrets } from '../connection.ts'
import { CryptoStream } from '../crypto-stream.ts'
import { readFrames } from '../frames.ts'
import type { FramesEnd } from '../frames.ts'
import type { InitialKeys } from '../keys.ts'
import { findLateSecrets } from '../late-secrets.ts'
import type { LateFind } from '../late-secrets.ts'
import { readLongHeader } from '../parse.ts'
import type { LongHeader } from '../parse.ts'
import { tagBytes } from '../protection.ts'
import { haveCome } from './awaited-hello.ts'
import type { AwaitedHello } from './awaited-hello.ts'
import { parseCutHello } from './cut-hello.ts'
import { EarlyPackets } from './early-packets.ts'
import type { EarlyPacket } from './early-packets.ts'
import { GivenUpHello } from './given-up-hello.ts'
import { randomAt, randomBytes, randomIn } from './hello-random.ts'
import { HelloTaker } from './hello-taker.ts'
import { HelloTeller } from './hello-teller.ts'
import { InitialOpener } from './initial-opener.ts'

/** Whoever reads the packets of a flow: what waited for its connection to be opened is given back to it. */
export interface EarlyReader {
  readEarly(packets: readonly EarlyPacket[]): void
}

/**
 * From the first packets of a flow to its connection: the client's hello, whose random the key log knows the connection by,
 * and what comes before that can be read. Where the hello, or its rest, is not in the capture, the secrets of the log are
 * tried; where the log has none, the flow is given up. Whoever's Initial packets open with a client's keys is the client,
 * so both directions are tried until one does.
 */
export class ConnectionOpening {
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
      if (connection.random.equals(this.context.keys.ech.randomOf(random))) {
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
    const known = random.length === randomBytes ? keys.ech.randomOf(random) : random
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
      if (
        hasEch &&
        keys !== null &&
        this.context.keys.secrets.hasUnclaimed('SERVER_HANDSHAKE_TRAFFIC_SECRET')
      ) {
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
    this.context.keys.secrets.claim(random, 0)
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
    if (!isOpen || this.hasTriedLate || early.length === 0 || context.keys.secrets.size === 0) return false
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
      context.keys.ech.learnInner(this.outerRandom, found.random)
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

const helloTaker = new HelloTaker()
const framesEnd: FramesEnd = { at: 0, problem: null }
