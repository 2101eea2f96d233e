import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { beginsConversation, isRegister, mayBeginQuic } from './first-words.ts'
import type { FlowBeginnings } from './flow-beginnings.ts'
import type { FlowExpiry } from './flow-expiry.ts'
import { directionOf, lineShift, seenAt, stateAt } from './flow-table.ts'
import type { FlowTable } from './flow-table.ts'
import { isSettled } from './lanes.ts'
import type { ReadingPoint } from './reassembly/reading-point.ts'
import type { Reassembler } from './reassembly/reassembler.ts'
import type { StreamFlow } from './stream-flow.ts'
import type { StreamConsumer } from './types.ts'

/**
 * After so long a silence a hello begins another conversation between the same ports, whoever read the one before. Sooner, only
 * who reads the protocol can tell (`beginsAnew`): a hello that got no answer is sent again, at
 * growing distances, and given up before.
 */
const newHelloSeconds = 30

/** First byte of REGISTER. */
const registerStart = 0x52

/** Which conversation a datagram is of, where several are between the same ends. */
export class DatagramConversations {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly beginnings: FlowBeginnings
  private readonly expiry: FlowExpiry
  private readonly consumer: StreamConsumer

  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    beginnings: FlowBeginnings,
    expiry: FlowExpiry,
    consumer: StreamConsumer,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.beginnings = beginnings
    this.expiry = expiry
    this.consumer = consumer
  }

  /** The slot of the conversation, which is begun where the datagram is its first. */
  slotOf(packet: PacketView, lane: 0 | 1, key: number, context: FrameContext): number {
    const { table } = this
    let slot = table.find(packet, lane, key)
    if (slot < 0) slot = this.beginnings.begin(packet, lane, key, context)
    else if (table.words[(slot << lineShift) + seenAt] !== this.point.now)
      slot = this.goOn(slot, packet, lane, key, context)
    // The operator was heard first (a call, a notice): the roles were taken the wrong way round.
    if (packet.buf[packet.payloadStart] === registerStart && this.isTurnedRound(slot, lane, packet)) {
      this.expiry.close(slot, 'replaced')
      slot = this.beginnings.begin(packet, lane, key, context)
    }
    return slot
  }

  /** Whether a datagram of the client begins another one, of which nothing is read in this: so who reads the protocol says. */
  beginsAnew(flow: StreamFlow, { buf, payloadStart, payloadEnd }: PacketView): boolean {
    return (
      mayBeginQuic(buf, payloadStart, payloadEnd) &&
      this.consumer.beginsAnew?.(flow, buf, payloadStart, payloadEnd) === true
    )
  }

  /** The next conversation between the ends of a flow of UDP. */
  beginAnew(slot: number, packet: PacketView, context: FrameContext): StreamFlow {
    const { table, reassembler } = this
    reassembler.flowEnds.replaceDatagrams(slot, context.sec, context.nsec)
    if (packet.family === 6) this.beginnings.began(slot, packet, context)
    return table.flows[slot] as StreamFlow
  }

  /** A phone registers by SIP in a flow in which it counts as the server. */
  private isTurnedRound(slot: number, lane: 0 | 1, { buf, payloadStart, payloadEnd }: PacketView): boolean {
    const state = this.table.words[(slot << lineShift) + stateAt] as number
    return directionOf(state, lane) === 1 && isRegister(buf, payloadStart, payloadEnd)
  }

  /** A datagram of a later second: of the same conversation, or of a new one where nothing more is read of that. */
  private goOn(slot: number, packet: PacketView, lane: 0 | 1, key: number, context: FrameContext): number {
    const { table, point } = this
    const line = slot << lineShift
    const silence = (point.now - (table.words[line + seenAt] as number)) | 0
    if (
      silence < newHelloSeconds ||
      !isSettled(table, slot, lane) ||
      !beginsConversation(packet.buf, packet.payloadStart, packet.payloadEnd)
    ) {
      table.touch(slot, point.now)
      return slot
    }
    this.expiry.close(slot, 'replaced')
    return this.beginnings.begin(packet, lane, key, context)
  }
}
