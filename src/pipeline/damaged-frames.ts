import { createHash } from 'node:crypto'
import { formatAddress } from '../core/address.ts'
import { limits } from '../core/limits.ts'
import type { Direction } from '../core/verdict.ts'
import { tcpChecksum } from '../packet/checksum.ts'
import type { PacketSink, PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import type { StreamLayer } from '../stream/stream-layer.ts'
import type { DamageWatch, Flow } from '../stream/types.ts'
import { LeftOutSegments, wayOf } from './left-out-segments.ts'

/** Who has the packet that is being handed on: the packet layer. */
export interface PacketHolder {
  readonly packet: PacketView
  readonly context: FrameContext | null
}

const nobody = (): null => null

/** A packet whose header fits nothing. */
interface Unfit {
  /** Once it was seen: from where to where it went, to which place. */
  fields: readonly (string | number)[] | null
  /** Its payload came in another packet, too, whose header is nearly the same, and whose checksum is right. */
  hasCopy: boolean
}

/** Of two addresses, two ports and a place in the stream so many may be damaged at once. */
const damagedFieldsMax = 1

/** Of packets with the same payload so many are held against others: the rest is read, as any that has no copy. */
const alikeMax = 64

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
  /** Frames that were left out of the reading at hand. */
  readonly leftOut: Set<number> = new Set()
  private readings = 0
  private holder: () => PacketHolder | null = nobody
  /** Frames of segments that others, which are right, contradict: damaged where their own checksum is wrong. */
  private readonly doubtful: Set<number> = new Set()
  /** By the frame of a segment: those of wrong ones that contradict it, and are damaged where it is right. */
  private readonly wrongBeside: Map<number, Set<number>> = new Map()
  private besideCount = 0
  /** Packets whose headers fit nothing, by frame; those that a copy may be found of, by the length of their payload and its digest. */
  private readonly unfit: Map<number, Unfit> = new Map()
  private readonly unfitByLength: Map<number, Map<string, Unfit[]>> = new Map()
  /**
   * Where segments came again that are right, and could not all be compared, or are sought: by sequence, their ends. What is
   * wrong, or short, at the same place is damaged.
   */
  private readonly again: Map<number, Set<string>> = new Map()
  /** Some segment is short, or wrong beside one that was not filled in: what comes again is sought. */
  private seeks = false
  /** Senders and receivers of packets whose checksum is right; and those that nobody had vouched for when it was asked. */
  private readonly sound: Set<string> = new Set()
  private readonly unvouched: Set<string> = new Set()
  /** Segments that the reading at hand is without; and those that were missed, and are not left out again. */
  private readonly segments: LeftOutSegments = new LeftOutSegments()
  private readonly missedFrames: Set<number> = new Set()

  /** Whether the reading at hand is not the first. */
  get isAgain(): boolean {
    return this.readings > 1
  }

  /** A reading of the capture begins, with `holder` as its packet layer. */
  begin(holder: () => PacketHolder | null): void {
    this.holder = holder
    this.readings++
    this.isWiser = false
    this.leftOut.clear()
    this.segments.clear()
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
      const beside = this.wrongBeside.get(first) ?? new Set()
      if (beside.has(other) || this.isFull) return
      this.wrongBeside.set(first, beside.add(other))
      this.besideCount++
      this.isWiser = true
    }
  }

  unfitting(frame: number): void {
    const packet = this.packetOf(frame)
    if (packet === null || this.isFull || this.unfit.has(frame) || tcpChecksum(packet) !== 'wrong') return
    this.unfit.set(frame, this.unfitOf(packet))
    this.isWiser = true
  }

  suspected(frame: number): void {
    if (!this.isFull && !this.unfit.has(frame)) this.unfit.set(frame, { fields: null, hasCopy: false })
  }

  wentOn(frame: number, behind: number): void {
    const packet = this.packetOf(frame)
    if (packet === null || this.unfit.has(behind) || tcpChecksum(packet) !== 'right') return
    this.suspected(behind)
    this.isWiser = true
  }

  cutShort(frame: number): void {
    if (this.seeks) return
    const packet = this.packetOf(frame)
    this.seeks = packet !== null && isShort(packet, this.holder()?.context ?? null)
  }

  cameAgain(frame: number, isCompared: boolean): void {
    if (!this.seeks && (isCompared || !this.isAgain)) return
    const packet = this.packetOf(frame)
    if (packet === null || this.isFull || tcpChecksum(packet) !== 'right') return
    const { tcpSequence } = packet
    const known = this.again.get(tcpSequence) ?? new Set()
    const ends = wayOf(packet)
    if (known.has(ends)) return
    this.again.set(tcpSequence, known.add(ends))
    this.isWiser = true
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
  private isForeign(unfit: Unfit, frame: number, packet: PacketView): boolean {
    if (packet.payloadEnd === packet.payloadStart) return this.isVouchedFor(packet)
    if (unfit.fields === null) {
      this.unfit.set(frame, this.unfitOf(packet))
      this.isWiser = true
      return false
    }
    return unfit.hasCopy
  }

  private unfitOf(packet: PacketView): Unfit {
    const unfit: Unfit = { fields: fieldsOf(packet), hasCopy: false }
    const length = packet.payloadEnd - packet.payloadStart
    const ofLength = this.unfitByLength.get(length) ?? new Map<string, Unfit[]>()
    this.unfitByLength.set(length, ofLength)
    const digest = digestOf(packet)
    const alike = ofLength.get(digest)
    if (alike === undefined) ofLength.set(digest, [unfit])
    else if (alike.length < alikeMax) alike.push(unfit)
    return unfit
  }

  private get isFull(): boolean {
    const known = this.doubtful.size + this.besideCount + this.unfit.size + this.again.size
    return known >= limits.stream.damagedSegmentsMax
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
    if (this.doubtful.has(frame) || this.isFull) return
    this.doubtful.add(frame)
    this.isWiser = true
  }

  /** Notes who sent and who received the packet, and whether it is a copy of one that is unfit, if its checksum is right. */
  private vouch(packet: PacketView): void {
    this.seekCopies(packet)
    const ends = endsOf(packet)
    if (ends.every((end) => this.sound.has(end)) || this.sound.size >= limits.stream.damagedSegmentsMax)
      return
    if (tcpChecksum(packet) !== 'right') return
    for (const end of ends) {
      this.sound.add(end)
      if (this.unvouched.delete(end)) this.isWiser = true
    }
  }

  private seekCopies(packet: PacketView): void {
    const ofLength = this.unfitByLength.get(packet.payloadEnd - packet.payloadStart)
    if (ofLength === undefined || packet.payloadEnd === packet.payloadStart) return
    const alike = ofLength.get(digestOf(packet))
    if (alike === undefined) return
    const own = fieldsOf(packet)
    for (const unfit of alike) {
      const { fields, hasCopy } = unfit
      if (hasCopy || fields === null) continue
      const others = fields.filter((field, index) => field !== own[index]).length
      if (others > damagedFieldsMax || tcpChecksum(packet) !== 'right') continue
      unfit.hasCopy = true
      this.isWiser = true
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

/** Its sender and its receiver. */
function endsOf(packet: PacketView): [sender: string, receiver: string] {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
  return [
    `from ${formatAddress(source0, source1, source2, source3)}`,
    `to ${formatAddress(target0, target1, target2, target3)}`,
  ]
}

function fieldsOf(packet: PacketView): readonly (string | number)[] {
  return [...endsOf(packet), packet.sourcePort, packet.targetPort, packet.tcpSequence]
}

function digestOf({ buf, payloadStart, payloadEnd }: PacketView): string {
  return createHash('sha256').update(buf.subarray(payloadStart, payloadEnd)).digest('base64')
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
