import type { AnomalyLog } from '../core/anomaly.ts'
import { RunMap } from '../core/origin.ts'
import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { streamAnomalies } from './anomalies.ts'
import { DatagramTwins } from './datagram-twins.ts'
import { closedList, directionOf, isClosed, liveList } from './flow-table.ts'
import type { FlowTable } from './flow-table.ts'
import type { ReadingPoint } from './reassembly/reading-point.ts'
import type { Reassembler } from './reassembly/reassembler.ts'
import type { StreamFlow } from './stream-flow.ts'
import { TranslatedDatagrams } from './translated-datagrams.ts'
import type { OrderWatch, StreamConsumer } from './types.ts'

/** Hands datagrams on, each once, with where their bytes lie. */
export class DatagramDelivery {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly consumer: StreamConsumer
  private readonly order: OrderWatch | null
  private readonly anomalies: AnomalyLog
  /** Where the bytes of a datagram lie that came in fragments. */
  private readonly datagramRuns: RunMap = new RunMap()
  private readonly datagramTwins: DatagramTwins = new DatagramTwins()
  private readonly translated: TranslatedDatagrams = new TranslatedDatagrams()

  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    consumer: StreamConsumer,
    order: OrderWatch | null,
    anomalies: AnomalyLog,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.consumer = consumer
    this.order = order
    this.anomalies = anomalies
  }

  /** A datagram whose bytes are counted in its flow, `state` being that of the flow in front of it. */
  deliver(
    slot: number,
    lane: 0 | 1,
    flow: StreamFlow,
    state: number,
    packet: PacketView,
    context: FrameContext,
  ): void {
    const { table, reassembler } = this
    const { counts } = reassembler
    const start = packet.payloadStart
    const end = packet.payloadEnd
    const length = end - start
    const direction = directionOf(state, lane)
    if (packet.payloadCutBytes > 0) this.anomalies.note(streamAnomalies.datagramCut, context.number)
    if (length === 0) return
    if (this.datagramTwins.sees(packet, context)) {
      this.anomalies.note(streamAnomalies.twinDatagram, context.number)
      counts.udpDuplicateBytes += length
      if (direction === 0) flow.bytesToServer -= length
      else flow.bytesToClient -= length
      return
    }
    if (!this.datagramTwins.isAgain && this.isBeforeFirst(flow, context))
      this.order?.cameBehind(context.number, true)
    const translated = this.translated.sees(packet, direction, context)
    if (translated > 0)
      this.anomalies.note(streamAnomalies.translatedDatagram, context.number, `frame ${translated}`)
    const { origin } = this.point
    origin.frame = context.number
    origin.offset = start - packet.frameStart
    origin.sec = context.sec
    origin.nsec = context.nsec
    if (packet.pieces !== null) {
      const first = packet.pieces.spans(start, end)[0]
      if (first !== undefined) {
        origin.frame = first.frame
        origin.offset = first.start
      }
      this.datagramRuns.clear()
      this.datagramRuns.addRange(0, packet.pieces, start, end)
      origin.runs = this.datagramRuns
    }
    counts.udpDeliveredBytes += length
    const verdict = this.consumer.datagram(flow, direction, packet.buf, start, end, origin)
    origin.runs = null
    if (verdict !== 0) reassembler.delivery.settle(slot, lane, flow, verdict)
    if (flow.isAnswered !== ((state & isClosed) !== 0))
      table.move(slot, flow.isAnswered ? closedList : liveList)
  }

  /**
   * Whether the datagram at hand was captured before the first one of its conversation. Where it is much older, the clock was set
   * back, or files were joined, which connections of TCP tell apart.
   */
  private isBeforeFirst({ firstSec, firstNsec }: StreamFlow, { sec, nsec }: FrameContext): boolean {
    return (sec === firstSec && nsec < firstNsec) || sec === firstSec - 1
  }
}
