import { limits } from '../../../core/limits.ts'
import type { AnomalyCode } from '../../../core/anomaly.ts'
import { RunMap } from '../../../core/origin.ts'
import type { RunOrigin } from '../../../core/origin.ts'
import { tlsAnomalies } from '../anomalies.ts'
import {
  clientHelloType,
  handshakeHeaderBytes,
  handshakeLength,
  readVersion,
  recordHeaderBytes,
  recordTypes,
  ssl2HelloLength,
} from '../parse.ts'
import { ssl2ProbeBytes } from '../probe.ts'
import { originAt } from './origin-at.ts'

/** Bytes on the wire for one byte of the hello at worst: a record for each byte. Beyond, it is an attack. */
const wireBytesMax = limits.message.tlsHandshakeBytesMax * (1 + recordHeaderBytes)

/** What is known of a first message: nothing yet; it is a hello, whole, or in the form of SSL 2.0; it is none, or none that is read. */
type Collected = 'more' | 'whole' | 'ssl2' | 'refused'

/** Collects the first handshake message of a direction where that does not lie in one record of one chunk. */
export class HelloCollector {
  /** Where its first byte came from. */
  readonly first: RunOrigin
  state: Collected = 'more'
  /** Why it was refused; null where it is no hello. */
  problem: AnomalyCode | null = null
  /** Bytes taken whose fate is not decided yet. */
  pendingBytes = 0
  /** Bytes that the record still has. */
  recordLeft = 0
  /** The handshake message so far. */
  hello: Buffer = Buffer.alloc(256)
  helloEnd = 0
  /** Where its bytes came from. */
  readonly runs: RunMap = new RunMap()
  /** The record header as far as it is there. */
  private readonly header: Buffer = Buffer.alloc(ssl2ProbeBytes)
  private headerSeen = 0
  /** Length of the message; 0 until its header is there. */
  private helloLength = 0

  constructor(origin: RunOrigin) {
    this.first = originAt(origin, 0)
  }

  /** Of the record that was begun last. */
  get version(): number {
    return this.header.readUInt16BE(1)
  }

  /** Of a hello in the form of SSL 2.0: the version that it offers. */
  get ssl2Version(): string {
    return readVersion(this.header, 3)
  }

  /** Whether what was collected begins a message of this type. */
  begins(messageType: number): boolean {
    return this.helloEnd > 0 && this.hello[0] === messageType
  }

  /** Whether all that was collected is the header of one record and what stands in it. */
  get isOfOneRecord(): boolean {
    return this.pendingBytes === recordHeaderBytes + this.helloEnd
  }

  /** Reads on, as far as it is needed to know what the message is; returns where that is. */
  read(buf: Buffer, start: number, end: number, origin: RunOrigin): number {
    let at = start
    while (at < end && this.state === 'more')
      if (this.recordLeft > 0) at += this.readContent(buf, at, end, origin.frame, origin.offset + at - start)
      else this.readHeader(buf[at++] as number)
    return at
  }

  /** Gives on what was collected of one record, in the pieces in which it came. */
  giveOn(take: (buf: Buffer, start: number, end: number, origin: RunOrigin) => void): void {
    take(this.header, 0, recordHeaderBytes, this.first)
    let position = 0
    for (const span of this.runs.spans(0, this.helloEnd)) {
      const place = originAt(this.first, 0)
      place.frame = span.frame
      place.offset = span.start
      take(this.hello, position, position + span.end - span.start, place)
      position += span.end - span.start
    }
  }

  /** How many bytes were taken. */
  private readContent(buf: Buffer, at: number, end: number, frame: number, offset: number): number {
    const taken = Math.min(this.recordLeft, this.wanted, end - at)
    this.runs.add(this.helloEnd, frame, offset)
    this.append(buf, at, taken)
    this.pendingBytes += taken
    this.recordLeft -= taken
    // Not a ClientHello: the server's part, or a connection that was joined late.
    if (this.hello[0] !== clientHelloType) this.refuse(null)
    else {
      if (this.helloLength === 0 && this.helloEnd >= handshakeHeaderBytes)
        this.helloLength = handshakeLength(this.hello, 0)
      if (this.helloLength > limits.message.tlsHandshakeBytesMax) this.refuse(tlsAnomalies.helloLimit)
      else if (this.helloLength > 0 && this.helloEnd === this.helloLength) this.state = 'whole'
    }
    return taken
  }

  private readHeader(byte: number): void {
    const { header } = this
    header[this.headerSeen++] = byte
    this.pendingBytes++
    if (((header[0] as number) & 0x80) !== 0 && this.helloEnd === 0) {
      if (this.headerSeen < ssl2ProbeBytes) return
      // The rest is ciphers and random bytes: not read, so not waited for.
      if (ssl2HelloLength(header, 0) > 0) this.state = 'ssl2'
      else this.refuse(null)
      return
    }
    if (this.headerSeen < recordHeaderBytes) return
    this.headerSeen = 0
    if (header[0] !== recordTypes.handshake || header[1] !== 3) {
      this.refuse(this.helloEnd > 0 ? tlsAnomalies.recordMalformed : null)
      return
    }
    this.recordLeft = header.readUInt16BE(3)
    if (this.pendingBytes > wireBytesMax) this.refuse(tlsAnomalies.helloLimit)
  }

  private refuse(problem: AnomalyCode | null): void {
    this.state = 'refused'
    this.problem = problem
  }

  private get wanted(): number {
    return (this.helloLength === 0 ? handshakeHeaderBytes : this.helloLength) - this.helloEnd
  }

  private append(buf: Buffer, at: number, length: number): void {
    const end = this.helloEnd + length
    if (end > this.hello.length) {
      const size = Math.min(
        Math.max(end, this.hello.length * 2),
        limits.message.tlsHandshakeBytesMax + handshakeHeaderBytes,
      )
      const grown = Buffer.alloc(size)
      this.hello.copy(grown, 0, 0, this.helloEnd)
      this.hello = grown
    }
    buf.copy(this.hello, this.helloEnd, at, at + length)
    this.helloEnd = end
  }
}
