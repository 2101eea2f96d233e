import { finFlag, rstFlag, synFlag } from '../../core/tcp-flags.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { tlsPorts } from '../../core/ports.ts'
import { tcpChecksum } from '../../packet/checksum.ts'
import type { PacketView } from '../../packet/types.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'

/** Ports from here on are those of clients. */
export const clientPortMin = 1_024
const sealedPorts: ReadonlySet<number> = new Set(tlsPorts)
/** Packets without payload that vouch for their sender; there are few. */
const edgeFlags = finFlag | synFlag | rstFlag
/** A larger packet was put together by the machine that captured it, from several with checksums of their own. */
const payloadBytesMax = 2_048
/** Bytes of one capture that are summed up: enough for what a phone asks for in a day, and no large part of the time of any capture. */
const summedBytesMax = 67_108_864
const waysMax = 16_384
/** So many right checksums of a way say that its packets are captured as they were sent. */
const rightMin = 2
/** Of one way so many wrong ones wait for whole ones. */
const pendingMax = 64
/** So many that are not right, before one is, say that they are not. */
const wrongMax = 8

interface Wrong {
  readonly frame: number
  readonly sequence: number
}

/** What is known of the checksums of what one client sends to one address: files are rewritten by address, too. */
class Way {
  right = 0
  wrong = 0
  /** The wrong ones; those that came again, and whole, are not told. */
  pending: Wrong[] = []
  /** Its checksums tell nothing. */
  isOff = false
}

/**
 * Tells of segments of clients whose checksum is wrong, where others between the same addresses have right ones: they were
 * damaged, nobody took them, and what they carried is not known. To be cheap it is shown clients alone (what servers send is
 * most of a capture), and does not look at the ports of TLS, whose records tell of damage themselves, nor at more than so many
 * bytes of a capture. Where the card fills checksums in, nothing is looked at any more.
 */
export class PayloadChecks {
  private readonly anomalies: AnomalyLog
  private readonly ways: Map<number, Way> = new Map()
  private left = summedBytesMax

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /** Looks at a segment of TCP in frame `frame`, which comes from {@link clientPortMin} or above. */
  look(packet: PacketView, frame: number): void {
    const length = packet.payloadEnd - packet.payloadStart
    if (
      (length > 0 || (packet.tcpFlags & edgeFlags) !== 0) &&
      length <= payloadBytesMax &&
      !sealedPorts.has(packet.targetPort) &&
      this.left > 0
    )
      this.check(packet, length, frame)
  }

  private check(packet: PacketView, length: number, frame: number): void {
    const way = this.wayOf(packet)
    if (way === null || way.isOff) return
    this.left -= length
    const state = tcpChecksum(packet)
    if (state === 'right') vouch(way, packet.tcpSequence)
    else if (state === 'wrong' && length > 0) this.doubt(way, { frame, sequence: packet.tcpSequence })
    else if (state === 'wrong' || state === 'unfilled') way.wrong++
    if (way.wrong >= wrongMax && way.wrong > way.right) way.isOff = true
  }

  /** The capture is over: what did not come whole is told. */
  end(): void {
    for (const { right, isOff, pending } of this.ways.values())
      if (right >= rightMin && !isOff) for (const { frame } of pending) this.note(frame)
  }

  private doubt(way: Way, wrong: Wrong): void {
    way.wrong++
    if (way.pending.length < pendingMax) way.pending.push(wrong)
    else if (way.right >= rightMin) this.note(wrong.frame)
  }

  private note(frame: number): void {
    this.anomalies.note(streamAnomalies.damagedPayload, frame)
  }

  /** Null beyond the number of ways that are kept. Two whose addresses mix to the same number share what is known. */
  private wayOf(packet: PacketView): Way | null {
    const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
    const source = source3 ^ Math.imul(source2, 31) ^ Math.imul(source1, 961) ^ Math.imul(source0, 29_791)
    const target = target3 ^ Math.imul(target2, 37) ^ Math.imul(target1, 1_369) ^ Math.imul(target0, 50_653)
    const key = source ^ Math.imul(target, 0x9e37_79b1)
    const known = this.ways.get(key)
    if (known !== undefined) return known
    if (this.ways.size >= waysMax) return null
    const way = new Way()
    this.ways.set(key, way)
    return way
  }
}

function vouch(way: Way, sequence: number): void {
  way.right++
  if (way.pending.length > 0) way.pending = way.pending.filter((wrong) => wrong.sequence !== sequence)
}
