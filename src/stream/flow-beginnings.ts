import type { AnomalyLog } from '../core/anomaly.ts'
import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { streamAnomalies } from './anomalies.ts'
import type { FlowExpiry } from './flow-expiry.ts'
import { isUdp, isV6, isWrittenFlow, lineShift, stateAt } from './flow-table.ts'
import type { FlowTable } from './flow-table.ts'
import type { ReadingPoint } from './reassembly/reading-point.ts'
import type { Reassembler } from './reassembly/reassembler.ts'
import type { StreamFlow } from './stream-flow.ts'
import type { FlowWatch } from './types.ts'
import { isWritten } from './written-packets.ts'

/** Begins flows, with what their first packets show. */
export class FlowBeginnings {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly expiry: FlowExpiry
  private readonly watch: FlowWatch | null
  private readonly anomalies: AnomalyLog

  /** `watch` looks at the first packet of each flow, and at each flow over IPv6 once. */
  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    expiry: FlowExpiry,
    watch: FlowWatch | null,
    anomalies: AnomalyLog,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.expiry = expiry
    this.watch = watch
    this.anomalies = anomalies
  }

  /** A new flow for the packet that was just not found. */
  begin(packet: PacketView, lane: 0 | 1, key: number, context: FrameContext): number {
    const { table, reassembler, point } = this
    if (table.isFull) {
      this.anomalies.note(streamAnomalies.flowLimit, context.number)
      this.expiry.makeRoom()
    }
    const slot = table.insert(packet, lane, key, point.now, context.sec, context.nsec)
    this.watch?.begins?.(packet)
    if ((key & isV6) !== 0) reassembler.counts.ipv6Flows++
    if ((key & isUdp) === 0) {
      reassembler.counts.tcpFlows++
      this.noteWritten(slot, packet)
      return slot
    }
    reassembler.counts.udpFlows++
    reassembler.opener.beginDatagrams(slot, lane, packet, context.number)
    if (packet.family === 6) this.began(slot, packet, context)
    return slot
  }

  /** Remembers of a connection that a program wrote its packets, as its first one shows. */
  noteWritten(slot: number, packet: PacketView): void {
    if (!isWritten(packet)) return
    const { words } = this.table
    const at = (slot << lineShift) + stateAt
    words[at] = (words[at] as number) | isWrittenFlow
  }

  /** The flow's object was made with its first payload, unless that is a straggler of the one before. */
  began(slot: number, packet: PacketView, context: FrameContext): void {
    const flow = this.table.flows[slot] as StreamFlow | null
    if (flow !== null) this.watch?.began(flow, packet, context)
  }
}
