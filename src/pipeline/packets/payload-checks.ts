import type { AnomalyLog } from '../../core/anomaly.ts'
import { tlsPorts } from '../../core/tls-ports.ts'
import { tcpChecksum } from '../../packet/checksum.ts'
import type { PacketSink, PacketView } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'

/** Ports from here on are those of clients. */
const clientPortMin = 1_024
const sealedPorts: ReadonlySet<number> = new Set(tlsPorts)
/** FIN, SYN, RST: packets without payload that vouch for their sender; there are few. */
const edgeFlags = 1 | 2 | 4
/** A larger packet was put together by the machine that captured it, from several with checksums of their own. */
const payloadBytesMax = 2_048
/** Bytes of one capture that are summed up, some 1 ns each. */
const summedBytesMax = 67_108_864
const sendersMax = 1_024
/** So many right checksums of a sender say that its packets are captured as they were sent. */
const rightMin = 2
/** Of one sender so many wrong ones wait for whole ones. */
const pendingMax = 64
/** So many that are not right, before one is, say that they are not. */
const wrongMax = 8

interface Wrong {
  readonly frame: number
  readonly sequence: number
}

/** What is known of the checksums of one sender. */
class Sender {
  right = 0
  wrong = 0
  /** The wrong ones; those that came again, and whole, are not told. */
  pending: Wrong[] = []
  /** Its checksums tell nothing. */
  isOff = false
}

/**
 * Stands before the stream layer and tells of segments of clients whose checksum is wrong, where others of the same sender have
 * right ones: they were damaged, nobody took them, and what they carried is not known. To be cheap it looks at clients alone
 * (what servers send is most of a capture), not at the ports of TLS, whose records tell of damage themselves, and at so many
 * bytes of a capture. Of a sender whose checksums the card fills in nothing is looked at any more. Everything is passed on.
 */
export class PayloadChecks implements PacketSink {
  private readonly next: PacketSink
  private readonly anomalies: AnomalyLog
  private readonly senders: Map<number, Sender> = new Map()
  private left = summedBytesMax

  constructor(next: PacketSink, anomalies: AnomalyLog) {
    this.next = next
    this.anomalies = anomalies
  }

  tcp(packet: PacketView, context: FrameContext): void {
    const length = packet.payloadEnd - packet.payloadStart
    if (
      (length > 0 || (packet.tcpFlags & edgeFlags) !== 0) &&
      length <= payloadBytesMax &&
      packet.sourcePort >= clientPortMin &&
      !sealedPorts.has(packet.targetPort) &&
      this.left > 0
    )
      this.check(packet, length, context.number)
    this.next.tcp(packet, context)
  }

  udp(packet: PacketView, context: FrameContext): void {
    this.next.udp(packet, context)
  }

  private check(packet: PacketView, length: number, frame: number): void {
    const sender = this.senderOf(packet)
    if (sender === null || sender.isOff) return
    this.left -= length
    const state = tcpChecksum(packet)
    if (state === 'right') vouch(sender, packet.tcpSequence)
    else if (state === 'wrong' && length > 0) this.doubt(sender, { frame, sequence: packet.tcpSequence })
    else if (state === 'wrong' || state === 'unfilled') sender.wrong++
    if (sender.wrong >= wrongMax && sender.wrong > sender.right) sender.isOff = true
  }

  /** The capture is over: what did not come whole is told. */
  end(): void {
    for (const { right, isOff, pending } of this.senders.values())
      if (right >= rightMin && !isOff) for (const { frame } of pending) this.note(frame)
  }

  private doubt(sender: Sender, wrong: Wrong): void {
    sender.wrong++
    if (sender.pending.length < pendingMax) sender.pending.push(wrong)
    else if (sender.right >= rightMin) this.note(wrong.frame)
  }

  private note(frame: number): void {
    this.anomalies.note(streamAnomalies.damagedPayload, frame)
  }

  /** Null beyond the number of senders that are kept. Two whose addresses mix to the same number share what is known. */
  private senderOf({ source0, source1, source2, source3 }: PacketView): Sender | null {
    const key = source3 ^ Math.imul(source2, 31) ^ Math.imul(source1, 961) ^ Math.imul(source0, 29_791)
    const known = this.senders.get(key)
    if (known !== undefined) return known
    if (this.senders.size >= sendersMax) return null
    const sender = new Sender()
    this.senders.set(key, sender)
    return sender
  }
}

function vouch(sender: Sender, sequence: number): void {
  sender.right++
  if (sender.pending.length > 0)
    sender.pending = sender.pending.filter((wrong) => wrong.sequence !== sequence)
}
