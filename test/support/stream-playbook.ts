import { AnomalyLog } from '../../src/core/anomaly.ts'
import type { RunMap, RunOrigin } from '../../src/core/origin.ts'
import { PacketView } from '../../src/packet/types.ts'
import { FrameContext } from '../../src/source/types.ts'
import { StreamLayer } from '../../src/stream/stream-layer.ts'
import type { CopyConsumer, CopyPiece, EndReason, Flow, StreamConsumer } from '../../src/stream/types.ts'
import type { Direction, Verdict } from '../../src/core/verdict.ts'

/** For tests: what the stream layer told of one flow, as text and in order, and its bytes. */
export interface ToldFlow {
  flow: Flow
  /** Bytes by direction; a gap is left out. */
  bytes: [Buffer[], Buffer[]]
  gaps: { direction: Direction; position: number; length: number }[]
  /** Stream position (delivered and missing bytes) by direction. */
  positions: [number, number]
  finished: Direction[]
  ends: EndReason[]
}

/** For tests: takes everything, and checks every origin against the frames that were sent. */
export class Listener implements StreamConsumer, CopyConsumer {
  readonly told: ToldFlow[] = []
  /** Lines such as `0 > hello`, `0 < gap 5`, `0 end closed`. */
  readonly lines: string[] = []
  readonly frames: Map<number, Buffer> = new Map()
  /** Origins that do not lead to the bytes. */
  readonly wrongOrigins: string[] = []
  readonly origins: { frame: number; offset: number; sec: number; nsec: number; length: number }[] = []
  verdict: (flow: Flow, direction: Direction, bytes: Buffer) => Verdict = () => 0
  /** Further readings, as text: a hole is `…`. */
  readonly readings: string[] = []
  /** Delivered bytes that another copy differs from. */
  readonly doubted: string[] = []
  isEncrypted = false
  /** What is said where bytes that are only counted show text. */
  isResumed = false

  resumes(): boolean {
    return this.isResumed
  }

  chunk(
    flow: Flow,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    return this.take(flow, direction, Buffer.from(buf.subarray(start, end)), origin, '')
  }

  gap(flow: Flow, direction: Direction, length: number): Verdict {
    const told = this.of(flow)
    told.gaps.push({ direction, position: told.positions[direction], length })
    told.positions[direction] += length
    this.lines.push(`${flow.id} ${sign(direction)} gap ${length}`)
    return this.verdict(flow, direction, Buffer.alloc(0))
  }

  datagram(
    flow: Flow,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict {
    return this.take(flow, direction, Buffer.from(buf.subarray(start, end)), origin, 'datagram ')
  }

  finished(flow: Flow, direction: Direction): void {
    this.of(flow).finished.push(direction)
    this.lines.push(`${flow.id} ${sign(direction)} finished`)
  }

  end(flow: Flow, reason: EndReason): void {
    this.of(flow).ends.push(reason)
    this.lines.push(`${flow.id} end ${reason}`)
  }

  isReadable(): boolean {
    return !this.isEncrypted
  }

  contradicted(frame: number, start: number, end: number): void {
    this.doubted.push((this.frames.get(frame) ?? Buffer.alloc(0)).toString('latin1', start, end))
  }

  reading(_flow: Flow, _direction: Direction, pieces: readonly CopyPiece[]): void {
    let text = ''
    let next = pieces[0]?.sequence ?? 0
    for (const { sequence, bytes, frame, offset } of pieces) {
      const hole = (sequence - next) | 0
      if (hole < 0) throw new Error('pieces of a reading overlap')
      if (hole > 0) text += '…'
      text += bytes.toString('latin1')
      next = (sequence + bytes.length) | 0
      const seen = this.frames.get(frame)?.subarray(offset, offset + bytes.length)
      if (seen?.equals(bytes) !== true) this.wrongOrigins.push(`frame ${frame} offset ${offset}`)
    }
    this.readings.push(text)
  }

  /** All bytes of a direction of the flow, gaps left out. */
  text(flow: number, direction: Direction): string {
    return Buffer.concat(this.told[flow]?.bytes[direction] ?? []).toString('latin1')
  }

  private take(flow: Flow, direction: Direction, bytes: Buffer, origin: RunOrigin, kind: string): Verdict {
    const told = this.of(flow)
    told.bytes[direction].push(bytes)
    told.positions[direction] += bytes.length
    const { frame, offset, sec, nsec } = origin
    this.origins.push({ frame, offset, sec, nsec, length: bytes.length })
    if (
      !(
        this.frames
          .get(frame)
          ?.subarray(offset, offset + bytes.length)
          .equals(bytes) ?? false
      )
    ) {
      this.wrongOrigins.push(`frame ${frame} offset ${offset}`)
    }
    this.lines.push(`${flow.id} ${sign(direction)} ${kind}${bytes.toString('latin1')}`)
    return this.verdict(flow, direction, bytes)
  }

  private of(flow: Flow): ToldFlow {
    let told = this.told.find((each) => each.flow === flow)
    if (told === undefined) {
      told = { flow, bytes: [[], []], gaps: [], positions: [0, 0], finished: [], ends: [] }
      this.told.push(told)
    }
    return told
  }
}

function sign(direction: Direction): string {
  return direction === 0 ? '>' : '<'
}

export interface Sent {
  /** `>` from 192.0.2.1:40000 to 198.51.100.1:80 unless told otherwise, `<` back. */
  way?: '>' | '<'
  /** Letters of S F R A. */
  flags?: string
  sequence?: number
  acknowledgement?: number
  payload?: string | Buffer
  cut?: number
  phonePort?: number
  hostPort?: number
  /** Third word and fourth word of the phone's address, for many flows. */
  phone?: number
  family?: 4 | 6
  at?: number
  nsec?: number
  pieces?: RunMap
  /** The frame's number, where frames are given beforehand (fragments). */
  keepFrame?: boolean
}

const headerBytes = 54

/** For tests: sends packets through one read buffer, as the packet layer does, overwriting it each time. */
export class Wire {
  readonly listener: Listener = new Listener()
  readonly anomalies: AnomalyLog = new AnomalyLog()
  readonly layer: StreamLayer
  readonly context: FrameContext = new FrameContext()
  private readonly packet = new PacketView()
  private readonly buf = Buffer.alloc(300_000)
  private readonly transport: 'tcp' | 'udp'

  constructor(transport: 'tcp' | 'udp' = 'tcp', flowsMax?: number) {
    this.transport = transport
    this.layer = new StreamLayer(this.listener, this.anomalies, flowsMax, this.listener)
    this.context.sec = 1_550_000_000
  }

  send(sent: Sent): this {
    const { packet, context } = this
    const payload = Buffer.isBuffer(sent.payload) ? sent.payload : Buffer.from(sent.payload ?? '', 'latin1')
    context.number++
    if (sent.at !== undefined) context.sec = sent.at
    context.nsec = sent.nsec ?? 0
    this.buf.fill(0xee)
    packet.buf = this.buf
    packet.frameStart = sent.pieces === undefined ? 100 + (context.number % 7) : 0
    packet.payloadStart = packet.frameStart + headerBytes
    packet.payloadEnd = packet.payloadStart + payload.length
    payload.copy(this.buf, packet.payloadStart)
    if (sent.keepFrame !== true) {
      this.listener.frames.set(
        context.number,
        Buffer.from(this.buf.subarray(packet.frameStart, packet.payloadEnd)),
      )
    }
    packet.family = sent.family ?? 4
    const phone = [
      packet.family === 4 ? 0 : 0x20010db8,
      0,
      packet.family === 4 ? 0xffff : 0,
      sent.phone ?? 0xc0000201 | 0,
    ]
    const host = [packet.family === 4 ? 0 : 0x20010db8, 0, packet.family === 4 ? 0xffff : 0, 0xc6336401 | 0]
    const [source, target] = sent.way === '<' ? [host, phone] : [phone, host]
    ;[packet.source0, packet.source1, packet.source2, packet.source3] = source as [
      number,
      number,
      number,
      number,
    ]
    ;[packet.target0, packet.target1, packet.target2, packet.target3] = target as [
      number,
      number,
      number,
      number,
    ]
    const phonePort = sent.phonePort ?? 40_000
    const hostPort = sent.hostPort ?? 80
    packet.sourcePort = sent.way === '<' ? hostPort : phonePort
    packet.targetPort = sent.way === '<' ? phonePort : hostPort
    packet.tcpSequence = (sent.sequence ?? 0) | 0
    packet.tcpAcknowledgement = (sent.acknowledgement ?? 0) | 0
    packet.tcpFlags = 0
    for (const letter of sent.flags ?? (sent.acknowledgement === undefined ? '' : 'A')) {
      packet.tcpFlags |= { F: 1, S: 2, R: 4, P: 8, A: 16 }[letter] ?? 0
    }
    packet.payloadCutBytes = sent.cut ?? 0
    packet.pieces = sent.pieces ?? null
    if (this.transport === 'tcp') this.layer.tcp(packet, context)
    else this.layer.udp(packet, context)
    return this
  }

  /** A handshake with sequence starts `client` and `server`: data begins one later. */
  handshake(client = 1_000, server = 5_000, more: Sent = {}): this {
    this.send({ ...more, flags: 'S', sequence: client })
    this.send({ ...more, way: '<', flags: 'SA', sequence: server, acknowledgement: client + 1 })
    return this.send({ ...more, flags: 'A', sequence: client + 1, acknowledgement: server + 1 })
  }

  /** Ends the capture and says what the consumer was told. */
  end(): string[] {
    this.layer.end()
    return this.listener.lines
  }

  /** The difference between bytes taken and bytes accounted for: zero, or the books are wrong. */
  imbalance(): number {
    const { counts } = this.layer
    const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)
    const tcp =
      counts.tcpPayloadBytes -
      counts.deliveredBytes -
      counts.duplicateBytes -
      counts.earlierBytes -
      counts.droppedBytes -
      sum(counts.countedBytes)
    const copies =
      counts.differingBytes +
      counts.uncomparedBytes -
      counts.copiesReadBytes -
      counts.copiesUndecryptableBytes -
      counts.copiesLimitBytes
    const udp =
      counts.udpPayloadBytes -
      counts.udpDeliveredBytes -
      counts.udpDuplicateBytes -
      sum(counts.udpCountedBytes)
    return Math.abs(tcp) + Math.abs(udp) + Math.abs(copies)
  }
}
