import type { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { ackFlag } from '../core/tcp-flags.ts'
import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import { streamAnomalies } from './anomalies.ts'
import type { FlowBeginnings } from './flow-beginnings.ts'
import {
  closedList,
  isClientB,
  isClosed,
  isOpeningSeen,
  isReset,
  isRoleKnown,
  isSynced,
  laneShift,
  lineShift,
  nextAt,
  stateAt,
  verdictMask,
  verdictShift,
} from './flow-table.ts'
import type { FlowTable } from './flow-table.ts'
import { sync } from './lanes.ts'
import type { ReadingPoint } from './reassembly/reading-point.ts'
import type { Reassembler } from './reassembly/reassembler.ts'
import { TwinWatch } from './twin-watch.ts'
import type { DamageWatch, OrderWatch } from './types.ts'

/** How far from the expected sequence number a RST may lie to be believed. A RST is advice: data goes on to be read. */
const resetBehindBytes = 65_536
const resetAheadBytes = 16_777_216

/** SYN and RST: where lanes begin, who is who, that another connection has begun, and that one is given up. */
export class Handshakes {
  private readonly table: FlowTable
  private readonly reassembler: Reassembler
  private readonly point: ReadingPoint
  private readonly beginnings: FlowBeginnings
  private readonly damage: DamageWatch | null
  private readonly order: OrderWatch | null
  private readonly anomalies: AnomalyLog
  private readonly twins: TwinWatch = new TwinWatch()

  constructor(
    table: FlowTable,
    reassembler: Reassembler,
    beginnings: FlowBeginnings,
    damage: DamageWatch | null,
    order: OrderWatch | null,
    anomalies: AnomalyLog,
  ) {
    this.table = table
    this.reassembler = reassembler
    this.point = reassembler.point
    this.beginnings = beginnings
    this.damage = damage
    this.order = order
    this.anomalies = anomalies
  }

  /** SYN, with or without ACK: says where a lane begins and who is who; and that a new connection has begun. */
  synchronise(
    slot: number,
    lane: number,
    packet: PacketView,
    context: FrameContext,
    silentSeconds: number,
  ): void {
    const { table, reassembler } = this
    const { words } = table
    const line = slot << lineShift
    const peer = lane ^ 1
    const isAnswer = (packet.tcpFlags & ackFlag) !== 0
    if (isAnswer) {
      reassembler.replaced.answered(slot)
      const twin = this.twins.sees(packet, context.number)
      if (twin > 0) this.anomalies.note(streamAnomalies.twinConnection, context.number, `frame ${twin}`)
    }
    const state = words[line + stateAt] as number
    const isLaneSynced = ((state >>> laneShift(lane)) & isSynced) !== 0
    const isPeerSynced = ((state >>> laneShift(peer)) & isSynced) !== 0
    const { closedSecondsMax, restingSecondsMax } = limits.stream
    const isForgotten = silentSeconds > ((state & isClosed) === 0 ? restingSecondsMax : closedSecondsMax)
    // The same start again is a retransmission, unless the connection is long over: some begin with the same number each
    // time. A first SYN on a flow whose other lane already carries data means
    // that the old connection was captured from one side.
    const isNew = isLaneSynced
      ? table.starts[slot * 2 + lane] !== packet.tcpSequence || (isForgotten && !isAnswer)
      : !isAnswer && isPeerSynced && table.flows[slot] !== null
    if (this.isSynBehind(slot, lane, packet, context)) this.order?.cameBehind(context.number, true)
    if (isNew) {
      this.damage?.unfitting(context.number)
      if (isLaneSynced && !isAnswer) reassembler.replaced.willReplace(slot, lane, context.number)
      reassembler.flowEnds.replace(slot, context.sec, context.nsec)
      this.beginnings.noteWritten(slot, packet)
    }
    if (!isAnswer) words[line + stateAt] = (words[line + stateAt] as number) | isOpeningSeen
    if (isLaneSynced && !isNew) return
    sync(table, slot, lane, (packet.tcpSequence + 1) | 0)
    if (!isNew && !isAnswer && isPeerSynced) {
      // Both opened at once (RFC 9293, 3.5): neither their SYNs nor their answers tell who is who.
      words[line + stateAt] = (words[line + stateAt] as number) & ~(isRoleKnown | isClientB)
      return
    }
    if (isAnswer && ((words[line + stateAt] as number) & (isSynced << laneShift(peer))) === 0) {
      sync(table, slot, peer, packet.tcpAcknowledgement)
    }
    if (table.flows[slot] !== null || ((words[line + stateAt] as number) & isRoleKnown) !== 0) return
    const isOpenerB = (isAnswer ? peer : lane) === 1
    const isOfB = isOpenerB !== reassembler.opener.roles.isActiveFtp(table, slot, isOpenerB)
    words[line + stateAt] = (words[line + stateAt] as number) | isRoleKnown | (isOfB ? isClientB : 0)
  }

  /**
   * A SYN that stands behind other packets of its connection, or the first answer to one behind what was sent upon it. Where its
   * time does not say so, it came again, and its first copy was not captured; where one with its number was seen before, an
   * interface with another clock may have brought it; where numbers lie further on than those
   * that were seen, it begins the next connection between the same ports (RFC 6528).
   */
  private isSynBehind(
    slot: number,
    lane: number,
    { tcpFlags, tcpSequence }: PacketView,
    { sec, nsec }: FrameContext,
  ): boolean {
    const { table } = this
    const state = table.words[(slot << lineShift) + stateAt] as number
    const isLaneSynced = ((state >>> laneShift(lane)) & isSynced) !== 0
    if ((tcpFlags & ackFlag) !== 0)
      return !isLaneSynced && (table.flows[slot] ?? null) !== null && this.point.isOlder(sec, nsec)
    const behind = ((table.starts[slot * 2 + lane] as number) - tcpSequence) | 0
    if (isLaneSynced && (behind < 0 || (behind === 0 && (state & isOpeningSeen) !== 0))) return false
    const first = table.firstSecs[slot] as number
    return sec < first || (sec === first && nsec < (table.firstNsecs[slot] as number))
  }

  /** RST: the flow is over soon, and what comes is read all the same. */
  reset(slot: number, lane: number, packet: PacketView, context: FrameContext): void {
    const { words } = this.table
    const line = slot << lineShift
    const bits = (words[line + stateAt] as number) >>> laneShift(lane)
    if ((bits & isSynced) !== 0 && ((bits >>> verdictShift) & verdictMask) === 0) {
      const distance = (packet.tcpSequence - (words[line + nextAt + lane] as number)) | 0
      if (distance < -resetBehindBytes || distance > resetAheadBytes) {
        this.anomalies.note(streamAnomalies.resetOutOfWindow, context.number)
        return
      }
    }
    words[line + stateAt] = (words[line + stateAt] as number) | (isReset << laneShift(lane))
    this.table.move(slot, closedList)
  }
}
