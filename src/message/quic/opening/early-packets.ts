import { limits } from '../../../core/limits.ts'
import { RunOrigin } from '../../../core/origin.ts'
import type { Direction } from '../../../core/verdict.ts'
import type { Flow } from '../../../stream/types.ts'
import type { ParserContext } from '../../types.ts'
import { bookOf } from '../connection-book.ts'
import { isPadding } from '../datagrams/padding.ts'
import type { LatePacket } from '../late-side.ts'
import { LongHeader, packetKinds, readLongHeader } from '../parse.ts'

/** Of the packet that is kept. */
const kept = new LongHeader()

/** A packet that came before the ClientHello was whole: with keys it will be read. */
export interface EarlyPacket extends LatePacket {
  readonly origin: RunOrigin
}

/** Whether there are keys, or may be. */
export function mayHaveKeys({ keys }: ParserContext): boolean {
  return keys.secrets.size > 0 || keys.isAwaiting()
}

/** The packets of a connection that cannot be opened yet, in order, as many as there is room for. */
export class EarlyPackets {
  private readonly flow: Flow
  private readonly context: ParserContext
  packets: EarlyPacket[] = []
  bytes = 0
  /** The version of Handshake packets among them; 0 where there is none. */
  handshakeVersion = 0

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  get isEmpty(): boolean {
    return this.bytes === 0
  }

  hasRoom(length: number): boolean {
    return this.bytes + length <= limits.message.quicEarlyBytesMax
  }

  add(packet: EarlyPacket): void {
    this.packets.push(packet)
    this.bytes += packet.bytes.length
  }

  /** Keeps a packet, or a datagram, where there may be keys for it. False: it is not kept. */
  keep(
    direction: Direction,
    buf: Buffer,
    at: number,
    packetEnd: number,
    base: number,
    origin: RunOrigin,
  ): boolean {
    if (!mayHaveKeys(this.context)) return false
    if (!this.hasRoom(packetEnd - at)) return false
    const place = new RunOrigin()
    place.place(origin.frame, base + at, origin.sec, origin.nsec)
    const bytes = Buffer.from(buf.subarray(at, packetEnd))
    const numberStart = this.triedFrom(buf, at, packetEnd)
    this.add({ direction, bytes, numberStart, origin: place })
    bookOf(this.context).late.saw(this.flow, bytes)
    return true
  }

  /** As `LatePacket` of late-side.ts says. */
  private triedFrom(buf: Buffer, at: number, packetEnd: number): number {
    if (((buf[at] as number) & 0x80) === 0) return isPadding(buf, at, packetEnd) ? -1 : 0
    if (!readLongHeader(buf, at, packetEnd, kept) || kept.kind !== packetKinds.handshake) return -1
    this.handshakeVersion = kept.version
    return kept.numberStart - at
  }

  /** They wait no longer. */
  take(): readonly EarlyPacket[] {
    bookOf(this.context).late.forget(this.flow)
    const { packets } = this
    this.packets = []
    this.bytes = 0
    return packets
  }

  /** Lets go of them: they are counted as what can not be opened. */
  drop(): void {
    bookOf(this.context).late.forget(this.flow)
    this.context.counts.undecryptableBytes += this.bytes
    this.packets = []
    this.bytes = 0
  }
}
