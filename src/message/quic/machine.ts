import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import type { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { clientHelloType, handshakeHeaderBytes, handshakeLength, parseClientHello } from '../tls/parse.ts'
import type { Parser, ParserContext, ProtocolName } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { CryptoStream } from './crypto-stream.ts'
import { readFrames } from './frames.ts'
import { deriveInitialKeys, openInitial } from './keys.ts'
import type { InitialKeys } from './keys.ts'
import { clientIdBytesMin, LongHeader, packetKinds, readLongHeader } from './parse.ts'

/** The header being looked at: one for all flows, used within a call. */
const header = new LongHeader()
const both: Verdict = verdicts.undecryptable | verdicts.bothDirections

/**
 * Reads the ClientHello of a QUIC connection, then gives the flow up as encrypted. Whoever's Initial packets open with
 * a client's keys is the client, so both directions are tried until one does.
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
  /** Where the first packet that opened came from. */
  private frame = 0
  private sec = 0
  private nsec = 0

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get heldBytes(): number {
    return this.stream.buf.length
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const { counts } = this.context
    if (this.isDone) {
      counts.undecryptableBytes += end - start
      return both
    }
    let at = start
    while (at < end && !this.isDone) {
      if (((buf[at] as number) & 0x80) === 0) {
        // A short header, or padding behind the last packet. As the first byte of all: Google QUIC's own header.
        if (at === start && this.datagrams[0] + this.datagrams[1] === 0) this.unsupported(origin)
        break
      }
      if (!readLongHeader(buf, at, end, header)) {
        this.context.anomalies.note(quicAnomalies.header, origin.frame)
        break
      }
      const packetEnd = header.packetEnd
      switch (header.kind) {
        case packetKinds.versionNegotiation:
        case packetKinds.retry:
          // Nothing to keep: keys follow the connection id of the Initial that the client sends next.
          counts.framingBytes += packetEnd - at
          break
        case packetKinds.initial:
          if (this.initial(direction, buf, at, origin)) counts.framingBytes += packetEnd - at
          else counts.undecryptableBytes += packetEnd - at
          break
        case packetKinds.unknown:
          this.unsupported(origin)
          counts.undecryptableBytes += packetEnd - at
          break
        default:
          counts.undecryptableBytes += packetEnd - at
      }
      at = packetEnd
    }
    counts.undecryptableBytes += end - at
    return this.isDone ? both : this.patience(direction, origin)
  }

  /** Datagrams have no gaps. */
  gap(): Verdict {
    return verdicts.more
  }

  finished(): void {
    // A datagram flow has no end of a direction.
  }

  end(): void {
    if (this.isDone || this.datagrams[0] + this.datagrams[1] === 0) return
    this.giveUp(this.missing(), this.frame)
  }

  /** How long a direction is waited for. */
  private patience(direction: Direction, origin: RunOrigin): Verdict {
    if (this.clientDirection !== -1 && direction !== this.clientDirection) return verdicts.undecryptable
    this.datagrams[direction]++
    if (this.datagrams[direction] < limits.message.quicInitialsMax) return verdicts.more
    if (this.clientDirection === -1 && direction === 1) return verdicts.undecryptable
    this.giveUp(this.missing(), origin.frame)
    return both
  }

  /** What to say of a connection whose ClientHello did not come. A wrong tag has been said already. */
  private missing(): AnomalyCode | null {
    if (!this.stream.isEmpty) return quicAnomalies.helloUnfinished
    return this.hasBadTag ? null : quicAnomalies.noInitial
  }

  /** Takes an Initial packet; true if it opened. */
  private initial(direction: Direction, buf: Buffer, at: number, origin: RunOrigin): boolean {
    if (this.clientDirection !== -1 && direction !== this.clientDirection) return false
    if (this.initials[direction] >= limits.message.quicInitialsMax) {
      if (direction === this.clientDirection) this.giveUp(quicAnomalies.cryptoLimit, origin.frame)
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
    const problem = readFrames(content, this.stream)
    if (this.stream.isAmbiguous && !wasAmbiguous) {
      this.context.anomalies.note(quicAnomalies.cryptoAmbiguous, origin.frame)
    }
    if (problem === quicAnomalies.cryptoLimit) this.giveUp(problem, origin.frame)
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
        return content
      }
    }
    if (direction === 0) {
      this.hasBadTag = true
      this.context.anomalies.note(quicAnomalies.badTag, origin.frame)
    }
    return null
  }

  private readHello(origin: RunOrigin): void {
    const { buf, readable } = this.stream
    if (readable < handshakeHeaderBytes) return
    if (buf[0] !== clientHelloType) {
      this.giveUp(quicAnomalies.notClientHello, origin.frame)
      return
    }
    const length = handshakeLength(buf, 0)
    if (length > limits.message.quicCryptoBytesMax) {
      this.giveUp(quicAnomalies.cryptoLimit, origin.frame)
      return
    }
    if (readable < length) return
    const { sink, counts } = this.context
    const { frame, sec, nsec } = this
    const hello = parseClientHello(buf, 0, length)
    counts.clientHellos++
    sink.clientHello(this.flow, {
      transport: 'quic',
      sni: hello.sni,
      alpn: hello.alpn,
      hasEch: hello.hasEch,
      version: hello.version,
      frame,
      sec,
      nsec,
    })
    if (hello.sni !== '') sink.serverName(this.flow, 'sni', hello.sni, { frame, sec, nsec })
    this.giveUp(hello.problem, frame)
  }

  private unsupported(origin: RunOrigin): void {
    this.giveUp(quicAnomalies.unsupportedVersion, origin.frame)
  }

  /** Nothing more is read of the flow, and nothing is held. */
  private giveUp(problem: AnomalyCode | null, frame: number): void {
    if (problem !== null) this.context.anomalies.note(problem, frame)
    this.isDone = true
    this.keys = null
    this.stream.clear()
  }
}
