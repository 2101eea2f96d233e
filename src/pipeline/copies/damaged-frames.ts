import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { tcpChecksum } from '../../packet/checksum.ts'
import type { PacketSink, PacketView } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import type { StreamLayer } from '../../stream/stream-layer.ts'
import type { DamageWatch, Flow } from '../../stream/types.ts'
import { LeftOutSegments, wayOf } from './left-out-segments.ts'
import { endsOf } from '../packets/packet-ends.ts'
import { UnfitPackets } from '../packets/unfit-packets.ts'
import type { UnfitPacket } from '../packets/unfit-packets.ts'

/** Who has the packet that is being handed on: the packet layer. */
export interface PacketHolder {
  readonly packet: PacketView
  readonly context: FrameContext | null
}

const nobody = (): null => null

/**
 * Learns, while a capture is read, which segments of TCP were damaged on the way; the next reading leaves these out. A
 * segment counts as damaged only where its checksum is wrong, and another one speaks against it whose checksum is right: it
 * carries other bytes for the same place; or the same ones in their place, where this one has a header that fits nothing.
 * Of the first of two copies nothing but its frame is kept, so its checksum is looked at in the next reading. Where
 * packets fit together nothing is looked at. See docs/decisions/0037-damaged-copies.md.
 */
export class DamagedFrames implements DamageWatch {
  /** Something was learned that the reading at hand could not use from its start. */
  isWiser = false
  /** More segments contradict each other than are looked at. */
  private isOver = false
  /** Frames that were left out of the reading at hand. */
  readonly leftOut: Set<number> = new Set()
  private readings = 0
  private holder: () => PacketHolder | null = nobody
  /** Frames of segments that others, which are right, contradict: damaged where their own checksum is wrong. */
  private readonly doubtful: Set<number> = new Set()
  /** By the frame of a segment: those of wrong ones that contradict it, and are damaged where it is right. */
  private readonly wrongBeside: Map<number, Set<number>> = new Map()
  /** Packets whose headers fit nothing, by frame; null until their payload is seen. */
  private readonly unfit: Map<number, UnfitPacket | null> = new Map()
  private readonly unfitPackets: UnfitPackets = new UnfitPackets()
  /**
   * Where segments came again that are right, and could not all be compared, or are sought: by sequence, their ends. What is
   * wrong, or short, at the same place is damaged.
   */
  private readonly again: Map<number, Set<string>> = new Map()
  /** What the last two hold, in all their sets. */
  private inSets = 0
  /** Some segment is short, or wrong beside one that was not filled in: what comes again is sought. */
  private seeks = false
  /** Senders and receivers of packets whose checksum is right; and those that nobody had vouched for when it was asked. */
  private readonly sound: Set<string> = new Set()
  private readonly unvouched: Set<string> = new Set()
  /** Segments that the reading at hand is without; and those that were missed, and are not left out again. */
  private readonly segments: LeftOutSegments = new LeftOutSegments()
  private readonly missedFrames: Set<number> = new Set()
  /** SYNs and FINs behind which their connections went on as if they were not there. */
  private readonly mistakenFrames: Set<number> = new Set()

  /** Whether the reading at hand is not the first. */
  get isAgain(): boolean {
    return this.readings > 1
  }

  /** Whether more would be known of damaged segments after another reading, or if more of them were looked at. */
  get isUnsure(): boolean {
    return this.isWiser || this.isOver
  }

  /** A reading of the capture begins, with `holder` as its packet layer. */
  begin(holder: () => PacketHolder | null): void {
    this.holder = holder
    this.readings++
    this.isWiser = false
    this.leftOut.clear()
    this.segments.clear()
  }

  /** The reading is over: nothing of its layers is held. */
  end(): void {
    this.holder = nobody
  }

  /** What came again could not all be compared, and should have been: a record of TLS did not open. */
  leftUnread(): void {
    if (!this.isAgain) this.isWiser = true
  }

  contradicted(first: number, other: number): void {
    const packet = this.packetOf(other)
    if (packet === null || first === other) return
    const state = tcpChecksum(packet)
    if (state === 'right') this.doubt(first)
    else if (state === 'wrong') {
      this.noteIn(this.wrongBeside, first, other)
    }
  }

  unfitting(frame: number): void {
    const packet = this.packetOf(frame)
    if (packet === null || this.unfit.has(frame) || tcpChecksum(packet) !== 'wrong' || this.isFull()) return
    this.unfit.set(frame, this.unfitPackets.add(packet))
    this.isWiser = true
  }

  suspected(frame: number): void {
    if (!this.unfit.has(frame) && !this.isFull()) this.unfit.set(frame, null)
  }

  wentOn(frame: number, behind: number): void {
    const packet = this.packetOf(frame)
    if (packet === null || this.unfit.has(behind) || tcpChecksum(packet) !== 'right') return
    this.suspected(behind)
    this.isWiser = true
  }

  mistaken(frame: number): void {
    if (this.mistakenFrames.has(frame) || frame === 0 || this.isFull()) return
    this.mistakenFrames.add(frame)
    this.isWiser = true
  }

  isMistaken(frame: number): boolean {
    if (!this.mistakenFrames.has(frame)) return false
    const packet = this.packetOf(frame)
    return packet !== null && tcpChecksum(packet) !== 'wrong'
  }

  cutShort(frame: number): void {
    if (this.seeks) return
    const packet = this.packetOf(frame)
    this.seeks = packet !== null && isShort(packet, this.holder()?.context ?? null)
  }

  cameAgain(frame: number, isCompared: boolean): void {
    if (!this.seeks && (isCompared || !this.isAgain)) return
    const packet = this.packetOf(frame)
    if (packet === null || tcpChecksum(packet) !== 'right') return
    this.noteIn(this.again, packet.tcpSequence, wayOf(packet))
  }

  missed(flow: Flow, direction: Direction, sequence: number, length: number): void {
    for (const frame of this.segments.framesOf(flow, direction, sequence, length)) {
      this.missedFrames.add(frame)
      this.isWiser = true
    }
  }

  /** True where the packet was damaged: it is to be left out. */
  refuses(packet: PacketView, context: FrameContext): boolean {
    const { number } = context
    if (this.mistakenFrames.has(number) && packet.payloadEnd === packet.payloadStart) {
      this.leftOut.add(number)
      return true
    }
    const beside = this.wrongBeside.get(number)
    const isDoubtful = this.doubtful.has(number) || this.hasComeAgain(packet)
    const unfit = this.unfit.get(number)
    if (this.unfit.size > 0) this.vouch(packet)
    if (beside === undefined && !isDoubtful && unfit === undefined) return false
    const state = tcpChecksum(packet)
    if (state === 'right') for (const other of beside ?? []) this.doubtful.add(other)
    else if (state === 'unfilled' && beside !== undefined) this.seeks = true
    const isContradicted = isDoubtful && (state === 'wrong' || isShort(packet, context))
    const isLeftOut = isContradicted && !this.missedFrames.has(number)
    if (isLeftOut) this.segments.add(packet, number)
    const isRefused =
      isLeftOut || (unfit !== undefined && state === 'wrong' && this.isForeign(unfit, number, packet))
    if (isRefused) this.leftOut.add(number)
    return isRefused
  }

  /** A wrong packet with a header that fits nothing is not to be believed: what it carries came otherwise. */
  private isForeign(unfit: UnfitPacket | null, frame: number, packet: PacketView): boolean {
    if (packet.payloadEnd === packet.payloadStart) return this.isVouchedFor(packet)
    if (unfit === null) {
      this.unfit.set(frame, this.unfitPackets.add(packet))
      this.isWiser = true
      return false
    }
    return unfit.hasCopy
  }

  private noteIn<T>(sets: Map<number, Set<T>>, key: number, value: T): void {
    const known = sets.get(key)
    if (known?.has(value) === true || this.isFull()) return
    if (known === undefined) sets.set(key, new Set([value]))
    else known.add(value)
    this.inSets++
    this.isWiser = true
  }

  /** Whether nothing can be added; asked only where something is to be. */
  private isFull(): boolean {
    if (
      this.doubtful.size + this.unfit.size + this.mistakenFrames.size + this.inSets <
      limits.stream.damagedSegmentsMax
    )
      return false
    this.isOver = true
    return true
  }

  /** The packet at hand, where it is that of the frame: some of what is read lay held since an earlier one. */
  private packetOf(frame: number): PacketView | null {
    const holder = this.holder()
    return holder?.context?.number === frame ? holder.packet : null
  }

  private hasComeAgain(packet: PacketView): boolean {
    return this.again.get(packet.tcpSequence)?.has(wayOf(packet)) === true
  }

  private doubt(frame: number): void {
    if (this.doubtful.has(frame) || this.isFull()) return
    this.doubtful.add(frame)
    this.isWiser = true
  }

  /** Notes who sent and who received the packet, and whether it is a copy of one that is unfit, if its checksum is right. */
  private vouch(packet: PacketView): void {
    if (this.unfitPackets.sawCopy(packet, () => tcpChecksum(packet) === 'right')) this.isWiser = true
    const ends = endsOf(packet)
    if (ends.every((end) => this.sound.has(end)) || this.sound.size >= limits.stream.damagedSegmentsMax)
      return
    if (tcpChecksum(packet) !== 'right') return
    for (const end of ends) {
      this.sound.add(end)
      if (this.unvouched.delete(end)) this.isWiser = true
    }
  }

  private isVouchedFor(packet: PacketView): boolean {
    const ends = endsOf(packet)
    if (ends.some((end) => this.sound.has(end))) return true
    if (this.unvouched.size < limits.stream.damagedSegmentsMax)
      for (const end of ends) this.unvouched.add(end)
    return false
  }
}

/** The packet is shorter than it says, and that is not since the capture cut it: nobody takes it. */
function isShort({ payloadCutBytes }: PacketView, context: FrameContext | null): boolean {
  return payloadCutBytes > 0 && context !== null && context.capturedLength === context.wireLength
}

/** Stands before a sink of packets, and keeps damaged segments from it: the stream layer counts them. */
export class DamageFilter implements PacketSink {
  private readonly next: PacketSink
  private readonly streams: StreamLayer
  private readonly isDamaged: (packet: PacketView, context: FrameContext) => boolean

  constructor(
    next: PacketSink,
    streams: StreamLayer,
    isDamaged: (packet: PacketView, context: FrameContext) => boolean,
  ) {
    this.next = next
    this.streams = streams
    this.isDamaged = isDamaged
  }

  tcp(packet: PacketView, context: FrameContext): void {
    if (this.isDamaged(packet, context)) this.streams.damaged(packet, context)
    else this.next.tcp(packet, context)
  }

  udp(packet: PacketView, context: FrameContext): void {
    this.next.udp(packet, context)
  }
}
