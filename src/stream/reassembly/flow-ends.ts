import type { AnomalyLog } from '../../core/anomaly.ts'
import { streamAnomalies } from '../anomalies.ts'
import type { CopyWatch } from '../copies/copy-watch.ts'
import type { FlowOpener } from '../flow-opener.ts'
import { isClientB, isRoleKnown, isUdp, isV6, lineShift, stateAt } from '../flow-table.ts'
import type { FlowTable } from '../flow-table.ts'
import type { CopyConsumer, EndReason, OrderWatch, StreamConsumer, StreamCounts } from '../types.ts'
import type { Holes } from './holes.ts'
import type { Reassembly } from './reassembly.ts'
import type { Strays } from './strays.ts'
import { isClientUnseen } from './unseen-client.ts'

/**
 * The end of a flow, for whatever reason: what it holds is delivered, what never came is told, and the consumer told last. Another
 * one between the same ends may take its slot. That it is over is decided elsewhere.
 */
export class FlowEnds {
  private readonly table: FlowTable
  private readonly consumer: StreamConsumer
  private readonly counts: StreamCounts
  private readonly anomalies: AnomalyLog
  private readonly copyWatch: CopyWatch | null
  private readonly copyConsumer: CopyConsumer | null
  private readonly order: OrderWatch | null
  private readonly opener: FlowOpener
  private readonly holes: Holes
  private readonly strays: Strays

  constructor(shared: Reassembly, opener: FlowOpener, holes: Holes, strays: Strays) {
    this.table = shared.table
    this.consumer = shared.consumer
    this.counts = shared.counts
    this.anomalies = shared.anomalies
    this.copyWatch = shared.copyWatch
    this.copyConsumer = shared.copyConsumer
    this.order = shared.order
    this.opener = opener
    this.holes = holes
    this.strays = strays
  }

  /** What is missing of the connection does not come any more: what waits for it is delivered. */
  deliverHeld(slot: number): void {
    const flow = this.table.flows[slot] ?? null
    const state = this.table.words[(slot << lineShift) + stateAt] as number
    if ((state & isUdp) !== 0) return
    const clientLane = (state & isClientB) === 0 ? 0 : 1
    for (const lane of [clientLane, clientLane ^ 1]) {
      if (flow !== null) this.strays.flush(slot, lane, flow)
      this.holes.giveUpTail(slot, lane, flow)
    }
  }

  /** Ends the slot's flow: what is held is delivered, then the consumer is told. The slot itself stays. */
  end(slot: number, reason: EndReason): void {
    this.deliverHeld(slot)
    const flow = this.table.flows[slot] ?? null
    if (flow !== null) {
      this.copyWatch?.close(slot, 0, flow)
      this.copyWatch?.close(slot, 1, flow)
      if (
        flow.bytesToServer === 0 &&
        flow.bytesToClient > 0 &&
        isClientUnseen(this.table, slot, flow, this.copyConsumer)
      ) {
        this.order?.cameBehind(0, false)
        this.anomalies.note(streamAnomalies.onlyAnswers, 0, `${flow.serverAddress} port ${flow.serverPort}`)
      }
      this.consumer.end(flow, reason)
      this.table.flows[slot] = null
    }
    this.counts.ends[reason]++
  }

  /** Ends the slot's flow as replaced, and starts another with the same endpoints. */
  replace(slot: number, sec: number, nsec: number): void {
    this.end(slot, 'replaced')
    this.table.restart(slot, sec, nsec)
    this.counts.tcpFlows++
    if (((this.table.words[(slot << lineShift) + stateAt] as number) & isV6) !== 0) this.counts.ipv6Flows++
  }

  /** As `replace`, with what the packet at hand said of its app and tunnels. */
  replaceMarked(slot: number, sec: number, nsec: number): void {
    const mark = this.table.marks[slot] as number
    this.replace(slot, sec, nsec)
    this.table.marks[slot] = mark
  }

  /** Ends the slot's flow of datagrams as replaced, and starts another between the same ends, with the same roles. */
  replaceDatagrams(slot: number, sec: number, nsec: number): void {
    const { words, marks } = this.table
    const at = (slot << lineShift) + stateAt
    const roles = (words[at] as number) & (isRoleKnown | isClientB)
    const mark = marks[slot] as number
    const isUnsure = this.table.flows[slot]?.isUnsure === true
    this.end(slot, 'replaced')
    this.table.restart(slot, sec, nsec)
    words[at] = (words[at] as number) | roles
    marks[slot] = mark
    this.counts.udpFlows++
    if (((words[at] as number) & isV6) !== 0) this.counts.ipv6Flows++
    this.opener.openDatagrams(slot, isUnsure)
  }
}
